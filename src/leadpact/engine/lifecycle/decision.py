"""Decide what follows from a command to a lead: one state machine for its follow-up.

Pure and total: any command in any state gives a decision, or a named refusal. All that changes
is in the events; folding them (`fold_events`) gives the new state.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leadpact.engine.clocks import Clock
from leadpact.engine.lead import Person
from leadpact.engine.lifecycle import (
    assignment,
    by_hand,
    callbacks,
    contacts,
    dispositions,
    erasure,
    holds,
    meetings,
    merging,
    moved_meetings,
    opportunities,
    qualification,
)
from leadpact.engine.lifecycle.cadence import pass_cadence_time, skip
from leadpact.engine.lifecycle.clocks import control_clock, pass_clock_time
from leadpact.engine.lifecycle.commands import (
    AbsorbLead,
    AdvanceTime,
    AgreeCallback,
    AnswerHandoff,
    AssignLead,
    AssignToRep,
    BookMeeting,
    ClaimLead,
    Command,
    ControlClock,
    DebriefMeeting,
    DisposeLead,
    EndLead,
    ErasePerson,
    HandOffLead,
    MergeInto,
    MoveMeeting,
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
    SkipStep,
    UnassignLead,
    UpdateAttributes,
    UpdateMeeting,
    UpdateReview,
    WithdrawReport,
)
from leadpact.engine.lifecycle.context import DecisionContext, Reason, ReasonCode
from leadpact.engine.lifecycle.digests import digest_of
from leadpact.engine.lifecycle.events import Event, EventKind, Origin
from leadpact.engine.lifecycle.payloads import Message, RefusedCommand, TakenCommand
from leadpact.engine.lifecycle.recorded import RecordedRoutes
from leadpact.engine.lifecycle.rules import FollowUp
from leadpact.engine.lifecycle.state import LeadState
from leadpact.engine.lifecycle.tasks import Task, tasks_of, wake_at
from leadpact.engine.routing import RoutingState, StateChange
from leadpact.terms.actors import TIME, is_actor
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.zone import digits_of, epoch_seconds


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from a command.

    Attributes
    ----------
    new_state
        The old state with the events applied.
    events
        All that changed, in order.
    messages
        What is to be sent because of this decision; each has an id, and is sent once.
    reasons
        Why, as coded values; the events hold the details.
    refusal
        Why the command was refused, though time has still passed. None: it was accepted.
    routing
        What routing remembers afterwards.
    routing_changes
        What changed in it, in order.
    rules
        The pact it was decided under.
    """

    new_state: LeadState
    events: tuple[Event, ...]
    messages: tuple[Message, ...]
    reasons: tuple[Reason, ...]
    refusal: Refusal | None
    routing: RoutingState
    routing_changes: tuple[StateChange, ...]
    rules: FollowUp = field(repr=False, compare=False)

    # Worked out where somebody asks: a replay has no tasks, and makes many decisions.

    @property
    def clocks(self) -> tuple[Clock, ...]:
        """The clocks that run or are paused."""
        return self.new_state.running_clocks

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What has to be done now, by whom."""
        return tasks_of(self.new_state, self.rules)

    @property
    def wake_at(self) -> datetime | None:
        """When the lead is to be looked at next; None: no such moment is known.

        Time changes something then, or a waiting lead is to be routed again, for which the moment
        may be past already.
        """
        return wake_at(self.new_state, self.rules)


def decide(
    lead_state: LeadState,
    command: Command,
    rules: FollowUp,
    *,
    as_of: datetime,
    routing: RoutingState | None = None,
    colleagues: Sequence[Person] = (),
) -> Decision:
    """Decide which events follow from a command to a lead.

    Parameters
    ----------
    lead_state
        The state of the lead; `LeadState(lead_id)` before its first command.
    command
        What happened. What arrives twice under one id changes nothing the second time.
        `WithdrawReport` is refused here: `engine.withdrawal` decides on it, from the log.
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
    return decide_by(
        handler_of(command),
        lead_state,
        command,
        rules,
        as_of=as_of,
        routing=routing or RoutingState(),
        colleagues=colleagues,
    )


