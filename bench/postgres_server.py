"""A PostgreSQL of its own to measure on: in a temporary folder, reached by a socket in it only."""

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
from typing import Any

import psycopg


@contextmanager
def run_postgres() -> Iterator[str]:
    """Run a server with its usual durability; yield the address of its database."""
    folder = Path(tempfile.mkdtemp(prefix="leadpact-bench-"))
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    as_account: dict[str, Any] = {}
    if account is not None:  # the server refuses to be root
        os.chown(folder, account.pw_uid, account.pw_gid)
        as_account = {"user": account.pw_uid, "group": account.pw_gid}
    server = _start(folder, as_account)
    try:
        address = f"host={folder} user=leadpact dbname=postgres"
        _wait_for(address)
        yield address
    finally:
        server.send_signal(signal.SIGINT)  # a fast shutdown
        server.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, as_account: dict[str, Any]) -> "subprocess.Popen[bytes]":
    binaries, data = _binaries(), folder / "data"
    init = [binaries / "initdb", "-D", data, "-U", "leadpact", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*init, "--locale=C.UTF-8"], check=True, capture_output=True, **as_account)
    run = [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses="]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen([*run, "-c", "jit=off"], stdout=log, stderr=log, **as_account)


def _binaries() -> Path:
    """Return the folder of the server's programs, of the newest version installed."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders += [Path(found).resolve().parent] if found else []
    return next(item for item in folders if (item / "postgres").exists())


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"PostgreSQL does not answer: {address}")
