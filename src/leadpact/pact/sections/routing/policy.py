"""The rules of a pact on routing, compiled: pools, routes and their switches, with defaults.

Values only. Who gets a lead is decided in `engine.routing.route`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from leadpact.conditions.nodes import Condition
from leadpact.terms.stages import Channel


class SelectionMethod(StrEnum):
    """How a pool picks one of its reps."""

    WEIGHTED_ROUND_ROBIN = "WEIGHTED_ROUND_ROBIN"
    """The rep who is furthest behind the share that the weights give."""
    RANDOM = "RANDOM"
    """By a hash of the lead's id and the pool's salt, in proportion to the weights."""
    QUEUE = "QUEUE"
    """Nobody: the lead waits until a rep claims it."""
    LEAST_OPEN_LOAD = "LEAST_OPEN_LOAD"
    """The rep who has the fewest open leads for the weight."""


class RouteTarget(StrEnum):
    """Where a route leads."""

    POOL = "POOL"
    TERRITORY = "TERRITORY"
    """The pool of the first territory that the lead lies in, or the reps who have it."""
    ACCOUNT_OWNER = "ACCOUNT_OWNER"
    PAIRED_REP = "PAIRED_REP"
    """The rep paired with the lead's present rep; without one, with the account's owner."""
    INSIDE_SALES = "INSIDE_SALES"
    """A pool of inside sales: straight to a meeting, without a handoff between SDR and AE."""
    BY_HAND = "BY_HAND"
    """Nobody, until a person decides. Without a route: somebody named the rep, or took the lead
    from its rep."""
    FORMER_REP = "FORMER_REP"
    """The rep who had the lead before the present round."""
    LAST_TOUCHER = "LAST_TOUCHER"
    """The rep who touched the lead last, unless that is too long ago."""
    REP = "REP"
    """A rep whom the route names."""


EARLIER_WORK_TARGETS = (RouteTarget.FORMER_REP, RouteTarget.LAST_TOUCHER)
"""Where a route leads by what reps did with the lead before."""


class Direction(StrEnum):
    """Who made the first move."""

    INBOUND = "INBOUND"
    OUTBOUND = "OUTBOUND"
    BOTH = "BOTH"


class Otherwise(StrEnum):
    """What becomes of a lead that a route cannot place."""

    WAIT = "WAIT"
    NEXT_ROUTE = "NEXT_ROUTE"


class OnReturn(StrEnum):
    """The place in the rotation of a rep who comes back from leave."""

    NORMALISE = "NORMALISE"
    """At the average of the peers: what was missed is not made up for."""
    CATCH_UP = "CATCH_UP"
    """Where the count was: what was missed in the period comes first."""
    KEEP_POSITION = "KEEP_POSITION"
    """As far ahead of the peers, or behind, as on leaving."""


class EveryoneAway(StrEnum):
    """What happens to a lead while every rep of a pool is away."""

    HOLD = "HOLD"
    ASSIGN_ANYWAY = "ASSIGN_ANYWAY"


class Newcomers(StrEnum):
    """The place of a rep who joins a running rotation."""

    AVERAGE = "AVERAGE"
    HIGHEST = "HIGHEST"
    """Level with the peer who has most for the weight: nobody gets fewer leads for them."""
    ZERO = "ZERO"
    """Behind everybody: the next leads are theirs until they have as many as the rest."""


class Rotation(StrEnum):
    """Whether a turn is kept for a rep who cannot take a lead at the moment."""

    FLEXIBLE = "FLEXIBLE"
    """The next one takes it; the rep who was passed over comes first later."""
    STRICT = "STRICT"
    """The lead waits for the rep whose turn it is, unless that rep is on leave."""


class Hours(StrEnum):
    """Who counts as at work when a lead comes."""

    NEXT_TO_OPEN = "NEXT_TO_OPEN"
    """Those who work now; while nobody does, those who start work first."""
    OPEN_NOW = "OPEN_NOW"
    """Those who work now; while nobody does, the lead waits."""
    ANY = "ANY"
    """Everybody: working hours do not matter."""


class PeriodKind(StrEnum):
    """What is counted together."""

    MONTH = "MONTH"
    ROLLING_DAYS = "ROLLING_DAYS"
    FOREVER = "FOREVER"


class ReassignmentCredit(StrEnum):
    """Who has a reassigned lead counted."""

    FIRST_OWNER = "FIRST_OWNER"
    """It is taken from the first owner's count, who is so much sooner next, and the new one has it
    counted."""
    NONE = "NONE"
    """It stays in the first owner's count; the new one gets it on top."""


class Spread(StrEnum):
    """How a month's capacity is given out."""

    AS_THEY_COME = "AS_THEY_COME"
    EVEN = "EVEN"
    """By a day of the month, not more than that day's share of the month, rounded up."""


class CountedTouches(StrEnum):
    """Whose touches clocks, cadences and callbacks count."""

    EVERYONE = "EVERYONE"
    OWNER = "OWNER"
    """Those of the rep who has the lead; a touch of which no rep is known counts too."""


@dataclass(frozen=True, slots=True)
class RotationPeriod:
    """The span in which assignments are counted against each other; `days` for rolling days."""

    kind: PeriodKind = PeriodKind.MONTH
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that a rep takes; None: as many as come.

    Leads count on the day they are assigned, leads with a meeting on the day it is held.

    Attributes
    ----------
    per_month
        May be a fraction: of 4.5, four in one month and five in the next.
    """

    per_day: int | None = None
    per_week: int | None = None
    per_month: Fraction | None = None
    open: int | None = None
    spread: Spread = Spread.AS_THEY_COME


@dataclass(frozen=True, slots=True)
class Leave:
    """A span `[starts_at, ends_at)` in which a rep does not work, as the pact gives it."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class RepTerms:
    """The terms of one rep in the pact, before those of the table of reps; None: not set."""

    rep_id: str
    weight: Fraction | None = None
    priority: int | None = None
    calendar: str | None = None
    time_zone: str | None = None
    territory: str | None = None
    paired_rep_id: str | None = None
    caps: Caps = field(default_factory=Caps)
    away: tuple[Leave, ...] = ()
    hired_on: date | None = None


