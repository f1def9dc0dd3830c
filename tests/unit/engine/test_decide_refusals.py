"""What a refusal names: what is unknown, what would have to hold instead, until when."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from follow_up_world import Life, booked, company, held, june, qualified

from leadpact.engine.clocks import ClockState
from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    AnswerHandoff,
    BookMeeting,
    ClaimLead,
    ClockStep,
    ControlClock,
    DebriefMeeting,
    DisposeLead,
    HandOffLead,
    MeetingStep,
    MoveOpportunity,
    OpenOpportunity,
    RecordJudgement,
    RecordLead,
    RecordOutOfOffice,
    RecordReply,
    ReviewStep,
    UpdateAttributes,
    UpdateMeeting,
    UpdateReview,
)
from leadpact.engine.scoring import KnownFacts
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole, Stage

R = RefusalCode
OTHER = Lead("l-9")


def queued() -> Life:
    life = Life()
    life.qualify(june(9, 10), source="fair")  # cid is on leave
    return life


def opened() -> Life:
    life = qualified()
    life.submit(OpenOpportunity, june(1, 11), opportunity_id="o")
    return life


def reviewed() -> Life:
    """A disposition of ann's that was upheld on Tuesday at 10:00."""
    life = qualified()
    given = {"side": RepRole.SDR, "by_rep_id": "ann", "fault": "competitor"}
    life.submit(DisposeLead, june(1, 12), code="not_compliant", id="d", **given)
    life.submit(UpdateReview, june(2, 10), review_id="review-d", step=ReviewStep.UPHELD)
    return life


def without(section: str) -> Callable[[], Life]:
    def make() -> Life:
        life = Life(company(without=[section]))
        life.qualify(june(1, 10))
        return life

    return make


def of_ae(code: str, **what: Any) -> dict[str, Any]:
    return {"side": RepRole.AE, "code": code, **what}


DISPUTED = {"review_id": "review-d", "step": ReviewStep.DISPUTED}
BY_MARKETING = {**DISPUTED, "by_side": RepRole.MARKETER}
NONE_REVIEW = {"review_id": "none", "step": ReviewStep.UPHELD}
NONE_CLOCK = {"clock_id": "none", "step": ClockStep.STOP}
JUDGED = {"lead": OTHER, "stage": Stage.EXCHANGE, "facts": KnownFacts({})}
MOVED = {"opportunity_id": "o", "to": Stage.TARGET}
LOST = {"opportunity_id": "none", "to": Stage.RECYCLED}
HELD = {"meeting_id": "none", "step": MeetingStep.HELD}
DEBRIEF = {"meeting_id": "none", "side": RepRole.AE, "produced_next_step": True}

