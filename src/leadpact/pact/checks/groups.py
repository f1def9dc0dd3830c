"""Checks of groups of rules: they are declared and used, and limit what their rules give."""

from leadpact.pact.checks.base import did_you_mean
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_


def check_groups_are_declared(draft: Draft) -> None:
    """Check that a rule's `group` names a group of its score."""
    for name, score in draft.lead_scores.items():
        if draft.is_damaged(("scores", name, "groups")):
            continue
        for index, rule in enumerate(score.rules):
            if rule.group is None or rule.group in score.groups:
                continue
            example = f"`groups: {{{rule.group}: {{at_most: {{points: 20}}}}}}`"
            fix = f"Declare it in `{name}`, such as {example}."
            if score.groups:
                fix = f"{did_you_mean(rule.group, score.groups)} Or declare it under `groups`."
            draft.add(
                "group-unknown",
                ("scores", name, "rules", index, "group"),
                f"The score `{name}` has no group `{rule.group}`.",
                fix,
            )


def check_groups_have_effect(draft: Draft) -> None:
    """Check that a group has rules, and says what they give together."""
    for name, score in draft.lead_scores.items():
        used = {rule.group for rule in score.rules}
        for group, written in score.groups.items():
            path: Path_ = ("scores", name, "groups", group)
            if written.at_most is None and written.take is None:
                draft.add(
                    "group-incomplete",
                    path,
                    f"The group `{group}` limits nothing.",
                    "Add `at_most: {points: 20}` or `take: best`.",
                    on_key=True,
                )
            if group not in used and not _has_unread_rule(draft, name):
                draft.add(
                    "group-unused",
                    path,
                    f"No rule of `{name}` belongs to the group `{group}`.",
                    f"Write `group: {group}` in its rules, or remove the group.",
                    on_key=True,
                )


def _has_unread_rule(draft: Draft, score: str) -> bool:
    return any(path[:3] == ("scores", score, "rules") for path in draft.damaged)


def check_points_fit_their_group(draft: Draft) -> None:
    """Check that the points of each rule are within the most that its group can give."""
    for name, score in draft.lead_scores.items():
        for rule in score.rules:
            group = score.groups.get(rule.group or "")
            if group is None or group.at_most is None or abs(rule.points) <= group.at_most.points:
                continue
            draft.add(
                "limit-below-points",
                ("scores", name, "groups", rule.group or "", "at_most", "points"),
                f"The rule `{rule.id}` gives {rule.points} points, and its group `{rule.group}` at"
                f" most {group.at_most.points}: {rule.points} can never be reached.",
                "Raise the limit, or lower the points.",
            )
