"""The points of activities, in rows: one per activity and piece of a rule that it can fire.

Twin: `engine.scoring.activities` and `engine.scoring.moment`. A rule is known by its number: its
place among all activity rules of the ruleset.
"""

from dataclasses import dataclass

import ibis

from leadpact.pact.ruleset import ActivityRule, Per, Ruleset, Score
from leadpact.relational.count_limits import (
    LONGEST_DAYS,
    UNITS,
    block_seconds,
    with_place_in_unit,
)
from leadpact.relational.evaluate import to_expression
from leadpact.relational.expressions import (
    Table,
    Value,
    clamp,
    round_half_away,
    with_local_day,
    without,
)
from leadpact.terms.zone import SECONDS_A_DAY, load_zone_offsets

FOR_EVER = 2**40
"""An age in seconds that nothing reaches."""

NO_LIMIT = 2**60


@dataclass(frozen=True, slots=True)
class NumberedRule:
    """An activity rule with its number and the score it belongs to."""

    number: int
    score: str
    rule: ActivityRule


def numbered_rules(ruleset: Ruleset) -> tuple[NumberedRule, ...]:
    """Return every activity rule of a ruleset, numbered from 0."""
    pairs = [(score.name, rule) for score in ruleset.scores for rule in score.activity_rules]
    return tuple(NumberedRule(number, *pair) for number, pair in enumerate(pairs))


def rule_numbers(ruleset: Ruleset, score: Score) -> list[int]:
    """Return the numbers of a score's activity rules."""
    own = {rule.rule_id for rule in score.activity_rules}
    return [item.number for item in numbered_rules(ruleset) if item.rule.rule_id in own]


def firings(activities: Table, ruleset: Ruleset, as_of: int | None = None) -> Table:
    """Return a row per activity and piece it can fire, after `where` and the count limits.

    Columns: `lead_id, _t, _rule` and the piece: `_from_age, _to_age, _constant, _slope`. Where
    only one moment is evaluated, `as_of`, activities too old to count need not be numbered.
    """
    rules = numbered_rules(ruleset)
    special = [item for item in rules if item.rule.where or item.rule.count_limit or item.rule.take]
    plain = [item for item in rules if item not in special]
    parts = []
    if plain or not special:
        pieces = activities.select("lead_id", "kind", "_t").join(_piece_table(plain), "kind")
        parts.append(pieces)
    if special:
        counted = _counted(activities, special, ruleset, as_of)
        pieces = counted.join(without(_piece_table(special), "kind"), "_rule")
        if any(item.rule.take for item in special):
            pieces = pieces.mutate(_to_age=ibis.least(pieces._to_age, pieces._span))
        parts.append(pieces)
    columns = ("lead_id", "_t", "_rule", "_from_age", "_to_age", "_constant", "_slope")
    tables = [part.select(*columns) for part in parts]
    return ibis.union(*tables, distinct=False) if len(tables) > 1 else tables[0]


def _counted(
    activities: Table, rules: list[NumberedRule], ruleset: Ruleset, as_of: int | None
) -> Table:
    """Return the activities that count for rules with a `where` or a count limit, by rule."""
    table = activities.join(_limit_table(rules), "kind")
    if as_of is not None:
        table = table.filter(table._t > as_of - table._matters)
    tests = [(item, item.rule.where) for item in rules if item.rule.where is not None]
    if tests:
        holds = [(table._rule == item.number, to_expression(test, table)) for item, test in tests]
        table = table.filter(ibis.cases(*holds, else_=True))
    table = table.select("lead_id", "_t", "_rule", "_count", "_unit", "_block")
    units = {item.rule.count_limit.per for item in rules if item.rule.count_limit}
    if units:
        table = with_local_day(table, load_zone_offsets(ruleset.time_zone))
        table = with_place_in_unit(table, units)
        table = table.filter(table._nth < table._count)
    if any(item.rule.take for item in rules):
        return _with_span(table, rules).select("lead_id", "_t", "_rule", "_span")
    return table.select("lead_id", "_t", "_rule")


def _with_span(table: Table, rules: list[NumberedRule]) -> Table:
    """Add `_span`, the age from which an activity is not the latest one, where that matters."""
    numbers = [item.number for item in rules if item.rule.take]
    window = ibis.window(group_by=[table.lead_id, table._rule], order_by=table._t)
    table = table.mutate(_next=table._t.lead().over(window))
    is_latest_only = table._rule.isin(numbers) & table._next.notnull()
    return table.mutate(_span=is_latest_only.ifelse(table._next - table._t, FOR_EVER))


def _limit_table(rules: list[NumberedRule]) -> Table:
    """Return `kind, _rule, _matters, _count, _unit, _block`: how many count, of which unit.

    `_matters` is the age from which an activity neither counts nor takes the place of another.
    """
    rows = []
    for item in rules:
        limit, life = item.rule.count_limit, item.rule.life_seconds or FOR_EVER
        unit = limit.per if limit else Per.DAY
        days = LONGEST_DAYS.get(unit)
        matters = FOR_EVER if days is None else life + days * SECONDS_A_DAY
        count = limit.count if limit else NO_LIMIT
        number = UNITS.index(unit)
        rows.append((item.rule.on, item.number, matters, count, number, block_seconds(limit)))
    numbers = dict.fromkeys(("_rule", "_matters", "_count", "_unit", "_block"), "int64")
    return ibis.memtable(rows, schema={"kind": "string", **numbers})


def _piece_table(rules: list[NumberedRule]) -> Table:
    rows = [
        (
            item.rule.on,
            item.number,
            piece.from_age,
            piece.to_age or FOR_EVER,
            piece.constant,
            piece.slope,
        )
        for item in rules
        for piece in item.rule.pieces
    ]
    names = ("_rule", "_from_age", "_to_age", "_constant", "_slope")
    return ibis.memtable(rows, schema={"kind": "string", **dict.fromkeys(names, "int64")})


def rule_points(fired: Table, keys: list[str], as_of: Value, ruleset: Ruleset) -> Table:
    """Return the points of each rule: `keys, _rule, _n_counted, _millipoints`.

    Parameters
    ----------
    fired
        Firings, with a column for every key.
    keys
        The columns of a question: a lead, or a lead at a moment.
    as_of
        The moment in epoch seconds: a literal, or a column of `fired`.
    ruleset
        The pact in force.
    """
    aged = fired.mutate(_age=as_of - fired._t)
    alive = aged.filter((aged._age >= aged._from_age) & (aged._age < aged._to_age))
    summed = alive.group_by([*keys, "_rule"]).aggregate(
        _n_counted=alive.count(),
        _sum=(alive._constant - alive._slope * alive._age).sum(),
    )
    joined = summed.join(rule_table(ruleset), "_rule")
    points = round_half_away(joined._sum, joined._divisor)
    return joined.select(
        *keys, "_rule", "_n_counted", _millipoints=clamp(points, -joined._limit, joined._limit)
    )


def rule_table(ruleset: Ruleset) -> Table:
    """Return `_rule, _divisor, _limit` of every rule on activities."""
    rows = [
        (item.number, item.rule.divisor, item.rule.limit_millipoints or NO_LIMIT)
        for item in numbered_rules(ruleset)
    ]
    return ibis.memtable(rows, schema=dict.fromkeys(("_rule", "_divisor", "_limit"), "int64"))
