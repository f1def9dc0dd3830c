"""Meetings of one lead, its handoff and its opportunities, worked by hand."""

import pytest
from follow_up_world import (
    ABSENCES,
    REPS,
    Life,
    booked,
    company,
    held,
    june,
    named,
    qualified,
    refused,
    tasks,
)

from leadpact.engine.cadences import StopReason
from leadpact.engine.clocks import ClockState
from leadpact.engine.handoff import Acceptance, MeetingState
from leadpact.engine.lifecycle import (
    AnswerHandoff,
    BookMeeting,
    ClaimLead,
    DebriefMeeting,
    DisposeLead,
    EndLead,
    EventKind,
    HandOffLead,
    MeetingStep,
    MessageKind,
    MoveOpportunity,
    OpenOpportunity,
    RecordOptOut,
    ReviewStep,
    TaskKind,
    UpdateReview,
    make_follow_up,
)
from leadpact.engine.routing import make_roster
from leadpact.pact.sections.handoff.policy import Attendance
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage


def sent(life: Life, kind: MessageKind) -> list[str]:
    return [m.to for decision in life.decisions for m in decision.messages if m.kind is kind]


# Meetings


def test_a_meeting_stops_cadence_and_clocks_and_starts_that_of_its_confirmation() -> None:
    life, _ = booked()
    assert life.state.runs[0].stopped_by is StopReason.MEETING_BOOKED
    for name in ("first-touch", "touches", "resolve"):
        assert (life.clock(name).state, life.clock(name).stopped_at) == (
            ClockState.MET,
            june(1, 11),
        )
    assert life.clock("confirm-meeting").due_at == june(1, 17)
    assert life.state.stage is Stage.CONVERSATION_LEAD


def test_booking_sends_recap_and_invite_at_once() -> None:
    life, _ = booked()
    assert sorted(sent(life, MessageKind.RECAP)) == ["PROSPECT", "eve"]
    assert sorted(sent(life, MessageKind.INVITE)) == ["PROSPECT", "ann", "eve"]
    templates = {message.kind: message.template for message in life.last.messages}
    assert templates == {MessageKind.RECAP: "recap-mail", MessageKind.INVITE: ""}


def test_the_confirmation_comes_once_on_the_day_before() -> None:
    life, _ = booked()
    life.wait(june(1, 16, 59, 59))
    assert sent(life, MessageKind.CONFIRMATION) == []
    [message] = [
        item for item in life.wait(june(1, 17)).messages if item.kind is MessageKind.CONFIRMATION
    ]
    assert (message.to, message.due_at) == ("PROSPECT", june(1, 17))
    life.wait(june(2, 10))
    life.wait(june(2, 13))
    assert sent(life, MessageKind.CONFIRMATION) == ["PROSPECT"]


def test_who_confirmed_gets_no_confirmation() -> None:
    life, name = booked()
    assert (TaskKind.CONFIRM_MEETING, "ann", name) in tasks(life.last)
    life.move(name, MeetingStep.CONFIRMED, june(1, 14))
    assert life.clock("confirm-meeting").state is ClockState.MET
    life.wait(june(2, 13))
    assert sent(life, MessageKind.CONFIRMATION) == []
    assert TaskKind.CONFIRM_MEETING not in {task.kind for task in life.last.tasks}


def test_who_opted_out_receives_no_more_of_a_meeting_and_its_ae_does() -> None:
    life = Life(company(handoff="\n  confirm: {hours: 2}\n"))
    life.qualify(june(1, 10))
    booked(life)
    life.submit(RecordOptOut, june(1, 14))
    assert TaskKind.CONFIRM_MEETING not in {task.kind for task in life.last.tasks}
    assert life.last.wake_at is None
    life.wait(june(2, 13))
    assert sent(life, MessageKind.CONFIRMATION) == []
    life.submit(BookMeeting, june(2, 13), starts_at=june(3, 10), ae_rep_id="eve")
    assert {message.to for message in life.last.messages} == {"eve"}


def test_what_became_of_a_meeting_that_started_is_to_be_reported() -> None:
    life, name = booked()
    life.wait(june(2, 13, 59, 59))
    assert (TaskKind.CONFIRM_MEETING, "ann", name) in tasks(life.last)
    life.wait(june(2, 14))
    assert (TaskKind.REPORT_MEETING, "eve", name) in tasks(life.last)
    assert TaskKind.CONFIRM_MEETING not in {task.kind for task in life.last.tasks}
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    assert TaskKind.REPORT_MEETING not in {task.kind for task in life.last.tasks}


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


