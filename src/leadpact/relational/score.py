"""Scores of many leads. Twin: `engine.score`; every point of them stands in `ledger`."""

from collections.abc import Sequence

import ibis

from leadpact.pact.ruleset import MILLI, AccountScore, Score
from leadpact.relational.arithmetic import as_integer, clamp
from leadpact.relational.asked import Asked, meet, with_behaviour
from leadpact.relational.evaluate import to_expression
from leadpact.relational.rules import rule_numbers, rule_points
from leadpact.relational.types import Table, Value


def score_leads(asked: Asked, names: frozenset[str] | None = None) -> Asked:
    """Add the total of every score to the questions, in millipoints, under the score's name.

    Parameters
    ----------
    asked
        Questions from `ask_as_of` or `ask_at`.
    names
        The scores wanted; all of them by default.

    Returns
    -------
    Asked
        The same questions with a column per score; an account score is missing for a lead
        without an account.

    See Also
    --------
    leadpact.engine.score.score_lead : the twin for one lead.
    """
    ruleset = asked.ruleset
    accounts = [item for item in ruleset.account_scores if names is None or item.name in names]
    own = [item for item in ruleset.scores if names is None or item.name in names]
    sources = {item.source for item in accounts}
    if asked.as_of is not None:
        own = [item for item in ruleset.scores if item in own or item.name in sources]
    scored = _with_lead_scores(asked, own)
    for account in accounts:
        people = scored if asked.as_of is not None else _people_of_accounts(asked, account)
        scored = _with_account_score(scored, account, people.questions)
    return scored


def _with_lead_scores(asked: Asked, scores: Sequence[Score]) -> Asked:
    rules = [rule for score in scores for rule in score.condition_rules]
    asked = with_behaviour(asked, [rule.when for rule in rules])
    questions = asked.questions
    if any(score.activity_rules for score in scores):
        questions = questions.left_join(_activity_totals(asked, scores), asked.keys)
        questions = questions.drop(*(f"{key}_right" for key in asked.keys))
    totals = {score.name: _total(questions, score) for score in scores}
    by_activity = [name for name in questions.columns if name.startswith("_points_")]
    return asked.instead(questions.mutate(**totals).drop(*by_activity))


def _activity_totals(asked: Asked, scores: Sequence[Score]) -> Table:
    """Return what activities give to each score: `keys, _points_<score>`."""
    rules_of = {score.name: rule_numbers(asked.ruleset, score) for score in scores}
    wanted = [number for numbers in rules_of.values() for number in numbers]
    fired = asked.fired.filter(asked.fired._rule.isin(wanted))
    rows, as_of = meet(asked, fired)
    points = rule_points(rows, asked.keys, as_of, asked.ruleset)
    sums = {
        f"_points_{name}": points._millipoints.sum(where=points._rule.isin(numbers))
        for name, numbers in rules_of.items()
        if numbers
    }
    return points.group_by(asked.keys).aggregate(**sums)


def _total(questions: Table, score: Score) -> Value:
    return as_integer(clamp(_unheld_total(questions, score), score.low, score.high))


def _unheld_total(questions: Table, score: Score) -> Value:
    total = ibis.literal(0, type="int64")
    for rule in score.condition_rules:
        holds = to_expression(rule.when, questions).coalesce(False)
        total += holds.ifelse(rule.points * MILLI, 0)
    column = f"_points_{score.name}"
    return total + questions[column].coalesce(0) if column in questions.columns else total


def _with_account_score(asked: Asked, score: AccountScore, people: Table) -> Asked:
    """Add an account's score: its people's highest scores at each moment asked about."""
    keys = _account_keys(asked)
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
    joined = asked.questions.left_join(totals, keys)
    return asked.instead(joined.drop(*(f"{key}_right" for key in keys)))


def _account_keys(asked: Asked) -> list[str]:
    return ["account_id"] if asked.as_of is not None else ["account_id", "_as_of"]


def _people_of_accounts(asked: Asked, score: AccountScore) -> Asked:
    """Ask about everybody in the accounts asked about, at the same moments."""
    known = asked.questions.filter(asked.questions.account_id.notnull())
    accounts = known.select(*_account_keys(asked)).distinct()
    people = asked.facts.filter(asked.facts.account_id.notnull())
    questions = accounts.join(people, "account_id")
    source = asked.ruleset.score(score.source)
    return _with_lead_scores(asked.instead(questions), [source])