Handler = Callable[[DecisionContext, Any], Refusal | None]
"""Handles a command of one kind: adds what follows to the decision, or refuses it."""


def handler_of(command: Command) -> Handler:
    """Return what handles a command."""
    return _HANDLERS[type(command)]


def decide_by(
    handler: Handler,
    lead_state: LeadState,
    command: Command,
    rules: FollowUp,
    *,
    as_of: datetime,
    routing: RoutingState,
    colleagues: Sequence[Person] = (),
    recorded_at: datetime | None = None,
    recorded: RecordedRoutes | None = None,
) -> Decision:
    """Decide by another handler than the command's own, perhaps once more.

    Parameters
    ----------
    recorded_at
        When it is decided, where that is not `as_of`: a decision of the past is made again.
    recorded
        What routing decided then; it stays where the circumstances are the same.
    """
    epoch_seconds(as_of)  # raises what is no moment
    if command.occurred_at is not as_of:
        epoch_seconds(command.occurred_at)
    # A decision never goes back behind an earlier one: what was breached then stays breached.
    as_of = max(as_of, lead_state.as_of or as_of)
    digest = digest_of(command) if command.id else ""
    is_known = bool(command.id) and lead_state.seen.get(command.id) == digest
    is_of_time = is_known or not command.id
    name = f"time/{digits_of(as_of)}" if is_of_time else command.id
    at = recorded_at or as_of
    acted = Origin(name, command.actor, at, rules.fingerprint)
    passed = acted if command.actor == TIME else Origin(name, TIME, at, rules.fingerprint)
    context = DecisionContext(lead_state, rules, routing, passed, as_of, colleagues, recorded)
    refusal = _refused_at_once(context, command, is_known=is_known)
    if refusal is None and is_known:
        context.add_reason(ReasonCode.ALREADY_KNOWN, command.id)
    elif refusal is None:
        refusal = _handle(context, command, acted, handler)
    # Phase 3: time from the command until now; it passes for a refused command too.
    _pass_time(context)
    # Phase 4: breaches change the owner last: a late report of the promised act prevents it.
    assignment.do_moves(context)
    if is_of_time:
        _record_time(context)
    else:
        context.origin = acted
        _record_command(context, command, refusal, digest)
    return _decided(context, refusal)


def _handle(
    context: DecisionContext, command: Command, acted: Origin, handler: Handler
) -> Refusal | None:
    """Let time pass up to a command, then handle it; what it brings about has its own origin."""
    as_of, passed = context.now, context.origin
    if type(command) is AdvanceTime and command.occurred_at == as_of:
        return None  # it asks for nothing but the time that phase 3 lets pass
    # Phase 1: time up to the command, so that a promise broken before it is broken.
    if context.state.lead is not None:
        context.now = max(min(command.occurred_at, as_of), context.state.as_of or as_of)
        _pass_time(context)
    # Phase 2: the command itself, decided on now, dated when it happened.
    context.now, context.origin = as_of, acted
    before = context.state.stage
    refusal = handler(context, command)
    if context.rules.ruleset.asks_for_stage and refusal is None:
        qualification.follow_stage(context, before)
    context.origin = passed
    return refusal


def _record_time(context: DecisionContext) -> None:
    """Add the last event of a decision that no new command led to, if anything changed in it."""
    if context.events or context.now != context.state.as_of:
        context.emit(EventKind.TIME_PASSED)


def _record_command(
    context: DecisionContext, command: Command, refusal: Refusal | None, digest: str
) -> None:
    """Add the last event of a decision: the command, so that a log can be decided on again.

    One that was taken is known from then on, one that was refused may be sent again.
    """
    if refusal is None:
        context.emit(EventKind.COMMAND_TAKEN, TakenCommand(command, digest))
    elif context.state.lead is not None:
        context.emit(EventKind.COMMAND_REFUSED, RefusedCommand(command, refusal))


