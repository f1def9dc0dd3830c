"""Route one lead by the routes of a pact over a roster, with every reason, and release it.

Pure: what routing remembers is a `RoutingState`, and every decision carries its change of it. A
lead is released from its rep's open load, its day, and by the pool's switches from the count.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from leadpact.engine.routing.attempt import RoutingAttempt
from leadpact.engine.routing.availability import Availability
from leadpact.engine.routing.change import (
    NO_CHANGE,
    BalanceRow,
    StateChange,
    add_load,
    apply_change,
    change_of,
    marked,
)
from leadpact.engine.routing.decision import Assignment, RouteDecision, RoutedLead, RoutingOutcome
from leadpact.engine.routing.router import CompiledRoute, Router
from leadpact.engine.routing.state import RotationBalance, RoutingState
from leadpact.pact.sections.routing.policy import ReassignmentCredit
from leadpact.terms.zone import SECONDS_A_DAY, epoch_seconds


class ReleaseReason(StrEnum):
    """Why a rep no longer has a lead."""

    CLOSED = "CLOSED"
    """It was worked to its end; it counts."""
    NO_SHOW = "NO_SHOW"
    """The meeting was missed by the prospect."""
    CANCELLED = "CANCELLED"
    """The meeting was called off."""
    REASSIGNED = "REASSIGNED"
    RETURNED = "RETURNED"
    """It goes back to be routed again; counted like a reassignment."""
    OPPORTUNITY_OPENED = "OPPORTUNITY_OPENED"
    """It became an opportunity while it waited: it is its AE's, and needs no other rep."""
    UNASSIGNED = "UNASSIGNED"
    """It was taken from its rep by hand; counted like a reassignment."""


def release_lead(
    held: Assignment,
    state: RoutingState,
    router: Router | None,
    *,
    reason: ReleaseReason,
    at: datetime,
) -> StateChange:
    """Return what changes in the state of routing when a rep no longer has a lead.

    Parameters
    ----------
    held
        The assignment that ends.
    router
        None: the pact no longer routes; the rep has one lead less, and no count changes.
    reason
        Why: it decides, with the pool's switches, whether the lead still counts.
    at
        When, aware.
    """
    uncounted = _uncounted(held, state) if _is_credited(held, router, reason) else NO_CHANGE
    return _add_load_without(uncounted, held, n_open=-1, reason=reason, at=epoch_seconds(at))


def credit_lead(
    held: Assignment,
    state: RoutingState,
    router: Router | None,
    *,
    reason: ReleaseReason,
    at: datetime,
) -> tuple[Assignment, StateChange]:
    """Give a rep credit for a meeting that was missed or called off, as the pool's switches say.

    The rep keeps the lead: it no longer counts for them, so that they are so much sooner next.

    Parameters
    ----------
    held, state, router, at
        As in `release_lead`.
    reason
        `NO_SHOW` or `CANCELLED`.

    Returns
    -------
    tuple[Assignment, StateChange]
        The assignment as it counts from then on, and what changes: the pool's count, and the day
        of a meeting that is not held.
    """
    credited_at = epoch_seconds(at)
    change, after = NO_CHANGE, held
    if _is_credited(held, router, reason):
        change, after = _uncounted(held, state), replace(after, counted_for=None)
    if _frees_day(held, reason, credited_at):
        change = _add_load_without(change, held, n_open=0, reason=reason, at=credited_at)
        after = replace(after, meeting_at=None)
    return after, change


def _add_load_without(
    change: StateChange, held: Assignment, *, n_open: int, reason: ReleaseReason, at: int
) -> StateChange:
    """Take a lead from its rep's load too, and from the day of a meeting that is now not held."""
    n = -1 if _frees_day(held, reason, at) else 0
    day, today = held.load_day, at // SECONDS_A_DAY
    return add_load(change, held.rep_id, n_open=n_open, day=day, n=n, today=today)


def _frees_day(held: Assignment, reason: ReleaseReason, at: int) -> bool:
    """Tell whether a meeting to come is now not held by the rep, so that its day has room."""
    if held.meeting_at is None or reason in (ReleaseReason.CLOSED, ReleaseReason.NO_SHOW):
        return False
    return epoch_seconds(held.meeting_at) > at


def _is_credited(held: Assignment, router: Router | None, reason: ReleaseReason) -> bool:
    """Tell whether a lead is taken from its owner's count in its pool."""
    compiled = router.pools.get(held.pool or "") if router else None
    if compiled is None:
        return False
    pool = compiled.pool
    switches = {
        ReleaseReason.CLOSED: False,
        ReleaseReason.NO_SHOW: pool.credits_no_shows,
        ReleaseReason.CANCELLED: pool.credits_cancelled,
    }
    return switches.get(reason, pool.reassignment_credit is ReassignmentCredit.FIRST_OWNER)


def _uncounted(held: Assignment, state: RoutingState) -> StateChange:
    """Take a lead from the day it was counted on; in a period that is over, nothing is left."""
    # A lead that no pool counts names none: nothing is known of it, and nothing is taken.
    name, rep_id = held.pool or "", held.counted_for or ""
    pool = state.pool(name)
    if not pool.balances.get(rep_id, RotationBalance()).on(held.counted_on).n:
        return NO_CHANGE
    day, extra = held.counted_on, held.counted_extra or 0
    uncounted = BalanceRow(name, pool.period, rep_id, day, -1, -extra, -extra)
    return StateChange(balances=(uncounted,))


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


def find_ae(
    lead: RoutedLead, router: Router, routes: Iterable[CompiledRoute], *, as_of: datetime
) -> tuple[str, str] | None:
    """Find who holds the meeting of a lead, by routes of their own.

    The AE does not have the lead: no rotation and no cap counts the meeting.

    Parameters
    ----------
    lead
        With the meeting: who is on leave or not at work then does not hold it.
    routes
        `HandoffPolicy.ae`, compiled.

    Returns
    -------
    tuple[str, str] | None
        The rep and the route; None where no route finds anybody.
    """
    return RoutingAttempt(lead, RoutingState(), router, _availability(lead, as_of)).find_first(
        routes
    )


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
        nothing changes. In a queue it waits to be claimed, and has no rep until it is; so it does
        where a person decides.
    """
    taken = release_lead(held, state, router, reason=ReleaseReason.REASSIGNED, at=as_of)
    without, skip = apply_change(state, taken), avoid | {held.rep_id}
    availability = _availability(lead, as_of)
    decision = RoutingAttempt(lead, without, router, availability, skip, held).run()
    if decision.outcome is RoutingOutcome.WAITING and not decision.waits_for_person:
        return replace(decision, outcome=RoutingOutcome.KEPT, assignment=held)
    change = change_of(state, apply_change(without, decision.change))
    extras = (*taken.balances, *decision.change.balances)
    return replace(decision, change=marked(change, extras))


def _availability(lead: RoutedLead, as_of: datetime) -> Availability:
    now = epoch_seconds(as_of)
    return Availability(now, now if lead.meeting_at is None else epoch_seconds(lead.meeting_at))
