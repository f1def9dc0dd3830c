"""Take dispositions, reviews, disputes and arbitration in one decision."""

from collections.abc import Callable, Sequence
from datetime import datetime

from leadpact.engine.cadences import Attempt, check_unreachable
from leadpact.engine.feedback import (
    ArbitrationOutcome,
    GivenDisposition,
    Record,
    Review,
    ReviewState,
    ReviewVerdict,
    check_disposition,
    dispute_review,
    end_arbitration,
    leads_to,
    open_review,
    referral_of,
    review_disposition,
    start_arbitration,
)
from leadpact.engine.handoff import MeetingState
from leadpact.engine.lifecycle.assignment import end_lead, let_go, route, stop_work
from leadpact.engine.lifecycle.clocks import apply_signal
from leadpact.engine.lifecycle.commands import (
    DisposeLead,
    EndLead,
    OpenOpportunity,
    ReviewStep,
    UpdateReview,
)
from leadpact.engine.lifecycle.context import DecisionContext, ReasonCode
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.holds import begin_hold, hold_ends_at, replace_hold
from leadpact.engine.lifecycle.meetings import last_held, reject_of, reopen
from leadpact.engine.lifecycle.opportunities import CLOSED, meeting_of, open_
from leadpact.engine.lifecycle.qualification import is_to_be_routed
from leadpact.engine.lifecycle.rules import named_statuses
from leadpact.engine.lifecycle.stage_reasons import StageReason
from leadpact.engine.lifecycle.stage_reasons import StageReasonCode as _Code
from leadpact.engine.lifecycle.state import ENDED
from leadpact.engine.routing import ReleaseReason
from leadpact.pact.sections.clocks.policy import Signal, status_signal
from leadpact.pact.sections.feedback.policy import FeedbackPolicy
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole, Stage, TouchKind

_NO_FEEDBACK = Refusal(RefusalCode.NOT_IN_PACT, (("section", "feedback"),))


def dispose(context: DecisionContext, command: DisposeLead) -> Refusal | None:
    """Store a disposition, unless it corrects another one: that is decided on from the log."""
    if command.corrects is not None:
        return Refusal(RefusalCode.LOG_NEEDED)
    return take_disposition(context, command)


def take_disposition(context: DecisionContext, command: DisposeLead) -> Refusal | None:
    """Store a disposition unless it contradicts the record, stop work, then move the lead."""
    policy = context.rules.feedback
    if policy is None:
        return _NO_FEEDBACK
    given = _given(context, command, policy)
    record = _record(context, given)
    refusal = check_disposition(policy, given, record, check_unreachable=_unreachable_by(context))
    if refusal is not None:
        return refusal
    opened = _opened(policy, given, command.actor)
    found = meeting_of(context, opened) if opened else None
    if isinstance(found, Refusal):
        return found
    at = given.given_at
    context.emit(EventKind.DISPOSITIONED, given, at=at)
    referral = referral_of(given, original_lead_id=context.state.lead_id)
    if referral is not None:
        context.emit(EventKind.REFERRED, referral, at=at)
    replace_hold(context, given)
    if not given.work_goes_on:
        stop_work(context, at)
    _signal_status(context, given)
    begin_hold(context, given)
    if given.side is RepRole.AE:
        _update_meeting(context, policy, given, opened)
    review = open_review(policy, given)
    if review is not None:
        context.add_reason(ReasonCode.REVIEW_NEEDED, given.code)
        context.emit(EventKind.REVIEW_OPENED, review, at=at)
        apply_signal(context, Signal.DISQUALIFIED, at=at, starts_subject_id=review.review_id)
    stage = leads_to(policy, given)
    reason = StageReason(_Code.DISPOSITION_GIVEN, given.disposition_id, given.code)
    if stage in ENDED:
        end_lead(context, at, stage=stage, reason=reason)
    elif stage is not None:
        context.move(stage, at=at, reason=reason)
    return None


def _signal_status(context: DecisionContext, given: GivenDisposition) -> None:
    """Apply the signal of just this disposition, where a clock names it."""
    signal = status_signal(given.code)
    policies = (*context.rules.clocks, *(clock.policy for clock in context.state.clocks))
    if signal in named_statuses(policies):
        apply_signal(context, signal, at=given.given_at, until=given.until)


def _opened(policy: FeedbackPolicy, given: GivenDisposition, actor: str) -> OpenOpportunity | None:
    """Return the opportunity that an AE's disposition opens, if it does."""
    opens = given.side is RepRole.AE and leads_to(policy, given) is Stage.OPPORTUNITY
    if not opens or given.opportunity_id is None:
        return None
    return OpenOpportunity(
        f"{given.disposition_id}/opportunity",
        given.given_at,
        given.opportunity_id,
        given.subject_id,
        given.by_rep_id,
        RepRole.AE,
        actor=actor,
    )


def _update_meeting(
    context: DecisionContext,
    policy: FeedbackPolicy,
    given: GivenDisposition,
    opened: OpenOpportunity | None,
) -> None:
    """Count an AE's disposition as the update on the meeting, and accept or reject it by that."""
    at, meeting_id = given.given_at, given.subject_id or last_held(context) or ""
    apply_signal(context, Signal.MEETING_UPDATED, at=at, subject_id=meeting_id)
    if opened is not None:
        open_(context, opened)
    elif leads_to(policy, given) is not Stage.OPPORTUNITY and not given.work_goes_on:
        reject_of(context, meeting_id, at, reason=given.reason)


