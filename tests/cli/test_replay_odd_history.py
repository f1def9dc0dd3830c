"""`leadpact replay` of histories with faults: it says what it leaves out, and goes on."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_replay_follow_up import EVENTS, LEADS, OPPORTUNITIES, PACT, REPS, TOUCHES, leadpact
from typer.testing import Result

from leadpact.outputs import revise_output

TABLES = {
    "leads": LEADS,
    "reps": REPS,
    "touches": TOUCHES,
    "events": EVENTS,
    "opportunities": OPPORTUNITIES,
}
EVENTS_HEAD = "event_id,lead_id,kind,occurred_at,payload\n"
DEALS_HEAD = "opportunity_id,lead_id,opened_at,amount,currency,outcome,closed_at\n"
RESOLVED = PACT.replace(
    "- {kind: confirm_meeting}", "- {kind: confirm_meeting}\n  - {kind: resolve}"
)


class Company:
    """A folder with a history and a pact, and what a replay of them says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, pact: str = PACT, **tables: str) -> "Company":
        (self.folder / "data").mkdir(exist_ok=True)
        for name, text in {**TABLES, **tables}.items():
            (self.folder / "data" / f"{name}.csv").write_text(text)
        (self.folder / "pact.yaml").write_text(pact)
        return self

    def run(self, *options: str | Path) -> Result:
        named = ("--pact", self.folder / "pact.yaml", "--data", self.folder / "data")
        return leadpact("replay", *named, "--out", self.folder / "out", *options)

    def replay(self, *options: str | Path) -> Any:
        outcome = self.run("--format", "json", *options)
        assert outcome.exit_code == 0, outcome.output
        return json.loads(outcome.stdout)

    def clocks(self, lead_id: str, name: str) -> list[str]:
        rows = pq.read_table(self.folder / "out" / "clocks.parquet").to_pylist()
        return [row["state"] for row in rows if (row["lead_id"], row["clock"]) == (lead_id, name)]


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return Company(tmp_path)


def event(event_id: str, lead_id: str, kind: str, at: str, **payload: object) -> str:
    text = json.dumps(payload).replace('"', '""')
    return f'{event_id},{lead_id},{kind},{at},"{text}"\n'


def test_a_lead_that_ended_before_it_was_created_says_nothing_of_the_usual_time(
    company: Company,
) -> None:
    leads = "lead_id,created_at,owner_rep_id,stage,stage_at\n"
    leads += "".join(f"l{i},2026-01-05T{9 + i:02}:00:00Z,ann,,\n" for i in range(8))
    leads += "x,2026-01-20T09:00:00Z,ann,RECYCLED,2026-01-01T09:00:00Z\n"
    pact = PACT.replace("hours: any", "hours: any, caps: {open: 1}")
    empty = {name: TABLES[name].splitlines()[0] + "\n" for name in ("touches", "events")}
    empty["opportunities"] = DEALS_HEAD
    values = company.write(pact, leads=leads, **empty).replay("--to", "2026-01-21T00:00:00Z")
    # Two reps with one lead each, both busy for 21 days from 5 January on: nobody else fits.
    assert values["open_days_assumed"] == 21.0
    assert (values["n_placed"], values["waiting"]) == (2, {"EVERYONE_AT_CAP": 7})


@pytest.mark.parametrize("when", ["9999-12-31T23:50:00Z", "2150-01-01T09:00:00Z", "soon"])
def test_a_meeting_beyond_all_calendars_is_left_out_and_counted(
    company: Company, when: str
) -> None:
    row = event("e", "met", "meeting.booked", "2026-01-06T09:00:00Z", scheduled_at=when)
    outcome = company.write(events=EVENTS_HEAD + row).run()
    assert outcome.exit_code == 0, outcome.output
    assert "history-unreadable" in outcome.stderr
    assert "1 row of events has no part in the replay" in outcome.stderr
    assert company.replay()["not_read"] == {"events": 1}


def test_the_last_meeting_that_calendars_leave_room_for_is_taken(company: Company) -> None:
    when = "2098-12-30T23:00:00Z"
    row = event("e", "met", "meeting.booked", "2026-01-06T09:00:00Z", scheduled_at=when)
    assert company.write(events=EVENTS_HEAD + row).replay()["not_read"] == {}
    assert len(company.clocks("met", "confirm-meeting")) == 1


