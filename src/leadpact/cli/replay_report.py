"""What a replayed history says: values as JSON, lines for people, rows for files."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from statistics import median
from typing import Any

from leadpact.cli.replay_load import clock_line, clocks_of, rep_line, reps_of, week_lines, weeks_of
from leadpact.cli.replay_outcomes import (
    LeadDeals,
    compared_groups,
    let_in_groups,
    outcome_line,
)
from leadpact.cli.replay_refused import not_taken_of, refused_lines, refused_of
from leadpact.cli.replaying import Replayed
from leadpact.engine.routing import RouteDecision

UNANSWERABLE = (
    "A lead that nobody contacted has no outcome: history cannot say what it would have become.",
    "Whom another rep would have reached, history cannot say either: outcomes stay as they were.",
)


def replay_values(replayed: Replayed, deals: Mapping[str, LeadDeals]) -> dict[str, Any]:
    """Return what the replay found, as JSON values."""
    routes, owners = replayed.routes, replayed.history.owners
    placed = {
        name: route
        for name, route in routes.items()
        if route is not None and route.rep_id is not None
    }
    waiting = [route for name, route in routes.items() if route is not None and name not in placed]
    never = [name for name in routes if owners.get(name) is None]
    worked = {name: route for name, route in placed.items() if owners.get(name) is not None}
    return {
        "pact": replayed.ruleset.name,
        "fingerprint": replayed.ruleset.fingerprint,
        "from": replayed.began_at.isoformat(),
        "to": replayed.ended_at.isoformat(),
        "n_leads": len(routes),
        "n_placed": len(placed),
        "n_placed_at_once": sum(name not in replayed.outcome.waited_for for name in placed),
        "median_wait_hours": _median_wait(replayed, placed),
        "waiting": _counts(str(route.waiting) for route in waiting),
        "n_ended_before": sum(route is None for route in routes.values()),
        "n_given_to_another": sum(
            len(item.past_owners) > 1 for item in replayed.outcome.states.values()
        ),
        "never_worked": {
            "n_leads": len(never),
            "n_placed": sum(name in placed for name in never),
        },
        "same_rep_as_in_history": {
            "n_leads": len(worked),
            "n_same": sum(route.rep_id == owners[name] for name, route in worked.items()),
        },
        "outcomes": let_in_groups(replayed, deals),
        "weeks": weeks_of(replayed, placed),
        "reps": reps_of(replayed, placed),
        "clocks": clocks_of(replayed),
        "refused": refused_of(replayed),
        "not_taken": not_taken_of(replayed),
        "not_read": dict(sorted(replayed.history.unread.items())),
        "open_days_assumed": round(replayed.history.usually_open / timedelta(days=1), 1),
        "cannot_say": list(UNANSWERABLE),
    }


def _median_wait(replayed: Replayed, placed: Mapping[str, RouteDecision]) -> float | None:
    came = replayed.history.came_at
    waits = [
        (route.as_of - came[name]) / timedelta(hours=1)
        for name, route in placed.items()
        if name in replayed.outcome.waited_for
    ]
    return round(median(waits), 1) if waits else None


def _counts(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))


def replay_lines(values: Mapping[str, Any]) -> list[str]:
    """Return what the replay found as lines for people."""
    n, placed, never = values["n_leads"], values["n_placed"], values["never_worked"]
    lines = [
        f"{n:,} leads came to be routed under {values['pact']}",
        f"{placed:,} found a rep, {values['n_placed_at_once']:,} of them at once"
        + (
            f"; the others waited {values['median_wait_hours']:,} hours in the middle"
            if values["median_wait_hours"] is not None
            else ""
        ),
        f"{sum(values['waiting'].values()):,} still wait"
        + "".join(f"; {reason}: {count:,}" for reason, count in values["waiting"].items()),
        f"{never['n_leads']:,} were never worked; {never['n_placed']:,} would have found a rep",
    ]
    if values["n_ended_before"]:
        lines.append(f"{values['n_ended_before']:,} ended in history before they found a rep")
    if values["n_given_to_another"]:
        lines.append(f"{values['n_given_to_another']:,} would have gone on to another rep")
    groups = values["outcomes"].items()
    lines += [outcome_line(name, group) for name, group in groups if group["n_leads"]]
    lines += [*week_lines(values["weeks"]), *map(rep_line, values["reps"])]
    lines += [clock_line(clock) for clock in values["clocks"] if clock["n_started"]]
    lines += refused_lines(values)
    lines.append(
        f"Leads whose end history does not tell count as open for {values['open_days_assumed']:,}"
        " days."
    )
    return [*lines, *values["cannot_say"]]


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


def compare_values(
    one: Replayed, other: Replayed, deals: Mapping[str, LeadDeals]
) -> dict[str, Any]:
    """Return what differs between two pacts on one history."""
    new, old = one.history.came_at, other.history.came_at
    both = new.keys() & old.keys()
    reps = {name: route and route.rep_id for name, route in one.routes.items()}
    others = {name: route and route.rep_id for name, route in other.routes.items()}
    return {
        "groups": compared_groups(one, other, deals),
        "n_earlier": sum(new[name] < old[name] for name in both),
        "n_later": sum(new[name] > old[name] for name in both),
        "n_other_rep": sum(reps.get(name) != others.get(name) for name in both),
    }


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


def compare_lines(values: Mapping[str, Any]) -> list[str]:
    """Return what differs as lines for people."""
    lines = [outcome_line(name, group) for name, group in values["groups"].items()]
    moved = f"{values['n_earlier']:,} come earlier, {values['n_later']:,} later,"
    return [*lines, f"{moved} {values['n_other_rep']:,} to another rep"]
