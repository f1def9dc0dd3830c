"""The opportunities of a lead in one decision: opened, moved on, won, lost."""

from dataclasses import replace

from leadpact.engine.cadences import StopReason
from leadpact.engine.handoff import Meeting, open_opportunity
from leadpact.engine.lifecycle.assignment import end_lead, stop_work
from leadpact.engine.lifecycle.clocks import apply_signal
from leadpact.engine.lifecycle.commands import MoveOpportunity, OpenOpportunity
from leadpact.engine.lifecycle.context import DecisionContext
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.meetings import find_meeting, last_held
from leadpact.engine.lifecycle.stage_reasons import StageReason, StageReasonCode
from leadpact.engine.lifecycle.state import Opportunity
from leadpact.pact.sections.clocks.policy import Signal
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import Stage

CLOSED = (Stage.CLOSED_WON, Stage.RECYCLED)
_STAGES = (Stage.PIPELINE, *CLOSED)
_MOVED = {
    Stage.PIPELINE: StageReasonCode.AMOUNT_KNOWN,
    Stage.CLOSED_WON: StageReasonCode.OPPORTUNITY_WON,
    Stage.RECYCLED: StageReasonCode.OPPORTUNITY_LOST,
}


def open_(context: DecisionContext, command: OpenOpportunity) -> Refusal | None:
    """Open an opportunity of the lead, from the meeting that is named, else from the last held.

    A repeated command only adds the meeting, where the first had none.
    """
    known = _find(context, command.opportunity_id)
    if known is not None and (known.meeting_id is not None or command.meeting_id is None):
        return None
    at, found = command.occurred_at, meeting_of(context, command)
    if isinstance(found, Refusal):
        return found
    if found is not None:
        _note(context, found, command)
    stage = Stage.PIPELINE if command.is_pipeline else Stage.OPPORTUNITY
    made = known or Opportunity(command.opportunity_id, at, stage)
    made = replace(made, meeting_id=found.meeting_id if found else None)
    context.emit(EventKind.OPPORTUNITY_OPENED, made, at=at)
    signal = Signal.OPPORTUNITY_OPENED
    stop_work(context, at, reason=StopReason.OPPORTUNITY_OPENED, signal=signal)
    opened = StageReason(StageReasonCode.OPPORTUNITY_OPENED, command.opportunity_id)
    context.bring(stage, at=at, reason=opened)
    return None


def meeting_of(context: DecisionContext, command: OpenOpportunity) -> Meeting | Refusal | None:
    """Return the meeting as it is once its opportunity is open; None: there is none.

    A refusal only where the meeting was named: of the one that was held last it is passed over.
    """
    meeting_id = command.meeting_id or last_held(context)
    found = None if meeting_id is None else find_meeting(context, meeting_id)
    if found is None or isinstance(found, Refusal):
        return found
    after = open_opportunity(
        context.rules.handoff,
        found,
        opportunity_id=command.opportunity_id,
        by_rep_id=command.by_rep_id,
        by_role=command.by_role,
        at=command.occurred_at,
    )
    if isinstance(after, Refusal) and command.meeting_id is None:
        return None
    return after


def _note(context: DecisionContext, meeting: Meeting, command: OpenOpportunity) -> None:
    """Note the opportunity on its meeting: that is an update, and may accept it."""
    at, before = command.occurred_at, context.state.meeting(meeting.meeting_id)
    is_accepted = before is not None and meeting.acceptance is not before.acceptance
    kind = EventKind.MEETING_ACCEPTED if is_accepted else EventKind.MEETING_CHANGED
    context.emit(kind, meeting, at=at)
    apply_signal(context, Signal.MEETING_UPDATED, at=at, subject_id=meeting.meeting_id)


def move_opportunity(context: DecisionContext, command: MoveOpportunity) -> Refusal | None:
    """Move an opportunity on; one that is won, or lost with no other left, ends the rep's work."""
    at, name, to = command.occurred_at, command.opportunity_id, command.to
    found = _find(context, name)
    if found is None:
        return Refusal(RefusalCode.UNKNOWN_OPPORTUNITY, (("opportunity", name),))
    if to not in _STAGES:
        return Refusal(RefusalCode.STAGE_OUT_OF_PLACE, (("stage", str(to)),))
    if found.stage in CLOSED or found.stage is to:
        return None
    context.emit(EventKind.OPPORTUNITY_MOVED, replace(found, stage=to), at=at)
    others = (item for item in context.state.opportunities if item.opportunity_id != name)
    if to is Stage.RECYCLED and any(item.stage is not Stage.RECYCLED for item in others):
        return None
    context.bring(to, at=at, reason=StageReason(_MOVED[to], name))
    if to in CLOSED:
        stop_work(context, at, signal=Signal.OPPORTUNITY_CLOSED)
        end_lead(context, at, cancels_clocks=False)
    return None


def _find(context: DecisionContext, opportunity_id: str) -> Opportunity | None:
    found = (o for o in context.state.opportunities if o.opportunity_id == opportunity_id)
    return next(found, None)
