"""The clocks of a replay: how many were met and missed, in numbers, lines and rows."""

from collections import Counter
from collections.abc import Mapping
from statistics import median
from typing import Any

from leadpact.engine.clocks import Clock, ClockState
from leadpact.engine.replay import Replayed
from leadpact.pact.sections.clocks.policy import Signal


def clocks_of(replayed: Replayed) -> list[dict[str, Any]]:
    """Return how often each clock was met and missed, and whether history has what stops it."""
    by_name: dict[str, list[tuple[str, Clock]]] = {}
    received: set[Signal] = set()
    for name, state in replayed.outcome.states.items():
        received.update(item.signal for item in state.signals)
        for clock in state.clocks:
            by_name.setdefault(clock.policy.name, []).append((name, clock))
    return [
        {
            "clock": policy.name,
            "is_told": not received.isdisjoint(policy.stops_on | policy.counts_on),
            **_clock_values(by_name.get(policy.name, []), replayed),
        }
        for policy in replayed.ruleset.clocks
    ]


def _clock_values(clocks: list[tuple[str, Clock]], replayed: Replayed) -> dict[str, Any]:
    states = Counter(clock.state for _, clock in clocks)
    missed = [lead_id for lead_id, clock in clocks if clock.state is ClockState.BREACHED]
    hours = [
        clock.business_seconds / 3600
        for _, clock in clocks
        if clock.stopped_at is not None and clock.state in (ClockState.MET, ClockState.BREACHED)
    ]
    return {
        "n_started": len(clocks),
        "n_met": states[ClockState.MET],
        "n_missed": len(missed),
        "n_missed_untouched": sum(item not in replayed.history.touched for item in missed),
        "n_cancelled": states[ClockState.CANCELLED],
        "n_open": states[ClockState.RUNNING] + states[ClockState.PAUSED],
        "median_business_hours": round(median(hours), 1) if hours else None,
    }


def clock_line(clock: Mapping[str, Any]) -> str:
    """Return how a clock was kept in one line."""
    name, n_started, took = clock["clock"], clock["n_started"], clock["median_business_hours"]
    if n_started and not clock["is_told"]:
        return f"  clock {name}: {n_started:,} started; history does not record what stops it"
    median = "" if took is None else f"; the median was {took:,} business hours"
    return (
        f"  clock {name}: {n_started:,} started, {clock['n_met']:,} met,"
        f" {clock['n_missed']:,} missed, {clock['n_missed_untouched']:,} of them on leads that"
        f" nobody touched in history{median}"
    )


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
        )
        for lead_id, state in sorted(replayed.outcome.states.items())
        for clock in state.clocks
    ]


CLOCK_COLUMNS = (
    "lead_id:s clock_id:s clock:s started_at:t due_at:t state:s stopped_at:t business_seconds:i"
    " touched_in_history:b"
)
