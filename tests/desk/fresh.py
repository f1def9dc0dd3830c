"""A desk in a database of its own: its address for commands, and threads that work at it."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from company import Desk
from django.db import connection


@dataclass
class FreshDesk:
    """A desk whose commits are real, the folder of its installation, and its database."""

    desk: Desk
    home: Path
    url: str

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command at the desk, and return what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "leadpact", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def lose(self) -> None:
        """Lose the database and the list of erasures, as with their machine."""
        (self.home / "erasures.ndjson").unlink(missing_ok=True)
        if self.url:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            return
        connection.close()
        for path in self.home.glob("desk.sqlite3*"):
            path.unlink()

    @property
    def environment(self) -> dict[str, str]:
        """The settings of commands."""
        known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return {**known, "LEADPACT_HOME": str(self.home), "DATABASE_URL": self.url}


def make_database(of: dict[str, Any]) -> str:
    """Make an empty database on the PostgreSQL of another one, and return its address."""
    import psycopg

    name, folder = f"fresh_{os.urandom(4).hex()}", of["OPTIONS"]["host"]
    with psycopg.connect(
        host=folder, user="leadpact", dbname="postgres", autocommit=True
    ) as server:
        server.execute(f"CREATE DATABASE {name}")
    return f"postgresql://leadpact@/{name}?host={folder}"


def in_threads(act: Callable[[Any], Any], items: Sequence[Any], n_threads: int) -> list[Any]:
    """Do something with each item, in many threads, each with a connection of its own."""

    def with_connection(item: Any) -> Any:
        try:
            return act(item)
        finally:
            connection.close()

    with ThreadPoolExecutor(n_threads) as pool:
        return list(pool.map(with_connection, items))
