"""The moments at which a gate can possibly be open: exact pruning before the exact answer.

A score never exceeds its upper bound: the points of conditions, and the positive points so far
without fading or limits. Where the gate's necessary condition fails for the upper bounds, the gate
is not open; so most leads and moments need not be evaluated. Twin: `engine.gates.search`, which
bisects by the same bound.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis

from leadpact.conditions.nodes import Condition
from leadpact.conditions.walk import changes_by_itself, names_of
from leadpact.pact.gate import Gate
from leadpact.pact.ruleset import MILLI, Ruleset, Score, SumScore
from leadpact.relational.evaluate import to_expression
from leadpact.relational.expressions import Table, Value, clamp, with_columns_of, without
from leadpact.relational.groups import most_of_conditions, numbered_groups
from leadpact.relational.inputs import without_past
from leadpact.relational.sums import sum_bounds
from leadpact.terms.midnights import midnights
from leadpact.terms.past import PAST_KINDS
from leadpact.terms.stages import Stage


def eligible_leads(facts: Table, as_of: int) -> Table:
    """Return the leads that can qualify, with the moments from which on.

    `_begins_t` is a moment at which something happened, the creation; activities count from
    `_from_t`. A recycled lead qualifies by activities after it was recycled only, so it has no
    `_begins_t`, and it cannot qualify where that moment is not known.
    """
    is_recycled = (facts._stage == str(Stage.RECYCLED)).coalesce(False)
    leads = facts.mutate(
        _begins_t=is_recycled.ifelse(ibis.null("int64"), facts._created_t),
        _from_t=is_recycled.ifelse(facts._stage_t + 1, facts._created_t),
    )
    leads = leads.filter(~is_recycled | leads._stage_t.notnull())
    return leads.filter((leads._begins_t <= as_of).coalesce(True))


def prefilter_leads(
    leads: Table, activities: Table, ruleset: Ruleset, gate: Gate, as_of: int
) -> Table:
    """Return the leads for which a gate can be open at some moment up to `as_of`.

    The column `_base_<score>` holds the most that conditions can give to each score.
    """
    for name in gate.must_have:
        leads = leads.filter(leads[name].notnull())
    if gate.prefilter is None:
        return leads
    past = activities.filter(activities._t <= as_of)
    bounded = _bounded(ruleset, gate)
    return _leads_that_can(
        _with_bases(leads, bounded.scores, ruleset), past, gate.prefilter, bounded
    )


def prefilter_moments(
    leads: Table, activities: Table, ruleset: Ruleset, gate: Gate, as_of: int
) -> Table:
    """Return the moments at which a gate can be open: `lead_id, _as_of`, some of them repeatedly.

    Parameters
    ----------
    leads
        From `prefilter_leads`. A lead's moments are `_begins_t` and each activity from `_from_t`.
    activities, ruleset, gate
        As there.
    as_of
        The last moment, epoch seconds.
    """
    bounded = _bounded(ruleset, gate)
    past = activities.filter(activities._t <= as_of)
    happened = _qualifying_moments(leads, past, bounded.scores)
    if ruleset.judge_again is not None:
        every = ruleset.judge_again
        times = [at for at in midnights(ruleset.time_zone, every) if at <= as_of]
        again = _moments_again(leads, without_past(past, ruleset), times)
        none = dict.fromkeys(_gain_columns(past, bounded.scores), ibis.literal(0, type="int64"))
        again = again.mutate(_is_past=ibis.literal(False), **none).select(*happened.columns)
        happened = ibis.union(happened, again, distinct=False)
    if gate.prefilter is not None and bounded.scores:
        happened = _moments_that_can(happened, gate.prefilter, bounded)
    is_moment = (happened._as_of >= happened._from_t).coalesce(True)
    if ruleset.past_kinds:  # what became of a lead raises scores, but is no moment of its own
        is_moment &= ~happened._is_past
    return happened.filter(is_moment).select("lead_id", "_as_of")


@dataclass(frozen=True, slots=True)
class _Bounded:
    """The scores that a gate's necessary condition uses, also as parts that raise a sum."""

    ruleset: Ruleset
    scores: list[Score]
    sums: list[SumScore]


def _bounded(ruleset: Ruleset, gate: Gate) -> _Bounded:
    names = names_of(gate.prefilter) if gate.prefilter is not None else frozenset()
    sums = [item for item in ruleset.sum_scores if item.name in names]
    names |= {part.name for item in sums for part in item.parts if part.weight > 0}
    return _Bounded(ruleset, [item for item in ruleset.scores if item.name in names], sums)


def _with_bases(leads: Table, bounded: list[Score], ruleset: Ruleset) -> Table:
    """Add `_base_<score>`, the points that conditions can give at most.

    The column of an account score's name holds the highest value that it can reach.
    """
    bases = {f"_base_{score.name}": _base(leads, score, ruleset) for score in bounded}
    highs = {item.name: ibis.literal(item.high, type="int64") for item in ruleset.account_scores}
    return leads.mutate(**bases, **highs)


