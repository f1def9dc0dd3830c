"""Groups of rules: what counts of the points that their rules give. Twin: `relational.groups`."""

from collections.abc import Iterable, Sequence

from leadpact.engine.scoring.rounding import held_within
from leadpact.pact.ruleset import RuleGroup, Score
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode


def points_of_group(group: RuleGroup, points: Sequence[int]) -> int:
    """Return what a group gives in place of the points of its rules, in millipoints.

    A rule that gives no points is not the best one, so that the best of two negative rules is the
    one that takes less.
    """
    total = max(filter(None, points), default=0) if group.takes_best else sum(points)
    return held_within(total, group.limit_millipoints)


def add_by_group(score: Score, given: Iterable[tuple[str | None, int]]) -> int:
    """Return the sum of the points of rules, each with its group, as the groups count them."""
    points: dict[str | None, list[int]] = {}
    for group, millipoints in given:
        points.setdefault(group, []).append(millipoints)
    total = sum(points.pop(None, ()))
    return total + sum(points_of_group(item, points.get(item.name, ())) for item in score.groups)


def group_reasons(score: Score, reasons: Iterable[JudgementReason]) -> list[JudgementReason]:
    """Return what each group takes from, or adds to, the points that its rules give."""
    groups = {rule.rule_id: rule.group for rule in score.rules}
    points: dict[str | None, list[int]] = {}
    for reason in reasons:
        points.setdefault(groups[reason.rule_id], []).append(reason.millipoints)
    taken = [
        (group, points_of_group(group, own) - sum(own))
        for group in score.groups
        for own in [points.get(group.name, [])]
    ]
    return [
        JudgementReason(
            JudgementReasonCode.GROUP_LIMIT, group.name, score.name, millipoints=millipoints
        )
        for group, millipoints in taken
        if millipoints
    ]
