"""Nightly floors of sums worked out by hand: the total of several scores is set back at night."""

import random
from datetime import datetime

import pytest
from engine_world import DAY, NOON, SECOND, days_ago, lead_with

from leadpact.engine import Activity, Lead, LeadScore, judge_lead, score_lead
from leadpact.engine.lead import Person
from leadpact.explain.judgement import explain_judgement
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.reasons import JudgementReasonCode

MIDNIGHT = NOON.replace(hour=0)
SMALL = lead_with(n_employees=3)
LARGE = lead_with(n_employees=300)


def pact(
    total: str = "{sum_of: [fit, did], nightly_floor: 0}",
    more: str = "",
    when: str = "total >= 40",
) -> Ruleset:
    """Return a pact in which small companies take 10 points and large ones give 20."""
    return load_pact_text(
        f"""spec: 1
name: A pact
activities: {{web: {{}}, demo: {{}}, left: {{}}}}
scores:
  fit:
    range: [-10, 20]
    rules:
      - {{id: small, when: "n_employees < 10", points: -10}}
      - {{id: large, when: "n_employees >= 200", points: 20}}
  did:
    range: [-500, 500]
    rules:
      - {{id: web, on: web, points: -30}}
      - {{id: demo, on: demo, points: 25}}
{more}  total: {total}
  account: {{combine: {{from: total, method: max}}, range: [-1000, 1000]}}
gates:
  conversation_lead: {{when: "{when}"}}
"""
    )


def total(
    ruleset: Ruleset,
    *activities: Activity,
    lead: Lead = SMALL,
    as_of: datetime = NOON,
) -> LeadScore:
    return score_lead(lead, activities, ruleset, as_of=as_of)["total"]


def opened(ruleset: Ruleset, *activities: Activity, lead: Lead = SMALL) -> datetime | None:
    return judge_lead(lead, activities, ruleset, as_of=NOON).opened_at["conversation_lead"]


def test_a_sum_below_its_floor_is_set_back_at_midnight_and_not_before() -> None:
    bad = days_ago(1)
    assert total(pact(), bad, as_of=MIDNIGHT - SECOND).points == -40
    assert total(pact(), bad, as_of=MIDNIGHT).points == 0


def test_the_parts_keep_their_points_and_only_the_sum_is_set_back() -> None:
    scores = score_lead(SMALL, [days_ago(1)], pact(), as_of=NOON)
    assert {name: one.points for name, one in scores.items()} == {
        "fit": -10,
        "did": -30,
        "total": 0,
    }


def test_the_ledger_of_a_sum_has_a_line_for_its_nights() -> None:
    score = total(pact(), days_ago(1), days_ago(0, "demo"))
    assert [(str(reason.code), reason.millipoints) for reason in score.reasons] == [
        ("SCORE_ADDED", -10_000),
        ("SCORE_ADDED", -5_000),
        ("NIGHTLY_FLOOR", 40_000),
    ]
    assert score.points == 25


def test_the_points_of_one_part_make_up_for_the_other_before_the_night() -> None:
    """-30 and 20 is -10 in the evening: only that is set back, not the 30."""
    assert total(pact(), days_ago(1), lead=LARGE, as_of=MIDNIGHT - SECOND).points == -10
    assert total(pact(), days_ago(1), days_ago(0, "demo"), lead=LARGE).points == 25


def test_weights_count_before_the_floor() -> None:
    """2 * -10 - 30 is -50 at night; then 25."""
    ruleset = pact("{sum_of: {fit: 2, did: 1}, nightly_floor: 0}")
    assert total(ruleset, days_ago(1), as_of=MIDNIGHT - SECOND).points == -50
    assert total(ruleset, days_ago(1), days_ago(0, "demo")).points == 25


def test_a_part_that_is_taken_off_raises_a_sum_after_the_night() -> None:
    """-(25 - 10) is -25 + 10 = -15 at night; a visit takes 30 from what is taken off."""
    ruleset = pact("{sum_of: {did: -1, fit: 1}, nightly_floor: 0}")
    assert total(ruleset, days_ago(1, "demo"), as_of=MIDNIGHT - SECOND).points == -35
    assert total(ruleset, days_ago(1, "demo"), days_ago(0)).points == 30


def test_a_gate_opens_where_a_part_that_is_taken_off_falls_after_a_lifted_night() -> None:
    ruleset = pact("{sum_of: {did: -2, fit: 1}, nightly_floor: 0}")
    fall = days_ago(0.25)
    assert opened(ruleset, days_ago(1, "demo"), fall) == fall.occurred_at


