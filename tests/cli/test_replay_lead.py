"""`leadpact replay --lead`: why one lead is where it is at the end of a replay, or why not."""

import json
from pathlib import Path
from typing import Any

import pytest
from small_company import leadpact
from typer.testing import Result

LEADS = """\
lead_id,created_at,source
1,2026-01-05T09:00:00Z,web
2,2026-01-05T10:00:00Z,web
3,2026-01-05T11:00:00Z,web
4,2026-01-05T12:00:00Z,list
"""
REPS = "rep_id,role\nann,SDR\n"
PACT = """\
spec: 1
name: Two a day
attributes:
  source: {type: category, values: [web, list]}
scores:
  fit: {rules: [{id: came, when: "source == 'web'", points: 10}]}
gates:
  conversation_lead: {when: "fit >= 10"}
routing:
  pools:
    sdr: {roles: [SDR], hours: any, caps: {per_day: 2}}
  routes: []
  default: sdr
clocks:
  - {kind: first_touch, within: {hours: 4}}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "leads.csv").write_text(LEADS)
    (folder / "reps.csv").write_text(REPS)
    (tmp_path / "pact.yaml").write_text(PACT)
    return folder


def replay(data: Path, lead_id: str, *options: str | Path) -> Result:
    folder = data.parent
    named = ("--pact", folder / "pact.yaml", "--data", data, "--out", folder / "out")
    ends = ("--to", "2026-01-05T12:00:00Z")
    return leadpact("replay", *named, *ends, "--lead", lead_id, *options)


def explained(data: Path, lead_id: str, *options: str | Path) -> Any:
    outcome = replay(data, lead_id, "--format", "json", *options)
    assert outcome.exit_code == 0, outcome.output
    return json.loads(outcome.stdout)


def test_it_says_who_has_the_lead_and_which_clock_runs(data: Path) -> None:
    values = explained(data, "1")
    assert values["lead_id"] == "1"
    lines = values["explanation"]
    owner = "ann has the lead since Mon 5 Jan 09:00, by the default route, from the pool sdr."
    assert owner in lines
    due = "It is due Mon 5 Jan 13:00: 4 business hours from Mon 5 Jan 09:00 in the working hours"
    assert f"{due} (Mon–Fri 09:00–17:00, UTC)." in lines
    assert any(line.startswith("It runs: 1 business hour left.") for line in lines)


GATES = PACT.replace(
    'conversation_lead: {when: "fit >= 10"}',
    'conversation_lead: {when: "fit >= 10"}\n  first_meeting: {when: "fit >= 10"}',
)


def test_explain_and_replay_name_the_two_questions_by_the_same_words(data: Path) -> None:
    (data.parent / "pact.yaml").write_text(GATES)
    lines = explained(data, "1")["explanation"]
    assert lines[0].startswith("Lead 1 is at CONVERSATION_LEAD")
    assert lines[-1] == (
        "That is its stage by its follow-up under the pact; by its record and the pact's gates"
        " alone it is at FIRST_MEETING, as `leadpact explain` explains."
    )
    named = ("--pact", data.parent / "pact.yaml", "--data", data)
    judged = leadpact("explain", "1", *named, "--as-of", "2026-01-05T12:00:00Z")
    assert judged.stdout.splitlines()[0] == "Lead 1 is at FIRST_MEETING"
    assert judged.stdout.splitlines()[-1] == (
        "That is its stage by its record and the pact's gates alone; `leadpact replay --lead`"
        " explains its stage by its follow-up under the pact."
    )


def test_under_a_second_pact_its_own_gates_are_judged(data: Path) -> None:
    other = data.parent / "other.yaml"
    other.write_text(GATES.replace("Two a day", "Two gates"))
    values = explained(data, "1", "--against", other)
    assert "alone it is at CONVERSATION_LEAD," in values["explanation"][-1]
    assert "alone it is at FIRST_MEETING," in values["against"][-1]


def test_a_pact_that_nobody_can_replay_has_one_answer(data: Path) -> None:
    without = PACT[: PACT.index("routing:")]
    (data.parent / "pact.yaml").write_text(without)
    judged = leadpact("explain", "1", "--pact", data.parent / "pact.yaml", "--data", data)
    assert judged.exit_code == 0
    assert "replay" not in judged.stdout


def test_for_people_the_chain_replaces_the_report(data: Path) -> None:
    outcome = replay(data, "3")
    assert outcome.exit_code == 0, outcome.output
    assert "Nobody has the lead: it waits for the pool sdr since Mon 5 Jan 11:00" in outcome.stdout
    assert "Not ann: at the cap of a day until Tue 6 Jan 00:00." in outcome.stdout
    assert "leads came to be routed" not in outcome.stdout
    assert (data.parent / "out" / "replay.json").is_file()


def test_under_a_second_pact_the_same_lead_is_reported_too(data: Path) -> None:
    other = data.parent / "other.yaml"
    other.write_text(PACT.replace("Two a day", "Three a day").replace("per_day: 2", "per_day: 3"))
    values = explained(data, "3", "--against", other)
    assert not any(line.startswith("ann has the lead") for line in values["explanation"])
    assert any(line.startswith("ann has the lead") for line in values["against"])


def test_a_lead_that_the_second_pact_keeps_out_is_stated_not_to_have_qualified(data: Path) -> None:
    other = data.parent / "other.yaml"
    other.write_text(PACT.replace("Two a day", "Lists").replace("== 'web'", "== 'list'"))
    values = explained(data, "1", "--against", other)
    assert values["against"] == ["Under “Lists” lead 1 did not qualify."]


def test_a_lead_that_came_under_the_other_pact_alone_is_reported_by_that_one(data: Path) -> None:
    other = data.parent / "other.yaml"
    other.write_text(PACT.replace("Two a day", "Lists").replace("== 'web'", "== 'list'"))
    values = explained(data, "4", "--against", other)
    assert values["explanation"] == ["Under “Two a day” lead 4 did not qualify."]
    assert any(
        line.startswith("ann has the lead since Mon 5 Jan 12:00") for line in values["against"]
    )


def test_a_lead_that_came_under_neither_pact_is_stated_to(data: Path) -> None:
    outcome = replay(data, "4", "--against", data.parent / "pact.yaml")
    assert outcome.exit_code == 1
    assert "did not qualify under either pact by" in outcome.stderr


@pytest.mark.parametrize(
    ("lead_id", "options", "code"),
    [
        ("9", (), "lead-missing"),
        ("4", (), "lead-not-qualified"),
        ("3", ("--to", "2026-01-05T10:59:00Z"), "lead-not-qualified"),
        ("1", ("--from", "2026-01-05T09:30:00Z"), "lead-not-qualified"),
    ],
)
def test_of_a_lead_that_never_came_it_says_why(
    data: Path, lead_id: str, options: tuple[str, ...], code: str
) -> None:
    outcome = replay(data, lead_id, *options)
    assert outcome.exit_code == 1
    assert f"error {code}: " in outcome.stderr
    assert f"`{lead_id}`" in outcome.stderr


def test_only_where_the_period_has_a_beginning_it_may_be_the_reason(data: Path) -> None:
    assert "--from" not in replay(data, "4").stderr
    assert "--from" in replay(data, "4", "--from", "2026-01-05T09:30:00Z").stderr
