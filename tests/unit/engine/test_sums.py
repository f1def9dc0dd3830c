"""Sums of scores of one lead, worked by hand: totals, reasons, gates, and the explanation."""

from datetime import datetime

import pytest
from engine_world import DAY, NOON, days_ago, lead_with

from leadpact.engine import Lead, LeadScore, judge_lead, score_lead
from leadpact.engine.lead import Activity, Person
from leadpact.explain.judgement import explain_judgement
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode


def pact(total: str, when: str = "total >= 40") -> Ruleset:
    return load_pact_text(
        f"""spec: 1
name: A pact
activities: {{web: {{}}, demo: {{}}, left: {{}}}}
scores:
  fit: {{range: [0, 60], rules: [{{id: size, when: "n_employees >= 200", points: 60}}]}}
  behaviour:
    range: [-20, 100]
    rules:
      - {{id: web, on: web, points: 9, fades: {{shape: linear, days: 90}}, at_most: {{points: 20}}}}
      - {{id: demo, on: demo, points: 50}}
      - {{id: left, on: left, points: -50}}
  penalty:
    range: [0, 30]
    rules: [{{id: gone, on: left, points: 40}}]
  total: {total}
  account: {{combine: {{from: total, method: sum_of_top, n: 2}}, range: [-1000, 1000]}}
gates:
  conversation_lead: {{when: "{when}"}}
"""
    )


BOTH = "{sum_of: [fit, behaviour]}"
WEIGHTED = "{sum_of: {fit: 2, behaviour: 3, penalty: -4}, range: [-200, 300]}"
LARGE, SMALL = lead_with(n_employees=300), lead_with(n_employees=3)


def total(
    ruleset: Ruleset, *activities: Activity, lead: Lead = LARGE, as_of: datetime = NOON
) -> LeadScore:
    return score_lead(lead, activities, ruleset, as_of=as_of)["total"]


@pytest.mark.parametrize(
    ("lead", "activities", "points"),
    [
        (SMALL, (), 0),
        (LARGE, (), 60),
        (SMALL, (days_ago(3),), 8.7),
        (LARGE, (days_ago(3),), 68.7),
        (SMALL, (days_ago(0), days_ago(0), days_ago(0)), 20),  # the rule's own limit
        (LARGE, (days_ago(1, "demo"), days_ago(1, "demo"), days_ago(1, "demo")), 160),
        (SMALL, (days_ago(1, "left"),), -20),  # behaviour is held at -20 before it is added
        (LARGE, (days_ago(1, "left"),), 40),
    ],
)
def test_a_sum_adds_its_scores_each_held_within_its_own_range(
    lead: Lead, activities: tuple[Activity, ...], points: float
) -> None:
    assert total(pact(BOTH), *activities, lead=lead).points == points


@pytest.mark.parametrize(
    ("lead", "activities", "points"),
    [
        (LARGE, (), 120),
        (SMALL, (days_ago(3),), 26.1),
        (LARGE, (days_ago(1, "demo"),), 270),
        (LARGE, (days_ago(1, "demo"), days_ago(1, "demo")), 300),  # 420, held
        (LARGE, (days_ago(1, "left"),), -60),  # 120 - 60 - 120
        (SMALL, (days_ago(1, "left"),), -180),
    ],
)
def test_weights_multiply_scores_and_a_negative_one_takes_them_off(
    lead: Lead, activities: tuple[Activity, ...], points: float
) -> None:
    assert total(pact(WEIGHTED), *activities, lead=lead).points == points


def test_the_reasons_of_a_sum_are_its_scores_with_their_weights_and_add_up_to_it() -> None:
    found = total(pact(WEIGHTED), days_ago(1, "demo"), days_ago(1, "demo"))
    assert found.reasons == (
        JudgementReason(JudgementReasonCode.SCORE_ADDED, "fit", "", 2, 120_000),
        JudgementReason(JudgementReasonCode.SCORE_ADDED, "behaviour", "", 3, 300_000),
        JudgementReason(JudgementReasonCode.RANGE_LIMIT, field="total", millipoints=-120_000),
    )
    assert sum(reason.millipoints for reason in found.reasons) == found.millipoints


