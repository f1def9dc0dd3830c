"""What was done about the identity of many leads, counted by hand."""

from typing import Any

import pyarrow as pa

from leadpact.identity.batch.accounts import MatchedLeads
from leadpact.identity.batch.clean import CleanedLeads
from leadpact.identity.batch.people import MergedLeads
from leadpact.identity.batch.summary import summarise_identity

NOTHING = pa.table({})


def cleaned(rows: list[tuple[str | None, str, str | None]], **unanswered: int) -> CleanedLeads:
    """Return leads of these sources, grades and faults."""
    names = ("source", "data_grade", "data_faults")
    columns = {
        name: pa.array([row[n] for row in rows], pa.string()) for n, name in enumerate(names)
    }
    reasons = {("acme", why): n for why, n in unanswered.items()}
    return CleanedLeads(pa.table(columns), NOTHING, NOTHING, reasons)


def summary(*rows: tuple[str | None, str, str | None], **unanswered: int) -> dict[str, Any]:
    return summarise_identity(cleaned(list(rows), **unanswered), None, None)


def test_grades_and_faults_are_counted_the_most_frequent_first() -> None:
    found = summary(
        ("web", "A", None),
        ("web", "C", "PHONE_INVALID EMAIL_ROLE"),
        ("fair", "C", "EMAIL_ROLE"),
        ("fair", "B", "EMAIL_TYPO"),
    )
    assert found["n_leads"] == 4
    assert list(found["grades"].items()) == [("C", 2), ("A", 1), ("B", 1)]
    assert list(found["faults"].items()) == [
        ("EMAIL_ROLE", 2),
        ("EMAIL_TYPO", 1),
        ("PHONE_INVALID", 1),
    ]
    assert not {"duplicates", "accounts"} & set(found)


def test_sources_are_counted_the_largest_first_and_one_that_is_not_known_too() -> None:
    found = summary(
        ("web", "A", None), (None, "C", "EMAIL_ROLE"), ("fair", "A", None), ("fair", "B", None)
    )
    assert found["grades_by_source"] == [
        {"source": "fair", "n_leads": 2, "A": 1, "B": 1},
        {"source": None, "n_leads": 1, "C": 1},
        {"source": "web", "n_leads": 1, "A": 1},
    ]
    assert found["faults_by_source"] == [
        {"source": "fair", "n_leads": 2},
        {"source": None, "n_leads": 1, "EMAIL_ROLE": 1},
        {"source": "web", "n_leads": 1},
    ]


def test_a_table_without_sources_has_one_that_is_not_known() -> None:
    leads = cleaned([("web", "A", None), ("web", "B", None)]).leads.drop_columns(["source"])
    found = summarise_identity(CleanedLeads(leads, NOTHING, NOTHING), None, None)
    assert found["grades_by_source"] == [{"source": None, "n_leads": 2, "A": 1, "B": 1}]


def test_providers_that_gave_nothing_are_counted_by_reason() -> None:
    assert summary(TIMEOUT=2, NOT_FOUND=5)["unanswered"] == [
        {"provider": "acme", "why_not": "NOT_FOUND", "n": 5},
        {"provider": "acme", "why_not": "TIMEOUT", "n": 2},
    ]


def test_merges_and_matches_are_counted() -> None:
    def rows(n: int) -> Any:
        return pa.table({"row": list(range(n))})

    merged = MergedLeads(
        rows(3), rows(2), NOTHING, NOTHING, n_to_review=5, n_refused=6, n_crowded_keys=7
    )
    matches = pa.table({"outcome": ["NONE", "MATCHED", "MATCHED"]})
    found = summarise_identity(cleaned([]), merged, MatchedLeads(NOTHING, matches, rows(4)))
    assert found["duplicates"] == {
        "n_persons": 3,
        "n_merged_away": 2,
        "n_to_review": 5,
        "n_refused": 6,
        "n_crowded_keys": 7,
    }
    assert found["accounts"] == {"outcomes": {"MATCHED": 2, "NONE": 1}, "n_founded": 4}
