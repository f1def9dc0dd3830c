"""One form of routing for all spellings of one meaning, for the fingerprint and the diff."""

from dataclasses import replace
from types import MappingProxyType

from leadpact.pact.sections.routing.policy import (
    Caps,
    Pool,
    RepTerms,
    RoutingPolicy,
    Spread,
    Territory,
)


def normal_routing(policy: RoutingPolicy) -> RoutingPolicy:
    """Return the policy with what has no order sorted, and without what says nothing.

    Two policies do the same exactly if their normal forms are equal.
    """
    reps = [normal_terms(item) for item in policy.reps]
    return replace(
        policy,
        pools=tuple(sorted(map(normal_pool, policy.pools), key=lambda item: item.name)),
        territories=tuple(map(normal_territory, policy.territories)),
        reps=tuple(sorted(reps, key=lambda item: item.rep_id)),
    )


def normal_pool(pool: Pool) -> Pool:
    """Return a pool with its lists in order."""
    return replace(
        pool,
        reps=_sorted(pool.reps),
        roles=_sorted(pool.roles),
        teams=_sorted(pool.teams),
        territories=_sorted(pool.territories),
        weights=MappingProxyType(dict(sorted(pool.weights.items()))),
        caps=normal_caps(pool.caps),
    )


def normal_caps(caps: Caps) -> Caps:
    """Return caps without a way to spread what has no limit."""
    return caps if caps.per_month is not None else replace(caps, spread=Spread.AS_THEY_COME)


def normal_territory(territory: Territory) -> Territory:
    """Return a territory with its lists in order."""
    return replace(
        territory,
        countries=_sorted(territory.countries),
        regions=_sorted(territory.regions),
        time_zones=_sorted(territory.time_zones),
        industries=_sorted(territory.industries),
        accounts=_sorted(territory.accounts),
    )


def normal_terms(terms: RepTerms) -> RepTerms:
    """Return what is said of a rep with leave in order."""
    away = sorted(set(terms.away), key=lambda leave: (leave.starts_at, leave.ends_at))
    return replace(terms, caps=normal_caps(terms.caps), away=tuple(away))


def _sorted(items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(items)))
