"""Checks of the ways to the AE of a meeting: they lead to somebody, by pools that count nothing."""

from leadpact.pact.checks.base import add_repeats, did_you_mean
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.handoff.document import AeRouteDocument, HandoffDocument
from leadpact.pact.sections.routing.check_routes import pools_of_leads
from leadpact.pact.sections.routing.document import RoutingDocument

_AE: Path_ = ("handoff", "ae")
_NO_ROUTING = RoutingDocument.model_construct(pools={}, territories=[])


def check_ae_routes_lead_somewhere(draft: Draft, handoff: HandoffDocument) -> None:
    """Check that every entry of `ae` names the pool or the rep that it needs, and nothing else."""
    if draft.is_damaged(("routing",)):
        return
    routing = draft.document.routing or _NO_ROUTING
    add_repeats(draft, _AE, [item.id for item in handoff.ae], fix="Give one another id.")
    for index, route in enumerate(handoff.ae):
        path: Path_ = (*_AE, index)
        _check_needed(draft, path, route, routing)
        _check_unfit(draft, path, route)


def _check_needed(
    draft: Draft, path: Path_, route: AeRouteDocument, routing: RoutingDocument
) -> None:
    lacking = [item.id for item in routing.territories if item.pool is None]
    name = f"The entry `{route.id}` of `ae`"
    if route.pool is not None and route.pool not in routing.pools:
        fact = f"There is no pool `{route.pool}`."
        draft.add("pool-unknown", (*path, "pool"), fact, did_you_mean(route.pool, routing.pools))
    elif route.to == "pool" and route.pool is None:
        draft.add("route-incomplete", path, f"{name} names no pool.", "Add `pool`.")
    elif route.to == "territory" and not routing.territories:
        fact, fix = "leads to territories, and there are none", "Add `routing.territories`."
        draft.add("route-incomplete", path, f"{name} {fact}.", fix)
    elif route.to == "territory" and route.pool is None and lacking:
        fact = f"leads to the territory `{lacking[0]}`, which has no pool, and names none itself"
        draft.add("route-incomplete", path, f"{name} {fact}.", "Add `pool`, such as one of AEs.")
    elif route.to == "rep" and route.rep is None:
        draft.add("route-incomplete", path, f"{name} names no rep.", "Add `rep`, with their id.")


def _check_unfit(draft: Draft, path: Path_, route: AeRouteDocument) -> None:
    unfit = {
        "pool": ("pool", route.to not in ("pool", "territory")),
        "rep": ("rep", route.to != "rep"),
    }
    for key, (target, is_unfit) in unfit.items():
        if is_unfit and getattr(route, key) is not None:
            fact = f"`{key}` means nothing to the entry `{route.id}`, which leads to `{route.to}`."
            fix = f"Remove it, or write `to: {target}`."
            draft.add("route-key-unfit", (*path, key), fact, fix, on_key=True)


def check_ae_pools_need_no_count(draft: Draft, handoff: HandoffDocument) -> None:
    """Check that the pools of AEs pick at random: no rotation counts who holds a meeting."""
    routing = draft.document.routing or _NO_ROUTING
    for index, route in enumerate(handoff.ae):
        territories = routing.territories if route.to == "territory" else ()
        named = {route.pool, *(item.pool for item in territories)} - {None}
        for name in sorted(map(str, named)):
            pool = routing.pools.get(name)
            if (
                pool is None
                or pool.method == "random"
                or _is_one_rep(pool.reps, pool.model_fields_set)
            ):
                continue
            draft.add(
                "ae-pool-method",
                (*_AE, index, "pool") if route.pool == name else (*_AE, index),
                f"The pool {name} picks by `{pool.method}`, which counts leads; an AE who holds a"
                " meeting does not have the lead, so that nothing is counted.",
                _fix_of_method(routing, name),
            )


def _fix_of_method(routing: RoutingDocument, name: str) -> str:
    """Return how to pick AEs at random: by a pool of theirs where this one gets leads too."""
    if name in pools_of_leads(routing):
        return (
            "Give the AEs a pool of their own, such as `aes: {roles: [AE], method: random}`: in"
            f" {name} the method would change who gets leads."
        )
    return (
        f"Write `method: random` in the pool {name}: its reps get meetings by their weights, and a"
        " lead the same AE each time."
    )


def _is_one_rep(reps: list[str], written: set[str]) -> bool:
    return len(reps) == 1 and not written & {"roles", "teams", "territories"}