def test_a_gate_sees_what_the_nights_before_lifted_the_sum_by() -> None:
    ruleset = pact()
    first, second = days_ago(0.2, "demo"), days_ago(0.1, "demo")
    assert opened(ruleset, days_ago(1), first) is None
    assert opened(ruleset, days_ago(1), first, second) == second.occurred_at
    assert opened(ruleset, first, second) == second.occurred_at


def test_nights_before_the_first_activity_lift_nothing() -> None:
    """The size alone takes 10; the lead is there from its first activity on."""
    assert total(pact(), days_ago(0, "demo")).points == 15
    assert total(pact(), days_ago(1, "demo"), days_ago(1)).points == 0


def test_the_range_of_a_sum_holds_what_nights_lifted() -> None:
    ruleset = pact("{sum_of: [fit, did], nightly_floor: 0, range: [0, 20]}", when="total >= 20")
    score = total(ruleset, days_ago(1), days_ago(0, "demo"))
    assert score.points == 20
    assert score.reasons[-1].code is JudgementReasonCode.RANGE_LIMIT


RESETS = """  said:
    range: [-500, 500]
    resets: [{on: left, keep_percent: 0}]
    rules: [{id: said, on: web, points: -50}]
"""


def test_the_reset_of_a_part_ends_what_nights_lifted_the_sum_by() -> None:
    """-60 is set back to 0; after the reset there are only the 10 of the size, until the night."""
    ruleset = pact("{sum_of: [fit, said], nightly_floor: 0}", RESETS, "total >= 20")
    acts = [days_ago(3), days_ago(1, "left")]
    assert total(ruleset, *acts, as_of=NOON - 2 * DAY).points == 0
    assert total(ruleset, *acts, as_of=NOON - 1 * DAY).points == -10
    assert total(ruleset, *acts, as_of=MIDNIGHT).points == 0


SILENCE = """  quiet:
    range: [-500, 0]
    rules: [{id: quiet, silence_of: any, every: {days: 2}, points: -15}]
"""


def test_silence_that_goes_on_is_set_back_each_night() -> None:
    """20 of the size; 15 go after two days and again after four."""
    ruleset = pact("{sum_of: [fit, quiet], nightly_floor: 0}", SILENCE, "total >= 20")
    first = days_ago(4, "left")
    expected = [(4, 20), (2, 5), (1.4, 5), (0.1, 5), (0, -10), (-0.5, 0)]
    for days, points in expected:
        as_of = NOON - days * DAY
        assert (days, total(ruleset, first, lead=LARGE, as_of=as_of).points) == (days, points)


def test_an_account_takes_the_sums_that_nights_lifted() -> None:
    scores = score_lead(
        Lead("L1", account_id="A", attributes={"n_employees": 3}),
        [days_ago(1)],
        pact(),
        as_of=NOON,
        colleagues=[
            Person(Lead("L2", account_id="A", attributes={}), (days_ago(1), days_ago(0, "demo")))
        ],
    )
    assert scores["account"].points == 25


def test_the_explanation_says_that_the_sum_was_set_back() -> None:
    ruleset = pact()
    text = explain_judgement(judge_lead(SMALL, [days_ago(1)], ruleset, as_of=NOON), ruleset)
    assert "         40  set back to 0 points at night" in text.splitlines()


def night_by_night(fit: int, activities: list[Activity], as_of: datetime) -> int:
    """Keep the sum day by day, as people do it on paper."""
    points = {"web": -30, "demo": 25}
    kept, day = fit, min(item.occurred_at for item in activities).date()
    for item in sorted(activities, key=lambda item: item.occurred_at):
        if item.occurred_at > as_of:
            break
        kept = max(kept, 0) if item.occurred_at.date() > day else kept
        day = item.occurred_at.date()
        kept += points[item.kind]
    return max(kept, 0) if as_of.date() > day else kept


@pytest.mark.parametrize(("lead", "fit"), [(SMALL, -10), (LARGE, 20)])
def test_the_lowest_night_gives_the_same_as_a_sum_that_is_kept_night_by_night(
    lead: Lead, fit: int
) -> None:
    chance, ruleset, lifted = random.Random(7), pact(), 0
    for _ in range(40):
        acts = [
            days_ago(chance.uniform(0, 9), chance.choice(["web", "demo"]))
            for _ in range(chance.randint(1, 14))
        ]
        for _ in range(4):
            as_of = NOON - chance.uniform(0, 8) * DAY
            if any(item.occurred_at <= as_of for item in acts):
                score = total(ruleset, *acts, lead=lead, as_of=as_of)
                assert score.points == night_by_night(fit, acts, as_of)
                codes = {reason.code for reason in score.reasons}
                lifted += JudgementReasonCode.NIGHTLY_FLOOR in codes
    assert lifted > 40
