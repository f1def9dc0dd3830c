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
def test_a_line_that_cannot_be_decided_is_answered_and_the_next_one_is_too(
    line: str | bytes, code: str, path: str, pact: Path
) -> None:
    answers, outcome = judge(pact, line, '{"lead": {"lead_id": "next"}}')
    assert outcome.exit_code == 1
    assert (answers[0]["error"]["code"], answers[0]["error"]["path"]) == (code, path)
    assert answers[0]["line"] == 1
    assert answers[1]["lead_id"] == "next"


def test_decide_warns_of_what_counts_for_nothing(pact: Path) -> None:
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


@pytest.mark.parametrize("text", [b"", b"\n \n"])
def test_an_empty_input_is_stated(text: bytes, pact: Path) -> None:
    outcome = leadpact("judge", "--pact", pact, text=text)
    assert (outcome.exit_code, outcome.stdout) == (0, "")
    issue_of(outcome, "input-empty")
