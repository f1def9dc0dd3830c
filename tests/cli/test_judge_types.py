"""Every field of a request to `judge` with a value of a wrong kind is refused, with its place."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from leadpact.cli.app import app

PACT = """
spec: 1
name: Types
attributes:
  title: {type: text}
  tier: {type: category, values: [GOLD, SILVER]}
  seats: {type: integer}
  revenue: {type: number}
  is_public: {type: boolean}
  renewal_on: {type: date}
activities:
  demo: {}
scores:
  intent:
    range: [0, 10]
    rules: [{id: demo, on: demo, points: 10}]
gates:
  conversation_lead: {when: "intent >= 10"}
"""
MOMENT = "2026-01-31T00:00:00Z"
VALUES: dict[str, Any] = {
    "a list": [],
    "a full list": [1],
    "an object": {},
    "a full object": {"a": 1},
    "true": True,
    "false": False,
    "zero": 0,
    "a fraction": 1.5,
    "an empty text": "",
    "a blank": "  ",
    "a text": "word",
    "null": None,
}
MISSING = {"null", "an empty text", "a blank"}
TEXTS = {"a text", *MISSING}
NUMBERS = {"zero", "a fraction"}
# What each field takes; everything else is refused.
FIELDS: dict[str, set[str]] = {
    "lead": set(),
    "activities": {"a list", "null"},
    "colleagues": {"a list", "null"},
    "as_of": {"null"},
    "lead.lead_id": {"a text", "zero"},
    "lead.account_id": TEXTS | {"zero"},
    "lead.created_at": MISSING,
    "lead.stage": MISSING,
    "lead.stage_at": MISSING,
    "lead.title": TEXTS,
    "lead.tier": TEXTS,
    "lead.seats": {"zero", *MISSING},
    "lead.revenue": NUMBERS | MISSING,
    "lead.is_public": {"true", "false", *MISSING},
    "lead.renewal_on": MISSING,
    "activities[0]": set(),
    "activities[0].activity_id": TEXTS | {"zero"},
    "activities[0].kind": {"a text", "zero"},
    "activities[0].occurred_at": set(),
    "activities[0].recorded_at": TEXTS | {"zero"},
    "activities[0].lead_id": TEXTS | {"zero"},
    "activities[0].channel": TEXTS | {"zero"},
    "activities[0].campaign": TEXTS | {"zero"},
    "activities[0].content": TEXTS | {"zero"},
    "activities[0].value": NUMBERS | {"null"},
    "colleagues[0]": set(),
    "colleagues[0].lead": {"an object", "a full object"},
    "colleagues[0].activities": {"a list", "null"},
    "colleagues[0].lead.lead_id": TEXTS | {"zero"},
    "colleagues[0].lead.seats": {"zero", *MISSING},
    "colleagues[0].activities[0].kind": {"a text", "zero"},
}
CASES = [(path, name) for path in FIELDS for name in VALUES]


def request_with(path: str, value: object) -> str:
    activity = {"kind": "demo", "occurred_at": MOMENT}
    colleague = {"lead": {"lead_id": "2"}, "activities": [dict(activity)]}
    line: Any = {"lead": {"lead_id": "1"}, "activities": [activity], "colleagues": [colleague]}
    *parents, last = path.replace("[0]", ".0").split(".")
    inner = line
    for name in parents:
        inner = inner[int(name) if name == "0" else name]
    inner[int(last) if last == "0" else last] = value
    return json.dumps(line)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Any]:
    pact = tmp_path_factory.mktemp("types") / "pact.yaml"
    pact.write_text(PACT)
    lines = [request_with(path, VALUES[name]) for path, name in CASES]
    arguments = ["judge", "--pact", str(pact), "--as-of", "2026-02-01T00:00:00Z"]
    done = CliRunner().invoke(app, arguments, input="\n".join(lines))
    assert isinstance(done.exception, SystemExit | None), done.exception
    return dict(zip(CASES, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("path", FIELDS)
def test_a_field_takes_what_is_documented_and_refuses_everything_else(
    path: str, answers: dict[tuple[str, str], Any]
) -> None:
    taken = {name for name in VALUES if "error" not in answers[path, name]}
    assert taken == FIELDS[path]


@pytest.mark.parametrize("path", FIELDS)
def test_a_refusal_says_the_place_the_reason_and_the_fix(
    path: str, answers: dict[tuple[str, str], Any]
) -> None:
    refused = [answers[path, name]["error"] for name in VALUES if name not in FIELDS[path]]
    assert refused
    for error in refused:
        assert error["code"] == "lead-unreadable"
        assert error["path"].startswith(path)
        assert error["fact"].endswith(".")
        assert error["fix"].endswith((".", "}."))


def test_a_field_of_a_colleague_that_is_misspelt_is_refused(tmp_path: Path) -> None:
    pact = tmp_path / "pact.yaml"
    pact.write_text(PACT)
    line = {"lead": {"lead_id": "1"}, "colleagues": [{"lead": {}, "activites": []}]}
    done = CliRunner().invoke(app, ["judge", "--pact", str(pact)], input=json.dumps(line))
    error = json.loads(done.stdout)["error"]
    assert error["path"] == "colleagues[0].activites"
    assert "Did you mean `activities`?" in error["fix"]