CASES: list[tuple[Callable[[], Life], Any, dict[str, Any], RefusalCode, tuple[str, str]]] = [
    (Life, RecordReply, {}, R.LEAD_UNKNOWN, ("lead", "l-1")),
    (Life, RecordLead, {"lead": OTHER}, R.OTHER_LEAD, ("lead", "l-9")),
    (Life, RecordJudgement, JUDGED, R.OTHER_LEAD, ("lead", "l-9")),
    (
        Life,
        RecordLead,
        {"lead": Lead("l-1", {"n_employees": "many"})},
        R.VALUE_OF_WRONG_TYPE,
        ("n_employees", "integer"),
    ),
    (
        qualified,
        UpdateAttributes,
        {"attributes": {"n_employees": True}},
        R.VALUE_OF_WRONG_TYPE,
        ("n_employees", "integer"),
    ),
    (qualified, HandOffLead, {"ae_rep_id": "nobody"}, R.UNKNOWN_REP, ("rep", "nobody")),
    (qualified, HandOffLead, {"ae_rep_id": "bob"}, R.OTHER_ROLE_NEEDED, ("role", "AE")),
    (queued, ClaimLead, {"pool": "desk", "rep_id": "nobody"}, R.UNKNOWN_REP, ("rep", "nobody")),
    (queued, ClaimLead, {"pool": "none", "rep_id": "bob"}, R.UNKNOWN_POOL, ("pool", "none")),
    (queued, ClaimLead, {"pool": "pair", "rep_id": "bob"}, R.NOT_WAITING, ("pool", "desk")),
    (queued, ClaimLead, {"pool": "desk", "rep_id": "cid"}, R.CANNOT_CLAIM, ("obstacle", "AWAY")),
    (
        queued,
        ClaimLead,
        {"pool": "desk", "rep_id": "eve"},
        R.CANNOT_CLAIM,
        ("obstacle", "NOT_OF_THE_POOL"),
    ),
    (
        without("routing"),
        ClaimLead,
        {"pool": "desk", "rep_id": "ann"},
        R.NOT_IN_PACT,
        ("section", "routing"),
    ),
    (
        without("feedback"),
        DisposeLead,
        {"side": RepRole.SDR, "code": "no_need"},
        R.NOT_IN_PACT,
        ("section", "feedback"),
    ),
    (without("feedback"), UpdateReview, NONE_REVIEW, R.NOT_IN_PACT, ("section", "feedback")),
    (qualified, MoveOpportunity, LOST, R.UNKNOWN_OPPORTUNITY, ("opportunity", "none")),
    (opened, MoveOpportunity, MOVED, R.STAGE_OUT_OF_PLACE, ("stage", "TARGET")),
    (qualified, ControlClock, NONE_CLOCK, R.UNKNOWN_CLOCK, ("clock", "none")),
    (
        qualified,
        AnswerHandoff,
        {"handoff_id": "none", "is_accepted": True},
        R.UNKNOWN_HANDOFF,
        ("handoff", "none"),
    ),
    (qualified, UpdateMeeting, HELD, R.UNKNOWN_MEETING, ("meeting", "none")),
    (qualified, DebriefMeeting, DEBRIEF, R.UNKNOWN_MEETING, ("meeting", "none")),
    (
        qualified,
        BookMeeting,
        {"starts_at": june(11, 10), "rebooks": "none"},
        R.UNKNOWN_MEETING,
        ("meeting", "none"),
    ),
    (
        qualified,
        BookMeeting,
        {"starts_at": june(11, 10), "minutes": 0},
        R.MEETING_TOO_SHORT,
        ("minutes", "1"),
    ),
    (
        lambda: booked()[0],
        DisposeLead,
        of_ae("unqualified", reason="timing", meeting_id="h3"),
        R.MEETING_NOT_HELD,
        ("meeting", "h3"),
    ),
    (
        lambda: held()[0],
        DisposeLead,
        of_ae("converted", meeting_id="h3"),
        R.OPPORTUNITY_MISSING,
        ("opportunity", "1"),
    ),
    (qualified, UpdateReview, NONE_REVIEW, R.UNKNOWN_REVIEW, ("review", "none")),
    (
        reviewed,
        UpdateReview,
        {**DISPUTED, "by_side": RepRole.AE},
        R.NOT_THE_OTHER_SIDE,
        ("side", "MARKETER"),
    ),
    (  # five business days from Tuesday at 10:00
        reviewed,
        UpdateReview,
        BY_MARKETING,
        R.DISPUTE_TOO_LATE,
        ("until", "2026-06-09T10:00:00+00:00"),
    ),
]


@pytest.mark.parametrize(("make", "kind", "what", "code", "missing"), CASES)
def test_a_refusal_names_what_is_missing(
    make: Callable[[], Life],
    kind: Any,
    what: dict[str, Any],
    code: RefusalCode,
    missing: tuple[str, str],
) -> None:
    decision = make().submit(kind, june(10, 10), **what)
    assert decision.refusal == Refusal(code, (missing,))


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        (june(9, 10), None),
        (june(9, 10, 0, 1), Refusal(R.DISPUTE_TOO_LATE, (("until", june(9, 10).isoformat()),))),
    ],
)
def test_a_review_can_be_disputed_until_five_business_days_are_over(
    at: datetime, refusal: Refusal | None
) -> None:
    assert reviewed().submit(UpdateReview, at, **BY_MARKETING).refusal == refusal


def test_what_did_not_happen_yet_is_refused_with_the_moment_it_is() -> None:
    life = qualified()
    decision = life.submit(RecordReply, june(2, 10, 0, 1), reported_at=june(2, 10))
    assert decision.refusal == Refusal(R.HAPPENED_LATER, (("as_of", june(2, 10).isoformat()),))
    assert life.submit(RecordReply, june(2, 10)).refusal is None


def test_what_time_brings_has_an_id_of_its_own_where_a_refused_command_is_sent_again() -> None:
    life = qualified()
    life.touch(june(1, 10, 30))
    for day in (1, 2):
        life.submit(RecordOutOfOffice, june(day, 11), back_on=date(2026, 6, day + 1))
        assert life.clock("touches").state is ClockState.PAUSED
        life.submit(MoveOpportunity, june(day + 1, 10), id="x", **LOST)
        assert life.last.refusal is not None
        assert life.clock("touches").state is ClockState.RUNNING
    ids = [item.signal_id for item in life.state.signals]
    assert len(set(ids)) == len(ids)
