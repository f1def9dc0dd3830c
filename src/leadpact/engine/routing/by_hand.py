"""Give one lead to a rep who was named, or to nobody: no route decides, and no rotation counts it.

Pure, as `route` is. The rep's load counts the lead, so that caps of pools see it.
"""

from dataclasses import replace
from datetime import datetime

from leadpact.engine.routing.availability import Availability, Found, MemberCriteria, find_obstacle
from leadpact.engine.routing.change import NO_CHANGE, add_load, apply_change, change_of, marked
from leadpact.engine.routing.decision import (
    CAP_OBSTACLES,
    Assignment,
    Candidate,
    RouteDecision,
    RoutedLead,
    RoutingOutcome,
    Waiting,
)
from leadpact.engine.routing.roster import Rep
from leadpact.engine.routing.route import ReleaseReason, release_lead
from leadpact.engine.routing.router import Member, Router
from leadpact.engine.routing.state import RoutingState
from leadpact.pact.sections.routing.policy import Direction, Hours, RouteTarget
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.zone import epoch_seconds, load_zone_offsets


def assign_by_hand(
    lead: RoutedLead,
    held: Assignment | None,
    state: RoutingState,
    router: Router | None,
    rep: Rep,
    *,
    calendar: BusinessCalendar,
    fingerprint: str,
    as_of: datetime,
    decided_by: str,
) -> RouteDecision:
    """Give a lead to the rep who was named, even beyond a cap.

    Parameters
    ----------
    held
        The assignment that ends; None: nobody has it.
    router
        None: the pact does not route; there are no caps then.
    calendar, fingerprint
        The rep's working hours, whose zone their days are in; the pact in force.
    decided_by
        Who named the rep, as in `terms.actors`.

    Returns
    -------
    RouteDecision
        `considered` has the rep, with the cap that the lead goes beyond as their obstacle, if any.
    """
    reassigned = ReleaseReason.REASSIGNED
    taken = release_lead(held, state, router, reason=reassigned, at=as_of) if held else NO_CHANGE
    without, now = apply_change(state, taken), epoch_seconds(as_of)
    at = now if lead.meeting_at is None else epoch_seconds(lead.meeting_at)
    zone = load_zone_offsets(rep.time_zone or calendar.zone)
    load, load_day = without.load(rep.rep_id), zone.local_day(at)
    given = add_load(NO_CHANGE, rep.rep_id, n_open=1, day=load_day, n=1, today=zone.local_day(now))
    found = _cap_reached(lead, without, router, rep, Availability(now, at))
    obstacle, ends_at = found or (None, None)
    return replace(
        _decision(lead, router, as_of=as_of, fingerprint=fingerprint, decided_by=decided_by),
        assignment=Assignment(
            lead_id=lead.lead_id,
            rep_id=rep.rep_id,
            assigned_at=as_of,
            route_id="",
            load_day=load_day,
            meeting_at=lead.meeting_at,
        ),
        considered=(Candidate(rep.rep_id, obstacle, ends_at, n_open=load.n_open),),
        change=marked(change_of(state, apply_change(without, given)), taken.balances),
    )


def wait_by_hand(
    lead: RoutedLead,
    router: Router | None,
    *,
    fingerprint: str,
    as_of: datetime,
    decided_by: str,
) -> RouteDecision:
    """Let a lead that was taken from its rep wait until a person or a system decides."""
    return replace(
        _decision(lead, router, as_of=as_of, fingerprint=fingerprint, decided_by=decided_by),
        outcome=RoutingOutcome.WAITING,
        waiting=Waiting.UNASSIGNED,
    )


def _decision(
    lead: RoutedLead,
    router: Router | None,
    *,
    as_of: datetime,
    fingerprint: str,
    decided_by: str,
) -> RouteDecision:
    return RouteDecision(
        lead_id=lead.lead_id,
        as_of=as_of,
        outcome=RoutingOutcome.ASSIGNED,
        route_id="",
        target=RouteTarget.BY_HAND,
        direction=router.direction_of(lead.facts) if router else Direction.INBOUND,
        fingerprint=fingerprint,
        decided_by=decided_by,
    )


def _cap_reached(
    lead: RoutedLead,
    state: RoutingState,
    router: Router | None,
    rep: Rep,
    availability: Availability,
) -> Found | None:
    """Return the first cap, of the rep or of a pool of theirs, that one lead more goes beyond."""
    if router is None:
        return None
    criteria = MemberCriteria(
        Hours.ANY,
        frozenset(),
        is_meeting=lead.meeting_at is not None,
        needs_weight=False,
        mind_leave=False,
    )
    for member in _members(router, rep.rep_id):
        found = find_obstacle(member, state, availability, criteria)
        if found is not None and found[0] in CAP_OBSTACLES:
            return found
    return None


def _members(router: Router, rep_id: str) -> list[Member]:
    """Return a rep alone, then as a member of every pool that has them."""
    alone = [router.singles[rep_id]] if rep_id in router.singles else []
    pooled = (item for pool in router.pools.values() for item in pool.members)
    return [*alone, *(item for item in pooled if item.rep.rep_id == rep_id)]
