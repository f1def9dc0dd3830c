"""Try the routes of a pact for one lead, in their order."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from leadpact.engine.routing.availability import Availability, MemberCriteria, find_obstacles
from leadpact.engine.routing.change import NO_CHANGE, StateChange, add_load
from leadpact.engine.routing.decision import (
    Assignment,
    PassedRoute,
    RouteDecision,
    RoutedLead,
    RoutingOutcome,
    Waiting,
)
from leadpact.engine.routing.pooling import (
    TriedRoute,
    candidates_of,
    select_from_pool,
    why_nobody,
)
from leadpact.engine.routing.router import CompiledPool, CompiledRoute, Member, Router, territory_of
from leadpact.engine.routing.selection import EligibleRep
from leadpact.engine.routing.state import RoutingState
from leadpact.engine.routing.wake import first_eligible_at
from leadpact.engine.scoring import holds
from leadpact.pact.sections.routing.policy import (
    DEFAULT_ROUTE,
    Direction,
    Hours,
    Otherwise,
    ReassignmentCredit,
    Route,
    RouteTarget,
)
from leadpact.terms.zone import SECONDS_A_DAY, epoch_seconds, moment_at


@dataclass(slots=True)
class RoutingAttempt:
    """A lead, what routing remembers, and the rules.

    Attributes
    ----------
    skip
        Reps who may not get it.
    held
        The assignment that ends where it gets another rep; `state` is without it already.
    """

    lead: RoutedLead
    state: RoutingState
    router: Router
    availability: Availability
    skip: frozenset[str] = frozenset()
    held: Assignment | None = None

    def run(self) -> RouteDecision:
        """Try the routes in order; the last one takes every lead."""
        direction = self.router.direction_of(self.lead.facts)
        passed: list[tuple[Route, TriedRoute]] = []
        for compiled in self.router.routes:
            if not self._is_taken(compiled, direction):
                continue
            result = self._try(compiled.route, direction)
            if result.member is None and compiled.route.otherwise is Otherwise.NEXT_ROUTE:
                passed.append((compiled.route, result))
                continue
            return self._decided(compiled.route, direction, result, passed)
        raise AssertionError("the default takes every lead")

    def find_first(self, routes: Iterable[CompiledRoute]) -> tuple[str, str] | None:
        """Return the first rep whom some routes find, with the route; nothing is counted."""
        direction = self.router.direction_of(self.lead.facts)
        for compiled in routes:
            if not self._is_taken(compiled, direction):
                continue
            found = self._try(compiled.route, direction).member
            if found is not None:
                return found.rep.rep_id, compiled.route.route_id
        return None

    def claim(self, pool: str, rep_id: str) -> RouteDecision:
        """Give the lead to the rep who claims it, unless an obstacle forbids it."""
        found = next(
            (item.route for item in self.router.routes if item.route.pool == pool),
            Route(DEFAULT_ROUTE, RouteTarget.POOL, pool=pool),
        )
        result = self._pooled(self.router.pools[pool], claimed_by=rep_id)
        if result.member is None:
            # A claim is not tried again by itself, whatever hindered it.
            result = replace(result, waiting=Waiting.IN_QUEUE, find_retry=None)
        return self._decided(found, self.router.direction_of(self.lead.facts), result, [])

    def _is_taken(self, compiled: CompiledRoute, direction: Direction) -> bool:
        if compiled.route.direction not in (Direction.BOTH, direction):
            return False
        return holds(compiled.opens, self.lead.facts)

    def _try(self, route: Route, direction: Direction) -> TriedRoute:
        match route.target:
            case RouteTarget.POOL | RouteTarget.INSIDE_SALES:
                assert route.pool is not None
                return self._in_pool(route.pool, direction)
            case RouteTarget.TERRITORY:
                return self._try_territory(route, direction)
            case RouteTarget.PAIRED_REP:
                mine = self.lead.rep_id or self.lead.account_owner_rep_id
                pairs = self.router.roster.paired_with(mine) if mine else ()
                members = [self.router.singles[rep.rep_id] for rep in pairs]
                return self._alone(members, Waiting.NO_PAIRED_REP)
            case RouteTarget.BY_HAND:
                return TriedRoute(waiting=Waiting.BY_HAND)
            case _:
                rep_id, missing = self._rep_of(route)
                member = self.router.singles.get(rep_id or "")
                return self._alone([member] if member else [], missing)

    def _rep_of(self, route: Route) -> tuple[str | None, Waiting]:
        """Return the one rep a route leads to, and why the lead waits where there is none."""
        earlier = self.lead.earlier
        match route.target:
            case RouteTarget.FORMER_REP:
                return earlier.former_rep_id, Waiting.NO_FORMER_REP
            case RouteTarget.LAST_TOUCHER:
                return self._last_toucher(route), Waiting.NO_LAST_TOUCHER
            case RouteTarget.REP:
                return route.rep, Waiting.REP_NOT_ACTIVE
            case _:
                return self.lead.account_owner_rep_id, Waiting.NO_OWNER

    def _last_toucher(self, route: Route) -> str | None:
        """Return who touched the lead last in a way that the route counts, if not too long ago."""
        last = self.lead.earlier.last_touch(route.channels)
        if last is None:
            return None
        at, rep_id = last
        seconds = (route.within_days or 0) * SECONDS_A_DAY
        return rep_id if self.availability.now - epoch_seconds(at) <= seconds else None

    def _try_territory(self, route: Route, direction: Direction) -> TriedRoute:
        found = territory_of(self.lead, self.router.territories)
        if found is None:
            return TriedRoute(waiting=Waiting.NO_TERRITORY)
        if found.pool is not None:
            result = self._in_pool(found.pool, direction)
        elif route.pool is not None:
            result = self._in_pool(route.pool, direction, territory_id=found.territory_id)
        else:
            everybody = tuple(self.router.singles.values())
            mine = [item for item in everybody if item.rep.territory == found.territory_id]
            result = self._alone(mine, Waiting.NO_REP_IN_TERRITORY)
        return replace(result, territory_id=found.territory_id)

    def _alone(self, members: list[Member], missing: Waiting) -> TriedRoute:
        """Give the lead to the first of some reps outside any pool; working hours do not matter.

        `missing` is why it waits where there is nobody at all.
        """
        criteria = MemberCriteria(Hours.ANY, self.skip, is_meeting=self.lead.meeting_at is not None)
        found = find_obstacles(members, self.state, self.availability, criteria)
        everybody = [
            EligibleRep(item, n_open=self.state.load(item.rep.rep_id).n_open) for item in members
        ]
        first = next((item for item in members if found[item.rep.rep_id] is None), None)
        considered = candidates_of(everybody, found)
        if first is not None:
            return TriedRoute(first, considered=considered)
        return TriedRoute(
            waiting=why_nobody(found, missing),
            considered=considered,
            find_retry=partial(
                first_eligible_at, members, found, self.state, self.availability, criteria
            ),
        )

    def _in_pool(
        self, name: str, direction: Direction, *, territory_id: str | None = None
    ) -> TriedRoute:
        pool = self.router.pools[name]
        if pool.pool.direction not in (Direction.BOTH, direction):
            return TriedRoute(waiting=Waiting.OTHER_DIRECTION, pool=pool)
        return self._pooled(pool, territory_id=territory_id)

    def _pooled(
        self, pool: CompiledPool, *, territory_id: str | None = None, claimed_by: str | None = None
    ) -> TriedRoute:
        return select_from_pool(
            pool,
            self.lead,
            self.state,
            self.availability,
            skip=self.skip,
            territory_id=territory_id,
            claimed_by=claimed_by,
            gain=int(self._is_counted_again(pool.pool.name)),
        )

    def _is_counted_again(self, pool: str) -> bool:
        """Tell whether the pool counts the lead for its new rep: not while it does for the old."""
        if self.held is None or self.held.pool != pool:
            return True
        switch = self.router.pools[pool].pool.reassignment_credit
        return switch is ReassignmentCredit.FIRST_OWNER or self.held.counted_for is None

    def _decided(
        self,
        route: Route,
        direction: Direction,
        result: TriedRoute,
        passed: list[tuple[Route, TriedRoute]],
    ) -> RouteDecision:
        assignment = self._assignment(route, result)
        waits = () if assignment else (*(tried for _, tried in passed), result)
        pool = result.pool.pool if result.pool else None
        return RouteDecision(
            lead_id=self.lead.lead_id,
            as_of=moment_at(self.availability.now),
            outcome=RoutingOutcome.WAITING if assignment is None else RoutingOutcome.ASSIGNED,
            route_id=route.route_id,
            target=route.target,
            direction=direction,
            fingerprint=self.router.fingerprint,
            assignment=assignment,
            waiting=result.waiting,
            retry_at=_first_of(tried.retry_at for tried in waits),
            pool=pool.name if pool else None,
            method=pool.method if pool else None,
            territory_id=result.territory_id,
            is_direct=route.target is RouteTarget.INSIDE_SALES,
            considered=result.considered,
            passed=tuple(_passed(one, tried) for one, tried in passed),
            change=self._change(result, assignment),
            decides=route.who if result.waiting is Waiting.BY_HAND else None,
        )

    def _assignment(self, route: Route, result: TriedRoute) -> Assignment | None:
        if result.member is None:
            return None
        pool = result.pool.pool.name if result.pool else None
        rep_id = result.member.rep.rep_id
        counted_for, counted_on = (rep_id, result.counted_on) if pool else (None, 0)
        extra = result.counted_extra
        if self.held is not None and pool is not None and not self._is_counted_again(pool):
            counted_for, counted_on = self.held.counted_for, self.held.counted_on
            extra = self.held.counted_extra
        return Assignment(
            lead_id=self.lead.lead_id,
            rep_id=rep_id,
            assigned_at=moment_at(self.availability.now),
            route_id=route.route_id,
            pool=pool,
            counted_for=counted_for,
            counted_on=counted_on,
            load_day=result.member.day_zone.local_day(self.availability.at),
            meeting_at=self.lead.meeting_at,
            counted_extra=extra,
        )

    def _change(self, result: TriedRoute, assignment: Assignment | None) -> StateChange:
        """Return what changes in routing: the pool's count and the rep's load."""
        if assignment is None or result.member is None:
            return NO_CHANGE
        today = result.member.day_zone.local_day(self.availability.now)
        day = assignment.load_day
        return add_load(result.change, assignment.rep_id, n_open=1, day=day, n=1, today=today)


def _first_of(moments: Iterable[int | None]) -> datetime | None:
    return min((moment_at(at) for at in moments if at is not None), default=None)


def _passed(route: Route, tried: TriedRoute) -> PassedRoute:
    assert tried.waiting is not None
    return PassedRoute(route.route_id, tried.waiting, tried.considered)
