"""Route, claim, reassign, return and release the lead in one decision, and end its follow-up.

There is one recipe for the end, whatever ended it.
"""

from dataclasses import replace
from datetime import datetime

from leadpact.engine.cadences import StopReason
from leadpact.engine.clocks import Clock, ClockState
from leadpact.engine.lead import NO_EARLIER_WORK, EarlierWork
from leadpact.engine.lifecycle.cadence import end_cadences, follow_track, go_on
from leadpact.engine.lifecycle.clocks import apply_signal, close_clocks
from leadpact.engine.lifecycle.commands import AssignLead, ClaimLead, ReassignLead
from leadpact.engine.lifecycle.context import DecisionContext, Move, ReasonCode
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.payloads import Release
from leadpact.engine.lifecycle.stage_reasons import StageReason
from leadpact.engine.routing import (
    CompiledRoute,
    Obstacle,
    ReleaseReason,
    RouteDecision,
    RoutedLead,
    Router,
    RoutingOutcome,
    claim_lead,
    credit_lead,
    reassign_lead,
    release_lead,
    route_lead,
)
from leadpact.pact.sections.clocks.policy import (
    BreachAction,
    ClockKind,
    OnBreach,
    Signal,
)
from leadpact.pact.sections.routing.policy import Route, RouteTarget
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import Stage


def route(context: DecisionContext) -> None:
    """Give a lead without an owner to a rep, if the pact routes; else it waits, with the reason."""
    router = context.rules.router
    if router is None or context.state.assignment is not None:
        return
    _route_by(context, router)


def _route_by(context: DecisionContext, router: Router) -> None:
    """Give the lead by some routes to a rep who did not have it; else it waits."""
    decision = context.recorded_route()
    if decision is None:
        lead, avoid = routed_lead(context), frozenset(context.state.past_owners)
        decision = route_lead(lead, context.routing, router, as_of=context.now, avoid=avoid)
    _take(context, decision)


def assign_lead(context: DecisionContext, _command: AssignLead) -> Refusal | None:
    """Route a lead that waits again; refuse one that does not wait."""
    if not context.state.is_waiting:
        return Refusal(RefusalCode.NOT_WAITING)
    route(context)
    return None


def reassign(context: DecisionContext, _command: ReassignLead) -> Refusal | None:
    """Give a lead to another rep; refuse one without an owner."""
    if context.state.assignment is None:
        return Refusal(RefusalCode.NO_OWNER)
    give_to_another(context)
    return None


def claim(context: DecisionContext, command: ClaimLead) -> Refusal | None:
    """Give a lead that waits in a queue to the rep who claims it, unless something hinders it."""
    router, state, pool = context.rules.router, context.state, command.pool
    if router is None:
        return Refusal(RefusalCode.NOT_IN_PACT, (("section", "routing"),))
    if pool not in router.pools:
        return Refusal(RefusalCode.UNKNOWN_POOL, (("pool", pool),))
    if state.route is None or not state.route.is_queued:
        return Refusal(RefusalCode.NOT_WAITING)
    if state.route.pool != pool:
        return Refusal(RefusalCode.NOT_WAITING, (("pool", state.route.pool or ""),))
    refusal = context.rules.check_rep(command.rep_id)
    if refusal is not None:
        return refusal
    obstacle = _obstacle_to_claim(context, router, command)
    return Refusal(RefusalCode.CANNOT_CLAIM, (("obstacle", obstacle),)) if obstacle else None


def _obstacle_to_claim(context: DecisionContext, router: Router, command: ClaimLead) -> str | None:
    """Give the lead to the rep who claims it; return the obstacle where they cannot have it."""
    rep_id, now = command.rep_id, context.now
    if rep_id in context.state.past_owners:
        return str(Obstacle.HAD_IT)
    lead, routing = routed_lead(context), context.routing
    decision = context.recorded_route() or claim_lead(
        lead, routing, router, pool=command.pool, rep_id=rep_id, as_of=now
    )
    if decision.assignment is not None:
        _take(context, decision)
        return None
    found = (item.obstacle for item in decision.considered if item.rep_id == rep_id)
    return str(next(found, None) or "NOT_OF_THE_POOL")


