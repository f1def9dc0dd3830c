"""When a clock next changes by itself: a warning, what was told of the future, or the breach."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from leadpact.engine.clocks.spans import shifted
from leadpact.engine.clocks.values import Clock, ClockState

_TICK = timedelta(seconds=1)


def wake_at(clock: Clock) -> datetime | None:
    """Return the first moment after `clock.as_of` at which the clock changes by itself.

    None where it does not: it has ended, or was breached and waits for its end.
    """
    if clock.ended_at is not None:
        return None
    future = [one.occurred_at for one in clock.observations if one.occurred_at > clock.as_of]
    if clock.state is ClockState.RUNNING:
        future += [at for at in _warnings(clock) if at > clock.as_of]
        future.append(clock.due_at + _TICK)
    return min(future, default=None)


def _warnings(clock: Clock) -> Iterator[datetime]:
    for span in clock.policy.warnings:
        yield shifted(clock.calendar, clock.due_at, span, back=True)
