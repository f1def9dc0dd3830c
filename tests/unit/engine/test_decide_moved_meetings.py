"""A meeting that is moved to another time, worked by hand: it stays the same meeting."""

from dataclasses import replace
from datetime import datetime

import pytest
from follow_up_world import STARTS, Life, booked, company, held, june, named, refused, sent, tasks

from leadpact.engine.clocks import ClockState
from leadpact.engine.handoff import MeetingState, needs_coaching
from leadpact.engine.lifecycle import (
    EventKind,
    MeetingStep,
    MessageKind,
    MoveMeeting,
    TaskKind,
    UpdateMeeting,
)
from leadpact.explain import explain_follow_up
from leadpact.pact.sections.clocks.policy import Signal
from leadpact.terms.refusals import RefusalCode

THURSDAY = june(4, 10)


def move(life: Life, name: str, at: datetime, to: datetime = THURSDAY, **what: object) -> None:
    """Move the meeting."""
    life.submit(MoveMeeting, at, meeting_id=name, starts_at=to, **what)


def test_a_moved_meeting_is_the_same_meeting_at_another_time() -> None:
    life, name = booked()
    move(life, name, june(1, 12))
    [meeting] = life.state.meetings
    assert (meeting.meeting_id, meeting.starts_at, meeting.ends_at) == (
        name,
        THURSDAY,
        june(4, 10, 30),
    )
    assert (meeting.state, meeting.moved_at, meeting.n_moved) == (
        MeetingState.BOOKED,
        june(1, 12),
        1,
    )
    assert (meeting.n_rebooked, meeting.booked_at) == (0, june(1, 11))
    assert len(named(life.last, EventKind.MEETING_MOVED)) == 1
    signals = {item.signal for item in life.state.signals}
    assert Signal.MEETING_CANCELLED not in signals
    text = explain_follow_up(life.state, life.rules, as_of=june(1, 12))
    assert "and moved to that time on" in text


def moved_often(life: Life) -> str:
    """Book a meeting and move it three times, at last to Friday at 10:00; return its id."""
    _, name = booked(life)
    for day in (3, 4, 5):
        move(life, name, june(1, 12), june(day, 10))
    assert life.state.meetings[0].n_moved == 3
    return name


def test_a_meeting_that_is_moved_often_can_still_be_rebooked() -> None:
    life = life_under(handoff="\n  rebook_at_most: 1\n")
    name = moved_often(life)
    life.move(name, MeetingStep.MISSED, june(5, 10, 30))
    assert (TaskKind.REBOOK, "ann", name) in tasks(life.last)
    life.book(june(5, 11), june(8, 10), rebooks=name)
    assert refused(life) is None


def test_a_rep_whose_meetings_are_moved_often_and_then_held_needs_no_coaching() -> None:
    life = life_under()
    name = moved_often(life)
    life.move(name, MeetingStep.HELD, june(5, 10, 30))
    [meeting] = life.state.meetings
    lost = replace(meeting, state=MeetingState.MISSED)
    assert not needs_coaching(life.rules.handoff, [meeting] * 20)
    assert needs_coaching(life.rules.handoff, [lost] * 20)


def life_under(**sections: str) -> Life:
    """Return a lead that qualified under another pact."""
    life = Life(company(**sections))
    life.qualify(june(1, 10))
    return life


def test_the_clock_to_confirm_is_due_by_the_new_time() -> None:
    life, name = booked()
    assert life.clock("confirm-meeting").due_at == june(1, 17)
    move(life, name, june(1, 12))
    [clock] = life.clocks("confirm-meeting")
    assert (clock.state, clock.due_at, clock.meeting_at) == (
        ClockState.RUNNING,
        june(3, 17),
        THURSDAY,
    )
    life.wait(june(3, 17))
    assert life.clock("confirm-meeting").state is ClockState.RUNNING
    life.wait(june(3, 17, 0, 1))
    assert life.clock("confirm-meeting").state is ClockState.BREACHED


def test_a_meeting_moved_to_the_same_day_is_to_be_confirmed_until_it_starts() -> None:
    life, name = booked()
    move(life, name, june(1, 12), june(1, 16))
    assert life.clock("confirm-meeting").due_at == june(1, 16)


