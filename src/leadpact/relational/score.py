"""Scores of many leads. Twin: `engine.scoring.score`; `ledger` lists every point of them."""

from collections.abc import Sequence

import ibis

from leadpact.conditions.walk import changes_by_itself
from leadpact.pact.ruleset import AccountScore, Score, SumScore
from leadpact.relational.evaluate import condition_points
from leadpact.relational.expressions import (
    Table,
    Value,
    as_integer,
    clamp,
    with_columns_of,
    without,
)
from leadpact.relational.floors import lift, raw, with_lifts
from leadpact.relational.groups import (
    NumberedGroup,
    activity_group_points,
    group_totals,
    numbered_groups,
)
from leadpact.relational.questions import QuestionSet, meet, with_behaviour
from leadpact.relational.resets import points_after_resets, silence_points
from leadpact.relational.rules import numbered_rules, rule_numbers, rule_points
from leadpact.relational.silence import score_numbers
from leadpact.relational.sums import added, sum_totals


def score_leads(question_set: QuestionSet, names: frozenset[str] | None = None) -> QuestionSet:
    """Add the total of every score to the questions, in millipoints, under the score's name.

    Parameters
    ----------
    question_set
        Questions from `ask_as_of` or `ask_at`.
    names
        The scores wanted; all of them by default.

    Returns
    -------
    QuestionSet
        The same questions with a column per score; an account score is missing for a lead
        without an account.

    See Also
    --------
    leadpact.engine.scoring.score.score_lead : the twin for one lead.
    """
    ruleset = question_set.ruleset
    accounts = [item for item in ruleset.account_scores if names is None or item.name in names]
    if names is not None and question_set.as_of is not None:
        names |= {item.source for item in accounts}
    scored = _with_lead_scores(question_set, names)
    for account in accounts:
        people = (
            scored if question_set.as_of is not None else _people_of_accounts(question_set, account)
        )
        scored = _with_account_score(scored, account, people.questions)
    return scored


def _with_lead_scores(question_set: QuestionSet, names: frozenset[str] | None) -> QuestionSet:
    """Add the scores of single leads with these names, or all of them."""
    ruleset = question_set.ruleset
    if names is None:
        scores, sums = ruleset.scores, ruleset.sum_scores
    else:
        scores = ruleset.scores_for(names)
        sums = tuple(item for item in ruleset.sum_scores if item.name in names)
    scored = _with_rule_scores(question_set, scores)
    if not sums:
        return scored
    scored = with_sum_lifts(scored, sums)
    questions = scored.questions.mutate(**sum_totals(sums, scored.questions))
    spare = [item.name for item in scores if names is not None and item.name not in names]
    spare += [lift(item) for item in sums if item.nightly_floor is not None]
    return scored.instead(without(questions, *spare))


def with_sum_lifts(question_set: QuestionSet, sums: Sequence[SumScore]) -> QuestionSet:
    """Add what nights lift each sum by that has a nightly floor, as `floors.lift` names it."""
    return with_lifts(question_set, sums, _raw_sums)


def _raw_sums(question_set: QuestionSet, sums: Sequence[SumScore]) -> Table:
    scores = question_set.ruleset.scores_for({item.name for item in sums})
    scored = _with_rule_scores(question_set, scores).questions
    return scored.mutate(**{raw(item): added(item, scored) for item in sums})


def _with_rule_scores(question_set: QuestionSet, scores: Sequence[Score]) -> QuestionSet:
    totals = with_unheld_totals(question_set, scores, activity_points(question_set, scores))
    questions = totals.questions.mutate(**held_totals(totals.questions, scores))
    groups = numbered_groups(question_set.ruleset, scores)
    spare = [name for item in groups for name in (item.total, item.sum)]
    spare += [lift(item) for item in scores if item.nightly_floor is not None]
    return question_set.instead(without(questions, *(unheld(item) for item in scores), *spare))


def unheld(score: Score) -> str:
    """Return the column of a score's total before its range holds it."""
    return f"_unheld_{score.name}"


def held_totals(questions: Table, scores: Sequence[Score]) -> dict[str, Value]:
    """Return the total of each score, held within its range, by its name."""
    return {
        score.name: as_integer(clamp(questions[unheld(score)], score.low, score.high))
        for score in scores
    }


