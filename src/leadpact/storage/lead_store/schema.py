"""The tables in which the leads of a company are kept, on SQLite and on PostgreSQL.

Moments are whole seconds since 1970, in UTC. `event`, `part` and `pact` are never changed.
"""

from leadpact.storage.lead_store.statements import Statements

_TABLES = """
CREATE TABLE lead (
    lead_id TEXT PRIMARY KEY, version INTEGER NOT NULL, stage TEXT, owner_rep_id TEXT,
    waiting_group TEXT, waiting_since BIGINT, waiting_number BIGINT, retry_at BIGINT,
    wake_at BIGINT, failures INTEGER NOT NULL DEFAULT 0, failure TEXT,
    state TEXT NOT NULL
);
CREATE INDEX lead_wakes ON lead (wake_at) WHERE wake_at IS NOT NULL;
CREATE INDEX lead_owner ON lead (owner_rep_id, stage);
CREATE INDEX lead_waits ON lead (waiting_group, waiting_since, waiting_number);
CREATE TABLE command (
    lead_id TEXT NOT NULL, command_id TEXT NOT NULL, body TEXT NOT NULL,
    digest TEXT NOT NULL, occurred_at BIGINT NOT NULL, recorded_at BIGINT NOT NULL,
    actor TEXT NOT NULL, refusal TEXT,
    PRIMARY KEY (lead_id, command_id)
);
CREATE TABLE activity (
    lead_id TEXT NOT NULL, n INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (lead_id, n)
);
CREATE TABLE event (
    seq {serial}, event_id TEXT NOT NULL UNIQUE, lead_id TEXT NOT NULL, n INTEGER NOT NULL,
    kind TEXT NOT NULL, schema INTEGER NOT NULL, occurred_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL, command_id TEXT NOT NULL, actor TEXT NOT NULL,
    fingerprint TEXT NOT NULL, payload TEXT NOT NULL, UNIQUE (lead_id, n)
);
CREATE TABLE part (name TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE pact (
    seq {serial}, fingerprint TEXT NOT NULL, part TEXT NOT NULL, body TEXT NOT NULL,
    effective_at BIGINT NOT NULL
);
CREATE INDEX pact_known ON pact (fingerprint);
CREATE TABLE personal (
    lead_id TEXT NOT NULL, digest TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (lead_id, digest)
);
CREATE TABLE personal_salt (lead_id TEXT PRIMARY KEY, salt TEXT NOT NULL);
CREATE TABLE routing_head (id INTEGER PRIMARY KEY, version TEXT NOT NULL);
INSERT INTO routing_head (id, version) VALUES (1, '');
CREATE TABLE routing_pool (
    seq {serial}, pool TEXT NOT NULL UNIQUE, period BIGINT NOT NULL, counts_from BIGINT NOT NULL
);
CREATE TABLE routing_member (
    seq {serial}, pool TEXT NOT NULL, rep_id TEXT NOT NULL, last_at BIGINT,
    noted_at BIGINT NOT NULL, is_away INTEGER NOT NULL, lead_on_peers TEXT NOT NULL,
    last_number INTEGER NOT NULL, last_weight TEXT,
    UNIQUE (pool, rep_id)
);
CREATE TABLE routing_balance (
    pool TEXT NOT NULL, rep_id TEXT NOT NULL, day BIGINT NOT NULL, n BIGINT NOT NULL,
    calibration TEXT NOT NULL, PRIMARY KEY (pool, rep_id, day)
);
CREATE TABLE routing_load (
    seq {serial}, rep_id TEXT NOT NULL UNIQUE, counts_from BIGINT NOT NULL
);
CREATE TABLE routing_day (
    rep_id TEXT NOT NULL, day BIGINT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (rep_id, day)
)
"""

_SERIALS = {"sqlite": "INTEGER PRIMARY KEY", "postgres": "BIGSERIAL PRIMARY KEY"}

_FROZEN_ON_SQLITE = """
CREATE TRIGGER {table}_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END
"""
_FROZEN_ON_POSTGRES = """
CREATE FUNCTION {table}_{act}() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is never changed'; END $$;
CREATE TRIGGER {table}_{act} BEFORE {act} ON {table} EXECUTE FUNCTION {table}_{act}()
"""


def create_tables(statements: Statements) -> None:
    """Create every table of the store; the caller commits."""
    for statement in _TABLES.format(serial=_SERIALS[statements.database]).split(";"):
        statements.run(statement)
    for table in ("event", "part", "pact"):
        for act in ("update", "delete"):
            _freeze(statements, table, act)
    if statements.database == "postgres":
        # Statistics are copies of values that outlive their rows; no query looks for these.
        for table, column in (("personal", "value"), ("lead", "failure")):
            statements.run(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def _freeze(statements: Statements, table: str, act: str) -> None:
    if statements.database == "sqlite":
        statements.run(_FROZEN_ON_SQLITE.format(table=table, act=act))
        return
    function, trigger = _FROZEN_ON_POSTGRES.format(table=table, act=act).rsplit("CREATE TRIGGER", 1)
    statements.run(function)
    statements.run(f"CREATE TRIGGER{trigger}")
