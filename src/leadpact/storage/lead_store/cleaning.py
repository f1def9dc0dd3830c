"""Clean the files of a database of what was deleted from its tables.

A deleted row stays in its file until something else is written there. Copies of the database, its
write-ahead log on PostgreSQL, and what a file system keeps of old blocks are out of reach here.
"""

import re
from collections.abc import Sequence
from typing import Any

from leadpact.storage.lead_store.failures import UnableToUseStore
from leadpact.storage.lead_store.statements import Statements

PERSONAL_TABLES = ("personal", "personal_salt", "lead")
"""The tables that had a value, or what a value could be guessed by."""

_NAME = re.compile(r"[a-z][a-z0-9_.]{0,80}")
_IDLE = 0
"""The status of a connection of psycopg outside of a transaction."""


def clean_store(statements: Statements, tables: Sequence[str] = PERSONAL_TABLES) -> None:
    """Rewrite the tables without what was deleted; outside of a transaction, at a calm time.

    Parameters
    ----------
    statements
        On a connection that commits each statement (autocommit). On PostgreSQL of the owner of the
        database, who may rewrite the statistics of columns too, and sees what other roles read.
    tables
        On PostgreSQL the tables to be rewritten, each locked meanwhile; those of an index by
        keys are its `records` and `keys`. On SQLite the file is written as one.

    Raises
    ------
    UnableToUseStore
        `cleaning-in-transaction` where a transaction is open, and nothing was done.
        `cleaning-not-allowed` where PostgreSQL would leave out what the role may not rewrite.
        `cleaning-hindered` where another connection still reads what was there before.
    """
    if statements.database == "sqlite":
        _clean_sqlite(statements)
    else:
        _clean_postgres(statements, tables)


def _clean_sqlite(statements: Statements) -> None:
    _refuse_transaction(is_open=statements.connection.in_transaction)
    ((mode,),) = statements.run("PRAGMA journal_mode")
    statements.run("VACUUM")
    if mode == "wal":
        # The log has the pages of before; only an emptied one has none.
        ((is_hindered, *_),) = statements.run("PRAGMA wal_checkpoint(TRUNCATE)")
        _refuse_hindered(int(is_hindered))
    elif mode == "persist":
        # Such a journal keeps its pages after the commit; in another mode the file is deleted.
        statements.run("PRAGMA journal_mode = DELETE")
        statements.run("PRAGMA journal_mode = PERSIST")


_RIGHTS = """
SELECT pg_has_role(datdba, 'USAGE') AND NOT EXISTS (
    SELECT 1 FROM pg_stat_activity AS other
    WHERE other.datname = current_database() AND other.query = '<insufficient privilege>'
) FROM pg_database WHERE datname = current_database()
"""
"""Whether the role may rewrite every table, and sees the transactions of all other roles."""

_OLDER = """
SELECT count(*) FROM (
    SELECT backend_xmin AS xmin FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND (datname = current_database() OR datname IS NULL)
    UNION ALL SELECT transaction FROM pg_prepared_xacts WHERE database = current_database()
    UNION ALL SELECT xmin FROM pg_replication_slots
) AS held WHERE age(xmin) >= age(?::text::xid)
"""
"""How many others hold back what was deleted before a transaction."""


def _clean_postgres(statements: Statements, tables: Sequence[str]) -> None:
    connection = statements.connection
    _refuse_transaction(
        is_open=not connection.autocommit or connection.info.transaction_status != _IDLE
    )
    ((is_allowed,),) = statements.run(_RIGHTS)
    _refuse_role(is_allowed=is_allowed)
    # What was deleted while an older transaction goes on would be copied to the new file.
    ((now,),) = statements.run("SELECT pg_current_xact_id()::text")
    ((n_older,),) = statements.run(_OLDER, str(int(now) % 2**32))
    _refuse_hindered(n_older)
    for table in tables:
        if not _NAME.fullmatch(table):
            raise ValueError(f"{table!r} is no name of a table: use a-z, 0-9, _ and . only.")
        statements.run(f"VACUUM (FULL, ANALYZE) {table}")
    # It has values of columns as samples, and those of before until it is rewritten too.
    statements.run("VACUUM (FULL) pg_catalog.pg_statistic")


def _refuse_transaction(*, is_open: Any) -> None:
    if is_open:
        fact = "A file cannot be cleaned within a transaction, and this connection may be in one."
        fix = "Commit first, and use a connection that commits each statement (autocommit)."
        raise UnableToUseStore("cleaning-in-transaction", "connection", fact, fix)


def _refuse_role(*, is_allowed: bool) -> None:
    # The server would only warn of a table that it leaves out, and the file would pass for clean.
    if not is_allowed:
        fact = "The role may not rewrite all that had values, or cannot see what other roles read."
        fix = "Clean as the owner of the database, who is a member of pg_read_all_stats."
        raise UnableToUseStore("cleaning-not-allowed", "connection", fact, fix)


def _refuse_hindered(n_others: int) -> None:
    if n_others:
        fact = "Another connection still reads the rows of before, so their bytes are kept for it."
        fix = "Wait until its transaction has ended, or end it, and clean again."
        raise UnableToUseStore("cleaning-hindered", "connection", fact, fix)
