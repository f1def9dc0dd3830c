"""Run the web server, and beside it the worker."""

import os
import subprocess
import sys

from django.db import connection
from granian import Granian
from granian.constants import Interfaces

_SQLITE = (1, 2)
"""One process with two threads: on SQLite more only wait for its lock."""
_POSTGRES = (2, 4)


def serve_pages(host: str, port: int) -> None:
    """Serve the pages until the process is asked to end."""
    n_processes, n_threads = _SQLITE if connection.vendor == "sqlite" else _POSTGRES
    Granian(
        "leadpact.desk.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=n_processes,
        blocking_threads=n_threads,
        respawn_failed_workers=True,
        log_enabled=False,
    ).serve()


def serve_all(port: int) -> None:
    """Serve the pages on this machine with a worker beside them; both end together."""
    worker = subprocess.Popen([sys.executable, "-m", "leadpact", "work"], env=os.environ)
    try:
        serve_pages("127.0.0.1", port)
    finally:
        worker.terminate()
        worker.wait(timeout=30)
