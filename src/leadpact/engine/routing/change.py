"""Change the state of routing by rows, each of which adds to what is held, or is kept if later.

A change is flat, so that a store can apply each row as one upsert, and rows add up in any order:
two decisions made from one state lose nothing of each other. The tables, with their keys:

- `PoolRow`, a pool: the period, and the first day that counts;
- `MemberRow`, a rep in a pool and period: the last lead, and whether the rep is away;
- `BalanceRow`, a rep's day in a pool and period: what is added to its two counts;
- `LoadRow`, a rep: what is added to the open leads, and the first day that counts;
- `DayRow`, a rep's day: what is added to its leads.

What no longer counts is never subtracted, since two decisions would subtract it twice. Rows of a
period that is not the pool's, and of days before `counts_from`, count for nothing: a store deletes
them when it sets the pool's period or a first day, or leaves them out when it reads.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from leadpact.engine.routing.state import (
    BEGINNING,
    NO_BALANCE,
    NO_LOAD,
    NO_POOL,
    REMEMBERED_DAYS,
    Count,
    Load,
    PoolState,
    RotationBalance,
    RoutingState,
    Tally,
    plain,
)
from leadpact.terms.frozen import copied, updated


@dataclass(frozen=True, slots=True)
class PoolRow:
    """Set the period of a pool, which begins its counts again if it is a new one.

    A month earlier than the pool's is left, and the later `counts_from` is kept: a decision that
    comes late changes neither.
    """

    pool: str
    period: int
    counts_from: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Note a rep in the rotation of a pool; a rep who is not in it joins it.

    Attributes
    ----------
    last_at
        When the pool gave the rep a lead; the later one is kept. None: it did not.
    last_number, last_weight
        As in `RotationBalance`, of that lead.
    noted_at
        When the pool noted `is_away` and `lead_on_peers`; the later note is kept. None: it did
        not, and the two mean nothing.
    """

    pool: str
    period: int
    rep_id: str
    last_at: int | None = None
    noted_at: int | None = None
    is_away: bool = False
    lead_on_peers: Count = 0
    last_number: int = 0
    last_weight: Count | None = None

    @property
    def last_lead(self) -> tuple[int, int, Count]:
        """Return what decides which of two rows has the later lead; twin of `RotationBalance`."""
        return -1 if self.last_at is None else self.last_at, self.last_number, self.last_weight or 0


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """Add to what counts for a rep of a pool on one day, in a period.

    `extra` is the part of the calibration that belongs to leads, as those of a new rep count more.
    """

    pool: str
    period: int
    rep_id: str
    day: int
    n: int = 0
    calibration: Count = 0
    extra: Count = 0


@dataclass(frozen=True, slots=True)
class LoadRow:
    """Add to a rep's open leads; the later `counts_from` is kept."""

    rep_id: str
    n_open: int = 0
    counts_from: int = BEGINNING


@dataclass(frozen=True, slots=True)
class DayRow:
    """Add to a rep's leads of one day."""

    rep_id: str
    day: int
    n: int