def _base(leads: Table, score: Score, ruleset: Ruleset) -> Value:
    behaviour = [rule.points for rule in score.condition_rules if changes_by_itself(rule.when)]
    most = sum(points for points in behaviour if points > 0)
    base = leads[f"_static_{score.name}"] + most * MILLI
    for item in numbered_groups(ruleset, [score]):
        base += most_of_conditions(leads, item)
    floor = score.nightly_floor
    return base if floor is None else ibis.greatest(base, floor)


def _gains(score: Score) -> dict[str, int]:
    """Return the positive points that one activity of each kind can give to a score at most."""
    gains: dict[str, int] = {}
    for rule in score.activity_rules:
        if rule.points > 0:
            gains[rule.on] = gains.get(rule.on, 0) + rule.points * MILLI
    return gains


def _gain_columns(activities: Table, bounded: list[Score]) -> dict[str, Value]:
    """Return `_gain_<score>` of each activity, for the scores that activities can raise."""
    return {
        f"_gain_{score.name}": ibis.cases(
            *((activities.kind == kind, points) for kind, points in _gains(score).items()), else_=0
        ).cast("int64")
        for score in bounded
        if _gains(score)
    }


def _leads_that_can(leads: Table, past: Table, prefilter: Condition, bounded: _Bounded) -> Table:
    """Keep the leads whose upper bounds over all of history satisfy the condition."""
    if not bounded.scores:
        bounds = sum_bounds(bounded.sums, bounded.ruleset, {}, {})
        can = leads.mutate(**bounds) if bounds else leads
        return without(can.filter(to_expression(prefilter, can)), *bounds)
    gains = _gain_columns(past, bounded.scores)
    sums = {name.replace("_gain_", "_sum_", 1): gain.sum() for name, gain in gains.items()}
    totals = past.group_by("lead_id").aggregate(**sums)
    joined = with_columns_of(leads, totals, "lead_id")
    bounds = _bounds(joined, bounded)
    joined = joined.mutate(**bounds)
    kept = joined.filter(to_expression(prefilter, joined))
    return without(kept, *sums, *bounds)


def _qualifying_moments(leads: Table, past: Table, bounded: list[Score]) -> Table:
    """Return creations and activities: lead facts, `_as_of`, and the points gained."""
    gains = _gain_columns(past, bounded)
    none = dict.fromkeys(gains, ibis.literal(0, type="int64"))
    begun = leads.filter(leads._begins_t.notnull())
    begun = begun.mutate(_as_of=begun._begins_t, **none)
    begun = begun.mutate(_is_past=ibis.literal(False))
    is_past = past.kind.isin(sorted(PAST_KINDS))
    acted = past.select("lead_id", _as_of=past._t, _is_past=is_past, **gains)
    acted = acted.join(leads, "lead_id")
    return ibis.union(begun, acted.select(*begun.columns), distinct=False)


def _moments_again(leads: Table, past: Table, times: Sequence[int]) -> Table:
    """Return those of the times that come after a lead's first moment, as `_as_of`."""
    acted = past.select("lead_id", "_t").join(leads.select("lead_id", "_from_t"), "lead_id")
    acted = acted.filter((acted._t >= acted._from_t).coalesce(True))
    firsts = acted.group_by("lead_id").aggregate(_acted_t=acted._t.min())
    begun = with_columns_of(leads, firsts, "lead_id")
    begun = begun.mutate(_first_t=begun._begins_t.coalesce(begun._acted_t))
    again = ibis.memtable([(at,) for at in times], schema={"_as_of": "int64"})
    return without(begun.join(again, begun._first_t < again._as_of), "_acted_t", "_first_t")


def _moments_that_can(happened: Table, prefilter: Condition, bounded: _Bounded) -> Table:
    """Keep the moments at which the upper bounds so far satisfy the condition."""
    so_far = ibis.range_window(
        preceding=None, following=0, group_by=happened.lead_id, order_by=happened._as_of
    )
    sums = {
        f"_sum_{score.name}": happened[f"_gain_{score.name}"].sum().over(so_far)
        for score in bounded.scores
        if _gains(score)
    }
    happened = happened.mutate(**sums)
    happened = happened.mutate(**_bounds(happened, bounded))
    return happened.filter(to_expression(prefilter, happened))


def _bounds(table: Table, bounded: _Bounded) -> dict[str, Value]:
    """Return the upper bound of each score in a column of the score's name, for conditions."""
    bounds, gained = {}, {}
    for score in bounded.scores:
        total, column = table[f"_base_{score.name}"], f"_sum_{score.name}"
        if column in table.columns:
            gained[score.name] = table[column].coalesce(0)
            total += gained[score.name]
        if score.can_be_lifted_anywhere:
            total = ibis.literal(score.high, type="int64")
        bounds[score.name] = clamp(total, score.low, score.high)
    return bounds | sum_bounds(bounded.sums, bounded.ruleset, bounds, gained)
