"""The gates of one lead, and who gets it or claims it, worked by hand."""

import pytest
from follow_up_world import Life, company, june, named, qualified, refused

from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.lifecycle import (
    AssignLead,
    ClaimLead,
    EndLead,
    EventKind,
    FollowUp,
    LeadState,
    Reason,
    ReasonCode,
    ReassignLead,
    RecordJudgement,
    RecordLead,
    TaskKind,
    decide,
)
from leadpact.engine.routing import Waiting
from leadpact.engine.scoring import KnownFacts
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import Stage


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
    arrived = RecordLead("h1", june(1, 9), lead, actor="person:ann")
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
    facts = KnownFacts({"n_employees": 5000})
    lead = Lead("l-1", {"email": "a@b.example"}, created_at=june(1, 9))
    life.submit(RecordJudgement, june(1, 9), lead=lead, stage=Stage.EXCHANGE, facts=facts)
    life.act(june(1, 10))
    assert life.state.stage is Stage.EXCHANGE
    assert life.state.owner_rep_id is None


def test_conditions_ask_what_was_reported_of_a_lead_that_was_judged_elsewhere() -> None:
    life = Life()
    facts = KnownFacts({"n_employees": 5000})
    lead = Lead("l-1", created_at=june(1, 9))
    life.submit(RecordJudgement, june(1, 9), lead=lead, stage=Stage.CONVERSATION_LEAD, facts=facts)
    assert life.state.owner_rep_id == "ann"
    assert life.clock("hot-first-touch").due_at == june(1, 10)
    assert life.state.runs[0].track_id == "best"


def test_what_would_move_a_lead_back_changes_nothing_and_is_a_reason() -> None:
    life = Life()
    lead = Lead("l-1", created_at=june(1, 9))
    facts = KnownFacts({})
    life.submit(RecordJudgement, june(1, 9), lead=lead, stage=Stage.OPPORTUNITY, facts=facts)
    life.submit(RecordJudgement, june(1, 10), lead=lead, stage=Stage.EXCHANGE, facts=facts)
    assert life.state.stage is Stage.OPPORTUNITY
    assert ReasonCode.STAGE_KEPT in {reason.code for reason in life.last.reasons}


@pytest.mark.parametrize(
    ("known", "recorded", "is_kept"),
    [
        (Stage.FIRST_MEETING, Stage.EXCHANGE, True),
        (Stage.FIRST_MEETING, Stage.FIRST_MEETING, False),
        (Stage.FIRST_MEETING, Stage.OPPORTUNITY, False),
        (Stage.FIRST_MEETING, Stage.DISQUALIFIED, False),
        (Stage.DISQUALIFIED, Stage.RECYCLED, True),
        (Stage.RECYCLED, Stage.EXCHANGE, True),
        (None, Stage.EXCHANGE, False),
    ],
)
def test_a_record_with_an_older_stage_has_the_reason_that_the_stage_was_kept(
    known: Stage | None, recorded: Stage, is_kept: bool
) -> None:
    life = Life()
    if known is not None:
        life.submit(RecordLead, june(1, 9), lead=Lead("l-1", {}, june(1, 9), stage=known))
    again = Lead("l-1", {}, june(1, 9), stage=recorded, stage_at=june(1, 9, 30))
    life.submit(RecordLead, june(1, 10), lead=again)
    assert life.state.stage is (known if is_kept else recorded)
    kept = [item.about for item in life.last.reasons if item.code is ReasonCode.STAGE_KEPT]
    assert kept == ([recorded] if is_kept else [])


def test_an_old_date_of_recycling_keeps_the_stage_with_the_reason() -> None:
    life = Life()
    life.qualify(june(1, 10))
    old = Lead("l-1", {}, june(1, 9), stage=Stage.RECYCLED, stage_at=june(1, 9, 30))
    life.submit(RecordLead, june(1, 11), lead=old)
    assert life.state.stage is Stage.CONVERSATION_LEAD
    assert Reason(ReasonCode.STAGE_KEPT, "RECYCLED") in life.last.reasons


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
        ("desk", "nobody", RefusalCode.UNKNOWN_REP),
    ],
)
def test_a_claim_that_cannot_be_is_refused(pool: str, rep: str, code: RefusalCode) -> None:
    life = Life()
    life.qualify(june(9, 10), source="fair")  # cid is on leave
    life.submit(ClaimLead, june(9, 11), pool=pool, rep_id=rep)
    assert refused(life) is code
    assert life.state.is_waiting


def test_a_lead_that_waits_for_something_else_than_a_claim_cannot_be_claimed() -> None:
    leave = [
        {"absence_id": rep_id, "rep_id": rep_id, "starts_at": june(1), "ends_at": june(3)}
        for rep_id in ("ann", "bob")
    ]
    life = Life(company(absences=leave))
    life.qualify(june(1, 10), source="few")
    assert life.state.is_waiting
    assert life.last.tasks == ()
    life.submit(ClaimLead, june(3, 10), pool="pair", rep_id="ann")  # who is back
    assert refused(life) is RefusalCode.NOT_WAITING
    assert life.state.is_waiting


def test_a_lead_that_ended_in_the_queue_cannot_be_claimed() -> None:
    life = qualified(source="fair")
    life.submit(EndLead, june(1, 11), stage=Stage.DISQUALIFIED)
    life.submit(ClaimLead, june(1, 12), pool="desk", rep_id="bob")
    assert (refused(life), life.state.owner_rep_id) == (RefusalCode.NOT_WAITING, None)


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


def test_a_lead_that_waits_on_is_noted_again_only_where_the_reason_or_its_end_differ() -> None:
    def away_until(day: int) -> FollowUp:
        spans = {"starts_at": june(1), "ends_at": june(day)}
        return company(
            absences=[{"absence_id": rep, "rep_id": rep, **spans} for rep in ("ann", "bob")]
        )

    life = Life(away_until(3))
    life.qualify(june(1, 10), source="few")
    noted = []
    for hour, day in ((10, 3), (11, 5), (12, 5)):
        life.rules = away_until(day)
        life.submit(AssignLead, june(2, hour))
        assert life.state.is_waiting
        noted += [event.payload.retry_at for event in named(life.last, EventKind.WAITING)]
    assert noted == [june(4, 17)]  # who is back on Friday can take leads from Thursday evening on
