"""The engines that relations run on, one of each for all tests of a process."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pytest

from leadpact.relational import gate_search
from leadpact.storage.store import Store, open_duckdb


@pytest.fixture(autouse=True)
def short_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make rounds of questions so short that small companies need all of them."""
    monkeypatch.setattr(gate_search, "ROUNDS", (1, 2))


@pytest.fixture
def duckdb_store() -> Iterator[Store]:
    """Return a new DuckDB: what Ibis registers in one for an expression stays until the end."""
    with open_duckdb(threads=1) as store:
        yield store


@pytest.fixture(scope="session")
def spark_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Spark on one core of this machine, its session in UTC."""
    sql = pytest.importorskip("pyspark.sql", reason="needs pyspark: pip install leadpact[spark]")
    if shutil.which("java") is None:
        pytest.skip("needs Java 17 or later on the path")
    folder = tmp_path_factory.mktemp("spark")
    builder = sql.SparkSession.builder.master("local[1]").appName("leadpact-parity")
    options = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "4g",  # plans of one session stay until its end
        "spark.sql.autoBroadcastJoinThreshold": "-1",
        "spark.sql.analyzer.maxIterations": "1000",  # large pacts need more than the default, 100
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.codegen.wholeStage": "false",  # compiling Java takes longer than small tables
        "spark.sql.codegen.factoryMode": "NO_CODEGEN",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    for name, value in options.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield Store(ibis.pyspark.connect(session))
    session.stop()


@pytest.fixture(scope="session")
def postgres_store() -> Iterator[Store]:
    """A PostgreSQL of its own in a temporary folder, reached by a socket in it only."""
    pytest.importorskip("psycopg", reason="needs psycopg: pip install leadpact[postgres]")
    binaries = _postgres_binaries()
    if binaries is None:
        pytest.skip("needs the server programs of PostgreSQL: initdb and postgres")
    yield from _run_postgres(binaries)


def _postgres_binaries() -> Path | None:
    """Return the folder of the server's programs, of the newest version installed."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    folders += [Path(found).resolve().parent] if found else []
    return next((item for item in folders if (item / "postgres").exists()), None)


def _run_postgres(binaries: Path) -> Iterator[Store]:
    """Run a server that listens on a socket in its own folder; the server refuses to be root."""
    folder = Path(tempfile.mkdtemp(prefix="leadpact-postgres-"))
    account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    as_account = {} if account is None else {"user": account.pw_uid, "group": account.pw_gid}
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    init = [binaries / "initdb", "-D", data, "-U", "leadpact", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*init, "--locale=C.UTF-8"], check=True, capture_output=True, **as_account)
    run = [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses="]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*run, *_FAST], stdout=log, stderr=log, **as_account)
    try:
        backend = _connect_postgres(folder)
        yield Store(backend)
        backend.disconnect()
    finally:
        server.send_signal(signal.SIGINT)  # a fast shutdown
        server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


_FAST = ["-c", "fsync=off", "-c", "jit=off", "-c", "timezone=UTC"]


def _connect_postgres(folder: Path) -> Any:
    """Return a connection as soon as the server answers."""
    for _ in range(300):
        try:
            return ibis.postgres.connect(host=str(folder), user="leadpact", database="postgres")
        except Exception:  # the driver is optional, so its errors have no name here
            time.sleep(0.1)
    raise TimeoutError(f"PostgreSQL does not answer; see {folder / 'log'}")
