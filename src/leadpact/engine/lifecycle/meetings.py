"""The handoff from SDR to AE in one decision: meetings, their messages and acceptance."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from leadpact.engine.cadences import StopReason
from leadpact.engine.feedback import check_rejection
from leadpact.engine.handoff import (
    Acceptance,
    DueMessage,
    Handoff,
    Meeting,
    MeetingState,
    Recipient,
    accept_meeting,
    advance_meeting,
    book_meeting,
    cancel_meeting,
    confirm_meeting,
    debrief_meeting,
    hold_meeting,
    message_recipients,
    messages_due,
    miss_meeting,
    reject_meeting,
)
from leadpact.engine.lifecycle.assignment import give_credit, route, routed_lead
from leadpact.engine.lifecycle.cadence import end_cadences
from leadpact.engine.lifecycle.clocks import apply_signal
from leadpact.engine.lifecycle.commands import (
    AnswerHandoff,
    BookMeeting,
    DebriefMeeting,
    HandOffLead,
    MeetingStep,
    UpdateMeeting,
)
from leadpact.engine.lifecycle.context import DecisionContext
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.payloads import Message, MessageKind
from leadpact.engine.lifecycle.qualification import is_to_be_routed
from leadpact.engine.lifecycle.stage_reasons import StageReason, StageReasonCode
from leadpact.engine.lifecycle.state import LeadHandoff, LeadState
from leadpact.engine.routing import ReleaseReason, find_ae
from leadpact.pact.sections.clocks.policy import Signal
from leadpact.pact.sections.handoff.policy import MeetingMessageKind
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole, Stage

_MADE: Mapping[MeetingStep, Callable[[Handoff, Meeting, datetime], Meeting | Refusal]] = {
    MeetingStep.CONFIRMED: lambda _rules, meeting, at: confirm_meeting(meeting, at=at),
    MeetingStep.HELD: lambda _rules, meeting, at: hold_meeting(meeting, at=at),
    MeetingStep.MISSED: lambda _rules, meeting, at: miss_meeting(meeting, at=at),
    MeetingStep.CANCELLED: lambda _rules, meeting, at: cancel_meeting(meeting, at=at),
    MeetingStep.ACCEPTED: lambda rules, meeting, at: accept_meeting(rules, meeting, at=at),
    MeetingStep.REJECTED: lambda rules, meeting, at: reject_meeting(rules, meeting, at=at),
}
_EVENTS_AND_SIGNALS = {
    MeetingStep.CONFIRMED: (EventKind.MEETING_CHANGED, Signal.MEETING_CONFIRMED),
    MeetingStep.HELD: (EventKind.MEETING_HELD, Signal.MEETING_HELD),
    MeetingStep.MISSED: (EventKind.MEETING_MISSED, Signal.MEETING_MISSED),
    MeetingStep.CANCELLED: (EventKind.MEETING_CANCELLED, Signal.MEETING_CANCELLED),
    MeetingStep.ACCEPTED: (EventKind.MEETING_ACCEPTED, Signal.ACCEPTED),
    MeetingStep.REJECTED: (EventKind.MEETING_CHANGED, Signal.REJECTED),
}


def hand_off(context: DecisionContext, command: HandOffLead) -> Refusal | None:
    """Give the lead to an AE who has to set the meeting."""
    if context.state.is_ended:
        return Refusal(RefusalCode.LEAD_ENDED)
    ae_rep_id, ae_route, at = command.ae_rep_id, None, command.occurred_at
    if not ae_rep_id:
        found, ae_route = _find_ae(context, at=at)
        if found is None or found == context.state.owner_rep_id:
            return Refusal(RefusalCode.NO_AE)
        ae_rep_id = found
    refusal = context.rules.check_rep(ae_rep_id, RepRole.AE)
    if refusal is not None:
        return refusal
    given = LeadHandoff(command.id, ae_rep_id, at, ae_route=ae_route)
    context.emit(EventKind.HANDED_OFF, given, at=at)
    apply_signal(context, Signal.HANDED_OFF, at=at, starts_subject_id=command.id)
    return None


def answer_handoff(context: DecisionContext, command: AnswerHandoff) -> Refusal | None:
    """Take or reject a handoff."""
    at, name = command.occurred_at, command.handoff_id
    found = context.state.handoff(name)
    if found is None:
        return Refusal(RefusalCode.UNKNOWN_HANDOFF, (("handoff", name),))
    if found.taken_back_at is not None and found.taken_back_at < at:
        return Refusal(RefusalCode.HANDOFF_TAKEN_BACK)
    refusal = _check_reason(context, command.reason, is_rejected=not command.is_accepted)
    if refusal is not None:
        return refusal
    answered = replace(found, is_accepted=command.is_accepted, rejection_reason=command.reason)
    context.emit(EventKind.HANDOFF_ANSWERED, answered, at=at)
    signal = Signal.ACCEPTED if command.is_accepted else Signal.REJECTED
    apply_signal(context, signal, at=at, subject_id=name)
    return None


def _check_reason(
    context: DecisionContext, reason: str | None, *, is_rejected: bool
) -> Refusal | None:
    """Return a refusal of a rejection without a reason of the pact, or of any other reason."""
    if is_rejected:
        return check_rejection(context.rules.feedback, reason)
    return None if reason is None else Refusal(RefusalCode.REASON_UNKNOWN)


def book(context: DecisionContext, command: BookMeeting) -> Refusal | None:
    """Book a meeting: it ends the cadence; clocks that count back from it begin."""
    rules, at = context.rules.handoff, command.occurred_at
    replaced = find_meeting(context, command.rebooks) if command.rebooks else None
    if isinstance(replaced, Refusal):
        return replaced
    route, owner = context.state.route, context.state.owner_rep_id
    is_direct = route is not None and route.is_direct and context.state.assignment is not None
    ae_rep_id, ae_route = command.ae_rep_id, None
    if ae_rep_id is None:
        meets = {"at": at, "meeting_at": command.starts_at}
        ae_rep_id, ae_route = (owner, None) if is_direct else _find_ae(context, **meets)
    booked = book_meeting(
        rules,
        meeting_id=command.id,
        starts_at=command.starts_at,
        minutes=command.minutes,
        booked_at=at,
        ae_rep_id=ae_rep_id,
        sdr_rep_id=None if is_direct else owner,
        facts=context.facts(),
        is_direct=is_direct,
        rebooks=replaced,
    )
    if isinstance(booked, Refusal):
        return booked
    if ae_route is not None:
        booked = replace(booked, ae_route=ae_route)
    context.emit(EventKind.MEETING_BOOKED, booked, at=at)
    end_cadences(context, StopReason.MEETING_BOOKED)
    apply_signal(
        context,
        Signal.MEETING_BOOKED,
        at=at,
        starts_subject_id=command.id,
        meeting_at=command.starts_at,
    )
    return None


def _find_ae(
    context: DecisionContext, *, at: datetime, meeting_at: datetime | None = None
) -> tuple[str | None, str | None]:
    """Return the AE where none is named, and the entry of the pact's `ae` that found them."""
    rules = context.rules
    if rules.ae_routes and rules.router is not None:
        lead = replace(routed_lead(context), meeting_at=meeting_at)
        found = find_ae(lead, rules.router, rules.ae_routes, as_of=at)
        if found is not None:
            return found
    return _pair(context), None


