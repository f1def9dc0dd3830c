"""`leadpact replay` of touches, meetings and dispositions: which promises would have been kept."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from small_company import leadpact

# 2026-01-05 is a Monday. The pact's hours are Monday to Friday, 09:00 to 17:00 UTC.
LEADS = """\
lead_id,created_at,owner_rep_id,stage,stage_at
quick,2026-01-05T09:00:00Z,ann,,
late,2026-01-05T10:00:00Z,ann,,
never,2026-01-05T11:00:00Z,,,
met,2026-01-05T12:00:00Z,ann,CLOSED_WON,2026-01-20T09:00:00Z
gone,2026-01-05T13:00:00Z,ann,RECYCLED,2026-01-07T09:00:00Z
"""
REPS = "rep_id,role\nann,SDR\nbob,SDR\ncid,AE\n"
TOUCHES = """\
touch_id,lead_id,rep_id,kind,occurred_at,direction,result
t0,quick,ann,EMAIL,2026-01-05T08:00:00Z,OUTBOUND,SENT
t1,quick,ann,CALL,2026-01-05T10:30:00Z,OUTBOUND,NO_ANSWER
t2,late,ann,CALL,2026-01-06T10:00:00Z,OUTBOUND,NO_ANSWER
t3,late,ann,EMAIL,2026-01-06T11:00:00Z,INBOUND,OUT_OF_OFFICE
t4,met,ann,CALL,2026-01-05T13:00:00Z,OUTBOUND,CONVERSATION
t5,gone,ann,CALL,2026-01-05T14:00:00Z,OUTBOUND,NO_ANSWER
"""
EVENTS = """\
event_id,lead_id,kind,occurred_at,payload
e1,met,meeting.booked,2026-01-06T09:00:00Z,"{""rep_id"":""cid"",""scheduled_at"":""2026-01-08T09:00:00Z""}"
e2,met,meeting.held,2026-01-08T10:00:00Z,"{""scheduled_at"":""2026-01-08T09:00:00Z""}"
e3,gone,lead.dispositioned,2026-01-07T09:00:00Z,"{""reason"":""UNREACHABLE"",""by"":""SDR""}"
"""
OPPORTUNITIES = """\
opportunity_id,lead_id,opened_at,amount,currency,outcome,closed_at
o1,met,2026-01-09T09:00:00Z,500,EUR,WON,2026-01-20T09:00:00Z
"""
PACT = """\
spec: 1
name: Promises
routing: {pools: {sdr: {roles: [SDR], hours: any}}, default: sdr}
cadences:
  tracks: [{id: all, steps: [{id: call, channel: call}]}]
  unreachable: {attempts: 3}
clocks:
  - {kind: first_touch, within: {hours: 4}, on_breach: [{do: notify}]}
  - {kind: meeting_update, within: {days: 1}}
  - {kind: confirm_meeting}
feedback: {}
"""


MAPPING = """\
spec: 1
name: Exports
time_zone: UTC
tables:
  leads:
    - file: leads.csv
      columns: {lead_id: lead_id, created_at: created_at, owner_rep_id: owner_rep_id}
  reps:
    - file: reps.csv
      columns: {rep_id: rep_id, role: role}
  touches:
    - file: touches.csv
      columns:
        touch_id: touch_id
        lead_id: lead_id
        rep_id: rep_id
        kind: {column: kind, values: {sms: TEXT, fax: FAX, CALL: CALL, EMAIL: EMAIL}}
        occurred_at: occurred_at
        direction: direction
        result: result
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    texts = {
        "leads": LEADS,
        "reps": REPS,
        "touches": TOUCHES,
        "events": EVENTS,
        "opportunities": OPPORTUNITIES,
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text)
    (tmp_path / "pact.yaml").write_text(PACT)
    return folder


def replay(data: Path, *options: str | Path, out: str = "out") -> Any:
    root = data.parent
    arguments = ("--pact", root / "pact.yaml", "--data", data, "--out", root / out)
    outcome = leadpact("replay", *arguments, "--format", "json", *options)
    assert outcome.exit_code == 0, outcome.output
    return json.loads(outcome.stdout)


def clocks(data: Path, name: str, out: str = "out") -> dict[str, dict[str, Any]]:
    rows = pq.read_table(data.parent / out / "clocks.parquet").to_pylist()
    return {row["lead_id"]: row for row in rows if row["clock"] == name}


