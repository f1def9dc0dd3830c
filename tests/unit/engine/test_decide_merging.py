"""A lead is merged into another one of the same person: its work ends, the other's goes on."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from follow_up_world import STARTS, Life, booked, company, held, june, named, qualified, refused

from leadpact.engine.cadences import StopReason
from leadpact.engine.clocks import ClockState
from leadpact.engine.lead import Activity
from leadpact.engine.lifecycle import (
    AbsorbLead,
    AnswerHandoff,
    AssignToRep,
    BookMeeting,
    Decision,
    DisposeLead,
    EventKind,
    HandOffLead,
    MeetingStep,
    MergeInto,
    MessageKind,
    MoveMeeting,
    MoveOpportunity,
    OpenOpportunity,
    RecordOptOut,
    RecordReply,
    ReviewStep,
    TaskKind,
    UpdateReview,
    digest_of,
    make_merge,
)
from leadpact.explain import explain_follow_up
from leadpact.pact.sections.clocks.policy import ClockKind
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole, Stage

MANAGER, CRM = "person:max", "system:crm"
MERGED = Refusal(RefusalCode.LEAD_MERGED, (("lead", "l-2"),))


def merged(life: Life, hour: int = 12, *, day: int = 1) -> Decision:
    """Merge a lead into another one."""
    return life.submit(MergeInto, june(day, hour), actor=MANAGER, into_lead_id="l-2", id="m")


def other(**known: object) -> Life:
    """Return another lead, which has not qualified."""
    life = Life(lead_id="l-2")
    life.arrive(june(1, 9), **known)
    return life


def absorb(life: Life, given_up: Life, hour: int = 12) -> Decision:
    """Let a lead absorb what is known of another one."""
    _, command = make_merge(
        given_up.state, life.lead_id, command_id="m", occurred_at=june(1, hour), actor=MANAGER
    )
    return life.decide(command, as_of=june(1, hour))


def test_the_work_on_a_merged_lead_ends_and_its_stage_stays() -> None:
    life = qualified()
    decision = merged(life)
    assert life.state.merged_into == "l-2"
    assert life.state.stage is Stage.CONVERSATION_LEAD
    assert (life.state.owner_rep_id, life.state.is_waiting) == (None, False)
    assert life.routing.load("ann").n_open == 0
    assert [run.stopped_by for run in life.state.runs] == [StopReason.LEAD_MERGED]
    assert {clock.state for clock in life.state.clocks} == {ClockState.CANCELLED}
    assert {clock.ended_at for clock in life.state.clocks} == {june(1, 12)}
    assert decision.tasks == ()
    assert decision.wake_at is None
    [event] = named(decision, EventKind.MERGED)
    assert event.payload.into_lead_id == "l-2"


def test_a_merged_lead_waits_no_longer() -> None:
    life = qualified(source="fair")
    assert life.state.is_waiting
    decision = merged(life)
    assert not life.state.is_waiting
    assert len(named(decision, EventKind.RELEASED)) == 1


def test_a_promise_broken_before_the_merge_stays_broken() -> None:
    life = qualified()
    merged(life, 15)
    assert life.clock("first-touch").state is ClockState.BREACHED
    assert life.clock("first-touch").due_at == june(1, 14)
    assert life.state.owner_rep_id is None


def test_a_merge_that_is_reported_late_ends_the_work_when_it_was() -> None:
    life = qualified()
    life.submit(
        MergeInto, june(1, 12), reported_at=june(1, 16), actor=CRM, into_lead_id="l-2", id="m"
    )
    assert life.clock("first-touch").state is ClockState.CANCELLED
    assert life.clock("first-touch").ended_at == june(1, 12)


def test_explain_names_the_lead_that_is_worked_instead() -> None:
    life = qualified()
    merged(life)
    text = explain_follow_up(life.state, life.rules, as_of=june(1, 13))
    assert "Nobody has the lead: it was merged into lead l-2, which is worked instead." in text
    assert "the lead was merged into another one" in text


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (AssignToRep, {"rep_id": "bob"}),
        (RecordReply, {}),
        (RecordOptOut, {}),
        (BookMeeting, {"starts_at": STARTS}),
        (HandOffLead, {"ae_rep_id": "eve"}),
        (DisposeLead, {"side": RepRole.SDR, "code": "no_need", "reason": "timing"}),
        (MergeInto, {"into_lead_id": "l-3"}),
        (AbsorbLead, {"from_lead_id": "l-3"}),
    ],
)
def test_what_is_for_the_other_lead_is_refused_with_its_name(kind: type, what: dict) -> None:
    life = qualified()
    merged(life)
    life.submit(kind, june(1, 13), actor=MANAGER, **what)
    assert life.last.refusal == MERGED
    assert life.state.merged_into == "l-2"
    life.act(june(1, 14))
    assert life.last.refusal == MERGED
    life.touch(june(1, 15))
    assert life.last.refusal == MERGED
    assert life.state.touches == ()


def test_a_merge_that_arrives_twice_changes_nothing_the_second_time() -> None:
    life = qualified()
    merged(life)
    before = life.state
    merged(life)
    assert life.last.refusal is None
    assert life.state == before


def test_a_booked_meeting_of_a_merged_lead_is_prepared_moved_and_held() -> None:
    life, name = booked()
    decision = merged(life)
    assert (TaskKind.CONFIRM_MEETING, name) in {(i.kind, i.about) for i in decision.tasks}
    assert [c.policy.kind for c in life.state.running_clocks] == [ClockKind.CONFIRM_MEETING]
    life.submit(MoveMeeting, june(1, 13), meeting_id=name, starts_at=june(2, 15))
    assert refused(life) is None
    life.wait(june(2, 14))
    assert MessageKind.CONFIRMATION in {m.kind for d in life.decisions for m in d.messages}
    life.move(name, MeetingStep.HELD, june(2, 15, 30))
    assert life.state.stage is Stage.FIRST_MEETING
    assert life.state.owner_rep_id is None
    assert ClockKind.MEETING_UPDATE in {c.policy.kind for c in life.state.running_clocks}
    life.submit(OpenOpportunity, june(2, 16), opportunity_id="o-1", meeting_id=name)
    life.submit(MoveOpportunity, june(3, 9), opportunity_id="o-1", to=Stage.CLOSED_WON)
    assert life.state.stage is Stage.CLOSED_WON
    assert life.state.running_clocks == ()


def test_a_missed_meeting_of_a_merged_lead_is_not_booked_again_there() -> None:
    life, name = booked()
    merged(life)
    decision = life.move(name, MeetingStep.MISSED, june(2, 15))
    assert {item.kind for item in decision.tasks} == set()
    life.submit(BookMeeting, june(2, 15), starts_at=june(4, 9), rebooks=name)
    assert life.last.refusal == MERGED


def test_a_handoff_of_a_merged_lead_is_off() -> None:
    life = qualified()
    life.submit(HandOffLead, june(1, 11), ae_rep_id="eve", id="to-eve")
    decision = merged(life)
    assert decision.tasks == ()
    assert {c.state for c in life.state.clocks if c.subject_id == "to-eve"} == {
        ClockState.CANCELLED
    }
    life.submit(AnswerHandoff, june(1, 13), handoff_id="to-eve", is_accepted=True)
    assert life.last.refusal == MERGED


def test_a_review_of_a_merged_lead_goes_on_and_takes_no_lead_up_again() -> None:
    life = qualified()
    life.submit(
        DisposeLead,
        june(1, 11),
        id="d",
        side=RepRole.SDR,
        code="not_compliant",
        fault="competitor",
        by_rep_id="ann",
    )
    [review] = life.state.reviews
    decision = merged(life)
    assert TaskKind.REVIEW in {item.kind for item in decision.tasks}
    step = {"review_id": review.review_id, "step": ReviewStep.OVERTURNED, "by": "max"}
    life.submit(UpdateReview, june(1, 13), **step)
    assert refused(life) is None
    assert life.state.stage is Stage.DISQUALIFIED
    assert life.state.owner_rep_id is None


@pytest.mark.parametrize("kind", [MergeInto, AbsorbLead])
def test_a_lead_is_not_merged_into_itself(kind: type) -> None:
    life, name = qualified(), "into_lead_id" if kind is MergeInto else "from_lead_id"
    life.submit(kind, june(1, 11), actor=MANAGER, **{name: "l-1"})
    assert refused(life) is RefusalCode.MERGED_INTO_ITSELF


@pytest.mark.parametrize("kind", [MergeInto, AbsorbLead])
def test_a_rep_who_is_no_manager_merges_nothing(kind: type) -> None:
    life, name = qualified(), "into_lead_id" if kind is MergeInto else "from_lead_id"
    life.submit(kind, june(1, 11), actor="person:ann", **{name: "l-2"})
    assert life.last.refusal == Refusal(RefusalCode.OTHER_ROLE_NEEDED, (("role", "MANAGER"),))
    assert life.state.owner_rep_id == "ann"
    for actor in (MANAGER, CRM, "rule:same-phone"):
        again = qualified()
        again.submit(kind, june(1, 11), actor=actor, **{name: "l-2"})
        assert refused(again) is None


def test_a_lead_that_was_never_recorded_is_not_merged() -> None:
    life = Life()
    merged(life)
    assert refused(life) is RefusalCode.LEAD_UNKNOWN


def test_a_lead_qualifies_by_the_activities_that_it_takes_over_and_is_routed() -> None:
    given_up, life = qualified(), other()
    assert life.state.owner_rep_id is None
    decision = absorb(life, given_up)
    assert life.state.activities == given_up.state.activities
    assert life.state.stage is Stage.CONVERSATION_LEAD
    assert life.state.owner_rep_id == "ann"
    assert life.state.absorbed_ids == ("l-1",)
    [opened] = named(decision, EventKind.GATE_OPENED)
    assert opened.occurred_at == june(1, 10)
    assert life.clock("first-touch").started_at == june(1, 12)


def test_only_what_is_unknown_of_a_lead_is_filled() -> None:
    life = other(region="North")
    given_up = qualified(region="West", country="FR", n_employees=5, email="old@b.example")
    absorb(life, given_up)
    assert life.state.lead is not None
    assert dict(life.state.lead.attributes) == {
        "email": "a@b.example",
        "region": "North",
        "country": "FR",
        "n_employees": 5,
    }


def test_an_activity_that_both_leads_have_counts_once() -> None:
    life, shared = other(), Activity("a-1", "page_viewed", june(1, 9))
    life.act(june(1, 10), "page_viewed")
    [known] = life.state.activities
    command = AbsorbLead(
        "m",
        june(1, 12),
        "l-1",
        (shared, known, shared, replace(shared, activity_id="a-2")),
        actor=MANAGER,
    )
    decision = life.decide(command, as_of=june(1, 12))
    recorded = [event.payload for event in named(decision, EventKind.ACTIVITY_RECORDED)]
    assert [item.activity_id for item in recorded] == ["a-1", "a-2"]
    assert [item.activity_id for item in life.state.activities] == [
        known.activity_id,
        "a-1",
        "a-2",
    ]


def test_a_value_of_the_wrong_type_is_refused_and_nothing_is_absorbed() -> None:
    life = other()
    command = AbsorbLead("m", june(1, 12), "l-1", (), {"n_employees": "many"}, actor=MANAGER)
    life.decide(command, as_of=june(1, 12))
    assert refused(life) is RefusalCode.VALUE_OF_WRONG_TYPE
    assert life.state.absorbed_ids == ()
    # A value that is known here is not asked for there.
    life = other(n_employees=5)
    life.decide(command, as_of=june(1, 12))
    assert refused(life) is None


def test_a_prospect_who_opted_out_is_left_alone_under_the_other_lead_too() -> None:
    given_up, life = qualified(), Life(lead_id="l-2")
    given_up.submit(RecordOptOut, june(1, 11))
    life.qualify(june(1, 9))
    assert life.state.owner_rep_id is not None
    absorb(life, given_up)
    assert life.state.opted_out_at == june(1, 12)
    assert life.state.stage is Stage.DISQUALIFIED
    assert life.state.owner_rep_id is None
    again = other()
    decision = absorb(again, given_up)
    assert again.state.is_left_alone
    assert named(decision, EventKind.ASSIGNED) == []


def test_replies_touches_meetings_and_opportunities_stay_with_the_lead_that_had_them() -> None:
    given_up, _ = held()
    given_up.submit(OpenOpportunity, june(2, 15), opportunity_id="o-1")
    life = other()
    _, command = make_merge(
        given_up.state, "l-2", command_id="m", occurred_at=june(2, 16), actor=MANAGER
    )
    life.decide(command, as_of=june(2, 16))
    assert life.state.meetings == ()
    assert life.state.opportunities == ()
    assert life.state.stage is Stage.CONVERSATION_LEAD
    assert life.state.owner_rep_id is not None


def test_a_lead_is_absorbed_once() -> None:
    given_up, life = qualified(), other()
    absorb(life, given_up)
    command = AbsorbLead("m-2", june(1, 13), "l-1", actor=MANAGER)
    life.decide(command, as_of=june(1, 13))
    assert life.last.refusal == Refusal(RefusalCode.LEAD_MERGED, (("lead", "l-2"),))


def test_a_lead_goes_on_that_takes_over_nothing() -> None:
    life = Life(lead_id="l-2", rules=company(without=["routing"]))
    life.qualify(june(1, 9))
    before = life.state
    life.decide(AbsorbLead("m", june(1, 12), "l-1", actor=MANAGER), as_of=june(1, 12))
    assert life.state.activities == before.activities
    assert life.state.lead == before.lead
    assert named(life.last, EventKind.LEAD_RECORDED) == []


def test_an_absorbed_lead_has_one_digest_in_every_time_zone_and_for_every_personal_value() -> None:
    paris = timezone(timedelta(hours=2))
    seen = Activity("a-1", "page_viewed", june(1, 9))

    def digest(activity: Activity, **attributes: str) -> str:
        command = AbsorbLead("m", june(1, 12), "l-1", (activity,), attributes, actor=MANAGER)
        return digest_of(command)

    there = replace(seen, occurred_at=seen.occurred_at.astimezone(paris))
    assert digest(seen, email="a@b.example") == digest(there, email="c@d.example")
    assert digest(seen) != digest(replace(seen, occurred_at=june(1, 10)))
    assert digest(seen, region="West") != digest(seen, region="North")
