"""The bounds that reach is judged by are never too narrow."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.engine.lead import Activity, Lead
from leadpact.engine.score import score_lead
from leadpact.pact.check import load_pact_text
from leadpact.pact.checks.reach import reachable_bounds
from leadpact.pact.draft import make_draft
from leadpact.pact.load import read_document

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


def bounds_of(text: str) -> tuple[float, float]:
    read = read_document(text, "pact.yaml")
    assert read.mended is not None
    return reachable_bounds(make_draft(read.mended.document, read.positions))["s"]


@settings(max_examples=12, deadline=None)
@given(
    st.integers(1, 3),
    st.sampled_from(["day", "week"]),
    st.sampled_from([1, 2, 5, 6, 7, 8, 13, 14, 15]),
    st.sampled_from(
        ["{{shape: window, days: {}}}", "{{shape: steps, steps: [{{days: {}, percent: 100}}]}}"]
    ),
    st.sampled_from([4, -4]),
)
def test_no_lead_however_busy_passes_the_bounds(count, per, days, shape, points):
    text = PACT.format(points=points, count=count, per=per, fades=shape.format(days))
    low, high = bounds_of(text)
    start = datetime(2026, 2, 20, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    busy = [
        Activity(f"{hour}.{copy}", "web", start + timedelta(hours=hour))
        for hour in range(24 * 30)
        for copy in range(count)
    ]
    ruleset = load_pact_text(text)
    for day in range(days, 30):
        as_of = start + timedelta(days=day, hours=1)
        score = score_lead(Lead("x"), busy, ruleset, as_of=as_of)["s"]
        assert low * 1000 <= score.millipoints <= high * 1000


@pytest.mark.parametrize(
    ("rule", "bounds"),
    [
        ("{id: a, on: web, points: 5}", (0, 100)),
        ("{id: a, on: web, points: -5}", (-100, 0)),
        ("{id: a, on: web, points: 5, at_most: {points: 20}}", (0, 20)),
        ("{id: a, on: web, points: -5, at_most: {points: 20}}", (-20, 0)),
        ("{id: a, on: web, points: 5, at_most: {count: 1, per: day}}", (0, 100)),
        ("{id: a, on: web, points: 0}", (0, 0)),
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