def with_unheld_totals(
    question_set: QuestionSet, scores: Sequence[Score], points: Table
) -> QuestionSet:
    """Add the total of each score, before its range holds it, under the name `unheld` gives.

    `points` come from `activity_points`. What a nightly floor lifts it by has a column of its own.
    """
    question_set = _with_raw_totals(question_set, scores, points)
    question_set = with_lifts(question_set, scores, _raw_totals)
    questions = question_set.questions
    totals = {
        unheld(score): questions[raw(score)]
        if score.nightly_floor is None
        else questions[raw(score)] + questions[lift(score)]
        for score in scores
    }
    return question_set.instead(without(questions.mutate(**totals), *map(raw, scores)))


def _raw_totals(question_set: QuestionSet, scores: Sequence[Score]) -> Table:
    points = activity_points(question_set, scores)
    return _with_raw_totals(question_set, scores, points).questions


def _with_raw_totals(
    question_set: QuestionSet, scores: Sequence[Score], points: Table
) -> QuestionSet:
    """Add the total of each score before its floor lifts it, under the name `raw` gives."""
    rules = [rule for score in scores for rule in score.condition_rules]
    question_set = with_behaviour(question_set, [rule.when for rule in rules])
    ruleset = question_set.ruleset
    groups = numbered_groups(ruleset, scores)
    numbers = {item.name: score_numbers(ruleset, item.ungrouped()) for item in scores}
    sums = {
        f"_points_{name}": points._millipoints.sum(where=points._rule.isin(rule_numbers))
        for name, rule_numbers in numbers.items()
        if rule_numbers
    }
    sums |= activity_group_points(points, ruleset, groups)
    questions = question_set.questions
    if sums:
        given = points.group_by(question_set.keys).aggregate(**sums)
        questions = with_columns_of(questions, given, question_set.keys)
    if groups:
        questions = questions.mutate(**group_totals(questions, groups))
    totals = {raw(score): _total(questions, score, groups) for score in scores}
    return question_set.instead(without(questions.mutate(**totals), *sums))


def activity_points(question_set: QuestionSet, scores: Sequence[Score]) -> Table:
    """Return the points of each activity rule of these scores, as `rule_points` does."""
    wanted = [number for score in scores for number in rule_numbers(question_set.ruleset, score)]
    fired = question_set.fired
    if len(wanted) < len(numbered_rules(question_set.ruleset)):
        fired = fired.filter(fired._rule.isin(wanted))
    rows, as_of = meet(question_set, fired)
    if any(score.resets for score in scores):
        points = points_after_resets(question_set, scores, rows, as_of)
    else:
        points = rule_points(rows, question_set.keys, as_of, question_set.ruleset)
    silent = [score for score in scores if score.silence_rules]
    if not silent:
        return points
    return ibis.union(points, silence_points(question_set, silent), distinct=False)


def _total(questions: Table, score: Score, groups: Sequence[NumberedGroup]) -> Value:
    own = score.ungrouped().condition_rules
    rules = [rule for rule in own if changes_by_itself(rule.when)]
    total = condition_points(rules, questions, questions[f"_static_{score.name}"])
    for item in groups:
        if item.score.name == score.name:
            total += questions[item.total]
    column = f"_points_{score.name}"
    return total + questions[column].coalesce(0) if column in questions.columns else total


def _with_account_score(
    question_set: QuestionSet, score: AccountScore, people: Table
) -> QuestionSet:
    """Add an account's score: its people's highest scores at the moment of each question."""
    keys = _account_keys(question_set)
    known = people.filter(people.account_id.notnull())
    known = known.filter((known._created_t <= known._as_of).coalesce(True))
    ranked = known.select(*keys, "lead_id", _score=known[score.source])
    if score.n is not None:
        window = ibis.window(
            group_by=[ranked[key] for key in keys],
            order_by=[ranked._score.desc(), ranked.lead_id],
        )
        ranked = ranked.mutate(_nth=ibis.row_number().over(window))
        ranked = ranked.filter(ranked._nth < score.n)
    combined = ranked.group_by(keys).aggregate(_sum=ranked._score.sum())
    held = as_integer(clamp(combined._sum, score.low, score.high))
    totals = combined.select(*keys, **{score.name: held})
    return question_set.instead(with_columns_of(question_set.questions, totals, keys))


def _account_keys(question_set: QuestionSet) -> list[str]:
    return ["account_id"] if question_set.as_of is not None else ["account_id", "_as_of"]


def _people_of_accounts(question_set: QuestionSet, score: AccountScore) -> QuestionSet:
    """Add questions about all people of the same accounts, at the same moments."""
    known = question_set.questions.filter(question_set.questions.account_id.notnull())
    accounts = known.select(*_account_keys(question_set)).distinct()
    people = question_set.facts.filter(question_set.facts.account_id.notnull())
    questions = accounts.join(people, "account_id")
    return _with_lead_scores(question_set.instead(questions), frozenset({score.source}))
