"""A small company in New York whose leads are explained: its pact, its reps, the life of a lead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    AdvanceTime,
    FollowUp,
    LeadState,
    RecordActivity,
    RecordLead,
    decide,
    make_follow_up,
)
from leadpact.engine.routing import RoutingState, make_roster
from leadpact.explain import explain_follow_up
from leadpact.pact.check import load_pact_text

PACT = """\
spec: 1
name: A small company
time_zone: America/New_York
labels: {CONVERSATION_LEAD: MQL}
activities: {demo_requested: {intent: true}}
scores:
  intent: {rules: [{id: demo, on: demo_requested, points: 50, at_most: {points: 50}}]}
gates:
  conversation_lead: {must_have: [email], when: "intent >= 50"}
calendar: office
calendars:
  office:
    windows:
      mon: ["09:00-17:00"]
      tue: ["09:00-17:00"]
      wed: ["09:00-17:00"]
      thu: ["09:00-17:00"]
      fri: ["09:00-17:00"]
    closed_on: ["2026-11-04"]
  calls:
    windows:
      mon: ["10:00-16:00"]
      tue: ["10:00-16:00"]
      wed: ["10:00-16:00"]
      thu: ["10:00-16:00"]
      fri: ["10:00-16:00"]
routing:
  pools:
    key: {reps: [eve]}
    desk: {reps: [ann, bob], method: queue}
    idle: {reps: [ann, bob], method: least_open_load}
    lucky: {reps: [ann, bob], method: random}
    inbound: {reps: [ann, bob, cid], weights: {ann: 2}, hours: any}
  routes:
    - {id: key-accounts, when: "n_employees >= 1000", to: pool, pool: key, otherwise: next_route}
    - {id: owned, when: "source == 'owned'", to: account_owner}
    - {id: fair, when: "source == 'fair'", pool: desk}
    - {id: list, when: "source == 'list'", pool: idle}
    - {id: draw, when: "source == 'draw'", pool: lucky}
  default: inbound
cadences:
  tracks:
    - id: best
      when: "n_employees >= 1000"
      steps:
        - {id: call-1, channel: call}
        - {id: mail-1, channel: email, after: {business_days: 1}}
    - id: everyone
      steps: [{id: call-1, channel: call}]
  window: calls
clocks:
  - {id: hot-first-touch, kind: first_touch, when: "n_employees >= 5000", within: {hours: 1}}
  - {kind: first_touch}
  - {kind: resolve, within: {days: 5}}
  - {kind: confirm_meeting}
  - {kind: meeting_update}
  - {kind: manager_review}
handoff: {}
feedback: {}
"""
REPS = (
    {"rep_id": "ann", "role": "SDR"},
    {"rep_id": "bob", "role": "SDR"},
    {"rep_id": "cid", "role": "SDR"},
    {"rep_id": "eve", "role": "SDR"},
    {"rep_id": "fay", "role": "AE"},
)


def nov(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a moment of November 2026 in New York, of which the 2nd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=timezone(timedelta(hours=-5)))


def absent(rep_id: str) -> Mapping[str, Any]:
    """Return the leave of a rep in the first week of November."""
    return {
        "absence_id": f"leave-{rep_id}",
        "rep_id": rep_id,
        "starts_at": nov(1),
        "ends_at": nov(9),
    }


def company(pact: str = PACT) -> FollowUp:
    """Return the company under its pact, or another one; eve and cid are on leave."""
    ruleset = load_pact_text(pact)
    return make_follow_up(ruleset, make_roster(REPS, (absent("cid"), absent("eve"))))


@dataclass
class Life:
    """The life of one lead after another; `routing` goes on from one to the next."""

    rules: FollowUp = field(default_factory=company)
    lead_id: str = "l-1"
    routing: RoutingState = field(default_factory=RoutingState)

    def __post_init__(self) -> None:
        self.state, self.n_submitted = LeadState(self.lead_id), 0

    def submit(self, kind: Any, at: datetime, **what: Any) -> str:
        """Let something happen; return its id. It must not be refused."""
        self.n_submitted += 1
        name = f"h{self.n_submitted}"
        command = kind(name, at, actor="system:example", **what)
        decision = decide(self.state, command, self.rules, as_of=at, routing=self.routing)
        assert decision.refusal is None
        self.state, self.routing = decision.new_state, decision.routing
        return name

    def qualify(self, at: datetime, *, owner: str | None = None, **known: Any) -> None:
        """Let the lead arrive and ask for a demo five minutes later, which opens its gate."""
        came_at = at - timedelta(minutes=5)
        lead = Lead(self.lead_id, {"email": "a@b.example", **known}, created_at=came_at)
        self.submit(RecordLead, came_at, lead=lead, account_owner_rep_id=owner)
        self.submit(RecordActivity, at, activity=Activity("demo", "demo_requested", at))

    def wait(self, until: datetime) -> None:
        """Let time pass."""
        self.submit(AdvanceTime, until)

    def explained(self, as_of: datetime) -> list[str]:
        """Return the lines of the explanation, without the empty ones between its parts."""
        text = explain_follow_up(self.state, self.rules, as_of=as_of)
        return [line for line in text.splitlines() if line]


OFFICE = "in the calendar office (Mon–Fri 09:00–17:00, America/New_York)"
CHICAGO = "(Mon–Fri 10:00–16:00, America/Chicago, where the prospect is)"


def second_life(pact: str = PACT, **known: Any) -> Life:
    """Return a lead that qualified on Monday at 10:00, after ann had the one before."""
    first = Life(company(pact))
    first.qualify(nov(2, 9, 30))
    assert first.state.owner_rep_id == "ann"
    life = Life(first.rules, "l-2", first.routing)
    life.qualify(nov(2, 10), **known)
    return life
