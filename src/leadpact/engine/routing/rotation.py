"""Settle the rotation of a pool: its period, and reps who left, came back or joined."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple

from leadpact.engine.routing.carry_over import carry_over
from leadpact.engine.routing.router import CompiledPool
from leadpact.engine.routing.state import (
    BEGINNING,
    Count,
    PoolState,
    RotationBalance,
    plain,
)
from leadpact.pact.sections.routing.policy import Newcomers, OnReturn, PeriodKind, RotationPeriod
from leadpact.terms.zone import SECONDS_A_DAY, month_of_day

Presence = Mapping[str, bool | None]
"""Whether members take part in the rotation now, by id; None: is not with the company."""


@dataclass(frozen=True, slots=True)
class PoolRotation:
    """The rotation of a pool in one decision.

    Attributes
    ----------
    period
        As in `PoolState`.
    counts_from
        As in `PoolState`: days before it are not held.
    since
        The first day that counts.
    today
        The day under which an assignment is counted now.
    balances
        Of everybody who was ever seen in the period, calibrated.
    """

    period: int
    counts_from: int
    since: int
    today: int
    balances: Mapping[str, RotationBalance]


def span_of(period: RotationPeriod, day: int) -> tuple[int, int, int]:
    """Return the period's key, the first day that counts and the day to count under."""
    match period.kind:
        case PeriodKind.MONTH:
            first = month_of_day(day)[0]
            return first, first, first
        case PeriodKind.ROLLING_DAYS:
            assert period.days is not None  # the checks of a pact see to it
            return 0, day - period.days + 1, day
        case PeriodKind.FOREVER:
            return 0, BEGINNING, 0


def next_count_at(pool: CompiledPool, state: PoolState, at: int) -> int | None:
    """Return when time alone next takes something from the counts of a pool; None: never."""
    today = pool.zone.local_day(at)
    period, since, _ = span_of(pool.pool.period, today)
    held = [tally.day for item in state.balances.values() for tally in item.tallies]
    days = [day for day in held if day >= since]
    kind = pool.pool.period.kind
    if period != state.period or not days or kind is PeriodKind.FOREVER:
        return None
    is_month = kind is PeriodKind.MONTH
    day = month_of_day(today)[1] if is_month else min(days) + (pool.pool.period.days or 1)
    return pool.zone.first_moment_at(day * SECONDS_A_DAY)


def settle_rotation(
    pool: CompiledPool, state: PoolState, *, at: int, presence: Presence | None
) -> PoolRotation:
    """Return the rotation at a moment.

    Parameters
    ----------
    at
        Epoch seconds.
    presence
        Of the members with a weight; None where nobody's turn is calibrated, since the pool's
        method does not look at turns.
    """
    period, since, today = span_of(pool.pool.period, pool.zone.local_day(at))
    if 0 < period < state.period:
        # A decision that comes late counts in the month that has begun: to go back would empty it.
        period, since, today = (state.period,) * 3
    counts_from = since
    if period == state.period:
        counts_from, today = max(since, state.counts_from), max(today, state.counts_from)
    seen = {name: item.since(since) for name, item in state.balances.items()}
    if pool.pool.carries_over and 0 < state.period < period:
        with_us = {name for name, there in (presence or {}).items() if there is not None}
        carried = carry_over(pool, state, period)
        # A rep who left the company counted in the average, and is then forgotten.
        seen = {name: item for name, item in carried.items() if name in with_us}
    elif period != state.period:
        idle = {name: _idle(item) for name, item in seen.items()}
        seen = idle if presence is None else {}
    if presence is not None and not _is_noted(presence, seen):
        seen = _Settling(pool, seen, Days(since, today, at), presence).settled()
    if period != state.period:
        seen = _with_last_at(seen, state.balances)
    return PoolRotation(period, counts_from, since, today, seen)


def _is_noted(presence: Presence, seen: Mapping[str, RotationBalance]) -> bool:
    """Tell whether the balances show already who is away: mostly nobody left, came or joined."""
    for name, there in presence.items():
        balance = seen.get(name)
        if balance is None:
            if there or (there is False and not seen):
                return False
        elif balance.is_away is bool(there):
            return False
    return True


class Days(NamedTuple):
    """The first day that counts, the day to count under, and the moment of the decision."""

    since: int
    today: int
    at: int


def _with_last_at(
    seen: dict[str, RotationBalance], before: Mapping[str, RotationBalance]
) -> dict[str, RotationBalance]:
    """Keep the moment of each rep's last lead when the period changes."""
    return {
        name: replace(
            item,
            last_at=before[name].last_at,
            last_number=before[name].last_number,
            last_weight=before[name].last_weight,
        )
        if item.last_at is None and name in before and before[name].last_at is not None
        else item
        for name, item in seen.items()
    }


def _idle(balance: RotationBalance) -> RotationBalance:
    """Return a balance of which only the last lead is known."""
    return replace(balance, tallies=(), is_away=False, lead_on_peers=0, noted_at=0)


