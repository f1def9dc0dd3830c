"""The state of routing: counts by pool and by rep, as frozen values. `change.py` changes them."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from leadpact.terms.zone import EPOCH_ORDINAL

Count = int | Fraction
"""An exact number of leads; calibration may make it a fraction."""

REMEMBERED_DAYS = 45
"""How long a rep's days are kept: longer than any cap looks back."""

BEGINNING = -EPOCH_ORDINAL
"""The day before all days: counts from there on are all counts."""


def plain(count: Count) -> Count:
    """Return a whole number as an integer, which is faster to count with."""
    if isinstance(count, Fraction) and count.denominator == 1:
        return count.numerator
    return count


class _KnownLevel:
    """A place beside the fields for a sum of fractions, which costs more than all else here."""

    __slots__ = ("_level",)
    _level: Count


@dataclass(frozen=True, slots=True)
class Tally(_KnownLevel):
    """What counts for a rep on one day: assignments and calibration.

    `day` counts from 1970-01-01 in the pool's zone; for months it is the first day of the month,
    for a count that is never reset it is 0.
    """

    day: int
    n: int = 0
    calibration: Count = 0

    @property
    def level(self) -> Count:
        """Return assignments and calibration together."""
        try:
            return self._level
        except AttributeError:
            level = self.n + self.calibration
            object.__setattr__(self, "_level", level)
            return level


def _place_of(day: int, days: list[int]) -> tuple[int, bool]:
    """Return where a day is among days in order, or would be, and whether it is there."""
    if days and days[-1] == day:  # mostly it is the last
        return len(days) - 1, True
    index = bisect_left(days, day)
    return index, index < len(days) and days[index] == day


@dataclass(frozen=True, slots=True)
class RotationBalance:
    """How far a rep is ahead or behind in the rotation of a pool.

    Attributes
    ----------
    tallies
        By day, in order; none of them counts nothing.
    last_at
        When the pool last gave the rep a lead (epoch seconds).
    last_number
        The place of that lead among those of the pool in its second, from 0.
    last_weight
        The rep's weight then; None: not noted, since no later month asks for it.
    is_away
        Whether the rep was on leave when the pool last looked.
    lead_on_peers
        How far ahead of the average of the peers on leaving; less than 0: behind.
    noted_at
        When the pool noted the last two (epoch seconds): of two notes the later one is kept.
    """

    tallies: tuple[Tally, ...] = ()
    last_at: int | None = None
    is_away: bool = False
    lead_on_peers: Count = 0
    noted_at: int = 0
    last_number: int = 0
    last_weight: Count | None = None

    @property
    def last_lead(self) -> tuple[int, int, Count]:
        """Return when the pool last gave the rep a lead, to compare; the least: it never did."""
        at = -1 if self.last_at is None else self.last_at
        return at, self.last_number, self.last_weight or 0

    def level(self, day: int) -> Count:
        """Return assignments and calibration from a day on."""
        if len(self.tallies) == 1:  # with months it is the only one
            (only,) = self.tallies
            return only.level if only.day >= day else 0
        total: Count = 0
        n = 0
        for tally in self.tallies:
            if tally.day >= day:
                n += tally.n
                if tally.calibration:
                    total += tally.calibration
        return total + n if total else n

    def on(self, day: int) -> Tally:
        """Return the tally of a day."""
        return next((tally for tally in self.tallies if tally.day == day), Tally(day))

    def put(self, tally: Tally) -> "RotationBalance":
        """Return the balance with the tally of one day replaced."""
        held = self.tallies
        index, has_day = _place_of(tally.day, [item.day for item in held])
        kept = (tally,) if tally.n or tally.calibration else ()
        return self._with((*held[:index], *kept, *held[index + has_day :]))

    def plus(self, day: int, n: int, calibration: Count) -> "RotationBalance":
        """Return the balance with more on one day."""
        tally = self.on(day)
        more = plain(tally.calibration + calibration) if calibration else tally.calibration
        return self.put(Tally(day, tally.n + n, more))

    def _with(self, tallies: tuple[Tally, ...]) -> "RotationBalance":
        note = self.is_away, self.lead_on_peers, self.noted_at
        return RotationBalance(tallies, self.last_at, *note, self.last_number, self.last_weight)

    def since(self, day: int) -> "RotationBalance":
        """Return the balance without the tallies before a day."""
        if not self.tallies or self.tallies[0].day >= day:
            return self
        return self._with(tuple(item for item in self.tallies if item.day >= day))


@dataclass(frozen=True, slots=True)
class PoolState:
    """The rotation of one pool.

    Attributes
    ----------
    period
        The first day of the month that is counted; 0 where the pool does not count by months.
    counts_from
        The first day whose tallies are held; it never goes back within a period.
    balances
        Of every rep who was seen in the period, by id.
    """

    period: int = 0
    counts_from: int = BEGINNING
    balances: Mapping[str, RotationBalance] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Load:
    """The load of a rep from all pools together.

    Attributes
    ----------
    n_open
        Leads that are theirs and not yet closed.
    days
        `(day, how many)` in the rep's zone, by day; a meeting counts on the day it is held.
    counts_from
        The first day that is held; it never goes back.
    """

    n_open: int = 0
    days: tuple[tuple[int, int], ...] = ()
    counts_from: int = BEGINNING

    def n_between(self, from_day: int, to_day: int) -> int:
        """Return how many count on the days `[from_day, to_day)`."""
        total = 0
        for day, n in reversed(self.days):
            if day < from_day:
                break
            if day < to_day:
                total += n
        return total

    def plus(self, day: int, n: int) -> "Load":
        """Return the load with `n` more on a day, unless no cap looks back to it."""
        if day < self.counts_from:
            return self
        index, has_day = _place_of(day, [item[0] for item in self.days])
        total = n + (self.days[index][1] if has_day else 0)
        kept = ((day, total),) if total else ()
        days = (*self.days[:index], *kept, *self.days[index + has_day :])
        return Load(self.n_open, days, self.counts_from)

    def since(self, day: int) -> "Load":
        """Return the load without the days before a day."""
        if day <= self.counts_from:
            return self
        kept = tuple(item for item in self.days if item[0] >= day)
        return Load(self.n_open, kept, day)


@dataclass(frozen=True, slots=True)
class RoutingState:
    """All that routing remembers. The empty one is where a history begins."""

    pools: Mapping[str, PoolState] = field(default_factory=lambda: MappingProxyType({}))
    loads: Mapping[str, Load] = field(default_factory=lambda: MappingProxyType({}))

    def load(self, rep_id: str) -> Load:
        """Return the load of a rep."""
        return self.loads.get(rep_id, NO_LOAD)

    def pool(self, name: str) -> PoolState:
        """Return the rotation of a pool."""
        return self.pools.get(name, NO_POOL)


NO_BALANCE, NO_LOAD, NO_POOL = RotationBalance(), Load(), PoolState()
