"""The state of routing: counts by pool and by rep, as frozen values that decisions update."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from types import MappingProxyType

Count = int | Fraction
"""An exact number of leads; calibration may make it a fraction."""

REMEMBERED_DAYS = 45
"""How long a rep's days are kept: longer than any cap looks back."""


@dataclass(frozen=True, slots=True)
class Tally:
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
        return self.n + self.calibration


@dataclass(frozen=True, slots=True)
class RotationBalance:
    """How far a rep is ahead or behind in the rotation of a pool.

    Attributes
    ----------
    tallies
        By day, in order.
    last_at
        When the pool last gave the rep a lead (epoch seconds).
    is_away
        Whether the rep was on leave when the pool last looked.
    lead_on_peers
        How far ahead of the average of the peers on leaving; less than 0: behind.
    """

    tallies: tuple[Tally, ...] = ()
    last_at: int | None = None
    is_away: bool = False
    lead_on_peers: Count = 0

    def level(self, day: int) -> Count:
        """Return assignments and calibration from a day on."""
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
        others = [item for item in self.tallies if item.day != tally.day]
        return replace(self, tallies=tuple(sorted([*others, tally], key=lambda item: item.day)))

    def since(self, day: int) -> "RotationBalance":
        """Return the balance without the tallies before a day."""
        if not self.tallies or self.tallies[0].day >= day:
            return self
        return replace(self, tallies=tuple(item for item in self.tallies if item.day >= day))


@dataclass(frozen=True, slots=True)
class PoolState:
    """The rotation of one pool; `period` is the first day of the month that is counted."""

    period: int = 0
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
    """

    n_open: int = 0
    days: tuple[tuple[int, int], ...] = ()

    def n_between(self, from_day: int, to_day: int) -> int:
        """Return how many count on the days `[from_day, to_day)`."""
        total = 0
        for day, n in reversed(self.days):
            if day < from_day:
                break
            if day < to_day:
                total += n
        return total

    def plus(self, day: int, n: int, *, today: int) -> "Load":
        """Return the load with `n` more on a day, without days that no cap looks back to."""
        counts = dict(self.days)
        counts[day] = counts.get(day, 0) + n
        kept = sorted((d, k) for d, k in counts.items() if k and d >= today - REMEMBERED_DAYS)
        return replace(self, days=tuple(kept))


@dataclass(frozen=True, slots=True)
class RoutingState:
    """All that routing remembers. The empty one is where a history begins."""

    pools: Mapping[str, PoolState] = field(default_factory=lambda: MappingProxyType({}))
    loads: Mapping[str, Load] = field(default_factory=lambda: MappingProxyType({}))

    def load(self, rep_id: str) -> Load:
        """Return the load of a rep."""
        return self.loads.get(rep_id, _NO_LOAD)

    def pool(self, name: str) -> PoolState:
        """Return the rotation of a pool."""
        return self.pools.get(name, _NO_POOL)


_NO_LOAD, _NO_POOL = Load(), PoolState()


@dataclass(frozen=True, slots=True)
class StateChange:
    """The new values of what a decision changes; to apply it twice is to apply it once.

    Attributes
    ----------
    pools
        By name, the period and those balances that became different. Of another period than the
        state has, all balances are here.
    loads
        By rep, what became different.
    """

    pools: tuple[tuple[str, PoolState], ...] = ()
    loads: tuple[tuple[str, Load], ...] = ()


NO_CHANGE = StateChange()


def apply_change(state: RoutingState, change: StateChange) -> RoutingState:
    """Return the state after a change."""
    if not change.pools and not change.loads:
        return state
    pools = dict(state.pools)
    for name, after in change.pools:
        before = pools.get(name, _NO_POOL)
        kept = before.balances if before.period == after.period else {}
        pools[name] = PoolState(after.period, MappingProxyType({**kept, **after.balances}))
    loads = {**state.loads, **dict(change.loads)} if change.loads else state.loads
    return RoutingState(MappingProxyType(pools), MappingProxyType(dict(loads)))
