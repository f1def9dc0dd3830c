"""What is to be done when something happens to a lead: one state machine for the whole follow-up.

Pure and total: any command in any state gives a decision, or a named refusal. All that changes
is in the events; folding them (`projections`) gives the new state.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadpact.engine.clocks import Clock
from leadpact.engine.lead import Person
from leadpact.engine.lifecycle import contacts as contacting
from leadpact.engine.lifecycle import dispositions as disposing
from leadpact.engine.lifecycle import meetings as meeting
from leadpact.engine.lifecycle import opportunities as dealing
from leadpact.engine.lifecycle.assignment import claim, do_moves, give_to_another, route
from leadpact.engine.lifecycle.cadence import pass_cadence_time
from leadpact.engine.lifecycle.clocks import move_clock, pass_time
from leadpact.engine.lifecycle.commands import (
    AdvanceTime,
    AnswerHandoff,
    AssignLead,
    BookMeeting,
    ClaimLead,
    Command,
    ControlClock,
    DebriefMeeting,
    DisposeLead,
    EndLead,
    HandOffLead,
    MoveOpportunity,
    OpenOpportunity,
    ReassignLead,
    RecordActivity,
    RecordJudgement,
    RecordLead,
    RecordOptOut,
    RecordOutOfOffice,
    RecordOwnerAbsence,
    RecordReply,
    RecordTouch,
    UpdateAttributes,
    UpdateMeeting,
    UpdateReview,
)
from leadpact.engine.lifecycle.context import DecisionContext, Message, Reason, ReasonCode
from leadpact.engine.lifecycle.events import Event, EventKind
from leadpact.engine.lifecycle.qualification import (
    learn,
    record,
    record_activity,
    take_judgement,
    wrong_value,
)
from leadpact.engine.lifecycle.rules import FollowUp
from leadpact.engine.lifecycle.state import LeadState
from leadpact.engine.lifecycle.tasks import Task, tasks_of, wake_at
from leadpact.engine.routing import RoutingState, StateChange
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.zone import epoch_seconds


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from a command.

    Attributes
    ----------
    new_state
        The old state with the events applied.
    events
        All that changed, in order.
    clocks
        The clocks that run or are paused.
    tasks
        What has to be done now, by whom.
    messages
        What is to be sent because of this decision; each has an id, and is sent once.
    reasons
        Why, as coded values; the events hold the whole of it.
    refusal
        Why the command was not taken; time has passed all the same. None: it was.
    routing
        What routing remembers afterwards.
    routing_changes
        What changed in it, in order.
    wake_at
        The next moment at which time alone changes something; None: no such moment is known.
    """

    new_state: LeadState
    events: tuple[Event, ...]
    clocks: tuple[Clock, ...]
    tasks: tuple[Task, ...]
    messages: tuple[Message, ...]
    reasons: tuple[Reason, ...]
    refusal: Refusal | None
    routing: RoutingState
    routing_changes: tuple[StateChange, ...]
    wake_at: datetime | None


def decide(
    lead_state: LeadState,
    command: Command,
    rules: FollowUp,
    *,
    as_of: datetime,
    routing: RoutingState | None = None,
    colleagues: Sequence[Person] = (),
) -> Decision:
    """Decide what follows when something happens to a lead.

    Parameters
    ----------
    lead_state
        What is remembered of the lead; `LeadState(lead_id)` where that is nothing.
    command
        What happened. What arrives twice under one id changes nothing the second time.
    rules
        The pact in force over the reps: `make_follow_up`. Clocks that run keep the pact they
        started under.
    as_of
        The moment it is, aware. Time up to then has passed: breaches are dated when they were
        due, what they do is done now.
    routing
        What routing remembers of all leads; None: nothing.
    colleagues
        The other leads of the account, for account scores.

    Returns
    -------
    Decision
        A function of the arguments alone.

    Raises
    ------
    NaiveDatetime, OutsideHorizon
        Where a time is no moment from 1970 to 2099.
    """
    for at in (as_of, command.occurred_at):
        epoch_seconds(at)  # raises what is no moment
    if lead_state.as_of is not None:
        as_of = max(as_of, lead_state.as_of)
    context = DecisionContext(
        lead_state,
        rules,
        routing or RoutingState(),
        command.id or f"time/{as_of:%Y%m%dT%H%M%SZ}",
        as_of,
        colleagues,
    )
    refusal = _refused_at_once(context, command)
    if refusal is None and context.name not in lead_state.seen:
        if lead_state.lead is not None:
            context.now = max(min(command.occurred_at, as_of), lead_state.as_of or as_of)
            _pass_time(context)
        context.now = as_of
        refusal = _HANDLERS[type(command)](context, command)
    elif refusal is None:
        context.add_reason(ReasonCode.ALREADY_KNOWN, context.name)
    _pass_time(context)
    do_moves(context)
    context.emit(EventKind.DECIDED, command.id if refusal is None else "")
    return _decided(context, refusal)


