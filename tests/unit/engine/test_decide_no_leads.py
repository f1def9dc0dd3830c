"""Who is no lead leaves, and what of its follow-up ends with that, worked by hand."""

import pytest
from follow_up_world import Life, company, june, named, refused

from leadpact.engine.clocks import ClockState
from leadpact.engine.gates import judge_lead, search_gates
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import AssignToRep, EventKind, ReasonCode, RecordJudgement
from leadpact.engine.scoring import KnownFacts
from leadpact.explain.follow_up import explain_follow_up
from leadpact.explain.judgement import explain_judgement
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import Stage

NOT_LEADS = """
  - {id: board, label: Board members, when: "source == 'board'", send_to: the office}
  - {id: reader, when: "count('page_viewed') >= 3"}
"""
RULES = company(not_leads=NOT_LEADS)
OPEN = company(not_leads=NOT_LEADS, without=("gates",))


def test_lead_that_is_none_leaves_as_it_arrives_and_is_routed_to_nobody() -> None:
    life = Life(OPEN)
    decision = life.arrive(june(1, 10), source="board")
    (left,) = named(decision, EventKind.LEFT)
    assert (left.payload.not_lead, left.payload.send_to) == ("board", "the office")
    assert left.occurred_at == june(1, 10)
    assert ReasonCode.NO_LEAD in {reason.code for reason in decision.reasons}
    assert (life.state.not_lead, life.state.owner_rep_id, life.state.route) == ("board", None, None)


def test_work_on_a_lead_that_turns_out_to_be_none_ends_with_its_cadence_and_clocks() -> None:
    life = Life(OPEN)
    life.arrive(june(1, 10))
    assert life.state.owner_rep_id == "ann"
    decision = life.learn(june(1, 11), source="board")
    assert [run.stopped_by for run in life.state.runs] == ["NO_LEAD"]
    assert {clock.state for clock in life.state.clocks} == {ClockState.CANCELLED}
    assert named(decision, EventKind.RELEASED)
    assert decision.tasks == ()
    assert decision.wake_at is None


def test_lead_that_left_is_not_left_again_by_what_comes_later() -> None:
    life = Life(OPEN)
    life.arrive(june(1, 10), source="board")
    assert not named(life.act(june(1, 11), "page_viewed"), EventKind.LEFT)
    life.touch(june(1, 12))
    assert life.state.clocks == ()


def test_lead_whose_record_is_corrected_returns_and_is_routed() -> None:
    life = Life(OPEN)
    life.arrive(june(1, 10), source="board")
    decision = life.learn(june(1, 12), source="web")
    assert named(decision, EventKind.RETURNED)
    assert (life.state.not_lead, life.state.owner_rep_id) == (None, "ann")


def test_named_rep_is_refused_for_a_lead_that_left() -> None:
    life = Life(RULES)
    life.arrive(june(1, 10), source="board")
    life.submit(AssignToRep, june(1, 11), rep_id="ann", actor="person:max")
    assert refused(life) is RefusalCode.NO_LEAD


def test_lead_that_passed_its_first_gate_does_not_leave() -> None:
    life = Life(RULES)
    life.qualify(june(1, 10))
    for hour in (11, 12, 13):
        life.act(june(1, hour), "page_viewed")
    life.learn(june(1, 14), source="board")
    assert (life.state.not_lead, life.state.owner_rep_id) == (None, "ann")


def test_third_view_before_the_demo_takes_the_lead_out_at_its_moment() -> None:
    life = Life(RULES)
    life.arrive(june(1, 9))
    for hour in (10, 11):
        life.act(june(1, hour), "page_viewed")
    assert life.state.not_lead is None
    (left,) = named(life.act(june(1, 12), "page_viewed"), EventKind.LEFT)
    assert left.occurred_at == june(1, 12)
    life.act(june(1, 13))
    assert life.state.stage is Stage.EXCHANGE


def test_judgement_from_elsewhere_lets_a_lead_leave_and_return() -> None:
    life = Life(RULES)
    lead = Lead("l-1", {}, june(1, 9))
    what = {"lead": lead, "stage": Stage.EXCHANGE}
    life.submit(RecordJudgement, june(1, 10), **what, facts=KnownFacts({"not_lead": "board"}))
    assert life.state.not_lead == "board"
    what["stage"] = Stage.CONVERSATION_LEAD
    life.submit(RecordJudgement, june(1, 11), **what, facts=KnownFacts())
    assert (life.state.not_lead, life.state.owner_rep_id) == (None, "ann")


LEAD = Lead("l-1", {"email": "a@b.example", "source": "board"}, june(1, 9))
DEMO = [Activity("a-1", "demo_requested", june(1, 10))]


def test_explanations_say_as_what_it_left_and_who_takes_care_of_it() -> None:
    judgement = judge_lead(LEAD, DEMO, RULES.ruleset, as_of=june(2))
    lines = explain_judgement(judgement, RULES.ruleset).splitlines()
    assert lines[2] == (
        "  It is no lead since 2026-06-01 09:00:00 UTC: Board members (board), as source =="
        " 'board'. It is sent to the office."
    )
    assert "  but:  it left as no lead before, and so passes no gate" in lines
    life = Life(RULES)
    life.arrive(june(1, 9), source="board")
    explained = explain_follow_up(life.state, RULES, as_of=june(2))
    assert "It is no lead: Board members (board), as source == 'board'." in explained


@pytest.mark.parametrize(("views", "expected"), [(2, None), (3, "reader")])
def test_search_of_gates_says_as_what_it_left(views: int, expected: str | None) -> None:
    lead = Lead("l-1", {"email": "a@b.example"}, june(1, 9))
    seen = [Activity(f"p-{n}", "page_viewed", june(1, 9, 10 + n)) for n in range(views)]
    found = search_gates(lead, [*seen, *DEMO], RULES.ruleset, as_of=june(2))
    assert found.not_lead == expected
    assert (found.opened_at["conversation_lead"] is None) == (expected is not None)


def test_pact_without_gates_takes_out_at_the_first_moment_only() -> None:
    lead = Lead("l-1", {"email": "a@b.example"}, june(1, 9))
    seen = [Activity(f"p-{n}", "page_viewed", june(1, 10)) for n in range(3)]
    assert judge_lead(lead, seen, OPEN.ruleset, as_of=june(2)).not_lead is None
    assert judge_lead(LEAD, seen, OPEN.ruleset, as_of=june(2)).not_lead == "board"
    undated = Lead("l-1", {"email": "a@b.example"})
    assert judge_lead(undated, seen, OPEN.ruleset, as_of=june(2)).not_lead == "reader"
