"""Hold the context of one decision: state and events so far, and what routing remembers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from leadpact.engine.gates import with_paths
from leadpact.engine.lead import Activity, Lead, Person, past_activity
from leadpact.engine.lifecycle.events import Event, EventKind, Origin, apply_to_draft
from leadpact.engine.lifecycle.payloads import Message, Release
from leadpact.engine.lifecycle.recorded import RecordedRoutes
from leadpact.engine.lifecycle.rules import FollowUp
from leadpact.engine.lifecycle.stage_reasons import StageReason
from leadpact.engine.lifecycle.state import ENDED, LeadState, StageChange
from leadpact.engine.routing import (
    ReleaseReason,
    RouteDecision,
    RoutingState,
    StateChange,
    apply_change,
    in_present_periods,
)
from leadpact.engine.scoring import DatedFacts, Facts, Moment, StagedFacts, moment_of
from leadpact.pact.sections.clocks.policy import OnBreach
from leadpact.terms.frozen import draft_of
from leadpact.terms.stages import FUNNEL_RANK, Stage
from leadpact.terms.zone import epoch_seconds


class ReasonCode(StrEnum):
    """Why something was decided."""

    ALREADY_KNOWN = "ALREADY_KNOWN"
    """A command with the same id was taken before."""
    GATE_OPENED = "GATE_OPENED"
    ROUTE_TOOK = "ROUTE_TOOK"
    NOBODY_CAN = "NOBODY_CAN"
    NAMED_BY_HAND = "NAMED_BY_HAND"
    """Somebody named the rep, or took the lead from its rep; no route decided."""
    CAP_EXCEEDED = "CAP_EXCEEDED"
    """The rep who was named has more leads now than a cap allows."""
    CLOCK_STARTED = "CLOCK_STARTED"
    CLOCK_EXCEPTED = "CLOCK_EXCEPTED"
    CLOCK_BREACHED = "CLOCK_BREACHED"
    CONDITION_LEFT = "CONDITION_LEFT"
    TRACK_CHOSEN = "TRACK_CHOSEN"
    NO_TRACK = "NO_TRACK"
    NO_CADENCE = "NO_CADENCE"
    """What ends a cadence came before one could start: a reply, a meeting, a disposition."""
    STEP_LEFT_OUT = "STEP_LEFT_OUT"
    """The condition of a step is not true, and the next one takes its place."""
    CHANNEL_UNKNOWN = "CHANNEL_UNKNOWN"
    """The pact has no such channel: the touch or the reply counts as on an unknown one."""
    REPORT_WITHDRAWN = "REPORT_WITHDRAWN"
    """A report counts no more, and what came after it was decided again."""
    STAGE_KEPT = "STAGE_KEPT"
    """The command gives an earlier stage than is known; stages only move forward."""
    REVIEW_NEEDED = "REVIEW_NEEDED"
    NO_LEAD = "NO_LEAD"
    """It is no lead, by the pact's `not_leads`."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a decision: a code, and the gate, route, clock or track that it speaks of."""

    code: ReasonCode
    about: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A change of owner that a breach asks for, at once or by a rung of its ladder.

    `due_at` is the moment of the breach or of the rung; `rep_id` had the lead when it was noticed,
    None: nobody had.
    """

    clock_id: str
    due_at: datetime
    action: OnBreach
    rep_id: str | None


@dataclass(slots=True)
class DecisionContext:
    """A decision in the making.

    Attributes
    ----------
    origin
        Where the events come from; all that this decision makes has ids that begin with the
        command's.
    now
        The moment that is decided on.
    recorded
        What routing decided when the command was decided on before; it stays as it was.
    moves
        Changes of owner that breaches ask for, which are still to be made.
    followed_stage
        The stage in which conditions were asked last; None: not yet.
    """

    state: LeadState
    rules: FollowUp
    routing: RoutingState
    origin: Origin
    now: datetime
    colleagues: Sequence[Person] = ()
    recorded: RecordedRoutes | None = None
    events: list[Event] = field(default_factory=list)
    changes: list[StateChange] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    followed_stage: Stage | None = None
    _known: tuple[tuple[Any, ...], Moment] | None = None
    _n_named: int = 0

    @property
    def name(self) -> str:
        """The command's id."""
        return self.origin.command_id

    def recorded_route(self) -> RouteDecision | None:
        """Return what routing decided here before, in the same circumstances."""
        found = self.recorded.take(self.state) if self.recorded is not None else None
        if found is None:
            return None
        return replace(found, change=in_present_periods(found.change, self.routing))

    def make_name(self, what: str) -> str:
        """Return a new id that begins with the command's."""
        while True:
            self._n_named += 1
            name = f"{self.name}/{self._n_named}-{what}"
            if not self._is_taken(name):
                return name

    def _is_taken(self, name: str) -> bool:
        """Tell whether an id is in use: a command that was refused may be sent again."""
        return any(item.signal_id == name for item in self.state.signals) or any(
            item.clock_id.endswith(f"/{name}") for item in self.state.clocks
        )

    def emit(self, kind: EventKind, payload: Any = None, *, at: datetime | None = None) -> None:
        """Add an event; the state follows it.

        The context changes a copy of its own: read what was before an event before it is added.
        """
        if not self.events:
            self.state = draft_of(self.state)
        state = self.state
        event = Event(kind, state.lead_id, state.version + 1, at or self.now, self.origin, payload)
        self.events.append(event)
        apply_to_draft(state, event)

    def add_reason(self, code: ReasonCode, about: str = "") -> None:
        """Add a reason."""
        self.reasons.append(Reason(code, about))

    def send(self, message: Message) -> None:
        """Add a message, unless it was due before, or is about a person who was erased."""
        if self.state.erased_at is None and message.message_id not in self.state.sent:
            self.messages.append(message)
            self.emit(EventKind.MESSAGE_DUE, message, at=message.due_at)

    def remember(self, change: StateChange) -> None:
        """Change what routing remembers."""
        if not change.is_empty:
            self.changes.append(change)
            self.routing = apply_change(self.routing, change)

    def move(self, to: Stage, *, at: datetime, reason: StageReason) -> None:
        """Move the lead forward, or out of the funnel; it does not move back, which is a reason."""
        if is_move_allowed(self.state.stage, to):
            self.set_stage(to, at=at, reason=reason)
        elif self.state.stage is not to:
            self.add_reason(ReasonCode.STAGE_KEPT, str(to))

    def bring(self, to: Stage, *, at: datetime, reason: StageReason) -> None:
        """Move the lead forward by a meeting or an opportunity: also one that was recycled."""
        if self.state.stage is Stage.RECYCLED and to in FUNNEL_RANK:
            self.set_stage(to, at=at, reason=reason)
        else:
            self.move(to, at=at, reason=reason)

    def set_stage(self, to: Stage, *, at: datetime, reason: StageReason) -> None:
        """Move the lead, even back into the funnel: it qualified again, or its end was undone."""
        was_with_ae = self.state.is_with_ae
        change = StageChange(to, at, reason, self.state.stage)
        self.emit(EventKind.STAGE_CHANGED, change, at=at)
        state = self.state
        # One that was won ends, and is released with all that ends.
        if state.is_waiting and state.is_with_ae and not was_with_ae and not state.is_won:
            self.emit(EventKind.RELEASED, Release(None, ReleaseReason.OPPORTUNITY_OPENED))

    @property
    def lead(self) -> Lead:
        """The lead, which is known by now."""
        assert self.state.lead is not None
        return self.state.lead

    def facts(self) -> Facts:
        """Return what conditions may ask of the lead now, on this day, in its stage."""
        known, program = self.state.facts, self.rules.program
        facts = self.moment() if known is None else DatedFacts(known, self.now, program.zone)
        return StagedFacts(facts, self.state.stage) if program.ruleset.asks_for_stage else facts

    def moment(self) -> Moment:
        """Return the facts of the lead's own data now; computed once for all conditions."""
        known = (
            self.lead,
            self.state.activities,
            self.now,
            self.state.paths,
            self.state.stage_changes,
        )
        if self._known is None or any(
            one is not other for one, other in zip(self._known[0], known, strict=True)
        ):
            lead, activities, now, paths, _ = known
            rules, seconds = self.rules.program, epoch_seconds(now)
            if rules.ruleset.past_kinds:
                activities = (*activities, *_past_of(self.state))
            moment = moment_of(rules, lead, activities, seconds, self.colleagues)
            self._known = known, with_paths(moment, paths)
        return self._known[1]


def _past_of(state: LeadState) -> list[Activity]:
    """Return how often a lead was recycled or disqualified, as activities of its past."""
    found = (past_activity(change.to, change.at) for change in state.stage_changes)
    return [item for item in found if item is not None]


def is_move_allowed(before: Stage | None, to: Stage) -> bool:
    """Tell whether a lead may move: forward, or out; from outside only a new round leads back."""
    if before in ENDED:
        return before is Stage.RECYCLED and to is Stage.DISQUALIFIED
    if to not in FUNNEL_RANK or before is None:
        return True
    return FUNNEL_RANK[to] > FUNNEL_RANK[before]