def _given(
    context: DecisionContext, command: DisposeLead, policy: FeedbackPolicy
) -> GivenDisposition:
    known = policy.disposition(command.side, command.code)
    return GivenDisposition(
        disposition_id=command.id,
        side=command.side,
        code=command.code,
        given_at=command.occurred_at,
        by_rep_id=command.by_rep_id,
        reason=command.reason,
        fault=command.fault,
        note=command.note,
        subject_id=command.meeting_id,
        referred_lead_id=command.referred_lead_id,
        opportunity_id=command.opportunity_id,
        corrects=command.corrects,
        work_goes_on=known is not None and known.work_goes_on,
        until=hold_ends_at(context, command),
    )


def end(context: DecisionContext, command: EndLead) -> None:
    """End a lead that was ended in another system; without a stage, only release it."""
    at = command.occurred_at
    if command.stage is None:
        let_go(context, ReleaseReason.CLOSED)
        return
    stop_work(context, at)
    is_out = command.stage in ENDED
    reason = StageReason(_Code.ENDED_ELSEWHERE)
    end_lead(context, at, stage=command.stage, reason=reason, cancels_clocks=is_out)


def update_review(context: DecisionContext, command: UpdateReview) -> Refusal | None:
    """Review a disposition, dispute the review, begin or end arbitration."""
    policy = context.rules.feedback
    if policy is None:
        return _NO_FEEDBACK
    review = context.state.review(command.review_id)
    if review is None:
        return Refusal(RefusalCode.UNKNOWN_REVIEW, (("review", command.review_id),))
    after = _moved(context, policy, review, command)
    if isinstance(after, Refusal):
        return after
    if after == review:
        return None
    at = command.occurred_at
    context.emit(EventKind.REVIEW_MOVED, after, at=at)
    if command.step in (ReviewStep.UPHELD, ReviewStep.OVERTURNED):
        apply_signal(context, Signal.REVIEWED, at=at, subject_id=review.review_id)
    if after.state is ReviewState.OVERTURNED:
        _take_up_again(context, review, at)
        for item in context.state.dispositions:
            if item.disposition_id == review.disposition_id and item.side is RepRole.AE:
                reopen(context, item.subject_id or last_held(context) or "", at)
    return None


def _moved(
    context: DecisionContext, policy: FeedbackPolicy, review: Review, command: UpdateReview
) -> Review | Refusal:
    at = command.occurred_at
    match command.step:
        case ReviewStep.UPHELD | ReviewStep.OVERTURNED:
            return review_disposition(
                review, verdict=ReviewVerdict(command.step), by=command.by, at=at
            )
        case ReviewStep.DISPUTED:
            side = command.by_side or RepRole.MARKETER
            return dispute_review(
                policy, review, by_side=side, at=at, calendar=context.rules.calendar()
            )
        case ReviewStep.IN_ARBITRATION:
            return start_arbitration(review, at=at)
        case _:
            return end_arbitration(review, outcome=ArbitrationOutcome(command.step), at=at)


def _take_up_again(context: DecisionContext, review: Review, at: datetime) -> None:
    """Take a lead up again whose end was overturned: a new round, from the stage before."""
    state = context.state
    if not state.is_ended or state.opted_out_at is not None or state.erased_at is not None:
        return
    if state.merged_into is not None:
        return
    last = state.stage_changes[-1]
    about = review.disposition_id
    # By this disposition, and by none after it.
    is_of = (last.reason.code, last.reason.about) == (_Code.DISPOSITION_GIVEN, about)
    if last.came_from is None or not is_of:
        return
    overturned = StageReason(_Code.DISPOSITION_OVERTURNED, about)
    context.set_stage(last.came_from, at=at, reason=overturned)
    if last.came_from not in ENDED:
        context.emit(EventKind.ROUND_BEGAN, at=at)
    if is_to_be_routed(context):
        route(context)


def _record(context: DecisionContext, given: GivenDisposition) -> Record[Attempt]:
    """Return the facts on record that a disposition may contradict."""
    state, facts = context.state, context.facts()
    must_haves = {name for item in context.rules.ruleset.gates for name in item.every_must_have}
    recent = [
        item
        for item in state.meetings
        if item.meeting_id == given.subject_id or not state.is_before_round(item.booked_at)
    ]
    held = [item.meeting_id for item in recent if item.state is MeetingState.HELD]
    return Record(
        lead_id=state.lead_id,
        stage=state.stage,
        attempts=tuple(
            Attempt(item.channel, item.made_at)
            for item in state.touches
            if item.channel is not TouchKind.MEETING
            and context.rules.counts_touch(by_owner=item.by_owner)
        ),
        replied_at=state.replied_at,
        meetings_held=frozenset(held),
        is_meeting_booked=any(
            item.state is MeetingState.BOOKED and item.starts_at >= given.given_at
            for item in recent
        ),
        has_opportunity=any(item.stage not in CLOSED for item in state.opportunities),
        known_fields=frozenset(name for name in must_haves if facts.value(name) is not None),
        earlier=state.valid_dispositions,
        is_owner=_may_dispose(context, given),
    )


def _may_dispose(context: DecisionContext, given: GivenDisposition) -> bool:
    """Tell whether somebody has the lead or the meeting, or manages who does; unknown: yes."""
    by = given.by_rep_id
    rep = context.rules.rep(by)
    meeting = context.state.meeting(given.subject_id or "")
    if by is None or (rep is not None and rep.role == RepRole.MANAGER):
        return True
    owners = [context.state.owner_rep_id, *(item.ae_rep_id for item in context.state.handoffs)]
    owners += [meeting.ae_rep_id, meeting.sdr_rep_id] if meeting else []
    return by in owners or context.state.owner_rep_id is None


def _unreachable_by(
    context: DecisionContext,
) -> Callable[[Sequence[Attempt]], Refusal | None] | None:
    cadences = context.rules.cadences
    if cadences is None:
        return None
    return lambda attempts: check_unreachable(
        cadences, attempts, calendar=context.rules.calendar(rep_id=context.state.owner_rep_id)
    )