def _pair(context: DecisionContext) -> str | None:
    """Return the AE paired with the lead's rep; without one, who owns the account."""
    owner = context.state.owner_rep_id
    pairs = context.rules.roster.paired_with(owner) if owner else ()
    return pairs[0].rep_id if pairs else context.state.account_owner_rep_id or owner


def update_meeting(context: DecisionContext, command: UpdateMeeting) -> Refusal | None:
    """Confirm, hold, miss, call off, accept or reject a meeting."""
    meeting = find_meeting(context, command.meeting_id)
    if isinstance(meeting, Refusal):
        return meeting
    at, make = command.occurred_at, _MADE[command.step]
    after = make(context.rules.handoff, meeting, at)
    if isinstance(after, Refusal):
        return after
    if after == meeting:
        return None
    is_rejected = command.step is MeetingStep.REJECTED
    refusal = _check_reason(context, command.reason, is_rejected=is_rejected)
    if refusal is not None:
        return refusal
    if is_rejected:
        after = replace(after, rejection_reason=command.reason)
    kind, signal = _EVENTS_AND_SIGNALS[command.step]
    context.emit(kind, after, at=at)
    if command.step is MeetingStep.HELD:
        held = StageReason(StageReasonCode.MEETING_HELD, meeting.meeting_id)
        context.bring(Stage.FIRST_MEETING, at=at, reason=held)
    if command.step in _BY_RULES:
        apply_signal(context, Signal.MEETING_UPDATED, at=at, subject_id=meeting.meeting_id)
    apply_signal(context, signal, at=at, subject_id=meeting.meeting_id)
    if command.step in _CREDITED:
        give_credit(context, meeting.ae_rep_id, _CREDITED[command.step])
    if is_to_be_routed(context):
        route(context)
    return None


_CREDITED = {
    MeetingStep.MISSED: ReleaseReason.NO_SHOW,
    MeetingStep.CANCELLED: ReleaseReason.CANCELLED,
}
_BY_RULES = (MeetingStep.ACCEPTED, MeetingStep.REJECTED)


