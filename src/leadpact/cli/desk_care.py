"""`leadpact desk doctor|rebuild|verify|backup|restore`: keep a desk in order."""

from pathlib import Path
from typing import Annotated

import typer

from leadpact.cli.output import Exit, note, print_issues, say
from leadpact.cli.setting_up import set_up
from leadpact.terms.issues import Level

_SHOWN = 20


def doctor() -> None:
    """Examine the desk: database, pact, key, worker, clocks, stuck leads, rows, seals."""
    set_up()
    from leadpact.desk import clock  # noqa: PLC0415 - Django is set up now
    from leadpact.desk.setup.doctor import examine  # noqa: PLC0415 - the same

    found = examine(as_of=clock.now())
    print_issues(found)
    if any(issue.level is Level.ERROR for issue in found):
        raise typer.Exit(Exit.FOUND_ERRORS)
    say("The desk is in order." if not found else "The desk works; see the warnings.")


def rebuild(
    check: Annotated[
        bool, typer.Option("--check", help="Only compare: nothing is written.")
    ] = False,
) -> None:
    """Fold the events of every lead, and write again what is stored otherwise."""
    set_up()
    from leadpact.desk import clock  # noqa: PLC0415 - Django is set up now
    from leadpact.desk.setup.ready import require_tables  # noqa: PLC0415 - the same
    from leadpact.desk.setup.rebuild import compare_leads  # noqa: PLC0415 - the same

    require_tables()
    n_leads = n_differing = n_unreadable = 0
    for found in compare_leads(as_of=clock.now(), corrects=not check):
        n_leads += 1
        if found is None:
            continue
        n_differing += 1
        n_unreadable += "event" in found.tables
        if n_differing <= _SHOWN:
            note(f"lead {found.lead_id}: {', '.join(found.tables)} {found.fact}".rstrip())
    say(f"{n_leads:,} leads: {n_differing:,} differ.")
    if n_differing and not check:
        say(f"{n_differing - n_unreadable:,} were written again.")
    if n_unreadable or (n_differing and check):
        raise typer.Exit(Exit.FOUND_ERRORS)


def verify(
    against: Annotated[
        Path | None,
        typer.Option("--against", help="seals.json of a backup: roots that were kept outside."),
    ] = None,
) -> None:
    """Verify that no event was changed since it was sealed; name the first that was."""
    set_up()
    from leadpact.desk.setup.backup import read_roots  # noqa: PLC0415 - Django is set up now
    from leadpact.desk.setup.ready import require_tables  # noqa: PLC0415 - the same
    from leadpact.desk.work.verifying import require_seals  # noqa: PLC0415 - the same

    require_tables()
    found = require_seals(read_roots(against) if against is not None else None)
    say(f"{found.n_events:,} events under {found.n_seals:,} seals are as they were sealed.")


def backup(folder: Annotated[Path, typer.Argument(help="A folder that is not there yet.")]) -> None:
    """Copy the desk into a new folder while it works."""
    set_up()
    from leadpact.desk import clock  # noqa: PLC0415 - Django is set up now
    from leadpact.desk.setup.backup import back_up  # noqa: PLC0415 - the same
    from leadpact.desk.setup.ready import require_tables  # noqa: PLC0415 - the same

    require_tables()
    found = back_up(folder, as_of=clock.now())
    say(
        f"{found.folder} has {found.n_leads:,} leads with {found.n_events:,} events.",
        f"{found.n_erasures:,} erasures are in erasures.ndjson; keep the newest list apart.",
    )


def restore(
    folder: Annotated[Path, typer.Argument(help="A folder that `desk backup` wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a desk that has leads.")
    ] = False,
    erasures: Annotated[
        Path | None,
        typer.Option("--erasures", help="erasures.ndjson of a later backup."),
    ] = None,
) -> None:
    """Bring a backup back; who was erased since is erased again first."""
    set_up()
    from leadpact.desk import clock  # noqa: PLC0415 - Django is set up now
    from leadpact.desk.setup.ready import require_database  # noqa: PLC0415 - the same
    from leadpact.desk.setup.restore import restore as bring_back  # noqa: PLC0415 - the same

    require_database()
    found = bring_back(folder, as_of=clock.now(), replaces=replace, erasures=erasures)
    say(
        f"{found.n_leads:,} leads are back; {found.n_erased:,} persons were erased again.",
        "Everybody signs in again. Tokens that were revoked since the backup: revoke them again.",
    )


COMMANDS = (doctor, rebuild, verify, backup, restore)
