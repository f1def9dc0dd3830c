"""Write the leads of a whole history at once, instead of by one transaction a command.

The rows are those that `record_command` would have written, command by command.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from leadpact.engine.lifecycle import (
    Event,
    EventKind,
    FollowUp,
    LeadState,
    digest_of,
    wake_at,
)
from leadpact.engine.routing import RoutingState
from leadpact.engine.scheduling import WaitingLead
from leadpact.events import PersonalValues, read_log
from leadpact.storage.lead_store.failures import UnableToUseStore
from leadpact.storage.lead_store.pacts import check_is_stored
from leadpact.storage.lead_store.rebuild import waiting_after
from leadpact.storage.lead_store.routing_rows import read_version, write_routing
from leadpact.storage.lead_store.rows import (
    EVENT_COLUMNS,
    LEAD_COLUMNS,
    event_row,
    seconds_of,
    waiting_row,
)
from leadpact.storage.lead_store.statements import check_texts
from leadpact.storage.lead_store.store import LeadStore
from leadpact.terms.zone import epoch_seconds

_MOST_HELD = 5_000
"""Rows of events that are held before they are written."""

_SETTLED = (EventKind.COMMAND_TAKEN, EventKind.COMMAND_REFUSED)


class LeadLoader:
    """Takes the events of a history as they are decided, then the states that follow.

    The caller begins and commits one transaction, and has published the pact.

    Raises
    ------
    UnableToUseStore
        `store-not-empty`, where the store has leads: their loads and places in the rotation would
        be those of two histories; `pact-not-stored`.
    """

    def __init__(self, store: LeadStore, rules: FollowUp) -> None:
        self._store, self._rules, self._statements = store, rules, store.statements
        check_is_stored(self._statements, rules.fingerprint)
        self._version = read_version(self._statements, lock=True)
        if self._statements.run("SELECT 1 FROM lead LIMIT 1"):
            fact = "It has leads already, and a history is loaded as a whole."
            fix = "Load it into a new store; single leads come by an import or by capture."
            raise UnableToUseStore("store-not-empty", "table lead", fact, fix)
        self._personal: dict[str, PersonalValues] = {}
        self._events: list[tuple[Any, ...]] = []
        self._activities: list[tuple[Any, ...]] = []
        self._commands: list[tuple[Any, ...]] = []

    def add(self, events: Sequence[Event]) -> None:
        """Take the events of one decision."""
        codec = self._store.codec
        for event in events:
            personal = self._personal.get(event.lead_id) or self._new_lead(event.lead_id)
            row = codec.encode_event(event, personal)
            self._events.append(event_row(row))
            if event.kind is EventKind.ACTIVITY_RECORDED:
                self._activities.append((row.lead_id, row.n, row.payload))
            elif event.kind in _SETTLED:
                self._commands.append(self._command_row(event, personal))
        if len(self._events) >= _MOST_HELD:
            self._flush()

    def _new_lead(self, lead_id: str) -> PersonalValues:
        check_texts(lead_id)
        made = self._personal[lead_id] = PersonalValues(self._store.make_token())
        return made

    def _command_row(self, event: Event, personal: PersonalValues) -> tuple[Any, ...]:
        command = event.payload.command
        check_texts(command.id, command.actor)
        is_taken = event.kind is EventKind.COMMAND_TAKEN
        return (
            *(event.lead_id, command.id, self._store.codec.encode_command(command, personal)),
            event.payload.digest if is_taken else digest_of(command),
            *(epoch_seconds(command.occurred_at), epoch_seconds(event.origin.recorded_at)),
            *(command.actor, None if is_taken else str(event.payload.refusal.code)),
        )

    def _flush(self) -> None:
        run_many = self._statements.run_many
        run_many(
            f"INSERT INTO event ({EVENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self._events,
        )
        run_many("INSERT INTO activity (lead_id, n, body) VALUES (?, ?, ?)", self._activities)
        run_many(
            "INSERT INTO command"
            " (lead_id, command_id, body, digest, occurred_at, recorded_at, actor, refusal)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (lead_id, command_id) DO UPDATE SET"
            " body = excluded.body, digest = excluded.digest, occurred_at = excluded.occurred_at,"
            " recorded_at = excluded.recorded_at, actor = excluded.actor,"
            " refusal = excluded.refusal WHERE command.refusal IS NOT NULL",
            self._commands,
        )
        self._events, self._activities, self._commands = [], [], []

    def finish(self, states: Mapping[str, LeadState], routing: RoutingState) -> None:
        """Write the states in which the history leaves its leads, and what routing remembers."""
        self._flush()
        marks = ", ".join("?" for _ in range(len(LEAD_COLUMNS.split(",")) + 1))
        for batch in _batches(states.values()):
            self._statements.run_many(
                f"INSERT INTO lead (lead_id, {LEAD_COLUMNS}) VALUES ({marks})",
                [self._lead_row(state) for state in batch],
            )
        self._write_kept_apart()
        write_routing(self._statements, routing, self._store.make_token())

    def _lead_row(self, state: LeadState) -> tuple[Any, ...]:
        personal = self._personal[state.lead_id]
        return (
            *(state.lead_id, state.version, state.stage, state.owner_rep_id),
            *waiting_row(self._waiting(state, personal)),
            seconds_of(wake_at(state, self._rules)),
            self._store.codec.encode_state(state, personal),
        )

    def _waiting(self, state: LeadState, personal: PersonalValues) -> WaitingLead | None:
        """Return the place of a waiting lead: that of the decision in which it began to wait."""
        if not state.is_waiting:
            return None
        numbered = self._store.numbered_events_of(state.lead_id)
        rows, numbers = [row for _, row in numbered], {row.n: number for number, row in numbered}
        codec, lead_id = self._store.codec, state.lead_id
        log = read_log(rows, codec, personal, lead_id=lead_id, version=state.version)
        return waiting_after(log, numbers)

    def _write_kept_apart(self) -> None:
        """Write parts, and the personal values of all leads with their salts."""
        run_many, parts = self._statements.run_many, self._store.codec.parts
        run_many(
            "INSERT INTO part (name, body) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            [(name, parts.text_of(name)) for name in sorted(parts.take_used())],
        )
        run_many(
            "INSERT INTO personal_salt (lead_id, salt) VALUES (?, ?)",
            [(lead_id, item.salt) for lead_id, item in self._personal.items() if item.added],
        )
        run_many(
            "INSERT INTO personal (lead_id, digest, field, value) VALUES (?, ?, ?, ?)",
            [
                (lead_id, item.digest, item.field, json.dumps(item.value))
                for lead_id, values in self._personal.items()
                for item in values.take_added()
            ],
        )


def _batches(states: Iterable[LeadState]) -> Iterable[list[LeadState]]:
    batch: list[LeadState] = []
    for state in states:
        batch.append(state)
        if len(batch) >= _MOST_HELD:
            yield batch
            batch = []
    yield batch
