"""Who has the lead, in a turn: it is routed, claimed, given to another, returned, let go."""

from dataclasses import dataclass, replace

from leadpact.engine.cadence import StopCause, stop_cadence
from leadpact.engine.clocks.values import Clock, ClockState
from leadpact.engine.follow_up.cadencing import follow_track, go_on, put_run
from leadpact.engine.follow_up.clocking import close_clocks, hear
from leadpact.engine.follow_up.events import EventKind
from leadpact.engine.follow_up.turn import CauseCode, Move, Turn
from leadpact.engine.route import claim_lead, credit_lead, reassign_lead, release_lead, route_lead
from leadpact.engine.routing.decision import Assignment, Obstacle, Outcome, RouteDecision
from leadpact.engine.routing.lead import RoutedLead
from leadpact.engine.routing.release import Cause
from leadpact.engine.routing.router import CompiledRoute, Router
from leadpact.engine.routing.state import StateChange
from leadpact.pact.follow_up.clocks.policy import (
    BreachAction,
    ClockKind,
    OnBreach,
    Signal,
)
from leadpact.pact.follow_up.routing.policy import Route, Target


@dataclass(frozen=True, slots=True)
class Release:
    """A rep no longer has the lead: the assignment that ended, why, and what routing forgets."""

    held: Assignment
    cause: Cause
    change: StateChange


def route(turn: Turn) -> None:
    """Give a lead without an owner to a rep, if the pact routes; else it waits, with the reason."""
    router = turn.rules.router
    if router is None or turn.state.assignment is not None:
        return
    avoid = frozenset(turn.state.past_owners)
    _take(turn, route_lead(_routed(turn), turn.routing, router, as_of=turn.now, avoid=avoid))


def claim(turn: Turn, pool: str, rep_id: str) -> str | None:
    """Give a waiting lead to the rep who claims it; return the obstacle where they cannot."""
    router = turn.rules.router
    assert router is not None
    if rep_id in turn.state.past_owners:
        return str(Obstacle.HAD_IT)
    decision = claim_lead(
        _routed(turn), turn.routing, router, pool=pool, rep_id=rep_id, as_of=turn.now
    )
    if decision.assignment is not None:
        _take(turn, decision)
        return None
    found = (item.obstacle for item in decision.considered if item.rep_id == rep_id)
    return str(next(found, None) or "NOT_OF_THE_POOL")


def give_to_another(turn: Turn, route_id: str = "") -> None:
    """Give the lead to somebody who did not have it; it is kept where nobody can take it."""
    router, held = turn.rules.router, turn.state.assignment
    if router is None or held is None:
        return
    decision = reassign_lead(
        _routed(turn),
        held,
        turn.routing,
        _from_route(router, route_id),
        as_of=turn.now,
        avoid=frozenset(turn.state.past_owners),
    )
    if decision.outcome is Outcome.KEPT:
        turn.because(CauseCode.NOBODY_CAN, decision.route_id)
        turn.emit(EventKind.KEPT, decision)
        return
    _take(turn, decision)


def return_to_pool(turn: Turn, pool: str = "") -> None:
    """Take the lead from its rep and route it anew, to others than those who had it."""
    router = turn.rules.router
    if router is None or turn.state.assignment is None:
        return
    let_go(turn, Cause.RETURNED)
    lead, avoid = _routed(turn), frozenset(turn.state.past_owners)
    chosen = _to_pool(router, pool)
    _take(turn, route_lead(lead, turn.routing, chosen, as_of=turn.now, avoid=avoid))


def do_moves(turn: Turn) -> None:
    """Do what breaches want done with the owner: the first that was due, for one is enough.

    What was promised and is done by now, or a lead that is with somebody else, moves nothing.
    """
    moves, turn.moves = turn.moves, []
    for move in sorted(moves, key=lambda item: item.due_at):
        clock = _open_clock(turn, move)
        if clock is None:
            continue
        if clock.policy.kind is ClockKind.TAKE_BACK and not move.action.to:
            _take_back(turn, clock)
        elif move.rep_id == turn.state.owner_rep_id:
            _do(turn, move.action)
            return


