"""`leadpact serve`, `leadpact web`, `leadpact work`: run the desk, whole or in parts."""

from typing import Annotated

import typer

from leadpact.cli.output import note, say
from leadpact.cli.setting_up import set_up

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
    say(f"The desk is at http://{_shown(host)}:{port}. Ctrl-C stops it.")
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
