"""The rows of leads: states, events, commands, activities, parts and personal values."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from leadpact.engine.lead import Activity
from leadpact.engine.lifecycle import (
    Decision,
    Event,
    EventKind,
    LeadState,
)
from leadpact.engine.routing import RoutingState, StateChange
from leadpact.engine.scheduling import StuckLead, WaitingLead, row_of_waiting, stuck_after
from leadpact.events import EventCodec, Parts, PersonalValues, StoredEvent
from leadpact.storage.lead_store.failures import UnableToUseStore
from leadpact.storage.lead_store.routing_rows import (
    apply_rows,
    read_routing,
    read_version,
    renew_version,
)
from leadpact.storage.lead_store.rows import (
    EVENT_COLUMNS,
    LEAD_COLUMNS,
    LeadRow,
    event_of_row,
    event_row,
    seconds_of,
    waiting_of_row,
    waiting_row,
)
from leadpact.storage.lead_store.statements import Statements

MOST_AHEAD = timedelta(minutes=5)
"""How far the clock of a worker may be ahead; a figure of our own, as clocks drift by seconds."""


@dataclass(slots=True)
class LoadedLead:
    """A lead as its rows are: its state, the values of its person, and its place among waiting."""

    state: LeadState
    personal: PersonalValues
    waiting: WaitingLead | None = None


@dataclass(slots=True)
class LeadStore:
    """Reads and writes leads over an open connection; the caller begins and commits.

    It may serve any number of transactions of its connection, also some that are rolled back. It
    belongs to one thread, as its connection and its codec do.

    Parameters
    ----------
    statements
        The connection.
    make_token
        Returns a random text that nobody can guess, another one each time, such as
        `secrets.token_hex`: the salt of a new lead, and the version of what routing remembers.
    codec
        Its parts are read as they are needed, and kept.
    read_clock
        Returns the moment it is, by a clock that all workers share; None: the clock of the
        database.
    """

    statements: Statements
    make_token: Callable[[], str]
    codec: EventCodec = field(default_factory=lambda: EventCodec(Parts()))
    read_clock: Callable[[], datetime] | None = None
    _routing: tuple[str, RoutingState] | None = None

    def __post_init__(self) -> None:
        """Let parts that are not known be looked for in the table."""
        self.codec.parts.look_up = self._part

    def check_clock(self, as_of: datetime) -> None:
        """Refuse a moment of the future: a lead never goes back in time, whatever is decided later.

        Raises
        ------
        UnableToUseStore
            `clock-ahead`, where it is more than `MOST_AHEAD` after the shared clock.
        """
        now = self.read_clock() if self.read_clock else self.statements.read_clock()
        if as_of - now > MOST_AHEAD:
            fact = f"It is to be decided at {as_of:%Y-%m-%d %H:%M:%S %Z}, and it is {now:%H:%M:%S}"
            fact += f" of {now:%Y-%m-%d}. A lead that was decided on in the future stays there."
            fix = "Set the clock of the worker, then send the command again; it was not taken."
            raise UnableToUseStore("clock-ahead", "as_of", fact, fix)

    def read_routing(self, *, lock: bool = False) -> tuple[str, RoutingState]:
        """Return what routing remembers, with its version; nothing is read where that is known.

        Parameters
        ----------
        lock
            Take the lock of routing until the caller's transaction ends.
        """
        # The version is read first. Rows committed in between come with an older version, under
        # which nobody finds them again: who has the lock sees a later version, and reads again.
        version = read_version(self.statements, lock=lock)
        if self._routing is None or self._routing[0] != version:
            self._routing = version, read_routing(self.statements)
        return self._routing

    def save_routing(self, changes: Iterable[StateChange]) -> None:
        """Write what a decision changed in routing; the caller has its lock."""
        for change in changes:
            apply_rows(self.statements, change)
        renew_version(self.statements, self.make_token())

    def load_lead(self, lead_id: str, command_id: str | None = None) -> LoadedLead:
        """Return a lead, locked until the caller's transaction ends; a new one has no events.

        Parameters
        ----------
        command_id
            Of the taken commands the state has only this one; None: all.
        """
        row, personal = self.lock_row(lead_id), self.personal_of(lead_id)
        if not row.version:
            return LoadedLead(LeadState(lead_id), personal)
        seen = self.taken_commands(lead_id, command_id)
        state = self.codec.decode_state(row.state, personal, self.activities_of(lead_id), seen)
        return LoadedLead(state, personal, waiting_of_row(lead_id, row))

    def lock_row(self, lead_id: str) -> LeadRow:
        """Return the row of a lead, locked as by `load_lead`."""
        wanted = f"SELECT {LEAD_COLUMNS} FROM lead WHERE lead_id = ?{self._lock}"
        rows = self.statements.run(wanted, lead_id)
        if not rows:  # an empty row is what two workers with one new lead wait for
            self.statements.run(
                "INSERT INTO lead (lead_id, version, state) VALUES (?, 0, '')"
                " ON CONFLICT (lead_id) DO NOTHING",
                lead_id,
            )
            rows = self.statements.run(wanted, lead_id)
        return LeadRow(*rows[0])

    def personal_of(self, lead_id: str) -> PersonalValues:
        """Return the values of a lead's person; a lead without a salt gets one when it is saved."""
        salts = self.statements.run("SELECT salt FROM personal_salt WHERE lead_id = ?", lead_id)
        if not salts:
            # Values without a salt come from a copy, after an erasure: under another salt their
            # hashes would be others than those in the events.
            return PersonalValues(self.make_token())
        known = self.statements.run("SELECT digest, value FROM personal WHERE lead_id = ?", lead_id)
        return PersonalValues(salts[0][0], {digest: json.loads(value) for digest, value in known})

    def activities_of(self, lead_id: str) -> tuple[Activity, ...]:
        """Return the activities of a lead, in the order in which they were recorded."""
        rows = self.statements.run(
            "SELECT body FROM activity WHERE lead_id = ? ORDER BY n", lead_id
        )
        return tuple(self.codec.decode_activity(body) for (body,) in rows)

    def taken_commands(self, lead_id: str, command_id: str | None = None) -> dict[str, str]:
        """Return the digests of taken commands by id; with an id only that one."""
        taken = "SELECT command_id, digest FROM command WHERE lead_id = ? AND refusal IS NULL"
        if command_id is None:
            return dict(self.statements.run(taken, lead_id))
        return dict(self.statements.run(f"{taken} AND command_id = ?", lead_id, command_id))

    def _part(self, name: str) -> str | None:
        rows = self.statements.run("SELECT body FROM part WHERE name = ?", name)
        return rows[0][0] if rows else None

    def _has(self, name: str) -> bool:
        return bool(self.statements.run("SELECT 1 FROM part WHERE name = ?", name))

    def save_decision(self, lead: LoadedLead, decision: Decision) -> None:
        """Write the events of a decision, and the state that follows from them.

        A lead that no command made known leaves nothing: its events say only that time passed.
        """
        state = decision.new_state
        if state.lead is None:
            self.statements.run("DELETE FROM lead WHERE lead_id = ? AND version = 0", state.lead_id)
        elif decision.events:
            self._add_events(decision.events, lead.personal)
            self.save_state(
                state,
                lead.personal,
                waiting=self._waiting_row(lead, state),
                wake_at=decision.wake_at,
            )

    def save_state(
        self,
        state: LeadState,
        personal: PersonalValues,
        *,
        waiting: WaitingLead | None,
        wake_at: datetime | None,
    ) -> None:
        """Write the row of a lead, and what is kept apart from it."""
        text = self.codec.encode_state(state, personal)
        self.statements.run(
            "UPDATE lead SET version = ?, stage = ?, owner_rep_id = ?, waiting_group = ?,"
            " waiting_since = ?, waiting_number = ?, retry_at = ?, wake_at = ?, failures = 0,"
            " failure = NULL, state = ? WHERE lead_id = ?",
            *(state.version, state.stage, state.owner_rep_id),
            *waiting_row(waiting),
            *(seconds_of(wake_at), text, state.lead_id),
        )
        self.add_kept_apart(state.lead_id, personal)

    def _waiting_row(self, lead: LoadedLead, state: LeadState) -> WaitingLead | None:
        if not state.is_waiting:
            return None
        since = state.as_of
        assert since is not None
        number = 0 if lead.waiting else self._last_number(state.lead_id)
        return row_of_waiting(state, since=since, sequence=number, known=lead.waiting)

    def _last_number(self, lead_id: str) -> int:
        """Return the number of the lead's last event among those of all leads."""
        ((last,),) = self.statements.run(
            "SELECT seq FROM event WHERE lead_id = ? ORDER BY n DESC LIMIT 1", lead_id
        )
        return int(last)

    def save_failure(self, lead_id: str, error: Exception, *, at: datetime) -> StuckLead:
        """Note that a decision raised, in a transaction after the one that was rolled back.

        The lead wakes later and later, and after many failures no more by itself; the first
        decision that succeeds makes it a lead like others again. Of a lead whose person was erased
        only the kind of the error is kept: its text may quote a value.
        """
        # Locked: an erasure comes before or after, never between the look and the update.
        wanted = f"SELECT failures FROM lead WHERE lead_id = ?{self._lock}"
        rows = self.statements.run(wanted, lead_id)
        known = StuckLead(lead_id, rows[0][0], "", at) if rows else None
        stuck = stuck_after(error, lead_id=lead_id, at=at, known=known)
        if self.is_erased(lead_id):
            stuck = replace(stuck, error=type(error).__name__)
        self.statements.run(
            "UPDATE lead SET failures = ?, failure = ?, wake_at = ? WHERE lead_id = ?",
            *(stuck.n_failures, stuck.error, seconds_of(stuck.retry_at), lead_id),
        )
        return stuck

    def is_erased(self, lead_id: str) -> bool:
        """Tell whether the person of a lead was erased."""
        wanted = "SELECT 1 FROM event WHERE lead_id = ? AND kind = ?"
        return bool(self.statements.run(wanted, lead_id, str(EventKind.PERSON_ERASED)))

    @property
    def _lock(self) -> str:
        """What a SELECT ends with that locks its rows; on SQLite the transaction is the lock."""
        return " FOR UPDATE" if self.statements.database == "postgres" else ""

    def _add_events(self, events: Sequence[Event], personal: PersonalValues) -> None:
        stored = [self.codec.encode_event(event, personal) for event in events]
        self.statements.run_many(
            f"INSERT INTO event ({EVENT_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [event_row(row) for row in stored],
        )
        self._add_activities(zip(events, stored, strict=True))

    def _add_activities(self, events: Iterable[tuple[Event, StoredEvent]]) -> None:
        """Write the activities of events; what is decided again is recorded again after it."""
        rows: list[StoredEvent] = []
        for event, row in events:
            if event.kind is EventKind.ACTIVITY_RECORDED:
                rows.append(row)
            elif event.kind is EventKind.DECIDED_AGAIN:
                self._insert_activities(rows)
                self._forget_activities(event.lead_id, after_n=event.payload.after_n)
                rows = []
        self._insert_activities(rows)

    def _insert_activities(self, rows: Iterable[StoredEvent]) -> None:
        self.statements.run_many(
            "INSERT INTO activity (lead_id, n, body) VALUES (?, ?, ?)",
            [(row.lead_id, row.n, row.payload) for row in rows],
        )

    def _forget_activities(self, lead_id: str, *, after_n: int) -> None:
        self.statements.run("DELETE FROM activity WHERE lead_id = ? AND n > ?", lead_id, after_n)

    def replace_activities(
        self, lead_id: str, events: Sequence[Event], personal: PersonalValues
    ) -> bool:
        """Write the activities of a lead from all its events; return whether they were others."""
        wanted = "SELECT n, body FROM activity WHERE lead_id = ? ORDER BY n"
        before = self.statements.run(wanted, lead_id)
        self.statements.run("DELETE FROM activity WHERE lead_id = ?", lead_id)
        encoded = ((event, self.codec.encode_event(event, personal)) for event in events)
        self._add_activities(encoded)
        return bool(self.statements.run(wanted, lead_id) != before)

    def keep_salt(self, lead_id: str, salt: str) -> None:
        """Give a lead the salt of its hashes; one that it has stays."""
        self.statements.run(
            "INSERT INTO personal_salt (lead_id, salt) VALUES (?, ?)"
            " ON CONFLICT (lead_id) DO NOTHING",
            *(lead_id, salt),
        )

    def add_kept_apart(self, lead_id: str, personal: PersonalValues) -> None:
        """Write the parts that are used and not stored yet, and the personal values."""
        # What was written before may have been rolled back, so the table is asked each time.
        missing = [name for name in sorted(self.codec.parts.take_used()) if not self._has(name)]
        self.statements.run_many(
            "INSERT INTO part (name, body) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
            [(name, self.codec.parts.text_of(name)) for name in missing],
        )
        added = personal.take_added()
        if added:
            self.keep_salt(lead_id, personal.salt)
        self.statements.run_many(
            "INSERT INTO personal (lead_id, digest, field, value) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (lead_id, digest) DO NOTHING",
            [(lead_id, item.digest, item.field, json.dumps(item.value)) for item in added],
        )

    def events_of(self, lead_id: str) -> list[StoredEvent]:
        """Return the rows of a lead's events, in their order."""
        return [row for _, row in self.numbered_events_of(lead_id)]

    def numbered_events_of(self, lead_id: str) -> list[tuple[int, StoredEvent]]:
        """Return a lead's events, each with its number among those of all leads."""
        rows = self.statements.run(
            f"SELECT seq, {EVENT_COLUMNS} FROM event WHERE lead_id = ? ORDER BY n", lead_id
        )
        return [(number, event_of_row(row)) for number, *row in rows]