_NO_WEIGHTS: Mapping[str, Fraction] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NewcomersWeight:
    """Which part of their weight reps have in their first days, from the day they are hired."""

    share: Fraction
    days: int


@dataclass(frozen=True, slots=True)
class Pool:
    """Reps who share the leads of a route.

    Attributes
    ----------
    reps
        Named one by one; further members are those whose role, team or territory is listed, of
        each kind that is listed one.
    weights
        By rep, before those of the rep; a rep without any has 1.
    salt
        What is hashed with the lead's id where reps are picked at random; empty: the pool's name.
    newcomers_at
        How many leads a newcomer counts as having had, before `newcomers`.
    carry_over
        Whether what a month leaves owed is owed in the next one; None: yes.
    credits_no_shows, credits_cancelled
        Whether a meeting that was missed, or called off, is taken from the rep's count.
    newcomers_weight
        The part of their weight that reps have at first; None: all of it.
    """

    name: str
    reps: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    weights: Mapping[str, Fraction] = field(default_factory=lambda: _NO_WEIGHTS)
    direction: Direction = Direction.BOTH
    method: SelectionMethod = SelectionMethod.WEIGHTED_ROUND_ROBIN
    calendar: str | None = None
    hours: Hours = Hours.NEXT_TO_OPEN
    caps: Caps = field(default_factory=Caps)
    period: RotationPeriod = field(default_factory=RotationPeriod)
    rotation: Rotation = Rotation.FLEXIBLE
    on_return: OnReturn = OnReturn.NORMALISE
    everyone_away: EveryoneAway = EveryoneAway.HOLD
    newcomers: Newcomers = Newcomers.AVERAGE
    credits_no_shows: bool = True
    credits_cancelled: bool = True
    reassignment_credit: ReassignmentCredit = ReassignmentCredit.FIRST_OWNER
    salt: str = ""
    newcomers_at: int | None = None
    carry_over: bool | None = None
    newcomers_weight: NewcomersWeight | None = None

    @property
    def carries_over(self) -> bool:
        """Whether the next month begins with what a month leaves owed."""
        is_fair = self.method is SelectionMethod.WEIGHTED_ROUND_ROBIN
        is_month = self.period.kind is PeriodKind.MONTH
        return is_fair and is_month and self.carry_over is not False


@dataclass(frozen=True, slots=True)
class Territory:
    """A part of the market: a lead lies in it if every list that is given has its value.

    Attributes
    ----------
    employees_from, employees_to
        Both count as inside.
    accounts
        Ids or domains of accounts.
    pool
        Who works it; None: those of the route's pool whose territory it is.
    """

    territory_id: str
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    time_zones: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    employees_from: int | None = None
    employees_to: int | None = None
    accounts: tuple[str, ...] = ()
    pool: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """One way of a lead to a rep.

    Attributes
    ----------
    when
        As written; None: every lead. `opens` is the same with scores in millipoints.
    pool
        Needed for pools and inside sales; for a territory, who works those without a pool.
    within_days, channels
        How long ago the last touch may be at most, for the last toucher, and on which channels;
        None: on any.
    rep
        The rep whom the route names.
    who
        Who decides by hand: a rep, or a role.
    """

    route_id: str
    target: RouteTarget
    when: Condition | None = None
    opens: Condition | None = None
    direction: Direction = Direction.BOTH
    pool: str | None = None
    otherwise: Otherwise = Otherwise.WAIT
    within_days: int | None = None
    rep: str | None = None
    who: str | None = None
    channels: frozenset[Channel] | None = None


DEFAULT_ROUTE = "default"
"""The id of the route that takes what no other took."""


@dataclass(frozen=True, slots=True)
class RoutingPolicy:
    """All rules of a pact on who gets a lead.

    Attributes
    ----------
    routes
        In order; the last is the compulsory default, which has no condition and never passes on.
    outbound_when, outbound_opens
        Which leads are outbound, as written and with scores in millipoints; None: none is.
    count_touches_of
        Whose touches count; None: everyone's.
    every_rep
        The caps of every rep who has none of their own, whatever way a lead comes; None: there are
        none.

    Raises
    ------
    ValueError
        Where there is no default, or a pool is named that there is not.
    """

    pools: tuple[Pool, ...]
    routes: tuple[Route, ...]
    territories: tuple[Territory, ...] = ()
    reps: tuple[RepTerms, ...] = ()
    outbound_when: Condition | None = None
    outbound_opens: Condition | None = None
    count_touches_of: CountedTouches | None = None
    every_rep: Caps | None = None

    def __post_init__(self) -> None:
        """Refuse what would lose a lead."""
        last = self.routes[-1] if self.routes else None
        if last is None or last.opens or last.otherwise is not Otherwise.WAIT or not last.pool:
            raise ValueError("the last route must be a default that takes every lead")
        names = {pool.name for pool in self.pools}
        named = [route.pool for route in self.routes]
        named += [territory.pool for territory in self.territories]
        if unknown := sorted({name for name in named if name} - names):
            raise ValueError(f"routes lead to pools that there are not: {', '.join(unknown)}")
