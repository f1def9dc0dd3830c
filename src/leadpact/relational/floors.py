"""Nightly floors over many leads: what the nights so far lift a total by.

Twin: `engine.scoring.floors`, which says why only a few nights matter.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

import ibis

from leadpact.pact.ruleset import Score, SumScore
from leadpact.relational.expressions import (
    Table,
    as_integer,
    with_columns_of,
    with_local_midnight,
    without,
)
from leadpact.relational.questions import QuestionSet, ask_at
from leadpact.relational.resets import latest_of
from leadpact.terms.zone import load_zone_offsets

AnyScore: TypeAlias = Score | SumScore
"""A score that can have a nightly floor."""

ScoreT = TypeVar("ScoreT", Score, SumScore)

TotalsOf = Callable[[QuestionSet, Sequence[ScoreT]], Table]
"""Gives questions the column `raw` of each score: its total without lifts."""


def raw(score: AnyScore) -> str:
    """Return the column of a score's total before its floor lifts it and its range holds it."""
    return f"_raw_{score.name}"


def lift(score: AnyScore) -> str:
    """Return the column of what a score's floor lifts it by."""
    return f"_lift_{score.name}"


def with_lifts(
    question_set: QuestionSet, scores: Sequence[ScoreT], totals_of: TotalsOf[ScoreT]
) -> QuestionSet:
    """Add the column `lift` of each score that has a nightly floor to the questions."""
    floored = [score for score in scores if score.nightly_floor is not None]
    if not floored:
        return question_set
    nights = _nights(question_set)
    ends = nights.select("lead_id", _as_of=nights._midnight - 1)
    questions = ask_at(
        ends,
        question_set.facts,
        question_set.activities,
        question_set.ruleset,
        question_set.fired,
    )
    totals = totals_of(questions, floored)
    for score in floored:
        question_set = _with_lift(question_set, score, totals)
    return question_set


def _nights(question_set: QuestionSet) -> Table:
    """Return `lead_id, _midnight`: the last one before each activity and before each question.

    Midnights until the lead was created, or first did something, are left out.
    """
    questions = question_set.questions.select("lead_id", _t=question_set.questions._as_of)
    acted = question_set.activities.select("lead_id", "_t")
    zone = load_zone_offsets(question_set.ruleset.time_zone)
    moments = ibis.union(questions, acted, distinct=True)
    nights = with_local_midnight(moments, zone).select("lead_id", "_midnight").distinct()
    first = acted.group_by("lead_id").aggregate(_first_t=acted._t.min())
    created = question_set.facts.select("lead_id", "_created_t")
    begun = with_columns_of(created, first, "lead_id")
    begins = ibis.coalesce(ibis.least(begun._created_t, begun._first_t), begun._created_t)
    begun = begun.select("lead_id", _begins=ibis.coalesce(begins, begun._first_t))
    known = nights.join(begun, "lead_id")
    return known.filter(known._midnight > known._begins).select("lead_id", "_midnight")


def _with_lift(question_set: QuestionSet, score: AnyScore, totals: Table) -> QuestionSet:
    """Add what the nights since the reset in force lift a score by."""
    keys = question_set.keys
    nights = totals.select("lead_id", _midnight=totals._as_of + 1, _total=totals[raw(score)])
    questions = question_set.questions.select(*keys, _question_t=question_set.questions._as_of)
    resets = question_set.ruleset.resets_of(score)
    if resets:
        questions = with_columns_of(questions, latest_of(question_set, resets), keys)
    rows = questions.join(nights, "lead_id")
    rows = rows.filter(rows._midnight <= rows._question_t)
    if resets:
        rows = rows.filter(rows._midnight > rows._reset_t.coalesce(-1))
    lowest = rows.group_by(keys).aggregate(_lowest=rows._total.min())
    joined = with_columns_of(question_set.questions, lowest, keys)
    floor = score.nightly_floor
    lifted = ibis.greatest(floor - joined._lowest.coalesce(floor), 0)
    joined = joined.mutate(**{lift(score): as_integer(lifted)})
    return question_set.instead(without(joined, "_lowest"))
