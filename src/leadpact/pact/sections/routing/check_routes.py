"""Checks of routes and territories: they lead somewhere, and every one of them can take a lead."""

from collections.abc import Iterator

from leadpact.pact.checks.base import (
    add_repeats,
    add_zone_issue,
    covers,
    did_you_mean,
    repeats,
)
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.cadences.check_channels import (
    STANDARD,
    add_channel_issue,
    own_names,
)
from leadpact.pact.sections.routing.compile import TERRITORY_ATTRIBUTES, otherwise_of
from leadpact.pact.sections.routing.document import (
    RouteDocument,
    RoutingDocument,
    TerritoryDocument,
)
from leadpact.pact.sections.routing.policy import DEFAULT_ROUTE, Otherwise

_NEEDS_POOL = ("pool", "inside_sales")


def check_routes_lead_to_pools(draft: Draft, routing: RoutingDocument) -> None:
    """Check that every pool that is named exists, and a route that needs one names one."""
    for path, name in _pools_named(routing):
        if name not in routing.pools:
            draft.add(
                "pool-unknown",
                path,
                f"There is no pool `{name}`.",
                did_you_mean(name, routing.pools),
            )
    for index, route in enumerate(routing.routes):
        path = ("routing", "routes", index)
        lacking = [item.id for item in routing.territories if item.pool is None]
        if route.to in _NEEDS_POOL and route.pool is None:
            draft.add(
                "route-incomplete", path, f"The route `{route.id}` names no pool.", "Add `pool`."
            )
        elif route.to == "territory" and not routing.territories:
            draft.add(
                "route-incomplete",
                path,
                f"The route `{route.id}` leads to territories, and there are none.",
                "Add `territories`.",
            )
        elif route.to == "territory" and route.pool is None and lacking:
            draft.add(
                "route-incomplete",
                path,
                f"Nobody works the territory `{lacking[0]}`: neither it nor the route"
                f" `{route.id}` names a pool.",
                "Add `pool` to the route.",
            )


_KEY_OF = {"last_toucher": "within_days", "rep": "rep", "by_hand": "who"}
"""The key that a route to each of these needs, and that means nothing to others."""

_NEEDS = {
    "within_days": ("does not say how long ago the last touch may be", "such as `within_days: 30`"),
    "rep": ("names no rep", "with the id of the rep"),
    "who": ("does not say who decides", "with the id of a rep, or a role such as `MANAGER`"),
}


def check_routes_lead_to_reps(draft: Draft, routing: RoutingDocument) -> None:
    """Check that a route to a person says which one, and says nothing that means nothing to it."""
    for index, route in enumerate(routing.routes):
        path: Path_ = ("routing", "routes", index)
        needed = _KEY_OF.get(route.to)
        if needed is not None and getattr(route, needed) is None:
            fact, fix = _NEEDS[needed]
            fact = f"The route `{route.id}` {fact}."
            draft.add("route-incomplete", path, fact, f"Add `{needed}`, {fix}.")
        for target, key in _KEY_OF.items():
            if key != needed and getattr(route, key) is not None:
                fact = (
                    f"`{key}` means nothing to the route `{route.id}`, which leads to `{route.to}`."
                )
                fix = f"Remove it, or write `to: {target}`."
                draft.add("route-key-unfit", (*path, key), fact, fix, on_key=True)
        if route.pool is not None and route.to not in (*_NEEDS_POOL, "territory"):
            fact = f"`pool` means nothing to the route `{route.id}`, which leads to `{route.to}`."
            fix = "Remove it; for a lead that this route cannot place, write a route after it."
            draft.add("route-key-unfit", (*path, "pool"), fact, fix, on_key=True)
        if route.to == "by_hand" and route.otherwise == "next_route":
            fact = (
                f"A lead of the route `{route.id}` waits until a person decides, so it goes to no"
                " next route."
            )
            draft.add("route-key-unfit", (*path, "otherwise"), fact, "Remove `otherwise`.")