def test_each_promise_is_met_or_missed_by_business_time(data: Path) -> None:
    replay(data)
    found = clocks(data, "first-touch")
    assert {name: row["state"] for name, row in found.items()} == {
        "quick": "MET",
        "late": "BREACHED",
        "never": "BREACHED",
        "met": "MET",
        "gone": "MET",
    }
    assert found["quick"]["business_seconds"] == 5400
    # From Monday 10:00: seven hours until 17:00, one more on Tuesday until 10:00.
    assert found["late"]["business_seconds"] == 8 * 3600
    assert f"{found['late']['due_at']:%m-%dT%H:%M}" == "01-05T14:00"


def test_what_is_missed_where_nobody_touched_the_lead_is_counted_apart(data: Path) -> None:
    (first, *_) = replay(data)["clocks"]
    assert first["clock"] == "first-touch"
    assert (first["n_started"], first["n_met"], first["n_missed"]) == (5, 3, 2)
    assert first["n_missed_untouched"] == 1


def test_shares_within_goal_and_limit_are_those_of_the_clocks_that_ended(data: Path) -> None:
    (data.parent / "pact.yaml").write_text(
        PACT.replace("within: {hours: 4}", "goal: {minutes: 75}, within: {hours: 4}")
    )
    first, other = replay(data)["clocks"][:2]
    # After 90 minutes, 8 hours, never, 60 and 60 minutes.
    assert (first["n_goal_reached"], first["goal_rate"], first["limit_rate"]) == (2, 0.4, 0.6)
    assert "goal_rate" not in other
    found = clocks(data, "first-touch")
    reached = {name: row["is_goal_reached"] for name, row in found.items()}
    assert reached == {"quick": False, "late": False, "never": False, "met": True, "gone": True}
    assert f"{found['late']['goal_at']:%m-%dT%H:%M}" == "01-05T11:15"
    printed = leadpact(
        *("replay", "--pact", data.parent / "pact.yaml", "--data", data),
        *("--out", data.parent / "printed"),
    ).stdout
    assert "40.0% were kept by the goal, 60.0% by the limit" in printed


def test_a_share_of_promises_that_was_agreed_is_beside_the_share_that_was_kept(data: Path) -> None:
    pact = data.parent / "pact.yaml"
    pact.write_text(f"{PACT}\ntargets: {{promises: {{first-touch: 0.9}}}}\n")
    (first, *others) = replay(data)["clocks"]
    assert first["share_agreed"] == 0.9
    assert not any("share_agreed" in item for item in others)
    answer = leadpact("replay", "--pact", pact, "--data", data, "--out", data.parent / "text")
    # Three of five; Wilson's interval at 95 % is 0.231 to 0.882.
    assert "; 60.0% kept (23.1% to 88.2%) against 90.0% agreed" in answer.stdout


def test_rungs_of_a_ladder_are_counted_by_the_clocks_that_came_to_them(data: Path) -> None:
    ladder = "{do: escalate, after: {hours: 1}}, {do: escalate, to: ann, after: {days: 2}}"
    (data.parent / "pact.yaml").write_text(
        PACT.replace("{do: notify}", f"{{do: notify}}, {ladder}")
    )
    first, other = replay(data)["clocks"][:2]
    # Missed at 14:00 and at 15:00 on Monday: one was called on Tuesday at 10:00, the other never.
    assert first["n_climbed"] == [2, 1]
    assert "n_climbed" not in other
    printed = leadpact(
        *("replay", "--pact", data.parent / "pact.yaml", "--data", data),
        *("--out", data.parent / "printed"),
    ).stdout
    assert "came up the ladder: 2 to rung 1, 1 to rung 2" in printed


def test_an_opportunity_is_an_update_on_the_meeting_it_comes_from(data: Path) -> None:
    values = {item["clock"]: item for item in replay(data)["clocks"]}
    # Held Thursday 10:00, the opportunity was opened Friday 09:00: seven business hours.
    assert values["meeting-update"]["n_met"] == 1
    assert values["meeting-update"]["median_business_hours"] == 7.0


def test_of_a_promise_whose_end_no_history_tells_nothing_is_stated(data: Path) -> None:
    values = {item["clock"]: item for item in replay(data)["clocks"]}
    assert values["confirm-meeting"]["is_told"] is False
    root = data.parent
    answer = leadpact(
        "replay", "--pact", root / "pact.yaml", "--data", data, "--out", root / "text"
    )
    assert "confirm-meeting: 1 started; history does not record what stops it" in answer.stdout


def test_what_history_did_and_the_pact_refuses_is_counted(data: Path) -> None:
    assert replay(data)["refused"] == {"TOO_FEW_ATTEMPTS": 1}


