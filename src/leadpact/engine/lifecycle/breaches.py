"""What a clock does when it warns, is breached, or comes to a rung of its ladder."""

from collections.abc import Collection
from datetime import datetime

from leadpact.engine.clocks import Clock, ClockState
from leadpact.engine.lifecycle.context import DecisionContext, Move, ReasonCode
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.payloads import Message, MessageKind
from leadpact.pact.sections.clocks.policy import BreachAction, ClockKind, OnBreach
from leadpact.terms.stages import RepRole
from leadpact.terms.zone import digits_of

_OWNER = "OWNER"


def warn(context: DecisionContext, clock: Clock, warned: Collection[datetime] = ()) -> None:
    """Send the warnings of a running clock that came due and were not sent before."""
    if clock.state is ClockState.RUNNING:
        for at in clock.warnings_due:
            if at not in warned:
                _send(context, clock, MessageKind.CLOCK_WARNING, _OWNER, at)


def do_breach(context: DecisionContext, clock: Clock) -> None:
    """Do what the breach of a clock does at once."""
    context.add_reason(ReasonCode.CLOCK_BREACHED, clock.policy.name)
    for action in clock.policy.on_breach:
        if action.after is None:
            _act(context, clock, action, clock.due_at)


def climb(context: DecisionContext, before: Clock | None, after: Clock) -> None:
    """Record the rungs of the ladder that were climbed, each at its moment, and do what they do."""
    climbed = before.rungs_due if before else ()
    at_last: datetime | None = None
    for at, rung in zip(after.rungs_due, after.policy.rungs, strict=False):
        if at in climbed:
            continue
        if at != at_last:  # several may be due together
            context.emit(EventKind.CLOCK_ESCALATED, after, at=at)
        _act(context, after, rung, at)
        at_last = at


def _act(context: DecisionContext, clock: Clock, action: OnBreach, at: datetime) -> None:
    """Do one thing that a breach does, due at a moment."""
    match action.action:
        case BreachAction.NOTIFY:
            _send(context, clock, MessageKind.CLOCK_BREACH, action.to or _OWNER, at)
        case BreachAction.ESCALATE:
            _send(context, clock, MessageKind.ESCALATION, action.to or RepRole.MANAGER, at)
        case BreachAction.REASSIGN | BreachAction.RETURN_TO_POOL:
            if clock.stopped_at is None:
                rep_id = context.state.owner_rep_id
                context.moves.append(Move(clock.clock_id, at, action, rep_id))


def _send(context: DecisionContext, clock: Clock, kind: MessageKind, to: str, at: datetime) -> None:
    """Send a message on a clock, once a moment; to its owner: to who gave the promise."""
    addressee = _promiser(context, clock) if to == _OWNER else to
    name = f"{clock.clock_id}/{kind.lower()}/{to}/{digits_of(at)}"
    context.send(Message(name, kind, addressee, clock.clock_id, at))


def _promiser(context: DecisionContext, clock: Clock) -> str:
    """Return who is to keep a promise: the AE of a handoff or a meeting held, else the owner."""
    state = context.state
    if clock.subject_id is not None:
        handoff, meeting = state.handoff(clock.subject_id), state.meeting(clock.subject_id)
        if handoff is not None:
            return handoff.ae_rep_id
        if clock.policy.kind is ClockKind.MEETING_UPDATE and meeting is not None:
            return meeting.ae_rep_id or RepRole.AE
    if clock.policy.kind is ClockKind.MANAGER_REVIEW:
        return RepRole.MANAGER
    return state.owner_rep_id or RepRole.MANAGER