def _decided(context: DecisionContext, refusal: Refusal | None) -> Decision:
    state = context.state
    return Decision(
        new_state=state,
        events=tuple(context.events),
        clocks=state.running_clocks,
        tasks=tasks_of(state, context.rules),
        messages=tuple(context.messages),
        reasons=tuple(context.reasons),
        refusal=refusal,
        routing=context.routing,
        routing_changes=tuple(context.changes),
        wake_at=wake_at(state, context.rules),
    )


def _refused_at_once(context: DecisionContext, command: Command) -> Refusal | None:
    if command.occurred_at > context.now:
        return Refusal(RefusalCode.HAPPENED_LATER, (("as_of", context.now.isoformat()),))
    if context.state.lead is None and not isinstance(
        command, RecordLead | RecordJudgement | AdvanceTime
    ):
        return Refusal(RefusalCode.LEAD_UNKNOWN, (("lead", context.state.lead_id),))
    return None


def _pass_time(context: DecisionContext) -> None:
    """Let time pass up to the decision's moment: clocks, cadences, meetings."""
    pass_cadence_time(context)
    contacting.pass_absence(context)
    pass_time(context)
    meeting.pass_meeting_time(context)


Handler = Callable[[DecisionContext, Any], Refusal | None]


def _arrive(context: DecisionContext, command: RecordLead) -> Refusal | None:
    if command.lead.lead_id != context.state.lead_id:
        return Refusal(RefusalCode.OTHER_LEAD, (("lead", command.lead.lead_id),))
    refusal = wrong_value(context.rules.ruleset, command.lead.attributes)
    if refusal is not None:
        return refusal
    record(
        context,
        command.lead,
        command.account_owner_rep_id,
        command.occurred_at,
        meeting_at=command.meeting_at,
    )
    return None


def _take_judgement(context: DecisionContext, command: RecordJudgement) -> Refusal | None:
    if command.lead.lead_id != context.state.lead_id:
        return Refusal(RefusalCode.OTHER_LEAD, (("lead", command.lead.lead_id),))
    take_judgement(context, command)
    return None


def _try_again(context: DecisionContext, _command: AssignLead) -> Refusal | None:
    if not context.state.is_waiting:
        return Refusal(RefusalCode.NOT_WAITING)
    route(context)
    return None


def _claim(context: DecisionContext, command: ClaimLead) -> Refusal | None:
    router = context.rules.router
    if router is None:
        return Refusal(RefusalCode.NOT_IN_PACT, (("section", "routing"),))
    if command.pool not in router.pools:
        return Refusal(RefusalCode.UNKNOWN_POOL, (("pool", command.pool),))
    state = context.state
    if not state.is_waiting or state.route is None or not state.route.is_queued:
        return Refusal(RefusalCode.NOT_WAITING)
    if state.route.pool != command.pool:
        return Refusal(RefusalCode.NOT_WAITING, (("pool", state.route.pool or ""),))
    obstacle = claim(context, command.pool, command.rep_id)
    if obstacle is not None:
        return Refusal(RefusalCode.CANNOT_CLAIM, (("obstacle", obstacle),))
    return None


def _reassign(context: DecisionContext, _command: ReassignLead) -> Refusal | None:
    if context.state.assignment is None:
        return Refusal(RefusalCode.NO_OWNER)
    give_to_another(context)
    return None


def _nothing(handler: Callable[[DecisionContext, Any], None]) -> Handler:
    """Return a handler that refuses nothing."""

    def handle(context: DecisionContext, command: Any) -> Refusal | None:
        handler(context, command)
        return None

    return handle


_HANDLERS: Mapping[type[Any], Handler] = {
    RecordLead: _arrive,
    RecordJudgement: _take_judgement,
    UpdateAttributes: learn,
    RecordActivity: _nothing(record_activity),
    RecordTouch: _nothing(contacting.touch),
    RecordReply: _nothing(contacting.reply),
    RecordOutOfOffice: _nothing(contacting.record_absence),
    RecordOptOut: _nothing(contacting.opt_out),
    AssignLead: _try_again,
    ClaimLead: _claim,
    ReassignLead: _reassign,
    RecordOwnerAbsence: _nothing(contacting.leave),
    HandOffLead: meeting.hand_off,
    AnswerHandoff: meeting.answer_handoff,
    BookMeeting: meeting.book,
    UpdateMeeting: meeting.move_meeting,
    DebriefMeeting: meeting.debrief,
    OpenOpportunity: dealing.open_,
    MoveOpportunity: dealing.move_opportunity,
    DisposeLead: disposing.dispose,
    UpdateReview: disposing.move_review,
    ControlClock: move_clock,
    EndLead: _nothing(disposing.end),
    AdvanceTime: lambda _context, _command: None,
}
