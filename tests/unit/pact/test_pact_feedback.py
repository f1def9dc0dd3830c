"""What the section `feedback` becomes, what is told of its changes, and what it survives."""

import json
import random
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from pact_edits import Edit, applied, loaded
from pact_tables import BASE, FEEDBACK, Case, read_table, written_as_in
from test_pact_identity_meaning import assert_reported, leaves
from test_pact_recovered import HOSTILE, ISSUES_OF_THE_MISTAKE, MISTAKE, paths, with_value

from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.codes import LEVELS
from leadpact.pact.diff import diff_rulesets
from leadpact.pact.schema import nodes_at
from leadpact.pact.sections.clocks.policy import BusinessSpan
from leadpact.pact.sections.feedback.policy import (
    STANDARD_DISPOSITIONS,
    STANDARD_FAULTS,
    Disposition,
    FaultKind,
    FeedbackPolicy,
    FeedbackReason,
    LeadFault,
    LeadsTo,
    Need,
)
from leadpact.pact.yaml_lines import Path_, load_yaml
from leadpact.terms.issues import has_errors
from leadpact.terms.stages import RepRole

HEAD = "spec: 1\nname: x\ngates: {conversation_lead: {must_have: [email]}}\n"
DOCUMENT, _, _ = load_yaml(FEEDBACK, "feedback.yaml")
BEFORE = load_pact_text(FEEDBACK)
LEAVES = [("feedback", *path) for path in leaves(DOCUMENT["feedback"])]
PATHS = [path for path in paths(DOCUMENT) if path[0] == "feedback"]


def named(path: Path_) -> str:
    return ".".join(map(str, path))


def policy_of(text: str) -> FeedbackPolicy:
    policy = load_pact_text(HEAD + text).feedback
    assert policy is not None
    return policy


def sdr(policy: FeedbackPolicy, code: str) -> Disposition:
    found = policy.disposition(RepRole.SDR, code)
    assert found is not None
    return found


# Compiled


def test_a_pact_without_the_section_asks_for_no_feedback():
    assert load_pact_text(BASE).feedback is None


def test_an_empty_section_has_the_dispositions_of_the_brief():
    policy = policy_of("feedback: {}\n")
    assert policy.dispositions == STANDARD_DISPOSITIONS
    given = [(item.side.value, item.code) for item in policy.dispositions]
    assert given == [
        ("SDR", "unreachable"),
        ("SDR", "not_compliant"),
        ("SDR", "no_need"),
        ("SDR", "other"),
        ("AE", "not_compliant"),
        ("AE", "converted"),
        ("AE", "unqualified"),
    ]
    assert (policy.note_at_most, policy.dispute_within) == (280, BusinessSpan(days=5))


def test_what_a_pact_writes_overrides_the_standard_key_by_key():
    policy = BEFORE.feedback
    standard = {(item.side, item.code): item for item in STANDARD_DISPOSITIONS}
    unreachable = standard[RepRole.SDR, "unreachable"]
    assert sdr(policy, "unreachable") == replace(unreachable, label="No answer")
    assert sdr(policy, "no_need") == Disposition(
        RepRole.SDR,
        "no_need",
        "No acknowledged need",
        LeadsTo.RECYCLED,
        needs=frozenset({Need.NOTE, Need.REASON}),
        reasons=(FeedbackReason("timing", "Not now"), FeedbackReason("no_budget", "No budget")),
    )
    assert sdr(policy, "not_compliant") == standard[RepRole.SDR, "not_compliant"]
    assert policy.disposition(RepRole.SDR, "other") is None
    assert policy.disposition(RepRole.AE, "other") is None
    not_compliant = policy.disposition(RepRole.AE, "not_compliant")
    assert not_compliant.needs == {Need.FAULT, Need.NOTE}


def test_codes_of_the_pact_itself_are_dispositions_too():
    policy = BEFORE.feedback
    assert sdr(policy, "call_back") == Disposition(
        RepRole.SDR, "call_back", "Call back", LeadsTo.STAYS
    )
    assert policy.disposition(RepRole.AE, "call_back") is None
    assert policy.disposition(RepRole.AE, "too_early").label == "too_early"
    assert (policy.note_at_most, policy.dispute_within) == (140, BusinessSpan(days=3))


@pytest.mark.parametrize(
    ("written", "is_reviewed"),
    [
        ("mine: {leads_to: disqualified}", True),
        ("mine: {leads_to: disqualified, review: false}", False),
        ("mine: {leads_to: recycled}", False),
        ("mine: {leads_to: recycled, review: true}", True),
        ("mine: {leads_to: stays}", False),
        ("mine: {leads_to: opportunity}", False),
        ("no_need: {leads_to: disqualified}", True),
        ("no_need: {}", False),
        ("unreachable: {}", True),
        ("unreachable: {leads_to: recycled}", True),
        ("unreachable: {leads_to: stays}", False),
        ("other: {leads_to: opportunity}", False),
        ("other: {review: false}", False),
    ],
)
def test_what_disqualifies_is_reviewed_unless_it_is_stated_otherwise(written, is_reviewed):
    policy = policy_of(f"feedback: {{dispositions: {{sdr: {{{written}}}}}}}\n")
    assert sdr(policy, written.split(":")[0]).is_reviewed is is_reviewed


