"""Checks of what a score makes of the past: silence, resets, and a nightly floor."""

from leadpact.conditions.walk import changes_by_itself
from leadpact.pact.checks.base import check_kind_is_declared, repeats
from leadpact.pact.document_scores import (
    ActivityRuleDocument,
    ConditionRuleDocument,
    RuleDocument,
    ScoreDocument,
)
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_


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
    """Check that a score with a nightly floor changes by activities and silence only."""
    for name, score in draft.lead_scores.items():
        if score.nightly_floor is None:
            continue
        _check_floor_lies_in_range(draft, name, score, score.nightly_floor)
        for index, rule in enumerate(score.rules):
            path: Path_ = ("scores", name, "rules", index)
            key, why = _changes_with_time(draft, path, rule)
            if key:
                draft.add(
                    "floor-with-fading",
                    (*path, key),
                    f"The points of `{rule.id}` {why}, and `{name}` has a nightly floor, which"
                    " needs points that only activities and silence change.",
                    "Move the rule to a score without `nightly_floor`, and add the two with"
                    " `sum_of`.",
                )


def _changes_with_time(draft: Draft, path: Path_, rule: RuleDocument) -> tuple[str, str]:
    """Return the key by which the points of a rule change with time, and how; or empty texts."""
    if isinstance(rule, ActivityRuleDocument) and rule.fades and rule.fades.shape != "none":
        return "fades", "fade"
    condition = draft.conditions.get((*path, "when"))
    if condition is not None and changes_by_itself(condition):
        return "when", "depend on what the lead did, or on the day"
    return "", ""


def _check_floor_lies_in_range(draft: Draft, name: str, score: ScoreDocument, floor: int) -> None:
    low, high = score.range[0], score.range[-1]
    if low < high and not low <= floor < high:
        draft.add(
            "floor-outside-range",
            ("scores", name, "nightly_floor"),
            f"The nightly floor of `{name}` is {floor}, and its range goes from {low} to {high}:"
            f" {'the range holds the total above it' if floor < low else 'nothing is left'}.",
            f"Write a floor from {low} to {high - 1}.",
        )
