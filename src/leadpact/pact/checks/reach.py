"""Checks of reach: conditions that can be true, points that can be had, gates that can open."""

import math

from leadpact.conditions.nodes import And, Condition, IsKnown, Or, join_conditions
from leadpact.conditions.normal import normalise_negations
from leadpact.conditions.satisfiable import Contradiction, find_contradiction
from leadpact.conditions.walk import walk
from leadpact.conditions.weaken import weaken
from leadpact.pact.checks.base import covers
from leadpact.pact.document_groups import GroupDocument
from leadpact.pact.document_history import SilenceRuleDocument
from leadpact.pact.document_scores import (
    AccountScoreDocument,
    ActivityRuleDocument,
    BlockDocument,
    FadeDocument,
    LimitDocument,
    RuleDocument,
    ScoreDocument,
)
from leadpact.pact.document_sums import SumScoreDocument
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.scopes import ConditionPlace, place_of

Bounds = tuple[float, float]

_ANYTHING: Bounds = (-math.inf, math.inf)
_GIVERS = {
    ScoreDocument: "The rules",
    SumScoreDocument: "The scores",
    AccountScoreDocument: "The people counted",
}
"""What gives the points of a score, by how it is written."""

_DOES = {
    **dict.fromkeys(("cadences", "clocks", "handoff"), "holds"),
    "gates": "opens",
    "not_leads": "leaves",
    "routing": "takes a lead",
}
"""What never happens where a condition is never true, by section."""


def check_conditions_can_be_true(draft: Draft) -> None:
    """Check that no condition contradicts itself."""
    for path, condition in draft.conditions.items():
        found = find_contradiction(condition, {}, names=draft.scopes[place_of(path)].names)
        if found:
            never = f"never {_DOES.get(str(path[0]), 'fires')}"
            never = "is never met" if path[:2] in draft.checkpoints else never
            draft.note(
                "condition-contradiction",
                path,
                found.position,
                f"{found.fact} So {draft.owner(path)} {never}.",
                "Change one of them, or say `or` where either will do."
                if len(found.parts) > 1
                else "Change what it asks for.",
            )


def check_points_can_be_reached(draft: Draft) -> None:
    """Check that the top of a score's range is within reach of its rules.

    Nobody chose the top of a range that is not written, so it may stay out of reach; that the score
    can never rise at all is reported for both.
    """
    if draft.damaged:
        return
    totals = reachable_totals(draft)
    for name, score in draft.document.scores.items():
        low, top = draft.range_of(name)
        best = totals[name][1]
        is_chosen = "range" in score.model_fields_set or best <= low
        if low < top and best < top and is_chosen:
            what = _GIVERS[type(score)]
            draft.add(
                "range-never-reached",
                ("scores", name, "range"),
                f"{what} of `{name}` give at most {best:g} points, and its range ends at"
                f" {top}: the top can never be reached.",
                f"Set the range to end at {best:g}, or give more points."
                if best > low
                else "Give more points, or lower the range.",
            )


def check_gates_can_open(draft: Draft) -> None:
    """Check that every gate can open with the points of the rules and the fields it demands."""
    if draft.damaged:
        return
    bounds = reachable_bounds(draft)
    names = draft.scopes[ConditionPlace.GATE].names
    for name, gate in draft.gates.items():
        path: Path_ = ("gates", name, "when")
        condition = draft.conditions.get(path)
        _check_paths_can_open(draft, name, bounds)
        if condition is None or find_contradiction(condition, {}, names=names):
            continue
        known = tuple(IsKnown(field, position=condition.position) for field in gate.must_have)
        demanded = And((condition, *known), position=condition.position) if known else condition
        found = find_contradiction(demanded, bounds, names=names)
        if found:
            fact = f"{found.fact} So the gate {name} never opens."
            fix = "Lower what the gate asks for, or let the rules give more points."
            if any(part in known for part in found.parts):
                fix = "Take the field out of `must_have`, or let the condition allow it."
            draft.note("gate-unreachable", path, found.position, fact, fix)


