"""Find which members could take a lead at a moment, and the obstacles of the others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from leadpact.engine.routing.caps import cap_reached
from leadpact.engine.routing.decision import Obstacle
from leadpact.engine.routing.router import Member
from leadpact.engine.routing.state import RoutingState
from leadpact.pact.sections.routing.policy import Hours
from leadpact.terms.zone import HORIZON_ENDS_AT, SECONDS_A_DAY, OutsideHorizon, moment_at

Found = tuple[Obstacle, int | None]
"""An obstacle and when it ends by itself, in epoch seconds."""


@dataclass(slots=True)
class Availability:
    """The moments at which members next work, computed once for each calendar.

    Attributes
    ----------
    now
        The moment of the decision.
    at
        The moment that the rep has to be there: the same, or that of the meeting.
    """

    now: int
    at: int
    openings: dict[tuple[int, int], int] = field(default_factory=dict)

    def opening(self, member: Member, at: int) -> int:
        """Return when a member first works, not before a moment."""
        key = member.calendar_key, at
        if key not in self.openings:
            try:
                opens_at = int(member.calendar.next_opening(moment_at(at)).timestamp())
            except OutsideHorizon:
                opens_at = HORIZON_ENDS_AT
            self.openings[key] = opens_at
        return self.openings[key]

    def away_until(self, member: Member, at: int) -> int | None:
        """Return the end of the leave that covers the time when a member would next work."""
        return member.rep.away_until(self.opening(member, at)) if member.rep.away else None

    def is_present(self, member: Member) -> bool | None:
        """Tell whether a member takes part in the rotation now; None: is not with the company."""
        if not member.rep.is_active(self.now):
            return None
        return self.away_until(member, self.now) is None


@dataclass(frozen=True, slots=True)
class MemberCriteria:
    """The conditions that every member has to meet.

    Attributes
    ----------
    skip
        Reps who may not get it, as they have it now.
    territory_id
        Whose territory it must be; None: that of any.
    needs_weight
        Whether a member without weight is passed over.
    is_meeting
        Whether it counts on the day of a meeting, so that waiting does not help.
    mind_leave
        Whether those on leave are passed over.
    """

    hours: Hours
    skip: frozenset[str] = frozenset()
    territory_id: str | None = None
    needs_weight: bool = True
    is_meeting: bool = False
    mind_leave: bool = True


def find_obstacles(
    members: Iterable[Member],
    state: RoutingState,
    availability: Availability,
    criteria: MemberCriteria,
) -> dict[str, Found | None]:
    """Return the first obstacle of every member; None for those who could take the lead."""
    members = tuple(members)
    found = {item.rep.rep_id: _obstacle(item, state, availability, criteria) for item in members}
    if criteria.hours is Hours.ANY:
        return found
    openings = {
        item.rep.rep_id: availability.opening(item, availability.at)
        for item in members
        if found[item.rep.rep_id] is None
    }
    return {**found, **_closed(openings, availability.at, criteria.hours)}


def _closed(openings: Mapping[str, int], at: int, hours: Hours) -> dict[str, Found]:
    """Return those who are not at work, or not first at work."""
    if hours is Hours.OPEN_NOW:
        return {
            name: (Obstacle.OUTSIDE_HOURS, opens) for name, opens in openings.items() if opens > at
        }
    first = min(openings.values(), default=at)
    return {
        name: (Obstacle.OPENS_LATER, opens) for name, opens in openings.items() if opens > first
    }


def _obstacle(
    member: Member, state: RoutingState, availability: Availability, criteria: MemberCriteria
) -> Found | None:
    rep = member.rep
    if not (rep.is_active(availability.now) and rep.is_active(availability.at)):
        starts = rep.active_from
        return (
            Obstacle.NOT_ACTIVE,
            starts if starts is not None and starts > availability.now else None,
        )
    tests: tuple[tuple[Callable[[], bool], Obstacle], ...] = (
        (lambda: rep.rep_id in criteria.skip, Obstacle.HAD_IT),
        (lambda: criteria.territory_id not in (None, rep.territory), Obstacle.OTHER_TERRITORY),
        (lambda: criteria.needs_weight and not member.weight, Obstacle.NO_WEIGHT),
    )
    for holds, obstacle in tests:
        if holds():
            return obstacle, None
    until = availability.away_until(member, availability.at) if criteria.mind_leave else None
    if until is not None:
        return Obstacle.AWAY, None if criteria.is_meeting else until
    return _at_cap(member, state, availability, criteria)


def _at_cap(
    member: Member, state: RoutingState, availability: Availability, criteria: MemberCriteria
) -> Found | None:
    if not member.caps:
        return None
    day = member.day_zone.local_day(availability.at)
    reached = cap_reached(member.caps, state.load(member.rep.rep_id), day=day)
    if reached is None:
        return None
    obstacle, ends_on = reached
    if ends_on is None or criteria.is_meeting:
        return obstacle, None
    return obstacle, member.day_zone.first_moment_at(ends_on * SECONDS_A_DAY)
