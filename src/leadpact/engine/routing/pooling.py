"""Select a rep of one pool for one lead, or give the reason why nobody can take it.

Arithmetic is exact, and every tie has an answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from math import lcm
from types import MappingProxyType

from leadpact.engine.routing.availability import Availability, Found, MemberCriteria, find_obstacles
from leadpact.engine.routing.change import NO_CHANGE, StateChange, pool_change
from leadpact.engine.routing.decision import (
    CAP_OBSTACLES,
    PASSING_OBSTACLES,
    Candidate,
    Obstacle,
    RoutedLead,
    Waiting,
)
from leadpact.engine.routing.rotation import PoolRotation, settle_rotation
from leadpact.engine.routing.router import CompiledPool, Member
from leadpact.engine.routing.state import Count, PoolState, RotationBalance, RoutingState
from leadpact.pact.sections.routing.policy import EveryoneAway, Pool, Rotation, SelectionMethod
from leadpact.terms.zone import moment_at


@dataclass(frozen=True, slots=True)
class EligibleRep:
    """A rep who could take the lead.

    Attributes
    ----------
    level
        Assignments in the period, with calibration.
    last_at
        When the pool last gave the rep a lead; None: never.
    """

    member: Member
    level: Count = 0
    last_at: int | None = None
    n_open: int = 0

    @property
    def rep_id(self) -> str:
        """The rep's id."""
        return self.member.rep.rep_id

    @property
    def tie_break(self) -> tuple[int, int, int, str]:
        """What decides between equals: weight, priority, longest idle, id. The least is first."""
        idle_since = -1 if self.last_at is None else self.last_at
        return -self.member.weight, -self.member.rep.priority, idle_since, self.rep_id


@dataclass(frozen=True, slots=True)
class Shortfalls:
    """How many leads each of some reps is behind the share that the weights give them.

    With N assignments of all in the period and C calibration, for weight w of W it is
    `(N + C) × w / W − (n + c)`; here in whole numbers over one denominator. They add up to zero.
    """

    numerators: tuple[int, ...]
    denominator: int


def shortfalls(reps: Sequence[EligibleRep]) -> Shortfalls:
    """Return the shortfalls of reps, in their order."""
    # Whole numbers over one denominator: a float would break ties by its rounding.
    scale = lcm(*(item.level.denominator for item in reps))
    levels = [int(item.level * scale) for item in reps]
    total, whole = sum(levels), sum(item.member.weight for item in reps)
    numerators = (
        total * item.member.weight - level * whole for item, level in zip(reps, levels, strict=True)
    )
    return Shortfalls(tuple(numerators), whole * scale)


def select_by_shortfall(reps: Sequence[EligibleRep], behind: Shortfalls) -> EligibleRep:
    """Return the rep with the largest shortfall."""
    most = max(behind.numerators)
    # Ties go by weight, priority, longest idle, id: the same input gives the same rep.
    due = (item for item, n in zip(reps, behind.numerators, strict=True) if n == most)
    return min(due, key=lambda item: item.tie_break)


def select_least_open(reps: Sequence[EligibleRep]) -> EligibleRep:
    """Return the rep with the fewest open leads for their weight."""
    return min(reps, key=lambda item: (Fraction(item.n_open, item.member.weight), item.tie_break))


def select_at_random(reps: Sequence[EligibleRep], *, lead_id: str, salt: str) -> EligibleRep:
    """Return the rep that a hash of lead and salt falls on, in proportion to the weights.

    Parameters
    ----------
    reps
        In the order of their ids.
    """
    digest = sha256(f"{salt}\0{lead_id}".encode("utf-8", "surrogatepass")).digest()
    point = int.from_bytes(digest, "big") % sum(item.member.weight for item in reps)
    for item in reps:
        point -= item.member.weight
        if point < 0:
            return item
    raise AssertionError("the point lies within the sum of the weights")


@dataclass(frozen=True, slots=True)
class TriedRoute:
    """The result of one route for the lead: a member, or a reason for waiting."""

    member: Member | None = None
    waiting: Waiting | None = None
    pool: CompiledPool | None = None
    territory_id: str | None = None
    considered: tuple[Candidate, ...] = ()
    change: StateChange = NO_CHANGE
    counted_on: int = 0

    @property
    def retry_at(self) -> datetime | None:
        """When the first obstacle ends by itself; a lead in a queue waits for no obstacle."""
        if self.waiting in (None, Waiting.IN_QUEUE):
            return None
        ends = [item.obstacle_ends_at for item in self.considered]
        return min((moment_at(at) for at in ends if at is not None), default=None)


