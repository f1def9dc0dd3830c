"""The ledger: every contribution to every lead score. Twin: the reasons of `engine.scoring.score`.

Entries are numbers until the end: first the rules on activities, on silence and on conditions, then
a nightly floor and a range limit per score, a limit per group of rules, and the parts, the nightly
floor and the range limit of each sum. A small table gives them their names.
"""

from itertools import chain, takewhile

import ibis

from leadpact.pact.ruleset import MILLI, ConditionRule, Ruleset, Score
from leadpact.relational.evaluate import to_expression
from leadpact.relational.expressions import Table, as_integer, clamp
from leadpact.relational.floors import lift
from leadpact.relational.groups import group_entries, group_names
from leadpact.relational.questions import QuestionSet, with_behaviour
from leadpact.relational.rules import numbered_rules
from leadpact.relational.score import (
    activity_points,
    held_totals,
    unheld,
    with_sum_lifts,
    with_unheld_totals,
)
from leadpact.relational.silence import numbered_silence
from leadpact.relational.sums import sum_entries, sum_names
from leadpact.terms.reasons import JudgementReasonCode

_N_BITS = 50
"""How many conditions one integer holds; every engine has integers of 64 bits."""


def ledger(question_set: QuestionSet) -> Table:
    """Return every contribution to every score of a lead; together they make the totals exactly.

    Parameters
    ----------
    question_set
        Questions from `ask_as_of` or `ask_at`.

    Returns
    -------
    Table
        `keys, score, rule_id, code, n_counted, millipoints`; a row of code `RANGE_LIMIT` holds
        the points that the range took away or added.

    See Also
    --------
    leadpact.engine.scoring.score.score_lead : the twin, whose reasons are these rows.
    """
    scores = question_set.ruleset.scores
    points = activity_points(question_set, scores)
    totals = with_unheld_totals(question_set, scores, points).questions
    parts = [
        _activity_entries(question_set, points),
        _condition_entries(question_set),
        *_floor_entries(question_set, totals),
        *_range_entries(question_set, totals),
        *_group_entries(question_set, totals),
        *_sum_entries(question_set, totals),
    ]
    entries = ibis.union(*parts, distinct=False)
    named = entries.join(_name_table(question_set.ruleset), "_entry")
    return named.select(*question_set.keys, "score", "rule_id", "code", "n_counted", "millipoints")


def _condition_rules(ruleset: Ruleset) -> list[tuple[str, ConditionRule]]:
    return [(score.name, rule) for score in ruleset.scores for rule in score.condition_rules]


def _activity_entries(question_set: QuestionSet, points: Table) -> Table:
    entries = points.mutate(_entry=points._rule)
    entries = entries.semi_join(question_set.questions, question_set.keys)
    return entries.select(
        *question_set.keys,
        "_entry",
        n_counted=entries._n_counted,
        millipoints=entries._millipoints,
    )


def _condition_entries(question_set: QuestionSet) -> Table:
    """Return an entry for each condition that holds.

    The conditions that hold for a lead are one integer, a bit for each. Few such integers occur, so
    they are taken apart once each.
    """
    rules = [rule for _, rule in _condition_rules(question_set.ruleset)]
    questions = with_behaviour(question_set, [rule.when for rule in rules]).questions
    first = _first_number(question_set.ruleset, "conditions")
    parts = [
        _entries_of_bits(question_set, questions, rules[start : start + _N_BITS], first + start)
        for start in range(0, max(len(rules), 1), _N_BITS)
    ]
    return ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]


def _entries_of_bits(
    question_set: QuestionSet, questions: Table, rules: list[ConditionRule], first: int
) -> Table:
    held = ibis.literal(0, type="int64")
    for bit, rule in enumerate(rules):
        held += to_expression(rule.when, questions).coalesce(False).ifelse(1 << bit, 0)
    marked = questions.select(*question_set.keys, _held=held.cast("int64"))
    points = ibis.memtable(
        [(1 << bit, first + bit, rule.points * MILLI) for bit, rule in enumerate(rules)],
        schema=dict.fromkeys(("_bit", "_entry", "millipoints"), "int64"),
    )
    apart = marked.select("_held").distinct().cross_join(points)
    apart = apart.filter((apart._held & apart._bit) != 0)
    found = marked.join(apart, "_held")
    zero = ibis.literal(0, type="int64")
    return found.select(*question_set.keys, "_entry", n_counted=zero, millipoints=found.millipoints)


