"""Who holds a meeting, and what follows from one that was held, worked by hand."""

import pytest
from follow_up_world import (
    ABSENCES,
    REPS,
    Life,
    booked,
    held,
    june,
    named,
    qualified,
    refused,
    sent,
    tasks,
)

from leadpact.engine.clocks import ClockState
from leadpact.engine.handoff import Acceptance, MeetingState
from leadpact.engine.lifecycle import (
    ClaimLead,
    DebriefMeeting,
    DisposeLead,
    EndLead,
    EventKind,
    MeetingStep,
    MessageKind,
    OpenOpportunity,
    ReviewStep,
    TaskKind,
    UpdateReview,
    make_follow_up,
)
from leadpact.engine.routing import make_roster
from leadpact.pact.sections.handoff.policy import Attendance
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage


@pytest.mark.parametrize(
    ("claimed_by", "owner_of_account", "holds"),
    [("ann", "fay", "eve"), ("bob", "fay", "fay"), ("bob", None, "bob")],
)
def test_a_meeting_without_an_ae_is_held_by_the_pair_the_account_owner_or_the_owner(
    claimed_by: str, owner_of_account: str | None, holds: str
) -> None:
    life = qualified(source="fair", owner=owner_of_account)
    life.submit(ClaimLead, june(1, 10, 30), pool="desk", rep_id=claimed_by)
    booked(life)
    assert life.state.meetings[0].ae_rep_id == holds
    assert life.state.meetings[0].sdr_rep_id == claimed_by


def test_the_ae_whom_the_rep_names_comes_before_one_who_names_the_rep() -> None:
    life = Life()
    reps = [*REPS, {"rep_id": "abe", "role": "AE", "paired_rep_id": "ann"}]
    life.rules = make_follow_up(life.rules.ruleset, make_roster(reps, ABSENCES))
    life.qualify(june(1, 10))
    booked(life)
    assert life.state.owner_rep_id == "ann"
    assert life.state.meetings[0].ae_rep_id == "eve"


def test_of_two_aes_who_name_the_rep_the_first_by_id_holds_the_meeting() -> None:
    life = Life()
    reps = [*REPS[1:], {"rep_id": "ann", "role": "SDR"}]
    reps += [{"rep_id": name, "role": "AE", "paired_rep_id": "ann"} for name in ("zoe", "abe")]
    life.rules = make_follow_up(life.rules.ruleset, make_roster(reps, ABSENCES))
    life.qualify(june(1, 10))
    booked(life)
    assert life.state.meetings[0].ae_rep_id == "abe"


def test_the_ae_who_is_named_holds_the_meeting() -> None:
    life, _ = booked(ae_rep_id="fay")
    assert life.state.meetings[0].ae_rep_id == "fay"


def test_a_meeting_that_inside_sales_books_is_direct() -> None:
    life, name = booked(qualified(n_employees=5))
    [meeting] = life.state.meetings
    assert (meeting.is_direct, meeting.ae_rep_id) == (True, "gus")
    assert meeting.attendance is Attendance.STAYS_OUT
    assert sent(life, MessageKind.RECAP) == ["PROSPECT"]
    assert sorted(sent(life, MessageKind.INVITE)) == ["PROSPECT", "gus"]
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    life.move(name, MeetingStep.ACCEPTED, june(2, 15))
    assert refused(life) is RefusalCode.NO_ACCEPTANCE_NEEDED


def test_a_meeting_that_is_held_makes_the_stage_and_waits_for_an_update() -> None:
    life, name = held()
    assert life.state.stage is Stage.FIRST_MEETING
    assert life.state.meetings[0].state is MeetingState.HELD
    assert life.clock("meeting-update").due_at == june(3, 14, 30)
    assert {(TaskKind.DEBRIEF, "eve", name), (TaskKind.DEBRIEF, "ann", name)} <= tasks(life.last)


def test_a_meeting_held_with_a_lead_that_nobody_has_gets_it_an_owner() -> None:
    life = Life()
    life.arrive(june(1, 9))
    life, name = booked(life, ae_rep_id="eve")
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.FIRST_MEETING, "ann")