def select_from_pool(
    pool: CompiledPool,
    lead: RoutedLead,
    state: RoutingState,
    availability: Availability,
    *,
    skip: frozenset[str] = frozenset(),
    territory_id: str | None = None,
    claimed_by: str | None = None,
    gain: int,
) -> TriedRoute:
    """Select a rep of a pool for a lead.

    Parameters
    ----------
    skip
        Reps who may not get it.
    territory_id
        Only the reps of that territory may.
    claimed_by
        The rep who claims it: nobody else may, and hours do not matter.
    gain
        How much the pool counts the lead for its rep.
    """
    policy = pool.pool
    criteria = MemberCriteria(
        hours=policy.hours,
        skip=skip,
        territory_id=territory_id,
        needs_weight=policy.method is not SelectionMethod.QUEUE,
        is_meeting=lead.meeting_at is not None,
    )
    rotation = _rotation(pool, state.pool(policy.name), availability)
    found = _obstacles(pool, state, availability, criteria)
    if claimed_by is not None:
        found = {name: _unclaimed(name, item, claimed_by) for name, item in found.items()}
    everybody = [_eligible(item, rotation, state) for item in pool.members]
    eligible = [item for item in everybody if found[item.rep_id] is None]
    waiting = None if eligible else why_nobody(found, Waiting.POOL_EMPTY)
    is_round_robin = policy.method is SelectionMethod.WEIGHTED_ROUND_ROBIN
    if policy.method is SelectionMethod.QUEUE and claimed_by is None:
        waiting = Waiting.IN_QUEUE
    elif is_round_robin and policy.rotation is Rotation.STRICT:
        kept = _held_up_rotation(everybody, found)
        found, waiting = (found, waiting) if kept is None else (kept, Waiting.TURN_IS_KEPT)
    behind = shortfalls(eligible) if is_round_robin and eligible else None
    considered = candidates_of(everybody, found, behind)
    if waiting is not None:
        return TriedRoute(None, waiting, pool, considered=considered)
    selected = _select(policy, eligible, lead, behind)
    after = counted(rotation, selected.rep_id, n=gain, at=availability.now)
    return TriedRoute(
        member=selected.member,
        pool=pool,
        considered=considered,
        change=pool_change(policy.name, state.pools.get(policy.name), after),
        counted_on=rotation.today,
    )


def _rotation(pool: CompiledPool, state: PoolState, availability: Availability) -> PoolRotation:
    """Settle the rotation of a pool now; only a round robin looks at who is present."""
    members = {item.rep.rep_id: item for item in pool.members}
    is_round_robin = pool.pool.method is SelectionMethod.WEIGHTED_ROUND_ROBIN
    return settle_rotation(
        pool,
        state,
        at=availability.now,
        is_present=(lambda name: availability.is_present(members[name]))
        if is_round_robin
        else None,
    )


def _obstacles(
    pool: CompiledPool, state: RoutingState, availability: Availability, criteria: MemberCriteria
) -> dict[str, Found | None]:
    """Return the first obstacle of every member; where all are away, the pool may ignore leave."""
    found = find_obstacles(pool.members, state, availability, criteria)
    if pool.pool.everyone_away is EveryoneAway.ASSIGN_ANYWAY and _is_everyone_away(found):
        # Every obstacle is looked for again: behind the leave there may be another one.
        anyway = replace(criteria, mind_leave=False)
        found = find_obstacles(pool.members, state, availability, anyway)
    return found


def _is_everyone_away(found: Mapping[str, Found | None]) -> bool:
    obstacles = [item and item[0] for item in found.values()]
    out = (Obstacle.NOT_ACTIVE, Obstacle.HAD_IT, Obstacle.NO_WEIGHT, Obstacle.OTHER_TERRITORY)
    counted = [obstacle for obstacle in obstacles if obstacle not in out]
    return bool(counted) and all(obstacle is Obstacle.AWAY for obstacle in counted)


