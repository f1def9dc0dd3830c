"""Checks of reach: conditions that can be true, points that can be had, gates that can open."""

import math

from leadpact.conditions.satisfiable import find_contradiction
from leadpact.pact.checks.base import Check
from leadpact.pact.document import ActivityRuleDocument, ConditionRuleDocument
from leadpact.pact.document import AccountScoreDocument, ScoreDocument
from leadpact.pact.draft import Draft, all_types

Bounds = tuple[float, float]


class ConditionsCanBeTrue(Check):
    """No condition contradicts itself."""

    def run(self, draft: Draft) -> None:
        for path, condition in draft.conditions.items():
            found = find_contradiction(condition, {}, names=all_types(draft))
            if found:
                owner = ".".join(str(part) for part in path[:-1])
                fact = f"The condition of {owner} can never be true: {found.fact}"
                fix = "Change one of the two, or say `or` where either will do."
                draft.add("condition-contradiction", path, fact, fix)


class PointsCanBeReached(Check):
    """The top of a score's range is within reach of its rules."""

    def run(self, draft: Draft) -> None:
        for name, score in draft.lead_scores.items():
            _, best = _sum_of_rules(score)
            if 0 < best < score.range[1]:
                fact = f"The rules of `{name}` give at most {best:g} points, and its range ends"
                fact = f"{fact} at {score.range[1]}: the top can never be reached."
                fix = f"Set the range to end at {best:g}, or give more points."
                draft.warn("range-never-reached", ("scores", name, "range"), fact, fix)


class GatesCanOpen(Check):
    """Every gate's condition can be true with the points that its rules can give."""

    def run(self, draft: Draft) -> None:
        bounds = reachable_bounds(draft)
        for name in draft.gates:
            path = ("gates", name, "when")
            condition = draft.conditions.get(path)
            if condition is None or find_contradiction(condition, {}, names=all_types(draft)):
                continue
            found = find_contradiction(condition, bounds, names=all_types(draft))
            if found:
                fact = f"Nothing can ever open the gate {name}: {found.fact}"
                fix = "Lower what the gate asks for, or let the rules give more points."
                draft.add("gate-unreachable", path, fact, fix)


def reachable_bounds(draft: Draft) -> dict[str, Bounds]:
    """Return the lowest and highest points that each score can reach."""
    bounds: dict[str, Bounds] = {}
    for name, score in draft.lead_scores.items():
        bounds[name] = _clamped(_sum_of_rules(score), score)
    for name, account in draft.account_scores.items():
        low, high = bounds.get(account.combine.from_, (-math.inf, math.inf))
        n = 1 if account.combine.method == "max" else account.combine.n or math.inf
        many = (n * low if low < 0 else low, n * high if high > 0 else high)
        bounds[name] = _clamped(many, account)
    return bounds


def _clamped(bounds: Bounds, score: ScoreDocument | AccountScoreDocument) -> Bounds:
    low, high = score.range[0], score.range[-1]
    return max(low, min(high, bounds[0])), max(low, min(high, bounds[1]))


def _sum_of_rules(score: ScoreDocument) -> Bounds:
    parts = [_rule_bounds(rule) for rule in score.rules]
    return sum(low for low, _ in parts), sum(high for _, high in parts)


def _rule_bounds(rule: ConditionRuleDocument | ActivityRuleDocument) -> Bounds:
    """Return what one rule can give: one condition's points, or as many activities as allowed."""
    most: float = abs(rule.points)
    if isinstance(rule, ActivityRuleDocument) and rule.points:
        limit = rule.at_most
        most = limit.points if limit and limit.points else math.inf
    return (0, most) if rule.points > 0 else (-most, 0)
