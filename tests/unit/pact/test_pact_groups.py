"""Groups of rules in a pact: their compiled form, their fingerprint and what changed in them."""

import pytest

from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.diff import diff_rulesets
from leadpact.pact.ruleset import RuleGroup, Ruleset


def text_with(groups: str, group: str = "group: emails", range_: str = "[0, 20]") -> str:
    return f"""spec: 1
name: A pact
activities: {{opened: {{}}, clicked: {{}}}}
scores:
  s:
    range: {range_}
    groups: {{{groups}}}
    rules:
      - {{id: opens, on: opened, points: 1, {group}}}
      - {{id: clicks, on: clicked, points: 3, {group}}}
"""


def with_groups(groups: str, group: str = "group: emails") -> Ruleset:
    return load_pact_text(text_with(groups, group))


LIMITED = "emails: {at_most: {points: 20}}"


def test_a_group_has_its_limit_in_millipoints_and_its_rules() -> None:
    (score,) = with_groups("emails: {at_most: {points: 20}, take: best, label: E-mails}").scores
    assert score.groups == (RuleGroup("emails", "E-mails", 20_000, takes_best=True),)
    assert [rule.group for rule in score.activity_rules] == ["emails", "emails"]
    assert score.ungrouped().activity_rules == ()
    assert score.of_group(score.groups[0]).activity_rules == score.activity_rules


def test_a_group_without_rules_means_nothing() -> None:
    spare = with_groups(f"{LIMITED}, spare: {{take: best}}")
    assert [group.name for group in spare.scores[0].groups] == ["emails"]
    assert spare.fingerprint == with_groups(LIMITED).fingerprint


@pytest.mark.parametrize(
    "groups",
    ["emails: {at_most: {points: 19}}", "emails: {take: best}", LIMITED + ", x: {take: best}"],
)
def test_the_fingerprint_differs_for_another_group(groups: str) -> None:
    group = "group: x" if "x:" in groups else "group: emails"
    assert with_groups(groups, group).fingerprint != with_groups(LIMITED).fingerprint


def test_a_label_of_a_group_changes_no_fingerprint() -> None:
    labelled = with_groups("emails: {at_most: {points: 20}, label: E-mails}")
    assert labelled.fingerprint == with_groups(LIMITED).fingerprint


def test_what_changed_in_a_group_is_reported_in_business_words() -> None:
    new = with_groups("emails: {at_most: {points: 30}, take: best, label: E-mails}")
    assert [f"{item.code}: {item}" for item in diff_rulesets(with_groups(LIMITED), new)] == [
        "group-limit: score s, group emails: at most 20 points together"
        " → only the best rule counts, at most 30 points",
        "label: score s, group emails: called emails → E-mails (no decision changes)",
    ]


def test_a_rule_that_leaves_its_group_is_reported() -> None:
    old = text_with(LIMITED)
    new = old.replace("points: 3, group: emails", "points: 3")
    assert [str(item) for item in diff_rulesets(load_pact_text(old), load_pact_text(new))] == [
        "clicks: in the group emails → in no group"
    ]


@pytest.mark.parametrize(
    ("group", "most"),
    [
        ("{at_most: {points: 20}}", 20),
        ("{take: best}", 3),
        ("{take: best, at_most: {points: 2}}", 2),
    ],
)
def test_the_top_of_a_range_beyond_what_a_group_can_give_is_found(group: str, most: int) -> None:
    limited = text_with(f"emails: {group}", range_="[0, 100]")
    for rule, points in (("opens", 1), ("clicks", 3)):
        kind = "opened" if rule == "opens" else "clicked"
        limited = limited.replace(
            f"on: {kind}, points: {points},", f"when: \"count('{kind}') > 0\", points: {points},"
        )
    if most == 20:
        limited = limited.replace("points: 3,", "points: 30,")
    facts = [issue.fact for issue in check_pact_text(limited).issues if "never be" in issue.fact]
    assert any(f"give at most {most} points" in fact for fact in facts)
