"""What changed between the routing of two pacts, in business words."""

from collections.abc import Iterator
from functools import partial

from leadpact.pact.changes import Change
from leadpact.pact.diff_conditions import diff_conditions
from leadpact.pact.sections.diff_facts import diff_kept_order, diff_named
from leadpact.pact.sections.routing.fields import (
    POOL_FIELDS,
    REP_FIELDS,
    ROUTE_FIELDS,
    TERRITORY_FIELDS,
    pool_words,
    route_words,
)
from leadpact.pact.sections.routing.policy import RoutingPolicy
from leadpact.pact.sections.words import NONE, facts_words


def diff_routing(old: RoutingPolicy, new: RoutingPolicy) -> Iterator[Change]:
    """Yield what changed between two policies in normal form."""
    yield from diff_named(
        "pool",
        "pool",
        {item.name: item for item in old.pools},
        {item.name: item for item in new.pools},
        words=pool_words,
        inner=partial(POOL_FIELDS.diff, "pool-switch"),
    )
    yield from _diff_routes(old, new)
    subject = "outbound leads"
    yield from diff_conditions("outbound", subject, old.outbound_when, new.outbound_when, NONE)
    territories = [{item.territory_id: item for item in one.territories} for one in (old, new)]
    yield from diff_named(
        "territory",
        "territory",
        *territories,
        words=lambda item: facts_words(TERRITORY_FIELDS.facts(item)),
        inner=partial(TERRITORY_FIELDS.diff, "territory-switch"),
    )
    yield from diff_kept_order("territory-order", "order of territories", *map(list, territories))
    yield from diff_named(
        "rep",
        "rep",
        {item.rep_id: item for item in old.reps},
        {item.rep_id: item for item in new.reps},
        words=lambda item: facts_words(REP_FIELDS.facts(item)),
        inner=partial(REP_FIELDS.diff, "rep-switch"),
    )


def _diff_routes(old: RoutingPolicy, new: RoutingPolicy) -> Iterator[Change]:
    before, after = ({item.route_id: item for item in policy.routes} for policy in (old, new))
    yield from diff_named("route", "route", before, after, words=route_words, inner=None)
    for name in (name for name in before if name in after):
        one, other, subject = before[name], after[name], f"route {name}"
        yield from diff_conditions("route-condition", subject, one.when, other.when, "no condition")
        yield from ROUTE_FIELDS.diff("route-switch", subject, one, other)
    yield from diff_kept_order("route-order", "order of routes", list(before), list(after))
