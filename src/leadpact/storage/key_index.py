"""Records found by keys, in SQLite or PostgreSQL; what the keys and the records mean is not known.

A record is an id, its keys and a payload that JSON can hold. Many records may share a key; a key
that more share than asked for is reported as crowded, and its records are not listed for it.
"""

import json
import re
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

_T = TypeVar("_T")
_BLOCK = 5000
_MOST_KEYS = 100
"""As many keys as one query asks for; a record has few."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class KeyedRecord:
    """A record, the keys under which it is found, and what is kept with it."""

    record_id: str
    keys: tuple[str, ...]
    payload: Any


@dataclass(frozen=True, slots=True)
class Found:
    """What an index knows of some keys.

    Attributes
    ----------
    payloads
        What was kept of each record that has one of the keys, by record id and in their order.
    crowded_keys
        Keys that more records have than were asked for; those records are not listed for them.
    """

    payloads: Mapping[str, Any]
    crowded_keys: tuple[str, ...]


class UnableToIndex(ValueError):
    """A record or an index has a name that cannot be stored."""


class KeyIndex(ABC):
    """An index of records by keys: what both databases do in the same way.

    The subclasses know the words for it.

    Parameters
    ----------
    connection
        The open connection.
    name
        The beginning of the names of its tables.
    is_within_transaction
        Whether the caller begins and commits; the tables are then there already
        (`create_tables`).
    """

    def __init__(
        self, connection: Any, *, name: str = "key_index", is_within_transaction: bool = False
    ) -> None:
        if not _NAME.fullmatch(name):
            raise UnableToIndex(f"{name!r} is no name of an index: use a-z, 0-9 and _ only.")
        self.connection = connection
        self.records, self.keys = f"{name}_records", f"{name}_keys"
        self.is_within_transaction = is_within_transaction
        if not is_within_transaction:
            self.create_tables()

    def put(self, records: Iterable[KeyedRecord]) -> int:
        """Keep records, each in place of an earlier one of its id; return how many."""
        n_put = 0
        for block in _blocks(records):
            own = {record.record_id: record for record in block}
            with self._transaction():
                self._forget(list(own))
                self._insert(list(own.values()))
            n_put += len(own)
        return n_put

    def remove(self, record_ids: Iterable[str]) -> int:
        """Forget records and their keys; return how many there were."""
        n_removed = 0
        for block in _blocks(record_ids):
            with self._transaction():
                n_removed += self._forget(list(dict.fromkeys(block)))
        return n_removed

    def find(self, keys: Sequence[str], *, at_most: int) -> Found:
        """Return the records of some keys in one query; of a key at most so many, or none."""
        listed: dict[str, list[tuple[str, str]]] = {}
        for block in _blocks(dict.fromkeys(keys), _MOST_KEYS):
            for key, record_id, payload in self._look_up(block, at_most + 1):
                listed.setdefault(key, []).append((record_id, payload))
        crowded = tuple(sorted(key for key, own in listed.items() if len(own) > at_most))
        texts = {record for own in listed.values() if len(own) <= at_most for record in own}
        return Found({name: json.loads(text) for name, text in sorted(texts)}, crowded)

    def count(self) -> int:
        """Return how many records there are."""
        row = self.connection.execute(f"SELECT count(*) FROM {self.records}").fetchone()
        return int(row[0])

    @abstractmethod
    def create_tables(self) -> None:
        """Create the tables where they are missing."""

    def _transaction(self) -> Any:
        return nullcontext() if self.is_within_transaction else self._own_transaction()

    @abstractmethod
    def _own_transaction(self) -> Any:
        """Do what follows as one, or not at all."""

    @abstractmethod
    def _forget(self, record_ids: list[str]) -> int:
        """Delete records and their keys; return how many there were."""

    @abstractmethod
    def _insert(self, records: list[KeyedRecord]) -> None:
        """Add records that are not there, and their keys."""

    @abstractmethod
    def _look_up(self, keys: list[str], limit: int) -> Iterable[tuple[str, str, str]]:
        """Return key, record id and payload, of each key as many as the limit at most."""


def _blocks(items: Iterable[_T], size: int = _BLOCK) -> Iterator[list[_T]]:
    rest = iter(items)
    while block := list(islice(rest, size)):
        yield block


def _columns(record: KeyedRecord) -> tuple[str, str, str]:
    """Return id, keys and payload as texts; ASCII, so that any text can be stored."""
    for text in (record.record_id, *record.keys):
        if _UNSTORABLE.search(text):
            raise UnableToIndex("An id or a key has a NUL or half a character: clean it first.")
    keys = json.dumps(list(dict.fromkeys(record.keys)), separators=(",", ":"))
    return record.record_id, keys, json.dumps(record.payload, separators=(",", ":"))


class SqliteKeyIndex(KeyIndex):
    """An index in a database of SQLite."""

    def create_tables(self) -> None:
        """Create the tables where they are missing."""
        execute = self.connection.execute
        execute(
            f"CREATE TABLE IF NOT EXISTS {self.records} (number INTEGER PRIMARY KEY,"
            " record_id TEXT NOT NULL UNIQUE, keys TEXT NOT NULL, payload TEXT NOT NULL)"
        )
        execute(
            f"CREATE TABLE IF NOT EXISTS {self.keys} (key TEXT NOT NULL, number INTEGER NOT NULL,"
            " PRIMARY KEY (key, number)) WITHOUT ROWID"
        )

    @contextmanager
    def _own_transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def _forget(self, record_ids: list[str]) -> int:
        execute, given = self.connection.execute, (json.dumps(record_ids),)
        own = f"FROM {self.records} WHERE record_id IN (SELECT value FROM json_each(?))"
        execute(
            f"DELETE FROM {self.keys} WHERE (key, number) IN (SELECT k.value, r.number FROM"
            f" (SELECT number, keys {own}) AS r, json_each(r.keys) AS k)",
            given,
        )
        return int(execute(f"DELETE {own}", given).rowcount)

    def _insert(self, records: list[KeyedRecord]) -> None:
        rows = [_columns(record) for record in records]
        query = f"INSERT INTO {self.records} (record_id, keys, payload) VALUES (?, ?, ?)"
        self.connection.executemany(query, rows)
        self.connection.execute(
            f"INSERT INTO {self.keys} SELECT k.value, r.number FROM {self.records} AS r,"
            " json_each(r.keys) AS k WHERE r.record_id IN (SELECT value FROM json_each(?))"
            " ORDER BY k.value",
            (json.dumps([row[0] for row in rows]),),
        )

    def _look_up(self, keys: list[str], limit: int) -> Iterable[tuple[str, str, str]]:
        one = f"SELECT * FROM (SELECT key, number FROM {self.keys} WHERE key = ? LIMIT ?)"
        union = " UNION ALL ".join([one] * len(keys))
        query = (
            f"SELECT h.key, r.record_id, r.payload FROM ({union}) AS h"
            f" JOIN {self.records} AS r ON r.number = h.number"
        )
        return list(self.connection.execute(query, [x for key in keys for x in (key, limit)]))


class PostgresKeyIndex(KeyIndex):
    """An index in a database of PostgreSQL; the connection commits by itself (autocommit)."""

    def create_tables(self) -> None:
        """Create the tables where they are missing."""
        execute = self.connection.execute
        execute(
            f"CREATE TABLE IF NOT EXISTS {self.records} (number BIGINT GENERATED ALWAYS AS IDENTITY"
            " PRIMARY KEY, record_id TEXT NOT NULL UNIQUE, keys TEXT NOT NULL,"
            " payload TEXT NOT NULL)"
        )
        execute(
            f'CREATE TABLE IF NOT EXISTS {self.keys} (key TEXT COLLATE "C" NOT NULL,'
            " number BIGINT NOT NULL, PRIMARY KEY (key, number))"
        )

    def _own_transaction(self) -> Any:
        return self.connection.transaction()

    def _forget(self, record_ids: list[str]) -> int:
        execute = self.connection.execute
        execute(
            f"DELETE FROM {self.keys} AS o USING {self.records} AS r,"
            " json_array_elements_text(r.keys::json) AS k(key)"
            " WHERE r.record_id = ANY(%s) AND o.key = k.key AND o.number = r.number",
            (record_ids,),
        )
        query = f"DELETE FROM {self.records} WHERE record_id = ANY(%s)"
        return int(execute(query, (record_ids,)).rowcount)

    def _insert(self, records: list[KeyedRecord]) -> None:
        ids, keys, payloads = zip(*map(_columns, records), strict=True)
        self.connection.execute(
            f"WITH added AS (INSERT INTO {self.records} (record_id, keys, payload)"
            " SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) RETURNING number, keys)"
            f" INSERT INTO {self.keys} SELECT k.key, number FROM added,"
            " json_array_elements_text(keys::json) AS k(key)",
            (list(ids), list(keys), list(payloads)),
        )

    def _look_up(self, keys: list[str], limit: int) -> Iterable[tuple[str, str, str]]:
        query = (
            "SELECT h.key, r.record_id, r.payload FROM unnest(%s::text[]) AS k(key)"
            f" CROSS JOIN LATERAL (SELECT o.key, o.number FROM {self.keys} AS o"
            " WHERE o.key = k.key LIMIT %s) AS h"
            f" JOIN {self.records} AS r ON r.number = h.number"
        )
        rows: list[tuple[str, str, str]] = self.connection.execute(query, (keys, limit)).fetchall()
        return rows


@contextmanager
def open_sqlite_index(path: Path, *, name: str = "key_index") -> Iterator[SqliteKeyIndex]:
    """Open an index in a file of SQLite, which is made if need be."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        yield SqliteKeyIndex(connection, name=name)
    finally:
        connection.close()


@contextmanager
def open_postgres_index(address: str, *, name: str = "key_index") -> Iterator[PostgresKeyIndex]:
    """Open an index in PostgreSQL; needs the extra `postgres`.

    Parameters
    ----------
    address
        Where the database is, such as `postgresql://leadpact@db/leadpact`.
    name
        The beginning of the names of its tables.
    """
    try:
        psycopg = import_module("psycopg")
    except ModuleNotFoundError as error:
        missing = "An index in PostgreSQL needs psycopg: pip install 'leadpact[postgres]'."
        raise ImportError(missing) from error
    with psycopg.connect(address, autocommit=True) as connection:
        yield PostgresKeyIndex(connection, name=name)
