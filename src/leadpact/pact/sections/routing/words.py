"""Pools, routes, territories and reps in words, as people say them in a meeting."""

from leadpact.conditions.render import render_condition
from leadpact.pact.document_model import written
from leadpact.pact.sections.routing.policy import (
    Caps,
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
from leadpact.pact.sections.words import NONE, Facts, listed, number, plain, spoken, yes_no


def pool_facts(pool: Pool) -> Facts:
    """Return what a pool says, but for its weights."""
    return {
        "reps": listed(pool.reps),
        "roles": listed(pool.roles),
        "teams": listed(pool.teams),
        "territories": listed(pool.territories),
        "direction": spoken(pool.direction),
        "method": spoken(pool.method),
        "calendar": pool.calendar or NONE,
        "hours": spoken(pool.hours),
        **caps_facts(pool.caps),
        "period": period_words(pool.period),
        "rotation": spoken(pool.rotation),
        "on return": spoken(pool.on_return),
        "everyone away": spoken(pool.everyone_away),
        "newcomers": spoken(pool.newcomers),
        "credit for no-shows": yes_no(pool.credits_no_shows),
        "credit for cancelled meetings": yes_no(pool.credits_cancelled),
        "reassignment credit": spoken(pool.reassignment_credit),
        "salt": pool.salt,
        **{f"weight of {rep}": number(weight) for rep, weight in pool.weights.items()},
    }


def pool_words(pool: Pool) -> str:
    """Return a whole pool in one line."""
    facts = pool_facts(pool)
    members = [f"{key} {facts[key]}" for key in ("reps", "roles", "teams", "territories")]
    members = [text for text in members if not text.endswith(f" {NONE}")]
    return f"{spoken(pool.method)} among {'; '.join(members)}"


def caps_facts(caps: Caps) -> Facts:
    """Return caps by what they limit."""
    spread = "" if caps.spread is Spread.AS_THEY_COME else ", spread evenly"
    return {
        "leads a day": _cap(caps.per_day),
        "leads a week": _cap(caps.per_week),
        "leads a month": f"{number(caps.per_month)}{spread}" if caps.per_month else NONE,
        "open leads": _cap(caps.open),
    }


def _cap(value: int | None) -> str:
    return NONE if value is None else f"at most {value}"


def period_words(period: RotationPeriod) -> str:
    """Return what is counted together."""
    return f"{period.days} days" if period.kind is PeriodKind.ROLLING_DAYS else spoken(period.kind)


def route_facts(route: Route) -> Facts:
    """Return what a route says, but for its condition."""
    return {
        "direction": spoken(route.direction),
        "leads to": target_words(route),
        "otherwise": spoken(route.otherwise),
    }


def target_words(route: Route) -> str:
    """Return where a route leads: `pool inbound`, `account owner`."""
    name = spoken(route.target)
    if route.target is RouteTarget.POOL:
        return f"pool {route.pool}"
    return f"{name}, pool {route.pool}" if route.pool else name


def route_words(route: Route) -> str:
    """Return a whole route in one line."""
    when = f" when {render_condition(route.when)}" if route.when else ""
    direction = "" if written(route.direction) == "both" else f" ({spoken(route.direction)})"
    return f"to {target_words(route)}{when}{direction}, otherwise {spoken(route.otherwise)}"


def territory_facts(territory: Territory) -> Facts:
    """Return what a territory says."""
    return {
        "countries": listed(territory.countries),
        "regions": listed(territory.regions),
        "time zones": listed(territory.time_zones),
        "industries": listed(territory.industries),
        "employees from": plain(territory.employees_from),
        "employees to": plain(territory.employees_to),
        "accounts": listed(territory.accounts),
        "pool": territory.pool or NONE,
    }


def rep_facts(terms: RepTerms) -> Facts:
    """Return what is said of a rep."""
    form = "%Y-%m-%d %H:%M"
    away = [f"{item.starts_at:{form}} to {item.ends_at:{form}} UTC" for item in terms.away]
    return {
        "weight": number(terms.weight),
        "priority": plain(terms.priority),
        "calendar": plain(terms.calendar),
        "time zone": plain(terms.time_zone),
        "territory": plain(terms.territory),
        "paired with": plain(terms.paired_rep_id),
        **caps_facts(terms.caps),
        "away": "; ".join(away) or NONE,
    }


def routing_words(policy: RoutingPolicy) -> str:
    """Return the whole section in one line."""
    n_routes, n_pools = len(policy.routes), len(policy.pools)
    routes = "1 route" if n_routes == 1 else f"{n_routes} routes"
    return f"{routes} to {'1 pool' if n_pools == 1 else f'{n_pools} pools'}"
