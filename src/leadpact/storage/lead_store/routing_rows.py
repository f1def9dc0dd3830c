"""What routing remembers, as rows: read as one state, and changed row by row."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from leadpact.engine.routing import (
    NO_BALANCE,
    NO_POOL,
    BalanceRow,
    Load,
    MemberRow,
    PoolRow,
    PoolState,
    RotationBalance,
    RoutingState,
    StateChange,
    Tally,
    apply_member_row,
    plain,
)
from leadpact.storage.lead_store.statements import Statements


def read_version(statements: Statements, *, lock: bool = False) -> str:
    """Return the version of what routing remembers: a text that no other state has had.

    Parameters
    ----------
    lock
        Take the one lock of routing until the caller's transaction ends. On SQLite the
        transaction, begun by `BEGIN IMMEDIATE`, is the lock.
    """
    wanted = " FOR UPDATE" if lock and statements.database == "postgres" else ""
    ((version,),) = statements.run(f"SELECT version FROM routing_head WHERE id = 1{wanted}")
    return str(version)


def renew_version(statements: Statements, version: str) -> None:
    """Give what routing remembers another version; the caller has the lock.

    A random one, not a count: what is rolled back must not share its version with what comes
    instead.
    """
    statements.run("UPDATE routing_head SET version = ? WHERE id = 1", version)


def read_routing(statements: Statements) -> RoutingState:
    """Return all that routing remembers; open leads are counted from the leads themselves.

    Pools and reps are in the order in which they came: a decision lists its changes in that order,
    and is to be the same decision on every database.
    """
    return RoutingState(
        MappingProxyType(_read_pools(statements)), MappingProxyType(_read_loads(statements))
    )


def _read_pools(statements: Statements) -> dict[str, PoolState]:
    tallies: dict[tuple[str, str], list[Tally]] = defaultdict(list)
    found = statements.run(
        "SELECT pool, rep_id, day, n, calibration FROM routing_balance ORDER BY pool, rep_id, day"
    )
    for pool, rep_id, day, n, calibration in found:
        tallies[pool, rep_id].append(Tally(day, n, plain(Fraction(calibration))))
    balances: dict[str, dict[str, RotationBalance]] = defaultdict(dict)
    for pool, rep_id, *row in statements.run(
        f"SELECT pool, rep_id, {_MEMBER} FROM routing_member ORDER BY seq"
    ):
        balances[pool][rep_id] = _balance(row, tuple(tallies.get((pool, rep_id), ())))
    return {
        pool: PoolState(period, counts_from, MappingProxyType(balances[pool]))
        for pool, period, counts_from in statements.run(
            "SELECT pool, period, counts_from FROM routing_pool ORDER BY seq"
        )
    }


_MEMBER = "last_at, noted_at, is_away, lead_on_peers, last_number, last_weight"


def _balance(row: Sequence[Any], tallies: tuple[Tally, ...] = ()) -> RotationBalance:
    """Return the balance of a rep, of a row of the columns `_MEMBER`."""
    last_at, noted_at, is_away, lead, number, weight = row
    note = bool(is_away), plain(Fraction(lead)), noted_at
    last = number, None if weight is None else plain(Fraction(weight))
    return RotationBalance(tallies, last_at, *note, *last)


def _read_loads(statements: Statements) -> dict[str, Load]:
    n_open = dict(
        statements.run(
            "SELECT owner_rep_id, count(*) FROM lead"
            " WHERE owner_rep_id IS NOT NULL GROUP BY owner_rep_id"
        )
    )
    days: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for rep_id, day, n in statements.run(
        "SELECT rep_id, day, n FROM routing_day ORDER BY rep_id, day"
    ):
        days[rep_id].append((day, n))
    return {
        rep_id: Load(n_open.get(rep_id, 0), tuple(days.get(rep_id, ())), counts_from)
        for rep_id, counts_from in statements.run(
            "SELECT rep_id, counts_from FROM routing_load ORDER BY seq"
        )
    }


def apply_rows(statements: Statements, change: StateChange) -> None:
    """Apply a change; the caller has the lock, and counts open leads by writing the leads."""
    for pool in change.pools:
        _set_pool(statements, pool)
    held = {name: _held_pool(statements, name) for name in _pools_of(change)}
    for member in change.members:
        if member.period == held[member.pool][0]:
            _note_member(statements, member)
    for row in change.balances:
        period, counts_from = held[row.pool]
        if row.period == period and row.day >= counts_from:
            _add_balance(statements, row)
    _add_loads(statements, change)


def _pools_of(change: StateChange) -> set[str]:
    return {row.pool for row in change.members} | {row.pool for row in change.balances}


def _held_pool(statements: Statements, pool: str) -> tuple[int, int]:
    """Return the period of a pool, and the first day that counts."""
    rows = statements.run("SELECT period, counts_from FROM routing_pool WHERE pool = ?", pool)
    return rows[0] if rows else (NO_POOL.period, NO_POOL.counts_from)


def _set_pool(statements: Statements, row: PoolRow) -> None:
    """Set a pool's period and first day; a new period begins all its counts again."""
    period, counts_from = _held_pool(statements, row.pool)
    if 0 < row.period < period:
        return
    first = max(counts_from, row.counts_from) if row.period == period else row.counts_from
    statements.run(
        "INSERT INTO routing_pool (pool, period, counts_from) VALUES (?, ?, ?) ON CONFLICT (pool)"
        " DO UPDATE SET period = excluded.period, counts_from = excluded.counts_from",
        *(row.pool, row.period, first),
    )
    if row.period != period:
        statements.run("DELETE FROM routing_member WHERE pool = ?", row.pool)
        statements.run("DELETE FROM routing_balance WHERE pool = ?", row.pool)
    statements.run("DELETE FROM routing_balance WHERE pool = ? AND day < ?", row.pool, first)


