"""Route one lead by the routes of a pact over a roster, with every reason.

Pure: what routing remembers is a `RoutingState`, and every decision carries its change of it.
"""

from dataclasses import replace
from datetime import datetime

from leadpact.engine.routing.attempt import RoutingAttempt
from leadpact.engine.routing.availability import Availability
from leadpact.engine.routing.decision import Assignment, RouteDecision, RoutedLead, RoutingOutcome
from leadpact.engine.routing.router import Router
from leadpact.engine.routing.state import RoutingState
from leadpact.terms.zone import epoch_seconds


def route_lead(
    lead: RoutedLead,
    state: RoutingState,
    router: Router,
    *,
    as_of: datetime,
    avoid: frozenset[str] = frozenset(),
) -> RouteDecision:
    """Decide which rep gets a lead, or why it waits.

    Parameters
    ----------
    lead
        A lead that nobody has.
    state
        What routing remembers; `apply_change(state, decision.change)` is what it remembers after.
    router
        The pact's routing over the reps: `make_router`.
    as_of
        The moment of the decision, aware.
    avoid
        Reps who may not get it, such as earlier owners.

    Returns
    -------
    RouteDecision
        With an assignment or a reason for waiting, never both, never neither.

    Raises
    ------
    NaiveDatetime, OutsideHorizon
        Where a time is no moment from 1970 to 2099.
    """
    return RoutingAttempt(lead, state, router, _availability(lead, as_of), avoid).run()


def claim_lead(
    lead: RoutedLead,
    state: RoutingState,
    router: Router,
    *,
    pool: str,
    rep_id: str,
    as_of: datetime,
) -> RouteDecision:
    """Give a lead that waits in a queue to the rep who claims it.

    Who claims first gets it: the caller holds the lead, and claims it once. A rep who is over a
    cap, on leave or not of the pool gets nothing: the lead waits on, and `considered` has their
    obstacle. Working hours do not matter.

    Parameters
    ----------
    lead, state, router, as_of
        As in `route_lead`.
    pool, rep_id
        Which queue, and who claims. KeyError where the pact has no such pool.
    """
    return RoutingAttempt(lead, state, router, _availability(lead, as_of)).claim(pool, rep_id)


def reassign_lead(
    lead: RoutedLead,
    held: Assignment,
    state: RoutingState,
    router: Router,
    *,
    as_of: datetime,
    avoid: frozenset[str] = frozenset(),
) -> RouteDecision:
    """Give a lead to somebody else than the rep who has it, by the same rules.

    Parameters
    ----------
    lead, state, router, as_of
        As in `route_lead`.
    held
        The assignment that ends.
    avoid
        Further reps who may not get it, such as earlier owners.

    Returns
    -------
    RouteDecision
        `KEPT` where nobody else can take it: it stays with its rep, `waiting` says why, and
        nothing changes. In a queue it waits to be claimed, and has no rep until it is.
    """
    attempt = RoutingAttempt(
        lead, state, router, _availability(lead, as_of), avoid | {held.rep_id}, held
    )
    decision = attempt.run()
    if decision.outcome is RoutingOutcome.WAITING and not decision.is_queued:
        return replace(decision, outcome=RoutingOutcome.KEPT, assignment=held)
    return decision


def _availability(lead: RoutedLead, as_of: datetime) -> Availability:
    now = epoch_seconds(as_of)
    return Availability(now, now if lead.meeting_at is None else epoch_seconds(lead.meeting_at))
