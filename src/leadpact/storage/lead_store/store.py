"""The rows of leads: states, events, commands, activities, parts and personal values."""

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from leadpact.engine.lead import Activity
from leadpact.engine.lifecycle import (
    Command,
    Decision,
    Event,
    EventKind,
    LeadState,
    digest_of,
)
from leadpact.engine.scheduling import WaitingLead, row_of_waiting
from leadpact.events import EventCodec, Parts, PersonalValues, StoredEvent
from leadpact.storage.lead_store.statements import Statements
from leadpact.terms.refusals import Refusal
from leadpact.terms.zone import epoch_seconds, moment_at

_EVENT = (
    "event_id, lead_id, n, kind, schema, occurred_at, recorded_at, command_id, actor,"
    " fingerprint, payload"
)


@dataclass(slots=True)
class LoadedLead:
    """A lead as its rows are: its state, the values of its person, and its place among waiting."""

    state: LeadState
    personal: PersonalValues
    waiting: WaitingLead | None = None
    is_new: bool = False


@dataclass(slots=True)
class LeadStore:
    """Reads and writes leads over an open connection; the caller commits.

    Parameters
    ----------
    statements
        The connection.
    codec
        Its parts are read as they are needed, and kept.
    """

    statements: Statements
    codec: EventCodec = field(default_factory=lambda: EventCodec(Parts()))

    def __post_init__(self) -> None:
        """Let parts that are not known be looked for in the table."""
        self.codec.parts.look_up = self._part

    def load_lead(self, lead_id: str, command_id: str | None = None) -> LoadedLead:
        """Return a lead, locked until the caller's transaction ends; a new one has no events.

        Parameters
        ----------
        command_id
            Of the taken commands the state has only this one; None: all.
        """
        self.statements.run(
            "INSERT INTO lead (lead_id, version, state) VALUES (?, 0, '')"
            " ON CONFLICT (lead_id) DO NOTHING",
            lead_id,
        )
        lock = " FOR UPDATE" if self.statements.database == "postgres" else ""
        ((text, *waits),) = self.statements.run(
            "SELECT state, waiting_group, waiting_since, waiting_number, retry_at FROM lead"
            f" WHERE lead_id = ?{lock}",
            lead_id,
        )
        personal = self.personal_of(lead_id)
        if not text:
            return LoadedLead(LeadState(lead_id), personal, is_new=True)
        seen = self._seen(lead_id, command_id)
        state = self.codec.decode_state(text, personal, self._activities(lead_id), seen)
        return LoadedLead(state, personal, _waiting(lead_id, *waits))

    def personal_of(self, lead_id: str) -> PersonalValues:
        """Return the values of a lead's person; a lead without a salt gets one when it is saved."""
        salts = self.statements.run("SELECT salt FROM personal_salt WHERE lead_id = ?", lead_id)
        known = self.statements.run("SELECT digest, value FROM personal WHERE lead_id = ?", lead_id)
        salt = salts[0][0] if salts else secrets.token_hex(16)
        return PersonalValues(salt, {digest: json.loads(value) for digest, value in known})

    def _activities(self, lead_id: str) -> tuple[Activity, ...]:
        rows = self.statements.run(
            "SELECT body FROM activity WHERE lead_id = ? ORDER BY n", lead_id
        )
        return tuple(self.codec.decode_activity(body) for (body,) in rows)

    def _seen(self, lead_id: str, command_id: str | None) -> dict[str, str]:
        taken = "SELECT command_id, digest FROM command WHERE lead_id = ? AND refusal IS NULL"
        if command_id is None:
            return dict(self.statements.run(taken, lead_id))
        return dict(self.statements.run(f"{taken} AND command_id = ?", lead_id, command_id))

    def _part(self, name: str) -> str | None:
        rows = self.statements.run("SELECT body FROM part WHERE name = ?", name)
        return rows[0][0] if rows else None

    def save_decision(self, lead: LoadedLead, decision: Decision) -> None:
        """Write the events of a decision, and the state that follows from them."""
        state, personal = decision.new_state, lead.personal
        self._add_events(decision.events, personal)
        waiting = self._waiting_row(lead, state)
        text = self.codec.encode_state(state, personal)
        self.statements.run(
            "UPDATE lead SET version = ?, stage = ?, owner_rep_id = ?, waiting_group = ?,"
            " waiting_since = ?, waiting_number = ?, retry_at = ?, wake_at = ?, failures = 0,"
            " state = ? WHERE lead_id = ?",
            state.version,
            state.stage,
            state.owner_rep_id,
            *_waiting_columns(waiting),
            _seconds(decision.wake_at),
            text,
            state.lead_id,
        )
        self._add_kept_apart(state.lead_id, personal)

    def _waiting_row(self, lead: LoadedLead, state: LeadState) -> WaitingLead | None:
        since = state.as_of
        assert since is not None
        number = lead.waiting.sequence if lead.waiting else self._next_number()
        return row_of_waiting(state, since=since, sequence=number, known=lead.waiting)

    def _next_number(self) -> int:
        ((last,),) = self.statements.run("SELECT max(seq) FROM event")
        return int(last or 0)

    def _add_events(self, events: Iterable[Event], personal: PersonalValues) -> None:
        stored = [(event, self.codec.encode_event(event, personal)) for event in events]
        self.statements.run_many(
            f"INSERT INTO event ({_EVENT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_event_columns(row) for _, row in stored],
        )
        self.statements.run_many(
            "INSERT INTO activity (lead_id, n, body) VALUES (?, ?, ?)",
            [
                (event.lead_id, event.n, row.payload)
                for event, row in stored
                if event.kind is EventKind.ACTIVITY_RECORDED
            ],
        )

    def _add_kept_apart(self, lead_id: str, personal: PersonalValues) -> None:
        """Write the parts and the personal values that are new."""
        self.statements.run_many(
            "INSERT INTO part (name, body) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            list(self.codec.parts.take_added().items()),
        )
        added = personal.take_added()
        if added:
            self.statements.run(
                "INSERT INTO personal_salt (lead_id, salt) VALUES (?, ?)"
                " ON CONFLICT (lead_id) DO NOTHING",
                lead_id,
                personal.salt,
            )
        self.statements.run_many(
            "INSERT INTO personal (lead_id, digest, field, value) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (lead_id, digest) DO NOTHING",
            [(lead_id, item.digest, item.field, json.dumps(item.value)) for item in added],
        )

    def known_body(self, lead_id: str, command_id: str) -> str | None:
        """Return the stored body of a command that was taken; None: there is none."""
        rows = self.statements.run(
            "SELECT body FROM command WHERE lead_id = ? AND command_id = ? AND refusal IS NULL",
            lead_id,
            command_id,
        )
        return rows[0][0] if rows else None

    def save_command(
        self, lead: LoadedLead, command: Command, *, as_of: datetime, refusal: Refusal | None
    ) -> None:
        """Write a command with what became of it; one that was refused may come again."""
        lead_id = lead.state.lead_id
        self.statements.run(
            "INSERT INTO command"
            " (lead_id, command_id, body, digest, occurred_at, recorded_at, actor, refusal)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (lead_id, command_id) DO UPDATE SET"
            " body = excluded.body, digest = excluded.digest, occurred_at = excluded.occurred_at,"
            " recorded_at = excluded.recorded_at, actor = excluded.actor,"
            " refusal = excluded.refusal WHERE command.refusal IS NOT NULL",
            lead_id,
            command.id,
            self.codec.encode_command(command, lead.personal),
            digest_of(command),
            epoch_seconds(command.occurred_at),
            epoch_seconds(as_of),
            command.actor,
            str(refusal.code) if refusal else None,
        )
        self._add_kept_apart(lead_id, lead.personal)

    def events_of(self, lead_id: str) -> list[StoredEvent]:
        """Return the rows of a lead's events, in their order."""
        rows = self.statements.run(
            f"SELECT {_EVENT} FROM event WHERE lead_id = ? ORDER BY n", lead_id
        )
        return [_stored_event(row) for row in rows]


def _event_columns(row: StoredEvent) -> tuple[Any, ...]:
    return (
        row.event_id,
        row.lead_id,
        row.n,
        row.kind,
        row.schema,
        epoch_seconds(row.occurred_at),
        epoch_seconds(row.recorded_at),
        row.command_id,
        row.actor,
        row.fingerprint,
        row.payload,
    )


def _stored_event(row: Any) -> StoredEvent:
    event_id, lead_id, n, kind, schema, occurred_at, recorded_at, *rest = row
    moments = moment_at(occurred_at), moment_at(recorded_at)
    return StoredEvent(event_id, lead_id, n, kind, schema, *moments, *rest)


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else epoch_seconds(moment)


def _waiting_columns(row: WaitingLead | None) -> tuple[Any, ...]:
    if row is None:
        return None, None, None, None
    return row.group, epoch_seconds(row.since), row.sequence, _seconds(row.retry_at)


def _waiting(
    lead_id: str, group: str | None, since: int | None, number: int | None, retry_at: int | None
) -> WaitingLead | None:
    if group is None or since is None:
        return None
    at = None if retry_at is None else datetime.fromtimestamp(retry_at, UTC)
    return WaitingLead(lead_id, group, moment_at(since), at, number or 0)
