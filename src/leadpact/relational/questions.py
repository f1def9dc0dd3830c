"""Questions to the relations: leads as of one moment, or leads at moments of their own.

A relation of questions has `_as_of` (epoch seconds); its key is the lead where all are evaluated as
of the same moment, and the lead with the moment otherwise.
"""

from dataclasses import dataclass, replace

import ibis

from leadpact.conditions.nodes import Condition, Count, DaysSince
from leadpact.conditions.walk import asks_for_stage, behaviours_of, days_of_dates
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.evaluate import LOCAL_DAY, behaviour_column
from leadpact.relational.expressions import Table, Value, with_columns_of, with_local_day, without
from leadpact.relational.rules import firings
from leadpact.terms.past import STAGE_NAME
from leadpact.terms.zone import SECONDS_A_DAY, load_zone_offsets


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions, with all that answers them.

    Attributes
    ----------
    questions
        Lead facts with `_as_of`, one row per key.
    keys
        `["lead_id"]` or `["lead_id", "_as_of"]`.
    facts
        Facts of every lead, for the colleagues in an account.
    activities, fired
        Activities counted once, and the rules they fire.
    as_of
        The one moment of all questions, or None where each question has its own.
    """

    ruleset: Ruleset
    questions: Table
    keys: list[str]
    facts: Table
    activities: Table
    fired: Table
    as_of: int | None

    def instead(self, questions: Table) -> "QuestionSet":
        """Return the same with other questions."""
        return replace(self, questions=questions)


def ask_as_of(facts: Table, activities: Table, ruleset: Ruleset, as_of: int) -> QuestionSet:
    """Ask about every lead as of one moment."""
    questions = facts.mutate(_as_of=ibis.literal(as_of, type="int64"))
    fired = firings(activities, ruleset, as_of)
    return QuestionSet(ruleset, questions, ["lead_id"], facts, activities, fired, as_of)


def ask_at(
    moments: Table, facts: Table, activities: Table, ruleset: Ruleset, fired: Table
) -> QuestionSet:
    """Ask about leads at moments of their own: `moments` has `lead_id, _as_of`.

    `fired` comes from `firings`, of the same activities.
    """
    questions = moments.join(facts, "lead_id")
    return QuestionSet(ruleset, questions, ["lead_id", "_as_of"], facts, activities, fired, None)


def meet(question_set: QuestionSet, happened: Table) -> tuple[Table, Value]:
    """Join each lead's activities to the questions about it; return the rows and their moment.

    Where all questions have one moment, nothing needs joining: leads without a question drop out
    when the answers are joined to the questions.
    """
    if question_set.as_of is not None:
        return happened, ibis.literal(question_set.as_of, type="int64")
    rows = question_set.questions.select(*question_set.keys).join(happened, "lead_id")
    rows = rows.filter(rows._t <= rows._as_of)
    return rows, rows._as_of


def with_behaviour(question_set: QuestionSet, conditions: list[Condition]) -> QuestionSet:
    """Add a column to the questions for every aggregate over behaviour in the conditions.

    Where they count days since or until a date, `LOCAL_DAY` is added too, and where they ask for
    it, the stage on record.
    """
    if any(map(asks_for_stage, conditions)):
        question_set = _with_stage(question_set)
    if any(days_of_dates(item) for item in conditions):
        question_set = _with_local_day(question_set)
    nodes = sorted({node for item in conditions for node in behaviours_of(item)}, key=repr)
    nodes = [node for node in nodes if behaviour_column(node) not in question_set.questions.columns]
    if not nodes:
        return question_set
    kinds = sorted({node.kind for node in nodes})
    rows, as_of = meet(
        question_set, question_set.activities.filter(question_set.activities.kind.isin(kinds))
    )
    rows = rows.mutate(_age=as_of - rows._t)
    rows = rows.filter(rows._age >= 0)
    values = {behaviour_column(node): _aggregate(rows, node) for node in nodes}
    found = rows.group_by(question_set.keys).aggregate(**values)
    joined = with_columns_of(question_set.questions, found, question_set.keys)
    counts = {
        name: joined[name].coalesce(0)
        for name in (behaviour_column(node) for node in nodes if isinstance(node, Count))
    }
    return question_set.instead(joined.mutate(**counts))


def _with_stage(question_set: QuestionSet) -> QuestionSet:
    """Add the stage that was on record at each question's moment."""
    questions = question_set.questions
    if STAGE_NAME in questions.columns:
        return question_set
    is_recorded = (questions._stage_t <= questions._as_of).coalesce(True)
    stage = is_recorded.ifelse(questions._stage, ibis.null("string"))
    return question_set.instead(questions.mutate(**{STAGE_NAME: stage}))


def _with_local_day(question_set: QuestionSet) -> QuestionSet:
    """Add the local day of each question's moment."""
    questions = question_set.questions
    if LOCAL_DAY in questions.columns:
        return question_set
    zone = load_zone_offsets(question_set.ruleset.time_zone)
    if question_set.as_of is not None:
        today = ibis.literal(zone.local_day(question_set.as_of), type="int64")
        return question_set.instead(questions.mutate(**{LOCAL_DAY: today}))
    dated = with_local_day(questions.mutate(_t=questions._as_of), zone)
    return question_set.instead(without(dated.mutate(**{LOCAL_DAY: dated._day}), "_t", "_day"))


def _aggregate(rows: Table, node: Count | DaysSince) -> Value:
    is_kind = rows.kind == node.kind
    if isinstance(node, DaysSince):
        return (rows._age.min(where=is_kind) // SECONDS_A_DAY).cast("int64")
    if node.days is not None:
        is_kind &= rows._age < node.days * SECONDS_A_DAY
    return is_kind.sum()
