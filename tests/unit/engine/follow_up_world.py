"""A small company that follows up leads: its pact by sections, its reps, and the life of a lead."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from types import MappingProxyType
from typing import Any

from leadpact.engine.clocks import Clock
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    AdvanceTime,
    BookMeeting,
    Command,
    Decision,
    Event,
    EventKind,
    FollowUp,
    LeadState,
    MeetingStep,
    MessageKind,
    RecordActivity,
    RecordLead,
    RecordTouch,
    TaskKind,
    UpdateAttributes,
    UpdateMeeting,
    decide,
    fold_events,
    make_follow_up,
)
from leadpact.engine.routing import RoutingState, apply_change, make_roster
from leadpact.pact.check import load_pact_text
from leadpact.terms.actors import TIME
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import TouchKind

SECTIONS: Mapping[str, str] = {
    "gates": """
  conversation_lead: {must_have: [email], when: "intent >= 50"}
""",
    "routing": """
  pools:
    inbound: {roles: [SDR]}
    pair: {reps: [ann, bob]}
    desk: {reps: [ann, bob, cid], method: queue}
    inside: {reps: [gus]}
  routes:
    - {id: fair, when: "source == 'fair'", pool: desk}
    - {id: few, when: "source == 'few'", pool: pair}
    - {id: small, when: "n_employees < 20", to: inside_sales, pool: inside}
  default: inbound
""",
    "cadences": """
  tracks:
    - id: best
      when: "n_employees >= 1000"
      steps:
        - {id: call-1, channel: call}
        - {id: mail-1, channel: email, after: {business_days: 1}}
        - {id: social-1, channel: social, after: {business_days: 1}}
    - id: everyone
      steps:
        - {id: call-1, channel: call}
        - {id: mail-1, channel: email, after: {business_days: 1}}
        - {id: call-2, channel: call, after: {business_days: 2}}
  unreachable: {attempts: 4, channels: {call: 2}, business_days: 3}
""",
    "clocks": """
  - {id: hot-first-touch, kind: first_touch, when: "n_employees >= 1000", within: {hours: 1}}
  - {kind: first_touch}
  - {kind: touches, n: 3, n_channels: 1}
  - {kind: resolve, except: {verified_interest: "source == 'board'"}}
  - {kind: accept}
  - {kind: take_back}
  - {kind: meeting_update}
  - {kind: manager_review}
  - {kind: confirm_meeting}
""",
    "handoff": """
  deemed_accepted_after: {days: 2}
  messages: {recap: recap-mail}
""",
    "feedback": """
  faults: {competitor: Works for a competitor}
""",
}
"""Everything a pact can say of following up; people work Monday to Friday, 09:00 to 17:00 UTC."""

REPS = (
    {"rep_id": "ann", "role": "SDR", "paired_rep_id": "eve"},
    {"rep_id": "bob", "role": "SDR"},
    {"rep_id": "cid", "role": "SDR"},
    {"rep_id": "eve", "role": "AE"},
    {"rep_id": "fay", "role": "AE"},
    {"rep_id": "gus", "role": "AE"},
    {"rep_id": "max", "role": "MANAGER"},
)


def june(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    """Return a moment of June 2026, of which the 1st is a Monday."""
    return datetime(2026, 6, day, hour, minute, second, tzinfo=UTC)


ABSENCES = ({"absence_id": "a-1", "rep_id": "cid", "starts_at": june(8), "ends_at": june(22)},)


def pact_text(*, without: Collection[str] = (), **changed: str) -> str:
    """Return a pact with every section but those left out; some changed."""
    sections = {**SECTIONS, **changed}
    written = [f"{name}:{text}" for name, text in sections.items() if name not in without]
    return f"""spec: 1
