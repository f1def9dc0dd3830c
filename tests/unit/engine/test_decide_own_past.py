"""What became of a lead before, in conditions of its gates and routes, worked by hand."""

import json
from datetime import datetime
from typing import Any

import ibis
from follow_up_world import Life, company, june

from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import RecordLead
from leadpact.pact.ruleset import Ruleset
from leadpact.relational.inputs import Inputs, counted_activities
from leadpact.terms.stages import Stage
from leadpact.terms.zone import epoch_seconds

GATES = """
  conversation_lead: {when: "intent >= 50 or count('was_recycled') >= 1 and intent >= 0"}
"""
ROUTING = """
  pools: {first: {reps: [ann]}, again: {reps: [bob]}}
  routes: [{id: again, when: "days_since('was_recycled') <= 30", to: pool, pool: again}]
  default: first
"""
RULES = company(gates=GATES, routing=ROUTING, without=("cadences", "clocks"))


def recycled() -> Life:
    """A lead that came in on the 1st by a demo; its record says recycled, on the 2nd at 10:00."""
    life = Life(RULES)
    life.qualify(june(1, 10))
    again = Lead("l-1", {"email": "a@b.example"}, june(1, 10), None, Stage.RECYCLED, june(2, 10))
    life.submit(RecordLead, june(2, 11), lead=again)
    return life


def test_recycling_in_the_follow_up_counts_at_the_next_activity() -> None:
    life = recycled()
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.RECYCLED, None)
    life.act(june(3, 10), "page_viewed")
    assert life.state.opened_at == {"conversation_lead": june(3, 10)}


def test_route_asks_when_the_lead_was_recycled() -> None:
    life = recycled()
    life.act(june(3, 10), "page_viewed")
    assert life.state.owner_rep_id == "bob"


def test_lead_that_was_never_recycled_takes_the_usual_route() -> None:
    life = Life(RULES)
    life.qualify(june(1, 10))
    assert life.state.owner_rep_id == "ann"


def _rows(ruleset: Ruleset, events: list[tuple[str, str, datetime, str]]) -> list[dict[str, Any]]:
    kinds = {"lead_id": "string", "kind": "string", "occurred_at": "timestamp", "payload": "string"}
    leads = ibis.memtable(
        [("l-1", "RECYCLED", plain(june(2, 10)))],
        schema={"lead_id": "string", "stage": "string", "stage_at": "timestamp"},
    )
    inputs = Inputs(leads, events=ibis.memtable(events, schema=kinds))
    backend = ibis.duckdb.connect()
    found = backend.to_pyarrow(counted_activities(inputs, ruleset)).to_pylist()
    backend.disconnect()
    return sorted(found, key=lambda row: row["_t"])


def plain(moment: datetime) -> datetime:
    """Return a moment as tables hold it: in UTC, without a zone."""
    return moment.replace(tzinfo=None)


def test_relations_know_the_past_from_the_record_and_from_events_each_second_once() -> None:
    changed, other = "lead.stage.changed", "lead.dispositioned"
    to = json.dumps({"to": "RECYCLED", "came_from": "CONVERSATION_LEAD"})
    back = json.dumps({"to": "EXCHANGE", "came_from": "RECYCLED"})
    events = [
        ("l-1", changed, plain(june(1, 9)), to),
        ("l-1", changed, plain(june(2, 10)), to),
        ("l-1", changed, plain(june(3, 9)), back),
        ("l-1", other, plain(june(4, 9)), to),
    ]
    rows = _rows(RULES.ruleset, events)
    assert [row["kind"] for row in rows] == ["was_recycled", "was_recycled"]
    assert [row["_t"] for row in rows] == [epoch_seconds(at) for at in (june(1, 9), june(2, 10))]
