"""Silence, resets and nightly floors in a pact: their differences, and what they mean."""

import pytest
from pact_tables import HISTORY, Case, read_table, written_as_in

from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.diff import diff_rulesets
from leadpact.pact.ruleset import Reset, SilenceRule, Until

BEFORE = load_pact_text(HISTORY)
SILENT = "silence_of: any, every: {days: 30}, points: -10, at_most: {points: 60}"


@pytest.mark.parametrize("case", read_table("diff-history.txt"), ids=str)
def test_a_change_is_reported_in_business_words(case: Case):
    found = diff_rulesets(BEFORE, load_pact_text(case.text))
    assert written_as_in(case.message, found) == list(case.message)
    assert BEFORE.fingerprint != load_pact_text(case.text).fingerprint


def test_the_pact_that_the_tables_edit_has_no_issue():
    assert check_pact_text(HISTORY).issues == ()


def test_silence_resets_and_floor_are_compiled():
    (score,) = BEFORE.scores
    assert score.silence_rules == (SilenceRule("silent", "silent", -10, None, 30, 60_000, None),)
    assert score.resets == (Reset("unsubscribed", 50),)
    assert score.nightly_floor == 0
    given_back = HISTORY.replace(
        SILENT, "silence_of: [web, demo], every: {days: 7}, points: -1, until: next_activity"
    )
    (rule,) = load_pact_text(given_back).scores[0].silence_rules
    assert rule == SilenceRule(
        "silent", "silent", -1, ("demo", "web"), 7, None, Until.NEXT_ACTIVITY
    )


@pytest.mark.parametrize(
    "same",
    [
        HISTORY.replace("silence_of: any", "silence_of: [unsubscribed, demo, web]"),
        HISTORY.replace("silence_of: any", "silence_of: [web, demo, demo, unsubscribed]"),
        HISTORY.replace("points: -10, at_most", "label: Quiet, points: -10, at_most"),
    ],
)
def test_another_spelling_of_one_meaning_has_the_same_fingerprint(same: str):
    assert load_pact_text(same).fingerprint == BEFORE.fingerprint


def test_a_floor_of_zero_is_not_the_same_as_none():
    without = load_pact_text(HISTORY.replace("    nightly_floor: 0\n", ""))
    assert without.fingerprint != BEFORE.fingerprint


def test_the_order_of_resets_changes_no_fingerprint():
    both = "resets: [{on: unsubscribed, keep_percent: 50}, {on: bounced, keep_percent: 0}]"
    turned = "resets: [{on: bounced, keep_percent: 0}, {on: unsubscribed, keep_percent: 50}]"
    text = HISTORY.replace("unsubscribed: {}}", "unsubscribed: {}, bounced: {}}")
    one = "resets: [{on: unsubscribed, keep_percent: 50}]"
    first, second = (load_pact_text(text.replace(one, resets)) for resets in (both, turned))
    assert first.fingerprint == second.fingerprint


def test_a_rule_on_silence_that_cannot_be_read_is_recovered_and_the_rest_checked():
    text = HISTORY.replace(SILENT, "silence_of: any, every: {days: many}, points: 10")
    text = text.replace("on: demo, points: 100", "on: demoo, points: 100")
    found = [(issue.code, issue.place.line) for issue in check_pact_text(text).issues]
    assert found == [
        ("activity-undeclared", 11),
        ("value-type", 12),
        ("value-out-of-range", 12),
    ]
