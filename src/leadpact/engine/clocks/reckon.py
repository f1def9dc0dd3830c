"""Settle a clock from its signals: end, pauses, due moment, durations and warnings."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from leadpact.engine.clocks.needed import find_needed, restarts
from leadpact.engine.clocks.values import Clock, ClockState, Pause, ReceivedSignal
from leadpact.pact.sections.clocks.policy import CANCELS_EVERY_CLOCK, BusinessSpan, Signal
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.frozen import with_fields
from leadpact.terms.zone import SECONDS_A_DAY, epoch_seconds, load_zone_offsets, moment_at

_TICK = timedelta(seconds=1)


def settle_clock(clock: Clock, new: Iterable[ReceivedSignal], as_of: datetime) -> Clock:
    """Settle a clock from all of its signals."""
    as_of = max(as_of, clock.as_of)
    signals, stop = find_needed(clock, new, as_of)
    if not signals and not clock.pauses:  # most clocks as they start
        state = ClockState.BREACHED if clock.due_at < as_of else ClockState.RUNNING
        return with_fields(clock, as_of=as_of, state=state, stopped_at=None, cancelled_at=None)
    received = [one for one in signals if one.occurred_at <= as_of]
    stop_at = None if stop is None else max(stop.occurred_at, clock.started_at)
    # The end first: a pause cannot last beyond it; then the pauses: they move the due moment.
    cancel_at = _find_cancel(clock, received)
    ended_at = _first(stop_at, cancel_at)
    due_at, goal_at, warns_at = clock.due_at, clock.goal_at, None
    pauses = all_pauses = tuple(_find_pauses(clock, received, ended_at))
    if pauses or clock.pauses:
        goal_at = find_goal(clock, pauses)
        due_at, pauses = _after_pauses(clock, find_due(clock), pauses)
        goal_at = goal_at and min(goal_at, due_at)
        warns_at = find_warnings(clock, due_at)
    is_paused = bool(pauses) and pauses[-1].to_at is None
    state = _state(due_at, as_of, stop_at, cancel_at, is_paused=is_paused)
    rungs_at, ladder_ended_at = clock.rungs_at, clock.ladder_ended_at
    if clock.policy.has_ladder:
        given_at = _given_again(clock, received, due_at)
        ladder_ended_at = _first(ended_at, given_at) if state is ClockState.BREACHED else None
        rungs_at = find_rungs(clock, due_at, all_pauses, _first(ended_at, given_at))
    return with_fields(
        clock,
        signals=signals,
        as_of=as_of,
        rungs_at=rungs_at,
        ladder_ended_at=ladder_ended_at,
        due_at=due_at,
        goal_at=goal_at,
        pauses=pauses,
        warns_at=clock.warns_at if warns_at is None else warns_at,
        state=state,
        stopped_at=None if state is ClockState.CANCELLED else stop_at,
        cancelled_at=cancel_at if state is ClockState.CANCELLED else None,
    )


def _first(*moments: datetime | None) -> datetime | None:
    return min((at for at in moments if at is not None), default=None)


def _state(
    due_at: datetime,
    as_of: datetime,
    stop_at: datetime | None,
    cancel_at: datetime | None,
    *,
    is_paused: bool,
) -> ClockState:
    """Return the state of a clock by its due moment and what ended it first."""
    first = _first(stop_at, cancel_at)
    # Due at the very second of the end is in time; a stop and a cancel at one second is a stop.
    if not is_paused and due_at < (as_of if first is None else first):
        return ClockState.BREACHED
    if stop_at is not None and stop_at == first:
        return ClockState.MET
    if cancel_at is not None:
        return ClockState.CANCELLED
    return ClockState.PAUSED if is_paused else ClockState.RUNNING


def find_warnings(clock: Clock, due_at: datetime) -> tuple[datetime, ...]:
    """Return the moments of the warnings before a due moment; not before that was agreed."""
    if not clock.policy.warnings:
        return ()
    moments = {
        max(shifted(clock.calendar, due_at, span, back=True), clock.agreed_at)
        for span in clock.policy.warnings
    }
    return tuple(sorted(moments))


def find_rungs(
    clock: Clock, due_at: datetime, pauses: Iterable[Pause] = (), end_at: datetime | None = None
) -> tuple[datetime, ...]:
    """Return when the rungs of a ladder are climbed; without those at its end or after it.

    A pause that began after the clock was due, and before a rung, moves it by its working time.
    """
    calendar, moments, latest = clock.calendar, list[datetime](), due_at
    late = [pause for pause in pauses if pause.from_at >= due_at]
    for rung in clock.policy.rungs:
        assert rung.after is not None
        at = shifted(calendar, due_at, rung.after)
        for pause in late:
            if pause.from_at >= at:
                break
            if pause.to_at is None:
                return tuple(moments)
            worked = calendar.seconds_between(pause.from_at, pause.to_at)
            at = calendar.add_seconds(at, worked) if worked else at
        latest = max(at, latest)  # a short day may make an hour longer than it
        if end_at is not None and latest >= end_at:
            break
        moments.append(latest)
    return tuple(moments)


def _given_again(
    clock: Clock, received: Iterable[ReceivedSignal], due_at: datetime
) -> datetime | None:
    """Return when the lead was first given to a rep after the clock was due."""
    moments = (
        one.occurred_at
        for one in received
        if one.occurred_at > due_at and restarts(clock.policy, one.signal)
    )
    return next(moments, None)


def _find_cancel(clock: Clock, received: Iterable[ReceivedSignal]) -> datetime | None:
    """Return when the clock stopped to matter; what was before the start does not count."""
    signals = clock.policy.cancels_on | CANCELS_EVERY_CLOCK
    moments = (
        one.occurred_at
        for one in received
        if one.signal in signals and one.occurred_at >= clock.started_at
    )
    return next(moments, None)


def _find_pauses(
    clock: Clock, received: Iterable[ReceivedSignal], ended_at: datetime | None
) -> Iterator[Pause]:
    """Yield the pauses from the start to the end; only without an end may the last be open.

    A hold until a date and another pause may overlap: the clock goes on when both have ended. A
    prospect who is back in the office ends no hold; what else lets the clock go on ends both.
    """
    pausing = clock.policy.pauses_on | {Signal.PAUSED}
    resuming = clock.policy.resumes_on | {Signal.RESUMED}
    since: datetime | None = None
    held_until: datetime | None = None
    is_paused = False
    for one in received:
        at = max(one.occurred_at, clock.started_at)
        at = at if ended_at is None else min(at, ended_at)
        if one.signal in pausing:
            held_until, is_paused = one.until or held_until, is_paused or one.until is None
            since = at if since is None else since
        elif one.signal in resuming:
            held_until = held_until if one.signal is Signal.BACK_IN_OFFICE else None
            is_paused = False
        elif one.signal is Signal.HOLD_ENDED and one.until == held_until:
            held_until = None
        if since is not None and held_until is None and not is_paused:
            if since < at:
                yield Pause(since, at)
            since = None
    if since is not None and since != ended_at:
        yield Pause(since, ended_at)


def _after_pauses(
    clock: Clock, at: datetime, pauses: Iterable[Pause]
) -> tuple[datetime, tuple[Pause, ...]]:
    """Return a moment moved by the pauses that began before it, and these pauses."""
    calendar, kept = clock.calendar, list[Pause]()
    for pause in pauses:
        if pause.from_at >= at:
            break
        kept.append(pause)
        if pause.to_at is not None and not clock.policy.before_meeting:
            worked = calendar.seconds_between(pause.from_at, pause.to_at)
            at = calendar.add_seconds(at, worked) if worked else at
    return at, tuple(kept)


def find_due(clock: Clock) -> datetime:
    """Return when the clock would be due without pauses."""
    due_at = _promised(clock, clock.policy.within)
    if due_at is None:
        assert clock.meeting_at is not None
        return clock.meeting_at
    return due_at


def find_goal(clock: Clock, pauses: Iterable[Pause] = ()) -> datetime | None:
    """Return by when the clock should be kept; None where it has no goal, or that has passed."""
    goal = clock.policy.goal
    goal_at = None if goal is None else _promised(clock, goal)
    return None if goal_at is None else _after_pauses(clock, goal_at, pauses)[0]


def _promised(clock: Clock, span: BusinessSpan) -> datetime | None:
    """Return the moment a span after the start, or before the meeting; None: that has passed."""
    calendar = clock.calendar
    if not clock.policy.before_meeting or clock.meeting_at is None:
        return max(shifted(calendar, clock.started_at, span), clock.started_at)
    at = before_meeting(calendar, clock.meeting_at, span)
    return at if at > clock.agreed_at else None


def shifted(
    calendar: BusinessCalendar, at: datetime, span: BusinessSpan, *, back: bool = False
) -> datetime:
    """Return the moment a span after another one, or before it."""
    sign = -1 if back else 1
    if span.days is not None:
        return calendar.add_days(at, sign * span.days)
    return calendar.add_seconds(at, sign * (span.seconds or 0))


def before_meeting(
    calendar: BusinessCalendar, meeting_at: datetime, span: BusinessSpan
) -> datetime:
    """Return the moment a span before a meeting.

    Days are whole days before that of the meeting: one day is the last closing before the local
    day on which the meeting starts, none is its start.
    """
    if span.days is None:
        return shifted(calendar, meeting_at, span, back=True)
    at = meeting_at + _TICK
    for _ in range(span.days):
        at = _closing_before(calendar, at)
    return min(at, meeting_at)


def _closing_before(calendar: BusinessCalendar, at: datetime) -> datetime:
    """Return the last closing before the local day in which a moment lies, or ends."""
    zone = load_zone_offsets(calendar.zone)
    midnight = moment_at(
        zone.first_moment_at(zone.local_day(epoch_seconds(at - _TICK)) * SECONDS_A_DAY)
    )
    return calendar.add_seconds(calendar.add_seconds(midnight, -1), 1)