def debrief(context: DecisionContext, command: DebriefMeeting) -> Refusal | None:
    """Record how a meeting went."""
    meeting = find_meeting(context, command.meeting_id)
    if isinstance(meeting, Refusal):
        return meeting
    at = command.occurred_at
    after = debrief_meeting(
        context.rules.handoff,
        meeting,
        side=command.side,
        at=at,
        produced_next_step=command.produced_next_step,
    )
    if isinstance(after, Refusal):
        return after
    if after != meeting:
        context.emit(EventKind.MEETING_CHANGED, after, at=at)
        if command.side is RepRole.AE:
            apply_signal(context, Signal.MEETING_UPDATED, at=at, subject_id=meeting.meeting_id)
    return None


def reject_of(
    context: DecisionContext, meeting_id: str, at: datetime, *, reason: str | None
) -> None:
    """Record an AE's disposition as the rejection of a meeting that can be rejected."""
    meeting = find_meeting(context, meeting_id)
    if isinstance(meeting, Refusal):
        return
    after = reject_meeting(context.rules.handoff, meeting, at=at)
    if not isinstance(after, Refusal) and after != meeting:
        after = replace(after, rejection_reason=reason)
        context.emit(EventKind.MEETING_CHANGED, after, at=at)
        apply_signal(context, Signal.REJECTED, at=at, subject_id=meeting_id)


def last_held(context: DecisionContext) -> str | None:
    """Return the meeting that was held last: a report that names no meeting is about that one."""
    held = [item for item in context.state.meetings if item.state is MeetingState.HELD]
    return held[-1].meeting_id if held else None


def reopen(context: DecisionContext, meeting_id: str, at: datetime) -> None:
    """Open a meeting to acceptance again: a review overturned the AE's rejection."""
    meeting = context.state.meeting(meeting_id)
    if meeting is not None and meeting.acceptance is Acceptance.REJECTED:
        open_again = replace(
            meeting, acceptance=Acceptance.OPEN, accepted_at=None, rejection_reason=None
        )
        context.emit(EventKind.MEETING_CHANGED, open_again, at=at)


def find_meeting(context: DecisionContext, meeting_id: str) -> Meeting | Refusal:
    """Return a meeting by its id, or a refusal where there is none."""
    unknown = Refusal(RefusalCode.UNKNOWN_MEETING, (("meeting", meeting_id),))
    return context.state.meeting(meeting_id) or unknown


def pass_meeting_time(context: DecisionContext) -> None:
    """Let time pass for the meetings: acceptance is deemed, messages come due."""
    rules = context.rules.handoff
    for meeting in context.state.meetings:
        calendar = context.rules.calendar(rep_id=meeting.ae_rep_id)
        after = advance_meeting(rules, meeting, calendar, as_of=context.now)
        if after is not meeting and after != meeting:
            context.emit(EventKind.MEETING_ACCEPTED, after, at=after.accepted_at)
        if after.state is not MeetingState.BOOKED:
            continue
        for due in unsent_messages(context.state, rules, after, calendar):
            if due.due_at <= context.now:
                kind = MessageKind(due.kind)
                for role in _left_of(context.state, due.to):
                    name = _message_id(after, due.kind, role)
                    to, about = _addressee(after, role), meeting.meeting_id
                    context.send(Message(name, kind, to, about, due.due_at, due.template or ""))


def unsent_messages(
    state: LeadState, rules: Handoff, meeting: Meeting, calendar: BusinessCalendar
) -> tuple[DueMessage, ...]:
    """Return the messages of a meeting that is booked which somebody did not get yet."""
    # Before moments are looked for: most of the time all but one or none were sent.
    sent = [kind for kind in MeetingMessageKind if _is_sent(state, meeting, kind)]
    return messages_due(rules, meeting, calendar=calendar, but=sent)


def _is_sent(state: LeadState, meeting: Meeting, kind: MeetingMessageKind) -> bool:
    to = _left_of(state, message_recipients(kind, meeting))
    return all(_message_id(meeting, kind, role) in state.sent for role in to)


def _left_of(state: LeadState, to: tuple[Recipient, ...]) -> tuple[Recipient, ...]:
    """Return who gets a message: no prospect who is left alone, and nobody on an erased person."""
    if state.erased_at is not None:
        return ()
    if not state.is_left_alone:
        return to
    return tuple(role for role in to if role is not Recipient.PROSPECT)


def _message_id(meeting: Meeting, kind: MeetingMessageKind, role: Recipient) -> str:
    """Return the id of a message on a meeting to one of its people; of each move another one."""
    is_again = meeting.n_moved > 0 and kind is not MeetingMessageKind.RECAP
    moved = f"/moved-{meeting.n_moved}" if is_again else ""
    return f"{meeting.meeting_id}{moved}/{kind.lower()}/{role}"


def _addressee(meeting: Meeting, role: Recipient) -> str:
    """Return the rep who has a role in a meeting; the role itself for the prospect."""
    reps = {Recipient.AE: meeting.ae_rep_id, Recipient.SDR: meeting.sdr_rep_id}
    return reps.get(role) or role
