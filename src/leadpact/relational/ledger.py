"""The ledger: every contribution to every lead score. Twin: the reasons of `engine.score`.

Entries are numbers until the end: first the activity rules, then the condition rules, then one
range limit per score. A small table gives them their names.
"""

import ibis

from leadpact.pact.ruleset import MILLI, ConditionRule, Ruleset
from leadpact.relational.arithmetic import as_integer, clamp
from leadpact.relational.asked import Asked, meet, with_behaviour
from leadpact.relational.evaluate import to_expression
from leadpact.relational.rules import numbered_rules, rule_points
from leadpact.relational.types import Table
from leadpact.terms.reasons import ReasonCode


def ledger(asked: Asked) -> Table:
    """Return every contribution to every lead score, which together make the totals exactly.

    Parameters
    ----------
    asked
        Questions from `ask_as_of` or `ask_at`.

    Returns
    -------
    Table
        `keys, score, rule_id, code, n_counted, millipoints`; a row of code `RANGE_LIMIT` holds
        what the range took away or added.

    See Also
    --------
    leadpact.engine.score.score_lead : the twin, whose reasons are these rows.
    """
    entries = ibis.union(_activity_entries(asked), _condition_entries(asked), distinct=False)
    entries = ibis.union(entries, _range_entries(asked, entries), distinct=False)
    named = entries.join(_name_table(asked.ruleset), "_entry")
    return named.select(*asked.keys, "score", "rule_id", "code", "n_counted", "millipoints")


def _condition_rules(ruleset: Ruleset) -> list[tuple[str, ConditionRule]]:
    return [(score.name, rule) for score in ruleset.scores for rule in score.condition_rules]


def _activity_entries(asked: Asked) -> Table:
    rows, as_of = meet(asked, asked.fired)
    points = rule_points(rows, asked.keys, as_of, asked.ruleset)
    points = points.semi_join(asked.questions, asked.keys)
    return points.select(
        *asked.keys,
        _entry=points._rule,
        n_counted=points._n_counted,
        millipoints=points._millipoints,
    )


def _condition_entries(asked: Asked) -> Table:
    """Return an entry for each condition that holds: the list of them, a row for each."""
    rules = [rule for _, rule in _condition_rules(asked.ruleset)]
    questions = with_behaviour(asked, [rule.when for rule in rules]).questions
    first = len(numbered_rules(asked.ruleset))
    numbers = [
        to_expression(rule.when, questions).coalesce(False).ifelse(number, -1).cast("int64")
        for number, rule in enumerate(rules, start=first)
    ]
    none = ibis.literal(-1, type="int64")
    held = questions.select(*asked.keys, _entry=ibis.array([*numbers, none]).unnest())
    points = ibis.memtable(
        [(number, rule.points * MILLI) for number, rule in enumerate(rules, start=first)],
        schema={"_entry": "int64", "millipoints": "int64"},
    )
    found = held.filter(held._entry >= 0).join(points, "_entry")
    zero = ibis.literal(0, type="int64")
    return found.select(*asked.keys, "_entry", n_counted=zero, millipoints=found.millipoints)


def _range_entries(asked: Asked, entries: Table) -> Table:
    """Return what each score's range takes away from, or adds to, the sum of its entries."""
    scores = asked.ruleset.scores
    first = _first_range_entry(asked.ruleset)
    of_score = {score.name: number for number, score in enumerate(scores, start=first)}
    places = ibis.memtable(
        [(entry, of_score[score]) for entry, score, _, _ in _names(asked.ruleset)],
        schema={"_entry": "int64", "_score": "int64"},
    )
    parts = [entries.join(places, "_entry").select(*asked.keys, "_score", "millipoints")]
    for number, score in enumerate(scores, start=first):
        if not score.low <= 0 <= score.high:
            parts.append(
                asked.questions.select(
                    *asked.keys,
                    _score=ibis.literal(number, type="int64"),
                    millipoints=ibis.literal(0, type="int64"),
                )
            )
    parted = ibis.union(*parts, distinct=False) if len(parts) > 1 else parts[0]
    sums = parted.group_by([*asked.keys, "_score"]).aggregate(_sum=parted.millipoints.sum())
    ranges = ibis.memtable(
        [(number, score.low, score.high) for number, score in enumerate(scores, start=first)],
        schema=dict.fromkeys(("_score", "_low", "_high"), "int64"),
    )
    ranged = sums.join(ranges, "_score")
    taken = clamp(ranged._sum, ranged._low, ranged._high) - ranged._sum
    return ranged.filter(taken != 0).select(
        *asked.keys,
        _entry=ranged._score,
        n_counted=ibis.literal(0, type="int64"),
        millipoints=as_integer(taken),
    )


def _first_range_entry(ruleset: Ruleset) -> int:
    return len(numbered_rules(ruleset)) + len(_condition_rules(ruleset))


def _names(ruleset: Ruleset) -> list[tuple[int, str, str, str]]:
    """Return `(entry, score, rule_id, code)` of everything that can stand in a ledger."""
    names = [
        (item.score, item.rule.rule_id, str(ReasonCode.ACTIVITY_COUNTED))
        for item in numbered_rules(ruleset)
    ]
    names += [
        (score, rule.rule_id, str(ReasonCode.CONDITION_TRUE))
        for score, rule in _condition_rules(ruleset)
    ]
    names += [(score.name, "", str(ReasonCode.RANGE_LIMIT)) for score in ruleset.scores]
    return [(entry, *name) for entry, name in enumerate(names)]


def _name_table(ruleset: Ruleset) -> Table:
    texts = dict.fromkeys(("score", "rule_id", "code"), "string")
    return ibis.memtable(_names(ruleset), schema={"_entry": "int64", **texts})
