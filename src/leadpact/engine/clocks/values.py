"""Clocks and the signals they receive, as frozen values. `reckon` settles them."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from leadpact.pact.sections.clocks.policy import ClockPolicy, Signal
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.stages import Channel
from leadpact.terms.zone import epoch_seconds


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
        What arrives twice under one id counts once; of copies with different moments the
        earliest counts. An id names one thing: `context.make_name` gives each signal its own.
    channel
        Of a touch; None: unknown.
    subject_id
        The meeting, handoff or disposition that it is about; None: the lead.
    until
        Until when the lead is on hold by the status that was given, or was to be where that has
        ended; None: it is about no hold.
    """

    signal_id: str
    signal: Signal
    occurred_at: datetime
    channel: Channel | None = None
    subject_id: str | None = None
    until: datetime | None = None

    def says(self) -> tuple[str, str, str, str]:
        """Return all but the moment: copies of one signal say the same."""
        return self.signal_id, self.signal, self.channel or "", self.subject_id or ""

    def rank(self) -> tuple[datetime, str, str, str, str]:
        """Return the sort key by moment, then by id; only equal signals have the same."""
        subject, channel = self.subject_id or "", self.channel or ""
        return self.occurred_at, self.signal_id, self.signal, channel, subject


@dataclass(frozen=True, slots=True)
class Pause:
    """A span `[from_at, to_at)` in which a clock did not run; None: it has not ended."""

    from_at: datetime
    to_at: datetime | None


class StartReason(StrEnum):
    """What began a clock."""

    SIGNAL = "SIGNAL"
    """A signal that starts clocks of its kind."""
    CONDITION = "CONDITION"
    """The lead came to meet its condition, after the signal."""
    CONDITION_LEFT = "CONDITION_LEFT"
    """The lead left the condition of another clock of its kind."""
    MEETING_MOVED = "MEETING_MOVED"
    """The meeting was moved, so that what was kept before is promised again."""


@dataclass(frozen=True)  # without slots: `terms.frozen`
class Clock:
    """A running commitment, or how it ended; made by `start_clock`.

    Attributes
    ----------
    policy, calendar, fingerprint
        What it started under. A new pact does not change them, nor when the clock is due.
    as_of
        The moment up to which time is known to have passed.
    meeting_at
        When the meeting starts, for a clock that is due before it.
    moved_at
        When that meeting was moved; None: it was not.
    signals
        Those that make a difference, in order: `find_needed`.
    due_at
        When it is due; in a pause, when it would be if the pause had not begun.
    stopped_at
        When what was promised was done, in time or late.
    cancelled_at
        When the clock stopped to matter; set only if it was not met or breached by then.
    warns_at
        The moments of all its warnings, in order; none before the start.
    start_reason, start_signal
        What began it; the signal, where one did and is known.
    goal_at
        By when it should be kept, never after `due_at`; in a pause, as `due_at`. None: it has no
        goal, or that had passed when its meeting was booked.
    rungs_at
        The moments of the rungs of its ladder that nothing hinders as far as is known, in order:
        the first so many of `policy.rungs`. While a pause lasts, only those before it.
    ladder_ended_at
        When its ladder ended before the last rung: the promise was kept late or no longer mattered,
        or the lead was given to a rep again. None: it has not, or there is none.
    """

    clock_id: str
    policy: ClockPolicy
    calendar: BusinessCalendar = field(repr=False)
    fingerprint: str
    started_at: datetime
    as_of: datetime
    due_at: datetime
    subject_id: str | None = None
    meeting_at: datetime | None = None
    signals: tuple[ReceivedSignal, ...] = ()
    state: ClockState = ClockState.RUNNING
    stopped_at: datetime | None = None
    cancelled_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    warns_at: tuple[datetime, ...] = ()
    moved_at: datetime | None = None
    start_reason: StartReason = StartReason.SIGNAL
    start_signal: Signal | None = None
    goal_at: datetime | None = None
    rungs_at: tuple[datetime, ...] = ()
    ladder_ended_at: datetime | None = None

    @property
    def agreed_at(self) -> datetime:
        """Return from when on its due moment holds: the move of its meeting, else its start."""
        return self.started_at if self.moved_at is None else max(self.moved_at, self.started_at)

    @property
    def ended_at(self) -> datetime | None:
        """Return when it stopped or was cancelled; None: it still counts."""
        return self.stopped_at if self.stopped_at is not None else self.cancelled_at

    @property
    def counted_to(self) -> datetime:
        """Return when it ended; of one that still counts, up to when time has passed."""
        ended_at = self.ended_at
        return self.as_of if ended_at is None else ended_at

    @property
    def is_running(self) -> bool:
        """Return whether it runs or is paused: it has not ended and was not breached."""
        return self.state in _RUNS

    @property
    def is_paused(self) -> bool:
        """Return whether its last pause has not ended."""
        return bool(self.pauses) and self.pauses[-1].to_at is None

    @property
    def is_goal_reached(self) -> bool | None:
        """Return whether it was kept by its goal; None: it has none, or that is not known yet.

        Of a clock that was cancelled before its goal it is never known.
        """
        if self.goal_at is None:
            return None
        if self.stopped_at is not None:
            return self.stopped_at <= self.goal_at
        until = self.pauses[-1].from_at if self.is_paused else self.counted_to
        return False if self.goal_at < until else None

    @property
    def raw_seconds(self) -> int:
        """Return the time from the start to the end, or until `as_of`, by the clock on the wall."""
        return epoch_seconds(self.counted_to) - epoch_seconds(self.started_at)

    @property
    def business_seconds(self) -> int:
        """Return the working time from the start to the end, or until `as_of`, without pauses."""
        end, seconds_between = self.counted_to, self.calendar.seconds_between
        paused = sum(seconds_between(item.from_at, item.to_at or end) for item in self.pauses)
        return seconds_between(self.started_at, end) - paused

    @property
    def warnings_due(self) -> tuple[datetime, ...]:
        """Return the moments of the warnings that were due before the end, or by `as_of`."""
        if not self.warns_at:
            return ()
        until = self.pauses[-1].from_at if self.is_paused else self.counted_to
        # At the very second of the end a warning is not due any more; else it is.
        find = bisect_right if self.ended_at is None else bisect_left
        return self.warns_at[: find(self.warns_at, until)]

    @property
    def rungs_due(self) -> tuple[datetime, ...]:
        """Return the moments of the rungs that were climbed: it was breached, and they passed."""
        if not self.rungs_at or self.state is not ClockState.BREACHED:
            return ()
        # As with a breach, what was done in the very second of a rung was in time.
        return self.rungs_at[: bisect_left(self.rungs_at, self.as_of)]

    @property
    def is_climbing(self) -> bool:
        """Return whether it was breached, and a rung of its ladder is still ahead."""
        if self.state is not ClockState.BREACHED or not self.policy.has_ladder:
            return False
        is_open = self.stopped_at is None and self.ladder_ended_at is None
        return is_open and len(self.rungs_due) < len(self.policy.rungs)


_RUNS = (ClockState.RUNNING, ClockState.PAUSED)
