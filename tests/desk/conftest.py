"""The desk of the tests: every test runs on SQLite and on PostgreSQL, and is rolled back."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from leadpact.desk.start import start_django
from postgres_server import running_postgres

start_django()

from company import MONDAY, Desk
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test.utils import setup_test_environment
from fresh import FreshDesk, make_database
from whole import differences

from leadpact.desk import clock
from leadpact.desk.database import database_of
from leadpact.desk.store import in_transaction

setup_test_environment()


def use_database(settings: dict) -> None:
    """Let Django use another database from now on, with all its tables."""
    if "default" in connections:
        connections["default"].close()
        del connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": settings})[
        "default"
    ]
    call_command("migrate", verbosity=0)


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The database that the desk uses."""
    with ExitStack() as stack:
        url = ""
        if request.param == "postgres":
            folder = stack.enter_context(running_postgres())
            url = f"postgresql://leadpact@/postgres?host={folder}"
        use_database(database_of(url, Path(tmp_path_factory.mktemp("desk"))))
        yield request.param
        connections["default"].close()


@pytest.fixture
def desk(database: str) -> Iterator[Desk]:
    """A desk with a pact, reps and a user of each role, on a Monday morning; rolled back after.

    Must hold 2: at the end of every test what is stored of every lead follows from its events.
    """
    with transaction.atomic(), clock.fixed(MONDAY):
        made = Desk.opened(database, MONDAY)
        yield made
        if made.is_whole and not connection.needs_rollback:
            assert differences() == [], "a test that writes rows by hand sets desk.is_whole = False"
        transaction.set_rollback(True)
    connection.close_if_unusable_or_obsolete()


@pytest.fixture
def fresh_desk(database: str, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a database of its own, where transactions are committed: for several threads."""
    before, home = connections.settings["default"], settings.HOME
    with ExitStack() as stack, clock.fixed(MONDAY):
        url, settings.HOME = "", tmp_path
        if database == "postgres":
            url = f"postgresql://leadpact@/postgres?host={stack.enter_context(running_postgres())}"
        use_database(database_of(url, tmp_path))
        try:
            yield in_transaction(Desk.opened)(database, MONDAY)
        finally:
            settings.HOME = home
            connections["default"].close()
            del connections["default"]
            connections.settings["default"] = before


@pytest.fixture
def own_desk(database: str, tmp_path: Path) -> Iterator[FreshDesk]:
    """A desk in a database of its own with real commits: for threads, processes and commands."""
    before, home = connections["default"].settings_dict, settings.HOME
    url = make_database(before) if database == "postgres" else ""
    use_database(database_of(url, tmp_path))
    settings.HOME = tmp_path
    try:
        with clock.fixed(MONDAY):
            yield FreshDesk(Desk.opened(database, MONDAY), tmp_path, url)
    finally:
        settings.HOME = home
        connections["default"].close()
        del connections["default"]
        connections.settings["default"] = before
