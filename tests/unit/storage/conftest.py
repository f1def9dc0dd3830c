"""Databases for the tests of storage, and the random histories of the engine's tests."""

import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from postgres_server import running_postgres

TESTS = Path(__file__).parents[2]
sys.path.append(str(TESTS / "unit/engine"))
sys.path.append(str(TESTS.parent / "bench"))

from lead_store import Database  # noqa: E402  (of bench, which the line above makes known)

_NUMBERS = count()


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """Return the address of a PostgreSQL that belongs to the tests of this process."""
    with running_postgres() as folder:
        yield f"host={folder} user=leadpact dbname=postgres"


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