def give_to_another(context: DecisionContext, route_id: str = "") -> None:
    """Give the lead to somebody who did not have it; it is kept where nobody can take it."""
    router, held = context.rules.router, context.state.assignment
    if router is None or held is None:
        return
    decision = context.recorded_route() or reassign_lead(
        routed_lead(context),
        held,
        context.routing,
        _from_route(router, route_id),
        as_of=context.now,
        avoid=frozenset(context.state.past_owners),
    )
    if decision.outcome is RoutingOutcome.KEPT:
        context.add_reason(ReasonCode.NOBODY_CAN, decision.route_id)
        context.emit(EventKind.KEPT, decision)
        return
    _take(context, decision)


def return_to_pool(context: DecisionContext, pool: str = "") -> None:
    """Release the lead from its rep, then route it to a rep who did not have it."""
    router = context.rules.router
    if router is None or context.state.assignment is None:
        return
    let_go(context, ReleaseReason.RETURNED)
    _route_by(context, _to_pool(router, pool))


def do_moves(context: DecisionContext) -> None:
    """Change the owner as breaches ask for: by the first that was due, as one change is enough.

    None is made where the promise was kept by now, or where somebody else has the lead.
    """
    moves, context.moves = context.moves, []
    if context.state.erased_at is not None:
        return
    # By the moment of the breach, not of its notice; equal ones keep the order of their clocks.
    for move in sorted(moves, key=lambda item: item.due_at):
        clock = _open_clock(context, move)
        if clock is None:
            continue
        if clock.policy.kind is ClockKind.TAKE_BACK and not move.action.to:
            _take_back(context, clock, move.due_at)
        elif move.rep_id == context.state.owner_rep_id:
            _do(context, move.action)
            return


def _take_back(context: DecisionContext, clock: Clock, at: datetime) -> None:
    """Take the lead back from an AE who did not set the meeting: it is its owner's again."""
    handoff = context.state.handoff(clock.subject_id)
    if handoff is not None and handoff.taken_back_at is None:
        back = replace(handoff, taken_back_at=at)
        context.emit(EventKind.HANDOFF_TAKEN_BACK, back, at=at)
        close_clocks(context, context.now, subject_id=handoff.handoff_id)


def _open_clock(context: DecisionContext, move: Move) -> Clock | None:
    """Return the clock of a promise that is still not kept."""
    clock = context.state.clock(move.clock_id)
    if clock is None or clock.state is not ClockState.BREACHED or clock.stopped_at is not None:
        return None
    is_due = move.action.after is None or move.due_at in clock.rungs_due
    return clock if is_due else None


def _do(context: DecisionContext, move: OnBreach) -> None:
    if context.state.is_ended:
        return
    if move.action is BreachAction.REASSIGN:
        give_to_another(context, move.to)
    else:
        return_to_pool(context, move.to)


def let_go(context: DecisionContext, reason: ReleaseReason) -> None:
    """End the assignment, if there is one; a lead that waits no longer does."""
    router, held = context.rules.router, context.state.assignment
    if held is None and context.state.is_waiting:
        context.emit(EventKind.RELEASED, Release(None, reason))
    if held is None:
        return
    change = release_lead(held, context.routing, router, reason=reason, at=context.now)
    context.remember(change)
    context.emit(EventKind.RELEASED, Release(held, reason, change))


def give_credit(context: DecisionContext, rep_id: str | None, reason: ReleaseReason) -> None:
    """Give the lead's rep credit for a meeting of theirs that was missed or called off."""
    held = context.state.assignment
    if held is None or held.rep_id != rep_id:
        return
    after, change = credit_lead(
        held, context.routing, context.rules.router, reason=reason, at=context.now
    )
    if after != held:
        context.remember(change)
        context.emit(EventKind.CREDITED, Release(after, reason, change))


