"""Find the cap that a rep has reached on a day, and the day on which it ends."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

from leadpact.engine.routing.decision import Obstacle
from leadpact.engine.routing.state import Load
from leadpact.pact.sections.routing.policy import Caps, Spread
from leadpact.terms.zone import week_of_day

_EPOCH = date(1970, 1, 1).toordinal()

Reached = tuple[Obstacle, int | None]
"""The obstacle and the first day on which it ends; None where that is not known."""


def cap_reached(caps: Sequence[Caps], load: Load, *, day: int) -> Reached | None:
    """Return the first cap that one lead more on a day would break, None where none would be.

    Parameters
    ----------
    caps
        All those that hold for the rep.
    load
        What the rep has on their hands.
    day
        The day on which the lead would count, in the rep's zone, from 1970-01-01.
    """
    for cap in caps:
        if found := _reached(cap, load, day):
            return found
    return None


def _reached(cap: Caps, load: Load, day: int) -> Reached | None:
    if cap.per_day is not None and load.n_between(day, day + 1) >= cap.per_day:
        return Obstacle.AT_DAILY_CAP, day + 1
    monday = week_of_day(day) * 7 - 3
    if cap.per_week is not None and load.n_between(monday, monday + 7) >= cap.per_week:
        return Obstacle.AT_WEEKLY_CAP, monday + 7
    if cap.per_month is not None and (ends_on := _month_is_full(cap, load, day)):
        return Obstacle.AT_MONTHLY_CAP, ends_on
    if cap.open is not None and load.n_open >= cap.open:
        return Obstacle.AT_OPEN_CAP, None
    return None


def _month_is_full(cap: Caps, load: Load, day: int) -> int | None:
    """Return the day on which there may be room again, None where there is room now."""
    assert cap.per_month is not None
    first, following = month_of(day)
    allotted = month_allotment(cap.per_month, first)
    n = load.n_between(first, following)
    if n >= allotted:
        return following
    if cap.spread is Spread.AS_THEY_COME:
        return None
    share = Fraction(allotted * (day + 1 - first), following - first)
    return day + 1 if n >= ceil(share) else None


@lru_cache(maxsize=4096)
def month_of(day: int) -> tuple[int, int]:
    """Return the first day of a day's month and the first of the next, from 1970-01-01.

    Examples
    --------
    >>> month_of(40)
    (31, 59)
    """
    today = date.fromordinal(day + _EPOCH)
    first = today.replace(day=1)
    year, month = (first.year, first.month + 1) if first.month < 12 else (first.year + 1, 1)
    return first.toordinal() - _EPOCH, date(year, month, 1).toordinal() - _EPOCH


@lru_cache(maxsize=4096)
def month_allotment(per_month: Fraction, first_day: int) -> int:
    """Return how many leads a monthly capacity gives in the month that begins on a day.

    What is left of a fraction goes over to the next month, so any number of months have their
    whole sum, less than one lead off.

    Examples
    --------
    >>> [month_allotment(Fraction(9, 2), day) for day in (0, 31, 59, 90)]
    [4, 5, 4, 5]
    """
    begins = date.fromordinal(first_day + _EPOCH)
    index = (begins.year - 1970) * 12 + begins.month - 1
    return floor((index + 1) * per_month) - floor(index * per_month)
