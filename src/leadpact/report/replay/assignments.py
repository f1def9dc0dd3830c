"""The assignments of a replay as rows for files: a row a lead, and a row a lead that moves."""

from leadpact.engine.replay import Replayed
from leadpact.engine.routing import RouteDecision


def assignment_rows(replayed: Replayed) -> list[tuple[object, ...]]:
    """Return a row a lead: when it came, who got it first and when, or why it waits."""
    return [_assignment_row(replayed, name, route) for name, route in replayed.routes.items()]


def _assignment_row(
    replayed: Replayed, name: str, route: RouteDecision | None
) -> tuple[object, ...]:
    is_placed = route is not None and route.rep_id is not None
    waited = replayed.outcome.waited_for.get(name)
    return (
        name,
        replayed.history.came_at[name],
        route.as_of if is_placed and route else None,
        route.rep_id if route else None,
        route.route_id if route else None,
        route.pool if route else None,
        str(route.waiting) if route and not is_placed else None,
        str(waited) if waited else None,
        replayed.history.owners.get(name),
        len(replayed.outcome.states[name].past_owners),
    )


ASSIGNMENT_COLUMNS = (
    "lead_id:s arrived_at:t assigned_at:t rep_id:s route_id:s pool:s waiting:s waited_for:s"
    " owner_in_history:s n_owners:i"
)


def move_rows(one: Replayed, other: Replayed) -> list[tuple[object, ...]]:
    """Return a row a lead that comes at another time, or to another rep, under the two pacts."""
    new, old = one.history.came_at, other.history.came_at
    reps = [
        {name: route.rep_id for name, route in item.routes.items() if route is not None}
        for item in (one, other)
    ]
    return [
        (name, new.get(name), old.get(name), *(item.get(name) for item in reps))
        for name in sorted(new.keys() | old.keys())
        if new.get(name) != old.get(name) or reps[0].get(name) != reps[1].get(name)
    ]


MOVE_COLUMNS = "lead_id:s arrived_at:t arrived_at_against:t rep_id:s rep_id_against:s"
