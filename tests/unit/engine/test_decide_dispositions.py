"""What reps say of one lead, and what a manager makes of it, worked by hand."""

from typing import Any

import pytest
from follow_up_world import (
    STARTS,
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
from leadpact.engine.feedback import ReviewState
from leadpact.engine.lifecycle import (
    ClaimLead,
    Decision,
    DisposeLead,
    EndLead,
    EventKind,
    HandOffLead,
    MeetingStep,
    RecordOptOut,
    ReviewStep,
    TaskKind,
    UpdateMeeting,
    UpdateReview,
)
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage, TouchKind


def dispose(life: Life, at: Any, code: str, **what: Any) -> Decision:
    given = {"side": RepRole.SDR, "by_rep_id": "ann", **what}
    return life.submit(DisposeLead, at, code=code, **given)


def disqualified() -> Life:
    """A lead that ann found not compliant on Monday at 12:00."""
    life = qualified()
    dispose(life, june(1, 12), "not_compliant", fault="wrong:email", id="d")
    return life


def test_unreachable_after_two_attempts_is_refused_and_the_lead_stays() -> None:
    life = qualified()
    life.touch(june(1, 10, 30), TouchKind.CALL)
    life.touch(june(1, 11), TouchKind.EMAIL)
    dispose(life, june(1, 12), "unreachable")
    assert life.last.refusal is not None
    assert life.last.refusal.code is RefusalCode.TOO_FEW_ATTEMPTS
    assert life.last.refusal.missing == (
        ("attempts", "2"),
        ("call", "1"),
        ("business_days", "2"),
    )
    assert (life.state.owner_rep_id, life.state.stage) == ("ann", Stage.CONVERSATION_LEAD)
    assert (life.state.dispositions, life.state.reviews) == ((), ())
    assert life.clock("resolve").state is ClockState.RUNNING


def test_unreachable_after_the_agreed_attempts_recycles_the_lead_and_is_reviewed() -> None:
    life = qualified()
    for day, channel in ((1, "CALL"), (2, "EMAIL"), (3, "CALL"), (3, "SOCIAL")):
        life.touch(june(day, 11), TouchKind(channel))
    dispose(life, june(3, 12), "unreachable", id="d")
    assert refused(life) is None
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.RECYCLED, None)
    assert life.state.runs[0].is_over
    assert life.clock("resolve").stopped_at == june(3, 12)
    assert [review.review_id for review in life.state.reviews] == ["review-d"]
    assert tasks(life.last) == {(TaskKind.REVIEW, "MANAGER", "review-d")}
    assert life.clock("manager-review").due_at == june(10, 12)
    assert life.routing.load("ann").n_open == 0


def test_a_disposition_stops_the_cadence_and_leads_where_the_pact_says() -> None:
    life = disqualified()
    assert life.state.runs[0].stopped_by is StopReason.DISPOSITION_GIVEN
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.DISQUALIFIED, None)
    assert life.clock("first-touch").state is ClockState.MET
    assert life.clock("manager-review").due_at == june(8, 12)
    assert tasks(life.last) == {(TaskKind.REVIEW, "MANAGER", "review-d")}


def test_a_review_stops_its_clock() -> None:
    life = disqualified()
    life.submit(UpdateReview, june(2, 10), review_id="review-d", step=ReviewStep.UPHELD, by="max")
    assert life.clock("manager-review").state is ClockState.MET
    assert life.state.reviews[0].state is ReviewState.UPHELD
    assert life.state.stage is Stage.DISQUALIFIED
    assert life.last.tasks == ()


def test_an_overturned_review_brings_the_lead_back_in_its_stage_and_it_is_routed() -> None:
    life = disqualified()
    life.submit(
        UpdateReview, june(2, 10), review_id="review-d", step=ReviewStep.OVERTURNED, by="max"
    )
    assert life.state.reviews[0].state is ReviewState.OVERTURNED
    assert life.state.stage is Stage.CONVERSATION_LEAD
    owner = life.state.owner_rep_id
    assert owner is not None
    dispose(life, june(2, 12), "no_need", by_rep_id=owner, reason="timing")
    assert refused(life) is None
    assert life.state.stage is Stage.RECYCLED


