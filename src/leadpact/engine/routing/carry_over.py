"""What a month leaves owed to the reps of a pool, with which the next month begins."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from leadpact.engine.routing.router import CompiledPool
from leadpact.engine.routing.state import Count, PoolState, RotationBalance, Tally, plain
from leadpact.pact.sections.routing.policy import OnReturn

FINEST = 1_000_000
"""Fractions are carried over exactly up to this denominator, and beyond it in such parts of a lead:
after years in which the reps changed every month they would have thousands of digits."""


def carry_over(pool: CompiledPool, state: PoolState, period: int) -> dict[str, RotationBalance]:
    """Return the balances with which a month begins, of all who have a weight in the pool.

    Each rep starts as far ahead or behind as the weighted average of those who were there at the
    last lead is away from them; nobody who is on leave becomes owed more by it.

    Parameters
    ----------
    state
        Of the month before, or of the last month that had a lead.
    period
        The first day of the month that begins.
    """
    weights = {
        item.rep.rep_id: item.written_weight
        for item in pool.members
        if item.weight and item.rep.rep_id in state.balances
    }
    were_there = [name for name in sorted(weights) if not state.balances[name].is_away]
    owed = _levels(were_there, state, weights, _parts(pool, state))
    if pool.pool.on_return is OnReturn.CATCH_UP:
        # Who is back catches up what this month gave to others, and what they were owed on leaving.
        away = weights.keys() - owed.keys()
        owed |= {name: state.balances[name].lead_on_peers for name in away}
    return {
        name: _begun(balance, period, owed.get(name, 0))
        for name, balance in state.balances.items()
        if name in weights
    }


def _parts(pool: CompiledPool, state: PoolState) -> dict[str, Fraction]:
    """Return the part of the weight that newcomers had at their last lead."""
    if pool.pool.newcomers_weight is None:
        return {}
    held = {item.rep.rep_id: state.balances.get(item.rep.rep_id) for item in pool.members}
    return {
        item.rep.rep_id: item.share
        for item in pool.members
        if (balance := held[item.rep.rep_id]) is not None and item.is_new(balance.last_at or 0)
    }


def _begun(balance: RotationBalance, period: int, level: Count) -> RotationBalance:
    tallies = (Tally(period, 0, plain(level)),) if level else ()
    return replace(balance, tallies=tallies)


def _levels(
    names: list[str],
    state: PoolState,
    present: Mapping[str, Fraction],
    parts: Mapping[str, Fraction],
) -> dict[str, Count]:
    """Return how far ahead each rep is of the average of all for the weight; less than 0: behind.

    The weights are those under which the month was shared out, where they were noted.
    """
    if not names:
        return {}
    weights = {name: Fraction(_weight_then(state.balances[name], present[name])) for name in names}
    one = Fraction(1)
    # What one lead moves a rep: more for a newcomer, of whom it counts more.
    steps = {name: 1 / (weights[name] * parts.get(name, one)) for name in names}
    places = _places(names, state, weights, steps)
    mean = Fraction(sum(places[name] * weights[name] for name in names)) / sum(weights.values())
    return {name: _fine((places[name] - mean) * weights[name]) for name in names}


def _weight_then(balance: RotationBalance, present: Fraction) -> Count:
    return balance.last_weight or present


def _places(
    names: list[str],
    state: PoolState,
    weights: Mapping[str, Fraction],
    steps: Mapping[str, Fraction],
) -> dict[str, Fraction]:
    """Return what each rep had for one unit of weight, without the part of gaps that is too wide.

    Two reps who are neighbours in this order owe each other at most what the month gave each, and
    a lead. More is owed only where something kept leads from one of them, such as a cap. Month by
    month it would grow, and a rep whose cap is lifted would get every lead for weeks.
    """
    held = {name: state.balances[name] for name in names}
    levels = {name: Fraction(held[name].level(state.period)) / weights[name] for name in names}
    n = sum(tally.n for item in held.values() for tally in item.tallies)
    share = Fraction(n) / sum(weights.values())
    order = sorted(names, key=lambda name: (levels[name], name))
    places = {order[0]: Fraction(0)}
    for lower, upper in pairwise(order):
        widest = share + steps[lower] + steps[upper]
        places[upper] = places[lower] + min(levels[upper] - levels[lower], widest)
    return places


def _fine(level: Fraction) -> Count:
    return level if level.denominator <= FINEST else Fraction(round(level * FINEST), FINEST)