def test_faults_are_those_of_the_pact_and_two_for_each_must_have_of_any_gate():
    assert policy_of("feedback: {}\n").faults == (
        *STANDARD_FAULTS,
        LeadFault("missing:email", "email is missing", FaultKind.MISSING, "email"),
        LeadFault("wrong:email", "email is wrong", FaultKind.WRONG, "email"),
    )
    assert [item.code for item in BEFORE.feedback.faults] == [
        "competitor",
        "outside_target",
        "missing:company",
        "wrong:company",
        "missing:email",
        "wrong:email",
        "missing:phone",
        "wrong:phone",
    ]
    assert BEFORE.feedback.fault("wrong:phone").attribute == "phone"
    assert BEFORE.feedback.fault("phone") is None


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("{days: 1}", BusinessSpan(days=1)),
        ("{hours: 2}", BusinessSpan(seconds=7200)),
        ("{minutes: 90}", BusinessSpan(seconds=5400)),
    ],
)
def test_the_time_for_disputes_is_days_or_seconds(written, span):
    assert policy_of(f"feedback: {{dispute_within: {written}}}\n").dispute_within == span


def test_an_empty_section_is_another_pact_than_none():
    without, with_ = load_pact_text(HEAD), load_pact_text(f"{HEAD}feedback: {{}}\n")
    (change,) = assert_reported(without, with_, is_other=True)
    assert str(change) == "feedback is new: 7 dispositions"


# Changes


@pytest.mark.parametrize("case", read_table("diff-feedback.txt"), ids=str)
def test_a_change_is_reported_in_business_words(case: Case):
    after = load_pact_text(case.text)
    found = diff_rulesets(BEFORE, after)
    assert written_as_in(case.message, found) == list(case.message)
    changes_meaning = any(item.changes_meaning for item in found)
    assert changes_meaning == (BEFORE.fingerprint != after.fingerprint)


def at(path: Path_) -> Any:
    value = DOCUMENT
    for part in path:
        value = value[part]
    return value


def is_label(path: Path_) -> bool:
    return path[-1] == "label" or path[-2] in ("reasons", "faults")


def other_value(path: Path_) -> Any:
    value = at(path)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    choices = nodes_at(DOCUMENT, path)[0].get("enum", ["another"])
    beside = at(path[:-1]) if isinstance(path[-1], int) else [value]
    return next(choice for choice in choices if choice not in beside)


@pytest.mark.parametrize(
    "path", [path for path in LEAVES if not is_label(path)], ids=lambda path: named(path[1:])
)
def test_another_value_at_any_leaf_is_another_pact(path: Path_):
    document = deepcopy(DOCUMENT)  # with reasons, so that one can be needed
    document["feedback"]["dispositions"]["ae"]["not_compliant"]["reasons"] = {"a": "A"}
    before = load_pact_text(json.dumps(document))
    after = loaded(applied(document, Edit(path, other_value(path))))
    assert after is not None, path
    assert_reported(before, after, is_other=True)


@pytest.mark.parametrize(
    "path", [path for path in LEAVES if is_label(path)], ids=lambda path: named(path[1:])
)
def test_another_label_is_reported_and_is_the_same_pact(path: Path_):
    after = loaded(applied(DOCUMENT, Edit(path, "another")))
    assert after.fingerprint == BEFORE.fingerprint
    (change,) = diff_rulesets(BEFORE, after)
    assert not change.changes_meaning


def shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        items = [(name, shuffled(item, chance)) for name, item in value.items()]
        chance.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        return chance.sample(value, len(value))
    return value


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_keys_and_lists_changes_nothing(seed):
    document = shuffled(deepcopy(DOCUMENT), random.Random(seed))
    assert_reported(BEFORE, load_pact_text(json.dumps(document)), is_other=False)


def test_defaults_written_out_change_nothing():
    text = """feedback:
  dispositions:
    sdr:
      unreachable: {needs: [], leads_to: recycled, review: true, offered: true}
      other: {needs: [note], leads_to: disqualified, reasons: {}}
    ae:
      converted: {leads_to: opportunity, review: false}
  note: {at_most: 280}
  dispute_within: {days: 5}
"""
    written, usual = load_pact_text(HEAD + text), load_pact_text(f"{HEAD}feedback: {{}}\n")
    assert_reported(written, usual, is_other=False)


def test_spans_of_one_length_are_one():
    one, other = (
        load_pact_text(f"{HEAD}feedback: {{dispute_within: {span}}}\n")
        for span in ("{hours: 2}", "{minutes: 120}")
    )
    assert_reported(one, other, is_other=False)


# Whatever stands there


@pytest.mark.parametrize("path", PATHS, ids=named)
def test_whatever_replaces_a_value_is_read(path: Path_):
    for value in (*HOSTILE, False, -1, 10**30, "x" * 5000, "é", ["a", "a"], {"a": "b\n"}):
        checked = check_pact_text(json.dumps(with_value(DOCUMENT, path, value)))
        assert (checked.ruleset is None) == has_errors(checked.issues)
        assert all(issue.code in LEVELS for issue in checked.issues)


@pytest.mark.parametrize("path", PATHS, ids=named)
def test_a_fault_of_shape_hides_no_mistake_elsewhere(path: Path_):
    document = with_value(DOCUMENT, path, [[2]])
    assert has_errors(check_pact_text(json.dumps(document)).issues)
    when = with_value(document, ("gates", "conversation_lead"), {"when": MISTAKE})
    found = check_pact_text(json.dumps(when)).issues
    assert ISSUES_OF_THE_MISTAKE in [issue.fact for issue in found]