def test_booked_is_not_held_and_missed_is_to_be_booked_again() -> None:
    life, name = booked()
    life.move(name, MeetingStep.MISSED, june(2, 14, 30))
    assert life.state.stage is Stage.CONVERSATION_LEAD
    assert tasks(life.last) == {(TaskKind.REBOOK, "ann", name)}
    again = life.book(june(2, 15), june(4, 14), rebooks=name)
    assert life.state.meetings[1].rebooks_meeting_id == name
    assert life.state.meetings[1].n_rebooked == 1
    assert tasks(life.last) == {(TaskKind.CONFIRM_MEETING, "ann", again)}
    life.wait(june(4, 13))
    assert sent(life, MessageKind.CONFIRMATION) == ["PROSPECT", "PROSPECT"]


def test_a_meeting_is_booked_again_as_often_as_agreed() -> None:
    life, name = booked()
    for day in (3, 4):
        life.move(name, MeetingStep.MISSED, june(day - 1, 14, 30))
        name = life.book(june(day - 1, 15), june(day, 14), rebooks=name)
    life.move(name, MeetingStep.MISSED, june(4, 14, 30))
    assert tasks(life.last) == set()
    life.book(june(4, 15), june(5, 14), rebooks=name)
    assert refused(life) is RefusalCode.REBOOKED_TOO_OFTEN
    assert len(life.state.meetings) == 3


def test_calling_a_meeting_off_cancels_the_clock_of_its_confirmation() -> None:
    life, name = booked()
    life.move(name, MeetingStep.CANCELLED, june(1, 14))
    assert life.clock("confirm-meeting").state is ClockState.CANCELLED
    life.wait(june(2, 13))
    assert sent(life, MessageKind.CONFIRMATION) == []


def test_two_meetings_have_a_clock_each() -> None:
    life, first = booked()
    second = life.book(june(1, 12), june(3, 14))
    names = [clock.subject_id for clock in life.clocks("confirm-meeting")]
    assert names == [first, second]
    life.move(second, MeetingStep.CONFIRMED, june(1, 13))
    states = [clock.state for clock in life.clocks("confirm-meeting")]
    assert states == [ClockState.RUNNING, ClockState.MET]


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


def test_what_the_same_rep_has_to_do_is_one_task() -> None:
    life = Life(company(routing="\n  pools: {few: {reps: [bob]}}\n  default: few\n"))
    life.qualify(june(1, 10))
    booked(life)
    life.move("h3", MeetingStep.HELD, june(2, 14, 30))
    assert [(task.kind, task.of) for task in life.last.tasks] == [(TaskKind.DEBRIEF, "bob")]


def test_an_ae_rejects_a_meeting() -> None:
    life, name = held()
    life.move(name, MeetingStep.REJECTED, june(3, 10))
    assert life.state.meetings[0].acceptance is Acceptance.REJECTED
    life.move(name, MeetingStep.ACCEPTED, june(3, 11))
    assert refused(life) is RefusalCode.MEETING_REJECTED


@pytest.mark.parametrize("step", list(MeetingStep))
def test_what_becomes_of_a_meeting_that_there_is_not_is_refused(step: MeetingStep) -> None:
    life = qualified()
    life.move("none", step, june(1, 12))
    assert refused(life) is RefusalCode.UNKNOWN_MEETING


def test_a_meeting_that_is_not_booked_as_agreed_is_refused() -> None:
    life = qualified()
    life.submit(BookMeeting, june(1, 12), starts_at=june(1, 11))
    assert refused(life) is RefusalCode.MEETING_IN_THE_PAST
    life.submit(BookMeeting, june(1, 12), starts_at=june(2, 11), rebooks="none")
    assert refused(life) is RefusalCode.UNKNOWN_MEETING
    assert life.state.meetings == ()
    assert life.clock("first-touch").state is ClockState.RUNNING


def test_a_meeting_is_not_held_before_it_starts() -> None:
    life, name = booked()
    life.move(name, MeetingStep.HELD, june(2, 13, 59))
    assert refused(life) is RefusalCode.MEETING_NOT_STARTED
    assert life.state.stage is Stage.CONVERSATION_LEAD


# Handing over


def test_a_lead_that_is_handed_off_waits_for_the_answer_and_for_the_meeting() -> None:
    life = qualified()
    life.touch(june(1, 10, 30))
    life.submit(HandOffLead, june(1, 11), ae_rep_id="eve")
    [handoff] = life.state.handoffs
    assert (TaskKind.ANSWER_HANDOFF, "eve", handoff.handoff_id) in tasks(life.last)
    assert life.clock("accept").due_at == june(2, 11)
    assert life.clock("take-back").due_at == june(11, 11)
    answer = {"handoff_id": handoff.handoff_id, "is_accepted": True}
    life.submit(AnswerHandoff, june(1, 15), **answer)
    assert life.clock("accept").state is ClockState.MET
    assert life.clock("take-back").state is ClockState.RUNNING
    assert TaskKind.ANSWER_HANDOFF not in {task.kind for task in life.last.tasks}
    life.book(june(1, 16), june(3, 10))
    assert life.clock("take-back").state is ClockState.MET


