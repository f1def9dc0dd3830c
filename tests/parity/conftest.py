"""The engines that relations run on, one of each for all tests of a process."""

import shutil
from collections.abc import Iterator

import ibis
import pytest

from leadpact.relational import gate_search
from leadpact.storage.store import Store, open_duckdb
from postgres_server import running_postgres


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
    with running_postgres() as folder:
        backend = ibis.postgres.connect(host=str(folder), user="leadpact", database="postgres")
        yield Store(backend)
        backend.disconnect()
