"""Compile the routing of a pact over a roster: closures, members, calendars, weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

from leadpact.engine.routing.decision import RoutedLead
from leadpact.engine.routing.roster import Rep, Roster, caps_over
from leadpact.engine.scoring import Facts, Test, compile_if_any
from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.pact.sections.routing.policy import (
    EARLIER_WORK_TARGETS,
    Caps,
    Direction,
    NewcomersWeight,
    Pool,
    Route,
    RoutingPolicy,
    Territory,
)
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.zone import (
    EPOCH_ORDINAL,
    HORIZON_ENDS_AT,
    SECONDS_A_DAY,
    ZoneOffsets,
    load_zone_offsets,
)


@dataclass(frozen=True, slots=True)
class Member:
    """A rep in a pool, or alone.

    Attributes
    ----------
    weight
        A whole number; the weights of a pool have the ratios that were written.
    written_weight
        The weight as it was written.
    is_new_until
        Up to when the rep has only a part of that weight, in epoch seconds; None: never.
    share
        That part.
    caps
        All that hold: the rep's and the pool's.
    calendar_key
        The same for members with the same calendar.
    day_zone
        The zone of the rep's days, for caps.
    """

    rep: Rep
    weight: int
    caps: tuple[Caps, ...]
    calendar: BusinessCalendar
    calendar_key: int
    day_zone: ZoneOffsets
    written_weight: Fraction = Fraction(1)
    is_new_until: int | None = None
    share: Fraction = Fraction(1)

    def is_new(self, at: int) -> bool:
        """Tell whether the rep has only a part of the weight at a moment."""
        return self.is_new_until is not None and at < self.is_new_until


@dataclass(frozen=True, slots=True)
class CompiledPool:
    """A pool with its members by id, and the zone of its months and days."""

    pool: Pool
    members: tuple[Member, ...]
    zone: ZoneOffsets


@dataclass(frozen=True, slots=True)
class CompiledRoute:
    """A route with its condition as a closure; None: it takes every lead."""

    route: Route
    opens: Test | None


@dataclass(frozen=True, slots=True, eq=False)
class Router:
    """A pact's routing over a roster. Make it once, with `make_router`."""

    fingerprint: str
    routes: tuple[CompiledRoute, ...]
    pools: Mapping[str, CompiledPool]
    territories: tuple[Territory, ...]
    roster: Roster
    singles: Mapping[str, Member]
    is_outbound: Test | None

    @property
    def asks_earlier_work(self) -> bool:
        """Whether a route leads to who had the lead before, or to who touched it last."""
        return any(item.route.target in EARLIER_WORK_TARGETS for item in self.routes)

    def direction_of(self, facts: Facts) -> Direction:
        """Return who made the first move."""
        outbound = self.is_outbound is not None and self.is_outbound(facts) is True
        return Direction.OUTBOUND if outbound else Direction.INBOUND

    def counting_as(self, other: "Router | None") -> "Router":
        """Return the routing with each pool counted in the period that another has for it."""
        known = other.pools if other is not None else {}
        pools = {
            name: replace(item, pool=replace(item.pool, period=known[name].pool.period))
            if name in known
            else item
            for name, item in self.pools.items()
        }
        return replace(self, pools=pools)


def make_router(
    policy: RoutingPolicy,
    roster: Roster,
    *,
    calendars: CalendarPolicy | None = None,
    time_zone: str = "UTC",
    fingerprint: str = "",
) -> Router:
    """Compile a pact's routing over a roster.

    Parameters
    ----------
    policy
        `Ruleset.routing`.
    roster
        The reps; make it with the policy's `reps` as `terms`.
    calendars, time_zone, fingerprint
        Of the ruleset.
    """
    maker = _Maker(roster, calendars or CalendarPolicy(), time_zone, policy.every_rep)
    return Router(
        fingerprint=fingerprint,
        routes=tuple(CompiledRoute(item, compile_if_any(item.opens)) for item in policy.routes),
        pools={pool.name: maker.pool(pool) for pool in policy.pools},
        territories=policy.territories,
        roster=roster,
        singles={name: maker.member(rep, None, 1) for name, rep in roster.reps.items()},
        is_outbound=compile_if_any(policy.outbound_opens),
    )


