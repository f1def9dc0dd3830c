"""Store a lead's fields and activities, re-evaluate its gates, move its stage and route it."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from leadpact.engine.cadences import StopReason
from leadpact.engine.gates import advance_stage, first_openings
from leadpact.engine.lead import AttributeValue, Lead
from leadpact.engine.lifecycle.assignment import end_lead, let_go, route, stop_work
from leadpact.engine.lifecycle.cadence import end_cadences, follow_track
from leadpact.engine.lifecycle.clock_conditions import review_conditions
from leadpact.engine.lifecycle.clocks import close_clocks, is_of_lead
from leadpact.engine.lifecycle.commands import (
    RecordActivity,
    RecordJudgement,
    RecordLead,
    UpdateAttributes,
)
from leadpact.engine.lifecycle.context import DecisionContext, ReasonCode
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.payloads import LeadLeft, OpenedGate, RecordedLead
from leadpact.engine.lifecycle.rules import FollowUp
from leadpact.engine.lifecycle.stage_reasons import StageReason, StageReasonCode
from leadpact.engine.lifecycle.state import LeadState, StageChange
from leadpact.engine.routing import ReleaseReason
from leadpact.pact.ruleset import WAY_OUT, Ruleset
from leadpact.pact.sections.routing.policy import RouteTarget
from leadpact.terms.attributes import AttributeType
from leadpact.terms.midnights import midnights
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import FUNNEL_RANK, Stage
from leadpact.terms.zone import epoch_seconds, moment_at

_QUALIFIED = FUNNEL_RANK[Stage.CONVERSATION_LEAD]
"""From there until it is an opportunity, SDRs work the lead."""


def record_lead(context: DecisionContext, command: RecordLead) -> Refusal | None:
    """Store the lead's fields and what it did before, re-evaluate its gates, then route it."""
    if command.lead.lead_id != context.state.lead_id:
        return Refusal(RefusalCode.OTHER_LEAD, (("lead", command.lead.lead_id),))
    refusal = wrong_value(context.rules.ruleset, command.lead.attributes)
    if refusal is not None:
        return refusal
    owner, meeting_at = command.account_owner_rep_id, command.meeting_at
    stored = RecordedLead(command.lead, owner, meeting_at, command.earlier)
    context.emit(EventKind.LEAD_RECORDED, stored, at=command.occurred_at)
    # They are known before anything starts: the first clock and track to hold are chosen by them.
    for activity in command.activities:
        context.emit(EventKind.ACTIVITY_RECORDED, activity, at=activity.occurred_at)
    changes = context.state.stage_changes
    judge(context)
    _note_older_stage(context, changes[-1:])
    return None


def _note_older_stage(context: DecisionContext, last: tuple[StageChange, ...]) -> None:
    """Add a reason where the stage on record is older than the lead's, which it keeps."""
    lead = context.lead.recorded_by(context.now)
    if lead.stage in (None, context.state.stage):
        return
    if any(_is_behind(lead, change) for change in last):
        context.add_reason(ReasonCode.STAGE_KEPT, str(lead.stage))


def wrong_value(ruleset: Ruleset, attributes: Mapping[str, AttributeValue]) -> Refusal | None:
    """Return a refusal where a value is not of the type that the pact gives its attribute."""
    for name in sorted(attributes.keys() & ruleset.attributes.keys()):
        kind, value = ruleset.attributes[name].type, attributes[name]
        if value is not None and not _is_of_type(value, kind):
            return Refusal(RefusalCode.VALUE_OF_WRONG_TYPE, ((name, str(kind)),))
    return None


def _is_of_type(value: AttributeValue, kind: AttributeType) -> bool:
    if isinstance(value, bool):
        return kind is AttributeType.BOOLEAN
    return isinstance(value, _TYPES[kind])


_TYPES: Mapping[AttributeType, tuple[type, ...]] = {
    AttributeType.TEXT: (str,),
    AttributeType.CATEGORY: (str,),
    AttributeType.INTEGER: (int,),
    AttributeType.NUMBER: (int, float),
    AttributeType.BOOLEAN: (),
    AttributeType.DATE: (date,),
    AttributeType.SCORE: (),
}


def update_attributes(context: DecisionContext, command: UpdateAttributes) -> Refusal | None:
    """Store the new attributes of the lead, re-evaluate its gates, then route it."""
    refusal = wrong_value(context.rules.ruleset, command.attributes)
    if refusal is not None:
        return refusal
    known = {**context.lead.attributes, **command.attributes}
    attributes = {name: value for name, value in known.items() if value is not None}
    lead = replace(context.lead, attributes=attributes)
    stored = RecordedLead(lead, context.state.account_owner_rep_id)
    context.emit(EventKind.LEAD_RECORDED, stored, at=command.occurred_at)
    judge(context)
    return None


def record_activity(context: DecisionContext, command: RecordActivity) -> None:
    """Store an activity of the prospect, re-evaluate the gates, then route the lead."""
    context.emit(EventKind.ACTIVITY_RECORDED, command.activity, at=command.occurred_at)
    judge(context)


