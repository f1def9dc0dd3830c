"""Sums of scores of many leads, their bounds and their lines of the ledger.

Twin: `engine.scoring.sums`.
"""

from collections.abc import Iterable, Mapping

import ibis

from leadpact.pact.ruleset import Ruleset, SumScore, WeightedScore
from leadpact.relational.expressions import Table, Value, as_integer, clamp
from leadpact.terms.reasons import JudgementReasonCode


def sum_totals(sums: Iterable[SumScore], totals: Mapping[str, Value] | Table) -> dict[str, Value]:
    """Return the total of each sum by its name, from the totals of its parts by theirs."""
    return {
        item.name: as_integer(clamp(_added(item, totals), item.low, item.high)) for item in sums
    }


def _added(score: SumScore, totals: Mapping[str, Value] | Table) -> Value:
    """Return the sum of the parts before the range holds it."""
    total = ibis.literal(0, type="int64")
    for part in score.parts:
        total += _weighed(part, totals)
    return total


def _weighed(part: WeightedScore, totals: Mapping[str, Value] | Table) -> Value:
    """Return what a part adds to a sum: its total times its weight."""
    # An engine takes a constant total for 32 bits, which a large weight overflows.
    return as_integer(totals[part.name]) * part.weight


def sum_bounds(
    sums: Iterable[SumScore], ruleset: Ruleset, upper: Mapping[str, Value]
) -> dict[str, Value]:
    """Return the upper bound of each sum, from those of the parts that raise it.

    The less a part with a negative weight has, the higher the sum: it is taken at its lowest.
    """
    bounds = {}
    for score in sums:
        most = {
            part.name: upper[part.name]
            if part.weight > 0
            else ibis.literal(ruleset.score(part.name).low, type="int64")
            for part in score.parts
        }
        bounds[score.name] = clamp(_added(score, most), score.low, score.high)
    return bounds


def sum_entries(questions: Table, keys: list[str], ruleset: Ruleset, first: int) -> list[Table]:
    """Return the entries of sums in a ledger: what each part adds, then what the range takes.

    Parameters
    ----------
    questions
        With a column for the total of every score, under its name.
    keys
        The columns of a question.
    ruleset
        The pact in force.
    first
        The number of the first entry; the others follow as `sum_names` lists them.
    """
    values = []
    for score in ruleset.sum_scores:
        added = _added(score, questions)
        values += [(_weighed(part, questions), part.weight) for part in score.parts]
        values.append((as_integer(clamp(added, score.low, score.high) - added), 0))
    return [
        questions.filter(points != 0).select(
            *keys,
            _entry=ibis.literal(number, type="int64"),
            n_counted=ibis.literal(weight, type="int64"),
            millipoints=points,
        )
        for number, (points, weight) in enumerate(values, start=first)
    ]


def sum_names(ruleset: Ruleset) -> list[tuple[str, str, str]]:
    """Return `(score, rule_id, code)` of every entry of a sum, in the order of their numbers."""
    added, limit = str(JudgementReasonCode.SCORE_ADDED), str(JudgementReasonCode.RANGE_LIMIT)
    names: list[tuple[str, str, str]] = []
    for score in ruleset.sum_scores:
        names += [(score.name, part.name, added) for part in score.parts]
        names.append((score.name, "", limit))
    return names
