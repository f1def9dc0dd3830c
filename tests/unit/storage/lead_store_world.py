"""A store of leads on an open database, and what has to hold of its tables at any moment."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from secrets import token_hex
from typing import Any

from lead_store import Database, record_once
from leadpact.engine.lifecycle import Command, Decision, Event, EventKind, FollowUp, LeadState
from leadpact.engine.routing import StateChange, fold_changes
from leadpact.engine.withdrawal import decisions_of
from leadpact.events import read_log
from leadpact.storage.lead_store import (
    LeadStore,
    Statements,
    create_tables,
    publish_pact,
    read_routing,
    rebuild_lead,
    record_command,
)


class StoredLeads:
    """The leads of one company in a database, each command in a transaction of its own."""

    def __init__(self, database: Database, *rules: FollowUp, creates: bool = True) -> None:
        self.database, self.rules = database, rules[0]
        self.connection = database.connect()
        self.store = LeadStore(Statements(self.connection), token_hex)
        if creates:
            with self.transaction():
                create_tables(self.statements)
                for item in rules:
                    self.publish(item)

    @property
    def statements(self) -> Statements:
        return self.store.statements

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self.database.transaction(self.connection):
            yield

    def publish(self, rules: FollowUp, text: str = "") -> None:
        effective_at = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
        parts = self.store.codec.parts
        publish_pact(self.statements, parts, rules.ruleset, text, effective_at=effective_at)

    def record(
        self, lead_id: str, command: Command, at: datetime, *, rules: FollowUp | None = None
    ) -> Decision:
        with self.transaction():
            return record_command(self.store, rules or self.rules, lead_id, command, as_of=at)

    def send(self, lead_id: str, command: Command, at: datetime) -> int:
        return record_once(
            self.database, self.connection, self.store, self.rules, (lead_id, command, at)
        )

    def state(self, lead_id: str) -> LeadState:
        with self.transaction():
            return self.store.load_lead(lead_id).state

    def rows(self, sql: str, *values: Any) -> list[Any]:
        return [tuple(row) for row in self.statements.run(sql, *values)]

    def dump(self) -> dict[str, list[Any]]:
        """Return the rows of every table."""
        tables = ("lead", "command", "activity", "event", "part", "pact", "personal")
        tables += ("personal_salt", "routing_head", "routing_pool", "routing_member")
        tables += ("routing_balance", "routing_load", "routing_day")
        return {name: sorted(self.rows(f"SELECT * FROM {name}"), key=repr) for name in tables}


def hold_all(leads: StoredLeads) -> None:
    """Hold the tables to the log: states are folds, routing is the sum of what was decided."""
    changes = list[StateChange]()
    lead_ids = [lead_id for (lead_id,) in leads.rows("SELECT lead_id FROM lead")]
    assert lead_ids
    for lead_id in lead_ids:
        loaded = leads.store.load_lead(lead_id)
        rows = leads.store.events_of(lead_id)
        log = read_log(
            rows,
            leads.store.codec,
            loaded.personal,
            lead_id=lead_id,
            version=loaded.state.version,
        )
        assert log.state == loaded.state
        assert log.issues == ()
        changes += [found for event in log.events if (found := _change(event)) is not None]
        with leads.transaction():
            assert not rebuild_lead(leads.store, leads.rules, lead_id).differed
        _hold_commands(leads, lead_id, log.events, loaded.state)
    assert read_routing(leads.statements) == fold_changes(changes)
    orphans = "SELECT lead_id FROM {} EXCEPT SELECT lead_id FROM lead"
    assert leads.rows(orphans.format("event")) == []


def _change(event: Any) -> StateChange | None:
    """Return what an event says that routing remembers from it on."""
    if event.kind in (
        EventKind.ASSIGNED,
        EventKind.WAITING,
        EventKind.RELEASED,
        EventKind.CREDITED,
        EventKind.DECIDED_AGAIN,
    ):
        change: StateChange = event.payload.change
        return change
    return None


def _hold_commands(
    leads: StoredLeads, lead_id: str, events: Iterable[Event], state: LeadState
) -> None:
    """Every command that was taken is in the log once, but for what was decided again."""
    decided = decisions_of(events, LeadState(lead_id))
    taken = [(item.command_id,) for item in decided if item.command_id]
    taken += [(name,) for name in state.withdrawn_ids]
    stored = leads.rows(
        "SELECT command_id FROM command WHERE lead_id = ? AND refusal IS NULL", lead_id
    )
    assert Counter(taken) == Counter(stored) == Counter((name,) for name in state.seen)
