"""How one lead ends: won, lost, recycled, disqualified, here or on record; worked by hand."""

import pytest
from follow_up_world import Life, company, june, qualified

from leadpact.engine.clocks import ClockState
from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    EndLead,
    HandOffLead,
    MessageKind,
    MoveOpportunity,
    OpenOpportunity,
    ReassignLead,
    RecordJudgement,
    RecordLead,
    RecordOptOut,
    RecordReply,
    TaskKind,
)
from leadpact.engine.scoring import KnownFacts
from leadpact.explain import explain_follow_up
from leadpact.pact.sections.clocks.policy import Signal
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import Stage


@pytest.mark.parametrize("stage", [Stage.RECYCLED, Stage.DISQUALIFIED])
def test_a_lead_that_ended_by_what_was_judged_elsewhere_is_let_go(stage: Stage) -> None:
    life = qualified()
    lead = Lead("l-1", created_at=june(1, 9))
    life.submit(RecordJudgement, june(1, 12), lead=lead, stage=stage, facts=KnownFacts({}))
    assert (life.state.stage, life.state.owner_rep_id) == (stage, None)
    assert life.state.runs[0].is_over
    assert life.state.runs[0].stopped_at == june(1, 12)
    assert {clock.stopped_at for clock in life.state.clocks} == {june(1, 12)}
    assert (life.last.clocks, life.last.tasks) == ((), ())
    assert life.routing.load("ann").n_open == 0


@pytest.mark.parametrize("without", [[], ["cadences"]])
def test_a_lead_that_nobody_has_and_that_ended_on_record_has_no_cadence_and_no_clock(
    without: list[str],
) -> None:
    life = Life(company(without=without))
    life.qualify(june(1, 10))
    life.submit(EndLead, june(1, 11))  # only its rep is free
    assert life.last.clocks
    lead = Lead("l-1", created_at=june(1, 9))
    ended = {"lead": lead, "stage": Stage.DISQUALIFIED, "facts": KnownFacts({})}
    life.submit(RecordJudgement, june(1, 12), **ended)
    assert life.last.clocks == ()
    assert [run.is_over for run in life.state.runs] == [True] * (not without)


def test_what_is_judged_of_a_lead_that_ended_does_not_end_it_once_more() -> None:
    life = qualified()
    lead = Lead("l-1", created_at=june(1, 9))
    ended = {"lead": lead, "stage": Stage.DISQUALIFIED, "facts": KnownFacts({})}
    life.submit(RecordOptOut, june(1, 9, 30), reported_at=june(1, 12))
    clocks = life.state.clocks
    assert {clock.state for clock in clocks} == {ClockState.CANCELLED}
    life.submit(HandOffLead, june(1, 13), ae_rep_id="eve")
    life.submit(RecordJudgement, june(1, 14), **ended)
    assert life.state.clocks[: len(clocks)] == clocks


def test_a_lead_that_is_disqualified_on_record_is_let_go() -> None:
    life = qualified(source="fair")
    assert life.state.is_waiting
    known = {"email": "a@b.example"}
    on_record = {"stage": Stage.DISQUALIFIED, "stage_at": june(1, 11)}
    life.submit(RecordLead, june(1, 12), lead=Lead("l-1", known, june(1, 9), **on_record))
    assert (life.state.stage, life.state.is_waiting) == (Stage.DISQUALIFIED, False)
    assert life.last.tasks == ()


def test_a_recycled_lead_that_is_disqualified_on_record_is_disqualified() -> None:
    life = qualified()
    life.submit(EndLead, june(1, 11), stage=Stage.RECYCLED)
    on_record = {"stage": Stage.DISQUALIFIED, "stage_at": june(1, 12)}
    life.submit(RecordLead, june(1, 13), lead=Lead("l-1", {}, june(1, 9), **on_record))
    assert life.state.stage is Stage.DISQUALIFIED
    assert life.state.round_at == june(1, 10)


def test_a_recycled_lead_begins_a_new_round_by_new_activity_only() -> None:
    life = qualified()
    life.touch(june(1, 10, 30))
    life.submit(RecordReply, june(1, 11))
    life.submit(EndLead, june(2, 10), stage=Stage.RECYCLED)
    assert life.state.owner_rep_id is None
    life.learn(june(2, 11), country="DE")
    life.wait(june(2, 12))
    assert life.state.stage is Stage.RECYCLED
    life.act(june(2, 13))
    assert life.state.stage is Stage.CONVERSATION_LEAD
    assert life.state.round_at == june(2, 13)
    assert (life.state.touches, life.state.replied_at) == ((), None)
    assert life.state.past_owners == (life.state.owner_rep_id,)
    assert life.clock("first-touch").started_at == june(2, 13)
    assert life.clock("first-touch").state is ClockState.RUNNING


def test_what_was_done_before_a_lead_was_recycled_does_not_bring_it_back() -> None:
    life = qualified()
    life.submit(EndLead, june(2, 10), stage=Stage.RECYCLED)
    life.act(june(1, 16), reported_at=june(2, 12))
    assert life.state.stage is Stage.RECYCLED


def test_who_had_the_lead_in_an_earlier_round_can_have_it_again() -> None:
    life = qualified(source="few")
    life.submit(ReassignLead, june(1, 11))
    life.submit(EndLead, june(2, 10), stage=Stage.RECYCLED)
    life.act(june(2, 13))
    assert life.state.owner_rep_id in ("ann", "bob")


def test_a_disqualified_lead_is_not_routed() -> None:
    life = qualified()
    life.submit(EndLead, june(2, 10), stage=Stage.DISQUALIFIED)
    life.act(june(2, 13))
    assert life.state.stage is Stage.DISQUALIFIED
    assert (life.state.owner_rep_id, life.state.is_waiting) == (None, False)


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


@pytest.mark.parametrize(("second", "stage"), [(0, Stage.CONVERSATION_LEAD), (1, Stage.RECYCLED)])
def test_that_it_was_recycled_is_news_only_if_it_is_later_than_all_that_is_known(
    second: int, stage: Stage
) -> None:
    life = qualified()
    assert life.state.stage_changes[-1].at == june(1, 10)
    on_record = {"stage": Stage.RECYCLED, "stage_at": june(1, 10, 0, second)}
    known = {"email": "a@b.example"}
    life.submit(RecordLead, june(1, 12), lead=Lead("l-1", known, june(1, 9), **on_record))
    assert life.state.stage is stage
    assert (life.state.owner_rep_id is None) == (stage is Stage.RECYCLED)


def test_a_promise_that_the_pact_does_not_cancel_outlasts_an_opt_out() -> None:
    stated = "cancels_on: [condition_left], stops_on: [meeting_held]"
    life = Life(company(clocks=f"\n  - {{kind: resolve, {stated}}}\n"))
    life.qualify(june(1, 10))
    life.submit(RecordOptOut, june(1, 12))
    assert life.state.stage is Stage.DISQUALIFIED
    assert [clock.state for clock in life.state.clocks] == [ClockState.RUNNING]


def test_a_clock_of_a_lead_that_ended_was_not_cancelled_by_hand() -> None:
    life = qualified()
    life.submit(HandOffLead, june(1, 11), ae_rep_id="eve")
    life.submit(EndLead, june(1, 12), stage=Stage.RECYCLED)
    clock = life.clock("accept")
    assert (clock.state, clock.signals[-1].signal) == (ClockState.CANCELLED, Signal.OVER)
    text = explain_follow_up(life.state, life.rules, as_of=june(1, 12))
    assert "It was cancelled on Mon 1 Jun 12:00, because nobody owes it any more," in text
    assert "by hand" not in text
