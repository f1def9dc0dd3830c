"""What happens to one lead, its gates and its owners, worked by hand."""

from typing import Any

import pytest
from follow_up_world import Life, company, june, named

from known_values import KnownValues
from leadpact.engine.clocks import ClockState
from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.lifecycle import (
    AdvanceTime,
    AssignLead,
    ClaimLead,
    EndLead,
    EventKind,
    HandOffLead,
    LeadState,
    MessageKind,
    ReasonCode,
    ReassignLead,
    RecordJudgement,
    RecordLead,
    RecordOptOut,
    RecordReply,
    RecordTouch,
    TaskKind,
    decide,
)
from leadpact.engine.routing import Waiting
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import Stage, TouchKind


def qualified(**arrival: Any) -> Life:
    """A lead that qualified on Monday at 10:00: ann has it, the first touch is due at 14:00."""
    life = Life()
    life.qualify(june(1, 10), **arrival)
    return life


def refused(life: Life) -> RefusalCode | None:
    return life.last.refusal.code if life.last.refusal else None


# What can happen at all


def test_the_same_arguments_give_the_same_decision() -> None:
    life = qualified()
    command = RecordTouch("t", june(1, 11), "ann", TouchKind.CALL)
    again = [
        decide(life.state, command, life.rules, as_of=june(1, 12), routing=life.routing)
        for _ in range(2)
    ]
    assert again[0] == again[1]


def test_what_arrives_twice_under_one_id_changes_nothing_the_second_time() -> None:
    life = qualified()
    life.touch(june(1, 10, 30), id="t")
    before = life.state
    life.touch(june(1, 10, 30), TouchKind.EMAIL, reported_at=june(1, 10, 30), id="t")
    assert life.state == before
    assert [event.kind for event in life.last.events] == [EventKind.DECIDED]
    assert ReasonCode.ALREADY_KNOWN in {reason.code for reason in life.last.reasons}


def test_time_passes_also_when_something_arrives_twice() -> None:
    life = qualified()
    life.touch(june(1, 10, 30), id="t")
    life.touch(june(1, 10, 30), reported_at=june(30, 12), id="t")
    assert life.clocks("resolve")[0].state is ClockState.BREACHED


def test_what_time_brings_has_another_name_when_something_is_reported_again() -> None:
    life = qualified()
    life.submit(AssignLead, june(1, 16), id="again")
    life.submit(ReassignLead, june(2, 16), id="again")
    clocks = life.clocks("first-touch")
    assert [clock.started_at for clock in clocks] == [june(1, 10), june(1, 16), june(2, 16)]
    assert len({clock.clock_id for clock in life.state.clocks}) == len(life.state.clocks)


def test_what_is_stated_to_have_happened_later_is_refused() -> None:
    life = qualified()
    life.touch(june(1, 12, 0, 1), reported_at=june(1, 12))
    assert refused(life) is RefusalCode.HAPPENED_LATER
    assert life.state.touches == ()


def test_a_command_about_a_lead_that_is_not_known_is_refused() -> None:
    life = Life()
    life.touch(june(1, 10))
    assert refused(life) is RefusalCode.LEAD_UNKNOWN
    assert life.state.lead is None


@pytest.mark.parametrize("kind", [RecordLead, RecordJudgement])
def test_what_is_about_another_lead_is_refused(kind: Any) -> None:
    life = Life()
    other = Lead("l-2", created_at=june(1))
    judged = {"stage": Stage.CONVERSATION_LEAD, "facts": KnownValues({})}
    life.submit(kind, june(1, 10), lead=other, **(judged if kind is RecordJudgement else {}))
    assert refused(life) is RefusalCode.OTHER_LEAD
    assert life.state.lead is None


def test_after_a_refusal_time_has_passed_all_the_same() -> None:
    life = qualified()
    life.submit(AssignLead, june(1, 13))
    assert refused(life) is RefusalCode.NOT_WAITING
    assert [message.kind for message in life.last.messages] == [MessageKind.CLOCK_WARNING]


