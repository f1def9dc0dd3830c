"""The fields of pools, routes, territories and reps, what changed in them, and their words."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from operator import attrgetter
from types import MappingProxyType

from leadpact.conditions.render import render_condition
from leadpact.pact.changes import Change, diff_facts, diff_kept_order, diff_list, diff_named
from leadpact.pact.diff_conditions import diff_conditions
from leadpact.pact.document_model import written
from leadpact.pact.sections.fields import FieldTable, Row, elsewhere, part, unordered
from leadpact.pact.sections.routing.policy import (
    Caps,
    CountedTouches,
    Leave,
    Newcomers,
    NewcomersWeight,
    PeriodKind,
    Pool,
    RepTerms,
    RotationPeriod,
    Route,
    RouteTarget,
    RoutingPolicy,
    Spread,
    Territory,
)
from leadpact.pact.sections.words import NONE, Facts, counted, say, spoken


def _cap(value: int | None) -> str:
    return NONE if value is None else f"at most {value}"


def _cap_of_month(caps: Caps) -> Facts:
    spread = "" if caps.spread is Spread.AS_THEY_COME else ", spread evenly"
    return {"leads a month": f"{say(caps.per_month)}{spread}" if caps.per_month else NONE}


def _spread(caps: Caps) -> object:
    """Return no way to spread where there is no limit to spread."""
    return caps.spread if caps.per_month is not None else Spread.AS_THEY_COME


def _weights(pool: Pool) -> Facts:
    return {f"weight of {rep}": say(weight) for rep, weight in pool.weights.items()}


def _newcomers(pool: Pool) -> Facts:
    at = pool.newcomers_at
    return {"newcomers": spoken(pool.newcomers) if at is None else f"at {counted(at, 'lead')}"}


def _newcomers_normal(pool: Pool) -> object:
    """Return one way where a number comes before it."""
    return pool.newcomers if pool.newcomers_at is None else Newcomers.AVERAGE


def _newcomers_weight(weight: NewcomersWeight | None) -> str:
    if weight is None:
        return "in full"
    return f"{say(weight.share)} of it for {counted(weight.days, 'day')}"


def _carry_over(pool: Pool) -> object:
    """Return nothing to carry over where no month leaves anything."""
    is_switch = replace(pool, carry_over=None).carries_over
    return pool.carry_over if is_switch else None


def _leave(leaves: Iterable[Leave]) -> str:
    form = "%Y-%m-%d %H:%M"
    away = [f"{item.starts_at:{form}} to {item.ends_at:{form}} UTC" for item in leaves]
    return "; ".join(away) or NONE


def _leave_in_order(terms: RepTerms) -> object:
    return tuple(sorted(set(terms.away), key=lambda leave: (leave.starts_at, leave.ends_at)))


def _period_words(period: RotationPeriod) -> str:
    """Return what is counted together."""
    return f"{period.days} days" if period.kind is PeriodKind.ROLLING_DAYS else spoken(period.kind)


def target_words(route: Route) -> str:
    """Return where a route leads: `pool inbound`, `account owner`."""
    name = spoken(route.target)
    if route.target is RouteTarget.POOL:
        return f"pool {route.pool}"
    if route.target is RouteTarget.REP:
        return f"the rep {route.rep}"
    if route.target is RouteTarget.BY_HAND:
        return f"{route.who}, who decides by hand"
    if route.target is RouteTarget.LAST_TOUCHER:
        within = f"{name} within {counted(route.within_days or 0, 'day')}"
        return within if route.channels is None else f"{within}, on {say(route.channels)}"
    return f"{name}, pool {route.pool}" if route.pool else name


CAP_FIELDS = FieldTable(
    Caps,
    (
        Row("per_day", "leads a day", words=_cap),
        Row("per_week", "leads a week", words=_cap),
        Row("per_month", facts=_cap_of_month),
        Row("open", "open leads", words=_cap),
        elsewhere("spread", normal=_spread),
    ),
)
POOL_FIELDS = FieldTable(
    Pool,
    (
        unordered("reps"),
        unordered("roles"),
        unordered("teams"),
        unordered("territories"),
        Row("direction"),
        Row("method"),
        Row("calendar"),
        Row("hours"),
        part("caps", CAP_FIELDS),
        Row("period", words=_period_words),
        Row("rotation"),
        Row("on_return"),
        Row("everyone_away"),
        Row("newcomers", facts=_newcomers, normal=_newcomers_normal),
        elsewhere("newcomers_at"),
        Row("newcomers_weight", "weight of newcomers", words=_newcomers_weight),
        Row(
            "carry_over",
            "carries over what a month leaves owed",
            words=lambda carries: say(carries is not False),
            normal=_carry_over,
        ),
        Row("credits_no_shows", "credit for no-shows"),
        Row("credits_cancelled", "credit for cancelled meetings"),
        Row("reassignment_credit"),
        Row("salt"),
        Row(
            "weights",
            facts=_weights,
            normal=lambda pool: MappingProxyType(dict(sorted(pool.weights.items()))),
        ),
        elsewhere("name"),
    ),
)
TERRITORY_FIELDS = FieldTable(
    Territory,
    (
        unordered("countries"),
        unordered("regions"),
        unordered("time_zones"),
        unordered("industries"),
        Row("employees_from"),
        Row("employees_to"),
        unordered("accounts"),
        Row("pool"),
        elsewhere("territory_id"),
    ),
)
REP_FIELDS = FieldTable(
    RepTerms,
    (
        Row("weight"),
        Row("priority"),
        Row("calendar"),
        Row("time_zone"),
        Row("territory"),
        Row("paired_rep_id", "paired with"),
        part("caps", CAP_FIELDS),
        Row("hired_on"),
        Row("away", words=_leave, normal=_leave_in_order),
        elsewhere("rep_id"),
    ),
)
ROUTE_FIELDS = FieldTable(
    Route,
    (
        Row("direction"),
        Row("target", facts=lambda route: {"leads to": target_words(route)}),
        Row("otherwise"),
        *map(elsewhere, ("route_id", "when", "opens", "pool", "within_days", "channels")),
        *map(elsewhere, ("rep", "who")),
    ),
)


def normal_routing(policy: RoutingPolicy) -> RoutingPolicy:
    """Return the policy with what has no order sorted, and without what has no effect."""
    return replace(
        policy,
        pools=tuple(sorted(map(POOL_FIELDS.normal, policy.pools), key=lambda item: item.name)),
        territories=tuple(map(TERRITORY_FIELDS.normal, policy.territories)),
        reps=tuple(sorted(map(REP_FIELDS.normal, policy.reps), key=lambda item: item.rep_id)),
        every_rep=None if policy.every_rep is None else CAP_FIELDS.normal(policy.every_rep),
    )


def _pool_words(pool: Pool) -> str:
    """Return a pool in one line."""
    facts = POOL_FIELDS.facts(pool)
    members = [f"{key} {facts[key]}" for key in ("reps", "roles", "teams", "territories")]
    members = [text for text in members if not text.endswith(f" {NONE}")]
    return f"{spoken(pool.method)} among {'; '.join(members)}"


def _route_words(route: Route) -> str:
    """Return a route in one line."""
    when = f" when {render_condition(route.when)}" if route.when else ""
    direction = "" if written(route.direction) == "both" else f" ({spoken(route.direction)})"
    return f"to {target_words(route)}{when}{direction}, otherwise {spoken(route.otherwise)}"


def routing_words(policy: RoutingPolicy) -> str:
    """Return the section in one line."""
    return f"{counted(len(policy.routes), 'route')} to {counted(len(policy.pools), 'pool')}"


def diff_routing(old: RoutingPolicy, new: RoutingPolicy) -> Iterator[Change]:
    """Yield what changed between two policies in normal form."""
    yield from diff_list(
        "pool",
        "pool",
        old.pools,
        new.pools,
        name=attrgetter("name"),
        words=_pool_words,
        inner=partial(POOL_FIELDS.diff, "pool-switch"),
    )
    yield from _diff_routes(old, new)
    outbound = old.outbound_when, new.outbound_when
    yield from diff_conditions("outbound", "outbound leads", *outbound, NONE)
    yield from diff_facts("routing-switch", "routing", _switches(old), _switches(new))
    yield from diff_list(
        "territory",
        "territory",
        old.territories,
        new.territories,
        name=attrgetter("territory_id"),
        words=TERRITORY_FIELDS.words,
        inner=partial(TERRITORY_FIELDS.diff, "territory-switch"),
        order="order of territories",
    )
    every = [policy.every_rep or Caps() for policy in (old, new)]
    yield from CAP_FIELDS.diff("rep-switch", "every rep", *every)
    yield from diff_list(
        "rep",
        "rep",
        old.reps,
        new.reps,
        name=attrgetter("rep_id"),
        words=REP_FIELDS.words,
        inner=partial(REP_FIELDS.diff, "rep-switch"),
    )


def _switches(policy: RoutingPolicy) -> Facts:
    counted = policy.count_touches_of or CountedTouches.EVERYONE
    return {"counts touches of": spoken(counted)}


def _nothing(_subject: str, _old: Route, _new: Route) -> Iterator[Change]:
    """Leave routes that stay to `_diff_routes`, which has them in the order of the old pact."""
    return iter(())


def _diff_routes(old: RoutingPolicy, new: RoutingPolicy) -> Iterator[Change]:
    before, after = ({item.route_id: item for item in policy.routes} for policy in (old, new))
    yield from diff_named("route", "route", before, after, words=_route_words, inner=_nothing)
    for name in (name for name in before if name in after):
        one, other, subject = before[name], after[name], f"route {name}"
        yield from diff_conditions("route-condition", subject, one.when, other.when, "no condition")
        yield from ROUTE_FIELDS.diff("route-switch", subject, one, other)
    yield from diff_kept_order("route-order", "order of routes", list(before), list(after))