def _note_member(statements: Statements, row: MemberRow) -> None:
    """Note a rep in a pool; which of two leads and of two notes is kept, the engine decides."""
    key = row.pool, row.rep_id
    found = statements.run(
        f"SELECT {_MEMBER} FROM routing_member WHERE pool = ? AND rep_id = ?", *key
    )
    after = apply_member_row(_balance(found[0]) if found else NO_BALANCE, row)
    statements.run(
        f"INSERT INTO routing_member (pool, rep_id, {_MEMBER}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (pool, rep_id) DO UPDATE SET"
        " last_at = excluded.last_at, noted_at = excluded.noted_at, is_away = excluded.is_away,"
        " lead_on_peers = excluded.lead_on_peers, last_number = excluded.last_number,"
        " last_weight = excluded.last_weight",
        *(*key, *_member_values(after)),
    )


def _add_balance(statements: Statements, row: BalanceRow) -> None:
    """Add to a rep's counts of a day; a fraction is added here, which SQL cannot."""
    key = row.pool, row.rep_id, row.day
    held = statements.run(
        "SELECT n, calibration FROM routing_balance WHERE pool = ? AND rep_id = ? AND day = ?", *key
    )
    known_n, known = held[0] if held else (0, "0")
    n, total = known_n + row.n, Fraction(known) + row.calibration
    if n == 0 and not total:
        statements.run(
            "DELETE FROM routing_balance WHERE pool = ? AND rep_id = ? AND day = ?", *key
        )
        return
    statements.run(
        "INSERT INTO routing_balance (pool, rep_id, day, n, calibration) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (pool, rep_id, day)"
        " DO UPDATE SET n = excluded.n, calibration = excluded.calibration",
        *(*key, n, str(total)),
    )


def _add_loads(statements: Statements, change: StateChange) -> None:
    """Add to the days of reps, and drop days to which no cap looks back."""
    statements.run_many(
        "INSERT INTO routing_load (rep_id, counts_from) VALUES (?, ?)"
        " ON CONFLICT (rep_id) DO UPDATE SET counts_from = excluded.counts_from"
        " WHERE excluded.counts_from > routing_load.counts_from",
        [(row.rep_id, row.counts_from) for row in change.loads],
    )
    statements.run_many(
        "INSERT INTO routing_day (rep_id, day, n) VALUES (?, ?, ?)"
        " ON CONFLICT (rep_id, day) DO UPDATE SET n = routing_day.n + excluded.n",
        [(row.rep_id, row.day, row.n) for row in change.days],
    )
    reps = {row.rep_id for row in change.loads} | {row.rep_id for row in change.days}
    statements.run_many(
        "DELETE FROM routing_day WHERE rep_id = ? AND (n = 0 OR day <"
        " (SELECT counts_from FROM routing_load l WHERE l.rep_id = routing_day.rep_id))",
        [(rep_id,) for rep_id in sorted(reps)],
    )


def write_routing(statements: Statements, routing: RoutingState, version: str) -> None:
    """Write all that routing remembers into tables that are empty; the caller has the lock.

    Open leads are not written: they are counted from the leads themselves.
    """
    statements.run_many(
        "INSERT INTO routing_pool (pool, period, counts_from) VALUES (?, ?, ?)",
        [(name, pool.period, pool.counts_from) for name, pool in routing.pools.items()],
    )
    held = [
        (name, rep_id, balance)
        for name, pool in routing.pools.items()
        for rep_id, balance in pool.balances.items()
    ]
    statements.run_many(
        f"INSERT INTO routing_member (pool, rep_id, {_MEMBER}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(*key, *_member_values(balance)) for *key, balance in held],
    )
    statements.run_many(
        "INSERT INTO routing_balance (pool, rep_id, day, n, calibration) VALUES (?, ?, ?, ?, ?)",
        [
            (name, rep_id, tally.day, tally.n, str(tally.calibration))
            for name, rep_id, balance in held
            for tally in balance.tallies
        ],
    )
    statements.run_many(
        "INSERT INTO routing_load (rep_id, counts_from) VALUES (?, ?)",
        [(rep_id, load.counts_from) for rep_id, load in routing.loads.items()],
    )
    statements.run_many(
        "INSERT INTO routing_day (rep_id, day, n) VALUES (?, ?, ?)",
        [(rep_id, *day) for rep_id, load in routing.loads.items() for day in load.days],
    )
    renew_version(statements, version)


def _member_values(balance: RotationBalance) -> tuple[Any, ...]:
    """Return the balance of a rep as the values of the columns `_MEMBER`."""
    weight = None if balance.last_weight is None else str(balance.last_weight)
    noted = balance.noted_at, int(balance.is_away), str(balance.lead_on_peers)
    return balance.last_at, *noted, balance.last_number, weight
