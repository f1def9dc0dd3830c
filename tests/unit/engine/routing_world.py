"""Small companies for the tests of routing: reps, pools, leads, and a history that is folded."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from leadpact.engine.routing import (
    RouteDecision,
    RoutedLead,
    Router,
    RoutingState,
    apply_change,
    make_roster,
    make_router,
    route_lead,
)
from leadpact.engine.scoring import KnownFacts
from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.pact.sections.routing.policy import (
    DEFAULT_ROUTE,
    Caps,
    Hours,
    Pool,
    Route,
    RouteTarget,
    RoutingPolicy,
)

MONDAY = datetime(2026, 6, 1, 12, tzinfo=UTC)  # a Monday, the first of a month
DEFAULT = Route(DEFAULT_ROUTE, RouteTarget.POOL, pool="sdr")


def row(rep_id: str, **columns: Any) -> dict[str, Any]:
    return {"rep_id": rep_id, "role": "SDR", **columns}


def away(rep_id: str, starts_at: datetime, ends_at: datetime) -> dict[str, Any]:
    return {"absence_id": "", "rep_id": rep_id, "starts_at": starts_at, "ends_at": ends_at}


def sdr_pool(**switches: Any) -> Pool:
    """A pool of all SDRs who work at any hour; tests of hours say otherwise."""
    return Pool("sdr", **{"roles": ("SDR",), "hours": Hours.ANY, **switches})


def world(
    reps: Iterable[Mapping[str, Any]],
    *,
    absences: Iterable[Mapping[str, Any]] = (),
    pools: Iterable[Pool] = (),
    routes: Iterable[Route] = (),
    calendars: CalendarPolicy | None = None,
    time_zone: str = "UTC",
    pool: Mapping[str, Any] | None = None,
    **policy: Any,
) -> Router:
    rules = RoutingPolicy(
        pools=(sdr_pool(**(pool or {})), *pools), routes=(*routes, DEFAULT), **policy
    )
    return make_router(
        rules,
        make_roster(reps, absences, rules.reps),
        calendars=calendars,
        time_zone=time_zone,
        fingerprint="f" * 64,
    )


def weighted(**weights: Any) -> list[dict[str, Any]]:
    return [row(name, weight=weight) for name, weight in weights.items()]


def lead(lead_id: str, **record: Any) -> RoutedLead:
    names = ("account_id", "account_owner_rep_id", "rep_id", "meeting_at")
    own = {name: record.pop(name) for name in names if name in record}
    return RoutedLead(lead_id, KnownFacts(record), **own)


def route_all(
    leads: Iterable[RoutedLead], router: Router
) -> tuple[list[RouteDecision], RoutingState]:
    """Route leads on Monday one after the other."""
    desk = Desk(router)
    for item in leads:
        desk.route(item, MONDAY)
    return desk.decisions, desk.state


class Desk:
    """Routes leads one after the other and keeps the state, as a fold of the decisions."""

    def __init__(self, router: Router, state: RoutingState | None = None) -> None:
        self.router = router
        self.state = state or RoutingState()
        self.decisions: list[RouteDecision] = []

    def route(self, item: RoutedLead | str, at: datetime = MONDAY) -> RouteDecision:
        item = lead(item, at=at) if isinstance(item, str) else item
        decision = route_lead(item, self.state, self.router, as_of=at)
        return self.keep(decision)

    def keep(self, decision: RouteDecision) -> RouteDecision:
        self.state = apply_change(self.state, decision.change)
        self.decisions.append(decision)
        return decision

    def many(self, n: int, *, at: datetime = MONDAY, every: timedelta = timedelta(minutes=1)):
        first = len(self.decisions)
        return [self.route(f"lead-{first + i:05}", at + i * every).rep_id for i in range(n)]

    def shares(self) -> dict[str, int]:
        got: dict[str, int] = {}
        for decision in self.decisions:
            if decision.rep_id:
                got[decision.rep_id] = got.get(decision.rep_id, 0) + 1
        return got


def caps(**limits: Any) -> Caps:
    if "per_month" in limits:
        limits["per_month"] = Fraction(str(limits["per_month"]))
    return Caps(**limits)


def levels(desk: Desk) -> dict[str, object]:
    """Return what each rep of the last decision had in the period."""
    return {item.rep_id: item.level for item in desk.decisions[-1].considered}
