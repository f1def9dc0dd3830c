"""What belongs to an earlier round, another person or a pact before, and must not move a lead."""

from datetime import UTC, datetime, timedelta

import pytest
from follow_up_world import REPS, Life, company, june, named

from leadpact.engine.clocks import ClockState
from leadpact.engine.handoff import Acceptance
from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    AnswerHandoff,
    AssignLead,
    ClaimLead,
    DisposeLead,
    EndLead,
    EventKind,
    HandOffLead,
    MeetingStep,
    MessageKind,
    MoveOpportunity,
    OpenOpportunity,
    ReassignLead,
    RecordLead,
    RecordOptOut,
    RecordOutOfOffice,
    RecordOwnerAbsence,
    RecordReply,
    ReviewStep,
    TaskKind,
    UpdateReview,
    make_follow_up,
)
from leadpact.engine.routing import Waiting, make_roster
from leadpact.pact.check import load_pact_text
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage, TouchKind
from leadpact.terms.zone import NaiveDatetime, OutsideHorizon

HOUR = timedelta(hours=1)


def again(life: Life) -> Life:
    """Let the lead be recycled on Friday 5 June, and qualify again on Monday 8 June at 10:00."""
    life.submit(EndLead, june(5, 10), stage=Stage.RECYCLED)
    life.act(june(8, 10))
    assert life.state.stage is Stage.CONVERSATION_LEAD
    return life


def recycled_and_back() -> Life:
    life = Life()
    life.qualify(june(1, 10))
    return again(life)


# A round that is over


def test_a_touch_of_the_round_before_that_is_reported_late_keeps_no_promise_of_the_new_one() -> (
    None
):
    life = recycled_and_back()
    life.touch(june(2, 10), reported_at=june(8, 11))
    assert life.clock("first-touch").state is ClockState.RUNNING
    assert life.state.touches == ()
    assert len(named(life.last, EventKind.TOUCHED)) == 1


def test_a_reply_of_the_round_before_that_is_reported_late_stops_no_cadence_of_the_new_one() -> (
    None
):
    life = recycled_and_back()
    life.submit(RecordReply, june(2, 10), reported_at=june(8, 11))
    assert not life.state.runs[-1].is_over
    assert life.state.replied_at is None


def test_a_promise_broken_in_the_round_before_is_not_kept_by_a_touch_of_the_new_one() -> None:
    life = Life()
    life.qualify(june(1, 10))
    life.wait(june(2, 17))
    broken = life.clocks("first-touch")[0].clock_id
    again(life)
    life.touch(june(8, 11))
    kept = life.state.clock(broken)
    assert kept is not None
    assert (kept.state, kept.stopped_at) == (ClockState.BREACHED, june(5, 10))


def test_a_handoff_of_the_round_before_takes_the_lead_from_nobody() -> None:
    life = Life(company(clocks=" [{kind: take_back, on_breach: [{do: reassign, to: few}]}]\n"))
    life.qualify(june(1, 10))
    life.submit(HandOffLead, june(1, 11), id="handoff", ae_rep_id="eve")
    again(life)
    owner = life.state.owner_rep_id
    life.wait(june(16, 9))
    assert life.clock("take-back").state is ClockState.CANCELLED
    assert life.state.owner_rep_id == owner
    assert TaskKind.ANSWER_HANDOFF not in {task.kind for task in life.last.tasks}


def test_a_meeting_of_the_round_before_is_no_contact_in_the_new_one() -> None:
    life = Life()
    life.qualify(june(1, 10))
    meeting = life.book(june(1, 11), june(2, 10))
    life.move(meeting, MeetingStep.HELD, june(2, 11))
    life.submit(EndLead, june(5, 10), stage=Stage.RECYCLED)
    life.act(june(8, 10))
    days = (june(8, 11), june(9, 11), june(10, 11), june(11, 11))
    channels = (TouchKind.CALL, TouchKind.EMAIL, TouchKind.CALL, TouchKind.EMAIL)
    for at, channel in zip(days, channels, strict=True):
        life.touch(at, channel)
    life.submit(DisposeLead, june(11, 12), side=RepRole.SDR, code="unreachable")
    assert life.last.refusal is None