def test_an_ae_may_not_take_what_is_handed_off() -> None:
    life = qualified()
    life.submit(HandOffLead, june(1, 11), ae_rep_id="eve")
    name = life.state.handoffs[0].handoff_id
    life.submit(AnswerHandoff, june(1, 15), handoff_id=name, is_accepted=False)
    assert life.state.handoffs[0].is_accepted is False
    assert life.clock("accept").state is ClockState.MET
    assert life.clock("take-back").state is ClockState.MET


def test_a_handoff_that_there_is_not_cannot_be_answered() -> None:
    life = qualified()
    life.submit(AnswerHandoff, june(1, 15), handoff_id="none", is_accepted=True)
    assert refused(life) is RefusalCode.UNKNOWN_HANDOFF


# Opportunities


def test_an_opportunity_moves_the_stage_to_its_end() -> None:
    life, name = held()
    opened = {"opportunity_id": "o", "meeting_id": name, "by_rep_id": "eve"}
    life.submit(OpenOpportunity, june(2, 16), by_role=RepRole.AE, **opened)
    stages = []
    for day, to in ((3, Stage.PIPELINE), (4, Stage.CLOSED_WON)):
        life.submit(MoveOpportunity, june(day, 10), opportunity_id="o", to=to)
        stages.append(life.state.stage)
    assert stages == [Stage.PIPELINE, Stage.CLOSED_WON]
    assert life.state.opportunities[0].stage is Stage.CLOSED_WON


def test_an_opportunity_with_amount_and_close_is_pipeline() -> None:
    life = qualified()
    life.submit(OpenOpportunity, june(2, 16), opportunity_id="o", is_pipeline=True)
    assert life.state.stage is Stage.PIPELINE


def test_a_lead_whose_opportunity_is_lost_is_recycled() -> None:
    life = qualified()
    life.submit(OpenOpportunity, june(2, 16), opportunity_id="o")
    life.submit(MoveOpportunity, june(3, 10), opportunity_id="o", to=Stage.RECYCLED)
    assert life.state.stage is Stage.RECYCLED
    assert life.state.owner_rep_id is None
    assert life.state.runs[0].is_over
    assert life.last.clocks == ()


def test_a_confirmation_that_was_sent_under_the_pact_before_wakes_nobody_again() -> None:
    life = Life(company(handoff="\n  confirm: {hours: 5}\n"))
    life.qualify(june(1, 10))
    name = life.book(june(1, 11), june(2, 13))
    life.wait(june(1, 16))
    assert sent(life, MessageKind.CONFIRMATION) == ["PROSPECT"]
    life.rules = company()
    life.move(name, MeetingStep.ACCEPTED, june(1, 16))
    assert life.last.wake_at == june(1, 17, 0, 1)  # the clock of the confirmation


@pytest.mark.parametrize(
    "to",
    [
        Stage.TARGET,
        Stage.EXCHANGE,
        Stage.CONVERSATION_LEAD,
        Stage.FIRST_MEETING,
        Stage.DISQUALIFIED,
    ],
)
def test_an_opportunity_is_in_no_stage_before_its_own(to: Stage) -> None:
    life = qualified()
    life.submit(OpenOpportunity, june(2, 16), opportunity_id="o")
    life.submit(MoveOpportunity, june(3, 10), opportunity_id="o", to=to)
    assert refused(life) is RefusalCode.STAGE_OUT_OF_PLACE
    assert life.state.stage is Stage.OPPORTUNITY


def test_an_opportunity_that_there_is_not_cannot_move() -> None:
    life = qualified()
    life.submit(MoveOpportunity, june(3, 10), opportunity_id="o", to=Stage.PIPELINE)
    assert refused(life) is RefusalCode.UNKNOWN_OPPORTUNITY


def test_an_opportunity_of_a_meeting_that_there_is_not_is_refused() -> None:
    life = qualified()
    life.submit(OpenOpportunity, june(3, 10), opportunity_id="o", meeting_id="none")
    assert refused(life) is RefusalCode.UNKNOWN_MEETING
    assert (life.state.opportunities, life.state.stage) == ((), Stage.CONVERSATION_LEAD)
