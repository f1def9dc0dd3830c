"""Sums of scores in a pact: their compiled form, their fingerprint and what changed in them."""

import pytest

from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.diff import diff_rulesets
from leadpact.pact.ruleset import Ruleset, WeightedScore


def with_total(total: str, more: str = "") -> Ruleset:
    """Return a pact of two scores and a sum of them."""
    return load_pact_text(
        f"""spec: 1
name: A pact
activities: {{demo: {{}}}}
scores:
  fit: {{range: [-10, 30], rules: [{{id: size, when: "n_employees >= 200", points: 30}}]}}
  behaviour: {{rules: [{{id: demo, on: demo, points: 40}}]}}
  total: {{{total}}}
{more}"""
    )


def fingerprint(total: str) -> str:
    return with_total(total).fingerprint


@pytest.mark.parametrize(
    ("total", "low", "high"),
    [
        ("sum_of: [fit, behaviour]", -10, 130),
        ("sum_of: {fit: 2, behaviour: -3}", -320, 60),
        ("sum_of: {fit: 2, behaviour: -3}, range: [0, 50]", 0, 50),
    ],
)
def test_the_range_of_a_sum_is_as_wide_as_its_scores_allow_unless_it_is_written(
    total: str, low: int, high: int
) -> None:
    (score,) = with_total(total).sum_scores
    assert (score.low, score.high) == (low * 1000, high * 1000)


def test_a_list_gives_each_score_the_weight_one() -> None:
    (score,) = with_total("sum_of: [fit, behaviour]").sum_scores
    assert score.parts == (WeightedScore("fit", 1), WeightedScore("behaviour", 1))


@pytest.mark.parametrize(
    "other",
    [
        "sum_of: [behaviour, fit]",
        "sum_of: {behaviour: 1, fit: 1}",
        "sum_of: [fit, behaviour], range: [-10, 130]",
        "sum_of: [fit, behaviour], label: All of it",
    ],
)
def test_the_fingerprint_is_the_same_for_every_spelling_of_a_sum(other: str) -> None:
    assert fingerprint(other) == fingerprint("sum_of: [fit, behaviour]")


@pytest.mark.parametrize(
    "other",
    [
        "sum_of: [fit]",
        "sum_of: {behaviour: 2, fit: 1}",
        "sum_of: [fit, behaviour], range: [0, 130]",
    ],
)
def test_the_fingerprint_differs_for_another_sum(other: str) -> None:
    assert fingerprint(other) != fingerprint("sum_of: [fit, behaviour]")


def test_what_changed_in_a_sum_is_reported_in_business_words() -> None:
    old = with_total("sum_of: [fit, behaviour]")
    new = with_total("sum_of: {fit: 2, behaviour: 1}, range: [0, 150]")
    assert [f"{item.code}: {item}" for item in diff_rulesets(old, new)] == [
        "score-range: score total: -10 to 130 → 0 to 150",
        "score-sum: score total: adds fit and behaviour → adds 2 × fit and behaviour",
    ]
    assert diff_rulesets(old, with_total("sum_of: [behaviour, fit]")) == ()


def test_a_score_that_becomes_a_sum_is_another_score() -> None:
    old = with_total("combine: {from: fit, method: max}")
    assert [str(item) for item in diff_rulesets(old, with_total("sum_of: [fit]"))] == [
        "score total is gone; it was: takes the highest fit score of an account, 0 to 100",
        "score total is new: adds fit, -10 to 30",
    ]


def test_an_account_s_score_can_combine_a_sum() -> None:
    account = "  account: {combine: {from: total, method: max}}"
    ruleset = with_total("sum_of: [fit, behaviour]", account)
    assert ruleset.account_scores[0].source == "total"
    assert [score.name for score in ruleset.all_scores] == ["fit", "behaviour", "total", "account"]


def test_a_sum_that_is_no_list_is_answered_with_an_example() -> None:
    text = """spec: 1
name: A pact
scores: {total: {sum_of: fit + behaviour}}
"""
    (issue, *_) = check_pact_text(text).issues
    assert issue.fix == "Write a list, such as `[fit, behaviour]`."


FLOORED = "sum_of: [fit, behaviour], nightly_floor: 0"


def test_a_nightly_floor_of_a_sum_is_kept_in_thousandths_and_changes_the_fingerprint() -> None:
    (score,) = with_total(FLOORED).sum_scores
    assert score.nightly_floor == 0
    assert with_total(FLOORED.replace(": 0", ": -3")).sum_scores[0].nightly_floor == -3000
    assert fingerprint(FLOORED) != fingerprint("sum_of: [fit, behaviour]")


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (
            "sum_of: [fit, behaviour]",
            FLOORED,
            "score total: nightly floor: none → nightly floor: 0 points",
        ),
        (
            FLOORED,
            FLOORED.replace(": 0", ": -5"),
            "score total: nightly floor: 0 points → nightly floor: -5 points",
        ),
    ],
)
def test_a_changed_floor_of_a_sum_is_named(old: str, new: str, text: str) -> None:
    (change,) = diff_rulesets(with_total(old), with_total(new))
    assert (change.code, change.text) == ("score-floor", text)


@pytest.mark.parametrize(
    ("rule", "weight", "fact"),
    [
        (
            "on: demo, points: 9, fades: {shape: window, days: 9}",
            1,
            "The points of `more` fade, and `total`, which adds `other`, has a nightly floor,"
            " which needs points that only activities and silence change.",
        ),
        (
            "when: \"count('demo') > 2\", points: 9",
            1,
            "The points of `more` depend on what the lead did, on its stage or on the day, and"
            " `total`, which adds `other`, has a nightly floor, which needs points that only"
            " activities and silence change.",
        ),
        (
            "silence_of: any, every: {days: 9}, points: -9",
            -1,
            "The points of `more` fall while the lead is silent, and `total`, which takes off"
            " `other`, has a nightly floor, which needs points that only activities and silence"
            " change, and none that rise in silence.",
        ),
    ],
)
def test_points_that_change_with_time_are_refused_in_what_a_sum_with_a_floor_adds(
    rule: str, weight: int, fact: str
) -> None:
    text = f"""spec: 1
name: A pact
activities: {{demo: {{}}}}
scores:
  fit: {{range: [-10, 30], rules: [{{id: size, when: "n_employees < 9", points: -9}}]}}
  other: {{range: [-90, 90], rules: [{{id: more, {rule}}}]}}
  total: {{sum_of: {{fit: 1, other: {weight}}}, nightly_floor: 0}}
"""
    (issue,) = [issue for issue in check_pact_text(text).issues if issue.level == "error"]
    assert (issue.code, issue.place.line, issue.fact) == ("floor-with-fading", 6, fact)
    assert issue.fix == "Let the points last, or remove the nightly floor of `total`."
