"""`leadpact replay` with routes to one person: what data show of earlier work, and the reasons."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from small_company import leadpact

PACT = """\
spec: 1
name: People first
scores:
  fit: {rules: [{id: mail, when: "is_known(email)", points: 5}]}
routing:
  pools: {desk: {roles: [SDR], hours: any}}
  routes:
    - {id: odd, when: "country == 'NO'", to: by_hand, who: MANAGER}
    - {id: former, to: former_rep}
    - {id: toucher, to: last_toucher, within_days: 7}
  default: desk
"""
LEADS = """\
lead_id,email,country,created_at,owner_rep_id,stage,stage_at
back,a@b.example,SE,2025-03-10T09:00:00Z,wes,,
again,b@b.example,SE,2025-03-10T09:00:00Z,vic,RECYCLED,2025-02-01T09:00:00Z
later,c@b.example,SE,2025-03-10T09:00:00Z,vic,FIRST_MEETING,2025-03-20T09:00:00Z
called,d@b.example,SE,2025-03-10T09:00:00Z,,,
long-ago,e@b.example,SE,2025-03-10T09:00:00Z,,,
odd,f@b.example,NO,2025-03-10T09:00:00Z,wes,,
"""
TOUCHES = """\
touch_id,lead_id,rep_id,kind,occurred_at
t1,called,vic,CALL,2025-03-05T09:00:00Z
t2,called,wes,EMAIL,2025-03-06T09:00:00Z
t3,called,vic,EMAIL,2025-03-12T09:00:00Z
t4,long-ago,wes,CALL,2025-03-03T08:59:59Z
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "leads.csv").write_text(LEADS)
    (tmp_path / "data" / "touches.csv").write_text(TOUCHES)
    reps = "rep_id,role\numa,SDR\nvic,AE\nwes,AE\n"
    (tmp_path / "data" / "reps.csv").write_text(reps)
    (tmp_path / "pact.yaml").write_text(PACT)
    return tmp_path


def named(folder: Path, out: str) -> tuple[object, ...]:
    options = ("--pact", folder / "pact.yaml", "--data", folder / "data", "--out", folder / out)
    return ("replay", *options, "--to", "2025-03-31T00:00:00Z")


def owners(folder: Path) -> dict[str, str | None]:
    found = pq.read_table(folder / "assignments.parquet").to_pylist()
    return {row["lead_id"]: row["rep_id"] for row in found}


EXPECTED = {
    "back": "wes",  # the data say no more than who has it
    "again": "vic",  # who had it when it was recycled, before it came
    "later": "uma",  # vic got it after it came
    "called": "wes",  # the last touch before it came
    "long-ago": "uma",  # a second more than seven days
    "odd": None,
}


def test_earlier_work_in_the_data_decides(folder: Path) -> None:
    outcome = leadpact(*named(folder, "out"))
    assert outcome.exit_code == 0, outcome.output
    assert owners(folder / "out") == EXPECTED


def test_a_replay_of_the_events_gives_the_same_reps(folder: Path) -> None:
    first = leadpact(*named(folder, "out"), "--events")
    assert first.exit_code == 0, first.output
    again = leadpact(*named(folder, "again"), "--log", folder / "out")
    assert again.exit_code == 0, again.output
    assert owners(folder / "again") == EXPECTED


@pytest.mark.parametrize(
    ("lead_id", "sentence"),
    [
        ("odd", "It is for a rep of the role MANAGER to decide."),
        ("odd", "because a person decides who gets it."),
        ("back", "wes had it before the present round."),
        ("called", "wes touched it last."),
        ("long-ago", "because no rep who is active touched it last, or not so recently."),
    ],
)
def test_a_lead_is_explained(folder: Path, lead_id: str, sentence: str) -> None:
    assert sentence in explained(folder, lead_id)


def explained(folder: Path, lead_id: str) -> str:
    outcome = leadpact(*named(folder, "out"), "--lead", lead_id, "--format", "json")
    assert outcome.exit_code == 0, outcome.output
    return " ".join(json.loads(outcome.stdout)["explanation"])


@pytest.fixture
def who_spoke(folder: Path) -> Path:
    """The same, with a route to who spoke to the lead last."""
    pact = PACT.replace("within_days: 7", "within_days: 7, channels: [meeting, call]")
    (folder / "pact.yaml").write_text(pact)
    return folder


def test_a_call_in_the_data_decides_where_a_later_email_does_not_count(who_spoke: Path) -> None:
    outcome = leadpact(*named(who_spoke, "out"), "--events")
    assert outcome.exit_code == 0, outcome.output
    assert owners(who_spoke / "out") == {**EXPECTED, "called": "vic"}
    again = leadpact(*named(who_spoke, "again"), "--log", who_spoke / "out")
    assert again.exit_code == 0, again.output
    assert owners(who_spoke / "again") == {**EXPECTED, "called": "vic"}


def test_the_explanation_names_the_channels_that_count(who_spoke: Path) -> None:
    found = explained(who_spoke, "called")
    assert "leads to the rep who touched it last by a call or a meeting." in found
    assert "vic touched it last by a call or a meeting." in found
