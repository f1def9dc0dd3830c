"""Meetings, case by case: booked, held, missed, called off, debriefed, accepted, converted."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from handoff_world import (
    BOOKED,
    CONVERTS,
    HELD,
    NOBODY,
    OFFICE,
    STARTS,
    booked,
    handoff,
    held,
    refused,
    taken,
)

from leadpact.engine.handoff import (
    Acceptance,
    Debrief,
    MeetingState,
    accept_meeting,
    advance_meeting,
    book_meeting,
    cancel_meeting,
    confirm_meeting,
    debrief_meeting,
    debriefs_owed,
    deemed_accepted_at,
    hold_meeting,
    may_rebook,
    miss_meeting,
    needs_coaching,
    open_opportunity,
    owes_opportunity,
    reject_meeting,
)
from leadpact.pact.sections.clocks.policy import BusinessSpan
from leadpact.pact.sections.handoff.policy import (
    Attendance,
    AttendanceRule,
    CoachingTerms,
    SlotTerms,
)
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole

MINUTE = timedelta(minutes=1)
RULES = handoff()
FIVE_DAYS = handoff(deemed_accepted_after=BusinessSpan(days=5))

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


# Debriefs


def test_each_side_tells_how_a_meeting_went():
    sdr = taken(debrief_meeting(RULES, held(), side=RepRole.SDR, at=HELD, note_given=True))
    assert sdr.debriefs == (Debrief(RepRole.SDR, HELD, None, True),)
    both = taken(
        debrief_meeting(RULES, sdr, side=RepRole.AE, at=HELD + MINUTE, produced_next_step=False)
    )
    assert [item.side for item in both.debriefs] == [RepRole.SDR, RepRole.AE]
    assert debriefs_owed(RULES, held()) == (RepRole.SDR, RepRole.AE)
    assert debriefs_owed(RULES, sdr) == (RepRole.AE,)
    assert debriefs_owed(RULES, both) == ()
    assert debriefs_owed(RULES, booked()) == ()
    assert debriefs_owed(handoff(debrief_by=frozenset({RepRole.AE})), held()) == (RepRole.AE,)


def test_a_second_debrief_fills_in_what_the_first_left_open():
    first = taken(debrief_meeting(RULES, held(), side=RepRole.AE, at=HELD))
    reported = {"side": RepRole.AE, "at": HELD + MINUTE}
    second = taken(debrief_meeting(RULES, first, **reported, produced_next_step=True))
    assert second.debriefs == (Debrief(RepRole.AE, HELD, True),)
    third = taken(
        debrief_meeting(RULES, second, **reported, produced_next_step=False, note_given=True)
    )
    assert third.debriefs == (Debrief(RepRole.AE, HELD, True, True),)
    assert debrief_meeting(RULES, third, **reported, produced_next_step=False) == third


@pytest.mark.parametrize("side", [RepRole.MANAGER, RepRole.MARKETER])
def test_nobody_else_debriefs(side):
    result = debrief_meeting(RULES, held(), side=side, at=HELD, produced_next_step=True)
    assert refused(result) is RefusalCode.OTHER_ROLE_NEEDED
    assert result.missing == (("role", "SDR"), ("role", "AE"))


def test_only_a_meeting_that_was_held_is_debriefed():
    reported = {"side": RepRole.AE, "at": HELD, "produced_next_step": True}
    assert refused(debrief_meeting(RULES, booked(), **reported)) is RefusalCode.MEETING_NOT_HELD
    off = taken(cancel_meeting(booked(), at=HELD))
    assert refused(debrief_meeting(RULES, off, **reported)) is RefusalCode.MEETING_CANCELLED
    early = debrief_meeting(RULES, held(), side=RepRole.AE, at=STARTS - MINUTE)
    assert refused(early) is RefusalCode.MEETING_NOT_STARTED


def reported(sdr: bool | None, ae: bool | None, rules=RULES, **arguments):
    meeting = held(**arguments)
    for side, step in ((RepRole.SDR, sdr), (RepRole.AE, ae)):
        meeting = taken(
            debrief_meeting(rules, meeting, side=side, at=HELD, produced_next_step=step)
        )
    return meeting


@pytest.mark.parametrize(
    ("sdr", "ae", "next_step"),
    [
        (True, None, True),
        (True, False, False),
        (False, True, True),
        (None, None, None),
        (False, None, False),
    ],
)
def test_the_word_of_the_ae_outranks_that_of_the_sdr(sdr, ae, next_step):
    assert reported(sdr, ae).produced_next_step is next_step
    assert owes_opportunity(RULES, reported(sdr, ae)) is (next_step is True)


def test_an_opportunity_is_owed_until_it_is_opened():
    meeting = reported(None, True)
    assert not owes_opportunity(handoff(must_open_on_next_step=False), meeting)
    opened = open_opportunity(
        RULES, meeting, opportunity_id="o-1", by_rep_id="ae-1", by_role=RepRole.AE, at=HELD
    )
    assert not owes_opportunity(RULES, taken(opened))
    rejected = taken(reject_meeting(RULES, reported(True, None), at=HELD))
    assert not owes_opportunity(RULES, rejected)
    assert owes_opportunity(RULES, reported(None, True, is_direct=True))


# Acceptance


def test_the_first_verdict_is_kept():
    yes = taken(accept_meeting(RULES, held(), at=HELD))
    assert (yes.acceptance, yes.accepted_at) == (Acceptance.ACCEPTED, HELD)
    assert accept_meeting(RULES, yes, at=HELD + MINUTE) == yes
    assert refused(reject_meeting(RULES, yes, at=HELD)) is RefusalCode.MEETING_ACCEPTED
    no = taken(reject_meeting(RULES, held(), at=HELD))
    assert (no.acceptance, no.accepted_at) == (Acceptance.REJECTED, HELD)
    assert reject_meeting(RULES, no, at=HELD + MINUTE) == no
    assert refused(accept_meeting(RULES, no, at=HELD)) is RefusalCode.MEETING_REJECTED


@pytest.mark.parametrize("judge", [accept_meeting, reject_meeting])
def test_a_verdict_is_on_a_meeting_that_was_held(judge):
    assert refused(judge(RULES, booked(), at=HELD)) is RefusalCode.MEETING_NOT_HELD
    gone = taken(miss_meeting(booked(), at=HELD))
    assert refused(judge(RULES, gone, at=HELD)) is RefusalCode.MEETING_MISSED
    assert refused(judge(RULES, held(), at=STARTS - MINUTE)) is RefusalCode.MEETING_NOT_STARTED
    direct = held(is_direct=True)
    assert refused(judge(RULES, direct, at=HELD)) is RefusalCode.NO_ACCEPTANCE_NEEDED


def test_an_ae_who_reported_of_a_next_step_cannot_reject():
    result = reject_meeting(RULES, reported(False, True), at=HELD)
    assert refused(result) is RefusalCode.NEXT_STEP_PRODUCED
    assert taken(reject_meeting(RULES, reported(True, False), at=HELD))
    assert taken(reject_meeting(RULES, reported(True, None), at=HELD))
    lax = handoff(must_open_on_next_step=False)
    assert taken(reject_meeting(lax, reported(False, True), at=HELD))
    judged = taken(accept_meeting(RULES, reported(False, True), at=HELD))
    assert refused(reject_meeting(RULES, judged, at=HELD)) is RefusalCode.MEETING_ACCEPTED


def test_silence_accepts_after_the_agreed_business_days():
    meeting = held()  # Thursday 4 June, 11:30 in New York
    at = datetime(2026, 6, 11, 15, 30, tzinfo=UTC)  # the next Thursday, 11:30
    assert deemed_accepted_at(FIVE_DAYS, meeting, OFFICE) == at
    assert advance_meeting(FIVE_DAYS, meeting, OFFICE, as_of=at - MINUTE) == meeting
    later = advance_meeting(FIVE_DAYS, meeting, OFFICE, as_of=at + timedelta(days=30))
    assert (later.acceptance, later.accepted_at) == (Acceptance.DEEMED, at)
    assert later == advance_meeting(FIVE_DAYS, meeting, OFFICE, as_of=at)
    assert later == advance_meeting(FIVE_DAYS, later, OFFICE, as_of=at + timedelta(days=60))
    assert deemed_accepted_at(FIVE_DAYS, later, OFFICE) == at


def test_silence_accepts_after_the_agreed_business_hours():
    rules = handoff(deemed_accepted_after=BusinessSpan(seconds=12 * 3600))
    # Thursday 11:30: five and a half hours, then six and a half on Friday from 9 o'clock on.
    assert deemed_accepted_at(rules, held(), OFFICE) == datetime(2026, 6, 5, 19, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rules", "meeting"),
    [
        (handoff(), held()),
        (handoff(deemed_accepted_after=BusinessSpan(days=5), **CONVERTS), held()),
        (FIVE_DAYS, booked()),
        (FIVE_DAYS, held(is_direct=True)),
        (FIVE_DAYS, taken(miss_meeting(booked(), at=HELD))),
        (FIVE_DAYS, taken(accept_meeting(FIVE_DAYS, held(), at=HELD))),
        (FIVE_DAYS, taken(reject_meeting(FIVE_DAYS, held(), at=HELD))),
    ],
    ids=["no-span", "converts", "booked", "direct", "missed", "accepted", "rejected"],
)
def test_silence_does_nothing_where_it_says_nothing(rules, meeting):
    assert deemed_accepted_at(rules, meeting, OFFICE) is None
    assert advance_meeting(rules, meeting, OFFICE, as_of=HELD + timedelta(days=90)) == meeting


def test_an_answer_in_time_outranks_silence_when_it_is_reported_late():
    at = datetime(2026, 6, 11, 15, 30, tzinfo=UTC)
    silent = advance_meeting(FIVE_DAYS, held(), OFFICE, as_of=at)
    no = taken(reject_meeting(FIVE_DAYS, silent, at=at))
    assert (no.acceptance, no.accepted_at) == (Acceptance.REJECTED, at)
    yes = taken(accept_meeting(FIVE_DAYS, silent, at=at - MINUTE))
    assert (yes.acceptance, yes.accepted_at) == (Acceptance.ACCEPTED, at - MINUTE)
    late = reject_meeting(FIVE_DAYS, silent, at=at + timedelta(seconds=1))
    assert refused(late) is RefusalCode.MEETING_ACCEPTED
    assert accept_meeting(FIVE_DAYS, silent, at=at + MINUTE) == silent


# Opportunities


def opened(rules, meeting, role, *, at=HELD, opportunity_id="o-1"):
    return open_opportunity(
        rules, meeting, opportunity_id=opportunity_id, by_rep_id="r", by_role=role, at=at
    )


@pytest.mark.parametrize(
    ("role", "is_accepted"),
    [(RepRole.SDR, False), (RepRole.AE, True), (RepRole.MANAGER, False), (None, False)],
)
def test_where_the_sdr_opens_the_opportunity_only_the_ae_accepts(role, is_accepted):
    meeting = taken(opened(RULES, held(), role))
    assert meeting.opportunity_id == "o-1"
    assert (meeting.acceptance is Acceptance.ACCEPTED) is is_accepted
    assert (meeting.accepted_at == HELD) is is_accepted


def test_the_sdr_may_open_one_from_the_booking_on_and_the_ae_later():
    early = taken(opened(RULES, booked(), RepRole.SDR, at=BOOKED))
    assert (early.opportunity_id, early.acceptance) == ("o-1", Acceptance.OPEN)
    before = opened(RULES, booked(), RepRole.SDR, at=BOOKED - MINUTE)
    assert refused(before) is RefusalCode.MEETING_NOT_BOOKED_YET
    for role in (RepRole.AE, RepRole.MANAGER):
        assert refused(opened(RULES, booked(), role)) is RefusalCode.MEETING_NOT_HELD
        soon = opened(RULES, held(), role, at=STARTS - MINUTE)
        assert refused(soon) is RefusalCode.MEETING_NOT_STARTED


@pytest.mark.parametrize("role", [RepRole.AE, RepRole.MANAGER, None])
def test_where_the_ae_converts_the_opportunity_accepts(role):
    rules = handoff(**CONVERTS)
    assert refused(accept_meeting(rules, held(), at=HELD)) is RefusalCode.CONVERSION_NEEDED
    assert refused(opened(rules, booked(), role)) is RefusalCode.MEETING_NOT_HELD
    meeting = taken(opened(rules, held(), role))
    assert (meeting.acceptance, meeting.accepted_at) == (Acceptance.ACCEPTED, HELD)
    assert accept_meeting(rules, meeting, at=HELD + MINUTE) == meeting
    assert refused(accept_meeting(rules, booked(), at=HELD)) is RefusalCode.MEETING_NOT_HELD
    no = taken(reject_meeting(rules, held(), at=HELD))
    assert refused(accept_meeting(rules, no, at=HELD)) is RefusalCode.MEETING_REJECTED


def test_where_the_ae_converts_the_sdr_cannot():
    result = opened(handoff(**CONVERTS), held(), RepRole.SDR)
    assert refused(result) is RefusalCode.OTHER_ROLE_NEEDED
    assert result.missing == (("role", "AE"), ("role", "MANAGER"))
    assert refused(opened(RULES, held(), RepRole.MARKETER)) is RefusalCode.OTHER_ROLE_NEEDED


def test_a_meeting_becomes_one_opportunity():
    meeting = taken(opened(RULES, held(), RepRole.SDR))
    assert opened(RULES, meeting, RepRole.MARKETER, at=BOOKED) == meeting
    other = opened(RULES, meeting, RepRole.SDR, opportunity_id="o-2")
    assert refused(other) is RefusalCode.OPPORTUNITY_OPENED
    assert other.missing == (("opportunity_id", "o-1"),)


@pytest.mark.parametrize("role", [RepRole.SDR, RepRole.AE])
def test_a_meeting_that_led_nowhere_becomes_no_opportunity(role):
    lost = taken(miss_meeting(booked(), at=HELD))
    assert refused(opened(RULES, lost, role)) is RefusalCode.MEETING_MISSED
    off = taken(cancel_meeting(booked(), at=HELD))
    assert refused(opened(RULES, off, role)) is RefusalCode.MEETING_CANCELLED
    no = taken(reject_meeting(RULES, held(), at=HELD))
    assert refused(opened(RULES, no, role)) is RefusalCode.MEETING_REJECTED


def test_an_opportunity_of_the_ae_in_time_outranks_silence():
    at = datetime(2026, 6, 11, 15, 30, tzinfo=UTC)
    silent = advance_meeting(FIVE_DAYS, held(), OFFICE, as_of=at)
    in_time = taken(opened(FIVE_DAYS, silent, RepRole.AE, at=at))
    assert (in_time.acceptance, in_time.accepted_at) == (Acceptance.ACCEPTED, at)
    late = taken(opened(FIVE_DAYS, silent, RepRole.AE, at=at + MINUTE))
    assert (late.acceptance, late.accepted_at) == (Acceptance.DEEMED, at)
    assert late.opportunity_id == "o-1"


@pytest.mark.parametrize("rules", [RULES, handoff(**CONVERTS)])
@pytest.mark.parametrize("role", [RepRole.SDR, RepRole.MARKETER, None])
def test_inside_sales_open_one_themselves_and_nobody_accepts(rules, role):
    direct = booked(is_direct=True)
    meeting = taken(opened(rules, direct, role, at=BOOKED))
    assert (meeting.opportunity_id, meeting.acceptance) == ("o-1", Acceptance.OPEN)
    before = opened(rules, direct, role, at=BOOKED - MINUTE)
    assert refused(before) is RefusalCode.MEETING_NOT_BOOKED_YET


def test_of_a_direct_meeting_one_debrief_is_owed():
    direct = held(is_direct=True)
    assert debriefs_owed(RULES, direct) == (RepRole.AE,)
    given = taken(debrief_meeting(RULES, direct, side=RepRole.SDR, at=HELD))
    assert debriefs_owed(RULES, given) == ()
    assert debriefs_owed(handoff(debrief_by=frozenset()), direct) == ()
