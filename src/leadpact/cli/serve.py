"""`leadpact serve`, `leadpact web`, `leadpact work`: run the desk, whole or in parts."""

from pathlib import Path
from typing import Annotated

import typer

from leadpact.cli.output import note, say
from leadpact.cli.setting_up import set_up
from leadpact.desk.options import home_folder

PortOption = Annotated[int, typer.Option("--port", min=1, max=65535, help="The port.")]
HostOption = Annotated[str, typer.Option("--host", help="The address to listen on.")]


def serve(port: PortOption = 8000, host: HostOption = "127.0.0.1") -> None:
    """Run the desk on this machine: its pages and its worker."""
    set_up()
    from leadpact.desk.setup.ready import require_port, require_tables  # noqa: PLC0415 - set up
    from leadpact.desk.setup.server import serve_all  # noqa: PLC0415 - others need no server

    require_port(host, port)
    require_tables(makes=True)
    _say_what_is_missing()
    address = f"http://{_shown(host)}:{port}"
    say(f"The desk in {_from_here(home_folder())} is at {address}. Ctrl-C stops it.")
    if host == "127.0.0.1":
        say(*_demo_lines(address))
    serve_all(host, port, say=note)


def web(port: PortOption = 8000, host: HostOption = "127.0.0.1") -> None:
    """Serve the pages of the desk; `leadpact work` does the rest."""
    set_up()
    from leadpact.desk.setup.ready import require_port, require_tables  # noqa: PLC0415 - set up
    from leadpact.desk.setup.server import serve_pages  # noqa: PLC0415 - the same

    require_port(host, port)
    require_tables()
    say(f"The pages are at http://{_shown(host)}:{port}. Ctrl-C stops them.")
    serve_pages(host, port)


def work() -> None:
    """Do the work that nobody waits for: clocks, waiting leads, messages."""
    set_up()
    from leadpact.desk.setup.ready import only_worker, require_tables  # noqa: PLC0415 - set up
    from leadpact.desk.work.worker import run_worker  # noqa: PLC0415 - the same

    require_tables()
    with only_worker():
        say("The worker works. Ctrl-C stops it.")
        run_worker()


def _say_what_is_missing() -> None:
    from leadpact.desk.setup.actions import what_is_missing  # noqa: PLC0415 - as above

    for line in what_is_missing():
        note(line)


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _from_here(folder: Path) -> str:
    """Return a folder as it is seen from here."""
    here = Path.cwd()
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)


def _demo_lines(address: str) -> list[str]:
    """Return the links of a demo, one a role; none for any other desk."""
    from leadpact.desk import clock  # noqa: PLC0415 - as above
    from leadpact.desk.demo.actions import demo_users  # noqa: PLC0415
    from leadpact.desk.demo.links import is_demo  # noqa: PLC0415

    if not is_demo():
        return []
    lines = ["It is a demo. For 12 hours, on this machine, these links sign in:"]
    for item in demo_users(as_of=clock.now()):
        due = "" if item.n_due is None else f" ({item.n_due} leads due now)"
        lines.append(f"  {item.role:<9} {item.user.name}{due}: {address}{item.path}")
    return lines