@pytest.mark.parametrize(
    ("total_", "activities", "opened"),
    [
        (BOTH, (days_ago(9, "web"), days_ago(5, "demo")), days_ago(5).occurred_at),
        (BOTH, (days_ago(9, "left"), days_ago(5, "demo")), None),
        # 3 × 50 - 4 × 30 is 30, then 3 × 58 - 120 is 54
        (
            "{sum_of: {behaviour: 3, penalty: -4}}",
            (
                days_ago(9, "left"),
                *(days_ago(8, "demo"),) * 1,
                days_ago(5, "demo"),
                days_ago(4, "demo"),
            ),
            days_ago(4).occurred_at,
        ),
        ("{sum_of: {fit: 1, penalty: -1}}", (days_ago(5),), None),
    ],
)
def test_a_gate_opens_at_the_first_moment_at_which_the_sum_is_enough(
    total_: str, activities: tuple[Activity, ...], opened: datetime | None
) -> None:
    judged = judge_lead(SMALL, activities, pact(total_), as_of=NOON)
    assert judged.opened_at["conversation_lead"] == opened


def test_a_gate_closed_by_a_score_taken_off_opens_before_that_score_rises() -> None:
    """A bound of the sum must take the score with the negative weight at its lowest."""
    ruleset = pact("{sum_of: {fit: 1, penalty: -1}}", "total >= 60")
    acts = (days_ago(9), days_ago(5, "left"), days_ago(3))
    judged = judge_lead(LARGE, acts, ruleset, as_of=NOON)
    assert judged.opened_at["conversation_lead"] == days_ago(9).occurred_at
    late = (days_ago(9, "left"), days_ago(5))
    assert judge_lead(LARGE, late, ruleset, as_of=NOON).opened_at["conversation_lead"] is None


def test_a_sum_is_compared_with_another_score() -> None:
    ruleset = pact(BOTH, "total > fit")
    judged = judge_lead(LARGE, (days_ago(2),), ruleset, as_of=NOON)
    assert judged.opened_at["conversation_lead"] == days_ago(2).occurred_at


def test_an_account_adds_the_sums_of_its_people() -> None:
    one, two = (Lead(name, {"n_employees": 300}, account_id="A") for name in ("L1", "L2"))
    colleague = Person(two, (days_ago(1, "demo"),))
    scores = score_lead(one, (), pact(BOTH), as_of=NOON, colleagues=[colleague])
    assert scores["account"].points == 60 + 110


def test_later_activities_do_not_change_a_sum() -> None:
    acts = (days_ago(3), days_ago(-1, "demo"))
    assert total(pact(BOTH), *acts, lead=SMALL) == total(pact(BOTH), acts[0], lead=SMALL)
    assert total(pact(BOTH), *acts, lead=SMALL, as_of=NOON + DAY).points == 58.6


def test_the_explanation_lists_each_score_with_its_weight() -> None:
    ruleset = pact(WEIGHTED)
    judged = judge_lead(LARGE, (days_ago(1, "left"),), ruleset, as_of=NOON)
    lines = explain_judgement(judged, ruleset).splitlines()
    start = lines.index("total: -60 points")
    assert [line.strip() for line in lines[start + 1 : start + 4]] == [
        "120  2 × fit",
        "-60  3 × behaviour",
        "-120  -4 × penalty",
    ]


def test_the_explanation_says_where_no_score_of_a_sum_has_points() -> None:
    ruleset = pact(BOTH)
    lines = explain_judgement(judge_lead(SMALL, (), ruleset, as_of=NOON), ruleset).splitlines()
    assert lines[lines.index("total: 0 points") + 1] == "  no score it adds has points"
