"""Every way a pact can be wrong: its code, its line and column, and what is said of it."""

import re

import pytest
from pact_tables import BASE, Case, codes_in_full, issues_of, read_tables, written_as_in

from leadpact.pact.check import UnableToLoadPact, check_pact_text, load_pact_text
from leadpact.pact.codes import LEVELS
from leadpact.terms.issues import Level

CASES = read_tables()
ELSEWHERE = {
    "file-missing",
    "file-not-readable",
    "file-too-large",
    "file-encoding",
    "condition-too-large",
    "issues-cut",
    "holidays-missing",
    "holidays-unknown",
}
"""Codes whose pacts are too large, or no text at all: `test_pact_hostile.py` has them. Or of
a package that not every installation has: `test_pact_routing.py`."""


def test_the_pact_that_the_tables_edit_has_no_issue():
    assert issues_of(BASE) == []


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_mistake_is_placed_and_explained(case: Case):
    assert written_as_in(case.message, case.issues) == list(case.message)


def test_every_code_is_in_a_table():
    shown = {code for case in CASES for code in case.codes}
    assert shown | ELSEWHERE == set(LEVELS)
    assert not shown & ELSEWHERE


def test_every_code_is_reported_in_full_once():
    assert codes_in_full(CASES) == sorted(set(LEVELS) - ELSEWHERE)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_pact_is_loaded_unless_an_issue_is_an_error(case: Case):
    checked = check_pact_text(case.text)
    has_errors = any(issue.level is Level.ERROR for issue in checked.issues)
    assert (checked.ruleset is None) == has_errors
    if has_errors:
        with pytest.raises(UnableToLoadPact) as caught:
            load_pact_text(case.text)
        assert caught.value.issues == checked.issues


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_issue_is_reported_in_whole_sentences_without_jargon(case: Case):
    for issue in check_pact_text(case.text).issues:
        for sentence in (issue.fact, issue.fix):
            assert sentence.strip() == sentence
            assert sentence[-1] in ".?…"
        jargon = r"Input should|valid |dict|\bNone\b(?! of)|\bTrue\b|regex|pydantic"
        assert not re.search(jargon, f"{issue.fact} {issue.fix}")


def test_issues_are_in_the_order_of_the_file():
    for case in CASES:
        places = [issue.place for issue in check_pact_text(case.text).issues]
        assert places == sorted(places)