def test_a_missed_meeting_of_the_round_before_is_not_to_be_rebooked() -> None:
    life = Life()
    life.qualify(june(1, 10))
    meeting = life.book(june(1, 11), june(2, 10))
    life.move(meeting, MeetingStep.MISSED, june(2, 11))
    assert TaskKind.REBOOK in {task.kind for task in life.last.tasks}
    again(life)
    assert TaskKind.REBOOK not in {task.kind for task in life.last.tasks}


# Who had the lead in this round


def test_a_lead_returned_to_its_pool_waits_rather_than_go_back_to_who_let_it_lie() -> None:
    clocks = "[{kind: first_touch, on_breach: [{do: return_to_pool}]}]"
    life = Life(company(clocks=f" {clocks}\n"))
    life.qualify(june(1, 10), source="few")
    life.wait(june(1, 15))
    life.wait(june(2, 12))
    assert life.state.past_owners == ("ann", "bob")
    assert life.state.is_waiting
    life.submit(AssignLead, june(2, 13))
    assert life.state.owner_rep_id is None
    assert life.state.route is not None
    assert life.state.route.waiting is Waiting.EVERYONE_HAD_IT


def test_who_had_the_lead_in_this_round_cannot_claim_it_again() -> None:
    clocks = "[{kind: first_touch, on_breach: [{do: return_to_pool}]}]"
    life = Life(company(clocks=f" {clocks}\n"))
    life.qualify(june(1, 10), source="fair")
    life.submit(ClaimLead, june(1, 11), pool="desk", rep_id="ann")
    life.wait(june(2, 12))
    assert life.state.is_waiting
    life.submit(ClaimLead, june(2, 13), pool="desk", rep_id="ann")
    refusal = life.last.refusal
    assert refusal is not None
    assert (refusal.code, refusal.missing) == (
        RefusalCode.CANNOT_CLAIM,
        (("obstacle", "HAD_IT"),),
    )


# Taken back from the AE


def test_an_ae_who_sets_no_meeting_loses_the_lead_and_its_owner_keeps_it() -> None:
    life = Life()
    life.qualify(june(1, 10))
    life.touch(june(1, 11))
    life.submit(HandOffLead, june(1, 12), id="handoff", ae_rep_id="eve")
    life.wait(june(12, 9))
    handoff = life.state.handoff("handoff")
    assert handoff is not None
    # Eight business days from Monday 12:00: Thursday of the week after, at 12:00.
    assert handoff.taken_back_at == june(11, 12)
    assert life.state.owner_rep_id == "ann"
    reported = [
        m.to for d in life.decisions for m in d.messages if m.about.startswith("take-back/")
    ]
    assert set(reported) == {"eve"}
    life.submit(AnswerHandoff, june(12, 10), handoff_id="handoff", is_accepted=True)
    assert life.last.refusal is not None
    assert life.last.refusal.code is RefusalCode.HANDOFF_TAKEN_BACK


# Won, lost, opted out


def test_a_customer_stays_one_when_another_opportunity_is_lost() -> None:
    life = Life()
    life.qualify(june(1, 10))
    for name in ("one", "two"):
        life.submit(OpenOpportunity, june(2, 10), opportunity_id=name)
    life.submit(MoveOpportunity, june(3, 10), opportunity_id="one", to=Stage.CLOSED_WON)
    life.submit(MoveOpportunity, june(4, 10), opportunity_id="two", to=Stage.RECYCLED)
    assert life.state.stage is Stage.CLOSED_WON
    life.submit(RecordOptOut, june(5, 10))
    assert life.state.stage is Stage.CLOSED_WON
    assert life.state.opted_out_at == june(5, 10)


