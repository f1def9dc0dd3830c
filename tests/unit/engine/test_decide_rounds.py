"""What belongs to an earlier round or another person, and must not move a lead."""

from follow_up_world import Life, company, june, named

from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import (
    AnswerHandoff,
    AssignLead,
    ClaimLead,
    DisposeLead,
    EndLead,
    EventKind,
    HandOffLead,
    MeetingStep,
    ReassignLead,
    RecordOutOfOffice,
    RecordOwnerAbsence,
    RecordReply,
    TaskKind,
)
from leadpact.engine.routing import Waiting
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage, TouchKind


def again(life: Life) -> Life:
    """Let the lead be recycled on Friday 5 June, and qualify again on Monday 8 June at 10:00."""
    life.submit(EndLead, june(5, 10), stage=Stage.RECYCLED)
    life.act(june(8, 10))
    assert life.state.stage is Stage.CONVERSATION_LEAD
    return life


def recycled_and_back() -> Life:
    life = Life()
    life.qualify(june(1, 10))
    return again(life)


# A round that is over


def test_a_touch_of_the_round_before_that_is_reported_late_keeps_no_promise_of_the_new_one() -> (
    None
):
    life = recycled_and_back()
    life.touch(june(2, 10), reported_at=june(8, 11))
    assert life.clock("first-touch").state is ClockState.RUNNING
    assert life.state.touches == ()
    assert len(named(life.last, EventKind.TOUCHED)) == 1


def test_a_reply_of_the_round_before_that_is_reported_late_stops_no_cadence_of_the_new_one() -> (
    None
):
    life = recycled_and_back()
    life.submit(RecordReply, june(2, 10), reported_at=june(8, 11))
    assert not life.state.runs[-1].is_over
    assert life.state.replied_at is None


def test_a_promise_broken_in_the_round_before_is_not_kept_by_a_touch_of_the_new_one() -> None:
    life = Life()
    life.qualify(june(1, 10))
    life.wait(june(2, 17))
    broken = life.clocks("first-touch")[0].clock_id
    again(life)
    life.touch(june(8, 11))
    kept = life.state.clock(broken)
    assert kept is not None
    assert (kept.state, kept.stopped_at) == (ClockState.BREACHED, june(5, 10))


def test_a_handoff_of_the_round_before_takes_the_lead_from_nobody() -> None:
    life = Life(company(clocks=" [{kind: take_back, on_breach: [{do: reassign, to: few}]}]\n"))
    life.qualify(june(1, 10))
    life.submit(HandOffLead, june(1, 11), id="handoff", ae_rep_id="eve")
    again(life)
    owner = life.state.owner_rep_id
    life.wait(june(16, 9))
    assert life.clock("take-back").state is ClockState.CANCELLED
    assert life.state.owner_rep_id == owner
    assert TaskKind.ANSWER_HANDOFF not in {task.kind for task in life.last.tasks}


def test_a_meeting_of_the_round_before_is_no_contact_in_the_new_one() -> None:
    life = Life()
    life.qualify(june(1, 10))
    meeting = life.book(june(1, 11), june(2, 10))
    life.move(meeting, MeetingStep.HELD, june(2, 11))
    life.submit(EndLead, june(5, 10), stage=Stage.RECYCLED)
    life.act(june(8, 10))
    days = (june(8, 11), june(9, 11), june(10, 11), june(11, 11))
    channels = (TouchKind.CALL, TouchKind.EMAIL, TouchKind.CALL, TouchKind.EMAIL)
    for at, channel in zip(days, channels, strict=True):
        life.touch(at, channel)
    life.submit(DisposeLead, june(11, 12), side=RepRole.SDR, code="unreachable")
    assert life.last.refusal is None


def test_a_missed_meeting_of_the_round_before_is_not_to_be_rebooked() -> None:
    life = Life()
    life.qualify(june(1, 10))
    meeting = life.book(june(1, 11), june(2, 10))
    life.move(meeting, MeetingStep.MISSED, june(2, 11))
    assert TaskKind.REBOOK in {task.kind for task in life.last.tasks}
    again(life)
    assert TaskKind.REBOOK not in {task.kind for task in life.last.tasks}