def _eligible(member: Member, rotation: PoolRotation, state: RoutingState) -> EligibleRep:
    rep_id = member.rep.rep_id
    balance = rotation.balances.get(rep_id)
    last_at = None if balance is None else balance.last_at
    return EligibleRep(member, rotation.level(rep_id), last_at, state.load(rep_id).n_open)


def _held_up_rotation(
    everybody: list[EligibleRep], found: Mapping[str, Found | None]
) -> dict[str, Found | None] | None:
    """Return the obstacles if the next rep in a strict rotation is held up, else None.

    Only for the end of their obstacle does the lead wait.
    """
    in_rotation = [item for item in everybody if _keeps_place(found[item.rep_id])]
    first = select_by_shortfall(in_rotation, shortfalls(in_rotation)).rep_id if in_rotation else ""
    if not first or found[first] is None:
        return None
    return {
        name: item if item is None or name == first else (item[0], None)
        for name, item in found.items()
    }


def _unclaimed(name: str, found: Found | None, claimed_by: str) -> Found | None:
    """Refuse all but the rep who claims; a rep who claims is at work, whatever the calendar."""
    if name != claimed_by:
        return found or (Obstacle.DID_NOT_CLAIM, None)
    hours = (Obstacle.OUTSIDE_HOURS, Obstacle.OPENS_LATER)
    return None if found is not None and found[0] in hours else found


def _keeps_place(found: Found | None) -> bool:
    return found is None or found[0] in PASSING_OBSTACLES


def _select(
    policy: Pool, eligible: list[EligibleRep], lead: RoutedLead, behind: Shortfalls | None
) -> EligibleRep:
    if behind is not None:
        return select_by_shortfall(eligible, behind)
    if policy.method is SelectionMethod.LEAST_OPEN_LOAD:
        return select_least_open(eligible)
    if policy.method is SelectionMethod.RANDOM:
        return select_at_random(eligible, lead_id=lead.lead_id, salt=policy.salt or policy.name)
    return eligible[0]


def candidates_of(
    everybody: list[EligibleRep],
    found: Mapping[str, Found | None],
    behind: Shortfalls | None = None,
) -> tuple[Candidate, ...]:
    """Return all reps with their obstacle; those without one with how far they are behind."""
    numerators = iter(behind.numerators if behind else ())
    candidates = []
    for item in everybody:
        obstacle, ends_at = found[item.rep_id] or (None, None)
        candidates.append(
            Candidate(
                rep_id=item.rep_id,
                obstacle=obstacle,
                obstacle_ends_at=ends_at,
                weight=item.member.weight,
                level=item.level,
                n_open=item.n_open,
                behind=next(numerators, None) if obstacle is None else None,
                behind_of=behind.denominator if behind and obstacle is None else 1,
            )
        )
    return tuple(candidates)


def why_nobody(found: Mapping[str, Found | None], missing: Waiting) -> Waiting:
    """Return why none of some reps can take a lead; `missing` where there is none at all."""
    out = (Obstacle.NOT_ACTIVE, Obstacle.NO_WEIGHT, Obstacle.HAD_IT)
    every = {item[0] for item in found.values() if item is not None}
    obstacles = every.difference(out)
    if not obstacles:
        return Waiting.EVERYONE_HAD_IT if Obstacle.HAD_IT in every else missing
    if obstacles == {Obstacle.OTHER_TERRITORY}:
        return Waiting.NO_REP_IN_TERRITORY
    obstacles.discard(Obstacle.OTHER_TERRITORY)
    if obstacles == {Obstacle.AWAY}:
        return Waiting.EVERYONE_AWAY
    if obstacles <= CAP_OBSTACLES:
        return Waiting.EVERYONE_AT_CAP
    return Waiting.OUTSIDE_HOURS if obstacles == {Obstacle.OUTSIDE_HOURS} else Waiting.NOBODY_FREE


def counted(rotation: PoolRotation, rep_id: str, *, n: int, at: int) -> PoolState:
    """Return a pool when a rep has got a lead that counts `n`, at a moment."""
    balance = rotation.balances.get(rep_id, RotationBalance())
    # A decision that comes late leaves the moment of the last lead.
    last_at = at if balance.last_at is None else max(at, balance.last_at)
    after = replace(balance.plus(rotation.today, n, 0), last_at=last_at)
    balances = MappingProxyType({**rotation.balances, rep_id: after})
    return PoolState(rotation.period, rotation.counts_from, balances)