def test_one_lost_opportunity_of_two_that_are_open_leaves_the_lead_where_it_is() -> None:
    life = Life()
    life.qualify(june(1, 10))
    for name in ("one", "two"):
        life.submit(OpenOpportunity, june(2, 10), opportunity_id=name)
    life.submit(MoveOpportunity, june(3, 10), opportunity_id="one", to=Stage.RECYCLED)
    assert life.state.stage is Stage.OPPORTUNITY
    life.submit(MoveOpportunity, june(4, 10), opportunity_id="two", to=Stage.RECYCLED)
    assert life.state.stage is Stage.RECYCLED


def test_a_lead_that_the_record_says_is_won_frees_its_rep() -> None:
    life = Life()
    life.qualify(june(1, 10))
    won = Lead("l-1", {"email": "a@b.example"}, june(1, 10), None, Stage.CLOSED_WON, june(3, 9))
    life.submit(RecordLead, june(3, 10), lead=won)
    assert life.state.owner_rep_id is None
    assert life.routing.load("ann").n_open == 0


def test_a_disqualified_prospect_gets_no_mail_about_a_meeting_booked_before() -> None:
    life = Life()
    life.qualify(june(1, 10))
    life.book(june(1, 11), june(5, 10))
    life.submit(EndLead, june(2, 10), stage=Stage.DISQUALIFIED)
    life.wait(june(5, 9))
    kinds = [(m.kind, m.to) for d in life.decisions[-2:] for m in d.messages]
    assert (MessageKind.CONFIRMATION, "PROSPECT") not in kinds
    assert TaskKind.CONFIRM_MEETING not in {task.kind for task in life.last.tasks}


# What an AE says


def met() -> tuple[Life, str]:
    life = Life()
    life.qualify(june(1, 10))
    meeting = life.book(june(1, 11), june(2, 10), ae_rep_id="eve")
    life.move(meeting, MeetingStep.HELD, june(2, 11))
    return life, meeting


def test_a_verdict_on_no_meeting_in_particular_is_on_the_one_held_last() -> None:
    life, meeting = met()
    life.submit(DisposeLead, june(2, 12), side=RepRole.AE, code="unqualified", reason="no_budget")
    life.wait(june(8, 10))
    found = life.state.meeting(meeting)
    assert found is not None
    assert found.acceptance is Acceptance.REJECTED


def test_a_verdict_that_is_overturned_leaves_the_meeting_open_again() -> None:
    life, meeting = met()
    life.submit(
        DisposeLead,
        june(2, 12),
        side=RepRole.AE,
        code="unqualified",
        reason="no_budget",
        meeting_id=meeting,
    )
    review = life.state.reviews[0].review_id
    life.submit(UpdateReview, june(2, 13), review_id=review, step=ReviewStep.OVERTURNED, by="max")
    life.submit(OpenOpportunity, june(2, 14), opportunity_id="o", meeting_id=meeting)
    assert life.last.refusal is None
    assert life.state.stage is Stage.OPPORTUNITY


def test_a_conversion_whose_opportunity_cannot_be_opened_is_refused_whole() -> None:
    life, meeting = met()
    life.submit(
        DisposeLead,
        june(2, 12),
        side=RepRole.AE,
        code="converted",
        opportunity_id="o",
        meeting_id=meeting,
    )
    assert life.last.refusal is None
    life.submit(
        DisposeLead,
        june(2, 13),
        side=RepRole.AE,
        code="converted",
        opportunity_id="p",
        meeting_id=meeting,
    )
    assert life.last.refusal is not None
    assert [item.opportunity_id for item in life.state.opportunities] == ["o"]