def _floored(ruleset: Ruleset) -> list[Score]:
    return [score for score in ruleset.scores if score.nightly_floor is not None]


def _floor_entries(question_set: QuestionSet, totals: Table) -> list[Table]:
    """Return the points that the nightly floor of each score lifts it by."""
    ruleset = question_set.ruleset
    first = _first_number(ruleset, "floors")
    return [
        totals.filter(totals[lift(score)] != 0).select(
            *question_set.keys,
            _entry=ibis.literal(number, type="int64"),
            n_counted=ibis.literal(0, type="int64"),
            millipoints=totals[lift(score)],
        )
        for number, score in enumerate(_floored(ruleset), start=first)
    ]


def _range_entries(question_set: QuestionSet, totals: Table) -> list[Table]:
    """Return the points that each score's range takes from, or adds to, the sum of its entries."""
    ruleset = question_set.ruleset
    first = _first_number(ruleset, "ranges")
    return [
        _range_entry(question_set, totals, score, number)
        for number, score in enumerate(ruleset.scores, start=first)
    ]


def _group_entries(question_set: QuestionSet, totals: Table) -> list[Table]:
    ruleset = question_set.ruleset
    first = _first_number(ruleset, "groups")
    return group_entries(totals, question_set.keys, ruleset, first)


def _sum_entries(question_set: QuestionSet, totals: Table) -> list[Table]:
    ruleset = question_set.ruleset
    if not ruleset.sum_scores:
        return []
    held = totals.mutate(**held_totals(totals, ruleset.scores))
    questions = with_sum_lifts(question_set.instead(held), ruleset.sum_scores).questions
    first = _first_number(ruleset, "sums")
    return sum_entries(questions, question_set.keys, ruleset, first)


def _range_entry(question_set: QuestionSet, questions: Table, score: Score, number: int) -> Table:
    total = questions[unheld(score)]
    taken = as_integer(clamp(total, score.low, score.high) - total)
    return questions.filter(taken != 0).select(
        *question_set.keys,
        _entry=ibis.literal(number, type="int64"),
        n_counted=ibis.literal(0, type="int64"),
        millipoints=taken,
    )


def _name_table(ruleset: Ruleset) -> Table:
    """Return `(entry, score, rule_id, code)` of every entry that a ledger can have."""
    texts = dict.fromkeys(("score", "rule_id", "code"), "string")
    names = chain.from_iterable(_names_of_entries(ruleset).values())
    rows = [(entry, *name) for entry, name in enumerate(names)]
    return ibis.memtable(rows, schema={"_entry": "int64", **texts})


def _first_number(ruleset: Ruleset, kind: str) -> int:
    """Return the number of the first entry of a kind."""
    names = _names_of_entries(ruleset)
    return sum(len(names[before]) for before in takewhile(lambda one: one != kind, names))


def _names_of_entries(ruleset: Ruleset) -> dict[str, list[tuple[str, str, str]]]:
    """Return `(score, rule_id, code)` of every entry, kind after kind, as they are numbered."""
    code = JudgementReasonCode
    return {
        "activities": [
            (item.score, item.rule.rule_id, str(code.ACTIVITY_COUNTED))
            for item in numbered_rules(ruleset)
        ],
        "silence": [
            (item.score, item.rule.rule_id, str(code.SILENCE_COUNTED))
            for item in numbered_silence(ruleset)
        ],
        "conditions": [
            (score, rule.rule_id, str(code.CONDITION_TRUE))
            for score, rule in _condition_rules(ruleset)
        ],
        "floors": [(score.name, "", str(code.NIGHTLY_FLOOR)) for score in _floored(ruleset)],
        "ranges": [(score.name, "", str(code.RANGE_LIMIT)) for score in ruleset.scores],
        "groups": group_names(ruleset),
        "sums": sum_names(ruleset),
    }