def test_what_was_refused_can_be_reported_again_when_it_is_right() -> None:
    life = Life()
    life.touch(june(1, 9), id="t")
    life.qualify(june(1, 10))
    life.touch(june(1, 11), id="t")
    assert refused(life) is None
    assert [touch.touch_id for touch in life.state.touches] == ["t"]


# Gates and owners


def test_a_lead_is_routed_as_soon_as_its_first_gate_opens() -> None:
    life = Life()
    life.arrive(june(1, 9))
    assert (life.state.owner_rep_id, life.state.is_waiting) == (None, False)
    life.act(june(1, 10))
    assert life.state.stage is Stage.CONVERSATION_LEAD
    assert life.state.owner_rep_id == "ann"
    assert dict(life.state.opened_at) == {"conversation_lead": june(1, 10)}


def test_what_its_colleagues_did_opens_a_gate_that_asks_for_it() -> None:
    gates = """
  conversation_lead: {when: "account >= 50"}
"""
    rules = company(gates=gates)
    lead = Lead("l-1", {}, june(1, 9), account_id="acme")
    arrived = RecordLead("h1", june(1, 9), lead)
    colleague = Person(
        Lead("l-2", {}, june(1, 8), account_id="acme"),
        (Activity("a-1", "demo_requested", june(1, 8)),),
    )
    alone = decide(LeadState("l-1"), arrived, rules, as_of=june(1, 9))
    assert alone.new_state.owner_rep_id is None
    together = decide(LeadState("l-1"), arrived, rules, as_of=june(1, 9), colleagues=[colleague])
    assert together.new_state.owner_rep_id == "ann"


def test_more_that_is_learnt_opens_a_gate() -> None:
    life = Life()
    life.arrive(june(1, 9), email=None)
    life.act(june(1, 10))
    assert life.state.owner_rep_id is None
    life.learn(june(1, 11), email="a@b.example")
    assert life.state.owner_rep_id == "ann"
    assert life.state.stage is Stage.CONVERSATION_LEAD


def test_what_an_arrival_says_replaces_what_was_known() -> None:
    life = Life()
    life.arrive(june(1, 9), country="DE", owner="fay")
    life.arrive(june(1, 10), region="North")
    assert life.state.lead is not None
    assert dict(life.state.lead.attributes) == {"email": "a@b.example", "region": "North"}
    assert life.state.account_owner_rep_id is None


def test_what_is_learnt_is_added_to_what_was_known() -> None:
    life = Life()
    life.arrive(june(1, 9), country="DE")
    life.learn(june(1, 10), region="North")
    assert life.state.lead is not None
    known = {"email": "a@b.example", "country": "DE", "region": "North"}
    assert dict(life.state.lead.attributes) == known


def test_an_activity_of_no_weight_opens_no_gate() -> None:
    life = Life()
    life.arrive(june(1, 9))
    life.act(june(1, 10), "page_viewed")
    assert life.state.owner_rep_id is None


def test_where_the_pact_has_no_gates_a_lead_is_routed_as_it_arrives() -> None:
    life = Life(company(without=["gates"]))
    life.arrive(june(1, 9))
    assert life.state.owner_rep_id == "ann"


def test_gates_are_not_asked_of_a_lead_that_was_judged_elsewhere() -> None:
    life = Life()
    facts = KnownValues({"n_employees": 5000})
    lead = Lead("l-1", {"email": "a@b.example"}, created_at=june(1, 9))
    life.submit(RecordJudgement, june(1, 9), lead=lead, stage=Stage.EXCHANGE, facts=facts)
    life.act(june(1, 10))
    assert life.state.stage is Stage.EXCHANGE
    assert life.state.owner_rep_id is None


