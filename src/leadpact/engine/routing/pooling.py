"""Select a rep of one pool for one lead, or give the reason why nobody can take it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

from leadpact.engine.routing.availability import Availability, Found, MemberCriteria, find_obstacles
from leadpact.engine.routing.change import NO_CHANGE, BalanceRow, StateChange, marked, pool_change
from leadpact.engine.routing.decision import (
    CAP_OBSTACLES,
    PASSING_OBSTACLES,
    Candidate,
    Obstacle,
    RoutedLead,
    Waiting,
)
from leadpact.engine.routing.rotation import PoolRotation, next_count_at, settle_rotation
from leadpact.engine.routing.router import CompiledPool, Member, whole_weights
from leadpact.engine.routing.selection import (
    EligibleRep,
    Shortfalls,
    select_at_random,
    select_by_shortfall,
    select_least_open,
    shortfalls,
)
from leadpact.engine.routing.state import Count, PoolState, RotationBalance, RoutingState, plain
from leadpact.engine.routing.wake import (
    closings,
    first_eligible_at,
    presence_changes,
    step_through,
)
from leadpact.pact.sections.routing.policy import EveryoneAway, Pool, Rotation, SelectionMethod
from leadpact.terms.frozen import updated


@dataclass(frozen=True, slots=True)
class TriedRoute:
    """The result of one route for the lead: a member, or a reason for waiting.

    Attributes
    ----------
    find_retry
        Finds the first second at which time alone gives the lead to somebody on this route; None
        where there is none, or where the lead waits for nothing of the kind.
    """

    member: Member | None = None
    waiting: Waiting | None = None
    pool: CompiledPool | None = None
    territory_id: str | None = None
    considered: tuple[Candidate, ...] = ()
    change: StateChange = NO_CHANGE
    counted_on: int = 0
    counted_extra: Count | None = None
    find_retry: Callable[[], int | None] | None = None

    @property
    def retry_at(self) -> int | None:
        """When time alone gives the lead to somebody on this route, in epoch seconds."""
        # It costs a look at later moments, and is not needed where a later route has somebody.
        return None if self.find_retry is None else self.find_retry()


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
    criteria = _criteria(policy, lead, skip, territory_id)
    trial = _PoolTrial(pool, state, criteria, claimed_by)
    looked = trial.look(availability)
    behind = shortfalls(looked.eligible) if _is_fair(policy) and looked.eligible else None
    considered = candidates_of(looked.everybody, looked.found, behind)
    if (waiting := looked.waiting) is not None:
        retry = partial(trial.find_retry, looked.found, availability)
        find_retry = None if waiting is Waiting.IN_QUEUE else retry
        return TriedRoute(None, waiting, pool, considered=considered, find_retry=find_retry)
    now = availability.now
    selected = _select(policy, looked.eligible, lead, behind, now)
    extra = _extra(selected.member, now) * gain if behind else 0
    weight = plain(selected.member.written_weight) if policy.carries_over else None
    after = counted(looked.rotation, selected.rep_id, n=gain, at=now, weight=weight, extra=extra)
    change = pool_change(policy.name, state.pools.get(policy.name), after)
    if extra:
        row = BalanceRow(policy.name, after.period, selected.rep_id, looked.rotation.today)
        change = marked(change, (replace(row, extra=extra),))
    counted_on = looked.rotation.today
    return TriedRoute(
        selected.member,
        None,
        pool,
        considered=considered,
        change=change,
        counted_on=counted_on,
        counted_extra=extra or None,
    )


def _extra(member: Member, at: int) -> Count:
    """Return what a lead of a newcomer counts beyond one: a half of the weight, so one more.

    To count the lead of a newcomer as more, and not the newcomer as less, makes nobody catch up
    once the first days are over.
    """
    return plain(1 / member.share - 1) if member.is_new(at) else 0


def _criteria(
    policy: Pool, lead: RoutedLead, skip: frozenset[str], territory_id: str | None
) -> MemberCriteria:
    return MemberCriteria(
        hours=policy.hours,
        skip=skip,
        territory_id=territory_id,
        needs_weight=policy.method is not SelectionMethod.QUEUE,
        is_meeting=lead.meeting_at is not None,
    )


def _is_fair(policy: Pool) -> bool:
    return policy.method is SelectionMethod.WEIGHTED_ROUND_ROBIN


def _is_strict(policy: Pool) -> bool:
    return _is_fair(policy) and policy.rotation is Rotation.STRICT


@dataclass(frozen=True, slots=True)
class _Looked:
    """The members of a pool at a moment: who could take the lead, and why it waits if it does."""

    rotation: PoolRotation
    found: Mapping[str, Found | None]
    everybody: list[EligibleRep]
    eligible: list[EligibleRep]
    waiting: Waiting | None


@dataclass(frozen=True, slots=True)
class _PoolTrial:
    """A lead that tries a pool, now or at a later moment."""

    pool: CompiledPool
    state: RoutingState
    criteria: MemberCriteria
    claimed_by: str | None

    def look(self, availability: Availability) -> _Looked:
        pool, state, policy = self.pool, self.state, self.pool.pool
        rotation = _rotation(pool, state.pool(policy.name), availability)
        found = _obstacles(pool, state, availability, self.criteria)
        if self.claimed_by is not None:
            found = {name: _unclaimed(name, item, self.claimed_by) for name, item in found.items()}
        everybody = [_eligible(item, rotation, state) for item in pool.members]
        eligible = [item for item in everybody if found[item.rep_id] is None]
        waiting = None if eligible else why_nobody(found, Waiting.POOL_EMPTY)
        if policy.method is SelectionMethod.QUEUE and self.claimed_by is None:
            waiting = Waiting.IN_QUEUE
        elif _is_strict(policy):
            kept = _held_up_rotation(everybody, found)
            found, waiting = (found, waiting) if kept is None else (kept, Waiting.TURN_IS_KEPT)
        return _Looked(rotation, found, everybody, eligible, waiting)

    def find_retry(
        self, found: Mapping[str, Found | None], availability: Availability
    ) -> int | None:
        """Return the first second at which time alone gives the lead to somebody."""
        policy, members = self.pool.pool, self.pool.members
        holds = policy.everyone_away is EveryoneAway.HOLD
        if holds and not _is_strict(policy):
            return first_eligible_at(members, found, self.state, availability, self.criteria)
        loosest = replace(self.criteria, mind_leave=holds)
        hindered = find_obstacles(members, self.state, availability, loosest)
        not_before: int | None = availability.now
        if None not in hindered.values():
            not_before = first_eligible_at(members, hindered, self.state, availability, loosest)
        if not_before is None:
            return None
        return step_through(
            found,
            availability,
            not_before=not_before,
            look=self._look_again,
            other_moments=self._other_moments,
            is_meeting=self.criteria.is_meeting,
        )

    def _look_again(self, availability: Availability) -> Mapping[str, Found | None] | None:
        looked = self.look(availability)
        return None if looked.waiting is None else looked.found

    def _other_moments(
        self, availability: Availability, found: Mapping[str, Found | None]
    ) -> Iterator[int]:
        """Yield when it may be another's turn, or all are away, besides when obstacles end."""
        yield from presence_changes(self.pool.members, availability)
        if _is_strict(self.pool.pool):
            yield from closings(self.pool.members, availability, found)
            held = self.state.pool(self.pool.pool.name)
            next_at = next_count_at(self.pool, held, availability.now)
            yield from () if next_at is None else (next_at,)


