"""An AE's rejection needs a reason of the pact, whichever command reports it; worked by hand."""

from collections.abc import Callable
from typing import Any

import pytest
from follow_up_world import Life, company, held, june, qualified, refused

from leadpact.engine.handoff import Acceptance
from leadpact.engine.lifecycle import (
    AnswerHandoff,
    DisposeLead,
    FollowUp,
    HandOffLead,
    MeetingStep,
    ReviewStep,
    UpdateMeeting,
    UpdateReview,
)
from leadpact.explain import explain_follow_up
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole

STANDARD = ("no_budget", "no_authority", "no_need", "timing")
Reject = Callable[..., Life]


def life_under(rules: FollowUp) -> tuple[Life, str]:
    life = Life(rules)
    life.qualify(june(1, 10))
    name = life.book(june(1, 11), june(2, 14), ae_rep_id="eve")
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    return life, name


def by_update(rules: FollowUp | None = None, **what: Any) -> Life:
    life, name = life_under(rules) if rules else held()
    life.submit(UpdateMeeting, june(3, 10), meeting_id=name, step=MeetingStep.REJECTED, **what)
    return life


def by_answer(rules: FollowUp | None = None, **what: Any) -> Life:
    life = life_under(rules)[0] if rules else qualified()
    life.submit(HandOffLead, june(3, 9), id="handed", ae_rep_id="eve")
    life.submit(AnswerHandoff, june(3, 10), handoff_id="handed", is_accepted=False, **what)
    return life


def by_disposition(rules: FollowUp | None = None, **what: Any) -> Life:
    life, name = life_under(rules) if rules else held()
    given = {"side": RepRole.AE, "code": "unqualified", "meeting_id": name}
    life.submit(DisposeLead, june(3, 10), id="d", **given, **what)
    return life


WAYS = pytest.mark.parametrize("reject", [by_update, by_answer, by_disposition])


def kept(life: Life) -> str | None:
    """Return the reason that the handoff or the meeting keeps."""
    found = life.state.handoffs or life.state.meetings
    return found[-1].rejection_reason


@WAYS
def test_a_rejection_without_a_reason_is_refused_with_those_there_are(reject: Reject) -> None:
    life = reject()
    assert refused(life) is RefusalCode.REASON_MISSING
    assert life.last.refusal is not None
    assert life.last.refusal.missing == tuple(("reason", code) for code in STANDARD)
    assert all(item.acceptance is Acceptance.OPEN for item in life.state.meetings)
    assert all(item.is_accepted is None for item in life.state.handoffs)


@WAYS
def test_a_rejection_for_a_reason_that_the_pact_lacks_is_refused(reject: Reject) -> None:
    life = reject(reason="bored")
    assert refused(life) is RefusalCode.REASON_UNKNOWN
    assert life.last.refusal is not None
    assert life.last.refusal.missing == tuple(("reason", code) for code in STANDARD)


@WAYS
def test_a_rejection_keeps_its_reason_and_explains_it(reject: Reject) -> None:
    life = reject(reason="timing")
    assert refused(life) is None
    assert kept(life) == "timing"
    text = explain_follow_up(life.state, life.rules, as_of=june(3, 11))
    assert "rejected it" in text
    assert "for the reason “Not now”." in text


@WAYS
def test_where_the_pact_needs_no_reason_a_rejection_can_have_one(reject: Reject) -> None:
    feedback = """
  dispositions:
    ae: {unqualified: {needs: [], reasons: {dull: Dull talk}}}
"""
    assert refused(reject(company(feedback=feedback))) is None
    assert kept(reject(company(feedback=feedback), reason="dull")) == "dull"
    assert refused(reject(company(feedback=feedback), reason="timing")) is (
        RefusalCode.REASON_UNKNOWN
    )


@pytest.mark.parametrize("reject", [by_update, by_answer])
def test_a_pact_without_feedback_takes_what_is_given(reject: Reject) -> None:
    rules = company(without=["feedback"])
    assert refused(reject(rules)) is None
    life = reject(rules, reason="bored")
    assert kept(life) == "bored"
    assert "“bored”" in explain_follow_up(life.state, rules, as_of=june(3, 11))


def test_what_is_no_rejection_has_no_reason_of_one() -> None:
    life, name = held()
    life.move(name, MeetingStep.ACCEPTED, june(3, 10), reason="timing")
    assert refused(life) is RefusalCode.REASON_UNKNOWN
    other = qualified()
    other.submit(HandOffLead, june(1, 11), id="handed", ae_rep_id="eve")
    accepted = {"handoff_id": "handed", "is_accepted": True, "reason": "timing"}
    other.submit(AnswerHandoff, june(1, 12), **accepted)
    assert refused(other) is RefusalCode.REASON_UNKNOWN
    assert other.state.handoffs[0].is_accepted is None


def test_a_meeting_that_cannot_be_rejected_is_refused_for_that_first() -> None:
    life = qualified()
    name = life.book(june(1, 11), june(2, 14))
    life.move(name, MeetingStep.REJECTED, june(2, 15))
    assert refused(life) is RefusalCode.MEETING_NOT_HELD


def test_a_second_report_of_a_rejection_changes_nothing() -> None:
    life = by_update(reason="timing")
    [meeting] = life.state.meetings
    life.move(meeting.meeting_id, MeetingStep.REJECTED, june(3, 11))
    assert refused(life) is None
    assert life.state.meetings == (meeting,)


def test_an_overturned_rejection_has_no_reason_any_more() -> None:
    life = by_disposition(reason="timing")
    life.submit(UpdateReview, june(4, 10), review_id="review-d", step=ReviewStep.OVERTURNED)
    [meeting] = life.state.meetings
    assert (meeting.acceptance, meeting.rejection_reason) == (Acceptance.OPEN, None)
