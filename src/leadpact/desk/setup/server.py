"""Run the web server, and beside it the worker."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable

from django.db import connection
from granian import Granian
from granian.constants import Interfaces

from leadpact.desk.setup.parent import note_parent

_SQLITE = (1, 2)
"""One process with two threads: on SQLite more only wait for its lock."""
_POSTGRES = (2, 4)
_LONGEST_PAUSE_SECONDS = 30.0
_GRACE_SECONDS = 30


def serve_pages(host: str, port: int) -> None:
    """Serve the pages until the process is asked to end."""
    n_processes, n_threads = _SQLITE if connection.vendor == "sqlite" else _POSTGRES
    connection.close()  # a process that serves has its own
    note_parent()
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


def serve_all(host: str, port: int, *, say: Callable[[str], None]) -> None:
    """Serve the pages with a worker beside them; both end together."""
    note_parent()
    worker = WorkerBeside(say)
    try:
        serve_pages(host, port)
    finally:
        worker.end()


class WorkerBeside:
    """A worker in a process of its own; where it dies it is started again.

    It has its own session, so that Ctrl-C reaches only the server, which ends it in order. Where
    the server is killed, it ends by itself.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._ending = threading.Event()
        self._process = self._start()
        self._watch = threading.Thread(target=self._restart, daemon=True)
        self._watch.start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "leadpact.desk.setup.beside"],
            env=os.environ,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _restart(self) -> None:
        pause = 1.0
        while True:
            code = self._process.wait()
            if self._ending.is_set():
                return
            self._say(f"The worker ended with code {code}; another one begins in {pause:.0f} s.")
            if self._ending.wait(pause):
                return
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
            self._process = self._start()

    def end(self) -> None:
        """End the worker: what it has begun it finishes."""
        self._ending.set()
        self._process.terminate()
        try:
            self._process.wait(timeout=_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._watch.join(timeout=1)
