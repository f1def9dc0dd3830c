"""Start a clock, apply signals to it, and find when it next changes by itself.

Most signals cannot move a clock: `apply_signals` leaves them out, and settles it from the rest.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import takewhile

from leadpact.engine.clocks.needed import can_move
from leadpact.engine.clocks.reckon import (
    find_due,
    find_goal,
    find_rungs,
    find_warnings,
    settle_clock,
)
from leadpact.engine.clocks.values import Clock, ClockState, ReceivedSignal, StartReason
from leadpact.pact.sections.clocks.policy import ClockPolicy, Signal
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.frozen import change_draft, with_fields

_TICK = timedelta(seconds=1)


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
    reason: StartReason = StartReason.SIGNAL,
    signal: Signal | None = None,
) -> Clock:
    """Start a clock.

    Parameters
    ----------
    policy
        What is promised. Whether the lead meets `policy.when`, and is not excepted, is for the
        caller to ask.
    calendar
        Business time: `CalendarPolicy.choose` finds it.
    fingerprint
        Of the pact in force.
    started_at
        When what starts it happened, aware.
    as_of
        The moment of the decision; by default that of the start.
    subject_id
        The meeting, handoff or disposition that it is about. Signals of another one do not move
        it.
    meeting_at
        When the meeting starts; needed for a clock that is due before it.
    known
        Earlier signals. If the promise is kept already, the clock is met in 0 seconds.
        Leave out what belongs to an earlier round, such as touches before a lead was recycled.
    reason, signal
        What begins it, and the signal where one does: for the record only.

    Raises
    ------
    UnableToStartClock
        If the policy counts from a meeting, and `meeting_at` is None.
    """
    if policy.before_meeting and meeting_at is None:
        raise UnableToStartClock(f"Clock {clock_id} counts back from a meeting: give `meeting_at`.")
    clock = Clock(
        clock_id=clock_id,
        policy=policy,
        calendar=calendar,
        fingerprint=fingerprint,
        started_at=started_at,
        as_of=started_at,
        due_at=started_at,
        subject_id=subject_id,
        meeting_at=meeting_at,
        start_reason=reason,
        start_signal=signal,
    )
    _set_due(clock)
    return settle_clock(clock, known, as_of or started_at)


def _set_due(draft: Clock) -> None:
    """Set when a clock is due by its start or its meeting, its goal, its warnings and rungs."""
    due_at, goal_at = find_due(draft), find_goal(draft)
    goal_at = goal_at and min(goal_at, due_at)
    change_draft(draft, due_at=due_at, goal_at=goal_at, warns_at=find_warnings(draft, due_at))
    if draft.policy.has_ladder:
        change_draft(draft, rungs_at=find_rungs(draft, due_at))


def apply_signals(clock: Clock, *new: ReceivedSignal, as_of: datetime) -> Clock:
    """Apply signals to a clock, in whatever order and however often they come.

    The result is that of `settle_clock`. Most signals of a lead cannot move a clock: then only the
    time becomes different, and where it does not either, the very same clock is returned.

    Parameters
    ----------
    new
        What happened after `as_of` is kept, and counts from then on.
    as_of
        The moment of the decision; an earlier one than the clock's leaves that.
    """
    as_of = max(as_of, clock.as_of)
    added = [one for one in new if can_move(clock, one) and not _has(clock.signals, one)]
    if added or (clock.signals and _has_come(clock, as_of)):
        return settle_clock(clock, added, as_of)
    if as_of == clock.as_of:
        return clock
    is_broken = clock.state is ClockState.RUNNING and clock.due_at < as_of
    return with_fields(clock, as_of=as_of, state=ClockState.BREACHED if is_broken else clock.state)


def follow_meeting(
    clock: Clock, *, meeting_at: datetime, moved_at: datetime, as_of: datetime
) -> Clock:
    """Return a clock that counts back from a meeting which was moved: due by the new time."""
    moved = with_fields(clock, meeting_at=meeting_at, moved_at=moved_at)
    _set_due(moved)
    return settle_clock(moved, (), as_of)


def advance_clock(clock: Clock, *, as_of: datetime) -> Clock:
    """Return a clock after time has passed: it may have been breached, warnings be due."""
    return apply_signals(clock, as_of=as_of)


def _has(signals: tuple[ReceivedSignal, ...], one: ReceivedSignal) -> bool:
    """Tell whether a signal is among others, which are in order; only equal ones rank alike."""
    rank = one.rank()
    place = bisect_left(signals, rank, key=ReceivedSignal.rank)
    return place < len(signals) and signals[place].rank() == rank


def _has_come(clock: Clock, as_of: datetime) -> bool:
    """Tell whether a signal that was of the future has happened by a moment."""
    to_come = takewhile(lambda one: one.occurred_at > clock.as_of, reversed(clock.signals))
    return any(one.occurred_at <= as_of for one in to_come)


def clock_wakes_at(clock: Clock, *, after: datetime | None = None) -> datetime | None:
    """Return the first moment at which a clock changes by itself.

    None where it does not: it has ended, or was breached and waits for its end, with no rung ahead.

    Parameters
    ----------
    after
        Up to when time has passed; None: up to that of the clock.
    """
    if clock.stopped_at is not None or clock.cancelled_at is not None:
        return None
    is_running = clock.state is ClockState.RUNNING
    if not (is_running or clock.signals or clock.rungs_at):  # most that were breached
        return None
    as_of = clock.as_of if after is None else max(after, clock.as_of)
    found = clock.due_at + _TICK if is_running else None
    if found is not None:
        for at in clock.warns_at:
            if as_of < at < found:
                found = at
    elif clock.rungs_at and clock.state is ClockState.BREACHED:
        place = bisect_left(clock.rungs_at, as_of)
        found = clock.rungs_at[place] + _TICK if place < len(clock.rungs_at) else None
    for one in reversed(clock.signals):
        if one.occurred_at <= as_of:
            break
        if _changes(clock, one):
            found = one.occurred_at if found is None else min(found, one.occurred_at)
    return found


def _changes(clock: Clock, one: ReceivedSignal) -> bool:
    """Tell whether a signal of the future will change a clock."""
    policy, signal = clock.policy, one.signal
    if signal in policy.stops_on | policy.counts_on | policy.cancels_on:
        return True
    if clock.state is ClockState.PAUSED:
        return signal in policy.resumes_on
    if clock.is_climbing:
        return settle_clock(clock, (), one.occurred_at).rungs_at != clock.rungs_at
    return clock.state is ClockState.RUNNING and signal in policy.pauses_on
