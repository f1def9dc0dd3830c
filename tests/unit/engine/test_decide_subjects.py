"""What is reported of one meeting, handoff or review moves the clocks of no other one."""

from typing import Any

import pytest
from follow_up_world import Life, company, june

from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import (
    AnswerHandoff,
    DebriefMeeting,
    DisposeLead,
    HandOffLead,
    MeetingStep,
    OpenOpportunity,
    ReviewStep,
    UpdateMeeting,
    UpdateReview,
)
from leadpact.terms.stages import RepRole

LONG = "within: {days: 9}, on_breach: [{do: notify}]"
RULES = company(
    clocks=f"""
  - {{kind: accept, {LONG}}}
  - {{kind: take_back, {LONG}}}
  - {{kind: meeting_update, {LONG}}}
  - {{kind: manager_review, {LONG}}}
"""
)
RUNNING, MET, CANCELLED = ClockState.RUNNING, ClockState.MET, ClockState.CANCELLED


def lead() -> Life:
    life = Life(RULES)
    life.qualify(june(1, 10))
    return life


def met_twice() -> Life:
    """A lead with a handoff that nobody answered, and two meetings held, `h4` and `h6`."""
    life = lead()
    life.submit(HandOffLead, june(1, 10, 30), id="handoff", ae_rep_id="fay")
    for name, hour in (("h4", 11), ("h6", 13)):
        assert life.book(june(1, hour), june(1, hour, 30)) == name
        life.move(name, MeetingStep.HELD, june(1, hour, 50))
    return life


def states(life: Life, clock: str) -> dict[str | None, ClockState]:
    return {item.subject_id: item.state for item in life.clocks(clock)}


REPORTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "accepted": (UpdateMeeting, {"step": MeetingStep.ACCEPTED}),
    "rejected": (UpdateMeeting, {"step": MeetingStep.REJECTED, "reason": "timing"}),
    "debriefed": (DebriefMeeting, {"side": RepRole.AE, "produced_next_step": False}),
    "converted": (OpenOpportunity, {"opportunity_id": "o"}),
    "disposed": (
        DisposeLead,
        {"side": RepRole.AE, "code": "unqualified", "reason": "timing", "by_rep_id": "eve"},
    ),
}


@pytest.mark.parametrize("name", ["h4", "h6"])
@pytest.mark.parametrize("report", REPORTS)
def test_a_report_of_one_meeting_is_an_update_on_no_other(report: str, name: str) -> None:
    life = met_twice()
    assert states(life, "meeting-update") == {"h4": RUNNING, "h6": RUNNING}
    kind, what = REPORTS[report]
    decision = life.submit(kind, june(1, 15), meeting_id=name, **what)
    assert decision.refusal is None
    expected = {"h4": RUNNING, "h6": RUNNING, name: MET}
    assert states(life, "meeting-update") == expected
    # Nobody answered the handoff; with the lead its clock ends, and otherwise it runs.
    over = CANCELLED if report == "disposed" else RUNNING
    assert states(life, "accept") == {"handoff": over}


def test_an_answer_to_one_handoff_answers_no_other() -> None:
    for is_accepted in (True, False):
        life = lead()
        for name, rep_id in (("one", "eve"), ("two", "fay")):
            life.submit(HandOffLead, june(1, 11), id=name, ae_rep_id=rep_id)
        why = {} if is_accepted else {"reason": "timing"}
        answer = {"handoff_id": "two", "is_accepted": is_accepted, **why}
        life.submit(AnswerHandoff, june(1, 12), **answer)
        assert states(life, "accept") == {"one": RUNNING, "two": MET}
        taken_back = RUNNING if is_accepted else MET
        assert states(life, "take-back") == {"one": RUNNING, "two": taken_back}


def test_a_review_of_one_disposition_reviews_no_other() -> None:
    life = met_twice()
    for name in ("h4", "h6"):
        what = {"side": RepRole.AE, "reason": "timing", "meeting_id": name, "id": f"d-{name}"}
        life.submit(DisposeLead, june(1, 15), code="unqualified", by_rep_id="eve", **what)
        assert life.last.refusal is None
    life.submit(UpdateReview, june(1, 16), review_id="review-d-h6", step=ReviewStep.UPHELD)
    assert states(life, "manager-review") == {"review-d-h4": RUNNING, "review-d-h6": MET}
