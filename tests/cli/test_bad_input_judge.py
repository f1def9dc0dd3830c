"""Lines that `judge` cannot answer, or answers with a warning."""

import json
from pathlib import Path

import pytest
from small_company import issue_of, leadpact
from typer.testing import Result


def judge(pact: Path, *lines: str | bytes) -> tuple[list[dict[str, object]], Result]:
    text = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    now = ("--as-of", "2026-02-01T00:00:00Z")
    outcome = leadpact("judge", "--pact", pact, *now, text=text)
    return [json.loads(line) for line in outcome.stdout.splitlines()], outcome


@pytest.mark.parametrize(
    ("line", "code", "path"),
    [
        ("garbage", "json-syntax", ""),
        (b"\xff\xfe", "json-syntax", ""),
        ("[" * 100_000, "json-syntax", ""),
        ('{"lead": {"lead_id": "1", "seats": %s}}' % ("9" * 5000), "json-syntax", ""),
        ("x" * 10_000_001, "json-too-large", ""),
        ('{"lead": {"lead_id": "1", "lead_id": "2"}}', "json-duplicate-name", "lead_id"),
        ("[1]", "lead-unreadable", "the line"),
        ("null", "lead-unreadable", "the line"),
        ('{"lead": {}}', "lead-unreadable", "lead.lead_id"),
        ('{"lead": {"lead_id": "1", "seats": 1e400}}', "lead-unreadable", "lead.seats"),
        ('{"lead": {"lead_id": "1", "seats": NaN}}', "lead-unreadable", "lead.seats"),
        ('{"lead": {"lead_id": "1"}, "as_of": 5}', "lead-unreadable", "as_of"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_line_that_cannot_be_judged_is_answered_and_the_next_one_is_too(
    line: str | bytes, code: str, path: str, pact: Path
) -> None:
    answers, outcome = judge(pact, line, '{"lead": {"lead_id": "next"}}')
    assert outcome.exit_code == 1
    assert (answers[0]["error"]["code"], answers[0]["error"]["path"]) == (code, path)
    assert answers[0]["line"] == 1
    assert answers[1]["lead_id"] == "next"


def test_judge_warns_of_what_counts_for_nothing(pact: Path) -> None:
    activity = {"kind": "demmo", "occurred_at": "2026-01-01T00:00:00Z"}
    line = {"lead": {"lead_id": "1", "tier": "gold"}, "activities": [activity, activity]}
    answers, outcome = judge(pact, json.dumps(line), '{"lead": {"lead_id": "2", "tier": "GOLD"}}')
    assert outcome.exit_code == 0
    answer = [(warning["code"], warning["path"]) for warning in answers[0]["warnings"]]
    assert answer == [
        ("category-value-unlisted", "lead.tier"),
        ("activity-kind-unknown", "activities"),
    ]
    assert "warnings" not in answers[1]


def fields_doubted(pact: Path, **fields: object) -> list[str]:
    (answer,), outcome = judge(pact, json.dumps({"lead": {"lead_id": "1", **fields}}))
    assert outcome.exit_code == 0, outcome.output
    warnings = answer.get("warnings", [])
    assert {warning["code"] for warning in warnings} <= {"lead-field-unknown"}
    return [warning["path"] for warning in warnings]


def test_a_field_whose_name_is_close_to_a_missing_attribute_is_reported(pact: Path) -> None:
    (answer,), outcome = judge(pact, '{"lead": {"lead_id": "1", "seatz": 12}}')
    assert outcome.exit_code == 0
    assert answer["warnings"] == [
        {
            "code": "lead-field-unknown",
            "path": "lead.seatz",
            "fact": "The pact does not know `seatz`, so it counts for nothing.",
            "fix": "Did you mean `seats`?",
        }
    ]
    assert answer["scores"]["fit"]["points"] == 0


@pytest.mark.parametrize("name", ["seat", "SEATS", "n_seats", "teir", "RenewalOn", "renewal_on_"])
def test_a_name_is_close_in_capitals_too_and_where_letters_are_added_or_swapped(
    name: str, pact: Path
) -> None:
    assert fields_doubted(pact, **{name: "x"}) == [f"lead.{name}"]


@pytest.mark.parametrize(
    "fields",
    [
        {"budget": 5, "notes": "far from every name"},
        {"title": "a field of the record, close to tier", "stage_at": None},
        {"seats": 12, "seat": 12},
        {"seats": None, "seat": 12},
        {"seats" + "s" * 1000: 12},
    ],
    ids=str,
)
def test_a_field_that_is_far_or_known_or_beside_the_attribute_is_ignored(
    fields: dict[str, object], pact: Path
) -> None:
    assert fields_doubted(pact, **fields) == []


def test_where_the_closest_attribute_is_given_the_next_one_is_meant(pact: Path) -> None:
    pact.write_text(pact.read_text().replace("  seats:", "  seats_2: {type: integer}\n  seats:"))
    line = {"lead": {"lead_id": "1", "seats": 12, "seatss": 12}}
    (answer,), _ = judge(pact, json.dumps(line))
    assert [warning["fix"] for warning in answer["warnings"]] == ["Did you mean `seats_2`?"]


def test_of_a_lead_with_very_many_fields_the_first_thousand_are_compared(pact: Path) -> None:
    many = {f"custom {n}": n for n in range(998)}
    assert fields_doubted(pact, **many, seatz=12) == ["lead.seatz"]
    assert fields_doubted(pact, **many, custom=1, seatz=12) == []


@pytest.mark.parametrize("text", [b"", b"\n \n"])
def test_an_empty_input_is_stated(text: bytes, pact: Path) -> None:
    outcome = leadpact("judge", "--pact", pact, text=text)
    assert (outcome.exit_code, outcome.stdout) == (0, "")
    issue_of(outcome, "input-empty")
