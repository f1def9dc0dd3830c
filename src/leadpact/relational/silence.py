"""Silence of many leads: how many full spans without an activity. Twin: `engine.scoring.silence`.

A rule on silence is known by its number: they follow those of rules on activities.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import ibis

from leadpact.pact.ruleset import MILLI, Ruleset, Score, SilenceRule
from leadpact.relational.expressions import (
    Table,
    Value,
    as_integer,
    divide_exactly,
    with_columns_of,
)
from leadpact.relational.questions import QuestionSet, meet
from leadpact.relational.rules import NO_LIMIT, numbered_rules, rule_numbers
from leadpact.terms.zone import SECONDS_A_DAY


@dataclass(frozen=True, slots=True)
class NumberedSilence:
    """A rule on silence with its number and the score it belongs to."""

    number: int
    score: str
    rule: SilenceRule


def numbered_silence(ruleset: Ruleset) -> tuple[NumberedSilence, ...]:
    """Return every rule on silence of a ruleset, numbered after the rules on activities."""
    pairs = [(score.name, rule) for score in ruleset.scores for rule in score.silence_rules]
    first = len(numbered_rules(ruleset))
    return tuple(NumberedSilence(number, *pair) for number, pair in enumerate(pairs, start=first))


def score_numbers(ruleset: Ruleset, score: Score) -> list[int]:
    """Return the numbers of a score's rules on activities and on silence."""
    silent = [item.number for item in numbered_silence(ruleset) if item.score == score.name]
    return [*rule_numbers(ruleset, score), *silent]


def silence_spans(
    question_set: QuestionSet, scores: Sequence[Score], resets: Table | None
) -> Table:
    """Return the spans of each question and rule: `keys, _rule, _n_counted, _n_before`.

    Parameters
    ----------
    question_set
        Questions; their rows have `_as_of` and `_created_t`.
    scores
        The scores whose rules are wanted.
    resets
        The resets in force by `keys, _rule`, from `relational.resets.latest_resets`; None where no
        score has any. `_n_before` are the spans that ended until then.
    """
    names = {score.name for score in scores}
    rules = [item for item in numbered_silence(question_set.ruleset) if item.score in names]
    keys = [*question_set.keys, "_rule"]
    questions = question_set.questions
    questions = questions.select(*question_set.keys, "_created_t", _at=questions._as_of)
    questions = questions.cross_join(_span_table(rules))
    if resets is not None:
        questions = with_columns_of(questions, resets.select(*keys, "_reset_t"), keys)
        questions = questions.mutate(_until=questions._reset_t.coalesce(-1))
    else:
        questions = questions.mutate(_until=ibis.literal(-1, type="int64"))
    gaps, as_of = meet(question_set, _gaps(question_set, rules))
    gaps = gaps.filter(gaps._t <= as_of)
    gaps = with_columns_of(gaps, questions.select(*keys, "_until"), keys)
    is_before = gaps._t <= gaps._until
    found = gaps.group_by(keys).aggregate(
        _last=gaps._t.max(),
        _full=gaps._full.max(),
        _last_before=gaps._t.max(where=is_before),
        _full_before=gaps._full.max(where=is_before),
    )
    table = with_columns_of(questions, found, keys)
    return table.select(
        *keys,
        "_points",
        "_limit",
        _n_counted=_n_spans(table, table._at, table._last, table._full, table._last),
        _n_before=_n_spans(
            table, table._until, table._last_before, table._full_before, table._last
        ),
    )


def _n_spans(table: Table, by: Value, last: Value, full: Value, present: Value) -> Value:
    """Return the full spans that ended by a moment: of all gaps, or of the present one only."""
    begins = ibis.coalesce(last, table._created_t)
    open_spans = _spans(by - begins, table._seconds)
    of_present = _spans(by - ibis.coalesce(present, table._created_t), table._seconds)
    counted = full.coalesce(0) + open_spans
    return as_integer(table._is_given_back.ifelse(of_present, counted))


def _spans(seconds: Value, length: Value) -> Value:
    """Return the full spans within some seconds; none where they are missing or below zero."""
    return divide_exactly(ibis.greatest(seconds.coalesce(0), 0), length)


def _gaps(question_set: QuestionSet, rules: list[NumberedSilence]) -> Table:
    """Return the activities that end a silence: `lead_id, _rule, _t, _full`, the spans until it."""
    kinds = [
        (kind, item.number, item.rule.days * SECONDS_A_DAY)
        for item in rules
        for kind in _kinds(item.rule, question_set.ruleset)
    ]
    table = ibis.memtable(kinds, schema={"kind": "string", "_rule": "int64", "_seconds": "int64"})
    acts = question_set.activities.select("lead_id", "kind", "_t").join(table, "kind")
    created = question_set.facts.select("lead_id", "_created_t")
    acts = acts.select("lead_id", "_rule", "_seconds", "_t").join(created, "lead_id")
    by_time = ibis.window(group_by=[acts.lead_id, acts._rule], order_by=acts._t)
    acts = acts.mutate(_earlier=acts._t.lag().over(by_time))
    begins = ibis.coalesce(acts._earlier, ibis.least(acts._created_t, acts._t), acts._t)
    acts = acts.mutate(_ended=_spans(acts._t - begins, acts._seconds))
    so_far = ibis.range_window(
        preceding=None, following=0, group_by=[acts.lead_id, acts._rule], order_by=acts._t
    )
    return acts.select("lead_id", "_rule", "_t", _full=acts._ended.sum().over(so_far))


def _kinds(rule: SilenceRule, ruleset: Ruleset) -> tuple[str, ...]:
    return tuple(sorted(ruleset.activities)) if rule.kinds is None else rule.kinds


def _span_table(rules: list[NumberedSilence]) -> Table:
    rows = [
        (
            item.number,
            item.rule.days * SECONDS_A_DAY,
            item.rule.points * MILLI,
            item.rule.limit_millipoints or NO_LIMIT,
            item.rule.until is not None,
        )
        for item in rules
    ]
    numbers = dict.fromkeys(("_rule", "_seconds", "_points", "_limit"), "int64")
    return ibis.memtable(rows, schema={**numbers, "_is_given_back": "boolean"})
