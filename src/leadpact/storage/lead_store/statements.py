"""Run one text of SQL on SQLite and on PostgreSQL, over a connection that somebody else opened."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from leadpact.terms.zone import moment_at

_CLOCKS = {
    "sqlite": "SELECT strftime('%s', 'now')",
    "postgres": "SELECT extract(epoch FROM clock_timestamp())",
}


class Statements:
    """Statements on an open connection. It never commits, nor rolls back beyond its own savepoint.

    Parameters
    ----------
    connection
        Of `sqlite3` or of psycopg, within a transaction of the caller; on SQLite it is to be begun
        by `BEGIN IMMEDIATE`, which is the lock of the store there.
    """

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        module = type(connection).__module__
        self.database: Literal["sqlite", "postgres"] = (
            "postgres" if module.startswith("psycopg") else "sqlite"
        )

    def run(self, sql: str, *values: Any) -> list[Any]:
        """Run a statement whose values are marked by `?`, and return its rows."""
        cursor = self.connection.cursor()
        try:
            cursor.execute(self._text(sql), values)
            return cursor.fetchall() if cursor.description else []
        finally:
            cursor.close()

    def read_clock(self) -> datetime:
        """Return the moment it is, by the clock of the database."""
        ((seconds,),) = self.run(_CLOCKS[self.database])
        return moment_at(int(seconds))

    def run_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each row of values."""
        rows = list(rows)
        if not rows:
            return
        cursor = self.connection.cursor()
        try:
            cursor.executemany(self._text(sql), rows)
        finally:
            cursor.close()

    def _text(self, sql: str) -> str:
        return sql.replace("?", "%s") if self.database == "postgres" else sql
