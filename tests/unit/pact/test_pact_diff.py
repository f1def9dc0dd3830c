"""What changed between two pacts, in business words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pact_edits import DOCUMENT, EXAMPLE, Edit, applied, edited, loaded, single_edits
from pact_tables import BASE, DIFF_TABLES, Case, codes_in_full, read_table, written_as_in

from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.diff import Change, diff_rulesets
from leadpact.testing.strategies import pacts

BEFORE = load_pact_text(BASE)
EDITED = load_pact_text(EXAMPLE)
EDITS = list(single_edits())


def changes(*edits: tuple[str, str]) -> list[str]:
    """Return what is said of edits of the base, `code: text`."""
    text = BASE
    for fragment, instead in edits:
        assert text.count(fragment) == 1, fragment
        text = text.replace(fragment, instead)
    checked = check_pact_text(text)
    assert checked.ruleset is not None, checked.issues
    return [f"{item.code}: {item}" for item in diff_rulesets(BEFORE, checked.ruleset)]


POINTS = "      - {id: webinar, on: webinar, points: 10, fades: {shape: linear, days: 30}}\n"
FIRST_MEETING = '  first_meeting:\n    must_have: [phone]\n    when: "intent >= 30"\n'


@pytest.mark.parametrize("case", read_table("diff.txt"), ids=str)
def test_a_change_is_reported_in_business_words(case: Case):
    found = diff_rulesets(BEFORE, load_pact_text(case.text))
    assert written_as_in(case.message, found) == list(case.message)


def test_every_code_of_a_change_is_reported_in_full_once():
    cases = [case for table in DIFF_TABLES for case in read_table(table)]
    in_full = codes_in_full(cases)
    assert len(in_full) > 60
    assert len(in_full) == len(set(in_full))
    assert {line.split()[0].rstrip(":") for case in cases for line in case.message} == set(in_full)


def test_a_new_gate_is_reported_with_what_it_asks_for():
    (change,) = diff_rulesets(load_pact_text(BASE.replace(FIRST_MEETING, "")), BEFORE)
    assert change == Change(
        code="gate-added",
        subject="gate first_meeting",
        before="",
        after="must have phone; when intent >= 30",
        text="gate first_meeting is new: must have phone; when intent >= 30",
    )


def test_a_field_that_becomes_a_must_have_is_reported_once():
    assert changes(
        ("must_have: [email]", "must_have: [email, phone]"),
        ("nice_to_have: [phone]\n", "nice_to_have: []\n"),
    ) == ["must-have-added: gate conversation_lead: phone is now a must-have (was nice to have)"]


def test_a_rule_that_moves_between_scores_is_reported_as_moved():
    moved = changes(
        (POINTS, ""),
        ("points: -20, label: Gold}\n", f"points: -20, label: Gold}}\n{POINTS}"),
    )
    assert moved == ["rule-moved: webinar: moved from intent to fit"]


def test_a_score_that_is_replaced_is_reported_with_its_rules():
    message = changes(
        (
            "    combine: {from: intent, method: sum_of_top, n: 3}\n    range: [0, 300]\n",
            "    range: [0, 5]\n    rules:\n      - {id: new, on: demo, points: 5}\n",
        ),
    )
    assert message == [
        (
            "score-removed: score account is gone; it was: adds the 3 highest intent scores of an"
            " account, 0 to 300"
        ),
        "score-added: score account is new: 0 to 5, 1 rule",
        "rule-added: new is new: 5 points for each demo, in account",
    ]


def test_several_constants_are_reported_one_by_one():
    assert changes(("fit >= 20 and intent >= 15", "fit >= 25 and intent >= 10.5")) == [
        "gate-condition: gate conversation_lead: fit 20 → 25",
        "gate-condition: gate conversation_lead: intent 15 → 10.5",
    ]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("seats >= 2 and seats < 9", "seats >= 2 and seats < 8", "seats < 9 → 8"),
        ("200 <= n_employees", "250 <= n_employees", "n_employees 200 → 250"),
        ("200 <= n_employees", "n_employees >= 250", "n_employees 200 → 250"),
        (
            "count('demo', days=7) >= 2",
            "count('demo', days=9) >= 2",
            "count('demo') in 7 days → in 9 days",
        ),
        ("count('demo') >= 2", "count('demo', days=9) >= 2", "count('demo') ever → in 9 days"),
        ("count('demo', days=7) >= 2", "count('demo', days=7) >= 3", "count('demo', days=7) 2 → 3"),
        ("days_since('demo') <= 7", "days_since('demo') <= 9", "days_since('demo') 7 → 9"),
        ("title contains 'vp'", "title contains 'cto'", "title contains 'vp' → 'cto'"),
        ("title has_word 'vp'", "title has_word 'cto'", "title has_word 'vp' → 'cto'"),
        (
            "title contains 'vp'",
            "title has_word 'vp'",
            "title contains 'vp' → title has_word 'vp'",
        ),
        (
            "at_least(2, seats >= 2, is_customer, is_known(tier))",
            "at_least(2, seats >= 3, is_customer, is_known(tier))",
            "seats 2 → 3",
        ),
        (
            "at_least(2, seats >= 2, is_customer, is_known(tier), is_known(title))",
            "at_least(3, is_customer, seats >= 2, is_known(tier), is_known(title))",
            "at_least of 4 conditions 2 → 3",
        ),
        (
            "days_until(renewal_on) <= 60",
            "days_until(renewal_on) <= 90",
            "days_until(renewal_on) 60 → 90",
        ),
        (
            "days_until(renewal_on) <= 60",
            "days_since(renewal_on) <= 60",
            "days_until(renewal_on) <= 60 → days_since(renewal_on) <= 60",
        ),
        ("title starts_with 'vp'", 'title starts_with "o\'"', "title starts_with 'vp' → \"o'\""),
        (
            "tier in ('gold')",
            "tier in ('gold', 'silver')",
            "tier in ('gold') → ('gold', 'silver')",
        ),
        (
            "is_known(tier) and not (seats >= 2 or tier == 'gold')",
            "is_known(tier) and not (seats >= 3 or tier == 'gold')",
            "seats 2 → 3",
        ),
        (
            "renewal_on < '2026-01-31'",
            "renewal_on < '2026-02-01'",
            "renewal_on '2026-01-31' → '2026-02-01'",
        ),
        ("seats >= 2", "n_employees >= 2", "seats >= 2 → n_employees >= 2"),
        (
            "title contains 'vp'",
            "title starts_with 'vp'",
            "title contains 'vp' → title starts_with 'vp'",
        ),
        ("is_known(tier)", "is_known(seats)", "is_known(tier) → is_known(seats)"),
        ("is_customer", "not is_customer", "is_customer → not is_customer"),
        (
            "seats >= 2 and is_known(tier)",
            "seats >= 3 and is_known(tier) and is_known(title)",
            "seats >= 2 and is_known(tier) → seats >= 3 and is_known(tier) and is_known(title)",
        ),
        (
            "count('demo', days=7) >= 2",
            "count('webinar', days=9) >= 2",
            "count('demo', days=7) >= 2 → count('webinar', days=9) >= 2",
        ),
    ],
)
def test_of_conditions_that_differ_in_constants_only_the_constants_are_reported(
    before, after, message
):
    pacts_ = [
        load_pact_text(BASE.replace("n_employees >= 200", text.replace('"', '\\"')))
        for text in (before, after)
    ]
    (change,) = diff_rulesets(*pacts_)
    assert change.text == f"size: {message}"


def test_conditions_in_another_order_are_no_change():
    assert changes(("fit >= 20 and intent >= 15", "15 <= intent and fit >= 20")) == []


def test_labels_are_marked_as_changing_no_decision():
    ruleset = load_pact_text(
        BASE.replace("name: Base", "name: New").replace("points: 80", "points: 60")
    )
    found = diff_rulesets(BEFORE, ruleset)
    assert [(item.code, item.changes_meaning) for item in found] == [
        ("label", False),
        ("rule-limit", True),
    ]


def test_a_pact_has_no_changes_to_itself():
    assert diff_rulesets(BEFORE, load_pact_text(BASE)) == ()


@pytest.mark.parametrize("section", dict.fromkeys(edit.section for edit in EDITS))
def test_a_change_of_meaning_is_reported_exactly_if_the_fingerprint_changes(section: str):
    for edit in EDITS:
        if edit.section == section:
            _assert_one(edit)


def _assert_one(edit: Edit) -> None:
    after = edited(edit)
    if after is not None:
        _assert_reported(EDITED, after)
        _assert_reported(after, EDITED)


@settings(max_examples=40, deadline=None)
@given(*[st.lists(st.sampled_from(EDITS), max_size=4, unique_by=lambda edit: edit.path[:3])] * 2)
def test_so_it_is_between_any_two_edited_pacts(one, other):
    rulesets = [loaded(document) for document in map(_edited, (one, other)) if document is not None]
    if len(rulesets) == 2 and None not in rulesets:
        _assert_reported(*rulesets)


def _edited(edits):
    try:
        return applied(DOCUMENT, *edits)
    except (KeyError, IndexError):
        return None  # one edit took away what another changes


@settings(max_examples=40, deadline=None)
@given(pacts(), pacts())
def test_so_it_is_between_any_two_random_pacts(one, other):
    _assert_reported(one, other)
    _assert_reported(one, one)


def _assert_reported(one, other):
    found = diff_rulesets(one, other)
    assert any(item.changes_meaning for item in found) == (one.fingerprint != other.fingerprint)
    for item in found:
        assert all((item.code, item.subject, item.text))
        assert item.before != item.after
