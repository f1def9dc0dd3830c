"""A PostgreSQL of the tests' own, in a temporary folder, reached by a socket in it only."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_FAST = ["-c", "fsync=off", "-c", "jit=off", "-c", "timezone=UTC"]


@contextmanager
def running_postgres(*options: str) -> Iterator[Path]:
    """Run a server, and return the folder of its socket; skip where its programs are not there."""
    psycopg = pytest.importorskip("psycopg", reason="needs psycopg: pip install leadpact[postgres]")
    binaries = _binaries()
    if binaries is None:
        pytest.skip("needs the server programs of PostgreSQL: initdb and postgres")
    folder = Path(tempfile.mkdtemp(prefix="leadpact-postgres-"))
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None  # it refuses to be root
    as_account = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid}
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    init = [binaries / "initdb", "-D", data, "-U", "leadpact", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*init, "--locale=C.UTF-8"], check=True, capture_output=True, **as_account)
    run = [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses="]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*run, *_FAST, *options], stdout=log, stderr=log, **as_account)
    try:
        _wait_for(psycopg, folder)
        yield folder
    finally:
        server.send_signal(signal.SIGINT)  # a fast shutdown
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    """Return the folder of the server's programs, of the newest version installed."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders += [Path(found).resolve().parent] if found else []
    return next((item for item in folders if (item / "postgres").exists()), None)


def _wait_for(psycopg: object, folder: Path) -> None:
    """Return as soon as the server answers."""
    for _ in range(300):
        try:
            psycopg.connect(host=str(folder), user="leadpact", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise TimeoutError(f"PostgreSQL does not answer; see {folder / 'log'}")
