"""How silence, resets and nightly floors read in the explanation of a lead."""

import pytest
from engine_world import DAY, NOON, days_ago
from history_world import history_pact

from leadpact.engine import Activity, Lead
from leadpact.engine.gates import judge_lead
from leadpact.explain import explain_judgement
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset


def score_lines(ruleset: Ruleset, *activities: Activity) -> list[str]:
    lead = Lead("L1", created_at=NOON - 100 * DAY)
    text = explain_judgement(judge_lead(lead, activities, ruleset, as_of=NOON), ruleset)
    return [line.strip() for line in text.splitlines()[3:] if line]


def test_silence_a_floor_and_a_reset_read_with_what_they_did() -> None:
    """Two spans until the reset, of which half is left, and one since then: -10 and -10."""
    ruleset = history_pact(
        "on: web, points: 4",
        "silence_of: [web, demo], every: {days: 30}, points: -10, label: Quiet",
        resets="[{on: left, keep_percent: 50}]",
        floor=0,
    )
    assert score_lines(ruleset, days_ago(40), days_ago(38, "left")) == [
        "s: 0 points",
        "2  r1: web, once",
        "-20  r2 (Quiet): 30 days without “demo” or “web”, 3 times",
        "18  set back to 0 points at night",
        "from “left” on, 50 % is left of what came before it",
    ]


def test_only_the_latest_activity_reads_as_such() -> None:
    ruleset = history_pact(
        "on: web, points: 4, take: latest", "silence_of: any, every: {days: 90}, points: -1"
    )
    assert score_lines(ruleset, days_ago(2), days_ago(1)) == [
        "s: 3 points",
        "4  r1: web, the latest",
        "-1  r2: 90 days without any activity, once",
    ]


@pytest.mark.parametrize(
    ("judge_again", "reads"),
    [
        ("", "and time alone opens no gate"),
        ("judge_again: {every: month}", "nor as a month began since"),
    ],
)
def test_a_gate_that_is_open_now_and_was_not_before_reads_with_what_time_can_do(
    judge_again: str, reads: str
) -> None:
    ruleset = load_pact_text(
        f"""spec: 1
name: A pact
activities: {{web: {{}}, left: {{}}}}
scores:
  s:
    range: [-10, 10]
    rules:
      - {{id: web, on: web, points: 10}}
      - {{id: left, on: left, points: -10, fades: {{shape: window, days: 3}}}}
gates:
  conversation_lead: {{when: "s >= 10"}}
  {judge_again}
"""
    )
    assert score_lines(ruleset, days_ago(4), days_ago(4, "left"))[-1] == (
        f"but:  it was not so when something happened to the lead since it was created or"
        f" recycled, {reads}"
    )