def _rotation(pool: CompiledPool, state: PoolState, availability: Availability) -> PoolRotation:
    """Settle the rotation of a pool now; only a round robin looks at who is present."""
    is_round_robin = pool.pool.method is SelectionMethod.WEIGHTED_ROUND_ROBIN
    presence = {
        item.rep.rep_id: availability.is_present(item) for item in pool.members if item.weight
    }
    return settle_rotation(
        pool, state, at=availability.now, presence=presence if is_round_robin else None
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
    balance, n_open = rotation.balances.get(rep_id), state.load(rep_id).n_open
    if balance is None:
        return EligibleRep(member, 0, None, n_open)
    level = balance.level(rotation.since)
    return EligibleRep(member, level, balance.last_at, n_open, balance.last_number)


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
    policy: Pool,
    eligible: list[EligibleRep],
    lead: RoutedLead,
    behind: Shortfalls | None,
    at: int,
) -> EligibleRep:
    if behind is not None:
        return select_by_shortfall(eligible, behind)
    if policy.newcomers_weight is not None:
        eligible = _with_first_weights(eligible, at)
    if policy.method is SelectionMethod.LEAST_OPEN_LOAD:
        return select_least_open(eligible)
    if policy.method is SelectionMethod.RANDOM:
        return select_at_random(eligible, lead_id=lead.lead_id, salt=policy.salt or policy.name)
    return eligible[0]


def _with_first_weights(eligible: list[EligibleRep], at: int) -> list[EligibleRep]:
    """Return the reps with the weights of a moment: newcomers with their part."""
    shares = {item.rep_id: item.member.share for item in eligible if item.member.is_new(at)}
    if not shares:
        return eligible
    one = Fraction(1)
    weights = whole_weights(
        {item.rep_id: item.member.weight * shares.get(item.rep_id, one) for item in eligible}
    )
    return [
        replace(item, member=replace(item.member, weight=weights[item.rep_id])) for item in eligible
    ]


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


def counted(
    rotation: PoolRotation,
    rep_id: str,
    *,
    n: int,
    at: int,
    weight: Count | None = None,
    extra: Count = 0,
) -> PoolState:
    """Return a pool when a rep, of a weight that is to be noted, has got a lead that counts `n`.

    `extra` is what the lead of a newcomer counts beyond that, as calibration.
    """
    balance = rotation.balances.get(rep_id, RotationBalance())
    after = balance.plus(rotation.today, n, extra)
    # A decision that comes late leaves the moment of the last lead.
    if balance.last_at is None or balance.last_at <= at:
        held = rotation.balances.values()
        # Leads of one second are numbered, so that the rep who got the first is idle the longest.
        number = max((one.last_number + 1 for one in held if one.last_at == at), default=0)
        after = replace(after, last_at=at, last_number=number, last_weight=weight)
    balances = updated(rotation.balances, {rep_id: after})
    return PoolState(rotation.period, rotation.counts_from, balances)
