"""How many leads a rep can take in a usual week by the caps of a pact, on days, weeks or months."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from leadpact.engine.lifecycle import FollowUp
from leadpact.engine.routing import Member
from leadpact.pact.sections.routing.policy import Caps

WEEKS_A_MONTH = Fraction(3044, 700)
"""The average month has 30.44 days."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a rep can take in a usual week, and the cap that says so.

    Attributes
    ----------
    key
        `per_day`, `per_week` or `per_month`.
    spoken
        The cap as the pact has it, such as `5 a working day`.
    """

    per_week: Fraction
    key: str
    spoken: str

    @property
    def spoken_per_week(self) -> int | float:
        """The size, rounded to a tenth where it is no whole number."""
        return _spoken(self.per_week)


def capacity_of(rules: FollowUp, rep_id: str) -> Capacity | None:
    """Return the most that a rep takes in a usual week, by the least of all caps that hold.

    A cap on days counts for the days that the rep works in a week without holidays, one on months
    for its part of the average month. None: no cap holds, or the pact does not know the rep.
    """
    router = rules.router
    assert router is not None
    found = [
        capacity
        for pool in router.pools.values()
        for member in pool.members
        if member.rep.rep_id == rep_id
        for caps in member.caps
        for capacity in _capacities(caps, member)
    ]
    return min(found, key=lambda item: item.per_week, default=None)


def _capacities(caps: Caps, member: Member) -> Iterator[Capacity]:
    if caps.per_week is not None:
        yield Capacity(Fraction(caps.per_week), "per_week", f"{caps.per_week:,} a week")
    if caps.per_day is not None:
        n_days = sum(bool(windows) for windows in member.calendar.windows.values())
        spoken = f"{caps.per_day:,} a working day"
        yield Capacity(Fraction(caps.per_day * n_days), "per_day", spoken)
    if caps.per_month is not None:
        spoken = f"{_spoken(caps.per_month):,} a month"
        yield Capacity(caps.per_month / WEEKS_A_MONTH, "per_month", spoken)


def _spoken(size: Fraction) -> int | float:
    return int(size) if size.denominator == 1 else round(float(size), 1)
