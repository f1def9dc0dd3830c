"""A share of a count, with its interval."""

from dataclasses import dataclass

from leadpact.measure.intervals import wilson_interval


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of a count: `n` of `of`, with the Wilson interval at 95 %.

    `value`, `low` and `high` lie in [0, 1] and are None where `of` is zero.
    """

    n: int
    of: int
    value: float | None
    low: float | None
    high: float | None


def rate_of(n: int, of: int) -> Rate:
    """Return the share that `n` is of `of`."""
    bounds = wilson_interval(n, of)
    if bounds is None:
        return Rate(n, of, None, None, None)
    return Rate(n, of, round(n / of, 6), round(bounds.low, 6), round(bounds.high, 6))
