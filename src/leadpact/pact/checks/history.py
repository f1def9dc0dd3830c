"""Checks of what a score makes of the past: silence, resets, and a nightly floor."""

from typing import TypeAlias

from leadpact.conditions.walk import changes_by_itself
from leadpact.pact.checks.base import check_kind_is_declared, repeats
from leadpact.pact.checks.reach import reachable_totals
from leadpact.pact.document_history import SilenceRuleDocument
from leadpact.pact.document_scores import (
    ActivityRuleDocument,
    ConditionRuleDocument,
    RuleDocument,
    ScoreDocument,
)
from leadpact.pact.document_sums import SumScoreDocument
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_

_Floored: TypeAlias = ScoreDocument | SumScoreDocument


def check_silence_is_of_declared_kinds(draft: Draft) -> None:
    """Check that a rule on silence names declared kinds of activity, and fits its limit."""
    for path, rule in draft.silence_rules:
        if not isinstance(rule.silence_of, str):
            for index, kind in enumerate(rule.silence_of):
                check_kind_is_declared(draft, kind, (*path, "silence_of", index))
        if rule.at_most and -rule.points > rule.at_most.points:
            most = rule.at_most.points
            draft.add(
                "limit-below-points",
                (*path, "at_most", "points"),
                f"One span of `{rule.id}` takes {-rule.points} points, and the rule at"
                f" most {most}: {-rule.points} can never be reached.",
                "Raise the limit, or take fewer points.",
            )


def check_resets_are_clear(draft: Draft) -> None:
    """Check that resets are of declared kinds, each once, and that none gives points itself."""
    for name, score in draft.lead_scores.items():
        kinds = [reset.on for reset in score.resets]
        for index, kind in enumerate(kinds):
            check_kind_is_declared(draft, kind, ("scores", name, "resets", index, "on"))
        for index, kind in repeats(kinds):
            draft.add(
                "reset-twice",
                ("scores", name, "resets", index, "on"),
                f"`{kind}` resets `{name}` twice, so it is unclear what is left.",
                "Keep one of the two.",
            )
        _check_no_reset_gives_points(draft, name, score, set(kinds))
        if kinds and all(isinstance(rule, ConditionRuleDocument) for rule in score.rules):
            draft.add(
                "reset-without-effect",
                ("scores", name, "resets"),
                f"`{name}` has no rules on activities or silence, and what conditions give is not"
                " reset.",
                "Move the resets to the score that they are meant for.",
            )


def _check_no_reset_gives_points(
    draft: Draft, name: str, score: ScoreDocument, resets: set[str]
) -> None:
    for index, rule in enumerate(score.rules):
        if isinstance(rule, ActivityRuleDocument) and rule.on in resets:
            draft.add(
                "score-resets-itself",
                ("scores", name, "rules", index, "on"),
                f"`{rule.on}` resets `{name}`, so the points that `{rule.id}` gives for it are"
                " reset at the same moment.",
                "Move the rule to another score, or let another activity reset this one.",
            )


def check_floors_are_of_lasting_points(draft: Draft) -> None:
    """Check that a score with a nightly floor rises by activities only, and with it all it adds."""
    for name, score in _floored(draft).items():
        _check_floor_lies_in_range(draft, name, score)
        weights = score.weights if isinstance(score, SumScoreDocument) else {name: 1}
        for part, weight in weights.items():
            if part not in draft.lead_scores:
                continue
            if part != name:
                _check_part_has_no_floor(draft, name, part)
            _check_points_last(draft, name, part, weight)


def check_floors_are_needed(draft: Draft) -> None:
    """Check that the points of a score with a nightly floor can fall below it."""
    if draft.damaged:
        return
    totals = reachable_totals(draft)
    for name, score in _floored(draft).items():
        floor, low = _floor_of(score), totals[name][0]
        if draft.range_of(name)[0] <= floor <= low:
            draft.add(
                "floor-never-needed",
                ("scores", name, "nightly_floor"),
                f"`{name}` never falls below {low:g} points, so nothing is ever set back to"
                f" {floor}.",
                f"Remove `nightly_floor`{_lower_parts(score)}.",
            )


def _lower_parts(score: _Floored) -> str:
    is_sum = isinstance(score, SumScoreDocument)
    return ", or let the range of one of its scores reach lower" if is_sum else ""


def _floor_of(score: _Floored) -> int:
    assert score.nightly_floor is not None
    return score.nightly_floor


def _floored(draft: Draft) -> dict[str, _Floored]:
    """Return the scores that have a nightly floor."""
    scores: dict[str, _Floored] = {**draft.lead_scores, **draft.sum_scores}
    return {name: score for name, score in scores.items() if score.nightly_floor is not None}


def _check_part_has_no_floor(draft: Draft, name: str, part: str) -> None:
    if draft.lead_scores[part].nightly_floor is not None:
        draft.add(
            "floor-of-floor",
            ("scores", name, "nightly_floor"),
            f"`{name}` adds `{part}`, which has a nightly floor of its own: one night would set"
            " both back.",
            f"Keep the floor of `{name}` or that of `{part}`.",
        )


def _check_points_last(draft: Draft, name: str, part: str, weight: int) -> None:
    """Check that the points of a score, as another or itself takes them, rise by activities."""
    adds, fix = (
        "",
        "Move the rule to a score without `nightly_floor`, and add the two with `sum_of`.",
    )
    if part != name:
        adds = f", which {'adds' if weight > 0 else 'takes off'} `{part}`,"
        fix = f"Let the points last, or remove the nightly floor of `{name}`."
    for index, rule in enumerate(draft.lead_scores[part].rules):
        path: Path_ = ("scores", part, "rules", index)
        key, why = _changes_with_time(draft, path, rule)
        if weight < 0 and isinstance(rule, SilenceRuleDocument):
            key, why = "silence_of", "fall while the lead is silent"
        if key:
            draft.add(
                "floor-with-fading",
                (*path, key),
                f"The points of `{rule.id}` {why}, and `{name}`{adds} has a nightly floor, which"
                " needs points that only activities and silence change"
                f"{', and none that rise in silence' if key == 'silence_of' else ''}.",
                fix,
            )


def _changes_with_time(draft: Draft, path: Path_, rule: RuleDocument) -> tuple[str, str]:
    """Return the key by which the points of a rule change with time, and how; or empty texts."""
    if isinstance(rule, ActivityRuleDocument) and rule.fades and rule.fades.shape != "none":
        return "fades", "fade"
    condition = draft.conditions.get((*path, "when"))
    if condition is not None and changes_by_itself(condition):
        return "when", "depend on what the lead did, on its stage or on the day"
    return "", ""


def _check_floor_lies_in_range(draft: Draft, name: str, score: _Floored) -> None:
    floor, (low, high) = _floor_of(score), draft.range_of(name)
    if low < high and not low <= floor < high:
        draft.add(
            "floor-outside-range",
            ("scores", name, "nightly_floor"),
            f"The nightly floor of `{name}` is {floor}, and its range goes from {low} to {high}:"
            f" {'the range holds the total above it' if floor < low else 'nothing is left'}.",
            f"Write a floor from {low} to {high - 1}.",
        )