def record_judgement(context: DecisionContext, command: RecordJudgement) -> Refusal | None:
    """Store a stage and facts that another system worked out, then route the lead."""
    if command.lead.lead_id != context.state.lead_id:
        return Refusal(RefusalCode.OTHER_LEAD, (("lead", command.lead.lead_id),))
    at, owner = command.occurred_at, command.account_owner_rep_id
    context.emit(EventKind.LEAD_JUDGED, command.facts, at=at)
    stored = RecordedLead(command.lead, owner, earlier=command.earlier)
    context.emit(EventKind.LEAD_RECORDED, stored, at=at)
    context.move(command.stage, at=at, reason=StageReason(StageReasonCode.JUDGED_ELSEWHERE))
    has_way_out = bool(context.rules.program.ruleset.not_leads)
    not_lead = command.facts.value(WAY_OUT) if has_way_out else None
    if not_lead is not None:
        leave(context, str(not_lead), at)
    elif context.state.not_lead is not None:
        context.emit(EventKind.RETURNED)
    follow(context)
    return None


def judge(context: DecisionContext) -> None:
    """Evaluate the gates over all that is known of the lead, then route it."""
    if context.state.facts is None and not _is_settled(context.state, context.rules):
        _check_gates(context)
    follow(context)


def judge_again(context: DecisionContext) -> None:
    """Judge a lead again where time came to a moment at which the pact judges leads again."""
    state = context.state
    at = judged_again_at(state, context.rules)
    if at is not None and at <= context.now:
        judge(context)


def judged_again_at(state: LeadState, rules: FollowUp) -> datetime | None:
    """Return the first moment after the state's at which the pact judges a lead again.

    None: it does not, or no gate could change anything. A recycled lead is judged again once
    something happened to it since.
    """
    every, as_of = rules.ruleset.judge_again, state.as_of
    if every is None or state.lead is None or as_of is None or state.facts is not None:
        return None
    is_over = state.erased_at is not None or state.merged_into is not None or state.is_won
    if is_over or _is_settled(state, rules):
        return None
    if state.is_ended:
        since = state.stage_changes[-1].at
        if not any(activity.occurred_at > since for activity in state.activities):
            return None
    again = midnights(rules.ruleset.time_zone, every)
    place = bisect_right(again, epoch_seconds(as_of))
    return moment_at(again[place]) if place < len(again) else None


def _is_settled(state: LeadState, rules: FollowUp) -> bool:
    """Tell whether no gate could change anything: it is disqualified, or all have opened."""
    gates = rules.program.gates
    if state.stage is Stage.DISQUALIFIED or state.lead is None:
        return True
    is_open = bool(gates) and all(item.gate.name in state.opened_at for item in gates)
    is_recorded = state.lead.stage in (None, state.stage)
    return is_open and is_recorded and state.stage is not Stage.RECYCLED


def _check_gates(context: DecisionContext) -> None:
    lead, moment = _on_record(context), context.moment()
    found = first_openings(lead, moment)
    if context.rules.program.way_out is not None:
        _leave_or_return(context, found.not_lead, found.left_at)
    opened = found.opened_at
    stage = advance_stage(lead, opened, has_activity=moment.has_activity)
    is_new_round = context.state.stage is Stage.RECYCLED and stage in FUNNEL_RANK
    moments = {name: moment_at(at) for name, at in opened.items() if at is not None}
    if is_new_round:
        context.emit(EventKind.ROUND_BEGAN, at=min(moments.values()))
    for name, at in moments.items():
        if name not in context.state.opened_at:
            context.add_reason(ReasonCode.GATE_OPENED, name)
            context.emit(EventKind.GATE_OPENED, OpenedGate(name, found.paths.get(name)), at=at)
    reason = _reason_of(stage, moments, has_activity=moment.has_activity)
    at = moments.get(reason.about, context.now)
    if is_new_round:
        context.set_stage(stage, at=at, reason=reason)
    else:
        context.move(stage, at=at, reason=reason)


def _leave_or_return(context: DecisionContext, not_lead: str | None, left_at: int | None) -> None:
    """Let a lead leave that is none, unless it came in before; one that left may return."""
    state = context.state
    if not_lead is None or left_at is None:
        if state.not_lead is not None:
            context.emit(EventKind.RETURNED)
        return
    first = next(iter(context.rules.program.gates), None)
    came_in = first is not None and first.gate.name in state.opened_at
    if not came_in and not_lead != state.not_lead:
        leave(context, not_lead, moment_at(left_at))