def members_of(pool: Pool, roster: Roster) -> tuple[Rep, ...]:
    """Return the reps of a pool, by id: those named, and those of every kind that is listed."""
    named = set(pool.reps)
    return tuple(rep for rep in roster.reps.values() if rep.rep_id in named or _belongs(rep, pool))


def _belongs(rep: Rep, pool: Pool) -> bool:
    if not (pool.roles or pool.teams or pool.territories):
        return False
    return (
        (not pool.roles or rep.role in pool.roles)
        and (not pool.teams or rep.team in pool.teams)
        and (not pool.territories or rep.territory in pool.territories)
    )


def whole_weights(weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Return whole numbers with the same ratios."""
    scale = lcm(*(weight.denominator for weight in weights.values()))
    return {name: int(weight * scale) for name, weight in weights.items()}


class _Maker:
    """Makes members, with one key for each calendar."""

    def __init__(
        self, roster: Roster, calendars: CalendarPolicy, time_zone: str, every_rep: Caps | None
    ) -> None:
        self._roster = roster
        self._every_rep = every_rep
        self._calendars = calendars
        self._time_zone = time_zone
        self._keys: dict[BusinessCalendar, int] = {}

    def pool(self, pool: Pool) -> CompiledPool:
        reps = members_of(pool, self._roster)
        written = {rep.rep_id: pool.weights.get(rep.rep_id, rep.weight) for rep in reps}
        weights = whole_weights(written)
        calendar = self._calendars.choose(pact_zone=self._time_zone, pool=pool.calendar)
        members = (
            replace(self.member(rep, pool, weights[rep.rep_id]), written_weight=written[rep.rep_id])
            for rep in reps
        )
        newcomers = pool.newcomers_weight
        if newcomers is not None:
            members = (_as_newcomer(item, newcomers) for item in members)
        return CompiledPool(pool, tuple(members), load_zone_offsets(calendar.zone))

    def member(self, rep: Rep, pool: Pool | None, weight: int) -> Member:
        own = self._choose(rep, None)
        calendar = self._choose(rep, pool.calendar) if pool else own
        key = self._keys.setdefault(calendar, len(self._keys))
        mine = rep.caps if self._every_rep is None else caps_over(rep.caps, self._every_rep)
        caps = tuple(item for item in (mine, pool.caps if pool else Caps()) if item != Caps())
        day_zone = load_zone_offsets(rep.time_zone or own.zone)
        return Member(rep, weight, caps, calendar, key, day_zone)

    def _choose(self, rep: Rep, pool_calendar: str | None) -> BusinessCalendar:
        return self._calendars.choose(
            pact_zone=self._time_zone,
            pool=pool_calendar,
            rep=rep.calendar,
            rep_zone=rep.time_zone,
        )


def _as_newcomer(member: Member, newcomers: NewcomersWeight) -> Member:
    """Return a member with the end of their first days: from the later day that is known."""
    rep, zone = member.rep, member.day_zone
    known = [] if rep.hired_on is None else [rep.hired_on.toordinal() - EPOCH_ORDINAL]
    known += [] if rep.active_from is None else [zone.local_day(rep.active_from)]
    if not known:
        return member
    ends_on = (max(known) + newcomers.days) * SECONDS_A_DAY
    until = zone.first_moment_at(ends_on) if ends_on < HORIZON_ENDS_AT else HORIZON_ENDS_AT
    return replace(member, is_new_until=until, share=newcomers.share)


def territory_of(lead: RoutedLead, territories: Sequence[Territory]) -> Territory | None:
    """Return the first territory that a lead lies in, None where there is none.

    A lead of which a value is not known lies in no territory that asks for it.
    """
    return next((item for item in territories if _lies_in(lead, item)), None)


def _lies_in(lead: RoutedLead, territory: Territory) -> bool:
    value = lead.facts.value
    lists = (
        (territory.countries, "country"),
        (territory.regions, "region"),
        (territory.time_zones, "time_zone"),
        (territory.industries, "industry"),
    )
    if any(allowed and value(name) not in allowed for allowed, name in lists):
        return False
    if territory.accounts and not {lead.account_id, value("website")} & set(territory.accounts):
        return False
    return _has_size(value("n_employees"), territory)


def _has_size(n_employees: int | None, territory: Territory) -> bool:
    low, high = territory.employees_from, territory.employees_to
    if n_employees is None:
        return low is None and high is None
    return (low is None or low <= n_employees) and (high is None or n_employees <= high)
