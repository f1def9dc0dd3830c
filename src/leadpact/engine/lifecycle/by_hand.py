"""Assign the lead to a named rep, or take it from its rep, in one decision: no route decides."""

from leadpact.engine.lifecycle.assignment import give, let_go, routed_lead
from leadpact.engine.lifecycle.commands import AssignToRep, UnassignLead
from leadpact.engine.lifecycle.context import DecisionContext, ReasonCode
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.qualification import check_open, is_worked
from leadpact.engine.routing import (
    CAP_OBSTACLES,
    ReleaseReason,
    Rep,
    RouteDecision,
    assign_by_hand,
    wait_by_hand,
)
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.zone import epoch_seconds


def assign_to_rep(context: DecisionContext, command: AssignToRep) -> Refusal | None:
    """Give the lead to a named rep; refuse a rep who cannot have it, and a lead that ended."""
    refusal = check_open(context) or _check_rep(context, command.rep_id)
    if refusal is not None:
        return refusal
    if context.state.owner_rep_id == command.rep_id:
        return None
    decision = _named(context, command)
    over = [item for item in decision.considered if item.obstacle in CAP_OBSTACLES]
    if over and not context.rules.is_manager_or_other(command.actor):
        return Refusal(RefusalCode.CAP_REACHED, (("obstacle", str(over[0].obstacle)),))
    context.add_reason(ReasonCode.NAMED_BY_HAND, command.rep_id)
    if over:
        context.add_reason(ReasonCode.CAP_EXCEEDED, command.rep_id)
    give(context, decision)
    return None


def _check_rep(context: DecisionContext, rep_id: str) -> Refusal | None:
    """Return a refusal of a rep who is unknown, or does not work for the company now."""
    refusal, rep = context.rules.check_rep(rep_id), context.rules.rep(rep_id)
    if refusal is None and rep is not None and not rep.is_active(epoch_seconds(context.now)):
        return Refusal(RefusalCode.REP_NOT_ACTIVE, (("rep", rep_id),))
    return refusal


def _named(context: DecisionContext, command: AssignToRep) -> RouteDecision:
    rules, rep_id = context.rules, command.rep_id
    return context.recorded_route() or assign_by_hand(
        routed_lead(context),
        context.state.assignment,
        context.routing,
        rules.router,
        rules.rep(rep_id) or Rep(rep_id),
        calendar=rules.calendar(rep_id=rep_id),
        fingerprint=rules.fingerprint,
        as_of=context.now,
        decided_by=command.actor,
    )


def unassign(context: DecisionContext, command: UnassignLead) -> Refusal | None:
    """Take the lead from its rep; one that reps work waits until somebody decides."""
    if context.state.assignment is None:
        return Refusal(RefusalCode.NO_OWNER)
    let_go(context, ReleaseReason.UNASSIGNED)
    context.add_reason(ReasonCode.NAMED_BY_HAND)
    if is_worked(context):
        waiting = wait_by_hand(
            routed_lead(context),
            context.rules.router,
            fingerprint=context.rules.fingerprint,
            as_of=context.now,
            decided_by=command.actor,
        )
        context.emit(EventKind.WAITING, waiting)
    return None