def test_conditions_ask_what_was_reported_of_a_lead_that_was_judged_elsewhere() -> None:
    life = Life()
    facts = KnownValues({"n_employees": 5000})
    lead = Lead("l-1", created_at=june(1, 9))
    life.submit(RecordJudgement, june(1, 9), lead=lead, stage=Stage.CONVERSATION_LEAD, facts=facts)
    assert life.state.owner_rep_id == "ann"
    assert life.clock("hot-first-touch").due_at == june(1, 10)
    assert life.state.runs[0].track_id == "best"


def test_what_would_move_a_lead_back_changes_nothing_and_is_a_reason() -> None:
    life = Life()
    lead = Lead("l-1", created_at=june(1, 9))
    facts = KnownValues({})
    life.submit(RecordJudgement, june(1, 9), lead=lead, stage=Stage.OPPORTUNITY, facts=facts)
    life.submit(RecordJudgement, june(1, 10), lead=lead, stage=Stage.EXCHANGE, facts=facts)
    assert life.state.stage is Stage.OPPORTUNITY
    assert ReasonCode.STAGE_KEPT in {reason.code for reason in life.last.reasons}


def test_a_lead_that_finds_nobody_waits_with_the_reason_until_it_is_asked_again() -> None:
    leave = {"absence_id": "a-2", "rep_id": "gus", "starts_at": june(1), "ends_at": june(3)}
    life = Life(company(absences=(leave,)))
    life.qualify(june(1, 10), n_employees=5)
    assert life.state.is_waiting
    assert life.state.route is not None
    assert life.state.route.waiting is Waiting.EVERYONE_AWAY
    life.wait(june(3, 12))
    assert life.state.is_waiting
    life.submit(AssignLead, june(3, 12))
    assert life.state.owner_rep_id == "gus"


def test_a_lead_of_a_queue_waits_to_be_claimed() -> None:
    life = qualified(source="fair")
    assert life.state.route is not None
    assert life.state.route.waiting is Waiting.IN_QUEUE
    assert [(task.kind, task.of) for task in life.last.tasks] == [(TaskKind.CLAIM, "desk")]
    assert life.last.clocks == ()
    life.submit(ClaimLead, june(1, 11), pool="desk", rep_id="bob")
    assert life.state.owner_rep_id == "bob"
    assert life.clock("first-touch").started_at == june(1, 11)
    assert TaskKind.CLAIM not in {task.kind for task in life.last.tasks}


@pytest.mark.parametrize(
    ("pool", "rep", "code"),
    [
        ("nowhere", "bob", RefusalCode.UNKNOWN_POOL),
        ("pair", "bob", RefusalCode.NOT_WAITING),
        ("desk", "cid", RefusalCode.CANNOT_CLAIM),
        ("desk", "eve", RefusalCode.CANNOT_CLAIM),
        ("desk", "nobody", RefusalCode.CANNOT_CLAIM),
    ],
)
def test_a_claim_that_cannot_be_is_refused(pool: str, rep: str, code: RefusalCode) -> None:
    life = Life()
    life.qualify(june(9, 10), source="fair")  # cid is on leave
    life.submit(ClaimLead, june(9, 11), pool=pool, rep_id=rep)
    assert refused(life) is code
    assert life.state.is_waiting


def test_only_the_first_claim_gets_the_lead() -> None:
    life = qualified(source="fair")
    life.submit(ClaimLead, june(1, 11), pool="desk", rep_id="bob")
    life.submit(ClaimLead, june(1, 11), pool="desk", rep_id="ann")
    assert refused(life) is RefusalCode.NOT_WAITING
    assert life.state.owner_rep_id == "bob"


def test_the_one_who_had_the_lead_in_this_round_does_not_get_it_again() -> None:
    life = qualified()
    owners = []
    for hour in (11, 12, 13):
        life.submit(ReassignLead, june(1, hour))
        owners.append(life.state.owner_rep_id)
    assert owners == ["bob", "cid", "cid"]
    assert named(life.last, EventKind.KEPT)
    assert life.state.route is not None
    assert life.state.route.waiting is Waiting.EVERYONE_HAD_IT


