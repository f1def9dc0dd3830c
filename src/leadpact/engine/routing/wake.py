"""Find the first second at which time alone lets somebody take a lead that waits.

Leave, closed hours, the caps of a day, a week or a month, and the time before a rep's first day end
by themselves. The end of one obstacle is not enough where another one follows it: what is returned
is a moment at which `route_lead` gives the lead to somebody, if nothing but the time has changed.
A cap of open leads has no such moment: a lead that is released ends it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from leadpact.engine.routing.availability import (
    Availability,
    Found,
    MemberCriteria,
    find_obstacle,
)
from leadpact.engine.routing.decision import Obstacle
from leadpact.engine.routing.router import Member
from leadpact.engine.routing.state import RoutingState
from leadpact.terms.zone import HORIZON_ENDS_AT, SECONDS_A_DAY, moment_at

MOST_STEPS = 30
"""After so many moments at which nobody can take it, `step_through` gives the next one unlooked at:
a lead that is tried too early waits on, one that is tried too late has lost time."""


def first_eligible_at(
    members: Iterable[Member],
    found: Mapping[str, Found | None],
    state: RoutingState,
    availability: Availability,
    criteria: MemberCriteria,
) -> int | None:
    """Return when the first of some members has no obstacle, whatever the others can take.

    Parameters
    ----------
    found
        The obstacles now.
    """
    ends = [(_end_of(found[item.rep.rep_id], item, availability), item) for item in members]
    first: int | None = None
    # The earliest end goes first: mostly it shows that no other member has to be looked at.
    for ends_at, member in sorted(
        ((at, member) for at, member in ends if at is not None), key=lambda pair: pair[0]
    ):
        if first is not None and ends_at >= first:
            break
        eligible_at = _eligible_from(member, ends_at, state, availability, criteria)
        first = min((at for at in (first, eligible_at) if at is not None), default=None)
    return first


def _end_of(found: Found | None, member: Member, availability: Availability) -> int | None:
    """Return when an obstacle ends: a leave, with the hours before those that it does not cover."""
    if found is None or found[1] is None:
        return None
    is_away = found[0] is Obstacle.AWAY
    return availability.reached_at(member, found[1]) if is_away else found[1]


def _eligible_from(
    member: Member,
    ends_at: int | None,
    state: RoutingState,
    availability: Availability,
    criteria: MemberCriteria,
) -> int | None:
    """Return the first moment from one on at which a member has no obstacle."""
    while ends_at is not None and ends_at < HORIZON_ENDS_AT:
        later = availability.at_moment(ends_at, is_meeting=criteria.is_meeting)
        found = find_obstacle(member, state, later, criteria)
        if found is None:
            return ends_at
        ends_at = _end_of(found, member, later)
    return None


def step_through(
    found: Mapping[str, Found | None],
    availability: Availability,
    *,
    not_before: int,
    look: Callable[[Availability], Mapping[str, Found | None] | None],
    other_moments: Callable[[Availability, Mapping[str, Found | None]], Iterable[int]],
    is_meeting: bool,
) -> int | None:
    """Return when somebody can take a lead where what one may take depends on the others.

    Parameters
    ----------
    found
        The obstacles now.
    not_before
        A moment before which nobody can take it.
    look
        The obstacles at another moment; None where somebody can take it then.
    other_moments
        Further moments, some of them after the one given, at which the answer may change.
    """
    until = availability.at if is_meeting else HORIZON_ENDS_AT
    for _ in range(MOST_STEPS):
        at = not_before
        if at <= availability.now:
            ends = [item[1] for item in found.values() if item and item[1] is not None]
            moments = [*ends, *other_moments(availability, found)]
            at = min((at for at in moments if at > availability.now), default=until)
        if at >= until:
            return None
        availability = availability.at_moment(at, is_meeting=is_meeting)
        seen = look(availability)
        if seen is None:
            return at
        found = seen
    return at


def presence_changes(members: Iterable[Member], availability: Availability) -> Iterator[int]:
    """Yield when members leave and return, and when they begin and end with the company."""
    for member in members:
        rep = member.rep
        yield from (at for at in (rep.active_from, rep.active_to) if at is not None)
        for span in rep.away:
            if span[1] > availability.now:
                yield from (availability.reached_at(member, at) for at in span)


def closings(
    members: Iterable[Member], availability: Availability, found: Mapping[str, Found | None]
) -> Iterator[int]:
    """Yield when those at work close, where a member waits for them since they start later."""
    if not any(item and item[0] is Obstacle.OPENS_LATER and item[1] for item in found.values()):
        return
    for member in members:
        if found[member.rep.rep_id] is None:
            yield _closing(member, availability.opening(member, availability.now))


def _closing(member: Member, opens_at: int) -> int:
    """Return the end of the hours that begin or go on at a moment, at most a week later."""
    calendar = member.calendar
    low, high = opens_at, min(opens_at + 7 * SECONDS_A_DAY, HORIZON_ENDS_AT - 1)
    while high - low > 1:
        middle = (low + high) // 2
        worked = calendar.seconds_between(moment_at(opens_at), moment_at(middle))
        low, high = (middle, high) if worked == middle - opens_at else (low, middle)
    return low
