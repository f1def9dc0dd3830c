"""Checkpoints and gates of sales in a pact: their differences, and what they mean."""

import pytest
from pact_tables import CHECKPOINTS, Case, read_table, written_as_in

from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.diff import diff_rulesets
from leadpact.terms.stages import Stage

BEFORE = load_pact_text(CHECKPOINTS)


@pytest.mark.parametrize("case", read_table("diff-checkpoints.txt"), ids=str)
def test_a_change_is_reported_in_business_words(case: Case):
    after = load_pact_text(case.text)
    found = diff_rulesets(BEFORE, after)
    assert written_as_in(case.message, found) == list(case.message)
    changes_meaning = any(change.changes_meaning for change in found)
    assert (BEFORE.fingerprint != after.fingerprint) == changes_meaning


def test_the_pact_that_the_tables_edit_has_no_issue():
    assert check_pact_text(CHECKPOINTS).issues == ()


def test_a_gate_of_sales_is_a_checkpoint_on_entry_and_no_gate():
    assert [gate.name for gate in BEFORE.gates] == ["conversation_lead"]
    first = BEFORE.checkpoints[0]
    assert (first.checkpoint_id, first.stage, first.on_entry) == (
        "opportunity",
        Stage.OPPORTUNITY,
        True,
    )
    assert first.asked_in is Stage.FIRST_MEETING
    assert [item.asked_in for item in BEFORE.checkpoints[1:]] == [
        Stage.OPPORTUNITY,
        Stage.OPPORTUNITY,
        Stage.PIPELINE,
    ]


def test_the_order_of_checkpoints_and_their_labels_mean_nothing():
    lines = CHECKPOINTS.splitlines()
    swapped = "\n".join([*lines[:-3], *reversed(lines[-3:]), ""])
    assert swapped != CHECKPOINTS
    assert load_pact_text(swapped).fingerprint == BEFORE.fingerprint
    renamed = CHECKPOINTS.replace("label: Discovery", "label: Finding out")
    assert load_pact_text(renamed).fingerprint == BEFORE.fingerprint


def test_a_checkpoint_of_opportunity_and_the_gate_of_it_are_two_meanings():
    gate = 'opportunity: {must_have: [problem], when: "fit >= 20"}'
    entry = '- {id: entry, stage: OPPORTUNITY, must_have: [problem], when: "fit >= 20"}'
    within = CHECKPOINTS.replace(f"  {gate}\n", "") + f"  {entry}\n"
    assert load_pact_text(within).fingerprint != BEFORE.fingerprint


def test_what_a_checkpoint_asks_for_is_an_attribute_that_the_pact_uses():
    assert {"current_system", "problem", "budget", "needed_on"} <= BEFORE.attributes.keys()


def test_a_pact_with_checkpoints_as_its_only_gates_is_warned_that_nobody_qualifies():
    text = "spec: 1\nname: Late\ngates: {opportunity: {must_have: [phone]}}\n"
    assert [issue.code for issue in check_pact_text(text).issues] == ["gate-missing"]


def test_the_path_of_a_gate_can_be_asked_for_by_a_checkpoint():
    text = CHECKPOINTS.replace(
        'conversation_lead: {when: "fit >= 20"}',
        "conversation_lead: {paths: [{id: large, when: 'fit >= 20'}, {id: warm, when: 'fit < 9'}]}",
    ).replace('when: "days_until(needed_on) <= 180"', "when: \"conversation_lead_path == 'large'\"")
    codes = [issue.code for issue in check_pact_text(text).issues]
    assert codes == ["attribute-unused"]  # needed_on


@pytest.mark.parametrize(
    ("instead", "fix"),
    [
        ("stage: Deal", "Write `PIPELINE`, which this pact calls Deal."),
        ("stage: NEXT_SALE", "Write one of FIRST_MEETING, OPPORTUNITY, PIPELINE, CLOSED_WON."),
        ("stage: Lead", "Write one of these."),
    ],
)
def test_a_stage_that_is_called_by_its_label_is_named(instead: str, fix: str):
    text = CHECKPOINTS.replace("attributes:", "labels: {PIPELINE: Deal, TARGET: Lead}\nattributes:")
    (issue,) = check_pact_text(text.replace("stage: PIPELINE", instead)).issues
    assert (issue.code, issue.fix) == ("value-unknown", fix)


def test_the_key_of_a_stage_that_is_called_by_its_label_is_named():
    text = f"{CHECKPOINTS}labels: {{PIPELINE: Deal}}\nwindows: {{Deal: 60}}\n"
    (issue,) = check_pact_text(text).issues
    assert issue.fix == "Write `PIPELINE`, which this pact calls Deal."
