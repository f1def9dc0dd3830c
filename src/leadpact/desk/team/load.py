"""The load of reps against what they can take: open leads, leads of today and of the week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from leadpact.desk import access
from leadpact.desk.people.models import StoredAbsence, StoredRep, User
from leadpact.desk.store import open_store
from leadpact.engine.lifecycle import FollowUp
from leadpact.engine.routing import Member, RoutingState
from leadpact.pact.sections.routing.policy import Caps
from leadpact.terms.stages import RepRole
from leadpact.terms.zone import epoch_seconds, load_zone_offsets, week_of_day

WORKS_LEADS = (RepRole.SDR, RepRole.AE)


@dataclass(frozen=True, slots=True)
class RepLoad:
    """What a rep has, and the caps that hold; None: no cap.

    `away_until` is set of a rep who is on leave now.
    """

    rep: StoredRep
    n_open: int
    n_today: int
    n_week: int
    open_cap: int | None = None
    day_cap: int | None = None
    week_cap: int | None = None
    away_until: datetime | None = None

    @property
    def is_full(self) -> bool:
        """Whether a cap is reached."""
        pairs = (
            (self.n_open, self.open_cap),
            (self.n_today, self.day_cap),
            (self.n_week, self.week_cap),
        )
        return any(cap is not None and n >= cap for n, cap in pairs)


def team_load(user: User, rules: FollowUp, *, as_of: datetime) -> tuple[RepLoad, ...]:
    """Return the load of the reps of a manager who work leads, by name."""
    return loads_of(works_leads(access.reps_for(user)), rules, as_of=as_of)


def works_leads(reps: Iterable[StoredRep]) -> list[StoredRep]:
    """Return the reps who work leads, and those whose role is not known, by name."""
    return [rep for rep in reps if rep.role in (None, "", *WORKS_LEADS)]


def loads_of(reps: Iterable[StoredRep], rules: FollowUp, *, as_of: datetime) -> tuple[RepLoad, ...]:
    """Return the load of reps, in their order."""
    _, routing = open_store().read_routing()
    away = dict(
        StoredAbsence.objects.filter(starts_at__lte=as_of, ends_at__gt=as_of).values_list(
            "rep_id", "ends_at"
        )
    )
    return tuple(_load(rep, rules, routing, away.get(rep.rep_id), as_of) for rep in reps)


def _load(
    rep: StoredRep,
    rules: FollowUp,
    routing: RoutingState,
    away_until: datetime | None,
    as_of: datetime,
) -> RepLoad:
    load, day = routing.load(rep.rep_id), local_day(rep.rep_id, rules, as_of)
    monday = monday_of(day)
    caps = caps_of(rep.rep_id, rules)
    return RepLoad(
        rep,
        load.n_open,
        load.n_between(day, day + 1),
        load.n_between(monday, monday + 7),
        open_cap=least(item.open for item in caps),
        day_cap=least(item.per_day for item in caps),
        week_cap=least(item.per_week for item in caps),
        away_until=away_until,
    )


def local_day(rep_id: str, rules: FollowUp, as_of: datetime) -> int:
    """Return the day of a rep on which a lead counts now, from 1970-01-01."""
    rep, calendar = rules.rep(rep_id), rules.calendar(rep_id=rep_id)
    zone = (rep.time_zone if rep is not None else None) or calendar.zone
    return load_zone_offsets(zone).local_day(epoch_seconds(as_of))


def monday_of(day: int) -> int:
    """Return the Monday of a day's week."""
    return week_of_day(day) * 7 - 3


def caps_of(rep_id: str, rules: FollowUp) -> tuple[Caps, ...]:
    """Return all caps that hold for a rep: their own, and those of the pools that they are in."""
    return tuple(cap for member in members_of(rep_id, rules) for cap in member.caps)


def members_of(rep_id: str, rules: FollowUp) -> list[Member]:
    """Return a rep as the pact's routing has them: alone, and in each pool."""
    if rules.router is None:
        return []
    alone = rules.router.singles.get(rep_id)
    pooled = (item for pool in rules.router.pools.values() for item in pool.members)
    found = [] if alone is None else [alone]
    return [*found, *(item for item in pooled if item.rep.rep_id == rep_id)]


def least(caps: Iterable[int | None]) -> int | None:
    """Return the least cap; None: there is none."""
    return min((item for item in caps if item is not None), default=None)
