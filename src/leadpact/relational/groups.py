"""Groups of rules of many leads: what counts of the points of their rules.

Twin: `engine.scoring.groups`. A group is known by its number: its place among all groups of the
ruleset.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ibis

from leadpact.conditions.walk import changes_by_itself
from leadpact.pact.ruleset import MILLI, ConditionRule, RuleGroup, Ruleset, Score
from leadpact.relational.evaluate import condition_points, to_expression
from leadpact.relational.expressions import Table, Value, as_integer, clamp
from leadpact.relational.rules import numbered_rules
from leadpact.terms.reasons import JudgementReasonCode

_NONE = -(2**40)
"""Less than any rule gives: the best of no points."""


@dataclass(frozen=True, slots=True)
class NumberedGroup:
    """A group with its number, and the score with its rules only."""

    number: int
    group: RuleGroup
    score: Score

    @property
    def total(self) -> str:
        """The column of what the group gives."""
        return f"_group_{self.number}"

    @property
    def sum(self) -> str:
        """The column of what its rules give."""
        return f"_sum_of_group_{self.number}"

    @property
    def static_sum(self) -> str:
        """The column of what its conditions give whatever the lead does."""
        return f"_static_sum_{self.number}"

    @property
    def static_best(self) -> str:
        """The column of the most that one such condition gives."""
        return f"_static_best_{self.number}"


def numbered_groups(ruleset: Ruleset, scores: Iterable[Score] | None = None) -> list[NumberedGroup]:
    """Return every group of a ruleset, numbered from 0, or those of some scores."""
    pairs = [(score, group) for score in ruleset.scores for group in score.groups]
    names = None if scores is None else {score.name for score in scores}
    return [
        NumberedGroup(number, group, score.of_group(group))
        for number, (score, group) in enumerate(pairs)
        if names is None or score.name in names
    ]


def static_group_points(facts: Table, ruleset: Ruleset) -> dict[str, Value]:
    """Return what the conditions of each group give whatever the lead does: sums, and the best."""
    columns = {}
    for item in numbered_groups(ruleset):
        rules = [rule for rule in item.score.condition_rules if not changes_by_itself(rule.when)]
        zero = ibis.literal(0, type="int64")
        columns[item.static_sum] = condition_points(rules, facts, zero).cast("int64")
        if item.group.takes_best:
            columns[item.static_best] = _best_of(rules, facts, ibis.literal(_NONE, type="int64"))
    return columns


def _best_of(rules: Sequence[ConditionRule], table: Table, best: Value) -> Value:
    for rule in rules:
        if rule.points:
            holds = to_expression(rule.when, table).coalesce(False)
            best = ibis.greatest(best, holds.ifelse(rule.points * MILLI, _NONE))
    return best.cast("int64")


def activity_group_points(
    points: Table, ruleset: Ruleset, groups: Iterable[NumberedGroup]
) -> dict[str, Value]:
    """Return aggregates of the points of rules: the sum of each group's rules, and the best."""
    numbers = {item.rule.rule_id: item.number for item in numbered_rules(ruleset)}
    columns = {}
    for item in groups:
        own = [numbers[rule.rule_id] for rule in item.score.activity_rules]
        if own:
            is_own = points._rule.isin(own)
            columns[_acted_sum(item)] = points._millipoints.sum(where=is_own)
        if own and item.group.takes_best:
            gives = is_own & (points._millipoints != 0)
            columns[_acted_best(item)] = points._millipoints.max(where=gives)
    return columns


def _acted_sum(item: NumberedGroup) -> str:
    return f"_acted_sum_{item.number}"


def _acted_best(item: NumberedGroup) -> str:
    return f"_acted_best_{item.number}"


def group_totals(questions: Table, groups: Iterable[NumberedGroup]) -> dict[str, Value]:
    """Return for each group what it gives, and what its rules give.

    `questions` have the columns of `static_group_points` and `activity_group_points`, and those of
    the behaviour that conditions ask for.
    """
    columns = {}
    for item in groups:
        rules = [rule for rule in item.score.condition_rules if changes_by_itself(rule.when)]
        total = condition_points(rules, questions, questions[item.static_sum])
        if _acted_sum(item) in questions.columns:
            total += questions[_acted_sum(item)].coalesce(0)
        columns[item.sum] = total = as_integer(total)
        if item.group.takes_best:
            total = _best_of(rules, questions, questions[item.static_best])
            if _acted_best(item) in questions.columns:
                acted = questions[_acted_best(item)].coalesce(_NONE)
                total = ibis.greatest(total, acted)
            total = (total == _NONE).ifelse(0, total)
        limit = item.group.limit_millipoints
        held = total if limit is None else clamp(total, -limit, limit)
        columns[item.total] = as_integer(held)
    return columns


def most_of_conditions(leads: Table, item: NumberedGroup) -> Value:
    """Return what the conditions of a group that no activity changes can add to a bound.

    Negative points lower no bound: the limit can hold them back, or a better rule count.
    """
    column = item.static_best if item.group.takes_best else item.static_sum
    return ibis.greatest(leads[column], 0)


def group_entries(questions: Table, keys: list[str], ruleset: Ruleset, first: int) -> list[Table]:
    """Return the entries of groups in a ledger: what each takes from the points of its rules.

    Parameters
    ----------
    questions
        With the columns of `group_totals`.
    keys
        The columns of a question.
    ruleset
        The pact in force.
    first
        The number of the first entry; the others follow as `group_names` lists them.
    """
    entries = []
    for item in numbered_groups(ruleset):
        taken = questions[item.total] - questions[item.sum]
        entries.append(
            questions.filter(taken != 0).select(
                *keys,
                _entry=ibis.literal(first + item.number, type="int64"),
                n_counted=ibis.literal(0, type="int64"),
                millipoints=taken,
            )
        )
    return entries


def group_names(ruleset: Ruleset) -> list[tuple[str, str, str]]:
    """Return `(score, rule_id, code)` of the entry of every group, in the order of numbers."""
    code = str(JudgementReasonCode.GROUP_LIMIT)
    return [(item.score.name, item.group.name, code) for item in numbered_groups(ruleset)]
