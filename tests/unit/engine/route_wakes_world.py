"""When waiting leads are tried again: moments of June 2026, offices, and leads that wait."""

from datetime import UTC, datetime, timedelta

from routing_world import MONDAY, Desk, lead, row, world

from leadpact.engine.routing import (
    RouteDecision,
    route_lead,
)
from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.pact.sections.routing.policy import (
    Hours,
)
from leadpact.terms.calendar import BusinessCalendar

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI")
# MONDAY is Monday, 1 June 2026, 12:00 UTC.


def june(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, second, tzinfo=UTC)


def office(zone: str = "UTC", **days) -> BusinessCalendar:
    return BusinessCalendar(
        zone=zone, windows=dict.fromkeys(WEEKDAYS, (("09:00", "17:00"),)), **days
    )


def calendars(**named: BusinessCalendar) -> CalendarPolicy:
    return CalendarPolicy(named, next(iter(named)))


def waits(desk: Desk, at: datetime = MONDAY, item="waits") -> RouteDecision:
    """Return the decision on a lead that has to wait, and see that it waits for just so long."""
    item = lead(item) if isinstance(item, str) else item
    decision = route_lead(item, desk.state, desk.router, as_of=at)
    assert decision.assignment is None
    if decision.retry_at is not None:
        assert decision.retry_at > at
        too_early = max(decision.retry_at - SECOND, at)
        assert route_lead(item, desk.state, desk.router, as_of=too_early).assignment is None
        on_time = route_lead(item, desk.state, desk.router, as_of=decision.retry_at)
        assert on_time.assignment is not None
    return decision


def at_work(policy: CalendarPolicy, *reps, absences=(), **pool) -> Desk:
    rows = reps or (row("ann"),)
    switches = {"hours": Hours.OPEN_NOW, **pool}
    return Desk(world(rows, calendars=policy, absences=absences, pool=switches))