def _take_back(turn: Turn, clock: Clock) -> None:
    """Take the lead back from an AE who did not set the meeting: it is its owner's again."""
    handoff = turn.state.handoff(clock.subject_id)
    if handoff is not None and handoff.taken_back_at is None:
        back = replace(handoff, taken_back_at=clock.due_at)
        turn.emit(EventKind.HANDOFF_TAKEN_BACK, back, at=clock.due_at)
        close_clocks(turn, turn.now, subject_id=handoff.handoff_id)


def _open_clock(turn: Turn, move: Move) -> Clock | None:
    """Return the clock of a promise that is still not kept."""
    clock = turn.state.clock(move.clock_id)
    is_open = clock is not None and clock.state is ClockState.BREACHED and clock.stopped_at is None
    return clock if is_open else None


def _do(turn: Turn, move: OnBreach) -> None:
    if turn.state.is_ended:
        return
    if move.action is BreachAction.REASSIGN:
        give_to_another(turn, move.to)
    else:
        return_to_pool(turn, move.to)


def let_go(turn: Turn, cause: Cause) -> None:
    """End the assignment, if there is one; a lead that waits no longer does."""
    router, held = turn.rules.router, turn.state.assignment
    if held is None and turn.state.is_waiting:
        turn.emit(EventKind.RELEASED, None)
    if held is None:
        return
    change = release_lead(held, turn.routing, router, cause=cause, at=turn.now)
    turn.remember(change)
    turn.emit(EventKind.RELEASED, Release(held, cause, change))


def give_credit(turn: Turn, rep_id: str | None, cause: Cause) -> None:
    """Give the lead's rep credit for a meeting of theirs that was missed or called off."""
    held = turn.state.assignment
    if held is None or held.rep_id != rep_id:
        return
    after, change = credit_lead(held, turn.routing, turn.rules.router, cause=cause, at=turn.now)
    if after != held:
        turn.remember(change)
        turn.emit(EventKind.CREDITED, Release(after, cause, change))


def end_cadences(turn: Turn, cause: StopCause) -> None:
    """Stop every cadence of the lead."""
    for run in turn.state.runs:
        put_run(turn, run, stop_cadence(run, cause=cause, at=turn.now))


def _take(turn: Turn, decision: RouteDecision) -> None:
    """Put a decision of routing into effect."""
    if decision.assignment is None:
        if not _is_known(turn, decision):
            turn.because(CauseCode.NOBODY_CAN, decision.route_id)
            turn.remember(decision.change)
            turn.emit(EventKind.WAITING, decision)
        return
    turn.remember(decision.change)
    turn.because(CauseCode.ROUTE_TOOK, decision.route_id)
    turn.emit(EventKind.ASSIGNED, decision)
    hear(turn, Signal.LEAD_ASSIGNED, at=turn.now)
    go_on(turn)
    follow_track(turn)


def _is_known(turn: Turn, decision: RouteDecision) -> bool:
    """Tell whether the lead waits already for just that reason."""
    known = turn.state.route
    return (
        known is not None
        and turn.state.assignment is None
        and (known.waiting, known.pool, known.retry_at)
        == (decision.waiting, decision.pool, decision.retry_at)
    )


def _routed(turn: Turn) -> RoutedLead:
    state = turn.state
    return RoutedLead(
        lead_id=state.lead_id,
        facts=turn.facts(),
        arrived_at=state.round_at or turn.now,
        account_id=turn.lead.account_id,
        account_owner_rep_id=state.account_owner_rep_id,
        rep_id=state.owner_rep_id,
        meeting_at=state.meeting_at if state.meeting_at and state.meeting_at > turn.now else None,
    )


def _from_route(router: Router, route_id: str) -> Router:
    """Return the routing that tries one route first; without a name, as the pact has it."""
    first = tuple(item for item in router.routes if item.route.route_id == route_id)
    return replace(router, routes=(*first, *router.routes)) if first else router


def _to_pool(router: Router, pool: str) -> Router:
    """Return the routing that leads to one pool; without a name, as the pact has it."""
    if pool not in router.pools:
        return router
    return replace(router, routes=(CompiledRoute(Route("returned", Target.POOL, pool=pool), None),))
