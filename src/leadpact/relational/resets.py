"""Resets of many leads: what points until the latest one are worth. Twin: `engine.scoring.resets`.

What a rule gives is kept in two parts, until the latest reset and since then, so that the first
part can be limited, reduced, and limited once more with the second.
"""

from collections.abc import Sequence

import ibis

from leadpact.pact.ruleset import Reset, Score
from leadpact.relational.expressions import (
    Table,
    Value,
    as_integer,
    clamp,
    divide_exactly,
    round_half_away,
    with_columns_of,
)
from leadpact.relational.questions import QuestionSet, meet
from leadpact.relational.rules import rule_table
from leadpact.relational.silence import score_numbers, silence_spans

_ABOVE_PERCENT = 128
"""More than a percentage: a moment times it, plus a percentage, is one integer, and the largest of
these has the latest moment."""


def latest_resets(question_set: QuestionSet, scores: Sequence[Score]) -> Table:
    """Return the reset in force for each rule: `keys, _rule, _reset_t, _keep`, where there is one.

    Of resets in one second the one that leaves least is in force.
    """
    numbers = {score.name: score_numbers(question_set.ruleset, score) for score in scores}
    rows = [
        (reset.on, number, 100 - reset.keep_percent)
        for score in scores
        for reset in score.resets
        for number in numbers[score.name]
    ]
    return _latest(question_set, rows)


def latest_of(question_set: QuestionSet, resets: Sequence[Reset]) -> Table:
    """Return the one of some resets that is in force: `keys, _reset_t`, where there is one."""
    rows = [(reset.on, 0, 100 - reset.keep_percent) for reset in resets]
    return _latest(question_set, rows).select(*question_set.keys, "_reset_t")


def _latest(question_set: QuestionSet, rows: list[tuple[str, int, int]]) -> Table:
    """Return the latest activity of the kinds of each number, with what it leaves."""
    rules = ibis.memtable(rows, schema={"kind": "string", "_rule": "int64", "_taken": "int64"})
    happened = question_set.activities.select("lead_id", "kind", "_t").join(rules, "kind")
    happened = happened.select("lead_id", "_t", "_rule", "_taken")
    found, as_of = meet(question_set, happened)
    found = found.filter(found._t <= as_of)
    latest = found.group_by([*question_set.keys, "_rule"]).aggregate(
        _latest=(found._t * _ABOVE_PERCENT + found._taken).max()
    )
    return latest.select(
        *question_set.keys,
        "_rule",
        _reset_t=divide_exactly(latest._latest, ibis.literal(_ABOVE_PERCENT, type="int64")),
        _keep=as_integer(100 - latest._latest % _ABOVE_PERCENT),
    )


def with_resets(question_set: QuestionSet, scores: Sequence[Score], rows: Table) -> Table:
    """Add `_reset_t` and `_keep` to rows of rules: far back, and all, where there was no reset."""
    if not any(score.resets for score in scores):
        early = ibis.literal(-1, type="int64")
        return rows.mutate(_reset_t=early, _keep=ibis.literal(100, type="int64"))
    keys = [*question_set.keys, "_rule"]
    joined = with_columns_of(rows, latest_resets(question_set, scores), keys)
    return joined.mutate(_reset_t=joined._reset_t.coalesce(-1), _keep=joined._keep.coalesce(100))


def points_after_resets(
    question_set: QuestionSet, scores: Sequence[Score], fired: Table, as_of: Value
) -> Table:
    """Return the points of each rule as `relational.rules.rule_points` does, after resets."""
    keys = question_set.keys
    rows = with_resets(question_set, scores, fired)
    aged = rows.mutate(_age=as_of - rows._t)
    alive = aged.filter((aged._age >= aged._from_age) & (aged._age < aged._to_age))
    is_before = alive._t <= alive._reset_t
    given = alive._constant - alive._slope * alive._age
    summed = alive.group_by([*keys, "_rule"]).aggregate(
        _n_counted=alive.count(),
        _before=given.sum(where=is_before),
        _after=given.sum(where=~is_before),
        _keep=alive._keep.max(),
    )
    joined = summed.join(rule_table(question_set.ruleset), "_rule")
    before = round_half_away(joined._before.coalesce(0), joined._divisor)
    after = round_half_away(joined._after.coalesce(0), joined._divisor)
    points = kept_points(before, after, joined._keep, joined._limit)
    return joined.select(*keys, "_rule", "_n_counted", _millipoints=points)


def kept_points(before: Value, after: Value, keep: Value, limit: Value) -> Value:
    """Return a rule's millipoints from what it gave until the reset, not yet limited, and since."""
    kept = round_half_away(clamp(before, -limit, limit) * keep, ibis.literal(100, type="int64"))
    return clamp(kept + after, -limit, limit)


def silence_points(question_set: QuestionSet, scores: Sequence[Score]) -> Table:
    """Return the points of each rule on silence that takes some, as `rule_points` does."""
    keys = [*question_set.keys, "_rule"]
    resets = None
    if any(score.resets for score in scores):
        resets = latest_resets(question_set, scores)
    spans = silence_spans(question_set, scores, resets)
    spans = spans.filter(spans._n_counted > 0)
    keep = ibis.literal(100, type="int64")
    if resets is not None:
        spans = with_columns_of(spans, resets.select(*keys, "_keep"), keys)
        keep = spans._keep.coalesce(100)
    before = spans._n_before * spans._points
    after = (spans._n_counted - spans._n_before) * spans._points
    points = kept_points(before, after, keep, spans._limit)
    return spans.select(*keys, "_n_counted", _millipoints=as_integer(points))