def test_a_lead_without_an_owner_cannot_be_taken_from_one() -> None:
    life = Life()
    life.arrive(june(1, 10))
    life.submit(ReassignLead, june(1, 11))
    assert refused(life) is RefusalCode.NO_OWNER


@pytest.mark.parametrize("stage", [Stage.RECYCLED, Stage.DISQUALIFIED])
def test_a_lead_that_ended_by_what_was_judged_elsewhere_is_let_go(stage: Stage) -> None:
    life = qualified()
    lead = Lead("l-1", created_at=june(1, 9))
    life.submit(RecordJudgement, june(1, 12), lead=lead, stage=stage, facts=KnownValues({}))
    assert (life.state.stage, life.state.owner_rep_id) == (stage, None)
    assert life.state.runs[0].is_over
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
    ended = {"lead": lead, "stage": Stage.DISQUALIFIED, "facts": KnownValues({})}
    life.submit(RecordJudgement, june(1, 12), **ended)
    assert life.last.clocks == ()
    assert [run.is_over for run in life.state.runs] == [True] * (not without)


def test_what_is_judged_of_a_lead_that_ended_does_not_end_it_once_more() -> None:
    life = qualified()
    lead = Lead("l-1", created_at=june(1, 9))
    ended = {"lead": lead, "stage": Stage.DISQUALIFIED, "facts": KnownValues({})}
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


# What brings time


def test_nothing_changes_by_itself_before_the_lead_wakes() -> None:
    life = qualified()
    for wakes_at in (june(1, 13), june(1, 14, 0, 1)):
        assert life.last.wake_at == wakes_at
        life.wait(wakes_at)
    assert life.state.owner_rep_id == "bob"


def test_a_moment_reported_again_is_no_step_back_in_time() -> None:
    life = qualified()
    life.wait(june(1, 16))
    before = life.state
    decision = life.decide(AdvanceTime("", june(1, 12)), as_of=june(1, 12))
    assert life.state == before
    assert [event.kind for event in decision.events] == [EventKind.DECIDED]


def test_what_is_decided_at_an_earlier_moment_is_done_at_the_latest_that_is_known() -> None:
    life = qualified()
    life.touch(june(1, 11))
    life.wait(june(1, 16))
    life.submit(ReassignLead, june(1, 12))
    assert life.state.assignment is not None
    assert life.state.assignment.assigned_at == june(1, 16)
    assert life.state.as_of == june(1, 16)


def test_nothing_is_known_of_a_lead_that_only_time_passed_for() -> None:
    life = Life()
    life.wait(june(1, 10))
    assert life.state == LeadState("l-1", as_of=june(1, 10))


# Pacts with less


def live(life: Life) -> None:
    """Live through a common month."""
    life.qualify(june(1, 10))
    life.touch(june(1, 11))
    meeting_at = june(3, 10)
    name = life.book(june(1, 12), meeting_at)
    life.wait(meeting_at)
    life.act(june(3, 11))
    assert name
    life.wait(june(30))


@pytest.mark.parametrize(
    "section", ["gates", "routing", "cadences", "clocks", "handoff", "feedback"]
)
def test_a_pact_without_a_section_works(section: str) -> None:
    life = Life(company(without=[section]))
    live(life)
    assert [decision.refusal for decision in life.decisions] == [None] * len(life.decisions)
    assert bool(life.state.clocks) == (section not in ("clocks",))
    assert bool(life.state.runs) == (section not in ("cadences", "routing"))
    assert (life.state.owner_rep_id is None) == (section == "routing")
    assert not life.state.is_waiting
    messages = {m.kind for decision in life.decisions for m in decision.messages}
    assert (MessageKind.RECAP in messages) == (section != "handoff")


def test_a_pact_of_nothing_but_its_gates_works() -> None:
    life = Life(company(without=["routing", "cadences", "clocks", "handoff", "feedback"]))
    live(life)
    assert life.state.stage is Stage.CONVERSATION_LEAD
    assert [meeting.meeting_id for meeting in life.state.meetings] == ["h4"]
    assert life.last.wake_at is None
