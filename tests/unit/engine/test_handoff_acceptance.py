"""Who accepts a meeting, when silence does, and what its opportunity makes of it."""

from datetime import UTC, datetime, timedelta

import pytest
from handoff_world import (
    BOOKED,
    CONVERTS,
    HELD,
    MINUTE,
    OFFICE,
    RULES,
    STARTS,
    booked,
    handoff,
    held,
    opened,
    refused,
    reported,
    taken,
)

from leadpact.engine.handoff import (
    Acceptance,
    accept_meeting,
    advance_meeting,
    cancel_meeting,
    debrief_meeting,
    debriefs_owed,
    deemed_accepted_at,
    miss_meeting,
    reject_meeting,
)
from leadpact.pact.sections.clocks.policy import BusinessSpan
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole

FIVE_DAYS = handoff(deemed_accepted_after=BusinessSpan(days=5))


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