def test_an_opportunity_on_no_meeting_in_particular_is_that_of_the_one_held_last() -> None:
    life, meeting = met()
    life.submit(OpenOpportunity, june(2, 12), opportunity_id="o")
    found = life.state.meeting(meeting)
    assert found is not None
    assert found.opportunity_id == "o"
    assert TaskKind.OPEN_OPPORTUNITY not in {task.kind for task in life.last.tasks}


# Who rests


def test_the_leave_of_the_rep_before_does_not_rest_the_cadence_of_the_next_one() -> None:
    life = Life()
    life.qualify(june(1, 10))
    life.submit(RecordOwnerAbsence, june(1, 11), rep_id="ann", until=june(20, 9))
    assert life.state.runs[0].resumes_at == june(20, 9)
    life.submit(ReassignLead, june(1, 12))
    assert life.state.owner_rep_id == "bob"
    assert life.state.runs[0].resumes_at is None


def test_where_nobody_can_take_over_the_cadence_rests_until_the_rep_is_back() -> None:
    cadences = "{tracks: [{id: all, steps: [{id: call, channel: call}]}], on_leave: hand_over}"
    life = Life(company(cadences=f" {cadences}\n"))
    life.qualify(june(1, 10), n_employees=5)
    assert life.state.owner_rep_id == "gus"
    life.submit(RecordOwnerAbsence, june(1, 11), rep_id="gus", until=june(4, 9))
    assert life.state.owner_rep_id == "gus"
    assert life.state.runs[0].resumes_at == june(4, 9)


def test_a_later_return_moves_the_clocks_as_it_moves_the_cadence() -> None:
    life = Life(company(clocks=" [{kind: touches}]\n"))
    life.qualify(june(1, 10))
    life.submit(RecordOutOfOffice, june(1, 11), back_on=june(3).date())
    life.submit(RecordOutOfOffice, june(2, 11), back_on=june(5).date())
    life.wait(june(3, 10))
    assert life.clock("touches").state is ClockState.PAUSED
    life.wait(june(5, 10))
    assert life.clock("touches").state is ClockState.RUNNING


# Pacts that have less


def test_under_a_pact_without_cadences_a_rest_that_is_over_is_over() -> None:
    life = Life()
    life.qualify(june(1, 10))
    life.submit(RecordOwnerAbsence, june(1, 11), rep_id="ann", until=june(3, 9))
    life.rules = company(without=["cadences"])
    life.wait(june(3, 10))
    assert life.last.wake_at is None or life.last.wake_at > june(3, 10)


def test_under_a_pact_without_routing_a_lead_that_ends_frees_its_rep() -> None:
    life = Life()
    life.qualify(june(1, 10))
    bare = load_pact_text("spec: 1\nname: Bare\n")
    life.rules = make_follow_up(bare, make_roster(REPS))
    life.submit(EndLead, june(2, 10), stage=Stage.DISQUALIFIED)
    assert life.state.owner_rep_id is None
    assert life.routing.load("ann").n_open == 0


# What is no value, no moment


def test_a_value_of_the_wrong_type_is_refused_with_the_type() -> None:
    life = Life()
    life.qualify(june(1, 10))
    life.learn(june(1, 11), n_employees="many")
    refusal = life.last.refusal
    assert refusal is not None
    assert (refusal.code, refusal.missing) == (
        RefusalCode.VALUE_OF_WRONG_TYPE,
        (("n_employees", "integer"),),
    )


def test_a_time_without_a_zone_is_no_moment() -> None:
    life = Life()
    with pytest.raises(NaiveDatetime):
        life.arrive(datetime(2026, 6, 1, 10))  # noqa: DTZ001 - what is tested
    life.arrive(june(1, 10))
    with pytest.raises(NaiveDatetime):
        life.wait(datetime(2026, 6, 2, 10))  # noqa: DTZ001 - what is tested


# Leads that come with a meeting


