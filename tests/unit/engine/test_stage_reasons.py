"""Why a lead moved to a stage: a code and what it is about, never a string that is parsed."""

from typing import Any

from follow_up_world import Life, company, held, june, qualified

from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    DisposeLead,
    EndLead,
    MeetingStep,
    MoveOpportunity,
    OpenOpportunity,
    RecordJudgement,
    RecordLead,
    RecordOptOut,
    ReviewStep,
    StageReason,
    StageReasonCode,
    UpdateReview,
)
from leadpact.engine.scoring import KnownFacts
from leadpact.explain import explain_follow_up
from leadpact.terms.stages import RepRole, Stage

FEEDBACK = """
  faults: {competitor: Works for a competitor}
  dispositions:
    sdr:
      opted_out: {label: Asked for a brochure, leads_to: recycled}
      not_compliant: {label: Not our kind}
    ae:
      not_compliant: {label: Not what was promised}
"""


def reasons(life: Life) -> list[StageReason]:
    return [change.reason for change in life.state.stage_changes]


def dispose(life: Life, day: int, side: RepRole, code: str, **what: Any) -> str:
    name = f"d-{day}"
    life.submit(DisposeLead, june(day, 10), id=name, side=side, code=code, **what)
    assert life.last.refusal is None
    return name


def explained(life: Life) -> str:
    return explain_follow_up(life.state, life.rules, as_of=june(29))


def test_each_way_to_a_stage_has_its_code_and_what_it_is_about() -> None:
    life, meeting = held()
    life.submit(OpenOpportunity, june(3, 10), opportunity_id="o")
    life.submit(MoveOpportunity, june(3, 11), opportunity_id="o", to=Stage.PIPELINE)
    life.submit(MoveOpportunity, june(3, 12), opportunity_id="o", to=Stage.CLOSED_WON)
    assert reasons(life) == [
        StageReason(StageReasonCode.HAD_NO_ACTIVITY),
        StageReason(StageReasonCode.GATE_OPENED, "conversation_lead"),
        StageReason(StageReasonCode.MEETING_HELD, meeting),
        StageReason(StageReasonCode.OPPORTUNITY_OPENED, "o"),
        StageReason(StageReasonCode.AMOUNT_KNOWN, "o"),
        StageReason(StageReasonCode.OPPORTUNITY_WON, "o"),
    ]


def test_an_end_has_its_code() -> None:
    lost = qualified()
    lost.submit(OpenOpportunity, june(3, 10), opportunity_id="o")
    lost.submit(MoveOpportunity, june(3, 11), opportunity_id="o", to=Stage.RECYCLED)
    assert reasons(lost)[-1] == StageReason(StageReasonCode.OPPORTUNITY_LOST, "o")
    out = qualified()
    out.submit(RecordOptOut, june(2, 10))
    assert reasons(out)[-1] == StageReason(StageReasonCode.OPTED_OUT)
    elsewhere = qualified()
    elsewhere.submit(EndLead, june(2, 10), stage=Stage.RECYCLED)
    assert reasons(elsewhere)[-1] == StageReason(StageReasonCode.ENDED_ELSEWHERE)


def test_a_stage_on_record_is_no_activity_and_no_gate() -> None:
    for stage in (Stage.EXCHANGE, Stage.CONVERSATION_LEAD, Stage.DISQUALIFIED):
        life = Life()
        life.submit(RecordLead, june(1, 9), lead=Lead("l-1", {}, june(1, 9), stage=stage))
        assert reasons(life) == [StageReason(StageReasonCode.RECORDED)]
        assert "as the record says." in explained(life)
    judged = Life()
    what = {"lead": Lead("l-1"), "stage": Stage.EXCHANGE, "facts": KnownFacts({})}
    judged.submit(RecordJudgement, june(1, 9), **what)
    assert reasons(judged) == [StageReason(StageReasonCode.JUDGED_ELSEWHERE)]


def test_a_stage_on_record_in_an_earlier_round_is_explained_as_such() -> None:
    life = Life()
    lead = Lead("l-1", {"email": "a@b.example"}, june(1, 9), stage=Stage.CONVERSATION_LEAD)
    life.submit(RecordLead, june(1, 9), lead=lead)
    life.submit(EndLead, june(5, 10), stage=Stage.RECYCLED)
    life.act(june(8, 10))
    ways = [line for line in explained(life).splitlines() if "came to CONVERSATION_LEAD" in line]
    assert [way.split(", ")[-1] for way in ways] == [
        "as the record says.",
        "because the gate conversation_lead opened.",
    ]


def test_a_disposition_named_like_a_reason_of_the_engine_keeps_its_own_label() -> None:
    life = Life(company(feedback=FEEDBACK))
    life.qualify(june(1, 10))
    name = dispose(life, 2, RepRole.SDR, "opted_out")
    assert reasons(life)[-1] == StageReason(StageReasonCode.DISPOSITION_GIVEN, name, "opted_out")
    text = explained(life)
    assert "came to RECYCLED on Tue 2 Jun 10:00, by the disposition “Asked for a brochure”." in text
    assert "opted out" not in text


def test_a_code_of_both_sides_has_the_label_of_the_side_that_gave_it() -> None:
    life = Life(company(feedback=FEEDBACK))
    life.qualify(june(1, 10))
    name = dispose(life, 2, RepRole.SDR, "not_compliant", fault="competitor")
    assert "by the disposition “Not our kind”." in explained(life)
    life.submit(UpdateReview, june(3, 10), review_id=f"review-{name}", step=ReviewStep.OVERTURNED)
    assert reasons(life)[-1] == StageReason(StageReasonCode.DISPOSITION_OVERTURNED, name)
    assert f"because the disposition {name} was overturned." in explained(life)
    meeting = life.book(june(3, 11), june(4, 10), ae_rep_id="eve")
    life.move(meeting, MeetingStep.HELD, june(4, 11))
    dispose(life, 5, RepRole.AE, "not_compliant", fault="competitor", meeting_id=meeting)
    assert "by the disposition “Not what was promised”." in explained(life)


def test_only_the_disposition_that_ended_a_lead_brings_it_back_when_overturned() -> None:
    life, meeting = held()
    given = {"side": RepRole.AE, "code": "unqualified", "reason": "timing", "meeting_id": meeting}
    life.submit(DisposeLead, june(3, 10), id="first", **given)
    life.submit(UpdateReview, june(4, 10), review_id="review-first", step=ReviewStep.OVERTURNED)
    assert life.state.stage is Stage.FIRST_MEETING
    life.submit(EndLead, june(5, 10), stage=Stage.RECYCLED)
    life.submit(UpdateReview, june(6, 10), review_id="review-first", step=ReviewStep.OVERTURNED)
    assert life.state.stage is Stage.RECYCLED
