"""The moments at which days, weeks and months begin in a zone, for leads that are judged again."""

from collections.abc import Iterator
from functools import lru_cache

from leadpact.terms.zone import (
    HORIZON_ENDS_AT,
    HORIZON_STARTS_AT,
    SECONDS_A_DAY,
    load_zone_offsets,
    month_of_day,
    week_of_day,
)


@lru_cache(maxsize=16)
def midnights(zone: str, every: str) -> tuple[int, ...]:
    """Return when each day, week or month begins in a zone from 1970 to 2099, in epoch seconds.

    Parameters
    ----------
    zone
        An IANA name.
    every
        `day`, `week` (from Monday) or `month`.

    Examples
    --------
    >>> midnights("Europe/Berlin", "day")[:2], midnights("UTC", "week")[0]
    ((82800, 169200), 345600)
    """
    offsets = load_zone_offsets(zone)
    found = (offsets.first_moment_at(day * SECONDS_A_DAY) for day in _days(every))
    return tuple(at for at in found if HORIZON_STARTS_AT < at < HORIZON_ENDS_AT)


def _days(every: str) -> Iterator[int]:
    """Yield the days that begin a period, as numbers."""
    for day in range(1, HORIZON_ENDS_AT // SECONDS_A_DAY):
        is_first = {
            "day": True,
            "week": week_of_day(day) != week_of_day(day - 1),
            "month": month_of_day(day)[0] == day if every == "month" else False,
        }
        if is_first[every]:
            yield day