def test_payloads_that_say_nothing_are_counted_where_something_was_to_be_stated(
    company: Company,
) -> None:
    events = EVENTS_HEAD + (
        'e1,met,meeting.booked,2026-01-06T09:00:00Z,"{not json"\n'
        "e2,met,meeting.held,2026-01-08T10:00:00Z,\n"
        'e3,gone,lead.dispositioned,2026-01-07T09:00:00Z,"[1,2]"\n'
        'e4,gone,lead.dispositioned,2026-01-07T09:00:00Z,"{""reason"":5,""by"":null}"\n'
        'e5,gone,something.else,2026-01-07T09:00:00Z,"{not json"\n'
    )
    assert company.write(events=events).replay()["not_read"] == {"events": 3}


def put_instead(company: Company, table: str, column: str, old: datetime, new: datetime) -> None:
    """Write other moments into a data set: what comes by files is refused before."""
    found = pq.read_table(company.folder / "set" / f"{table}.parquet")
    values = [new if value == old else value for value in found[column].to_pylist()]
    field = found.schema.field(column)
    place = found.column_names.index(column)
    with revise_output(company.folder / "set", f"{table}.parquet") as path:
        pq.write_table(found.set_column(place, field, pa.array(values, field.type)), path)


@pytest.mark.parametrize("year", [1960, 9999])
def test_moments_of_no_century_do_not_stop_a_replay(company: Company, year: int) -> None:
    old, new = datetime(2000, 6, 1, tzinfo=UTC), datetime(year, 6, 1, tzinfo=UTC)
    at = f"{old:%Y-%m-%dT%H:%M:%SZ}"
    company.write(
        leads=f"{LEADS}old,{at},ann,,\n",
        touches=f"{TOUCHES}t9,quick,ann,CALL,{at},OUTBOUND,NO_ANSWER\n",
        opportunities=OPPORTUNITIES.replace("2026-01-20T09:00:00Z", at),
        reps=f"rep_id,role,active_from,active_to\nann,SDR,,\nbob,SDR,,\ncid,AE,,{at}\n",
        absences=f"absence_id,rep_id,starts_at,ends_at\na,cid,1999-06-01T00:00:00Z,{at}\n",
    )
    done = leadpact("import", company.folder / "data", "--out", company.folder / "set")
    assert done.exit_code == 0, done.output
    for table, column in (
        ("leads", "created_at"),
        ("touches", "occurred_at"),
        ("opportunities", "closed_at"),
        ("reps", "active_to"),
        ("absences", "ends_at"),
    ):
        put_instead(company, table, column, old, new)
    named = ("--pact", company.folder / "pact.yaml", "--data", company.folder / "set")
    options = ("--to", "2026-02-01T00:00:00Z", "--format", "json")
    outcome = leadpact("replay", *named, "--out", company.folder / "out", *options)
    assert outcome.exit_code == 0, outcome.output
    values = json.loads(outcome.stdout)
    # What is of later than the end has not happened yet; what is of before 1970 cannot be read.
    expected = {"leads": 1, "opportunities": 1, "touches": 1} if year == 1960 else {}
    assert values["not_read"] == expected
    assert values["n_leads"] == 5


@pytest.mark.parametrize("rep_id", ["ann", "bob", "cid", "zed"])
def test_a_disposition_counts_the_one_who_has_the_lead_under_the_pact(
    company: Company, rep_id: str
) -> None:
    given = {"reason": "no_need", "by": "SDR", "rep_id": rep_id}
    row = event("e", "gone", "lead.dispositioned", "2026-01-07T09:00:00Z", **given)
    leads = LEADS.replace("RECYCLED,2026-01-07T09:00:00Z", ",")
    values = company.write(RESOLVED, events=EVENTS_HEAD + row, leads=leads).replay()
    assert values["refused"] == {}
    assert company.clocks("gone", "resolve") == ["MET"]


