"""A lead to be routed, and the decisions on it with their reasons, as values that can be stored."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from leadpact.engine.lead import NO_EARLIER_WORK, EarlierWork
from leadpact.engine.routing.change import NO_CHANGE, StateChange
from leadpact.engine.routing.state import Count
from leadpact.engine.scoring import Facts
from leadpact.pact.sections.routing.policy import Direction, RouteTarget, SelectionMethod


class Waiting(StrEnum):
    """Why a lead has no owner yet."""

    IN_QUEUE = "IN_QUEUE"
    POOL_EMPTY = "POOL_EMPTY"
    EVERYONE_HAD_IT = "EVERYONE_HAD_IT"
    """It was to go to another rep, and everybody who is left had it before."""
    EVERYONE_AWAY = "EVERYONE_AWAY"
    EVERYONE_AT_CAP = "EVERYONE_AT_CAP"
    OUTSIDE_HOURS = "OUTSIDE_HOURS"
    TURN_IS_KEPT = "TURN_IS_KEPT"
    NOBODY_FREE = "NOBODY_FREE"
    NO_TERRITORY = "NO_TERRITORY"
    NO_REP_IN_TERRITORY = "NO_REP_IN_TERRITORY"
    NO_OWNER = "NO_OWNER"
    NO_PAIRED_REP = "NO_PAIRED_REP"
    NO_FORMER_REP = "NO_FORMER_REP"
    NO_LAST_TOUCHER = "NO_LAST_TOUCHER"
    """No rep is known to have touched it, or the last touch was too long ago."""
    REP_NOT_ACTIVE = "REP_NOT_ACTIVE"
    """The rep whom the route names is none of the reps, or not with the company."""
    BY_HAND = "BY_HAND"
    """A route leads to a person, who decides who gets it."""
    OTHER_DIRECTION = "OTHER_DIRECTION"
    UNASSIGNED = "UNASSIGNED"
    """It was taken from its rep by hand, and waits until a person or a system decides."""


class Obstacle(StrEnum):
    """Why a rep could not be chosen."""

    NOT_ACTIVE = "NOT_ACTIVE"
    HAD_IT = "HAD_IT"
    """They have it now, or had it before."""
    OTHER_TERRITORY = "OTHER_TERRITORY"
    NO_WEIGHT = "NO_WEIGHT"
    AWAY = "AWAY"
    AT_DAILY_CAP = "AT_DAILY_CAP"
    AT_WEEKLY_CAP = "AT_WEEKLY_CAP"
    AT_MONTHLY_CAP = "AT_MONTHLY_CAP"
    AT_OPEN_CAP = "AT_OPEN_CAP"
    OUTSIDE_HOURS = "OUTSIDE_HOURS"
    OPENS_LATER = "OPENS_LATER"
    """Nobody works now, and another starts work sooner."""
    DID_NOT_CLAIM = "DID_NOT_CLAIM"


CAP_OBSTACLES = frozenset(
    {
        Obstacle.AT_DAILY_CAP,
        Obstacle.AT_WEEKLY_CAP,
        Obstacle.AT_MONTHLY_CAP,
        Obstacle.AT_OPEN_CAP,
    }
)
PASSING_OBSTACLES = CAP_OBSTACLES | {Obstacle.OUTSIDE_HOURS, Obstacle.OPENS_LATER}
"""What a strict rotation waits for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One rep who was considered.

    Attributes
    ----------
    obstacle
        Why not; None where the rep could be chosen.
    obstacle_ends_at
        When the obstacle ends by itself (epoch seconds); None where it does not, or that is not
        known. Another one may follow it: see `RouteDecision.retry_at`.
    weight
        In whole numbers that have the ratios of the pool's weights.
    level
        Assignments in the period with calibration, before this decision.
    behind, behind_of
        Numerator and denominator of `shortfall`.
    """

    rep_id: str
    obstacle: Obstacle | None = None
    obstacle_ends_at: int | None = None
    weight: int = 1
    level: Count = 0
    n_open: int = 0
    behind: int | None = None
    behind_of: int = 1

    @property
    def shortfall(self) -> Fraction | None:
        """How many leads behind the share that the weights give, among those who could be chosen.

        None outside a round robin and for those who could not.
        """
        return None if self.behind is None else Fraction(self.behind, self.behind_of)


@dataclass(frozen=True, slots=True)
class PassedRoute:
    """A route that took the lead, could not place it and passed it on."""

    route_id: str
    why: Waiting
    considered: tuple[Candidate, ...] = ()


class RoutingOutcome(StrEnum):
    """How an attempt to route ended."""

    ASSIGNED = "ASSIGNED"
    WAITING = "WAITING"
    KEPT = "KEPT"
    """It was to be reassigned, nobody else could take it, and it stays where it is."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A lead that a rep has, with the counts to undo when it is released.

    Attributes
    ----------
    counted_for
        Whose count in the pool holds the lead; None where no pool counts it.
    counted_on
        The day of that count, as in `Tally`.
    counted_extra
        What it counts beyond one lead, since the rep was new; None: nothing.
    load_day
        The day, in the rep's zone, on which it counts against caps.
    """

    lead_id: str
    rep_id: str
    assigned_at: datetime
    route_id: str
    pool: str | None = None
    counted_for: str | None = None
    counted_on: int = 0
    load_day: int = 0
    meeting_at: datetime | None = None
    counted_extra: Count | None = None


def count_open_leads(held: Iterable[Assignment]) -> dict[str, int]:
    """Return how many leads each rep has open, of all the leads held: the `n_open` of `Load`.

    A store may derive it from its assignments and keep no count that could differ from them.
    """
    return dict(Counter(item.rep_id for item in held))


@dataclass(frozen=True, slots=True)
class RouteDecision:
    """Who gets a lead, or why it waits.

    Attributes
    ----------
    route_id
        The route that decided; `default` for the last one, empty where no route did.
    assignment
        The lead with its rep, None where it waits.
    waiting
        Why it waits, or why it was kept; None where it is assigned.
    retry_at
        The first second at which time alone gives it to somebody, on this route or one that passed
        it on: one obstacle has ended, and no other has begun. None where there is none: at a cap of
        open leads it waits until a lead is released, in a queue until it is claimed.
    considered
        Every rep of the pool, by id, with their obstacle and their shortfall.
    passed
        The routes before that could not place it.
    is_direct
        Whether the rep takes it straight to a sale, without a handoff between SDR and AE.
    fingerprint
        The pact it was decided under.
    change
        What the decision changes in the state of routing.
    decided_by
        Who named the rep, or took the lead from its rep, as in `terms.actors`; None: a route.
    decides
        Who is to decide by hand, a rep or a role; None: nobody, a route decides.
    """

    lead_id: str
    as_of: datetime
    outcome: RoutingOutcome
    route_id: str
    target: RouteTarget
    direction: Direction
    fingerprint: str
    assignment: Assignment | None = None
    waiting: Waiting | None = None
    retry_at: datetime | None = None
    pool: str | None = None
    method: SelectionMethod | None = None
    territory_id: str | None = None
    is_direct: bool = False
    considered: tuple[Candidate, ...] = ()
    passed: tuple[PassedRoute, ...] = ()
    change: StateChange = NO_CHANGE
    decided_by: str | None = None
    decides: str | None = None

    @property
    def rep_id(self) -> str | None:
        """Who has the lead after the decision; None where it waits."""
        return None if self.assignment is None else self.assignment.rep_id

    @property
    def is_queued(self) -> bool:
        """Whether it waits to be claimed."""
        return self.waiting is Waiting.IN_QUEUE

    @property
    def waits_for_person(self) -> bool:
        """Whether it waits until a rep claims it, or until somebody decides who gets it."""
        return self.waiting in (Waiting.IN_QUEUE, Waiting.BY_HAND)


@dataclass(frozen=True, slots=True)
class RoutedLead:
    """A lead that is to be routed.

    Attributes
    ----------
    facts
        What the conditions of routes and territories ask.
    account_id
        For territories that list accounts.
    account_owner_rep_id
        Who owns its account.
    rep_id
        Who has it now, for paired reps.
    meeting_at
        When the meeting is held that comes with it: it counts against caps on that day, and who
        is on leave or not at work then does not get it.
    earlier
        Who had it before the present round, and who touched it last.
    """

    lead_id: str
    facts: Facts
    account_id: str | None = None
    account_owner_rep_id: str | None = None
    rep_id: str | None = None
    meeting_at: datetime | None = None
    earlier: EarlierWork = NO_EARLIER_WORK
