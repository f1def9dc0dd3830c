"""Run one text of SQL on SQLite and on PostgreSQL, over a connection that somebody else opened."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from leadpact.storage.lead_store.failures import UnableToUseStore
from leadpact.terms.zone import moment_at

_CLOCKS = {
    "sqlite": "SELECT strftime('%s', 'now')",
    "postgres": "SELECT extract(epoch FROM clock_timestamp())",
}


def check_texts(*texts: str) -> None:
    """Refuse texts for columns with characters that SQLite or PostgreSQL cannot keep.

    Raises
    ------
    UnableToUseStore
        `id-not-storable`, where one has a null character or half of a surrogate pair.
    """
    for text in texts:
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            fact = "It has a null character, or half of a character of two parts."
            fix = "Send it under an id of letters, digits and signs; nothing was taken."
            raise UnableToUseStore("id-not-storable", f"id {text!r}", fact, fix)


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
