"""A lead that is given to a named rep, or taken from its rep, by hand, worked by hand."""

import pytest
from follow_up_world import Life, company, june, named, qualified, refused, tasks

from leadpact.engine.lifecycle import (
    AssignLead,
    AssignToRep,
    DisposeLead,
    EventKind,
    Reason,
    ReasonCode,
    RecordOptOut,
    TaskKind,
    UnassignLead,
)
from leadpact.engine.routing import Obstacle, RoutingOutcome, Waiting
from leadpact.engine.scheduling import waiting_group_of
from leadpact.explain import explain_follow_up
from leadpact.pact.sections.routing.policy import RouteTarget
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole

MANAGER, CRM = "person:max", "system:crm"
CAPPED = """
  pools:
    inbound: {roles: [SDR]}
    small: {reps: [bob], caps: {open: 1}}
  routes: []
  default: inbound
  reps: {bob: {caps: {per_day: 2}}, cid: {away: []}}
"""


def explained(life: Life) -> str:
    return explain_follow_up(life.state, life.rules, as_of=life.last.new_state.as_of or june(1))


def test_a_lead_goes_from_its_rep_to_the_rep_whom_a_manager_names() -> None:
    life = qualified()
    assert life.state.owner_rep_id == "ann"
    decision = life.submit(AssignToRep, june(1, 11), actor=MANAGER, rep_id="bob")
    [given] = named(decision, EventKind.ASSIGNED)
    assert (given.payload.outcome, given.payload.target) == (
        RoutingOutcome.ASSIGNED,
        RouteTarget.BY_HAND,
    )
    assert (given.payload.route_id, given.payload.decided_by) == ("", MANAGER)
    assert life.state.owner_rep_id == "bob"
    assert life.state.past_owners == ("ann", "bob")
    assert Reason(ReasonCode.NAMED_BY_HAND, "bob") in decision.reasons
    assert (life.routing.load("ann").n_open, life.routing.load("bob").n_open) == (0, 1)
    assert (TaskKind.TAKE_STEP, "bob", f"{life.state.runs[0].run_id}/call-1") in tasks(decision)
    assert "bob has the lead since" in explained(life)
    assert "named by max" in explained(life)


def test_a_lead_without_a_rep_goes_to_the_rep_whom_the_crm_names_and_its_clocks_begin() -> None:
    life = Life()
    life.arrive(june(1, 9))
    assert life.state.owner_rep_id is None
    life.submit(AssignToRep, june(1, 10), actor=CRM, rep_id="bob")
    assert life.state.owner_rep_id == "bob"
    assert life.clock("first-touch").due_at == june(1, 14)
    assert [run.track_id for run in life.state.runs] == ["everyone"]
    assert "named by the system crm" in explained(life)
    life.act(june(1, 11))
    assert life.state.owner_rep_id == "bob"
    assert len(life.clocks("first-touch")) == 1


def test_a_lead_that_waits_goes_to_the_rep_who_is_named() -> None:
    life = qualified(source="fair")
    assert life.state.is_waiting
    life.submit(AssignToRep, june(1, 11), actor=MANAGER, rep_id="fay")
    assert (life.state.owner_rep_id, life.state.is_waiting) == ("fay", False)


def test_naming_the_rep_who_has_the_lead_changes_nothing() -> None:
    life = qualified()
    before = life.state.assignment
    decision = life.submit(AssignToRep, june(1, 11), actor=CRM, rep_id="ann")
    assert refused(life) is None
    assert life.state.assignment == before
    assert {event.kind for event in decision.events} == {EventKind.COMMAND_TAKEN}


def test_a_lead_is_assigned_by_hand_where_the_pact_does_not_route() -> None:
    life = Life(company(without=["routing"]))
    life.qualify(june(1, 10))
    life.submit(AssignToRep, june(1, 11), actor=CRM, rep_id="bob")
    assert life.state.owner_rep_id == "bob"
    assert life.routing.load("bob").n_open == 1
    life.submit(UnassignLead, june(1, 12), actor=MANAGER)
    assert (life.state.owner_rep_id, life.state.is_waiting) == (None, True)
    assert life.routing.load("bob").n_open == 0


@pytest.mark.parametrize(
    ("rep_id", "code"),
    [("nobody", RefusalCode.UNKNOWN_REP), ("gus", RefusalCode.REP_NOT_ACTIVE)],
)
def test_a_rep_who_cannot_have_the_lead_is_refused(rep_id: str, code: RefusalCode) -> None:
    life = Life(company(left={"gus": june(1, 11)}))
    life.qualify(june(1, 10))
    life.submit(AssignToRep, june(1, 11), actor=MANAGER, rep_id=rep_id)
    assert refused(life) is code
    assert life.state.owner_rep_id == "ann"