# Who had the lead in this round


def test_a_lead_returned_to_its_pool_waits_rather_than_go_back_to_who_let_it_lie() -> None:
    clocks = "[{kind: first_touch, on_breach: [{do: return_to_pool}]}]"
    life = Life(company(clocks=f" {clocks}\n"))
    life.qualify(june(1, 10), source="few")
    life.wait(june(1, 15))
    life.wait(june(2, 12))
    assert life.state.past_owners == ("ann", "bob")
    assert life.state.is_waiting
    life.submit(AssignLead, june(2, 13))
    assert life.state.owner_rep_id is None
    assert life.state.route is not None
    assert life.state.route.waiting is Waiting.EVERYONE_HAD_IT


def test_who_had_the_lead_in_this_round_cannot_claim_it_again() -> None:
    clocks = "[{kind: first_touch, on_breach: [{do: return_to_pool}]}]"
    life = Life(company(clocks=f" {clocks}\n"))
    life.qualify(june(1, 10), source="fair")
    life.submit(ClaimLead, june(1, 11), pool="desk", rep_id="ann")
    life.wait(june(2, 12))
    assert life.state.is_waiting
    life.submit(ClaimLead, june(2, 13), pool="desk", rep_id="ann")
    refusal = life.last.refusal
    assert refusal is not None
    assert (refusal.code, refusal.missing) == (
        RefusalCode.CANNOT_CLAIM,
        (("obstacle", "HAD_IT"),),
    )


# Taken back from the AE


def test_an_ae_who_sets_no_meeting_loses_the_lead_and_its_owner_keeps_it() -> None:
    life = Life()
    life.qualify(june(1, 10))
    life.touch(june(1, 11))
    life.submit(HandOffLead, june(1, 12), id="handoff", ae_rep_id="eve")
    life.wait(june(12, 9))
    handoff = life.state.handoff("handoff")
    assert handoff is not None
    # Eight business days from Monday 12:00: Thursday of the week after, at 12:00.
    assert handoff.taken_back_at == june(11, 12)
    assert life.state.owner_rep_id == "ann"
    reported = [
        m.to for d in life.decisions for m in d.messages if m.about.startswith("take-back/")
    ]
    assert set(reported) == {"eve"}
    life.submit(AnswerHandoff, june(12, 10), handoff_id="handoff", is_accepted=True)
    assert life.last.refusal is not None
    assert life.last.refusal.code is RefusalCode.HANDOFF_TAKEN_BACK


# Who rests


def test_the_leave_of_the_rep_before_does_not_rest_the_cadence_of_the_next_one() -> None:
    life = Life()
    life.qualify(june(1, 10))
    life.submit(RecordOwnerAbsence, june(1, 11), rep_id="ann", until=june(20, 9))
    assert life.state.runs[0].resumes_at == june(20, 9)
    life.submit(ReassignLead, june(1, 12))
    assert life.state.owner_rep_id == "bob"
    assert life.state.runs[0].resumes_at is None


def test_where_nobody_can_take_over_the_cadence_rests_until_the_rep_is_back() -> None:
    cadences = "{tracks: [{id: all, steps: [{id: call, channel: call}]}], on_leave: hand_over}"
    life = Life(company(cadences=f" {cadences}\n"))
    life.qualify(june(1, 10), n_employees=5)
    assert life.state.owner_rep_id == "gus"
    life.submit(RecordOwnerAbsence, june(1, 11), rep_id="gus", until=june(4, 9))
    assert life.state.owner_rep_id == "gus"
    assert life.state.runs[0].resumes_at == june(4, 9)


def test_a_later_return_moves_the_clocks_as_it_moves_the_cadence() -> None:
    life = Life(company(clocks=" [{kind: touches}]\n"))
    life.qualify(june(1, 10))
    life.submit(RecordOutOfOffice, june(1, 11), back_on=june(3).date())
    life.submit(RecordOutOfOffice, june(2, 11), back_on=june(5).date())
    life.wait(june(3, 10))
    assert life.clock("touches").state is ClockState.PAUSED
    life.wait(june(5, 10))
    assert life.clock("touches").state is ClockState.RUNNING
