"""A history of one lead as stored events, and what reads it."""

from collections.abc import Iterable
from random import Random

from follow_up_random import (
    ACTOR,
    DAY,
    HOUR,
    MINUTE,
    happen,
    kind_for,
    ladder_pact,
    pacts,
    way_out_pact,
)
from follow_up_world import Life, company, june

from leadpact.engine.lead import Activity
from leadpact.engine.lifecycle import (
    AbsorbLead,
    Decision,
    DisposeLead,
    ErasePerson,
    Event,
    FollowUp,
    LeadState,
    MergeInto,
    WithdrawReport,
    decide,
)
from leadpact.engine.routing import RoutingState
from leadpact.engine.withdrawal import decide_with_log
from leadpact.events import EventCodec, Parts, PersonalValues, StoredEvent
from leadpact.terms.stages import RepRole

SALT = "a salt of this lead"
WAITS = (10 * MINUTE, HOUR, 3 * HOUR, DAY, 4 * DAY)


def decisions_of(seed: int, *, n: int = 14, rules: FollowUp | None = None) -> list[Decision]:
    """Return the decisions on a random history, under one of two pacts or under another."""
    random = Random(seed)
    state, routing, now = LeadState("l-1"), RoutingState(), june(1, 9)
    drawn, made = random.choice(pacts()), list[Decision]()
    rules = rules or drawn
    for place in range(n):
        now += random.choice(WAITS)
        kind = kind_for(random.choice, state)
        command = happen(random.choice, kind, state, now=now, fresh=f"h{place}")
        made.append(decide(state, command, rules, as_of=now, routing=routing))
        state, routing = made[-1].new_state, made[-1].routing
    return made


def ladders_of(seed: int) -> list[Decision]:
    """Return the decisions on a random history under a pact with ladders."""
    return decisions_of(seed, rules=ladder_pact())


def no_leads_of(seed: int) -> list[Decision]:
    """Return the decisions on a random history under a pact that says who is no lead."""
    return decisions_of(seed, rules=way_out_pact())


def holds_of(seed: int) -> list[Decision]:
    """Return the decisions on a lead that is on hold for as many days as the seed says."""
    life = Life(company(feedback=HOLDS))
    life.qualify(june(1, 10))
    until = june(3 + seed % 20)
    given = {"side": RepRole.SDR, "code": "on_hold", "by_rep_id": "ann", "until": until}
    life.submit(DisposeLead, june(1, 11), **given)
    life.wait(until)
    return life.decisions


HOLDS = """
  dispositions:
    sdr: {on_hold: {leads_to: stays, stops_work: false, needs: [until]}}
"""


def withdrawals_of(seed: int, *, n: int = 14) -> list[Decision]:
    """Return the decisions on the withdrawal of each report of a random history."""
    decisions = decisions_of(seed, n=n)
    events, last = events_of(decisions), decisions[-1]
    rules_of = {rules.fingerprint: rules for rules in pacts()}
    rules = rules_of[events[-1].origin.fingerprint]
    assert last.new_state.as_of is not None
    made = [
        decide_with_log(
            events,
            WithdrawReport(f"w-{name}", last.new_state.as_of, name, actor="person:max"),
            rules,
            rules_of=rules_of.__getitem__,
            lead_id="l-1",
            as_of=last.new_state.as_of,
            routing=last.routing,
        )
        for name in last.new_state.seen
    ]
    return [item for item in made if item.refusal is None]


def erasures_of(seed: int, *, n: int = 14) -> list[Decision]:
    """Return the decision that erases the person after a random history."""
    last, at = decisions_of(seed, n=n)[-1], june(30)
    command = ErasePerson("erase", at, actor=ACTOR)
    return [decide(last.new_state, command, pacts()[0], as_of=at, routing=last.routing)]


def merges_of(seed: int, *, n: int = 14) -> list[Decision]:
    """Return the decisions on the merge of a random history's lead, and of another into it."""
    last, rules = decisions_of(seed, n=n)[-1], pacts()[0]
    state, at = last.new_state, last.new_state.as_of
    assert at is not None
    gives = MergeInto("m-1", at, "l-2", actor="person:max")
    known = {"region": "North", "phone": "+44 20 7946 0000"}
    seen = Activity("a-9", "page_viewed", at)
    takes = AbsorbLead("m-2", at, "l-3", (seen,), known, actor="person:max")
    return [
        decide(state, command, rules, as_of=at, routing=last.routing) for command in (takes, gives)
    ]


def events_of(decisions: Iterable[Decision]) -> list[Event]:
    """Return the events of decisions in their order."""
    return [event for decision in decisions for event in decision.events]


def new_codec(known: Parts | None = None) -> EventCodec:
    """Return a codec that knows the parts that another one made."""
    return EventCodec(Parts(known.added if known else None))


def stored(codec: EventCodec, events: Iterable[Event]) -> tuple[list[StoredEvent], PersonalValues]:
    """Return events as rows, and the personal values that are kept apart from them."""
    personal = PersonalValues(SALT)
    return [codec.encode_event(event, personal) for event in events], personal