def _check_paths_can_open(draft: Draft, gate: str, bounds: dict[str, Bounds]) -> None:
    """Check that every path of a gate can open together with what the gate itself asks for."""
    names = draft.scopes[ConditionPlace.GATE].names
    asked = _asked_by(draft, gate)
    if asked and find_contradiction(join_conditions(And, asked), bounds, names=names):
        return  # nothing opens the gate, whatever its paths: that is reported by itself
    for index, item in enumerate(draft.gates[gate].paths):
        own = _asked_by(draft, gate, index)
        path: Path_ = ("gates", gate, "paths", index)
        when = draft.conditions.get((*path, "when"))
        if (
            draft.has_unread(path)
            or not own
            or (when is not None and find_contradiction(when, {}, names=names))
        ):
            continue
        found = find_contradiction(join_conditions(And, (*asked, *own)), bounds, names=names)
        if found:
            fact = f"{found.fact} So nobody comes in by the path {item.id} of the gate {gate}."
            fix = "Let the path agree with the gate and the points, or remove the path."
            _add_unreachable(draft, path, found, when, (fact, fix))


def _add_unreachable(
    draft: Draft,
    path: Path_,
    found: Contradiction,
    when: Condition | None,
    fact_and_fix: tuple[str, str],
) -> None:
    """Note that a path never opens, at what clashes in its own condition where something does."""
    tests = walk(normalise_negations(when)) if when is not None else ()
    clashing = [test for test in tests if test in found.parts and not isinstance(test, IsKnown)]
    if clashing:
        draft.note("path-unreachable", (*path, "when"), clashing[0].position, *fact_and_fix)
    else:
        draft.add("path-unreachable", (*path, "id"), *fact_and_fix)


def check_paths_are_not_shadowed(draft: Draft) -> None:
    """Check that every path decides for some lead: of several that hold the first does."""
    for gate, item in draft.gates.items():
        place: Path_ = ("gates", gate, "paths")
        for index, narrow in enumerate(item.paths):
            known = {*item.must_have, *narrow.must_have}
            earlier = [
                wide.id
                for number, wide in enumerate(item.paths[:index])
                if wide.id != narrow.id  # two of one id are reported by themselves
                and known >= {*wide.must_have}
                and covers(draft, (*place, number), (*place, index))
            ]
            if earlier:
                draft.add(
                    "path-shadowed",
                    (*place, index, "id"),
                    f"Every lead for which the path {narrow.id} is open comes in by {earlier[0]},"
                    " which is written before it and so decides.",
                    f"Put {narrow.id} before {earlier[0]}, or remove it.",
                )


def _asked_by(draft: Draft, gate: str, path: int | None = None) -> tuple[Condition, ...]:
    """Return what a gate itself asks for, or what one of its paths does, one by one."""
    written = draft.gates[gate]
    place: Path_ = ("gates", gate)
    if path is not None:
        fields, place = written.paths[path].must_have, (*place, "paths", path)
    else:
        fields = written.must_have
    condition = draft.conditions.get((*place, "when"))
    known = tuple(IsKnown(field) for field in fields)
    return (*known, condition) if condition else known


def check_gates_follow_each_other(draft: Draft) -> None:
    """Check that a lead that passes a gate can pass the next one without changing who it is."""
    if draft.damaged:
        return
    names = draft.scopes[ConditionPlace.GATE].names
    used: tuple[Condition, ...] = ()
    for name in draft.gates:
        asked = (*_asked_by(draft, name), *_one_of_paths(draft, name))
        weak = (weaken(item, frozenset(draft.document.scores)) for item in asked)
        own = tuple(item for item in weak if item is not None)
        if not own or find_contradiction(join_conditions(And, own), {}, names=names):
            continue
        found = find_contradiction(join_conditions(And, (*used, *own)), {}, names=names)
        if found:
            draft.add(
                "gate-after-gate",
                ("gates", name),
                f"{found.fact} So a lead that passed the gate before cannot pass {name}.",
                "Let the two gates agree, unless such a lead is meant to change first.",
                on_key=True,
            )
        used = (*used, *own)


def _one_of_paths(draft: Draft, gate: str) -> tuple[Condition, ...]:
    """Return that one of the paths of a gate is open; nothing where one of them asks nothing."""
    ways_in = [_asked_by(draft, gate, path) for path in range(len(draft.gates[gate].paths))]
    if not ways_in or not all(ways_in):
        return ()
    return (join_conditions(Or, [join_conditions(And, asked) for asked in ways_in]),)


def reachable_bounds(draft: Draft) -> dict[str, Bounds]:
    """Return the lowest and highest points that each score can reach within its range."""
    return {
        name: _clamped(total, draft.range_of(name))
        for name, total in reachable_totals(draft).items()
    }