def test_a_meeting_moved_within_its_day_keeps_its_clock_with_the_new_time() -> None:
    life, name = booked()
    move(life, name, june(1, 12), june(2, 16))
    [clock] = life.clocks("confirm-meeting")
    assert (clock.due_at, clock.meeting_at) == (june(1, 17), june(2, 16))


def test_a_confirmation_of_the_old_time_does_not_confirm_the_new_one() -> None:
    life, name = booked()
    life.move(name, MeetingStep.CONFIRMED, june(1, 11, 30))
    assert (TaskKind.CONFIRM_MEETING, "ann", name) not in tasks(life.last)
    move(life, name, june(1, 12))
    assert (TaskKind.CONFIRM_MEETING, "ann", name) in tasks(life.last)
    first, again = life.clocks("confirm-meeting")
    assert (first.state, first.stopped_at) == (ClockState.MET, june(1, 11, 30))
    assert (again.state, again.started_at, again.due_at) == (
        ClockState.RUNNING,
        june(1, 12),
        june(3, 17),
    )
    life.move(name, MeetingStep.CONFIRMED, june(2, 9))
    assert life.clock("confirm-meeting").state is ClockState.MET


def test_a_move_that_the_prospect_confirmed_needs_no_confirmation() -> None:
    life, name = booked()
    move(life, name, june(1, 12), is_confirmed=True)
    assert life.state.meetings[0].confirmed_at == june(1, 12)
    assert (TaskKind.CONFIRM_MEETING, "ann", name) not in tasks(life.last)
    [clock] = life.clocks("confirm-meeting")
    assert (clock.state, clock.stopped_at) == (ClockState.MET, june(1, 12))


def test_a_move_after_the_breach_keeps_the_breach_and_promises_again() -> None:
    life, name = booked()
    move(life, name, june(1, 18))
    broken, again = life.clocks("confirm-meeting")
    assert (broken.state, broken.due_at) == (ClockState.BREACHED, june(1, 17))
    assert (again.state, again.due_at) == (ClockState.RUNNING, june(3, 17))


def test_a_move_that_is_reported_late_undoes_the_breach_after_it() -> None:
    life, name = booked()
    life.wait(june(2, 8))
    assert life.clock("confirm-meeting").state is ClockState.BREACHED
    move(life, name, june(1, 16), reported_at=june(2, 9))
    [clock] = life.clocks("confirm-meeting")
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, june(3, 17))


def test_the_invite_is_sent_again_and_the_recap_is_not() -> None:
    life, name = booked()
    assert (sent(life, MessageKind.INVITE), sent(life, MessageKind.RECAP)) == (
        ["PROSPECT", "eve", "ann"],
        ["PROSPECT", "eve"],
    )
    move(life, name, june(1, 12))
    move(life, name, june(1, 13), june(5, 10))
    assert sent(life, MessageKind.INVITE) == ["PROSPECT", "eve", "ann"] * 3
    assert sent(life, MessageKind.RECAP) == ["PROSPECT", "eve"]
    ids = {
        message.message_id
        for decision in life.decisions
        for message in decision.messages
        if message.kind is MessageKind.INVITE
    }
    assert len(ids) == 9


def test_the_confirmation_is_asked_for_again_before_the_new_time() -> None:
    life, name = booked()
    life.wait(june(1, 18))
    assert sent(life, MessageKind.CONFIRMATION) == ["PROSPECT"]
    move(life, name, june(2, 9))
    assert sent(life, MessageKind.CONFIRMATION) == ["PROSPECT"]
    life.wait(june(3, 17))
    assert sent(life, MessageKind.CONFIRMATION) == ["PROSPECT", "PROSPECT"]


def test_another_ae_can_hold_a_moved_meeting() -> None:
    life, name = booked()
    move(life, name, june(1, 12), ae_rep_id="fay", minutes=60)
    [meeting] = life.state.meetings
    assert (meeting.ae_rep_id, meeting.ends_at) == ("fay", june(4, 11))


