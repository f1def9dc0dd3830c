"""From the written section `routing` to its policy."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from types import MappingProxyType

from leadpact.conditions.nodes import Condition
from leadpact.pact.document import PactDocument
from leadpact.pact.draft import Draft
from leadpact.pact.sections.routing.document import (
    RouteDocument,
    RoutingDocument,
    TerritoryDocument,
)
from leadpact.pact.sections.routing.document_pools import (
    CapsDocument,
    NewcomersWeightDocument,
    PeriodDocument,
    PoolDocument,
    RepTermsDocument,
)
from leadpact.pact.sections.routing.policy import (
    DEFAULT_ROUTE,
    Caps,
    CountedTouches,
    Direction,
    EveryoneAway,
    Hours,
    Leave,
    Newcomers,
    NewcomersWeight,
    OnReturn,
    Otherwise,
    PeriodKind,
    Pool,
    ReassignmentCredit,
    RepTerms,
    Rotation,
    RotationPeriod,
    Route,
    RouteTarget,
    RoutingPolicy,
    SelectionMethod,
    Spread,
    Territory,
)
from leadpact.terms.stages import Channel, channel_of
from leadpact.terms.zone import load_zone_offsets, moment_at

TERRITORY_ATTRIBUTES = {
    "country": "countries",
    "region": "regions",
    "time_zone": "time_zones",
    "industry": "industries",
}
"""The attributes that territories ask about, with their keys; `n_employees` and `website` too."""

_WAITING_TARGETS = (RouteTarget.POOL, RouteTarget.INSIDE_SALES, RouteTarget.BY_HAND)


def compile_routing(draft: Draft, document: RoutingDocument) -> RoutingPolicy:
    """Return the policy of a section without errors."""
    time_zone = draft.document.time_zone
    routes = [
        _route(route, *draft.condition_and_opens(("routing", "routes", index, "when")))
        for index, route in enumerate(document.routes)
    ]
    counted = CountedTouches(document.count_touches_of.upper())
    outbound_when, outbound_opens = draft.condition_and_opens(("routing", "outbound_when"))
    return RoutingPolicy(
        pools=tuple(compile_pool(name, item) for name, item in document.pools.items()),
        routes=(*routes, Route(DEFAULT_ROUTE, RouteTarget.POOL, pool=document.default)),
        territories=tuple(map(_territory, document.territories)),
        reps=tuple(_terms(name, item, time_zone) for name, item in document.reps.items()),
        outbound_when=outbound_when,
        outbound_opens=outbound_opens,
        # Everyone's is None, so that pacts from before the key keep their fingerprints.
        count_touches_of=None if counted is CountedTouches.EVERYONE else counted,
        every_rep=_every_rep(document),
    )


def _every_rep(document: RoutingDocument) -> Caps | None:
    """Return the caps of every rep; None where nothing is limited, as before there was the key."""
    caps = _caps(document.every_rep.caps if document.every_rep else None)
    return None if caps == Caps(spread=caps.spread) else caps


def attributes_used(document: PactDocument) -> frozenset[str]:
    """Return the attributes that the territories of a pact ask about."""
    used: set[str] = set()
    for territory in document.routing.territories if document.routing else ():
        used |= {name for name, key in TERRITORY_ATTRIBUTES.items() if getattr(territory, key)}
        if territory.accounts:
            used |= {"website"}
        if (territory.employees_from, territory.employees_to) != (None, None):
            used |= {"n_employees"}
    return frozenset(used)


def otherwise_of(document: RouteDocument) -> Otherwise:
    """Return what becomes of a lead that a route cannot place."""
    if document.otherwise is not None:
        return Otherwise(document.otherwise.upper())
    is_waiting = RouteTarget(document.to.upper()) in _WAITING_TARGETS
    return Otherwise.WAIT if is_waiting else Otherwise.NEXT_ROUTE


def _route(document: RouteDocument, when: Condition | None, opens: Condition | None) -> Route:
    target = RouteTarget(document.to.upper())
    return Route(
        route_id=document.id,
        target=target,
        when=when,
        opens=opens,
        direction=Direction(document.direction.upper()),
        pool=document.pool,
        otherwise=otherwise_of(document),
        within_days=document.within_days,
        rep=document.rep,
        who=document.who,
        channels=_channels(document.channels),
    )


def _channels(names: list[str] | None) -> frozenset[Channel] | None:
    return None if names is None else frozenset(channel_of(name.upper()) for name in names)


def _territory(document: TerritoryDocument) -> Territory:
    return Territory(
        territory_id=document.id,
        countries=tuple(document.countries),
        regions=tuple(document.regions),
        time_zones=tuple(document.time_zones),
        industries=tuple(document.industries),
        employees_from=document.employees_from,
        employees_to=document.employees_to,
        accounts=tuple(document.accounts),
        pool=document.pool,
    )


def compile_pool(name: str, document: PoolDocument) -> Pool:
    """Return a pool."""
    weights = {rep_id: exact(weight) for rep_id, weight in document.weights.items()}
    return Pool(
        name=name,
        reps=tuple(document.reps),
        roles=tuple(document.roles),
        teams=tuple(document.teams),
        territories=tuple(document.territories),
        weights=MappingProxyType(weights),
        direction=Direction(document.direction.upper()),
        method=SelectionMethod(document.method.upper()),
        calendar=document.calendar,
        hours=Hours(document.hours.upper()),
        caps=_caps(document.caps),
        period=_period(document.period),
        rotation=Rotation(document.rotation.upper()),
        on_return=OnReturn(document.on_return.upper()),
        everyone_away=EveryoneAway(document.everyone_away.upper()),
        newcomers=Newcomers(document.newcomers.upper()),
        credits_no_shows=document.credit_no_shows,
        credits_cancelled=document.credit_cancelled,
        reassignment_credit=ReassignmentCredit(document.reassignment_credit.upper()),
        salt=document.salt or name,
        newcomers_at=document.newcomers_at,
        # Carried over is None, so that pacts from before the key keep their fingerprints.
        carry_over=None if document.carry_over else False,
        newcomers_weight=_newcomers_weight(document.newcomers_weight),
    )


def _newcomers_weight(document: NewcomersWeightDocument | None) -> NewcomersWeight | None:
    return None if document is None else NewcomersWeight(exact(document.share), document.days)


def exact(number: float) -> Fraction:
    """Return a number as it is written."""
    return Fraction(repr(number))


def _caps(document: CapsDocument | None) -> Caps:
    if document is None:
        return Caps()
    return Caps(
        per_day=document.per_day,
        per_week=document.per_week,
        per_month=None if document.per_month is None else exact(document.per_month),
        open=document.open,
        spread=Spread(document.spread.upper()),
    )


def _period(document: PeriodDocument | None) -> RotationPeriod:
    if document is None:
        return RotationPeriod()
    kind = PeriodKind(document.kind.upper())
    return RotationPeriod(kind, document.days if kind is PeriodKind.ROLLING_DAYS else None)


def _terms(rep_id: str, document: RepTermsDocument, time_zone: str) -> RepTerms:
    zone = document.time_zone or time_zone
    return RepTerms(
        rep_id=rep_id,
        weight=None if document.weight is None else exact(document.weight),
        priority=document.priority,
        calendar=document.calendar,
        time_zone=document.time_zone,
        territory=document.territory,
        paired_rep_id=document.paired_with,
        caps=_caps(document.caps),
        hired_on=None if document.hired_on is None else date.fromisoformat(document.hired_on),
        away=tuple(
            Leave(moment_of_text(leave.from_, zone), moment_of_text(leave.back, zone))
            for leave in document.away
        ),
    )


def moment_of_text(text: str, zone: str) -> datetime:
    """Return a day, or a local time, as a moment; ValueError where it is neither."""
    if len(text) == 10:
        local = datetime.combine(date.fromisoformat(text), datetime.min.time())
    elif len(text) == 16 and text[10] == "T":
        local = datetime.fromisoformat(text)
    else:
        raise ValueError(f"{text!r} is neither a day nor a minute")
    seconds = (local - datetime(1970, 1, 1)) // timedelta(seconds=1)  # noqa: DTZ001 - local time
    return moment_at(load_zone_offsets(zone).first_moment_at(seconds))