def reachable_totals(draft: Draft) -> dict[str, Bounds]:
    """Return the lowest and highest points that each score can be given, whatever its range."""
    totals = {name: _sum_of_rules(score) for name, score in draft.lead_scores.items()}
    totals |= {name: _sum_of_parts(draft, item, totals) for name, item in draft.sum_scores.items()}
    for name, account in draft.account_scores.items():
        source = account.combine.from_
        if source not in totals or source in draft.account_scores:
            totals[name] = _ANYTHING
            continue
        low, high = _clamped(totals[source], draft.range_of(source))
        n = 1 if account.combine.method == "max" else account.combine.n or math.inf
        totals[name] = (n * low if low < 0 else low, n * high if high > 0 else high)
    return totals


def _sum_of_parts(draft: Draft, score: SumScoreDocument, totals: dict[str, Bounds]) -> Bounds:
    """Return what the parts of a sum can give together, each within its own range."""
    low = high = 0.0
    for part, weight in score.weights.items():
        if part not in draft.lead_scores:
            return _ANYTHING
        if weight:
            ends = [weight * end for end in _clamped(totals[part], draft.range_of(part))]
            low, high = low + min(ends), high + max(ends)
    if score.nightly_floor is not None:  # all that the parts can rise by may follow a night
        high = max(high, score.nightly_floor + high - low)
    return low, high


def _clamped(bounds: Bounds, limits: tuple[int, int]) -> Bounds:
    low, high = limits
    if low >= high:
        return _ANYTHING  # a reversed range is reported by itself
    return max(low, min(high, bounds[0])), max(low, min(high, bounds[1]))


def _sum_of_rules(score: ScoreDocument) -> Bounds:
    """Return what the rules of a score can give together, each group as it says."""
    parts: list[Bounds] = []
    for name in dict.fromkeys(rule.group for rule in score.rules):
        rules = [_rule_bounds(rule) for rule in score.rules if rule.group == name]
        group = score.groups.get(name) if name else None
        parts += [_group_bounds(group, rules)] if group else rules
    low, high = sum(low for low, _ in parts), sum(high for _, high in parts)
    if score.nightly_floor is None:
        return low, high
    # What came after the night is added to the floor; silence that is given back, too.
    is_lifted = any(getattr(rule, "until", None) for rule in score.rules)
    is_lifted |= any(group.take for group in score.groups.values())
    return low, math.inf if is_lifted else max(high, score.nightly_floor + high)


def _group_bounds(group: GroupDocument, rules: list[Bounds]) -> Bounds:
    together = min if group.take else sum, max if group.take else sum
    low, high = together[0](low for low, _ in rules), together[1](high for _, high in rules)
    most = group.at_most.points if group.at_most else math.inf
    return max(-most, low), min(most, high)


def _rule_bounds(rule: RuleDocument) -> Bounds:
    """Return what one rule can give: one condition's points, or as many activities as count."""
    if isinstance(rule, SilenceRuleDocument):
        return (-rule.at_most.points if rule.at_most else -math.inf), 0
    most: float = abs(rule.points)
    if isinstance(rule, ActivityRuleDocument) and rule.points:
        most *= 1 if rule.take else _most_alive(rule.at_most, rule.fades)
        if rule.at_most and rule.at_most.points:
            most = min(most, rule.at_most.points)
    return (0, most) if rule.points > 0 else (-most, 0)


def _most_alive(limit: LimitDocument | None, fade: FadeDocument | None) -> float:
    """Return how many activities of a rule can be worth something at one moment, at most."""
    life = _life_days(fade)
    if limit is None or limit.count is None or limit.per is None or life is None:
        return math.inf
    if isinstance(limit.per, BlockDocument):
        return limit.count * ((life - 1) // limit.per.days + 2)
    # A span of n times 24 hours touches n + 2 calendar days at most: one may have only 23 hours.
    periods = life + 2 if limit.per == "day" else (life + 1) // _SHORTEST_DAYS[limit.per] + 2
    return limit.count * periods


_SHORTEST_DAYS = {"week": 7, "month": 28, "quarter": 90}
"""The fewest days of a unit of the calendar."""


def _life_days(fade: FadeDocument | None) -> int | None:
    """Return the age in days from which nothing is left; None where points last."""
    if fade is None or fade.shape == "none":
        return None
    return max([fade.days or 0, *(step.days for step in fade.steps or [])]) or None