def leave(context: DecisionContext, not_lead: str, at: datetime) -> None:
    """End all work on a lead that is none; its stage stays, and it is routed to nobody.

    One that is over, or that an AE works as an opportunity, is left as it is.
    """
    state = context.state
    if state.is_ended or state.is_won or state.is_with_ae or state.erased_at is not None:
        return
    known = {item.not_lead_id: item.send_to for item in context.rules.ruleset.not_leads}
    context.add_reason(ReasonCode.NO_LEAD, not_lead)
    context.emit(EventKind.LEFT, LeadLeft(not_lead, known.get(not_lead, "")), at=at)
    end_cadences(context, StopReason.NO_LEAD)
    close_clocks(context, context.now)
    # The release comes last: the clocks that are cancelled still name the rep who had the lead.
    let_go(context, ReleaseReason.CLOSED)


def _reason_of(stage: Stage, moments: Mapping[str, datetime], *, has_activity: bool) -> StageReason:
    """Return why a lead is in the stage that its gates, its activity and its record give."""
    gate = str(stage).lower()
    if gate in moments:
        return StageReason(StageReasonCode.GATE_OPENED, gate)
    if stage is Stage.EXCHANGE and has_activity:
        return StageReason(StageReasonCode.HAD_ACTIVITY)
    if stage is Stage.TARGET:
        return StageReason(StageReasonCode.HAD_NO_ACTIVITY)
    return StageReason(StageReasonCode.RECORDED)


def _on_record(context: DecisionContext) -> Lead:
    """Return the lead with the stage that it is in by now."""
    lead, changes = context.lead.recorded_by(context.now), context.state.stage_changes
    if not changes:
        return lead
    last = changes[-1]
    if lead.stage is not None and not _is_behind(lead, last):
        return lead
    return replace(lead, stage=last.to, stage_at=last.at)


def _is_behind(lead: Lead, last: StageChange) -> bool:
    """Tell whether a stage on record adds nothing to the last stage change.

    Recycled adds something to a lead in the funnel where it is newer than that change;
    disqualified does unless the lead is disqualified already.
    """
    recorded, known = lead.stage, last.to
    if recorded is Stage.RECYCLED and known in FUNNEL_RANK:
        return lead.stage_at is None or lead.stage_at <= last.at
    if known not in FUNNEL_RANK or recorded not in FUNNEL_RANK:
        return recorded is not Stage.DISQUALIFIED or known is Stage.DISQUALIFIED
    return FUNNEL_RANK[recorded] <= FUNNEL_RANK[known]


def follow(context: DecisionContext) -> None:
    """Route the lead; of one that has its rep, review the clocks and the track."""
    context.followed_stage = context.state.stage
    if context.state.is_ended or context.state.is_won:
        _end(context)
    elif context.state.not_lead is not None:
        return
    elif is_to_be_routed(context):
        route(context)
    else:
        review_conditions(context)
        follow_track(context)


def follow_stage(context: DecisionContext, before: Stage | None) -> None:
    """Ask conditions again where a command brought a lead with a rep to another stage."""
    state = context.state
    if state.stage in (before, context.followed_stage) or state.assignment is None:
        return
    if not (state.is_ended or state.is_won):
        review_conditions(context)
        follow_track(context)


def _end(context: DecisionContext) -> None:
    """End what still runs of a lead whose record shows that it ended."""
    has_ended_now = any(event.kind is EventKind.STAGE_CHANGED for event in context.events)
    if not has_ended_now or not _has_something_open(context):
        return
    at = context.state.stage_changes[-1].at
    stop_work(context, at)
    end_lead(context, at)


def _has_something_open(context: DecisionContext) -> bool:
    """Tell whether somebody has the lead, or it waits, or a cadence or a clock of it runs."""
    state = context.state
    return (
        state.assignment is not None
        or state.is_waiting
        or any(not run.is_over for run in state.runs)
        or any(is_of_lead(context, clock) for clock in state.open_clocks)
    )


def is_to_be_routed(context: DecisionContext) -> bool:
    """Tell whether the lead is to have a rep and was not routed yet, nor taken from its rep."""
    state = context.state
    # A rep who was named came by no route: when they no longer have the lead, it is routed.
    is_named = state.route is not None and state.route.target is RouteTarget.BY_HAND
    was_routed = state.route is not None and (not is_named or state.is_waiting)
    return state.assignment is None and not was_routed and is_worked(context)


def is_worked(context: DecisionContext) -> bool:
    """Tell whether SDRs work such a lead: it qualified, or the pact asks for nothing."""
    state = context.state
    if state.stage is None or state.is_ended or state.is_left_alone or state.is_with_ae:
        return False
    if state.merged_into is not None or state.not_lead is not None:
        return False
    return not context.rules.program.gates or FUNNEL_RANK[state.stage] >= _QUALIFIED


def check_open(context: DecisionContext) -> Refusal | None:
    """Return a refusal of work on a lead that ended or was won, or whose prospect opted out."""
    state = context.state
    if state.opted_out_at is not None:
        return Refusal(RefusalCode.PROSPECT_OPTED_OUT)
    if state.not_lead is not None:
        return Refusal(RefusalCode.NO_LEAD, ((WAY_OUT, state.not_lead),))
    if state.is_ended or state.is_won:
        return Refusal(RefusalCode.LEAD_ENDED)
    return None
