"""Clocks: when a promise is due, and whether it was kept. Pure; nobody's clock is looked at.

A clock is a function of its start, of what was observed and of the moment asked for. So what is
observed late, twice or out of order gives the same clock.
"""

from collections.abc import Iterable
from datetime import datetime

from leadpact.engine.clocks.reckon import settle_clock
from leadpact.engine.clocks.update import update_clock
from leadpact.engine.clocks.values import Breach, Clock, ClockState, Pause, ReceivedSignal
from leadpact.pact.sections.clocks.policy import ClockException, ClockPolicy, Signal
from leadpact.terms.calendar import BusinessCalendar

__all__ = [
    "Breach",
    "Clock",
    "ClockState",
    "Pause",
    "ReceivedSignal",
    "UnableToStartClock",
    "advance_clock",
    "apply_signals",
    "breach_of",
    "cancel_clock",
    "pause_clock",
    "resume_clock",
    "start_clock",
    "stop_clock",
]


class UnableToStartClock(ValueError):
    """A clock that is due before a meeting was started without the meeting's time."""


def start_clock(
    policy: ClockPolicy,
    *,
    clock_id: str,
    calendar: BusinessCalendar,
    fingerprint: str,
    started_at: datetime,
    as_of: datetime | None = None,
    subject_id: str | None = None,
    meeting_at: datetime | None = None,
    known: Iterable[ReceivedSignal] = (),
    exceptions: Iterable[ClockException] = (),
) -> Clock | None:
    """Start a clock; None if an exception of its policy holds, so that it does not run.

    Parameters
    ----------
    policy
        What is promised. Whether the lead meets `policy.when` is for the caller to ask.
    calendar
        Business time: `CalendarPolicy.choose` finds it.
    fingerprint
        Of the pact in force.
    started_at
        When what starts it happened, aware.
    as_of
        The moment it is asked at; by default that of the start.
    subject_id
        The meeting, handoff or disposition that it is about. What is observed of another one
        does not move it.
    meeting_at
        When the meeting starts; needed for a clock that is due before it.
    known
        What was observed before. If the promise is kept already, the clock is met in 0 seconds.
        Leave out what belongs to an earlier round, such as touches before a lead was recycled.
    exceptions
        Those that hold for the lead.

    Raises
    ------
    UnableToStartClock
        If the policy counts from a meeting, and `meeting_at` is None.
    """
    if policy.exceptions & set(exceptions):
        return None
    if policy.before_meeting and meeting_at is None:
        raise UnableToStartClock(f"Clock {clock_id} counts back from a meeting: give `meeting_at`.")
    clock = Clock(
        clock_id=clock_id,
        policy=policy,
        calendar=calendar,
        fingerprint=fingerprint,
        started_at=started_at,
        as_of=started_at,
        subject_id=subject_id,
        meeting_at=meeting_at,
        signals=(),
        due_at=started_at,
    )
    return settle_clock(clock, known, as_of or started_at)


def apply_signals(clock: Clock, *signals: ReceivedSignal, as_of: datetime) -> Clock:
    """Return a clock that knows of more observations; in whatever order, how often they come.

    Parameters
    ----------
    signals
        What happened after `as_of` is kept, and counts from then on.
    as_of
        The moment it is; an earlier one than the clock's leaves that.
    """
    return update_clock(clock, signals, as_of)


def advance_clock(clock: Clock, *, as_of: datetime) -> Clock:
    """Return a clock after time has passed: it may have been breached, warnings be due."""
    return update_clock(clock, (), as_of)


def stop_clock(clock: Clock, *, signal_id: str, stopped_at: datetime) -> Clock:
    """Stop a clock by hand: what was promised is done."""
    return _by_hand(clock, Signal.STOPPED, signal_id, stopped_at)


def pause_clock(clock: Clock, *, signal_id: str, paused_at: datetime) -> Clock:
    """Pause a clock; after it was due, that changes nothing."""
    return _by_hand(clock, Signal.PAUSED, signal_id, paused_at)


def resume_clock(clock: Clock, *, signal_id: str, resumed_at: datetime) -> Clock:
    """Resume a clock; it is due later by the working time of the pause."""
    return _by_hand(clock, Signal.RESUMED, signal_id, resumed_at)


def cancel_clock(clock: Clock, *, signal_id: str, cancelled_at: datetime) -> Clock:
    """Cancel a clock without a breach; one that was met or breached by then stays so."""
    return _by_hand(clock, Signal.CANCELLED, signal_id, cancelled_at)


def breach_of(clock: Clock) -> Breach | None:
    """Return the breach of a clock and what it does, None if there is none by its `as_of`."""
    if clock.state is not ClockState.BREACHED:
        return None
    return Breach(clock.due_at, clock.policy.on_breach)


def _by_hand(clock: Clock, signal: Signal, signal_id: str, at: datetime) -> Clock:
    return apply_signals(clock, ReceivedSignal(signal_id, signal, at), as_of=at)
