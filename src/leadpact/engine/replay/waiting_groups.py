"""Those who wait in a replay: leads that wait for just the same make one waiting group."""

from leadpact.engine.lifecycle.state import LeadState

WaitingGroup = tuple[str, ...]
"""What leads wait for alike."""


def waiting_group_of(state: LeadState) -> WaitingGroup | None:
    """Return the waiting group of a lead; None: trying it again cannot place it.

    Leads of one group have the same route, pool, territory and direction behind them and before
    them, the same reps who may not have them and, outside pools, the same reps who could: where
    one finds nobody, nor does the next.
    """
    route = state.route
    assert route is not None
    if route.is_queued and not route.passed:
        return None
    considered = () if route.pool is not None else tuple(one.rep_id for one in route.considered)
    return (
        route.route_id,
        route.pool or "",
        route.territory_id or "",
        str(route.direction),
        " ".join(item.route_id for item in route.passed),
        " ".join(sorted(state.past_owners)),
        " ".join(considered),
    )