def check_routes_count_known_channels(draft: Draft, routing: RoutingDocument) -> None:
    """Check that only routes to the last toucher name channels, and that touches have them."""
    known = [*STANDARD, *own_names(draft.document)]
    is_damaged = draft.is_damaged(("cadences", "channels"))
    for index, route in enumerate(routing.routes):
        path: Path_ = ("routing", "routes", index, "channels")
        if route.channels is None:
            continue
        if route.to != "last_toucher":
            fact = (
                f"`channels` means nothing to the route `{route.id}`, which leads to `{route.to}`."
            )
            fix = "Remove it, or write `to: last_toucher`."
            draft.add("route-key-unfit", path, fact, fix, on_key=True)
            continue
        add_repeats(draft, path, route.channels, fix="Keep it once.")
        for number, name in enumerate(route.channels):
            if name not in known and not is_damaged:
                add_channel_issue(draft, (*path, number), name, known, what="that touches have")


def _pools_named(routing: RoutingDocument) -> Iterator[tuple[Path_, str]]:
    yield ("routing", "default"), routing.default
    pools = {
        "routes": [route.pool for route in routing.routes],
        "territories": [territory.pool for territory in routing.territories],
    }
    for kind, names in pools.items():
        for index, name in enumerate(names):
            if name is not None:
                yield ("routing", kind, index, "pool"), name


def pools_of_leads(routing: RoutingDocument) -> set[str]:
    """Return the pools that get leads: of the default, of routes, and of territories they use."""
    uses_territories = any(route.to == "territory" and not route.pool for route in routing.routes)
    named = [(path, name) for path, name in _pools_named(routing)]
    return {name for path, name in named if path[1] != "territories" or uses_territories}


def check_pools_get_leads(draft: Draft, routing: RoutingDocument) -> None:
    """Check that every pool gets the leads of some route, or the meetings of leads."""
    named = {name for _, name in _pools_named(routing)}
    handoff = draft.document.handoff
    named |= {route.pool for route in handoff.ae if route.pool} if handoff else set()
    for name in routing.pools:
        if name not in named:
            draft.add(
                "pool-unused",
                ("routing", "pools", name),
                f"No route leads to the pool {name}.",
                "Add a route, or remove the pool.",
                on_key=True,
            )


def check_pools_take_the_direction(draft: Draft, routing: RoutingDocument) -> None:
    """Check that a route leads to a pool that takes its leads, and the default takes all."""
    for index, route in enumerate(routing.routes):
        pool = routing.pools.get(route.pool or "")
        directions = {route.direction, pool.direction} if pool else set()
        if directions == {"inbound", "outbound"} and pool:
            path: Path_ = ("routing", "routes", index, "direction")
            draft.add(
                "pool-direction",
                path,
                f"The route `{route.id}` takes {route.direction} leads, and its pool takes"
                f" only {pool.direction} ones.",
                "Let the two agree.",
            )
    default = routing.pools.get(routing.default)
    only = default.direction if default else "both"
    is_mixed = routing.outbound_when is not None
    if only == "outbound" or (only == "inbound" and is_mixed):
        draft.add(
            "pool-direction",
            ("routing", "default"),
            f"The default pool takes only {only} leads, so others would have nowhere to go.",
            "Write `direction: both` for that pool, or name another one as default.",
        )


def check_routing_entries_are_unique(draft: Draft, routing: RoutingDocument) -> None:
    """Check that routes and territories have ids of their own, and a pool names a rep once."""
    other_name = "Keep it once, or give one another name."
    for index, name in repeats([DEFAULT_ROUTE, *(route.id for route in routing.routes)]):
        fact, fix = f"`{name}` is listed twice in `routing.routes`.", other_name
        if name == DEFAULT_ROUTE:
            fact = f"`{name}` is the id of the route that takes what no other took."
            fix = "Give this one another id."
        draft.add("entry-twice", ("routing", "routes", index - 1), fact, fix)
    territories = [item.id for item in routing.territories]
    add_repeats(draft, ("routing", "territories"), territories, fix=other_name)
    for name, pool in routing.pools.items():
        add_repeats(draft, ("routing", "pools", name, "reps"), pool.reps, fix=other_name)


def check_routes_are_not_shadowed(draft: Draft, routing: RoutingDocument) -> None:
    """Check that no route comes after one that takes all of its leads."""
    routes = routing.routes
    for index, route in enumerate(routes):
        for number, earlier in enumerate(routes[:index]):
            if _takes_every_lead(draft, (number, earlier), (index, route)):
                path: Path_ = ("routing", "routes", index)
                draft.add(
                    "route-shadowed",
                    path,
                    f"Every lead of the route `{route.id}` is taken by `{earlier.id}` before"
                    " it, so it never takes one.",
                    f"Put it before `{earlier.id}`, narrow that one, or let it pass leads on"
                    " with `otherwise: next_route`.",
                )
                break