def test_overturning_an_earlier_disposition_leaves_a_later_end_as_it_is() -> None:
    life = qualified()
    for day, channel in ((1, "CALL"), (2, "EMAIL"), (3, "CALL"), (3, "SOCIAL")):
        life.touch(june(day, 11), TouchKind(channel))
    dispose(life, june(3, 12), "unreachable", id="d")
    life.act(june(4, 10))
    owner = life.state.owner_rep_id
    dispose(life, june(4, 12), "not_compliant", by_rep_id=owner, fault="competitor", id="e")
    assert refused(life) is None
    life.submit(UpdateReview, june(5, 10), review_id="review-d", step=ReviewStep.OVERTURNED)
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.DISQUALIFIED, None)
    life.submit(UpdateReview, june(5, 11), review_id="review-e", step=ReviewStep.OVERTURNED)
    assert life.state.stage is Stage.CONVERSATION_LEAD
    assert life.state.owner_rep_id is not None


def test_a_recycled_lead_whose_disqualification_is_overturned_is_recycled_again() -> None:
    life = qualified()
    life.submit(EndLead, june(1, 12), stage=Stage.RECYCLED)
    dispose(life, june(1, 13), "not_compliant", by_rep_id="max", fault="competitor", id="d")
    assert life.state.stage is Stage.DISQUALIFIED
    life.submit(UpdateReview, june(2, 10), review_id="review-d", step=ReviewStep.OVERTURNED)
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.RECYCLED, None)


def test_a_review_that_is_disputed_goes_to_arbitration_and_ends() -> None:
    life = disqualified()
    steps = (
        (ReviewStep.UPHELD, None, ReviewState.UPHELD),
        (ReviewStep.DISPUTED, RepRole.MARKETER, ReviewState.DISPUTED),
        (ReviewStep.IN_ARBITRATION, None, ReviewState.IN_ARBITRATION),
        (ReviewStep.TRAINING, None, ReviewState.CLOSED),
    )
    for day, (step, side, state) in enumerate(steps, start=2):
        life.submit(UpdateReview, june(day, 10), review_id="review-d", step=step, by_side=side)
        assert life.state.reviews[0].state is state
        is_open = state in (ReviewState.DISPUTED, ReviewState.IN_ARBITRATION)
        kinds = {task.kind for task in life.last.tasks}
        assert kinds == ({TaskKind.ARBITRATE} if is_open else set())


def test_a_review_that_there_is_not_is_refused() -> None:
    life = qualified()
    life.submit(UpdateReview, june(2, 10), review_id="review-d", step=ReviewStep.UPHELD)
    assert refused(life) is RefusalCode.UNKNOWN_REVIEW


def test_an_ae_cannot_judge_a_meeting_that_was_not_held() -> None:
    life, name = booked()
    dispose(
        life,
        june(1, 12),
        "unqualified",
        side=RepRole.AE,
        by_rep_id="eve",
        reason="timing",
        meeting_id=name,
    )
    assert refused(life) is RefusalCode.MEETING_NOT_HELD


def test_an_ae_recycles_a_lead_after_the_meeting() -> None:
    life, name = held()
    dispose(
        life,
        june(2, 16),
        "unqualified",
        side=RepRole.AE,
        by_rep_id="eve",
        reason="timing",
        meeting_id=name,
    )
    assert refused(life) is None
    assert life.state.stage is Stage.RECYCLED
    assert life.clock("meeting-update").state is ClockState.MET


def test_unreachable_contradicts_a_reply_of_the_same_round() -> None:
    life, _ = booked()
    dispose(life, june(1, 12), "unreachable")
    assert refused(life) is RefusalCode.MEETING_AGREED


def test_a_disposition_of_somebody_who_does_not_have_the_lead_is_refused() -> None:
    life = qualified()
    dispose(life, june(1, 12), "no_need", by_rep_id="bob")
    assert refused(life) is RefusalCode.NOT_THE_OWNER


