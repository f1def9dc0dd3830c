"""What is met of the checkpoints of a lead's stage and what it lacks, worked by hand."""

from datetime import UTC, datetime
from typing import Any

import pytest

from leadpact.engine.gates import CheckpointCheck, judge_lead
from leadpact.engine.lead import Activity, Lead
from leadpact.explain.judgement import explain_judgement
from leadpact.pact.check import load_pact_text
from leadpact.terms.stages import Stage

RULES = load_pact_text("""
spec: 1
name: Checkpoints
time_zone: UTC
labels: {OPPORTUNITY: SQL}
attributes: {budget: {type: number}, decides: {type: text}, problem: {type: text}}
activities: {demo: {}}
scores: {fit: {rules: [{id: size, when: "n_employees >= 200", points: 30}]}}
gates:
  conversation_lead: {when: "fit >= 20", must_have: [phone]}
  opportunity: {must_have: [problem]}
not_leads: [{id: spam, when: "company == 'spam'"}]
checkpoints:
  - id: money
    label: Money
    stage: OPPORTUNITY
    must_have: [decides, budget]
    when: "budget >= 500"
  - {id: seen, stage: OPPORTUNITY, when: "count('demo', days=30) >= 1 or budget >= 9000"}
  - {id: large, stage: PIPELINE, when: "fit >= 20"}
""")
CREATED, NOW = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
DEMO = Activity("a", "demo", datetime(2026, 2, 20, tzinfo=UTC))


def checks(
    stage: Stage, *activities: Activity, as_of: datetime = NOW, **values: Any
) -> dict[str, CheckpointCheck]:
    lead = Lead("l", values, CREATED, stage=stage, stage_at=datetime(2026, 2, 1, tzinfo=UTC))
    return judge_lead(lead, activities, RULES, as_of=as_of).checkpoints


@pytest.mark.parametrize(
    ("stage", "asked", "moved_on"),
    [
        (Stage.CONVERSATION_LEAD, [], []),
        (Stage.FIRST_MEETING, ["opportunity"], []),
        (Stage.OPPORTUNITY, ["opportunity", "money", "seen"], ["opportunity"]),
        (
            Stage.PIPELINE,
            ["opportunity", "money", "seen", "large"],
            ["opportunity", "money", "seen"],
        ),
        (Stage.CLOSED_WON, ["opportunity", "money", "seen", "large"], "all"),
        (Stage.NEXT_SALE, ["opportunity", "money", "seen", "large"], "all"),
        (Stage.RECYCLED, [], []),
        (Stage.DISQUALIFIED, [], []),
    ],
)
def test_checkpoints_are_asked_in_their_stage_and_the_later_ones(stage, asked, moved_on):
    found = checks(stage)
    assert list(found) == asked
    assert [name for name, check in found.items() if check.has_moved_on] == (
        asked if moved_on == "all" else moved_on
    )


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, "open: decides, budget"),  # the condition is unknown, for want of the budget
        ({"decides": "the owner"}, "open: budget"),
        ({"budget": 499}, "open: decides, when"),
        ({"decides": "the owner", "budget": 499}, "open: when"),
        ({"budget": 500}, "open: decides"),
        ({"decides": "the owner", "budget": 500}, "met"),
        ({"decides": "", "budget": 500}, "met"),  # an empty text is known, as of gates
    ],
)
def test_what_is_missing_is_named(values, text):
    check = checks(Stage.OPPORTUNITY, **values)["money"]
    assert check.text == text
    assert check.is_met == (text == "met")


def test_unknown_condition_is_missing_where_every_must_have_is_known():
    assert checks(Stage.OPPORTUNITY)["seen"].condition is None
    assert checks(Stage.OPPORTUNITY)["seen"].lacks == ("when",)
    assert checks(Stage.OPPORTUNITY, DEMO)["seen"].is_met


@pytest.mark.parametrize(
    ("month", "day", "text"),
    [(2, 19, "open: when"), (2, 20, "met"), (3, 21, "met"), (3, 22, "open: when")],
)
def test_checkpoint_is_asked_at_the_moment_asked_about(month: int, day: int, text: str):
    as_of = datetime(2026, month, day, tzinfo=UTC)
    assert checks(Stage.OPPORTUNITY, DEMO, as_of=as_of, budget=1)["seen"].text == text


def test_stage_that_is_entered_later_is_not_asked_about_yet():
    assert checks(Stage.OPPORTUNITY, as_of=datetime(2026, 1, 31, tzinfo=UTC)) == {}
    assert checks(Stage.OPPORTUNITY, as_of=datetime(2026, 2, 1, tzinfo=UTC)) != {}


def test_who_is_no_lead_is_asked_for_nothing():
    assert checks(Stage.PIPELINE, company="spam") == {}
    assert checks(Stage.PIPELINE, company="acme") != {}


def test_explanation_says_what_is_missing_and_what_was_moved_on_without():
    lead = Lead("l", {"budget": 400}, CREATED, stage=Stage.PIPELINE)
    text = explain_judgement(judge_lead(lead, [DEMO], RULES, as_of=NOW), RULES)
    assert text.endswith("""
To enter SQL (OPPORTUNITY): open, and the lead moved on without it
  asks: must have problem
  missing: problem

Checkpoint Money (money), before SQL (OPPORTUNITY) ends: open, and the lead moved on without it
  asks: must have decides, budget and when budget >= 500
  missing: decides, the condition is not true

Checkpoint seen, before SQL (OPPORTUNITY) ends: met
  asks: when count('demo', days=30) >= 1 or budget >= 9000

Checkpoint large, before PIPELINE ends: open
  asks: when fit >= 20
  missing: the condition is not true""")


def test_explanation_says_that_a_condition_is_unknown():
    lead = Lead("l", {}, CREATED, stage=Stage.OPPORTUNITY)
    text = explain_judgement(judge_lead(lead, [], RULES, as_of=NOW), RULES)
    assert "  missing: something that the condition asks for" in text.splitlines()


def test_explanation_of_a_lead_before_the_first_meeting_has_no_checkpoints():
    lead = Lead("l", {}, CREATED)
    assert "Checkpoint " not in explain_judgement(judge_lead(lead, [], RULES, as_of=NOW), RULES)
