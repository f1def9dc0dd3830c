"""Messages about a meeting: which are due, when, to whom."""

from datetime import UTC, datetime, timedelta

import pytest
from handoff_world import BOOKED, HELD, OFFICE, STARTS, booked, handoff, taken

from leadpact.engine.clocks import start_clock
from leadpact.engine.handoff import (
    Recipient,
    cancel_meeting,
    confirm_meeting,
    hold_meeting,
    messages_due,
    miss_meeting,
)
from leadpact.pact.sections.clocks.policy import STANDARD_CLOCKS, BusinessSpan, ClockKind
from leadpact.pact.sections.handoff.policy import Attendance, AttendanceRule, MeetingMessageKind

RECAP, INVITE, CONFIRMATION = MeetingMessageKind
PROSPECT, AE, SDR = Recipient
RULES = handoff()


def due(rules, meeting):
    return [(item.kind, item.due_at) for item in messages_due(rules, meeting, calendar=OFFICE)]


def confirmation_at(rules, meeting):
    return dict(due(rules, meeting))[CONFIRMATION]


def test_recap_and_invite_are_due_at_the_booking_the_confirmation_the_day_before():
    assert due(RULES, booked()) == [
        (RECAP, BOOKED),
        (INVITE, BOOKED),
        (CONFIRMATION, datetime(2026, 6, 3, 21, tzinfo=UTC)),  # Wednesday 17:00 in New York
    ]


@pytest.mark.parametrize(
    ("span", "at"),
    [
        (BusinessSpan(days=2), datetime(2026, 6, 2, 21, tzinfo=UTC)),  # Tuesday 17:00
        (BusinessSpan(seconds=2 * 3600), datetime(2026, 6, 4, 13, tzinfo=UTC)),  # Thursday 09:00
        (BusinessSpan(seconds=4 * 3600), datetime(2026, 6, 3, 19, tzinfo=UTC)),  # Wednesday 15:00
        (BusinessSpan(days=9), BOOKED),  # the time for it had passed
    ],
)
def test_the_confirmation_is_due_as_long_before_as_agreed(span, at):
    assert confirmation_at(handoff(confirm=span), booked()) == at


def test_before_a_monday_the_business_day_is_a_friday():
    monday = datetime(2026, 6, 8, 15, tzinfo=UTC)
    friday_at_five = datetime(2026, 6, 5, 21, tzinfo=UTC)
    assert confirmation_at(RULES, booked(starts_at=monday)) == friday_at_five


def test_a_meeting_booked_too_late_is_to_be_confirmed_at_once():
    late = datetime(2026, 6, 3, 22, tzinfo=UTC)  # the evening before
    assert due(RULES, booked(booked_at=late)) == [
        (RECAP, late),
        (INVITE, late),
        (CONFIRMATION, late),
    ]


@pytest.mark.parametrize("day", range(2, 9))
def test_the_confirmation_is_due_when_the_clock_of_it_is(day):
    starts_at = datetime(2026, 6, day, 15, tzinfo=UTC)
    clock = start_clock(
        STANDARD_CLOCKS[ClockKind.CONFIRM_MEETING],
        clock_id="c",
        started_at=BOOKED,
        calendar=OFFICE,
        fingerprint="f",
        meeting_at=starts_at,
    )
    assert clock is not None
    assert confirmation_at(RULES, booked(starts_at=starts_at)) == clock.due_at


def test_a_confirmed_meeting_needs_no_confirmation():
    sure = taken(confirm_meeting(booked(), at=BOOKED + timedelta(hours=1)))
    assert [kind for kind, _ in due(RULES, sure)] == [RECAP, INVITE]


@pytest.mark.parametrize("step", [hold_meeting, miss_meeting, cancel_meeting])
def test_nothing_is_due_once_a_meeting_has_ended(step):
    assert due(RULES, taken(step(booked(), at=HELD))) == []


def recipients(meeting, rules=RULES):
    return {item.kind: item.to for item in messages_due(rules, meeting, calendar=OFFICE)}


@pytest.mark.parametrize(
    ("attendance", "invited"),
    [
        (Attendance.ATTENDS, (PROSPECT, AE, SDR)),
        (Attendance.INTRODUCES, (PROSPECT, AE, SDR)),
        (Attendance.STAYS_OUT, (PROSPECT, AE)),
    ],
)
def test_those_who_take_part_are_invited(attendance, invited):
    rules = handoff(attendance=(AttendanceRule(attendance),))
    assert recipients(booked(rules)) == {
        RECAP: (PROSPECT, AE),
        INVITE: invited,
        CONFIRMATION: (PROSPECT,),
    }


def test_the_recap_of_a_direct_meeting_goes_to_nobody_but_the_prospect():
    assert recipients(booked(is_direct=True)) == {
        RECAP: (PROSPECT,),
        INVITE: (PROSPECT, AE),
        CONFIRMATION: (PROSPECT,),
    }


def test_only_what_is_agreed_is_sent_with_the_template_that_is_named():
    rules = handoff(
        sends=frozenset({RECAP, CONFIRMATION}), templates={RECAP: "recap-mail", INVITE: "x"}
    )
    found = messages_due(rules, booked(), calendar=OFFICE)
    assert [(item.kind, item.template) for item in found] == [
        (RECAP, "recap-mail"),
        (CONFIRMATION, None),
    ]
    assert messages_due(handoff(sends=frozenset()), booked(), calendar=OFFICE) == ()


def test_messages_come_by_the_moment_they_are_due():
    assert STARTS > BOOKED
    moments = [at for _, at in due(handoff(confirm=BusinessSpan(days=2)), booked())]
    assert moments == sorted(moments)