class _Settling:
    """Brings the balances of a pool up to date with the reps who are present."""

    def __init__(
        self,
        pool: CompiledPool,
        seen: dict[str, RotationBalance],
        days: Days,
        presence: Presence,
    ) -> None:
        self._pool = pool.pool
        self._seen = seen
        self._since, self._today, self._at = days
        self._weights = {item.rep.rep_id: item.weight for item in pool.members if item.weight}
        self._present = {name for name, there in presence.items() if there}
        self._on_leave = {name for name, there in presence.items() if there is False}
        there = [name for name in sorted(self._present) if name in seen and not seen[name].is_away]
        self._peers = there or self._furthest()

    def settled(self) -> dict[str, RotationBalance]:
        """Return the balances of all that were seen, and of those who are new."""
        found = {name: self._one(name, is_first=not self._seen) for name in self._weights}
        return self._seen | {name: item for name, item in found.items() if item is not None}

    def _furthest(self) -> list[str]:
        """Return who has the most for their weight: where all return at once, that is the level."""
        known = [name for name in sorted(self._seen) if name in self._weights]
        levels = [(self._level_of(name), name) for name in known]
        return [max(levels)[1]] if levels else []

    def _one(self, name: str, *, is_first: bool) -> RotationBalance | None:
        balance = self._seen.get(name)
        if name in self._present:
            if balance is None:
                return RotationBalance() if is_first else self._joined(name)
            return self._returned(name, balance) if balance.is_away else balance
        if balance is None:
            is_known = is_first and name in self._on_leave
            return self._noted(RotationBalance(), is_away=True) if is_known else None
        return balance if balance.is_away else self._gone(name, balance)

    def _joined(self, name: str) -> RotationBalance:
        """Return the balance of a rep who joins a running rotation."""
        policy = self._pool
        if policy.newcomers_at is not None:
            return RotationBalance().plus(self._today, 0, policy.newcomers_at)
        if policy.newcomers is Newcomers.ZERO or not self._peers:
            return RotationBalance()
        peers = self._peers if policy.newcomers is Newcomers.AVERAGE else [self._highest()]
        return self._levelled(name, RotationBalance(), peers)

    def _highest(self) -> str:
        """Return the peer who has most for the weight, by id where several do."""
        levels = {peer: self._level_of(peer) for peer in self._peers}
        return min(self._peers, key=lambda peer: (-levels[peer], peer))

    def _level_of(self, name: str) -> Fraction:
        """Return what a rep has for one unit of weight."""
        return Fraction(self._seen[name].level(self._since)) / self._weights[name]

    def _gone(self, name: str, balance: RotationBalance) -> RotationBalance:
        """Mark a rep as away, and note their lead on the peers who stay."""
        others = [peer for peer in self._peers if peer != name and peer in self._present]
        ahead: Count = 0
        if others:
            mean = self._mean(others, lambda item: item.level(self._since))
            ahead = plain(balance.level(self._since) - mean * self._weights[name])
        return self._noted(balance, is_away=True, lead_on_peers=ahead)

    def _noted(
        self, balance: RotationBalance, *, is_away: bool, lead_on_peers: Count = 0
    ) -> RotationBalance:
        """Return the balance with a note that is later than the one before, if only by number."""
        noted_at = max(self._at, balance.noted_at + 1)
        return replace(balance, is_away=is_away, lead_on_peers=lead_on_peers, noted_at=noted_at)

    def _returned(self, name: str, balance: RotationBalance) -> RotationBalance:
        back = self._noted(balance, is_away=False)
        if self._pool.on_return is OnReturn.CATCH_UP:
            return back
        back = self._levelled(name, back, self._peers)
        if self._pool.on_return is OnReturn.KEEP_POSITION and balance.lead_on_peers:
            tally = back.on(self._today)
            moved = plain(tally.calibration + balance.lead_on_peers)
            back = back.put(replace(tally, calibration=moved))
        return back

    def _levelled(self, name: str, balance: RotationBalance, peers: list[str]) -> RotationBalance:
        """Return the balance with the average of peers, on every day that counts."""
        if not peers:
            return balance
        days = {tally.day for peer in peers for tally in self._seen[peer].tallies}
        for day in sorted(days | {tally.day for tally in balance.tallies}):
            tally = balance.on(day)
            mean = self._mean(peers, lambda item, day=day: item.on(day).level)  # type: ignore[misc]
            due = plain(mean * self._weights[name] - tally.n)
            balance = balance.put(replace(tally, calibration=due))
        return balance

    def _mean(self, names: Iterable[str], of: Callable[[RotationBalance], Count]) -> Fraction:
        """Return what peers have for one unit of weight."""
        names = tuple(names)
        total = Fraction(sum(of(self._seen[name]) for name in names))
        return total / sum(self._weights[name] for name in names)