def direct(**switches: str) -> Life:
    """A lead of inside sales that asks for a meeting on Wednesday: gus has it."""
    pool = "".join(f", {name}: {value}" for name, value in switches.items())
    routing = f"""
  pools:
    inside: {{reps: [gus]{pool}}}
    inbound: {{roles: [SDR]}}
  routes:
    - {{id: small, when: "n_employees < 20", to: inside_sales, pool: inside}}
  default: inbound
"""
    life = Life(company(routing=routing))
    lead = Lead("l-1", {"email": "a@b.example", "n_employees": 5}, june(1, 10))
    life.submit(RecordLead, june(1, 10), lead=lead, meeting_at=june(3, 14))
    life.act(june(1, 10))
    assert life.state.owner_rep_id == "gus"
    return life


def counted(life: Life) -> int:
    return life.routing.pool("inside").balances["gus"].level(0)


def test_a_lead_that_comes_with_a_meeting_counts_on_the_day_it_is_held() -> None:
    wednesday = (june(3) - datetime(1970, 1, 1, tzinfo=UTC)).days
    assert direct().routing.load("gus").days == ((wednesday, 1),)


def test_a_missed_meeting_is_taken_from_the_count_and_the_rep_keeps_the_lead() -> None:
    life = direct()
    meeting = life.book(june(1, 11), june(3, 14))
    assert counted(life) == 1
    life.move(meeting, MeetingStep.MISSED, june(3, 15))
    assert counted(life) == 0
    assert life.state.owner_rep_id == "gus"
    assert named(life.last, EventKind.CREDITED)


def test_where_the_pool_gives_no_credit_a_missed_meeting_counts() -> None:
    life = direct(credit_no_shows="false")
    meeting = life.book(june(1, 11), june(3, 14))
    life.move(meeting, MeetingStep.MISSED, june(3, 15))
    assert counted(life) == 1


def test_a_meeting_called_off_frees_its_day() -> None:
    life = direct()
    meeting = life.book(june(1, 11), june(3, 14))
    life.move(meeting, MeetingStep.CANCELLED, june(2, 10))
    assert life.routing.load("gus").days == ()
    assert life.routing.load("gus").n_open == 1


def test_a_meeting_beyond_the_years_of_calendars_is_no_moment() -> None:
    life = Life()
    life.qualify(june(1, 10))
    with pytest.raises(OutsideHorizon):
        life.book(june(1, 11), datetime(9999, 12, 31, 23, 50, tzinfo=UTC))


# What a record says


def test_a_record_that_says_later_that_the_lead_is_recycled_is_believed() -> None:
    life = Life()
    life.qualify(june(1, 10))
    back = Lead("l-1", {"email": "a@b.example"}, june(1, 10), None, Stage.RECYCLED, june(3, 9))
    life.submit(RecordLead, june(3, 10), lead=back)
    assert life.state.stage is Stage.RECYCLED
    assert life.state.owner_rep_id is None


def test_a_record_of_an_earlier_end_changes_nothing() -> None:
    life = Life()
    life.qualify(june(1, 10))
    old = Lead("l-1", {"email": "a@b.example"}, june(1, 10), None, Stage.RECYCLED, june(1, 9))
    life.submit(RecordLead, june(3, 10), lead=old)
    assert life.state.stage is Stage.CONVERSATION_LEAD


def test_a_lead_that_ended_cannot_be_handed_off() -> None:
    life = Life()
    life.qualify(june(1, 10))
    life.submit(EndLead, june(2, 10), stage=Stage.DISQUALIFIED)
    life.submit(HandOffLead, june(2, 11), ae_rep_id="eve")
    assert life.last.refusal is not None
    assert life.last.refusal.code is RefusalCode.LEAD_ENDED


def test_an_opportunity_resolves_the_lead_and_ends_its_cadence() -> None:
    life = Life()
    life.qualify(june(1, 10))
    life.submit(OpenOpportunity, june(1, 11), opportunity_id="o")
    assert life.clock("resolve").state is ClockState.MET
    assert life.state.runs[0].is_over
