"""Take a lead out of the state of routing, so that what was decided on it can be decided again."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from leadpact.engine.routing.change import (
    BalanceRow,
    DayRow,
    LoadRow,
    MemberRow,
    PoolRow,
    StateChange,
)
from leadpact.engine.routing.state import Count, RoutingState, plain


def without_calibration(change: StateChange) -> StateChange:
    """Return a change without what a pool gave reps for the time in which they were away.

    What a lead of a new rep counts beyond one belongs to the lead, and stays.
    """
    if not any(row.calibration for row in change.balances):
        return change
    balances = tuple(replace(row, calibration=row.extra) for row in change.balances)
    return replace(change, balances=balances)


def in_present_periods(change: StateChange, state: RoutingState) -> StateChange:
    """Return a change of the past without the pools that a later pact counts by another period.

    Applied once more, it would bring the former period back, and empty the counts of all leads.
    """

    def is_present(row: PoolRow | MemberRow | BalanceRow) -> bool:
        held = state.pools.get(row.pool)
        return held is None or bool(held.period) == bool(row.period)

    return replace(
        change,
        pools=tuple(filter(is_present, change.pools)),
        members=tuple(filter(is_present, change.members)),
        balances=tuple(filter(is_present, change.balances)),
    )


def undo_changes(changes: Iterable[StateChange], state: RoutingState) -> StateChange:
    """Return what takes the leads of changes out of a state: counts, open leads, and days.

    When a pool gave a rep the last lead, and what it noted of leave, stays: it holds for other
    leads too. So does what is counted in a period that is over.
    """
    balances, days = Counter[tuple[str, int, str, int]](), Counter[tuple[str, int]]()
    n_open, extras = Counter[str](), dict[tuple[str, int, str, int], Count]()
    for change in changes:
        for row in change.balances:
            key = row.pool, row.period, row.rep_id, row.day
            balances[key] -= row.n
            if row.extra:
                extras[key] = extras.get(key, 0) - row.extra
        for load in change.loads:
            n_open[load.rep_id] -= load.n_open
        for day in change.days:
            days[day.rep_id, day.day] -= day.n
    return StateChange(
        balances=tuple(
            BalanceRow(*key, n, extra, extra)
            for key, n in sorted(balances.items())
            if (n or extras.get(key)) and key[1] == state.pool(key[0]).period
            for extra in (plain(extras.get(key, 0)),)
        ),
        loads=tuple(LoadRow(name, n_open=n) for name, n in sorted(n_open.items()) if n),
        days=tuple(DayRow(*key, n=n) for key, n in sorted(days.items()) if n),
    )