STATUSES = """\
e4,quick,lead.dispositioned,2026-01-05T11:00:00Z,"{""reason"":""ACCEPTED"",""by"":""SDR""}"
e5,quick,lead.dispositioned,2026-01-05T12:00:00Z,"{""reason"":""QUALIFYING"",""by"":""SDR""}"
e6,quick,lead.dispositioned,2026-01-05T13:00:00Z,"{""reason"":""ACCEPTED"",""by"":""SDR""}"
e7,quick,lead.dispositioned,2026-01-07T09:00:00Z,"{""reason"":""NO_NEED"",""by"":""SDR""}"
e8,late,lead.dispositioned,2026-01-06T10:30:00Z,"{""reason"":""ACCEPTED"",""by"":""SDR""}"
e9,never,lead.dispositioned,2026-01-06T10:30:00Z,"{""reason"":""QUALIFYING"",""by"":""SDR""}"
"""


def test_each_status_of_a_history_is_counted_where_a_pact_has_some(data: Path) -> None:
    (data / "events.csv").write_text(EVENTS + STATUSES)
    assert "dispositions" not in replay(data)
    statuses = """\
feedback:
  dispositions:
    sdr:
      accepted: {label: Accepted, leads_to: stays, stops_work: false}
      qualifying: {leads_to: stays, stops_work: false, after: [accepted]}
"""
    (data.parent / "pact.yaml").write_text(PACT.replace("feedback: {}\n", statuses))
    found = replay(data, out="other")
    given = {
        row["code"]: (row["n_given"], row["n_leads"])
        for row in found["dispositions"]
        if row["n_given"]
    }
    assert given == {"accepted": (3, 2), "qualifying": (1, 1), "no_need": (1, 1)}
    assert found["refused"] == {"EARLIER_STATUS_MISSING": 1, "TOO_FEW_ATTEMPTS": 1}
    (row,) = [row for row in found["dispositions"] if row["code"] == "accepted"]
    assert (row["side"], row["label"], row["leads_to"]) == ("SDR", "Accepted", "stays")
    root = data.parent
    answer = leadpact(
        "replay", "--pact", root / "pact.yaml", "--data", data, "--out", root / "as-text"
    )
    assert "“Accepted” (SDR) was given 3 times, to 2 leads" in answer.stdout
    assert "“qualifying” (SDR) was given once, to 1 lead" in answer.stdout


def test_the_same_history_gives_the_same_clocks_byte_for_byte(data: Path) -> None:
    replay(data, out="one")
    replay(data, out="two")
    one, two = (data.parent / out / "clocks.parquet" for out in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_the_one_who_moves_under_another_pact_is_listed(data: Path) -> None:
    other = data.parent / "other.yaml"
    other.write_text(PACT.replace("roles: [SDR]", "reps: [bob]"))
    values = replay(data, "--against", other)
    rows = pq.read_table(data.parent / "out" / "moves.parquet").to_pylist()
    assert {row["rep_id_against"] for row in rows} == {"bob"}
    assert len(rows) == values["compared"]["n_other_rep"] > 0


def test_every_week_tells_how_many_came_and_every_rep_how_many_fit(data: Path) -> None:
    values = replay(data)
    assert values["weeks"] == [{"week": "2026-W02", "n_came": 5, "n_placed": 5}]
    assert sum(rep["n_leads"] for rep in values["reps"]) == 5
    assert {rep["capacity_per_week"] for rep in values["reps"]} == {None}


def test_touches_on_own_channels_count_and_those_on_unknown_ones_are_warned_about(
    data: Path,
) -> None:
    touches = TOUCHES.replace("t5,gone,ann,CALL", "t5,gone,ann,FAX").replace(
        "t4,met,ann,CALL", "t4,met,ann,TEXT"
    )
    (data / "touches.csv").write_text(touches.replace("FAX", "fax").replace("TEXT", "sms"))
    mapping = data.parent / "mapping.yaml"
    mapping.write_text(MAPPING)
    channels = "  channels: {text: {label: Text message}}\n"
    (data.parent / "pact.yaml").write_text(PACT.replace("clocks:\n", f"{channels}clocks:\n"))
    outcome = leadpact(
        *("replay", "--pact", data.parent / "pact.yaml", "--data", data),
        *("--mapping", mapping, "--out", data.parent / "out"),
    )
    assert outcome.exit_code == 0, outcome.output
    assert "touch-channel-unknown" in outcome.stderr
    assert "FAX (1)" in outcome.stderr
    assert "TEXT" not in outcome.stderr
    states = {name: row["state"] for name, row in clocks(data, "first-touch").items()}
    assert (states["met"], states["gone"]) == ("MET", "MET")
