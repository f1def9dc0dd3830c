"""The bounds that reach is judged by are never too narrow."""

from datetime import UTC, datetime, timedelta

import pytest

from leadpact.engine.lead import Activity, Lead
from leadpact.engine.scoring import score_lead
from leadpact.pact.check import load_pact_text, read_document
from leadpact.pact.checks.reach import reachable_bounds
from leadpact.pact.draft import make_draft

PACT = """
spec: 1
name: Reach
time_zone: America/New_York
activities: {{web: {{}}}}
scores:
  s:
    range: [-100000, 100000]
    rules:
      - id: a
        on: web
        points: {points}
        at_most: {{count: {count}, per: {per}}}
        fades: {fades}
gates: {{conversation_lead: {{must_have: [email]}}}}
"""


FADED = "{id: a, on: web, points: 1, fades: {shape: window, days: 60}"


def bounds_of(text: str) -> tuple[float, float]:
    read = read_document(text, "pact.yaml")
    assert read.recovered is not None
    return reachable_bounds(make_draft(read.recovered, read.positions))["s"]


@pytest.mark.parametrize("days", [1, 2, 6, 7, 8, 13, 14])
@pytest.mark.parametrize("per", ["day", "week", "{days: 1}", "{days: 7}", "{days: 90}"])
@pytest.mark.parametrize(
    "shape",
    [
        "{{shape: window, days: {}}}",
        "{{shape: steps, steps: [{{days: {}, percent: 100}}]}}",
    ],
)
def test_no_lead_however_busy_passes_the_bounds_and_they_are_not_wide(shape, per, days):
    """Busy in its last days only, so that a period begun before them still has its first."""
    text = PACT.format(points=4, count=2, per=per, fades=shape.format(days))
    low, high = bounds_of(text)
    ruleset = load_pact_text(text)
    found = []
    for hour in range(0, 24 * 8, 3):  # over the night of 8 March, an hour shorter
        as_of = datetime(2026, 3, 7, 4, 10, tzinfo=UTC) + timedelta(hours=hour)
        busy = [
            Activity(f"{copy}.{age}", "web", as_of - timedelta(hours=age / 2))
            for age in range(48 * days)
            for copy in (1, 2)
        ]
        score = score_lead(Lead("x"), busy, ruleset, as_of=as_of)["s"]
        found.append(score.points)
    assert low == 0
    assert max(found) <= high <= max(found) + 2 * 8


@pytest.mark.parametrize(
    ("rule", "bounds"),
    [
        ("{id: a, on: web, points: 5}", (0, 100)),
        ("{id: a, on: web, points: -5}", (-100, 0)),
        ("{id: a, on: web, points: 5, at_most: {points: 20}}", (0, 20)),
        ("{id: a, on: web, points: -5, at_most: {points: 20}}", (-20, 0)),
        ("{id: a, on: web, points: 5, at_most: {count: 1, per: day}}", (0, 100)),
        ("{id: a, on: web, points: 0}", (0, 0)),
        (f"{FADED}, at_most: {{count: 2, per: month}}}}", (0, 2 * 4)),
        (f"{FADED}, at_most: {{count: 2, per: quarter}}}}", (0, 2 * 2)),
        (f"{FADED}, at_most: {{count: 2, per: {{days: 60}}}}}}", (0, 2 * 2)),
        (f"{FADED}, at_most: {{count: 2, per: {{days: 20}}}}}}", (0, 2 * 4)),
        ("{id: a, when: is_known(email), points: 30}", (0, 30)),
        ("{id: a, when: is_known(email), points: -30}", (-30, 0)),
    ],
)
def test_what_one_rule_can_give(rule, bounds):
    text = (
        "spec: 1\nname: x\nactivities: {web: {}}\n"
        f"scores: {{s: {{range: [-100, 100], rules: [{rule}]}}}}\n"
    )
    assert bounds_of(text) == bounds
