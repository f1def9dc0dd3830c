"""By which path a lead came in: the event, its route, its track and its clock, worked by hand."""

from follow_up_world import Life, company, june, named

from leadpact.engine.gates import check_gate, judge_lead
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import EventKind, RecordJudgement, RecordLead
from leadpact.engine.scoring import KnownFacts
from leadpact.explain.judgement import explain_judgement
from leadpact.pact.check import load_pact_text
from leadpact.terms.stages import Stage

GATES = """
  conversation_lead:
    must_have: [email]
    paths:
      - id: product-led
        label: Product-led
        must_have: [n_employees]
        when: "n_employees >= 50 and count('page_viewed') >= 1"
      - {id: sales-led, when: "intent >= 50"}
"""
ROUTING = """
  pools: {growth: {reps: [ann]}, sales: {reps: [bob]}}
  routes: [{id: product, when: "conversation_lead_path == 'product-led'", to: pool, pool: growth}]
  default: sales
"""
CADENCES = """
  tracks:
    - id: product
      when: "conversation_lead_path == 'product-led'"
      steps: [{id: mail-1, channel: email}]
    - {id: sales, steps: [{id: call-1, channel: call}]}
"""
CLOCKS = """
  - id: product-touch
    kind: first_touch
    when: "conversation_lead_path == 'product-led'"
    within: {days: 2}
  - {id: sales-touch, kind: first_touch, within: {hours: 1}}
"""
RULES = company(gates=GATES, routing=ROUTING, cadences=CADENCES, clocks=CLOCKS)


def arrived(**known: object) -> Life:
    life = Life(RULES)
    life.arrive(june(1, 9, 30), **known)
    return life


def test_path_decides_route_track_and_clock() -> None:
    by_product, by_sales = arrived(n_employees=60), arrived()
    by_product.act(june(1, 10), "page_viewed")
    by_sales.act(june(1, 10), "demo_requested")
    owners = [life.state.owner_rep_id for life in (by_product, by_sales)]
    tracks = [life.state.runs[0].track_id for life in (by_product, by_sales)]
    clocks = [life.state.clocks[0].policy.name for life in (by_product, by_sales)]
    assert owners == ["ann", "bob"]
    assert tracks == ["product", "sales"]
    assert clocks == ["product-touch", "sales-touch"]


def test_event_of_a_gate_names_the_path_and_the_state_keeps_it() -> None:
    life = arrived(n_employees=60)
    (opened,) = named(life.act(june(1, 10), "page_viewed"), EventKind.GATE_OPENED)
    assert (opened.payload.gate, opened.payload.path) == ("conversation_lead", "product-led")
    assert dict(life.state.paths) == {"conversation_lead": "product-led"}


def test_path_stays_when_another_one_would_be_open_later() -> None:
    life = arrived()
    life.act(june(1, 10), "demo_requested")
    life.learn(june(1, 11), n_employees=60)
    life.act(june(1, 12), "page_viewed")
    assert dict(life.state.paths) == {"conversation_lead": "sales-led"}
    assert life.state.owner_rep_id == "bob"
    assert [run.track_id for run in life.state.runs] == ["sales"]


def test_late_report_of_an_earlier_activity_does_not_change_the_path_of_a_lead_that_came_in() -> (
    None
):
    life = arrived(n_employees=60)
    life.act(june(1, 11), "demo_requested")
    life.act(june(1, 10), "page_viewed", reported_at=june(1, 12))
    assert dict(life.state.paths) == {"conversation_lead": "sales-led"}


def test_new_round_has_a_path_of_its_own() -> None:
    life = arrived(n_employees=60)
    life.act(june(1, 10), "demo_requested")
    again = Lead("l-1", life.state.lead.attributes, june(1, 9), None, Stage.RECYCLED, june(2, 10))
    life.submit(RecordLead, june(2, 11), lead=again)
    assert life.state.stage is Stage.RECYCLED
    life.act(june(3, 10), "page_viewed")
    assert dict(life.state.paths) == {"conversation_lead": "product-led"}
    assert life.state.owner_rep_id == "ann"


def test_path_that_was_judged_elsewhere_decides_the_route() -> None:
    life = Life(RULES)
    facts = KnownFacts({"conversation_lead_path": "product-led"})
    lead = Lead("l-1", {}, june(1, 9))
    what = {"lead": lead, "stage": Stage.CONVERSATION_LEAD, "facts": facts}
    life.submit(RecordJudgement, june(1, 10), **what)
    assert life.state.owner_rep_id == "ann"


LEAD = Lead("l-1", {"email": "a@b.example", "n_employees": 20}, june(1, 9))
DEMO = [Activity("a-1", "demo_requested", june(1, 10))]


def test_explanation_names_the_path_and_shows_each_with_what_is_missing() -> None:
    ruleset = RULES.ruleset
    lead = Lead("l-1", {"email": "a@b.example"}, june(1, 9))
    lines = explain_judgement(judge_lead(lead, DEMO, ruleset, as_of=june(2)), ruleset).splitlines()
    assert lines[-6:] == [
        "Gate to CONVERSATION_LEAD: first opened at 2026-06-01 10:00:00 UTC, by the path sales-led",
        "  path product-led (Product-led): must have n_employees and when n_employees >= 50 and"
        " count('page_viewed') >= 1",
        "    now:  not true; missing: n_employees",
        "  path sales-led: when intent >= 50",
        "    now:  true",
        "  now:  the whole condition is true",
    ]


def test_gate_that_asks_for_the_path_before_it_is_checked_with_that_path() -> None:
    ruleset = load_pact_text(
        """spec: 1
name: By path
activities: {demo_requested: {}}
scores: {intent: {rules: [{id: demo, on: demo_requested, points: 50}]}}
gates:
  conversation_lead:
    paths: [{id: large, when: "n_employees >= 50"}, {id: warm, when: "intent >= 50"}]
  first_meeting: {when: "conversation_lead_path == 'warm'"}
"""
    )
    check = check_gate(LEAD, DEMO, ruleset, gate="first_meeting", as_of=june(2))
    assert check.is_open
    assert judge_lead(LEAD, DEMO, ruleset, as_of=june(2)).stage is Stage.FIRST_MEETING
    assert not check_gate(LEAD, [], ruleset, gate="first_meeting", as_of=june(2)).is_open