def test_a_meeting_moved_to_its_own_time_is_not_moved() -> None:
    life, name = booked()
    before = life.state.meetings
    move(life, name, june(1, 12), STARTS)
    assert life.state.meetings == before
    assert life.last.messages == ()


@pytest.mark.parametrize(
    ("at", "to", "code"),
    [
        (STARTS, THURSDAY, RefusalCode.MEETING_STARTED),
        (june(1, 10, 59), THURSDAY, RefusalCode.MEETING_NOT_BOOKED_YET),
        (june(1, 12), june(1, 11, 59, 59), RefusalCode.MEETING_IN_THE_PAST),
    ],
)
def test_a_meeting_cannot_be_moved_once_it_started_or_into_the_past(
    at: datetime, to: datetime, code: RefusalCode
) -> None:
    life, name = booked()
    life.submit(MoveMeeting, at, reported_at=STARTS, meeting_id=name, starts_at=to)
    assert refused(life) is code
    assert life.state.meetings[0].starts_at == STARTS


def test_a_meeting_that_was_held_or_is_unknown_cannot_be_moved() -> None:
    life, name = held()
    move(life, name, june(2, 15))
    assert refused(life) is RefusalCode.MEETING_HELD
    move(life, "none", june(2, 15))
    assert refused(life) is RefusalCode.UNKNOWN_MEETING


@pytest.mark.parametrize(("minutes", "code"), [(0, "TOO_SHORT"), (1441, "TOO_LONG")])
def test_a_meeting_cannot_be_moved_to_a_length_that_is_none(minutes: int, code: str) -> None:
    life, name = booked()
    move(life, name, june(1, 12), minutes=minutes)
    assert refused(life) is RefusalCode(f"MEETING_{code}")


def test_what_is_dated_before_the_last_move_neither_moves_nor_confirms() -> None:
    life, name = booked()
    move(life, name, june(1, 13))
    move(life, name, june(1, 12), june(5, 10), reported_at=june(1, 14))
    assert refused(life) is RefusalCode.OUT_OF_ORDER
    life.submit(
        UpdateMeeting,
        june(1, 12),
        reported_at=june(1, 14),
        meeting_id=name,
        step=MeetingStep.CONFIRMED,
    )
    assert refused(life) is RefusalCode.OUT_OF_ORDER


def test_a_moved_meeting_is_held_at_its_new_time_not_before() -> None:
    life, name = booked()
    move(life, name, june(1, 12))
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    assert refused(life) is RefusalCode.MEETING_NOT_STARTED
    life.move(name, MeetingStep.HELD, june(4, 10, 30))
    assert life.state.meetings[0].state is MeetingState.HELD


def test_a_warning_that_was_due_is_ahead_again_after_a_move_and_comes_again() -> None:
    life, name = booked()
    life.wait(june(1, 15))
    assert len(sent(life, MessageKind.CLOCK_WARNING)) == 1
    move(life, name, june(1, 16))
    [updated] = named(life.last, EventKind.CLOCK_UPDATED)
    assert updated.payload.warnings_due == ()
    assert named(life.last, EventKind.CLOCK_WARNED) == []
    life.wait(june(3, 15))
    assert len(sent(life, MessageKind.CLOCK_WARNING)) == 2


def test_no_confirmation_is_owed_where_a_meeting_was_confirmed_as_it_was_moved() -> None:
    life = Life(company(clocks='\n  - {kind: confirm_meeting, when: "n_employees >= 1000"}\n'))
    life.qualify(june(1, 10))
    _, name = booked(life)
    move(life, name, june(1, 12), is_confirmed=True)
    life.learn(june(1, 13), n_employees=1000)
    assert life.clocks("confirm-meeting") == []


def test_a_confirmation_is_owed_where_a_meeting_was_moved_after_it() -> None:
    life = Life(company(clocks='\n  - {kind: confirm_meeting, when: "n_employees >= 1000"}\n'))
    life.qualify(june(1, 10))
    _, name = booked(life)
    life.move(name, MeetingStep.CONFIRMED, june(1, 11, 30))
    move(life, name, june(1, 12))
    life.learn(june(1, 13), n_employees=1000)
    assert life.clock("confirm-meeting").state is ClockState.RUNNING
