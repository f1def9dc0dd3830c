"""When a clock next changes by itself: a warning, what was told of the future, or the breach."""

from datetime import datetime, timedelta

from leadpact.engine.clocks.values import Clock, ClockState
from leadpact.pact.sections.clocks.policy import Signal

_TICK = timedelta(seconds=1)


def wake_at(clock: Clock, *, after: datetime | None = None) -> datetime | None:
    """Return the first moment at which a clock changes by itself.

    None where it does not: it has ended, or was breached and waits for its end.

    Parameters
    ----------
    after
        Up to when time has passed; None: up to that of the clock.
    """
    if clock.ended_at is not None:
        return None
    as_of = clock.as_of if after is None else max(after, clock.as_of)
    found = clock.due_at + _TICK if clock.state is ClockState.RUNNING else None
    if found is not None:
        for at in clock.warns_at:
            if as_of < at < found:
                found = at
    for one in reversed(clock.signals):
        if one.occurred_at <= as_of:
            break
        if _changes(clock, one.signal):
            found = one.occurred_at if found is None else min(found, one.occurred_at)
    return found


def _changes(clock: Clock, signal: Signal) -> bool:
    """Tell whether a clock becomes another one by a signal that is told of the future."""
    policy = clock.policy
    if signal in policy.stops_on | policy.counts_on | policy.cancels_on:
        return True
    if clock.state is ClockState.PAUSED:
        return signal in policy.resumes_on
    return clock.state is ClockState.RUNNING and signal in policy.pauses_on
