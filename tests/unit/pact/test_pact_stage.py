"""The stage of a lead in the conditions of a pact: its codes, its labels, and where it is known."""

import pytest

from leadpact.conditions.walk import changes_by_itself
from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.diff import diff_rulesets
from leadpact.terms.issues import Issue


def pact_text(rule: str = "true", gate: str = "fit >= 1", more: str = "") -> str:
    """Return a pact whose rule and gate have these conditions."""
    return f"""spec: 1
name: A pact
labels: {{CONVERSATION_LEAD: MQL, RECYCLED: Back to marketing}}
activities: {{demo: {{}}}}
scores:
  fit:
    range: [-1, 30]
    rules:
      - {{id: one, when: "{rule}", points: 30}}
      - {{id: two, on: demo, points: -1{more}}}
gates:
  conversation_lead: {{when: "{gate}"}}
"""


def found_in(text: str) -> list[Issue]:
    """Return the errors of a pact."""
    return [issue for issue in check_pact_text(text).issues if issue.level == "error"]


@pytest.mark.parametrize(
    ("condition", "fact", "fix"),
    [
        (
            "stage == 'MQL'",
            "'MQL' is the label of CONVERSATION_LEAD, and `stage` has codes.",
            "Write 'CONVERSATION_LEAD'.",
        ),
        (
            "stage in ('TARGET', 'back to Marketing')",
            "'back to Marketing' is the label of RECYCLED, and `stage` has codes.",
            "Write 'RECYCLED'.",
        ),
        ("stage == 'Recycled'", "'Recycled' is no value of `stage`.", "Did you mean 'RECYCLED'?"),
        (
            "stage == 'Sold'",
            "'Sold' is no value of `stage`.",
            "Use one of: CLOSED_WON, CONVERSATION_LEAD, DISQUALIFIED, EXCHANGE, FIRST_MEETING,"
            " NEXT_SALE, OPPORTUNITY, PIPELINE, RECYCLED, TARGET.",
        ),
    ],
)
def test_a_text_that_is_no_code_of_a_stage_is_refused_with_the_code_that_is_meant(
    condition: str, fact: str, fix: str
) -> None:
    for text in (pact_text(rule=condition), pact_text(gate=condition)):
        (issue,) = found_in(text)
        assert (issue.code, issue.fact, issue.fix) == ("category-value-unknown", fact, fix)


def test_where_cannot_ask_for_the_stage_of_the_lead() -> None:
    text = pact_text().replace("on: demo,", "on: demo, where: \"stage == 'TARGET'\",")
    (issue,) = found_in(text)
    assert issue.code == "name-out-of-place"
    assert issue.fact == (
        "`stage` is an attribute of the lead, and `where` asks about the activity."
    )


def test_the_stage_is_no_field_that_a_gate_demands() -> None:
    text = pact_text().replace('{when: "fit', '{must_have: [stage], when: "fit')
    (issue,) = found_in(text)
    assert (issue.code, issue.fix) == (
        "name-out-of-place",
        "Ask for it in `when`, such as `is_known(stage)`.",
    )


def test_a_stage_that_cannot_be_two_at_once_is_a_contradiction() -> None:
    (issue,) = found_in(pact_text(gate="stage == 'TARGET' and stage == 'RECYCLED'"))
    assert issue.code == "condition-contradiction"


def test_a_score_with_a_nightly_floor_cannot_ask_for_the_stage() -> None:
    text = pact_text(rule="stage == 'TARGET'").replace(
        "    rules:", "    nightly_floor: 0\n    rules:"
    )
    (issue,) = found_in(text)
    assert issue.code == "floor-with-fading"
    assert issue.fact.startswith(
        "The points of `one` depend on what the lead did, on its stage or on the day, and"
    )


def test_a_condition_on_the_stage_changes_with_time_and_bounds_no_gate() -> None:
    asked = load_pact_text(pact_text(gate="stage == 'TARGET' and fit >= 1"))
    (gate,) = asked.gates
    assert asked.asks_for_stage
    assert changes_by_itself(gate.when)
    assert gate.prefilter == load_pact_text(pact_text()).gates[0].prefilter
    assert not load_pact_text(pact_text()).asks_for_stage


def test_labels_of_stages_change_no_fingerprint_of_a_pact_that_asks_for_them() -> None:
    text = pact_text(gate="stage == 'TARGET'")
    renamed = text.replace("Back to marketing", "Nurture")
    assert load_pact_text(text).fingerprint == load_pact_text(renamed).fingerprint


def test_a_changed_stage_in_a_gate_is_named() -> None:
    old, new = (
        load_pact_text(pact_text(gate=f"stage == '{one}'")) for one in ("TARGET", "EXCHANGE")
    )
    (change,) = diff_rulesets(old, new)
    assert (change.code, change.text) == (
        "gate-condition",
        "gate conversation_lead: stage 'TARGET' → 'EXCHANGE'",
    )