def test_a_meeting_held_brings_a_recycled_lead_back_to_an_owner() -> None:
    life, name = booked()
    life.submit(EndLead, june(2, 10), stage=Stage.RECYCLED)
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    assert life.state.stage is Stage.FIRST_MEETING
    assert life.state.owner_rep_id is not None


def test_an_opportunity_brings_a_recycled_lead_back_and_it_is_its_aes() -> None:
    life = qualified()
    life.submit(EndLead, june(2, 10), stage=Stage.RECYCLED)
    life.submit(OpenOpportunity, june(2, 16), opportunity_id="o")
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.OPPORTUNITY, None)
    life.act(june(3, 10))
    assert (life.state.owner_rep_id, life.state.is_waiting) == (None, False)


def test_an_opportunity_whose_disqualification_is_overturned_is_not_routed() -> None:
    life, name = held()
    reported = {"opportunity_id": "o", "meeting_id": name, "by_role": RepRole.AE}
    life.submit(OpenOpportunity, june(2, 16), **reported)
    given = {"side": RepRole.AE, "by_rep_id": "eve", "fault": "competitor", "meeting_id": name}
    life.submit(DisposeLead, june(3, 10), code="not_compliant", id="d", **given)
    assert life.state.stage is Stage.DISQUALIFIED
    life.submit(UpdateReview, june(4, 10), review_id="review-d", step=ReviewStep.OVERTURNED)
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.OPPORTUNITY, None)
    assert not life.state.is_waiting


def test_a_lead_of_which_nobody_tells_how_it_ended_is_only_let_go() -> None:
    life = qualified()
    life.submit(EndLead, june(1, 11))
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.CONVERSATION_LEAD, None)
    assert life.clock("first-touch").state is ClockState.RUNNING
    assert life.routing.load("ann").n_open == 0


def test_only_the_ae_tells_the_update() -> None:
    life, name = held()
    reported = {"meeting_id": name, "produced_next_step": True}
    life.submit(DebriefMeeting, june(2, 15), side=RepRole.SDR, **reported)
    assert life.clock("meeting-update").state is ClockState.RUNNING
    life.submit(DebriefMeeting, june(2, 16), side=RepRole.AE, **reported)
    assert life.clock("meeting-update").stopped_at == june(2, 16)
    assert life.clock("meeting-update").state is ClockState.MET
    assert (TaskKind.OPEN_OPPORTUNITY, "eve", name) in tasks(life.last)
    assert TaskKind.DEBRIEF not in {task.kind for task in life.last.tasks}


def test_an_opportunity_is_an_update_on_its_meeting() -> None:
    life, name = held()
    opened = {"opportunity_id": "o", "meeting_id": name, "by_rep_id": "eve"}
    life.submit(OpenOpportunity, june(2, 16), by_role=RepRole.AE, **opened)
    assert life.clock("meeting-update").state is ClockState.MET
    assert life.state.stage is Stage.OPPORTUNITY
    assert life.state.meetings[0].acceptance is Acceptance.ACCEPTED


def test_silence_accepts_a_meeting_and_is_dated_when_it_did() -> None:
    life, _ = held()
    life.wait(june(4, 14, 29, 59))
    assert life.state.meetings[0].acceptance is Acceptance.OPEN
    accepted = life.wait(june(8, 10))
    assert life.state.meetings[0].acceptance is Acceptance.DEEMED
    [event] = named(accepted, EventKind.MEETING_ACCEPTED)
    assert event.occurred_at == june(4, 14, 30)


def test_a_meeting_that_silence_accepted_wakes_nobody_again() -> None:
    life, name = held()
    reported = {"meeting_id": name, "produced_next_step": False}
    life.submit(DebriefMeeting, june(2, 16), side=RepRole.AE, **reported)
    life.wait(june(8, 10))
    assert life.last.wake_at is None


def test_an_ae_rejects_a_meeting() -> None:
    life, name = held()
    life.move(name, MeetingStep.REJECTED, june(3, 10), reason="timing")
    assert life.state.meetings[0].acceptance is Acceptance.REJECTED
    life.move(name, MeetingStep.ACCEPTED, june(3, 11))
    assert refused(life) is RefusalCode.MEETING_REJECTED