def test_a_lead_is_still_assigned_in_the_second_before_the_rep_leaves() -> None:
    life = Life(company(left={"gus": june(1, 11)}))
    life.qualify(june(1, 10))
    life.submit(AssignToRep, june(1, 10, 59, 59), actor=MANAGER, rep_id="gus")
    assert life.state.owner_rep_id == "gus"


def test_a_lead_that_ended_goes_to_nobody() -> None:
    life = qualified()
    life.submit(
        DisposeLead,
        june(1, 11),
        side=RepRole.SDR,
        code="not_compliant",
        fault="competitor",
        by_rep_id="ann",
    )
    life.submit(AssignToRep, june(1, 12), actor=MANAGER, rep_id="bob")
    assert refused(life) is RefusalCode.LEAD_ENDED


def test_a_lead_whose_prospect_opted_out_goes_to_nobody() -> None:
    life = qualified()
    life.submit(RecordOptOut, june(1, 11), actor="prospect")
    life.submit(AssignToRep, june(1, 12), actor=MANAGER, rep_id="bob")
    assert refused(life) is RefusalCode.PROSPECT_OPTED_OUT


def full() -> Life:
    """Return a lead of ann's; bob is at the cap of open leads that the pool `small` has."""
    life = Life(company(routing=CAPPED))
    other = Life(life.rules, lead_id="l-2")
    other.arrive(june(1, 9))
    other.submit(AssignToRep, june(1, 9, 30), actor=CRM, rep_id="bob")
    life.routing = other.routing
    life.qualify(june(1, 10))
    assert life.state.owner_rep_id == "ann"
    return life


@pytest.mark.parametrize("actor", [MANAGER, CRM, "person:revops"])
def test_a_manager_goes_beyond_a_cap_and_the_decision_has_the_reason(actor: str) -> None:
    life = full()
    decision = life.submit(AssignToRep, june(1, 11), actor=actor, rep_id="bob")
    assert life.state.owner_rep_id == "bob"
    assert life.routing.load("bob").n_open == 2
    assert Reason(ReasonCode.CAP_EXCEEDED, "bob") in decision.reasons
    assert life.state.route is not None
    assert [item.obstacle for item in life.state.route.considered] == [Obstacle.AT_OPEN_CAP]
    assert "bob was at the cap of open leads already." in explained(life)


def test_a_rep_who_is_no_manager_does_not_go_beyond_a_cap() -> None:
    life = full()
    life.submit(AssignToRep, june(1, 11), actor="person:ann", rep_id="bob")
    assert refused(life) is RefusalCode.CAP_REACHED
    assert life.last.refusal is not None
    assert life.last.refusal.missing == (("obstacle", "AT_OPEN_CAP"),)
    life.submit(AssignToRep, june(1, 11), actor="person:ann", rep_id="cid")
    assert life.state.owner_rep_id == "cid"


def test_a_lead_that_is_unassigned_waits_for_a_person_and_no_room_moves_it() -> None:
    life = qualified()
    decision = life.submit(UnassignLead, june(1, 11), actor=MANAGER)
    assert (life.state.owner_rep_id, life.state.is_waiting) == (None, True)
    assert life.state.route is not None
    assert life.state.route.waiting is Waiting.UNASSIGNED
    assert life.routing.load("ann").n_open == 0
    assert (TaskKind.ASSIGN, RepRole.MANAGER, "l-1") in tasks(decision)
    assert TaskKind.TAKE_STEP not in {task.kind for task in decision.tasks}
    assert waiting_group_of(life.state) is None
    assert "It was taken from its rep by max." in explained(life)
    life.act(june(1, 12), "page_viewed")
    assert life.state.owner_rep_id is None


def test_a_lead_that_was_unassigned_is_routed_on_request_but_not_to_the_rep_before() -> None:
    life = qualified()
    life.submit(UnassignLead, june(1, 11), actor=MANAGER)
    life.submit(AssignLead, june(1, 12), actor=MANAGER)
    assert life.state.owner_rep_id == "bob"


def test_a_lead_that_nobody_has_is_not_unassigned() -> None:
    life = Life()
    life.arrive(june(1, 9))
    life.submit(UnassignLead, june(1, 11), actor=MANAGER)
    assert refused(life) is RefusalCode.NO_OWNER


def test_a_lead_that_was_unassigned_before_it_qualified_is_routed_when_it_does() -> None:
    life = Life()
    life.arrive(june(1, 9))
    life.submit(AssignToRep, june(1, 10), actor=CRM, rep_id="bob")
    life.submit(UnassignLead, june(1, 11), actor=CRM)
    assert (life.state.owner_rep_id, life.state.is_waiting) == (None, False)
    life.act(june(1, 12))
    assert life.state.owner_rep_id == "ann"
