"""Whose working hours hold: of the clock, the pool, the rep, the AE or the pact, worked by hand."""

from datetime import datetime
from typing import Any

import pytest
from follow_up_world import REPS, Life, june, pact_text, refused

from leadpact.engine.clocks import ClockState
from leadpact.engine.handoff import Acceptance
from leadpact.engine.lifecycle import DisposeLead, FollowUp, MeetingStep, make_follow_up
from leadpact.engine.routing import make_roster
from leadpact.pact.check import load_pact_text
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, TouchKind


def every_day(hours: str, *, without: str = "") -> str:
    days = [day for day in ("mon", "tue", "wed", "thu", "fri") if day != without]
    return "{windows: {" + ", ".join(f'{day}: ["{hours}"]' for day in days) + "}}"


CALENDARS = f"""
  early: {every_day("06:00-11:00")}
  late: {every_day("12:00-20:00")}
  night: {every_day("20:00-24:00")}
  no_tuesday: {every_day("09:00-17:00", without="tue")}
  no_wednesday: {every_day("09:00-17:00", without="wed")}
"""


def company(
    *, pool: str = "", clock: str = "", reps: dict[str, dict[str, Any]] | None = None
) -> FollowUp:
    """A company with one pool of ann alone, whose first touch is due within four hours."""
    text = pact_text(
        calendars=CALENDARS,
        routing=f"\n  pools: {{one: {{reps: [ann], hours: any{pool}}}}}\n  default: one\n",
        clocks=f"\n  - {{kind: first_touch, within: {{hours: 4}}{clock}}}\n",
    )
    rows = [{**row, **(reps or {}).get(str(row["rep_id"]), {})} for row in REPS]
    return make_follow_up(load_pact_text(text), make_roster(rows))


LATE = {"ann": {"calendar": "late"}}
TOKYO = {"ann": {"time_zone": "Asia/Tokyo"}}


@pytest.mark.parametrize(
    ("rules", "due_at"),
    [
        ({}, june(1, 14)),  # 09:00 to 17:00, from 10:00 on
        ({"reps": LATE}, june(1, 16)),  # from 12:00 on
        ({"reps": TOKYO}, june(2, 4)),  # 09:00 there is midnight here
        ({"reps": LATE, "pool": ", calendar: early"}, june(2, 9)),  # an hour, then three
        ({"reps": LATE, "pool": ", calendar: early", "clock": ", calendar: night"}, june(2)),
    ],
)
def test_a_clock_runs_in_its_own_hours_before_those_of_the_pool_the_rep_and_the_pact(
    rules: dict[str, Any], due_at: datetime
) -> None:
    life = Life(company(**rules))
    life.qualify(june(1, 10))
    assert life.state.owner_rep_id == "ann"
    assert life.clock("first-touch").due_at == due_at


@pytest.mark.parametrize(
    ("calendar", "accepted_at"), [(None, june(4, 14, 30)), ("no_wednesday", june(5, 14, 30))]
)
def test_silence_accepts_a_meeting_in_the_working_days_of_its_ae(
    calendar: str | None, accepted_at: datetime
) -> None:
    life = Life(company(reps={"eve": {"calendar": calendar}}))
    life.qualify(june(1, 10))
    name = life.book(june(1, 11), june(2, 14), ae_rep_id="eve")
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    assert life.last.wake_at == accepted_at
    life.wait(june(8))
    [meeting] = life.state.meetings
    assert (meeting.acceptance, meeting.accepted_at) == (Acceptance.DEEMED, accepted_at)


@pytest.mark.parametrize("calendar", [None, "no_tuesday"])
def test_attempts_are_spread_over_the_working_days_of_the_owner(calendar: str | None) -> None:
    life = Life(company(reps={"ann": {"calendar": calendar}}))
    life.qualify(june(1, 10))
    for day, channel in ((1, "CALL"), (2, "EMAIL"), (3, "CALL"), (3, "SOCIAL")):
        life.touch(june(day, 11), TouchKind(channel))
    life.submit(DisposeLead, june(3, 12), side=RepRole.SDR, code="unreachable", by_rep_id="ann")
    # Monday to Wednesday are three working days, without the Tuesday two.
    assert refused(life) is (None if calendar is None else RefusalCode.TOO_FEW_ATTEMPTS)
    assert life.clock("first-touch").state is ClockState.MET