def test_a_referral_keeps_the_link_to_the_lead() -> None:
    life = qualified()
    dispose(life, june(1, 12), "no_need", referred_lead_id="l-9", id="d")
    [referral] = life.state.referrals
    assert (referral.original_lead_id, referral.referred_lead_id) == ("l-1", "l-9")
    assert referral.disposition_id == "d"


def test_a_lead_can_be_found_unreachable_again_in_another_round_only() -> None:
    life = qualified()
    dispose(life, june(1, 12), "no_need", reason="timing")
    life.act(june(2, 10))
    owner = life.state.owner_rep_id
    assert owner is not None
    dispose(life, june(2, 12), "no_need", reason="timing", by_rep_id=owner)
    assert refused(life) is None
    assert life.state.stage is Stage.RECYCLED


def test_without_feedback_no_disposition_is_taken() -> None:
    life = Life(company(without=["feedback"]))
    life.qualify(june(1, 10))
    dispose(life, june(1, 12), "no_need")
    assert refused(life) is RefusalCode.NOT_IN_PACT


def test_without_routing_nothing_can_be_claimed() -> None:
    life = Life(company(without=["routing"]))
    life.qualify(june(1, 10))
    life.submit(ClaimLead, june(1, 12), pool="desk", rep_id="ann")
    assert refused(life) is RefusalCode.NOT_IN_PACT


def test_without_a_handoff_meetings_are_recorded_and_nothing_is_asked_for() -> None:
    life = Life(company(without=["handoff", "clocks"]))
    life.qualify(june(1, 10))
    name = life.book(june(1, 11), STARTS)
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    assert life.state.stage is Stage.FIRST_MEETING
    assert {kind for kind, _, _ in tasks(life.last)} <= {TaskKind.CONFIRM_MEETING}
    assert [message for decision in life.decisions for message in decision.messages] == []


def test_a_meeting_reported_twice_under_two_ids_is_moved_once() -> None:
    life, name = held()
    before = life.state.meetings
    life.submit(UpdateMeeting, june(2, 15), meeting_id=name, step=MeetingStep.HELD)
    assert refused(life) is None
    assert life.state.meetings == before
    assert len(life.clocks("meeting-update")) == 1


def test_a_lead_that_opted_out_is_not_taken_up_again_by_a_review() -> None:
    life = disqualified()
    life.submit(RecordOptOut, june(1, 14))
    life.submit(UpdateReview, june(2, 10), review_id="review-d", step=ReviewStep.OVERTURNED)
    assert refused(life) is None
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.DISQUALIFIED, None)


def test_a_lead_that_did_not_end_stays_where_it_is_when_its_review_is_overturned() -> None:
    promising = "{promising: {leads_to: opportunity, review: true}}"
    life = Life(company(feedback=f"\n  dispositions: {{sdr: {promising}}}\n"))
    life.qualify(june(1, 10))
    given = {"by_rep_id": "ann", "opportunity_id": "o", "id": "d"}
    dispose(life, june(1, 12), "promising", **given)
    assert refused(life) is None
    life.submit(UpdateReview, june(2, 10), review_id="review-d", step=ReviewStep.OVERTURNED)
    assert named(life.last, EventKind.STAGE_CHANGED) == []
    assert life.state.stage is Stage.OPPORTUNITY


@pytest.mark.parametrize(
    ("stage", "state"),
    [
        (Stage.CLOSED_WON, ClockState.RUNNING),
        (Stage.RECYCLED, ClockState.CANCELLED),
        (Stage.DISQUALIFIED, ClockState.CANCELLED),
    ],
)
def test_a_handoff_of_a_lead_that_was_sold_elsewhere_is_still_to_be_answered(
    stage: Stage, state: ClockState
) -> None:
    life = qualified()
    life.submit(HandOffLead, june(1, 11), ae_rep_id="eve")
    life.submit(EndLead, june(1, 12), stage=stage)
    assert (life.state.stage, life.state.owner_rep_id) == (stage, None)
    assert life.clock("accept").state is state
