"""Record touches, replies, absences and opt-outs in one decision."""

from datetime import UTC, date, datetime, time, timedelta

from leadpact.engine.cadences import StopReason
from leadpact.engine.lifecycle.assignment import (
    end_lead,
    give_to_another,
    return_to_pool,
    stop_work,
)
from leadpact.engine.lifecycle.cadence import end_cadences, pause_for_leave, rest, take_step
from leadpact.engine.lifecycle.callbacks import fulfil_callback
from leadpact.engine.lifecycle.clocks import apply_signal
from leadpact.engine.lifecycle.commands import (
    RecordOptOut,
    RecordOutOfOffice,
    RecordOwnerAbsence,
    RecordReply,
    RecordTouch,
)
from leadpact.engine.lifecycle.context import DecisionContext, ReasonCode
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.payloads import OptOut, ProspectAbsence, ProspectReply
from leadpact.engine.lifecycle.stage_reasons import StageReason, StageReasonCode
from leadpact.engine.lifecycle.state import LeadState, Touch
from leadpact.pact.sections.cadences.policy import OnLeave, OutOfOffice
from leadpact.pact.sections.clocks.policy import Signal
from leadpact.terms.stages import Channel, Stage, channel_of

_USUAL = OutOfOffice()
"""How long a prospect is away if the pact has no cadence."""


def record_touch(context: DecisionContext, command: RecordTouch) -> None:
    """Record a touch; one that counts is counted by clocks, and may be a callback or a step."""
    at, channel = command.occurred_at, _known_channel(context, command.channel)
    by_owner = _had_lead(context.state, command.rep_id, at)
    made = Touch(command.id, channel_of(command.channel), at, command.rep_id, by_owner)
    context.emit(EventKind.TOUCHED, made, at=at)
    if context.state.is_before_round(at) or not context.rules.counts_touch(by_owner=by_owner):
        return
    apply_signal(context, Signal.TOUCHED, at=at, channel=channel)
    fulfil_callback(context, made)  # before the step: its rest is over then
    if channel is not None:
        take_step(context, channel, at)


def _known_channel(context: DecisionContext, code: str | None) -> Channel | None:
    """Return the channel of a touch or a reply; one that the pact does not have is a reason."""
    channel = None if code is None else channel_of(code)
    known = context.rules.known_channel(channel)
    if known is None and channel is not None:
        context.add_reason(ReasonCode.CHANNEL_UNKNOWN, str(channel))
    return known


def _had_lead(state: LeadState, rep_id: str | None, at: datetime) -> bool | None:
    """Tell whether a rep had the lead at a moment; None: it is not known which rep.

    Of earlier owners no moments are kept: before the present rep got it, each of them counts.
    """
    if rep_id is None:
        return None
    held, route = state.assignment, state.route
    if held is not None and at >= held.assigned_at:
        return rep_id == held.rep_id
    if state.is_waiting and route is not None and at >= route.as_of:
        return False
    return rep_id in state.past_owners


def record_reply(context: DecisionContext, command: RecordReply) -> None:
    """Record a reply: it ends the cadence."""
    at = command.occurred_at
    channel = _known_channel(context, command.channel)
    given = None if command.channel is None else channel_of(command.channel)
    context.emit(EventKind.REPLIED, ProspectReply(at, given), at=at)
    if context.state.is_before_round(at):
        return
    if context.state.away_until is not None:
        context.emit(EventKind.AWAY, ProspectAbsence(), at=at)
    end_cadences(context, StopReason.REPLIED)
    apply_signal(context, Signal.REPLIED, at=at, channel=channel)


def record_absence(context: DecisionContext, command: RecordOutOfOffice) -> None:
    """Let cadence and clocks rest until the prospect is back; an absence is no reply."""
    at, known = command.occurred_at, context.state.away_until
    if context.state.is_before_round(at):
        return
    until = rest(context, at, command.back_on)
    if until is None:
        usual = _usual_return(at, command.back_on)
        until = usual if known is None else max(known, usual)
    context.emit(EventKind.AWAY, ProspectAbsence(until), at=at)
    apply_signal(context, Signal.OUT_OF_OFFICE, at=at)


def pass_absence(context: DecisionContext) -> None:
    """Let clocks go on when the prospect is back."""
    until = context.state.away_until
    if until is not None and until <= context.now:
        context.emit(EventKind.AWAY, ProspectAbsence(), at=until)
        apply_signal(context, Signal.BACK_IN_OFFICE, at=until)


def _usual_return(at: datetime, back_on: date | None) -> datetime:
    """Return when a prospect is back if the pact has no cadence: as stated, else as is usual."""
    if back_on is not None:
        n_days = (back_on - at.astimezone(UTC).date()).days
        if 0 <= n_days < _USUAL.ignore_beyond_days:
            return max(datetime.combine(back_on, time(), UTC), at)
    return at + timedelta(days=_USUAL.resume_after_days)


def record_opt_out(context: DecisionContext, command: RecordOptOut) -> None:
    """End everything: nobody contacts the prospect again."""
    at = command.occurred_at
    context.emit(EventKind.OPTED_OUT, OptOut(at), at=at)
    stop_work(context, at, reason=StopReason.OPTED_OUT, signal=Signal.OPTED_OUT)
    if at < context.now and context.state.running_clocks:  # those that began since
        apply_signal(context, Signal.OPTED_OUT, at=context.now)
    stage = None if context.state.is_won else Stage.DISQUALIFIED
    end_lead(
        context,
        at,
        stage=stage,
        reason=StageReason(StageReasonCode.OPTED_OUT),
        cancels_clocks=False,
    )


def record_owner_absence(context: DecisionContext, command: RecordOwnerAbsence) -> None:
    """Let the cadence rest while the rep is on leave, or give the lead to another.

    Who left the company has no lead any more: it goes to another, or waits.
    """
    cadences = context.rules.ruleset.cadences
    if command.rep_id != context.state.owner_rep_id:
        return
    if command.until is None:
        return_to_pool(context)
    elif cadences is not None and cadences.on_leave is OnLeave.HAND_OVER:
        give_to_another(context)
    if context.state.owner_rep_id == command.rep_id and command.until is not None:
        pause_for_leave(context, command.until)
