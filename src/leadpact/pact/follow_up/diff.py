"""What changed between what two pacts say of calendars and routing, in business words."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from leadpact.pact.changes import ARROW, Change, added, changed, removed
from leadpact.pact.diff_conditions import diff_conditions
from leadpact.pact.diff_lists import diff_order
from leadpact.pact.follow_up.calendars import CalendarPolicy
from leadpact.pact.follow_up.normal import normal_routing
from leadpact.pact.follow_up.routing import RoutingPolicy
from leadpact.pact.follow_up.words import (
    NONE,
    Facts,
    calendar_facts,
    calendar_words,
    facts_words,
    pool_facts,
    pool_words,
    rep_facts,
    route_facts,
    route_words,
    territory_facts,
    windows_words,
)
from leadpact.terms.calendar import BusinessCalendar

T = TypeVar("T")


def diff_calendars(old: CalendarPolicy | None, new: CalendarPolicy | None) -> Iterator[Change]:
    """Yield what changed; nothing exactly if the two say the same."""
    if (old is None) != (new is None):
        policy = new or old
        names = ", ".join(sorted(policy.named)) if policy else ""
        chosen = policy.default if policy else None
        words = f"{names or NONE}; the pact's own: {chosen or NONE}"
        make = added if old is None else removed
        yield make("calendars-added" if old is None else "calendars-removed", "calendars", words)
    elif old is not None and new is not None:
        if old.default != new.default:
            own = [item.default or "Monday to Friday, 09:00 to 17:00" for item in (old, new)]
            yield changed("calendar-default", "the pact's calendar", *own)
        yield from _diff_named(
            "calendar", "calendar", old.named, new.named, words=calendar_words, inner=_diff_calendar
        )


def _diff_calendar(subject: str, old: BusinessCalendar, new: BusinessCalendar) -> Iterator[Change]:
    yield from _diff_facts("calendar-hours", subject, calendar_facts(old), calendar_facts(new))
    days_off = [{str(day): "closed" for day in item.holidays} for item in (old, new)]
    yield from _diff_days("calendar-day-off", subject, *days_off)
    special = [
        {str(day): windows_words(hours) for day, hours in item.exceptions.items()}
        for item in (old, new)
    ]
    yield from _diff_days("calendar-exception", subject, *special)


def _diff_days(code: str, subject: str, old: Facts, new: Facts) -> Iterator[Change]:
    usual = "as usual"
    days = sorted(old.keys() | new.keys())
    pairs = [(day, old.get(day, usual), new.get(day, usual)) for day in days]
    differing = [item for item in pairs if item[1] != item[2]]
    if len(differing) > 10:
        n_new = sum(before == usual for _, before, _ in differing)
        n_gone = sum(after == usual for _, _, after in differing)
        text = f"{subject}: {n_new} days off are new, {n_gone} are gone"
        yield Change(code, subject, f"{len(old)} days", f"{len(new)} days, {n_new} new", text)
        return
    for day, before, after in differing:
        text = f"{subject}: {day} {before} {ARROW} {after}"
        yield Change(code, subject, f"{day} {before}", f"{day} {after}", text)


def diff_routing(old: RoutingPolicy | None, new: RoutingPolicy | None) -> Iterator[Change]:
    """Yield what changed; nothing exactly if the two do the same."""
    before, after = (policy and normal_routing(policy) for policy in (old, new))
    if before is None and after is not None:
        yield added("routing-added", "routing", _routing_words(after))
    elif after is None and before is not None:
        yield removed("routing-removed", "routing", _routing_words(before))
    elif before is not None and after is not None:
        yield from _diff_policies(before, after)


def _routing_words(policy: RoutingPolicy) -> str:
    n_routes, n_pools = len(policy.routes), len(policy.pools)
    routes = "1 route" if n_routes == 1 else f"{n_routes} routes"
    return f"{routes} to {'1 pool' if n_pools == 1 else f'{n_pools} pools'}"


def _diff_policies(old: RoutingPolicy, new: RoutingPolicy) -> Iterator[Change]:
    yield from _diff_named(
        "pool",
        "pool",
        {item.name: item for item in old.pools},
        {item.name: item for item in new.pools},
        words=pool_words,
        inner=lambda subject, one, other: _diff_facts(
            "pool-switch", subject, pool_facts(one), pool_facts(other)
        ),
    )
    yield from _diff_routes(old, new)
    subject = "outbound leads"
    yield from diff_conditions("outbound", subject, old.outbound_when, new.outbound_when, NONE)
    territories = [
        {item.territory_id: territory_facts(item) for item in policy.territories}
        for policy in (old, new)
    ]
    yield from _diff_named(
        "territory",
        "territory",
        *territories,
        words=facts_words,
        inner=lambda subject, one, other: _diff_facts("territory-switch", subject, one, other),
    )
    yield from _order("territory-order", "order of territories", *map(list, territories))
    yield from _diff_named(
        "rep",
        "rep",
        {item.rep_id: rep_facts(item) for item in old.reps},
        {item.rep_id: rep_facts(item) for item in new.reps},
        words=facts_words,
        inner=lambda subject, one, other: _diff_facts("rep-switch", subject, one, other),
    )


def _diff_routes(old: RoutingPolicy, new: RoutingPolicy) -> Iterator[Change]:
    before, after = ({item.route_id: item for item in policy.routes} for policy in (old, new))
    yield from _diff_named("route", "route", before, after, words=route_words, inner=None)
    for name in (name for name in before if name in after):
        one, other, subject = before[name], after[name], f"route {name}"
        yield from diff_conditions("route-condition", subject, one.when, other.when, "no condition")
        yield from _diff_facts("route-switch", subject, route_facts(one), route_facts(other))
    yield from _order("route-order", "order of routes", list(before), list(after))


def _order(code: str, subject: str, old: list[str], new: list[str]) -> Iterator[Change]:
    """Yield what stands before what; what is new or gone is told elsewhere, but for its place."""
    kept = [name for name in old if name in new]
    for change in diff_order(code, subject, kept, new):
        is_last = new and change.after == new[-1]
        if change.before or not is_last:
            yield change


def _diff_named(
    code: str,
    subject: str,
    old: Mapping[str, T],
    new: Mapping[str, T],
    *,
    words: Callable[[T], str],
    inner: Callable[[str, T, T], Iterator[Change]] | None,
) -> Iterator[Change]:
    """Yield what is new or gone by its name, and what changed within the others."""
    for name in sorted(old.keys() | new.keys()):
        about = f"{subject} {name}"
        if name not in old:
            yield added(f"{code}-added", about, words(new[name]))
        elif name not in new:
            yield removed(f"{code}-removed", about, words(old[name]))
        elif inner is not None:
            yield from inner(about, old[name], new[name])


def _diff_facts(code: str, subject: str, old: Facts, new: Facts) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name, NONE), new.get(name, NONE)
        if before != after:
            text = f"{subject}: {name} {before} {ARROW} {after}"
            yield Change(code, subject, f"{name} {before}", f"{name} {after}", text)
