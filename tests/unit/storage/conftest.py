"""Databases for the tests of storage, and the random histories of the engine's tests."""

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parents[2]
sys.path.append(str(TESTS / "unit/engine"))
sys.path.append(str(TESTS.parent / "bench"))

from lead_store import Database  # noqa: E402  (of bench, which the line above makes known)

_NUMBERS = count()


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """Return the address of a PostgreSQL that belongs to the tests of this process."""
    pytest.importorskip("psycopg", reason="needs psycopg: pip install leadpact[postgres]")
    path = TESTS / "parity" / "conftest.py"
    spec = importlib.util.spec_from_file_location("parity_conftest", path)
    assert spec is not None
    assert spec.loader is not None
    engines = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(engines)
    binaries = engines._postgres_binaries()
    if binaries is None:
        pytest.skip("needs the server programs of PostgreSQL: initdb and postgres")
    with contextmanager(engines._run_postgres)(binaries) as store:
        yield f"host={store.backend.con.info.host} user=leadpact dbname=postgres"


class ClosedDatabase(Database):
    """A database whose connections are closed at the end of a test."""

    def __init__(self, address: str) -> None:
        super().__init__(address, is_durable=False)
        self._opened: list[Any] = []

    def connect(self) -> Any:
        """Open a connection that `close` closes."""
        self._opened.append(super().connect())
        return self._opened[-1]

    def close(self) -> None:
        """Close all connections."""
        for connection in self._opened:
            connection.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Return an empty SQLite file, or an empty schema of PostgreSQL."""
    if request.param == "sqlite":
        opened = ClosedDatabase(str(tmp_path / "leads.db"))
    else:
        address, name = request.getfixturevalue("postgres_address"), f"leads_{next(_NUMBERS)}"
        opened = ClosedDatabase(f"{address} options='-c search_path={name}'")
        opened.connect().execute(f"CREATE SCHEMA {name}")
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def own_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Return an empty SQLite file, or a database of PostgreSQL whose files no other test writes."""
    if request.param == "sqlite":
        opened = ClosedDatabase(str(tmp_path / "leads.db"))
        yield opened
        opened.close()
        return
    address, name = request.getfixturevalue("postgres_address"), f"leads_{next(_NUMBERS)}"
    server = ClosedDatabase(address)
    server.connect().execute(f"CREATE DATABASE {name}")
    opened = ClosedDatabase(address.replace("dbname=postgres", f"dbname={name}"))
    yield opened
    opened.close()
    server.connect().execute(f"DROP DATABASE {name}")
    server.close()
