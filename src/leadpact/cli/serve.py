"""`leadpact serve`, `leadpact web`, `leadpact work`: run the desk, whole or in parts."""

from typing import Annotated

import typer

from leadpact.cli.output import say
from leadpact.desk.start import start_django

PortOption = Annotated[int, typer.Option("--port", min=1, max=65535, help="The port.")]
HostOption = Annotated[str, typer.Option("--host", help="The address to listen on.")]


def serve(port: PortOption = 8000) -> None:
    """Run the desk on this machine: its pages and its worker."""
    from leadpact.desk.setup.server import serve_all  # noqa: PLC0415 - others need no server

    start_django()
    say(f"The desk is at http://127.0.0.1:{port}. Ctrl-C stops it.")
    serve_all(port)


def web(port: PortOption = 8000, host: HostOption = "127.0.0.1") -> None:
    """Serve the pages of the desk; `leadpact work` does the rest."""
    from leadpact.desk.setup.server import serve_pages  # noqa: PLC0415 - the same

    start_django()
    serve_pages(host, port)


def work() -> None:
    """Do the work that nobody waits for: clocks, waiting leads, messages."""
    start_django()
    from leadpact.desk.work.worker import run_worker  # noqa: PLC0415 - Django is to be set up first

    run_worker()
