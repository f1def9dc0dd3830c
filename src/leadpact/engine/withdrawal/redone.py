"""Decide again what came after a report: each command at its moment, and the moments between."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from leadpact.engine.lead import Person
from leadpact.engine.lifecycle import (
    AdvanceTime,
    Command,
    DecidedAgain,
    Decision,
    DecisionContext,
    DisposeLead,
    Event,
    EventKind,
    FollowUp,
    Handler,
    LeadState,
    Message,
    Origin,
    ReasonCode,
    RecordedRoutes,
    WithdrawReport,
    decide_by,
    go_back,
    handler_of,
    is_alike,
    needs_log,
    recorded_routes,
    routing_change_of,
    take_disposition,
    wake_at,
)
from leadpact.engine.routing import RoutingState, StateChange, apply_change, undo_changes
from leadpact.engine.scheduling import wake_command
from leadpact.engine.withdrawal.past_decisions import PastDecision
from leadpact.terms.actors import TIME
from leadpact.terms.refusals import RefusalCode

_BY_ROUTING = (RefusalCode.CANNOT_CLAIM, RefusalCode.CAP_REACHED)
"""Refusals that depend on what other leads took from the reps: they stay, as owners do."""


@dataclass(slots=True)
class RedoneDecisions:
    """What is decided again so far: the state, and all that leads to it."""

    state: LeadState
    routing: RoutingState
    rules_of: Callable[[str], FollowUp]
    recorded_at: datetime
    colleagues: Sequence[Person]
    events: list[Event] = field(default_factory=list)
    changes: list[StateChange] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)

    def go_back(
        self, command: WithdrawReport, undone: Sequence[PastDecision], rules: FollowUp
    ) -> None:
        """Make the lead what it was before some decisions, and let routing forget them."""
        before = undone[0].before
        change = undo_changes(_changes(undone), self.routing)
        payload = DecidedAgain(
            withdrawn_id=command.withdrawn_id,
            after_n=before.version,
            undone_ids=tuple(name for item in undone[1:] if (name := item.command_id)),
            change=change,
        )
        origin = Origin(command.id, command.actor, self.recorded_at, rules.fingerprint)
        number, lead_id = self.state.version + 1, self.state.lead_id
        event = Event(EventKind.DECIDED_AGAIN, lead_id, number, self.recorded_at, origin, payload)
        self.events.append(event)
        self.state = go_back(self.state, event, before)
        if not change.is_empty:
            self.changes.append(change)
            self.routing = apply_change(self.routing, change)

    def decide_again(self, past: PastDecision) -> None:
        """Decide on one command again, or on the passing of time."""
        rules = self.rules_of(past.fingerprint)
        self.pass_time(rules, until=past.as_of, missed=wake_at(past.before, rules))
        command = past.command or AdvanceTime("", past.as_of, actor=TIME)
        handler = _handler(past, command, self.state)
        recorded = recorded_routes(past.before, past.events)
        self._decide(handler, command, rules, as_of=past.as_of, recorded=recorded)

    def pass_time(self, rules: FollowUp, *, until: datetime, missed: datetime | None) -> None:
        """Wake the lead at the moments before another that had no part in what was decided.

        `missed` is when it was to wake before: if nobody looked at it then, nobody does now.
        """
        while (wake := wake_at(self.state, rules)) is not None and wake != missed:
            state = self.state
            if state.as_of is None or not state.as_of < wake < until:
                return
            retry_at = state.route.retry_at if state.is_waiting and state.route else None
            command = wake_command(wake, retry_at=retry_at)
            self._decide(handler_of(command), command, rules, as_of=wake)

    def _decide(
        self,
        handler: Handler,
        command: Command,
        rules: FollowUp,
        *,
        as_of: datetime,
        recorded: RecordedRoutes | None = None,
    ) -> Decision:
        """Decide at a moment, recorded now, and add it to what is decided again."""
        decision = decide_by(
            handler,
            self.state,
            command,
            rules,
            as_of=as_of,
            routing=self.routing,
            colleagues=self.colleagues,
            recorded_at=self.recorded_at,
            recorded=recorded,
        )
        self.state, self.routing = decision.new_state, decision.routing
        self.events.extend(decision.events)
        self.changes.extend(decision.routing_changes)
        self.messages.extend(decision.messages)
        return decision

    def decide_at(
        self, command: DisposeLead, rules: FollowUp, *, at: datetime, missed: datetime | None
    ) -> Decision:
        """Decide on a disposition at a moment of the past, as if it had been given then."""
        self.pass_time(rules, until=at, missed=missed)
        return self._decide(take_disposition, command, rules, as_of=at)

    def end(self, command: WithdrawReport, rules: FollowUp) -> Decision:
        """Decide on the withdrawal itself, and return all that was decided as one decision."""
        last = self._decide(_note_withdrawal, command, rules, as_of=self.recorded_at)
        return replace(
            last,
            events=tuple(self.events),
            messages=tuple(self.messages),
            routing_changes=tuple(self.changes),
        )


def _note_withdrawal(context: DecisionContext, command: WithdrawReport) -> None:
    """Add the reason of a withdrawal, without what it withdraws."""
    context.add_reason(ReasonCode.REPORT_WITHDRAWN, command.withdrawn_id)


def _handler(past: PastDecision, command: Command, state: LeadState) -> Handler:
    """Return what handles a command again: its own handler, unless routing refused it."""
    refusal = past.refusal
    if refusal is not None and refusal.code in _BY_ROUTING and is_alike(past.before, state):
        return lambda _context, _command: refusal
    if isinstance(command, WithdrawReport) or (needs_log(command) and refusal is not None):
        return lambda _context, _command: refusal
    # A correction that was taken is a disposition like others: what it corrects is withdrawn.
    return take_disposition if isinstance(command, DisposeLead) else handler_of(command)


def _changes(decisions: Iterable[PastDecision]) -> Iterator[StateChange]:
    """Yield what decisions changed in routing."""
    for decision in decisions:
        found = (routing_change_of(event) for event in decision.events)
        yield from (change for change in found if change is not None)