def _takes_every_lead(
    draft: Draft, earlier: tuple[int, RouteDocument], later: tuple[int, RouteDocument]
) -> bool:
    if otherwise_of(earlier[1]) is not Otherwise.WAIT:
        return False
    if earlier[1].direction not in ("both", later[1].direction):
        return False
    routes: Path_ = ("routing", "routes")
    return covers(draft, (*routes, earlier[0]), (*routes, later[0]))


def check_territories_leave_no_gap(draft: Draft, routing: RoutingDocument) -> None:
    """Check that territories exclude nobody by mistake: sizes, zones, order and gaps."""
    for index, item in enumerate(routing.territories):
        path: Path_ = ("routing", "territories", index)
        for number, zone in enumerate(item.time_zones):
            add_zone_issue(draft, (*path, "time_zones", number), zone)
        low, high = item.employees_from, item.employees_to
        if low is not None and high is not None and low > high:
            draft.add(
                "territory-empty",
                path,
                f"No account has at least {low} and at most {high} employees.",
                "Swap the two numbers.",
            )
        before = [other.id for other in routing.territories[:index] if _is_everywhere(other)]
        if before:
            draft.add(
                "territory-shadowed",
                path,
                f"Every lead lies in `{before[0]}` already, so none lies in `{item.id}`.",
                f"Put it before `{before[0]}`.",
            )
    _check_gaps(draft, routing)


def _check_gaps(draft: Draft, routing: RoutingDocument) -> None:
    if not routing.territories or any(map(_is_everywhere, routing.territories)):
        return
    where = ("routing", "territories")
    by_size = [item for item in routing.territories if _has_only_size(item)]
    if len(by_size) == len(routing.territories) and (gap := _size_gap(by_size)):
        fact = f"An account with {gap[0]} to {gap[1]} employees lies in no territory."
        draft.add(
            "territory-gap",
            where,
            fact,
            "Let the sizes of neighbouring territories follow each other without a gap.",
            on_key=True,
        )
    for fact in _missing_values(draft, routing):
        draft.add(
            "territory-gap",
            where,
            fact,
            "Add them to a territory, or add a last one without lists.",
            on_key=True,
        )
    for index, route in enumerate(routing.routes):
        if route.to == "territory" and otherwise_of(route) is Otherwise.WAIT:
            fact = f"A lead outside all territories waits in the route `{route.id}` for ever."
            draft.add(
                "territory-gap",
                ("routing", "routes", index),
                fact,
                "Add a last territory without lists, or write `otherwise: next_route`.",
            )


def _is_everywhere(item: TerritoryDocument) -> bool:
    """Tell whether every lead lies in a territory; of an unknown size, only where none is asked."""
    return _has_only_size(item) and item.employees_from is None and item.employees_to is None


def _has_only_size(item: TerritoryDocument) -> bool:
    """Tell whether a territory asks for nothing but the number of employees."""
    lists = (item.countries, item.regions, item.time_zones, item.industries, item.accounts)
    return not any(lists)


def _missing_values(draft: Draft, routing: RoutingDocument) -> Iterator[str]:
    """Yield which values of a category lie in no territory, where all ask for that category."""
    for name, key in TERRITORY_ATTRIBUTES.items():
        lists: list[list[str]] = [getattr(item, key) for item in routing.territories]
        known = draft.attributes[name].values
        covered = {value for values in lists for value in values}
        if known and all(lists) and (missing := [item for item in known if item not in covered]):
            shown = ", ".join(f"`{item}`" for item in missing)
            yield f"No territory has the {name.replace('_', ' ')} {shown}."


def _size_gap(items: list[TerritoryDocument]) -> tuple[int, int] | None:
    """Return the first numbers of employees between two territories that are in neither."""
    spans = sorted((item.employees_from or 0, item.employees_to) for item in items)
    reached: int | None = None
    for low, high in spans:
        if reached is not None and low > reached + 1:
            return reached + 1, low - 1
        if high is None:
            return None
        reached = high if reached is None else max(reached, high)
    return None
