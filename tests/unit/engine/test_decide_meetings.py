"""A meeting of one lead from its booking to its end, its messages and tasks, worked by hand."""

import pytest
from follow_up_world import Life, booked, company, june, qualified, refused, sent, tasks

from leadpact.engine.cadences import StopReason
from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import BookMeeting, MeetingStep, MessageKind, RecordOptOut, TaskKind
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import Stage


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


def test_what_the_same_rep_has_to_do_is_one_task() -> None:
    life = Life(company(routing="\n  pools: {few: {reps: [bob]}}\n  default: few\n"))
    life.qualify(june(1, 10))
    booked(life)
    life.move("h3", MeetingStep.HELD, june(2, 14, 30))
    assert [(task.kind, task.of) for task in life.last.tasks] == [(TaskKind.DEBRIEF, "bob")]


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
