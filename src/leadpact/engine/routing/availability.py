"""Find which members could take a lead at a moment, and the obstacles of the others.

A cap is an obstacle until the day on which it ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache

from leadpact.engine.routing.decision import Obstacle
from leadpact.engine.routing.router import Member
from leadpact.engine.routing.state import Load, RoutingState
from leadpact.pact.sections.routing.policy import Caps, Hours, Spread
from leadpact.terms.zone import (
    EPOCH_ORDINAL,
    HORIZON_ENDS_AT,
    SECONDS_A_DAY,
    OutsideHorizon,
    moment_at,
    month_of_day,
    week_of_day,
)

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
    closings: dict[tuple[int, int], int] = field(default_factory=dict)

    def at_moment(self, now: int, *, is_meeting: bool) -> "Availability":
        """Return the availability at another moment of decision; a meeting stays where it is."""
        return Availability(now, self.at if is_meeting else now, self.openings, self.closings)

    def opening(self, member: Member, at: int) -> int:
        """Return when a member first works, not before a moment."""
        key = member.calendar_key, at
        known = self.openings.get(key)
        if known is not None:
            return known
        try:
            opens_at = int(member.calendar.next_opening(moment_at(at)).timestamp())
        except OutsideHorizon:
            opens_at = HORIZON_ENDS_AT
        self.openings[key] = opens_at
        return opens_at

    def reached_at(self, member: Member, at: int) -> int:
        """Return the first second from which a member next works at a moment or after it.

        In closed hours that is when the hours before them end: who is on leave until Saturday and
        works next on Monday is not away any more from Friday evening on.
        """
        key = member.calendar_key, at
        if key not in self.closings:
            try:
                before = member.calendar.add_seconds(moment_at(at), -1)
                self.closings[key] = int(before.timestamp()) + 1
            except OutsideHorizon:
                self.closings[key] = at
        return self.closings[key]

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
    is_meeting
        Whether it counts on the day of a meeting, so that waiting does not help.
    territory_id
        Whose territory it must be; None: that of any.
    needs_weight
        Whether a member without weight is passed over.
    mind_leave
        Whether those on leave are passed over.
    """

    hours: Hours
    skip: frozenset[str]
    is_meeting: bool
    territory_id: str | None = None
    needs_weight: bool = True
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
    return {**found, **_closed(openings, availability.at, criteria)}


def find_obstacle(
    member: Member, state: RoutingState, availability: Availability, criteria: MemberCriteria
) -> Found | None:
    """Return the first obstacle of one member, whom nobody else can take the lead before."""
    found = _obstacle(member, state, availability, criteria)
    if found is not None or criteria.hours is not Hours.OPEN_NOW:
        return found
    opens_at = availability.opening(member, availability.at)
    return _closed({"": opens_at}, availability.at, criteria).get("")


def _closed(openings: Mapping[str, int], at: int, criteria: MemberCriteria) -> dict[str, Found]:
    """Return those who are not at work, or not first at work."""
    obstacle, latest = Obstacle.OUTSIDE_HOURS, at
    if criteria.hours is not Hours.OPEN_NOW:
        obstacle, latest = Obstacle.OPENS_LATER, min(openings.values(), default=at)
    return {
        name: (obstacle, None if criteria.is_meeting else opens)
        for name, opens in openings.items()
        if opens > latest
    }


def _obstacle(
    member: Member, state: RoutingState, availability: Availability, criteria: MemberCriteria
) -> Found | None:
    rep = member.rep
    now, at = availability.now, availability.at
    if not (rep.is_active(now) and (at == now or rep.is_active(at))):
        starts = rep.active_from
        is_to_come = starts is not None and starts > now
        return Obstacle.NOT_ACTIVE, starts if is_to_come else None
    if rep.rep_id in criteria.skip:
        return Obstacle.HAD_IT, None
    if criteria.territory_id not in (None, rep.territory):
        return Obstacle.OTHER_TERRITORY, None
    if criteria.needs_weight and not member.weight:
        return Obstacle.NO_WEIGHT, None
    until = availability.away_until(member, at) if criteria.mind_leave else None
    if until is not None:
        return Obstacle.AWAY, None if criteria.is_meeting else until
    return _at_cap(member, state, availability, criteria) if member.caps else None


def _at_cap(
    member: Member, state: RoutingState, availability: Availability, criteria: MemberCriteria
) -> Found | None:
    day, load = member.day_zone.local_day(availability.at), state.load(member.rep.rep_id)
    for cap in member.caps:
        reached = _reached(cap, load, day)
        if reached is not None:
            obstacle, ends_on = reached
            if ends_on is None or criteria.is_meeting:
                return obstacle, None
            return obstacle, member.day_zone.first_moment_at(ends_on * SECONDS_A_DAY)
    return None


def _reached(cap: Caps, load: Load, day: int) -> Found | None:
    """Return what one lead more on a day would break of a cap, and the first day it ends on.

    The day is that on which the lead would count, in the rep's zone, from 1970-01-01; the day of
    the end is None where time alone does not end it: a cap of 0, and one of open leads.
    """
    if cap.per_day is not None and load.n_between(day, day + 1) >= cap.per_day:
        return Obstacle.AT_DAILY_CAP, day + 1 if cap.per_day else None
    monday = week_of_day(day) * 7 - 3
    if cap.per_week is not None and load.n_between(monday, monday + 7) >= cap.per_week:
        return Obstacle.AT_WEEKLY_CAP, monday + 7 if cap.per_week else None
    if cap.per_month is not None and (ends_on := _month_is_full(cap, load, day)):
        return Obstacle.AT_MONTHLY_CAP, ends_on if cap.per_month else None
    if cap.open is not None and load.n_open >= cap.open:
        return Obstacle.AT_OPEN_CAP, None
    return None


def _month_is_full(cap: Caps, load: Load, day: int) -> int | None:
    """Return the day on which there is room again, None where there is room now."""
    assert cap.per_month is not None
    first, following = month_of_day(day)
    allotted = month_allotment(cap.per_month, first)
    n = load.n_between(first, following)
    if n >= allotted:
        return following
    if cap.spread is Spread.AS_THEY_COME:
        return None
    # The day whose share, rounded up, is more than n: its part of the month is more than n's.
    opens_on = first + n * (following - first) // allotted
    return opens_on if opens_on > day else None


def month_allotment(per_month: Fraction, first_day: int) -> int:
    """Return how many leads a monthly capacity gives in the month that begins on a day.

    What is left of a fraction goes over to the next month, so any number of months have their
    whole sum, less than one lead off.

    Examples
    --------
    >>> [month_allotment(Fraction(9, 2), day) for day in (0, 31, 59, 90)]
    [4, 5, 4, 5]
    """
    return _allotment(per_month.numerator, per_month.denominator, first_day)


# By whole numbers: to look up a fraction takes longer than to compute with it.
@lru_cache(maxsize=4096)
def _allotment(numerator: int, denominator: int, first_day: int) -> int:
    begins = date.fromordinal(first_day + EPOCH_ORDINAL)
    index = (begins.year - 1970) * 12 + begins.month - 1
    return (index + 1) * numerator // denominator - index * numerator // denominator
