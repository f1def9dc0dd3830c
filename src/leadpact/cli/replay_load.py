"""What a replay says of load and promises: leads a week, reps against capacity, clocks missed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from leadpact.cli.replay_capacity import capacity_of
from leadpact.cli.replaying import Replayed
from leadpact.engine.clocks import Clock, ClockState
from leadpact.engine.routing import RouteDecision
from leadpact.pact.sections.clocks.policy import Signal


def weeks_of(replayed: Replayed, placed: Mapping[str, RouteDecision]) -> list[dict[str, Any]]:
    """Return for every week how many leads came, and how many found a rep.

    Weeks are ISO weeks in the zone of the pact.
    """
    came = Counter(_week(replayed, at) for at in replayed.history.came_at.values())
    found = Counter(_week(replayed, route.as_of) for route in placed.values())
    return [
        {"week": week, "n_came": came[week], "n_placed": found[week]}
        for week in sorted(came.keys() | found.keys())
    ]


def _week(replayed: Replayed, at: datetime) -> str:
    year, week, _ = at.astimezone(ZoneInfo(replayed.ruleset.time_zone)).isocalendar()
    return f"{year}-W{week:02}"


def week_lines(weeks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the volume of a week in the middle, and of the fullest."""
    came = [week["n_came"] for week in weeks]
    if came:
        yield f"{median(came):,.0f} came in a week in the middle, {max(came):,} in the fullest"


def reps_of(replayed: Replayed, placed: Mapping[str, RouteDecision]) -> list[dict[str, Any]]:
    """Return for every rep what they would have received, in history received, and can take.

    Every rep who would have had a lead, or had one in history, is among them.
    """
    weeks: dict[str, Counter[str]] = {}
    for route in placed.values():
        weeks.setdefault(route.rep_id or "", Counter())[_week(replayed, route.as_of)] += 1
    owners = replayed.history.owners
    had = Counter(
        owner for name in replayed.outcome.states if (owner := owners.get(name)) is not None
    )
    return [
        _rep_values(replayed, rep_id, weeks.get(rep_id, Counter()), had[rep_id])
        for rep_id in sorted(weeks.keys() | had.keys())
    ]


def _rep_values(
    replayed: Replayed, rep_id: str, counts: Counter[str], n_in_history: int
) -> dict[str, Any]:
    n_weeks = max((replayed.ended_at - replayed.began_at) / timedelta(weeks=1), 1)
    capacity = capacity_of(replayed.rules, rep_id)
    is_by_week = capacity is not None and capacity.key != "per_month"
    return {
        "rep_id": rep_id,
        "n_leads": counts.total(),
        "n_leads_in_history": n_in_history,
        "per_week": round(counts.total() / n_weeks, 1),
        "most_in_a_week": max(counts.values(), default=0),
        "capacity_per_week": capacity.spoken_per_week if capacity else None,
        "capacity_is": capacity.spoken if capacity else None,
        "n_weeks_full": sum(n >= capacity.per_week for n in counts.values())
        if capacity and is_by_week
        else None,
    }


def rep_line(rep: Mapping[str, Any]) -> str:
    """Return what a rep would have received in one line."""
    cap, spoken, n_full = rep["capacity_per_week"], rep["capacity_is"], rep["n_weeks_full"]
    room = "" if cap is None else f" of {cap:,} a week"
    room += f" ({spoken})" if spoken is not None and not spoken.endswith("a week") else ""
    room += "" if n_full is None else f", full in {n_full:,} weeks"
    return (
        f"  {rep['rep_id']}: {rep['n_leads']:,} leads ({rep['n_leads_in_history']:,} in history),"
        f" {rep['per_week']:,} a week, {rep['most_in_a_week']:,} at most{room}"
    )


def clocks_of(replayed: Replayed) -> list[dict[str, Any]]:
    """Return for every clock how often it was kept and missed, and what history tells of it."""
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
        return f"  clock {name}: {n_started:,} started; history does not tell what stops it"
    median = "" if took is None else f"; it took {took:,} business hours in the middle"
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