def _decided(context: DecisionContext, refusal: Refusal | None) -> Decision:
    return Decision(
        new_state=context.state,
        events=tuple(context.events),
        messages=tuple(context.messages),
        reasons=tuple(context.reasons),
        refusal=refusal,
        routing=context.routing,
        routing_changes=tuple(context.changes),
        rules=context.rules,
    )


def _refused_id(context: DecisionContext, command: Command) -> Refusal | None:
    if not command.id and not isinstance(command, AdvanceTime):
        # The log would not have it: a replay or a withdrawal of another report would lose it.
        return Refusal(RefusalCode.ID_MISSING)
    if command.id in context.state.seen:
        return Refusal(RefusalCode.ID_TAKEN, (("id", command.id),))
    return None


def _refused_at_once(
    context: DecisionContext, command: Command, *, is_known: bool
) -> Refusal | None:
    if not is_actor(command.actor):
        return Refusal(RefusalCode.ACTOR_UNKNOWN, (("actor", command.actor),))
    if not is_known and (refusal := _refused_id(context, command)) is not None:
        return refusal
    if command.occurred_at > context.now:
        return Refusal(RefusalCode.HAPPENED_LATER, (("as_of", context.now.isoformat()),))
    if context.state.lead is None and not isinstance(
        command, RecordLead | RecordJudgement | AdvanceTime
    ):
        return Refusal(RefusalCode.LEAD_UNKNOWN, (("lead", context.state.lead_id),))
    if is_known:
        return None
    return erasure.check_erased(context, command) or merging.check_merged(context.state, command)


def _pass_time(context: DecisionContext) -> None:
    """Let time pass up to now: cadences, absences, holds, clocks, meetings, gates."""
    # An absence or a hold ends before clocks are judged: they go on then, and may be breached.
    pass_cadence_time(context)
    contacts.pass_absence(context)
    holds.pass_hold(context)
    pass_clock_time(context)
    meetings.pass_meeting_time(context)
    qualification.judge_again(context)


_HANDLERS: Mapping[type[Any], Handler] = {
    RecordLead: qualification.record_lead,
    RecordJudgement: qualification.record_judgement,
    UpdateAttributes: qualification.update_attributes,
    RecordActivity: qualification.record_activity,
    RecordTouch: contacts.record_touch,
    SkipStep: skip,
    AgreeCallback: callbacks.agree_callback,
    RecordReply: contacts.record_reply,
    RecordOutOfOffice: contacts.record_absence,
    RecordOptOut: contacts.record_opt_out,
    AssignLead: assignment.assign_lead,
    ClaimLead: assignment.claim,
    ReassignLead: assignment.reassign,
    AssignToRep: by_hand.assign_to_rep,
    UnassignLead: by_hand.unassign,
    RecordOwnerAbsence: contacts.record_owner_absence,
    HandOffLead: meetings.hand_off,
    AnswerHandoff: meetings.answer_handoff,
    BookMeeting: meetings.book,
    MoveMeeting: moved_meetings.move,
    UpdateMeeting: meetings.update_meeting,
    DebriefMeeting: meetings.debrief,
    OpenOpportunity: opportunities.open_,
    MoveOpportunity: opportunities.move_opportunity,
    DisposeLead: dispositions.dispose,
    UpdateReview: dispositions.update_review,
    ControlClock: control_clock,
    EndLead: dispositions.end,
    WithdrawReport: lambda _context, _command: Refusal(RefusalCode.LOG_NEEDED),
    ErasePerson: erasure.erase,
    MergeInto: merging.merge_into,
    AbsorbLead: merging.absorb,
    AdvanceTime: lambda _context, _command: None,
}
