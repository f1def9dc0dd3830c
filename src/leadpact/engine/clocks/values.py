"""Clocks and the signals they receive, as frozen values. `reckon` settles them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from leadpact.pact.sections.clocks.policy import ClockPolicy, Signal
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.stages import TouchKind


class ClockState(StrEnum):
    """The states of a clock."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    MET = "MET"
    BREACHED = "BREACHED"
    """Not stopped when it was due; what stopped it later is recorded too."""
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class ReceivedSignal:
    """A signal to the clocks of a lead: what happened, when, and what it is about.

    Attributes
    ----------
    signal_id
        What arrives twice under one id counts once; of different ones the earliest counts.
    channel
        Of a touch; None: unknown.
    subject_id
        The meeting, handoff or disposition that it is about; None: the lead.
    """

    signal_id: str
    signal: Signal
    occurred_at: datetime
    channel: TouchKind | None = None
    subject_id: str | None = None

    def rank(self) -> tuple[datetime, str, str, str, str]:
        """Return the sort key by moment, then by id; only equal signals have the same."""
        subject, channel = self.subject_id or "", self.channel or ""
        return self.occurred_at, self.signal_id, self.signal, channel, subject


@dataclass(frozen=True, slots=True)
class Pause:
    """A span `[from_at, to_at)` in which a clock did not run; None: it has not ended."""

    from_at: datetime
    to_at: datetime | None


@dataclass(frozen=True, slots=True)
class Clock:
    """A running commitment, or how it ended; made by `start_clock`.

    Attributes
    ----------
    policy, calendar, fingerprint
        What it started under. A new pact does not change them, nor when the clock is due.
    meeting_at
        When the meeting starts, for a clock that is due before it.
    as_of
        The moment up to which time is known to have passed.
    due_at
        When it is due; in a pause, when it would be if the pause had not begun.
    stopped_at
        When what was promised was done, in time or late.
    cancelled_at
        When the clock stopped to matter; set only if it was not met or breached by then.
    raw_seconds
        From the start to the end, or until `as_of`, by the clock on the wall.
    business_seconds
        The same in working time, without pauses.
    warns_at
        The moments of all its warnings, in order; none before the start.
    warnings_due
        Those that are due by `as_of`.
    """

    clock_id: str
    policy: ClockPolicy
    calendar: BusinessCalendar = field(repr=False)
    fingerprint: str
    started_at: datetime
    as_of: datetime
    subject_id: str | None
    meeting_at: datetime | None
    signals: tuple[ReceivedSignal, ...]
    due_at: datetime
    state: ClockState = ClockState.RUNNING
    stopped_at: datetime | None = None
    cancelled_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    raw_seconds: int = 0
    business_seconds: int = 0
    warns_at: tuple[datetime, ...] = ()
    warnings_due: tuple[datetime, ...] = ()

    @property
    def ended_at(self) -> datetime | None:
        """Return when it stopped or was cancelled; None: it still counts."""
        return self.stopped_at if self.stopped_at is not None else self.cancelled_at
