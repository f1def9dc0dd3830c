"""The stage of a lead in conditions of its follow-up and of its scores, worked by hand."""

from dataclasses import replace

from follow_up_world import ABSENCES, REPS, Life, company, june, pact_text

from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import EventKind, FollowUp, MeetingStep, RecordLead, make_follow_up
from leadpact.engine.routing import make_roster
from leadpact.engine.scoring import KnownFacts, StagedFacts
from leadpact.pact.check import load_pact_text
from leadpact.terms.stages import Stage

ROUTING = """
  pools: {first: {reps: [ann]}, again: {reps: [bob]}, met: {reps: [cid]}}
  routes:
    - {id: told, when: "account >= 70", pool: met}
    - {id: in-talks, when: "stage == 'FIRST_MEETING'", pool: again}
  default: first
"""
CADENCES = """
  tracks:
    - id: recycled
      when: "stage == 'RECYCLED'"
      steps: [{id: mail-1, channel: email}]
    - id: everyone
      when: "stage == 'CONVERSATION_LEAD'"
      steps: [{id: call-1, channel: call}]
"""
CLOCKS = """
  - {id: urgent, kind: first_touch, when: "stage == 'CONVERSATION_LEAD'", within: {hours: 1}}
  - {kind: first_touch}
"""
GATES = """
  conversation_lead: {must_have: [email], when: "intent >= 50 or stage == 'OPPORTUNITY'"}
  first_meeting: {when: "n_employees >= 100"}
"""
RULES = company(routing=ROUTING, without=("cadences", "clocks"), gates=GATES)


def came_in(rules: FollowUp, **known: object) -> Life:
    life = Life(rules)
    life.qualify(june(1, 10), **known)
    return life


def test_route_asks_for_the_stage_that_the_follow_up_gave_the_lead() -> None:
    life = came_in(RULES, n_employees=200)
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.FIRST_MEETING, "bob")


def test_lead_in_another_stage_takes_the_next_route() -> None:
    life = came_in(RULES, n_employees=20)
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.CONVERSATION_LEAD, "ann")


def test_clock_and_track_ask_for_the_stage_that_the_lead_is_in() -> None:
    life = came_in(company(cadences=CADENCES, clocks=CLOCKS))
    assert [run.track_id for run in life.state.runs] == ["everyone"]
    assert [clock.policy.name for clock in life.state.clocks] == ["urgent"]


def test_clock_of_another_stage_does_not_run() -> None:
    life = came_in(company(clocks=CLOCKS.replace("CONVERSATION_LEAD", "FIRST_MEETING")))
    assert [clock.policy.name for clock in life.state.clocks] == ["first-touch"]


BY_STAGE = """
  - {id: before, kind: resolve, when: "stage == 'CONVERSATION_LEAD'", stops_on: [disqualified]}
  - {id: after, kind: resolve, when: "stage == 'FIRST_MEETING'", stops_on: [disqualified]}
"""


def test_clock_ends_and_another_begins_when_a_meeting_moves_the_lead_to_the_next_stage() -> None:
    life = came_in(company(clocks=BY_STAGE, without=("cadences",)))
    assert [clock.policy.name for clock in life.state.open_clocks] == ["before"]
    name = life.book(june(1, 11), june(2, 14))
    life.move(name, MeetingStep.HELD, june(2, 15))
    assert life.state.stage is Stage.FIRST_MEETING
    assert [clock.policy.name for clock in life.state.open_clocks] == ["after"]


def test_gate_asks_for_the_stage_on_record_and_not_for_the_one_it_gives() -> None:
    """Its own stage opens nothing: at the gate's stage the condition is what it was."""
    rules = company(gates="\n  conversation_lead: {when: \"stage == 'CONVERSATION_LEAD'\"}\n")
    life = Life(rules)
    life.arrive(june(1, 10))
    life.act(june(2, 10))
    assert life.state.opened_at == {}
    assert life.state.stage is Stage.EXCHANGE


def test_gate_opens_at_the_activity_after_the_record_has_the_stage() -> None:
    life = Life(RULES)
    life.arrive(june(1, 10))
    recorded = Lead(
        "l-1", {"email": "a@b.example"}, june(1, 10), None, Stage.OPPORTUNITY, june(2, 10)
    )
    life.submit(RecordLead, june(2, 11), lead=recorded)
    assert "conversation_lead" not in life.state.opened_at
    life.act(june(3, 10), "page_viewed")
    assert life.state.opened_at == {"conversation_lead": june(3, 10)}


STAGED = """
  pools: {first: {reps: [ann]}, again: {reps: [bob]}}
  routes: [{id: both, when: "intent >= 60 and stage == 'CONVERSATION_LEAD'", pool: again}]
  default: first
"""


def with_points_by_stage() -> FollowUp:
    """Return the company with 60 points for conversation leads by the record."""
    text = pact_text(routing=STAGED, without=("cadences", "clocks"))
    rule = "- {id: told, when: \"stage == 'CONVERSATION_LEAD'\", points: 60}"
    ruleset = load_pact_text(text.replace("    rules:\n", f"    rules:\n      {rule}\n", 1))
    return make_follow_up(ruleset, make_roster(REPS, ABSENCES, ruleset.routing.reps))


def test_score_of_a_route_goes_by_the_record_while_its_condition_goes_by_the_stage() -> None:
    """The lead is a conversation lead by its gate, and nobody recorded it: 50 points, not 110."""
    life = came_in(with_points_by_stage())
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.CONVERSATION_LEAD, "ann")


def test_score_of_a_route_has_the_points_of_the_stage_on_record() -> None:
    life = Life(with_points_by_stage())
    life.submit(RecordLead, june(1, 10), lead=replace(RECORDED, stage_at=june(1, 9)))
    life.act(june(2, 10))
    assert life.state.owner_rep_id == "bob"


RECORDED = Lead("l-1", {"email": "a@b.example"}, june(1, 9), None, Stage.CONVERSATION_LEAD)


def test_facts_of_another_system_have_the_stage_of_the_lead_and_keep_the_rest() -> None:
    known = KnownFacts({"intent": 3, "stage": "TARGET"}, (("web", None, 2),), (("web", 9),))
    facts = StagedFacts(known, "FIRST_MEETING")
    assert [facts.value(name) for name in ("stage", "intent", "other")] == [
        "FIRST_MEETING",
        3,
        None,
    ]
    assert (facts.count("web", None), facts.seconds_since("web")) == (2, 9)


def test_event_of_a_route_names_the_route_that_the_stage_chose() -> None:
    life = came_in(RULES, n_employees=200)
    (routed,) = [event for event in life.last.events if event.kind is EventKind.ASSIGNED]
    assert routed.payload.route_id == "in-talks"