def _take(context: DecisionContext, decision: RouteDecision) -> None:
    """Put a decision of routing into effect."""
    if decision.assignment is None:
        if not _is_known(context, decision):
            context.add_reason(ReasonCode.NOBODY_CAN, decision.route_id)
            context.remember(decision.change)
            context.emit(EventKind.WAITING, decision)
        return
    context.add_reason(ReasonCode.ROUTE_TOOK, decision.route_id)
    give(context, decision)


def give(context: DecisionContext, decision: RouteDecision) -> None:
    """Give the lead to the rep of a decision: clocks begin, and cadences begin or go on."""
    context.remember(decision.change)
    context.emit(EventKind.ASSIGNED, decision)
    apply_signal(context, Signal.LEAD_ASSIGNED, at=context.now)
    go_on(context)
    follow_track(context)


def _is_known(context: DecisionContext, decision: RouteDecision) -> bool:
    """Tell whether the lead waits already for just that reason."""
    known = context.state.route
    return (
        known is not None
        and context.state.assignment is None
        and (known.waiting, known.pool, known.retry_at)
        == (decision.waiting, decision.pool, decision.retry_at)
    )


def routed_lead(context: DecisionContext) -> RoutedLead:
    """Return what routing asks of the lead."""
    state = context.state
    return RoutedLead(
        lead_id=state.lead_id,
        facts=context.facts(),
        account_id=context.lead.account_id,
        account_owner_rep_id=state.account_owner_rep_id,
        rep_id=state.owner_rep_id,
        meeting_at=state.meeting_at
        if state.meeting_at and state.meeting_at > context.now
        else None,
        earlier=_earlier(context),
    )


def _earlier(context: DecisionContext) -> EarlierWork:
    """Return the work of reps on the lead so far, if a route asks about it."""
    router, state = context.rules.router, context.state
    if router is None or not router.asks_earlier_work:
        return NO_EARLIER_WORK
    former = state.earlier.former_rep_id if state.earlier else None
    # The owners of this round may not get it again, so the former rep is one from before it.
    return replace(state.work_so_far(), former_rep_id=former)


def _from_route(router: Router, route_id: str) -> Router:
    """Return the routing that tries one route first; without a name, as the pact has it."""
    first = tuple(item for item in router.routes if item.route.route_id == route_id)
    return replace(router, routes=(*first, *router.routes)) if first else router


def _to_pool(router: Router, pool: str) -> Router:
    """Return the routing that leads to one pool; without a name, as the pact has it."""
    if pool not in router.pools:
        return router
    return replace(
        router, routes=(CompiledRoute(Route("returned", RouteTarget.POOL, pool=pool), None),)
    )


def stop_work(
    context: DecisionContext,
    at: datetime,
    *,
    reason: StopReason = StopReason.DISPOSITION_GIVEN,
    signal: Signal = Signal.DISPOSITION_GIVEN,
) -> None:
    """Stop the cadences of a lead, then the clocks that the signal stops."""
    # Cadences end before clocks: the order in which events of one decision are stored.
    end_cadences(context, reason)
    apply_signal(context, signal, at=at)


def end_lead(
    context: DecisionContext,
    at: datetime,
    *,
    stage: Stage | None = None,
    reason: StageReason | None = None,
    cancels_clocks: bool = True,
) -> None:
    """Move a lead to the stage that ends it, cancel its clocks, and take it from its rep.

    Parameters
    ----------
    stage, reason
        None: it is in that stage already.
    cancels_clocks
        Whether promises that the end itself does not stop are off too. Those about a lead that was
        sold or lost, or a handoff of one that opted out, are still to be kept.
    """
    # The release comes last: the clocks that are cancelled still name the rep who had the lead.
    if stage is not None and reason is not None:
        context.move(stage, at=at, reason=reason)
    if cancels_clocks:
        close_clocks(context, at)
    let_go(context, ReleaseReason.CLOSED)
