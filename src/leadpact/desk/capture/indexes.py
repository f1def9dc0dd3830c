"""The stored indexes of people and accounts, over Django's connection, in its transaction."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.db import connection

from leadpact.desk.store import open_store
from leadpact.storage.key_index import KeyIndex, PostgresKeyIndex, SqliteKeyIndex

PEOPLE, ACCOUNTS = "person_index", "account_index"


def open_index(name: str, raw: Any = None) -> KeyIndex:
    """Return an index over an open connection: the given one, or that of this thread."""
    if raw is None:
        raw = open_store().statements.connection
    is_postgres = type(raw).__module__.startswith("psycopg")
    kind: Any = PostgresKeyIndex if is_postgres else SqliteKeyIndex
    index: KeyIndex = kind(raw, name=name, is_within_transaction=True)
    return index


def lock_keys(keys: Iterable[str]) -> None:
    """Let one transaction at a time look for records of a key and add one.

    Two workers that capture one new person at once would else both find nobody. The locks are
    taken in one order, so that nobody waits in a circle, and end with the transaction. On SQLite
    the transaction itself is that lock.
    """
    if connection.vendor != "postgresql":
        return
    numbers = sorted({int.from_bytes(sha256(key.encode()).digest()[:8], "big") for key in keys})
    statements = open_store().statements
    for number in numbers:
        statements.run("SELECT pg_advisory_xact_lock(?)", number - 2**63)
