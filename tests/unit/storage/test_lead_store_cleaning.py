"""What was deleted is in no file of a database after it was cleaned."""

from pathlib import Path

import pytest
from lead_store_erasure_world import (
    GONE,
    GONE_NOTES,
    KEPT,
    NOON,
    RULES,
    VALUES,
    checkpoint,
    clean,
    clean_when_calm,
    commands_of,
    erase,
    in_files,
    in_tables,
    keep_deleted_bytes,
    two_persons,
)
from lead_store_world import StoredLeads

from lead_store import Database
from leadpact.storage.key_index import KeyedRecord, KeyIndex, PostgresKeyIndex, SqliteKeyIndex
from leadpact.storage.lead_store import (
    UnableToUseStore,
    clean_store,
)

ON_POSTGRES = pytest.mark.parametrize(
    "own_database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
"""For what SQLite does not have: roles, and tables that are cleaned one by one."""


@pytest.fixture
def database(own_database: Database) -> Database:
    """Return a database whose files hold nothing of other tests."""
    return own_database


@pytest.fixture
def leads(database: Database) -> StoredLeads:
    """Return two leads with values of two persons, one of whom is to be erased."""
    return two_persons(database)


def test_a_store_is_not_cleaned_within_a_transaction(leads: StoredLeads) -> None:
    erase(leads)
    with pytest.raises(UnableToUseStore) as caught, leads.transaction():
        clean_store(leads.statements)
    assert caught.value.issue.code == "cleaning-in-transaction"
    assert str(caught.value.issue.place) == "connection"


def test_a_store_that_another_connection_reads_is_not_called_clean(leads: StoredLeads) -> None:
    is_postgres = leads.statements.database == "postgres"
    reader = leads.database.connect()
    reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ" if is_postgres else "BEGIN")
    # On PostgreSQL any old snapshot keeps the rows, whatever it reads.
    reader.execute("SELECT 1" if is_postgres else "SELECT * FROM personal").fetchall()
    erase(leads)
    if not is_postgres:
        leads.rows("PRAGMA busy_timeout = 0")
    with pytest.raises(UnableToUseStore) as caught:
        clean_store(leads.statements)
    assert caught.value.issue.code == "cleaning-hindered"
    reader.rollback()
    clean(leads)
    assert in_files(leads, VALUES) == set()


@ON_POSTGRES
def test_a_role_that_may_not_rewrite_all_does_not_clean(database: Database) -> None:
    leads, seen = StoredLeads(database, RULES), database.connect()
    ((name,),) = leads.rows("SELECT current_database()")
    role = f"cleaner_of_{name}"
    leads.rows(f"CREATE ROLE {role}")
    for right in ("SELECT 1", f"ALTER DATABASE {name} OWNER TO {role}"):
        leads.rows(right)
        leads.rows(f"SET ROLE {role}")
        with pytest.raises(UnableToUseStore) as caught:
            clean_store(leads.statements)
        assert caught.value.issue.code == "cleaning-not-allowed"
        leads.rows("RESET ROLE")
    leads.rows(f"GRANT pg_read_all_stats TO {role}")
    leads.rows(f"SET ROLE {role}")
    clean_when_calm(leads)
    leads.rows("RESET ROLE")
    seen.close()


@pytest.mark.parametrize("mode", ["delete", "truncate", "persist", "wal"])
def test_no_journal_of_sqlite_has_a_value_of_an_erased_person(mode: str, tmp_path: Path) -> None:
    leads = StoredLeads(Database(str(tmp_path / "leads.db")), RULES)
    leads.rows(f"PRAGMA journal_mode = {mode}")
    keep_deleted_bytes(leads)
    for command in commands_of("l-1", GONE, GONE_NOTES[0]):
        leads.record("l-1", command, NOON)
    erase(leads)
    assert in_files(leads, GONE.values()) == set(GONE.values())
    clean_store(leads.statements)
    assert in_files(leads, GONE.values()) == set()
    assert leads.rows("PRAGMA journal_mode") == [(mode,)]
    leads.connection.close()


def test_a_record_that_is_removed_from_an_index_by_keys_leaves_no_bytes(
    database: Database,
) -> None:
    leads = StoredLeads(database, RULES)
    is_postgres = leads.statements.database == "postgres"
    kind: type[KeyIndex] = PostgresKeyIndex if is_postgres else SqliteKeyIndex
    index = kind(leads.connection, name="persons")
    gone = KeyedRecord("l-1", (GONE["email"], GONE["phone"]), {"name": GONE["last_name"]})
    kept = KeyedRecord("l-2", (KEPT["email"], KEPT["phone"]), {"name": KEPT["last_name"]})
    index.put([gone, kept])
    if is_postgres:
        leads.rows("ANALYZE")
    checkpoint(leads)
    values = {GONE["email"], GONE["phone"], GONE["last_name"]}
    assert in_files(leads, values) == values
    assert index.remove(["l-1"]) == 1
    clean(leads, (index.records, index.keys))
    assert in_files(leads, values) == set()
    assert in_tables(leads, values) == set()
    assert index.find([KEPT["email"]], at_most=1).payloads == {"l-2": {"name": KEPT["last_name"]}}


@ON_POSTGRES
def test_a_table_that_is_cleaned_has_a_plain_name(leads: StoredLeads) -> None:
    with pytest.raises(ValueError, match="is no name of a table"):
        clean_store(leads.statements, tables=("lead; DROP TABLE lead",))
