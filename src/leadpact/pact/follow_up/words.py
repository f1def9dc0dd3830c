"""Calendars, pools, routes, territories and reps in words, as people say them in a meeting.

What an object says is a mapping from a thing to its value; a diff compares two of them.
"""

from fractions import Fraction

from leadpact.conditions.render import render_condition
from leadpact.pact.follow_up.routing import (
    Caps,
    Period,
    PeriodKind,
    Pool,
    RepTerms,
    Route,
    Spread,
    Target,
    Territory,
)
from leadpact.pact.identity.document_codes import written
from leadpact.terms.calendar import WEEKDAYS, BusinessCalendar, Windows

Facts = dict[str, str]
NONE = "none"


def spoken(code: str) -> str:
    """Return a code as it is said."""
    return code.lower().replace("_", " ")


def listed(items: tuple[str, ...]) -> str:
    """Return a list in words."""
    return ", ".join(items) or NONE


def number(value: Fraction | None) -> str:
    """Return a number as short as it is exact."""
    if value is None:
        return NONE
    return str(value.numerator) if value.denominator == 1 else repr(float(value))


def calendar_facts(calendar: BusinessCalendar) -> Facts:
    """Return what a calendar says; its days off are told one by one elsewhere."""
    facts = {"time zone": calendar.zone}
    for day in WEEKDAYS:
        facts[day.capitalize()] = windows_words(calendar.windows.get(day, ()))
    return facts


def windows_words(windows: Windows) -> str:
    """Return the windows of a day: `09:00–12:00 and 13:00–17:00`."""
    return " and ".join(f"{opens}–{closes}" for opens, closes in windows) or "closed"


def calendar_words(calendar: BusinessCalendar) -> str:
    """Return a whole calendar in one line."""
    days = [f"{day.capitalize()} {windows_words(hours)}" for day, hours in calendar.windows.items()]
    return f"{', '.join(days)}; {calendar.zone}; {len(calendar.holidays)} days off"


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
        "credit for no-shows": _yes(pool.credits_no_shows),
        "credit for cancelled meetings": _yes(pool.credits_cancelled),
        "reassignment credit": spoken(pool.reassignment_credit),
        "salt": pool.salt,
        **{f"weight of {rep}": number(weight) for rep, weight in pool.weights.items()},
    }


def pool_words(pool: Pool) -> str:
    """Return a whole pool in one line."""
    facts = pool_facts(pool)
    members = [f"{key} {facts[key]}" for key in ("reps", "roles", "teams", "territories")]
    members = [said for said in members if not said.endswith(f" {NONE}")]
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


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def period_words(period: Period) -> str:
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
    if route.target is Target.POOL:
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
        "employees from": _plain(territory.employees_from),
        "employees to": _plain(territory.employees_to),
        "accounts": listed(territory.accounts),
        "pool": territory.pool or NONE,
    }


def _plain(value: int | str | None) -> str:
    return NONE if value is None else str(value)


def rep_facts(terms: RepTerms) -> Facts:
    """Return what is said of a rep."""
    form = "%Y-%m-%d %H:%M"
    away = [f"{item.starts_at:{form}} to {item.ends_at:{form}} UTC" for item in terms.away]
    return {
        "weight": number(terms.weight),
        "priority": _plain(terms.priority),
        "calendar": _plain(terms.calendar),
        "time zone": _plain(terms.time_zone),
        "territory": _plain(terms.territory),
        "paired with": _plain(terms.paired_rep_id),
        **caps_facts(terms.caps),
        "away": "; ".join(away) or NONE,
    }


def facts_words(facts: Facts) -> str:
    """Return all that an object says in one line."""
    said = [f"{name} {value}" for name, value in facts.items() if value != NONE]
    return "; ".join(said) or "nothing"
