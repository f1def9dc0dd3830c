"""How a clock goes on: the same as to reckon it anew, by a short way where only time passes."""

from bisect import insort
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from leadpact.engine.clocks.reckon import judge_clock, settle_clock
from leadpact.engine.clocks.values import Clock, ReceivedSignal
from leadpact.pact.sections.clocks.policy import BY_HAND


def update_clock(clock: Clock, new: Iterable[ReceivedSignal], as_of: datetime) -> Clock:
    """Return the clock that `settle_clock` would return.

    Most of what happens to a lead does not move a clock. Then only the time, and what follows from
    it, becomes different; where that does not either, the very same clock is returned.
    """
    as_of = max(as_of, clock.as_of)
    added = [one for one in new if one not in clock.signals]
    signals = _joined(clock.signals, added)
    if signals is None or _is_moved(clock, added, as_of):
        return settle_clock(clock, added, as_of)
    if as_of == clock.as_of and not added:
        return clock
    later = replace(clock, signals=signals, as_of=as_of)
    if clock.ended_at is not None or as_of == clock.as_of:
        return later
    return judge_clock(later, clock.stopped_at, clock.cancelled_at)


def _joined(
    known: tuple[ReceivedSignal, ...], added: list[ReceivedSignal]
) -> tuple[ReceivedSignal, ...] | None:
    """Return all observations in order; None where one id is told twice."""
    if not added:
        return known
    ids = {one.signal_id for one in (*known, *added)}
    if len(ids) < len(known) + len(added):
        return None
    joined = list(known)
    for one in added:
        insort(joined, one, key=ReceivedSignal.rank)
    return tuple(joined)


def _is_moved(clock: Clock, added: list[ReceivedSignal], as_of: datetime) -> bool:
    """Tell whether anything new to the clock by a moment may move it."""
    if any(one.occurred_at <= as_of and _matters(clock, one) for one in added):
        return True
    for one in reversed(clock.signals):
        if one.occurred_at <= clock.as_of:
            return False
        if one.occurred_at <= as_of and _matters(clock, one):
            return True
    return False


def _matters(clock: Clock, one: ReceivedSignal) -> bool:
    """Tell whether a clock listens to an observation, and has not ended before it."""
    ended_at, policy = clock.ended_at, clock.policy
    if one.subject_id is not None and one.subject_id != clock.subject_id:
        return False
    if ended_at is not None and one.occurred_at > ended_at:
        return False
    return (
        one.signal in policy.stops_on
        or one.signal in policy.counts_on
        or one.signal in policy.cancels_on
        or one.signal in policy.pauses_on
        or one.signal in policy.resumes_on
        or one.signal in BY_HAND
    )
