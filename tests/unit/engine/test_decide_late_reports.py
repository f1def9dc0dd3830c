"""What is reported late is dated when it happened, not when it was reported."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from follow_up_world import Life, booked, held, june

from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    AnswerHandoff,
    BookMeeting,
    DebriefMeeting,
    DisposeLead,
    EndLead,
    EventKind,
    HandOffLead,
    MeetingStep,
    MoveOpportunity,
    OpenOpportunity,
    RecordActivity,
    RecordJudgement,
    RecordLead,
    RecordOptOut,
    RecordOutOfOffice,
    RecordReply,
    RecordTouch,
    ReviewStep,
    UpdateAttributes,
    UpdateMeeting,
    UpdateReview,
)
from leadpact.engine.scoring import KnownFacts
from leadpact.terms.stages import RepRole, Stage, TouchKind
from vacuous import some

K = EventKind
LATER = timedelta(minutes=20)
"""How much later than it happened something is reported; no clock is due in between."""

AT = june(2, 15)
"""After the meeting of Tuesday was held."""


def fresh() -> Life:
    """A lead that qualified an hour before: no promise is broken yet."""
    life = Life()
    life.qualify(june(2, 14))
    return life


def opened() -> Life:
    life, name = held()
    life.submit(OpenOpportunity, june(2, 14, 40), opportunity_id="o", meeting_id=name)
    return life


def reviewed(side: RepRole, *steps: ReviewStep) -> Life:
    life, name = held()
    meeting = {"meeting_id": name} if side is RepRole.AE else {}
    life.submit(
        DisposeLead,
        june(2, 14, 40),
        id="d",
        side=side,
        code="not_compliant",
        fault="competitor",
        **meeting,
    )
    for minute, step in enumerate(steps):
        side_of = RepRole.MARKETER if side is RepRole.SDR else RepRole.SDR
        review = {"review_id": "review-d", "step": step, "by": "max", "by_side": side_of}
        life.submit(UpdateReview, june(2, 14, 50 + minute), **review)
    assert life.last.refusal is None
    return life


def booked_ahead() -> Life:
    life = fresh()
    life.book(june(2, 14, 30), june(4, 14))
    return life


def handed() -> Life:
    life = fresh()
    life.submit(HandOffLead, june(2, 14, 30), id="handoff", ae_rep_id="eve")
    return life


LEAD = Lead("l-1", {"email": "a@b.example"}, created_at=june(1, 10))
OF_MEETING: dict[str, Any] = {"meeting_id": "h3"}
"""The meeting of `booked` and `held` is their third command."""

CASES: dict[str, tuple[Callable[[], Life], Any, dict[str, Any], set[EventKind]]] = {
    "record": (Life, RecordLead, {"lead": LEAD}, {K.LEAD_RECORDED}),
    "fields": (fresh, UpdateAttributes, {"attributes": {"title": "VP"}}, {K.LEAD_RECORDED}),
    "activity": (
        fresh,
        RecordActivity,
        {"activity": Activity("a", "page_viewed", AT)},
        {K.ACTIVITY_RECORDED},
    ),
    "judgement": (
        Life,
        RecordJudgement,
        {"lead": LEAD, "stage": Stage.EXCHANGE, "facts": KnownFacts({})},
        {K.LEAD_JUDGED, K.LEAD_RECORDED, K.STAGE_CHANGED},
    ),
    "touch": (
        fresh,
        RecordTouch,
        {"rep_id": "ann", "channel": TouchKind.CALL},
        {K.TOUCHED, K.SIGNAL_RECEIVED, K.CLOCK_MET},
    ),
    "reply": (fresh, RecordReply, {}, {K.REPLIED, K.SIGNAL_RECEIVED}),
    "absence": (
        fresh,
        RecordOutOfOffice,
        {"back_on": date(2026, 6, 8)},
        {K.AWAY, K.SIGNAL_RECEIVED},
    ),
    "opt-out": (
        fresh,
        RecordOptOut,
        {},
        {K.OPTED_OUT, K.SIGNAL_RECEIVED, K.STAGE_CHANGED, K.CLOCK_CANCELLED},
    ),
    "handoff": (fresh, HandOffLead, {"ae_rep_id": "eve"}, {K.HANDED_OFF, K.SIGNAL_RECEIVED}),
    "answer": (
        handed,
        AnswerHandoff,
        {"handoff_id": "handoff", "is_accepted": True},
        {K.HANDOFF_ANSWERED, K.SIGNAL_RECEIVED},
    ),
    "meeting booked": (
        fresh,
        BookMeeting,
        {"starts_at": june(4, 14)},
        {K.MEETING_BOOKED, K.SIGNAL_RECEIVED, K.CLOCK_STARTED},
    ),
    "meeting confirmed": (
        booked_ahead,
        UpdateMeeting,
        {**OF_MEETING, "step": MeetingStep.CONFIRMED},
        {K.MEETING_CHANGED, K.SIGNAL_RECEIVED},
    ),
    "meeting held": (
        lambda: booked()[0],
        UpdateMeeting,
        {**OF_MEETING, "step": MeetingStep.HELD},
        {K.MEETING_HELD, K.STAGE_CHANGED, K.SIGNAL_RECEIVED},
    ),
    "meeting missed": (
        lambda: booked()[0],
        UpdateMeeting,
        {**OF_MEETING, "step": MeetingStep.MISSED},
        {K.MEETING_MISSED, K.SIGNAL_RECEIVED},
    ),
    "meeting accepted": (
        lambda: held()[0],
        UpdateMeeting,
        {**OF_MEETING, "step": MeetingStep.ACCEPTED},
        {K.MEETING_ACCEPTED, K.SIGNAL_RECEIVED, K.CLOCK_MET},
    ),
    "debrief": (
        lambda: held()[0],
        DebriefMeeting,
        {**OF_MEETING, "side": RepRole.AE, "produced_next_step": True},
        {K.MEETING_CHANGED, K.SIGNAL_RECEIVED, K.CLOCK_MET},
    ),
    "opportunity opened": (
        lambda: held()[0],
        OpenOpportunity,
        {**OF_MEETING, "opportunity_id": "o"},
        {K.OPPORTUNITY_OPENED, K.STAGE_CHANGED, K.MEETING_CHANGED, K.SIGNAL_RECEIVED},
    ),
    "opportunity moved": (
        opened,
        MoveOpportunity,
        {"opportunity_id": "o", "to": Stage.PIPELINE},
        {K.OPPORTUNITY_MOVED, K.STAGE_CHANGED},
    ),
    "opportunity won": (
        opened,
        MoveOpportunity,
        {"opportunity_id": "o", "to": Stage.CLOSED_WON},
        {K.OPPORTUNITY_MOVED, K.STAGE_CHANGED, K.SIGNAL_RECEIVED},
    ),
    "disposition": (
        lambda: held()[0],
        DisposeLead,
        {
            **OF_MEETING,
            "side": RepRole.AE,
            "code": "not_compliant",
            "fault": "competitor",
            "referred_lead_id": "l-2",
        },
        {
            K.DISPOSITIONED,
            K.REFERRED,
            K.REVIEW_OPENED,
            K.MEETING_CHANGED,
            K.SIGNAL_RECEIVED,
            K.STAGE_CHANGED,
        },
    ),
    "review upheld": (
        lambda: reviewed(RepRole.SDR),
        UpdateReview,
        {"review_id": "review-d", "step": ReviewStep.UPHELD},
        {K.REVIEW_MOVED, K.SIGNAL_RECEIVED, K.CLOCK_MET},
    ),
    "review overturned": (
        lambda: reviewed(RepRole.AE),
        UpdateReview,
        {"review_id": "review-d", "step": ReviewStep.OVERTURNED},
        {K.REVIEW_MOVED, K.CLOCK_MET, K.STAGE_CHANGED, K.ROUND_BEGAN, K.MEETING_CHANGED},
    ),
    "dispute": (
        lambda: reviewed(RepRole.SDR, ReviewStep.UPHELD),
        UpdateReview,
        {"review_id": "review-d", "step": ReviewStep.DISPUTED, "by_side": RepRole.MARKETER},
        {K.REVIEW_MOVED},
    ),
    "end": (
        fresh,
        EndLead,
        {"stage": Stage.DISQUALIFIED},
        {K.STAGE_CHANGED, K.SIGNAL_RECEIVED, K.CLOCK_MET},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_reported_late_is_dated_when_it_happened(name: str) -> None:
    make, kind, what, kinds = CASES[name]
    life = make()
    decision = life.submit(kind, AT, reported_at=AT + LATER, **what)
    assert decision.refusal is None
    found: dict[EventKind, set[datetime]] = {}
    for event in decision.events:
        found.setdefault(event.kind, set()).add(event.occurred_at)
    assert {item: found.get(item) for item in some(kinds)} == {item: {AT} for item in kinds}


def test_the_end_of_an_absence_is_dated_when_it_ended() -> None:
    life = fresh()
    life.touch(june(2, 14, 30))
    life.submit(RecordOutOfOffice, june(2, 15), back_on=date(2026, 6, 5))
    decision = life.wait(june(5, 12))
    ends = [event for event in decision.events if event.kind in (K.AWAY, K.SIGNAL_RECEIVED)]
    assert [(event.kind, event.occurred_at) for event in ends] == [
        (K.AWAY, june(5)),
        (K.SIGNAL_RECEIVED, june(5)),
    ]
    assert life.state.away_until is None


def test_a_reply_ends_an_absence_and_without_one_there_is_nothing_to_end() -> None:
    life = fresh()
    life.submit(RecordOutOfOffice, june(2, 15), back_on=date(2026, 6, 5))
    life.submit(RecordReply, june(2, 16))
    assert life.state.away_until is None
    assert K.AWAY in {event.kind for event in life.last.events}
    life.submit(RecordReply, june(2, 17))
    assert K.AWAY not in {event.kind for event in life.last.events}
