"""Meetings, case by case: booked, confirmed, held, missed, called off, booked again."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from handoff_world import (
    BOOKED,
    HELD,
    MINUTE,
    NOBODY,
    RULES,
    STARTS,
    booked,
    handoff,
    held,
    refused,
    taken,
)

from leadpact.engine.handoff import (
    Acceptance,
    MeetingState,
    book_meeting,
    cancel_meeting,
    confirm_meeting,
    hold_meeting,
    may_rebook,
    miss_meeting,
    needs_coaching,
)
from leadpact.pact.sections.handoff.policy import (
    Attendance,
    AttendanceRule,
    CoachingTerms,
    SlotTerms,
)
from leadpact.terms.refusals import RefusalCode

# Booking


def test_a_meeting_is_as_long_as_the_pact_has_it_or_as_given():
    assert booked().ends_at == datetime(2026, 6, 4, 15, 30, tzinfo=UTC)
    assert booked(minutes=90).ends_at == datetime(2026, 6, 4, 16, 30, tzinfo=UTC)
    long = handoff(slots=SlotTerms(minutes=45))
    assert booked(long).ends_at == datetime(2026, 6, 4, 15, 45, tzinfo=UTC)


def test_booked_is_not_held():
    meeting = booked()
    assert meeting.state is MeetingState.BOOKED
    assert (meeting.ended_at, meeting.confirmed_at, meeting.acceptance) == (
        None,
        None,
        Acceptance.OPEN,
    )


def test_a_meeting_may_start_when_it_is_booked_and_not_before():
    assert booked(starts_at=BOOKED).starts_at == BOOKED
    result = book_meeting(
        RULES,
        meeting_id="m",
        starts_at=BOOKED - MINUTE,
        booked_at=BOOKED,
        ae_rep_id=None,
        sdr_rep_id=None,
        facts=NOBODY,
    )
    assert refused(result) is RefusalCode.MEETING_IN_THE_PAST


@pytest.mark.parametrize(
    ("minutes", "code"),
    [
        (0, RefusalCode.MEETING_TOO_SHORT),
        (-30, RefusalCode.MEETING_TOO_SHORT),
        (1441, RefusalCode.MEETING_TOO_LONG),
        (10**15, RefusalCode.MEETING_TOO_LONG),
    ],
)
def test_a_meeting_without_length_or_longer_than_a_day_is_refused(minutes, code):
    result = book_meeting(
        RULES,
        meeting_id="m",
        starts_at=STARTS,
        booked_at=BOOKED,
        minutes=minutes,
        ae_rep_id=None,
        sdr_rep_id=None,
        facts=NOBODY,
    )
    assert refused(result) is code


def test_an_sdr_stays_out_of_direct_meetings_and_of_those_without_one():
    always = handoff(attendance=(AttendanceRule(Attendance.ATTENDS),))
    assert booked(always).attendance is Attendance.ATTENDS
    assert booked(always, is_direct=True).attendance is Attendance.STAYS_OUT
    assert booked(always, sdr_rep_id=None).attendance is Attendance.STAYS_OUT
    assert booked(handoff()).attendance is Attendance.INTRODUCES


# Steps


@pytest.mark.parametrize(
    ("step", "state"),
    [
        (hold_meeting, MeetingState.HELD),
        (miss_meeting, MeetingState.MISSED),
        (cancel_meeting, MeetingState.CANCELLED),
    ],
)
def test_a_step_reported_again_changes_nothing(step, state):
    once = taken(step(booked(), at=HELD))
    assert (once.state, once.ended_at) == (state, HELD)
    assert step(once, at=HELD + timedelta(days=9)) == once
    assert step(once, at=BOOKED - timedelta(days=9)) == once


@pytest.mark.parametrize("step", [hold_meeting, miss_meeting])
def test_a_meeting_is_neither_held_nor_missed_before_it_starts(step):
    early = step(booked(), at=STARTS - timedelta(seconds=1))
    assert refused(early) is RefusalCode.MEETING_NOT_STARTED
    assert taken(step(booked(), at=STARTS)).ended_at == STARTS


def test_a_meeting_is_called_off_at_any_time_from_its_booking_on():
    assert taken(cancel_meeting(booked(), at=BOOKED)).ended_at == BOOKED
    assert taken(cancel_meeting(booked(), at=HELD)).ended_at == HELD
    early = cancel_meeting(booked(), at=BOOKED - MINUTE)
    assert refused(early) is RefusalCode.MEETING_NOT_BOOKED_YET


ENDS = {
    "held": (hold_meeting, RefusalCode.MEETING_HELD),
    "missed": (miss_meeting, RefusalCode.MEETING_MISSED),
    "cancelled": (cancel_meeting, RefusalCode.MEETING_CANCELLED),
}


@pytest.mark.parametrize("first", ENDS)
@pytest.mark.parametrize("then", ENDS)
def test_how_a_meeting_ended_is_final(first, then):
    ended = taken(ENDS[first][0](booked(), at=HELD))
    if first != then:
        assert refused(ENDS[then][0](ended, at=HELD + MINUTE)) is ENDS[first][1]


def test_a_meeting_is_confirmed_before_it_starts():
    sure = taken(confirm_meeting(booked(), at=STARTS - MINUTE))
    assert sure.confirmed_at == STARTS - MINUTE
    assert confirm_meeting(sure, at=STARTS + MINUTE) == sure
    assert refused(confirm_meeting(booked(), at=STARTS)) is RefusalCode.MEETING_STARTED
    early = confirm_meeting(booked(), at=BOOKED - MINUTE)
    assert refused(early) is RefusalCode.MEETING_NOT_BOOKED_YET
    off = taken(cancel_meeting(booked(), at=BOOKED))
    assert refused(confirm_meeting(off, at=BOOKED)) is RefusalCode.MEETING_CANCELLED


# Booked again


def test_a_meeting_is_booked_again_as_often_as_agreed():
    rules = handoff(rebook_at_most=2)
    first = taken(miss_meeting(booked(rules), at=HELD))
    assert may_rebook(rules, first)
    again = {"booked_at": HELD, "starts_at": HELD + timedelta(days=1)}
    second = booked(rules, meeting_id="m-2", rebooks=first, **again)
    assert (second.n_rebooked, second.rebooks_meeting_id) == (1, "m-1")
    off = taken(cancel_meeting(second, at=HELD + MINUTE))
    assert may_rebook(rules, off)
    third = booked(rules, meeting_id="m-3", rebooks=off, **again)
    assert (third.n_rebooked, third.rebooks_meeting_id) == (2, "m-2")
    lost = taken(miss_meeting(third, at=HELD + timedelta(days=1)))
    assert not may_rebook(rules, lost)
    result = book_meeting(
        rules,
        meeting_id="m-4",
        starts_at=HELD + timedelta(days=2),
        booked_at=HELD + timedelta(days=1),
        ae_rep_id="ae-1",
        sdr_rep_id="sdr-1",
        facts=NOBODY,
        rebooks=lost,
    )
    assert refused(result) is RefusalCode.REBOOKED_TOO_OFTEN


@pytest.mark.parametrize(
    ("old", "code"),
    [(booked(), RefusalCode.MEETING_STILL_BOOKED), (held(), RefusalCode.MEETING_HELD)],
)
def test_only_a_meeting_that_was_lost_is_booked_again(old, code):
    assert not may_rebook(RULES, old)
    result = book_meeting(
        RULES,
        meeting_id="m-2",
        starts_at=HELD + MINUTE,
        booked_at=HELD,
        ae_rep_id="ae-1",
        sdr_rep_id="sdr-1",
        facts=NOBODY,
        rebooks=old,
    )
    assert refused(result) is code


def test_nothing_is_booked_again_where_the_pact_allows_none():
    assert not may_rebook(handoff(rebook_at_most=0), taken(miss_meeting(booked(), at=HELD)))


def test_a_rep_is_coached_from_the_agreed_share_of_enough_meetings():
    rules = handoff(coaching=CoachingTerms(Fraction(3, 10), 10))
    missed, off = (taken(step(booked(), at=HELD)) for step in (miss_meeting, cancel_meeting))
    good = held()
    assert needs_coaching(rules, [missed, off, off, *[good] * 7])
    assert not needs_coaching(rules, [missed, off, *[good] * 8])
    assert not needs_coaching(rules, [missed] * 9)
    assert not needs_coaching(rules, [missed] * 9 + [booked()] * 5)
    assert not needs_coaching(rules, [*[missed] * 3, *[good] * 8])
