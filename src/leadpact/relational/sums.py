"""Sums of scores of many leads, their bounds and their lines of the ledger.

Twin: `engine.scoring.sums`.
"""

from collections.abc import Iterable, Mapping

import ibis

from leadpact.pact.ruleset import Ruleset, SumScore, WeightedScore
from leadpact.relational.expressions import Table, Value, as_integer, clamp
from leadpact.relational.floors import lift
from leadpact.terms.reasons import JudgementReasonCode


def sum_totals(sums: Iterable[SumScore], totals: Mapping[str, Value] | Table) -> dict[str, Value]:
    """Return the total of each sum by its name, from the totals of its parts by theirs.

    What nights lift a sum by is in the column that `floors.lift` names.
    """
    return {
        item.name: as_integer(clamp(_lifted(item, totals), item.low, item.high)) for item in sums
    }


def added(score: SumScore, totals: Mapping[str, Value] | Table) -> Value:
    """Return the sum of the parts before its floor lifts it and its range holds it."""
    total = ibis.literal(0, type="int64")
    for part in score.parts:
        total += _weighed(part, totals)
    return total


def _weighed(part: WeightedScore, totals: Mapping[str, Value] | Table) -> Value:
    """Return what a part adds to a sum: its total times its weight."""
    # An engine takes a constant total for 32 bits, which a large weight overflows.
    return as_integer(totals[part.name]) * part.weight


def _lifted(score: SumScore, totals: Mapping[str, Value] | Table) -> Value:
    """Return the sum of the parts before its range holds it."""
    total = added(score, totals)
    return total if score.nightly_floor is None else total + totals[lift(score)]


def sum_bounds(
    sums: Iterable[SumScore],
    ruleset: Ruleset,
    upper: Mapping[str, Value],
    gained: Mapping[str, Value],
) -> dict[str, Value]:
    """Return the upper bound of each sum, from those of the parts that raise it.

    The less a part with a negative weight has, the higher the sum: it is taken at its lowest. All
    that parts `gained` may have come after a night that set the sum back to its floor.
    """
    bounds = {}
    for score in sums:
        most = {
            part.name: upper[part.name]
            if part.weight > 0
            else ibis.literal(ruleset.score(part.name).low, type="int64")
            for part in score.parts
        }
        total = added(score, most)
        if ruleset.can_be_lifted_anywhere(score):
            total = ibis.literal(score.high, type="int64")
        elif score.nightly_floor is not None:
            total = ibis.greatest(total, _gained_after_floor(score, gained))
        bounds[score.name] = clamp(total, score.low, score.high)
    return bounds


def _gained_after_floor(score: SumScore, gained: Mapping[str, Value]) -> Value:
    total = ibis.literal(score.nightly_floor, type="int64")
    for part in score.parts:
        if part.weight > 0 and part.name in gained:
            total += _weighed(part, gained)
    return total


def sum_entries(questions: Table, keys: list[str], ruleset: Ruleset, first: int) -> list[Table]:
    """Return the entries of sums in a ledger: what each part adds, what nights lift, the range.

    Parameters
    ----------
    questions
        With a column for the total of every score, under its name, and for what nights lift a sum
        by.
    keys
        The columns of a question.
    ruleset
        The pact in force.
    first
        The number of the first entry; the others follow as `sum_names` lists them.
    """
    values = []
    for score in ruleset.sum_scores:
        lifted = _lifted(score, questions)
        values += [(_weighed(part, questions), part.weight) for part in score.parts]
        if score.nightly_floor is not None:
            values.append((questions[lift(score)], 0))
        values.append((as_integer(clamp(lifted, score.low, score.high) - lifted), 0))
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
    limit, floor = JudgementReasonCode.RANGE_LIMIT, JudgementReasonCode.NIGHTLY_FLOOR
    names: list[tuple[str, str, str]] = []
    for score in ruleset.sum_scores:
        code = str(JudgementReasonCode.SCORE_ADDED)
        names += [(score.name, part.name, code) for part in score.parts]
        names += [(score.name, "", str(floor))] if score.nightly_floor is not None else []
        names.append((score.name, "", str(limit)))
    return names