name: A small company
activities: {{demo_requested: {{intent: true}}, page_viewed: {{}}}}
scores:
  intent:
    rules:
      - {{id: demo, on: demo_requested, points: 50, at_most: {{points: 50}}}}
  account: {{combine: {{from: intent, method: sum}}}}
{"".join(written)}"""


def company(
    *,
    without: Collection[str] = (),
    absences: Collection[Mapping[str, Any]] = ABSENCES,
    left: Mapping[str, datetime] = MappingProxyType({}),
    **changed: str,
) -> FollowUp:
    """Return the small company under its pact, or under one without, or with other, sections.

    `left` has when reps leave the company.
    """
    ruleset = load_pact_text(pact_text(without=without, **changed))
    terms = ruleset.routing.reps if ruleset.routing else ()
    reps = [{**rep, "active_to": left.get(rep["rep_id"])} for rep in REPS]
    return make_follow_up(ruleset, make_roster(reps, absences, terms))


@dataclass
class Life:
    """The life of one lead: what happens is decided on, and each decision is held to its fold."""

    rules: FollowUp = field(default_factory=company)
    lead_id: str = "l-1"
    routing: RoutingState = field(default_factory=RoutingState)
    decisions: list[Decision] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.state = LeadState(self.lead_id)

    @property
    def last(self) -> Decision:
        """The last decision."""
        return self.decisions[-1]

    def submit(
        self,
        kind: Any,
        at: datetime,
        *,
        reported_at: datetime | None = None,
        id: str = "",
        actor: str = "person:ann",
        **what: Any,
    ) -> Decision:
        """Let something happen, told when it happened or later."""
        name = id or f"h{len(self.decisions) + 1}"
        return self.decide(kind(name, at, actor=actor, **what), as_of=reported_at or at)

    def decide(self, command: Command, *, as_of: datetime) -> Decision:
        """Decide, and hold the decision to what its events and changes say."""
        decision = decide(self.state, command, self.rules, as_of=as_of, routing=self.routing)
        assert fold_events(self.state, decision.events) == decision.new_state
        assert reduce(apply_change, decision.routing_changes, self.routing) == decision.routing
        self.state, self.routing = decision.new_state, decision.routing
        self.decisions.append(decision)
        return decision

    def arrive(self, at: datetime, *, owner: str | None = None, **known: Any) -> Decision:
        """Let the lead come to be known."""
        lead = Lead(self.lead_id, {"email": "a@b.example", **known}, created_at=at)
        return self.submit(RecordLead, at, lead=lead, account_owner_rep_id=owner)

    def act(self, at: datetime, kind: str = "demo_requested", **when: Any) -> Decision:
        """Let the prospect do something; asking for a demo opens the gate."""
        name = f"activity-{len(self.decisions) + 1}"
        activity = Activity(name, kind, at)
        return self.submit(RecordActivity, at, id=name, activity=activity, **when)

    def qualify(self, at: datetime, **arrival: Any) -> Decision:
        """Let the lead arrive and open its gate."""
        self.arrive(at, **arrival)
        return self.act(at)

    def learn(self, at: datetime, **attributes: Any) -> Decision:
        """Let more be known."""
        return self.submit(UpdateAttributes, at, attributes=attributes)

    def touch(
        self, at: datetime, channel: TouchKind = TouchKind.CALL, *, by: str = "ann", **when: Any
    ) -> Decision:
        """Let a rep do something towards the lead."""
        return self.submit(RecordTouch, at, rep_id=by, channel=channel, **when)

    def wait(self, until: datetime) -> Decision:
        """Let time pass."""
        return self.decide(AdvanceTime("", until, actor=TIME), as_of=until)

    def book(self, at: datetime, starts_at: datetime, **what: Any) -> str:
        """Let a meeting be booked; return its id."""
        self.submit(BookMeeting, at, starts_at=starts_at, **what)
        return f"h{len(self.decisions)}"

    def move(
        self, meeting_id: str, step: MeetingStep, at: datetime, *, reason: str | None = None
    ) -> Decision:
        """Let something become of a meeting."""
        return self.submit(UpdateMeeting, at, meeting_id=meeting_id, step=step, reason=reason)

    def clock(self, name: str) -> Clock:
        """Return the last clock of a name."""
        return self.clocks(name)[-1]

    def clocks(self, name: str) -> list[Clock]:
        """Return all clocks of a name in the order in which they were started."""
        return [item for item in self.state.clocks if item.policy.name == name]


def named(decision: Decision, kind: EventKind) -> list[Event]:
    """Return the events of one kind."""
    return [event for event in decision.events if event.kind is kind]


STARTS = june(2, 14)
"""When the meeting is that was booked: on Tuesday."""


def qualified(**arrival: Any) -> Life:
    """Return a lead that qualified on Monday at 10:00: ann owes the first touch by 14:00."""
    life = Life()
    life.qualify(june(1, 10), **arrival)
    return life


def booked(life: Life | None = None, **what: Any) -> tuple[Life, str]:
    """A lead with a meeting on Tuesday at 14:00, booked on Monday at 11:00."""
    life = life or qualified()
    return life, life.book(june(1, 11), STARTS, **what)


def held() -> tuple[Life, str]:
    """A lead whose meeting was held on Tuesday from 14:00 to 14:30."""
    life, name = booked()
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    return life, name


def refused(life: Life) -> RefusalCode | None:
    """Return why the last command was not taken."""
    return life.last.refusal.code if life.last.refusal else None


def tasks(decision: Decision) -> set[tuple[TaskKind, str, str]]:
    """Return what is to be done: its kind, by whom, about what."""
    return {(task.kind, task.of, task.about) for task in decision.tasks}


def sent(life: Life, kind: MessageKind) -> list[str]:
    """Return to whom messages of a kind were sent."""
    return [m.to for decision in life.decisions for m in decision.messages if m.kind is kind]
