"""`leadpact desk …`: set up a desk and keep it in order."""

from pathlib import Path
from typing import Annotated

import typer

from leadpact.cli import desk_care
from leadpact.cli.output import fail, note, say
from leadpact.cli.setting_up import set_up

group = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Set up a desk and keep it in order."
)
for care in desk_care.COMMANDS:
    group.command()(care)


@group.command()
def init(
    pact: Annotated[
        Path | None, typer.Option("--pact", help="The pact to publish as the first one.")
    ] = None,
) -> None:
    """Create the tables of the desk, or bring them up to date; what is there stays."""
    if pact is not None:
        from leadpact.cli.loading import require_pact  # noqa: PLC0415 - others need no pact

        require_pact(pact)  # first: a desk is not half set up for a misspelt name
    set_up()
    from leadpact.desk.setup.actions import create_tables, publish_first  # noqa: PLC0415 - set up

    create_tables()
    if pact is not None:
        publish_first(pact.read_text(encoding="utf-8"))
    say("The desk is ready. Add people with `leadpact desk user`, then run `leadpact serve`.")


@group.command()
def user(
    email: Annotated[str, typer.Argument(help="The address by which they sign in.")],
    name: Annotated[str, typer.Option("--name", help="What the desk calls them.")],
    role: Annotated[
        list[str],
        typer.Option(
            "--role", help="SDR, AE, MANAGER, MARKETING, REVOPS, EXEC or ADMIN; may be repeated."
        ),
    ],
    rep: Annotated[
        str | None, typer.Option("--rep", help="The id of the rep who they are.")
    ] = None,
    new_password: Annotated[
        bool,
        typer.Option("--new-password", help="Give a known user a new password, and sign them out."),
    ] = False,
) -> None:
    """Add a user, or change what they may do; print a password for a new one."""
    set_up()
    from leadpact.desk.people.users import UnableToSaveUser  # noqa: PLC0415
    from leadpact.desk.setup.actions import save_user  # noqa: PLC0415

    try:
        password = save_user(email, name=name, roles=role, rep_id=rep, new_password=new_password)
    except UnableToSaveUser as error:
        fail("user-not-added", email, error.fact, error.fix)
    say(f"{email} can sign in." if password is None else f"{email} signs in with {password}")


@group.command()
def load(
    data: Annotated[Path, typer.Argument(help="A data set, from `import` or `simulate`.")],
    pact: Annotated[
        Path | None,
        typer.Option("--pact", help="The pact to load it by; by default the one in force."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", help="The end; by default the last moment in the data."),
    ] = None,
) -> None:
    """Bring a whole history into an empty desk: nothing is sent for the past."""
    from leadpact.cli.loading import require_moment, require_pact  # noqa: PLC0415

    end = require_moment(until, "--until")
    if pact is not None:
        require_pact(pact)
    set_up()
    from leadpact.desk.setup.actions import create_tables  # noqa: PLC0415 - Django is set up now
    from leadpact.desk.setup.load import UnableToLoad, load_history  # noqa: PLC0415

    create_tables()
    text = None if pact is None else pact.read_text(encoding="utf-8")
    try:
        found = load_history(data, pact_text=text, until=end)
    except UnableToLoad as error:
        fail(error.code, data, error.fact, error.fix)
    say(
        f"{found.n_leads:,} leads are at the desk as of {found.until:%Y-%m-%d %H:%M} UTC.",
        f"{found.n_qualified:,} of them qualified, and {found.n_open:,} have a rep.",
        *(f"{n:,} rows of {name} could not be read." for name, n in found.unread.items()),
    )


@group.command()
def demo(
    data: Annotated[Path, typer.Argument(help="A company that `simulate` made, up to today.")],
    pact: Annotated[Path, typer.Option("--pact", help="The pact to load it by.")],
) -> None:
    """Load a simulated company up to now into an empty desk, with a user of each role."""
    from leadpact.cli.loading import require_pact  # noqa: PLC0415

    require_pact(pact)
    set_up()
    from leadpact.desk.demo.actions import make_demo  # noqa: PLC0415 - Django is set up now
    from leadpact.desk.options import home_folder  # noqa: PLC0415
    from leadpact.desk.setup.actions import create_tables  # noqa: PLC0415
    from leadpact.desk.setup.load import UnableToLoad  # noqa: PLC0415

    create_tables()
    try:
        found = make_demo(data, pact.read_text(encoding="utf-8"))
    except UnableToLoad as error:
        fail(error.code, data, error.fact, error.fix)
    say(
        f"Desk: {home_folder()}",
        f"{found.n_leads:,} leads are at it, of whom {found.n_open:,} have a rep.",
        "`leadpact serve` opens it, and prints a link for each role.",
    )


@group.command()
def clean() -> None:
    """Write the files of the database without what was erased; at a calm time."""
    set_up()
    from leadpact.desk import clock  # noqa: PLC0415 - Django is set up first
    from leadpact.desk.leads.erasure import clean_files, erase_again  # noqa: PLC0415 - the same
    from leadpact.desk.leads.erasure_list import path_of_list, read_list  # noqa: PLC0415 - the same
    from leadpact.desk.setup.ready import require_tables  # noqa: PLC0415 - the same
    from leadpact.desk.store import UnableToUseStore  # noqa: PLC0415 - the same

    require_tables()
    n_erased = erase_again(read_list(path_of_list()).values(), as_of=clock.now())
    if n_erased:
        note(f"{n_erased:,} leads of {path_of_list()} were erased again.")
    try:
        clean_files()
    except UnableToUseStore as error:
        issue = error.issue
        fail(issue.code, str(issue.place), issue.fact, issue.fix)
    say("The files of the database hold nothing that was erased.")
