"""The files of a replay: assignments and clocks under each pact, moves between two, the summary.

A table of assignments has a row a lead, one of moves a row a lead that moves, one of clocks a row a
clock.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow.parquet as pq

from leadpact.engine.clocks import Clock, advance_clock
from leadpact.engine.lifecycle import LeadState
from leadpact.engine.replay import Replayed
from leadpact.engine.routing import RouteDecision
from leadpact.identity.batch.arrow import table_of
from leadpact.outputs import Output

SUFFIXES = ("", "_against")
"""What the names of files under the first pact, and those under the other, end with."""


def write_replay(output: Output, replayed: Sequence[Replayed], values: Mapping[str, Any]) -> None:
    """Write the tables of one or two replays, and the values of `summarise_replay`."""
    for suffix, item in zip(SUFFIXES, replayed, strict=False):
        _write_table(output, f"assignments{suffix}", assignment_rows(item), ASSIGNMENT_COLUMNS)
        if item.ruleset.clocks:
            _write_table(output, f"clocks{suffix}", clock_rows(item), CLOCK_COLUMNS)
    if len(replayed) > 1:
        _write_table(output, "moves", move_rows(*replayed), MOVE_COLUMNS)
    output.write_text("replay.json", json.dumps(values, indent=2, ensure_ascii=False) + "\n")


def _write_table(
    output: Output, name: str, rows: Iterable[tuple[object, ...]], columns: str
) -> None:
    with output.file(f"{name}.parquet") as path:
        pq.write_table(table_of(rows, columns), path)


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


def clock_rows(replayed: Replayed) -> list[tuple[object, ...]]:
    """Return a row a clock: of which lead, when it was due, and how it ended."""
    return [
        (
            lead_id,
            clock.clock_id,
            clock.policy.name,
            clock.started_at,
            clock.due_at,
            str(clock.state),
            clock.stopped_at,
            clock.business_seconds if clock.ended_at else None,
            lead_id in replayed.history.touched,
            clock.goal_at,
            _is_goal_reached(clock, state),
        )
        for lead_id, state in sorted(replayed.outcome.states.items())
        for clock in state.clocks
    ]


def _is_goal_reached(clock: Clock, state: LeadState) -> bool | None:
    """Tell whether a clock reached its goal by the end of the replay; None: it is not known."""
    if clock.goal_at is None or state.as_of is None:
        return None
    return advance_clock(clock, as_of=state.as_of).is_goal_reached


CLOCK_COLUMNS = (
    "lead_id:s clock_id:s clock:s started_at:t due_at:t state:s stopped_at:t business_seconds:i"
    " touched_in_history:b goal_at:t is_goal_reached:b"
)