def test_a_touch_and_an_event_may_have_one_id(company: Company) -> None:
    row = event(
        "t5", "gone", "lead.dispositioned", "2026-01-07T09:00:00Z", reason="no_need", by="SDR"
    )
    leads = LEADS.replace("RECYCLED,2026-01-07T09:00:00Z", ",")
    company.write(RESOLVED, events=EVENTS_HEAD + row, leads=leads).replay()
    assert company.clocks("gone", "resolve") == ["MET"]


def test_a_deal_of_one_day_is_won(company: Company) -> None:
    deal = "o1,quick,2026-01-09T00:00:00Z,500,EUR,WON,2026-01-09T00:00:00Z\n"
    company.write(opportunities=DEALS_HEAD + deal)
    assert company.replay()["not_taken"] == {}
    answer = company.run("--lead", "quick").stdout
    assert "to CLOSED_WON on Fri 9 Jan 00:00, because the opportunity was won" in answer


def test_a_meeting_that_was_put_off_is_held_at_its_new_time(company: Company) -> None:
    events = EVENTS_HEAD + "".join(
        [
            event("a", "quick", "meeting.booked", "2026-01-06T09:00:00Z", meeting_id="z",
                  scheduled_at="2026-01-12T09:00:00Z"),
            event("b", "quick", "meeting.booked", "2026-01-07T09:00:00Z", meeting_id="z",
                  scheduled_at="2026-01-08T09:00:00Z"),
            event("c", "quick", "meeting.held", "2026-01-08T10:00:00Z", meeting_id="z"),
        ]
    )  # fmt: skip
    values = company.write(events=events).replay("--to", "2026-01-20T00:00:00Z")
    assert values["not_taken"] == {}
    assert company.clocks("quick", "meeting-update") == ["BREACHED"]


def test_what_finds_no_place_is_counted_apart_and_reported_as_no_breach(company: Company) -> None:
    events = EVENTS_HEAD + "".join(
        [
            event("a", "met", "meeting.booked", "2026-01-04T09:00:00Z", meeting_id="z",
                  scheduled_at="2026-01-08T09:00:00Z"),
            event("b", "met", "meeting.held", "2026-01-08T10:00:00Z", meeting_id="z"),
        ]
    )  # fmt: skip
    company.write(events=events)
    values = company.replay()
    assert values["not_taken"] == {"meeting_held": {"UNKNOWN_MEETING": 1}}
    assert values["refused"] == {}
    (line,) = [line for line in company.run().stdout.splitlines() if "meeting held" in line]
    assert line.startswith("1 entry of history left out, which is no breach: it does not fit")


def test_of_two_touches_with_one_id_the_order_of_rows_does_not_choose(company: Company) -> None:
    touches = "touch_id,lead_id,rep_id,kind,occurred_at,direction,result\n"
    touches += "t1,quick,ann,CALL,2026-01-05T10:30:00Z,OUTBOUND,NO_ANSWER\n"
    touches += "t2,quick,ann,EMAIL,2026-01-05T10:30:00Z,INBOUND,REPLIED\n"
    company.write(touches=touches)
    done = leadpact("import", company.folder / "data", "--out", company.folder / "set")
    assert done.exit_code == 0, done.output
    rows = pq.read_table(company.folder / "set" / "touches.parquet")
    place = rows.column_names.index("touch_id")
    same = rows.set_column(place, rows.schema.field("touch_id"), pa.array(["t", "t"]))
    found = []
    for order in ([0, 1], [1, 0]):
        with revise_output(company.folder / "set", "touches.parquet") as path:
            pq.write_table(same.take(order), path)
        named = ("--pact", company.folder / "pact.yaml", "--data", company.folder / "set")
        outcome = leadpact("replay", *named, "--out", company.folder / "out", "--lead", "quick")
        assert outcome.exit_code == 0, outcome.output
        found.append(outcome.stdout)
    assert found[0] == found[1]


def test_a_period_that_ends_before_it_begins_is_an_error(company: Company) -> None:
    outcome = company.write().run("--from", "2026-02-01T00:00:00Z", "--to", "2026-01-01T00:00:00Z")
    assert outcome.exit_code == 1
    assert "period-reversed" in outcome.stderr
    assert "2026-02-01 00:00:00 UTC" in outcome.stderr
    assert not (company.folder / "out" / "replay.json").exists()