@dataclass(frozen=True, slots=True)
class StateChange:
    """What a decision changes in the state of routing: rows, of each key at most one."""

    pools: tuple[PoolRow, ...] = ()
    members: tuple[MemberRow, ...] = ()
    balances: tuple[BalanceRow, ...] = ()
    loads: tuple[LoadRow, ...] = ()
    days: tuple[DayRow, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changes."""
        return not (self.pools or self.members or self.balances or self.loads or self.days)


NO_CHANGE = StateChange()


def apply_change(state: RoutingState, change: StateChange) -> RoutingState:
    """Return the state after a change; twin of `fold_changes`, for one."""
    if change.is_empty:
        return state
    rows = _HeldRows(state)
    rows.add(change)
    return rows.freeze()


def fold_changes(changes: Iterable[StateChange]) -> RoutingState:
    """Return the state after all changes of a log, in any order; twin of `apply_change`.

    Only where a pool went from months to a period of another kind, or back, do the changes after
    it have to follow those before.
    """
    rows = _HeldRows(RoutingState())
    for change in changes:
        rows.add(change)
    return rows.freeze()


def apply_member_row(held: RotationBalance, row: MemberRow) -> RotationBalance:
    """Return a rep's balance after a row: of two leads the later is kept, and of two notes."""
    last = row if row.last_lead > held.last_lead else held
    note = held.noted_at, held.is_away, held.lead_on_peers
    if row.noted_at is not None:
        # Two pacts may note one second differently: even then the order must not matter.
        note = max(note, (row.noted_at, row.is_away, row.lead_on_peers))
    noted_at, is_away, lead = note
    return RotationBalance(
        *(held.tallies, last.last_at, is_away, lead, noted_at),
        *(last.last_number, last.last_weight),
    )


@dataclass(slots=True)
class _HeldPool:
    """The rows of one pool that count."""

    period: int
    counts_from: int
    balances: dict[str, RotationBalance]

    def enter(self, period: int) -> bool:
        """Return whether rows of a period count; with those of a new one the pool begins again."""
        if period != self.period:
            if 0 < period < self.period:
                return False
            self.period, self.counts_from, self.balances = period, BEGINNING, {}
        return True

    def set(self, row: PoolRow) -> None:
        if self.enter(row.period) and row.counts_from > self.counts_from:
            self.counts_from = row.counts_from
            for rep_id, balance in self.balances.items():
                self.balances[rep_id] = balance.since(row.counts_from)

    def note(self, row: MemberRow) -> None:
        if not self.enter(row.period):
            return
        held = self.balances.get(row.rep_id, NO_BALANCE)
        self.balances[row.rep_id] = apply_member_row(held, row)

    def count(self, row: BalanceRow) -> None:
        if self.enter(row.period) and row.day >= self.counts_from:
            held = self.balances.get(row.rep_id, NO_BALANCE)
            self.balances[row.rep_id] = held.plus(row.day, row.n, row.calibration)


class _HeldRows:
    """A state while rows are added to it; only what they touch is copied."""

    def __init__(self, state: RoutingState) -> None:
        self._state = state
        self._pools: dict[str, _HeldPool] = {}
        self._loads: dict[str, Load] = {}

    def add(self, change: StateChange) -> None:
        # First days go before what is counted, so that no day is added that ends with them.
        for pool in change.pools:
            self._pool(pool.pool).set(pool)
        for member in change.members:
            self._pool(member.pool).note(member)
        for balance in change.balances:
            self._pool(balance.pool).count(balance)
        for row in change.loads:
            load = self._load(row.rep_id).since(row.counts_from)
            self._loads[row.rep_id] = Load(load.n_open + row.n_open, load.days, load.counts_from)
        for day in change.days:
            self._loads[day.rep_id] = self._load(day.rep_id).plus(day.day, day.n)

    def freeze(self) -> RoutingState:
        pools = {
            name: PoolState(held.period, held.counts_from, MappingProxyType(held.balances))
            for name, held in self._pools.items()
        }
        before = self._state
        return RoutingState(updated(before.pools, pools), updated(before.loads, self._loads))

    def _pool(self, name: str) -> _HeldPool:
        held = self._pools.get(name)
        if held is None:
            pool = self._state.pool(name)
            held = _HeldPool(pool.period, pool.counts_from, copied(pool.balances))
            self._pools[name] = held
        return held

    def _load(self, rep_id: str) -> Load:
        return self._loads.get(rep_id) or self._state.load(rep_id)


def add_load(
    change: StateChange, rep_id: str, *, n_open: int, day: int, n: int, today: int
) -> StateChange:
    """Return a change of a pool with that of a rep's load: open leads, and leads of one day.

    Parameters
    ----------
    today
        The day of the decision: days that no cap looks back to from it are dropped.
    """
    days = (DayRow(rep_id, day, n),) if n else ()
    loads = (LoadRow(rep_id, n_open, today - REMEMBERED_DAYS if n else BEGINNING),)
    return StateChange(change.pools, change.members, change.balances, loads, days)


def change_of(before: RoutingState, after: RoutingState) -> StateChange:
    """Return the difference of two states, of which the second came from the first."""
    pools = [
        pool_change(name, before.pools.get(name), pool)
        for name, pool in after.pools.items()
        if before.pools.get(name) is not pool
    ]
    loads = [
        _load_difference(rep_id, before.loads.get(rep_id), load)
        for rep_id, load in after.loads.items()
        if before.loads.get(rep_id) is not load
    ]
    changes = [*pools, *loads]
    return StateChange(
        tuple(row for change in changes for row in change.pools),
        tuple(row for change in changes for row in change.members),
        tuple(row for change in changes for row in change.balances),
        tuple(row for change in changes for row in change.loads),
        tuple(row for change in changes for row in change.days),
    )


def marked(change: StateChange, extras: Iterable[BalanceRow]) -> StateChange:
    """Return a change that says what of its calibration belongs to leads, by the rows of others."""
    found: dict[tuple[str, str, int], Count] = {}
    for row in extras:
        if row.extra:
            key = row.pool, row.rep_id, row.day
            found[key] = found.get(key, 0) + row.extra
    if not found:
        return change
    balances = tuple(
        replace(row, extra=plain(found.get((row.pool, row.rep_id, row.day), 0)))
        for row in change.balances
    )
    return replace(change, balances=balances)


def pool_change(name: str, before: PoolState | None, after: PoolState) -> StateChange:
    """Return the difference of two states of a pool; of another period, all of the second."""
    held = before or NO_POOL
    is_same = held.period == after.period
    known: Mapping[str, RotationBalance] = held.balances if is_same else {}
    is_set = before is not None and is_same and held.counts_from == after.counts_from
    members, balances = list[MemberRow](), list[BalanceRow]()
    for rep_id, balance in after.balances.items():
        was = known.get(rep_id)
        if was is balance:
            continue
        note = _note(was or NO_BALANCE, balance)
        if was is None or note != _NO_NOTE:
            members.append(MemberRow(name, after.period, rep_id, *note))
        for tally in _tallies_added(was or NO_BALANCE, balance, after.counts_from):
            key = name, after.period, rep_id, tally.day
            balances.append(BalanceRow(*key, tally.n, tally.calibration))
    pools = () if is_set else (PoolRow(name, after.period, after.counts_from),)
    return StateChange(pools, tuple(members), tuple(balances))


_Note = tuple[int | None, int | None, bool, Count, int, Count | None]
_NO_NOTE: _Note = (None, None, False, 0, 0, None)


def _note(was: RotationBalance, now: RotationBalance) -> _Note:
    """Return what a member row says beside its key."""
    last_at, number, weight = now.last_at, now.last_number, now.last_weight
    if now.last_lead == was.last_lead:
        last_at, number, weight = None, 0, None
    noted = now.noted_at, now.is_away, now.lead_on_peers
    if noted == (was.noted_at, was.is_away, was.lead_on_peers):
        return last_at, None, False, 0, number, weight
    return last_at, *noted, number, weight


def _tallies_added(was: RotationBalance, now: RotationBalance, counts_from: int) -> Iterator[Tally]:
    """Yield what each day that still counts has more than before."""
    old, new = was.since(counts_from).tallies, now.tallies
    same = 0  # mostly all but the last day
    while same < min(len(old), len(new)) and old[same] is new[same]:
        same += 1
    before = {tally.day: tally for tally in old[same:]}
    after = {tally.day: tally for tally in new[same:]}
    for day in sorted(before.keys() | after.keys()):
        less, more = before.get(day, Tally(day)), after.get(day, Tally(day))
        if less != more:
            yield Tally(day, more.n - less.n, plain(more.calibration - less.calibration))


def _load_difference(rep_id: str, was: Load | None, now: Load) -> StateChange:
    held = was or NO_LOAD
    before, after = dict(held.since(now.counts_from).days), dict(now.days)
    added = {day: after.get(day, 0) - before.get(day, 0) for day in before.keys() | after.keys()}
    days = tuple(DayRow(rep_id, day, n) for day, n in sorted(added.items()) if n)
    if was is not None and (was.n_open, was.counts_from) == (now.n_open, now.counts_from):
        return StateChange(days=days)
    row = LoadRow(rep_id, now.n_open - held.n_open, now.counts_from)
    return StateChange(loads=(row,), days=days)
