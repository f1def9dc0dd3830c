"""What a replay says of load and promises: leads a week, reps against capacity, clocks missed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from leadpact.cli.replaying import Replayed
from leadpact.engine.clocks.values import Clock, ClockState
from leadpact.engine.route import RouteDecision
from leadpact.pact.follow_up.clocks.policy import Signal
from leadpact.pact.follow_up.routing.policy import Caps


def weeks_of(replayed: Replayed, placed: Mapping[str, RouteDecision]) -> list[dict[str, Any]]:
    """Return for every week (ISO, UTC) how many leads came, and how many found a rep."""
    came = Counter(map(_week, replayed.history.came_at.values()))
    found = Counter(_week(route.as_of) for route in placed.values())
    return [
        {"week": week, "n_came": came[week], "n_placed": found[week]}
        for week in sorted(came.keys() | found.keys())
    ]


def _week(at: datetime) -> str:
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02}"


def week_lines(weeks: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the volume of a week in the middle, and of the fullest."""
    came = [week["n_came"] for week in weeks]
    if came:
        yield f"{median(came):,.0f} came in a week in the middle, {max(came):,} in the fullest"


def reps_of(replayed: Replayed, placed: Mapping[str, RouteDecision]) -> list[dict[str, Any]]:
    """Return for every rep what they would have received, in history received, and can take."""
    weeks: dict[str, Counter[str]] = {}
    for route in placed.values():
        weeks.setdefault(route.rep_id or "", Counter())[_week(route.as_of)] += 1
    n_weeks = max((replayed.ended_at - replayed.began_at) / timedelta(weeks=1), 1)
    owners = replayed.history.owners
    had = Counter(owners.get(name) for name in replayed.walk.states)
    return [
        {
            "rep_id": rep_id,
            "n_leads": sum(counts.values()),
            "n_leads_in_history": had.get(rep_id, 0),
            "per_week": round(sum(counts.values()) / n_weeks, 1),
            "most_in_a_week": max(counts.values()),
            "capacity_per_week": (cap := capacity_of(replayed, rep_id)),
            "n_weeks_full": None if cap is None else sum(n >= cap for n in counts.values()),
        }
        for rep_id, counts in sorted(weeks.items())
    ]


def capacity_of(replayed: Replayed, rep_id: str) -> int | None:
    """Return the most that a rep takes in a week by the pact: the least of caps that hold."""
    router = replayed.rules.router
    assert router is not None
    caps = [
        caps
        for pool in router.pools.values()
        for member in pool.members
        if member.rep.rep_id == rep_id
        for caps in member.caps
    ]
    return min((n for item in caps if (n := _per_week(item)) is not None), default=None)


def _per_week(caps: Caps) -> int | None:
    by_day = None if caps.per_day is None else caps.per_day * 7
    given = [n for n in (caps.per_week, by_day) if n is not None]
    return min(given, default=None)


def rep_line(rep: Mapping[str, Any]) -> str:
    """Return what a rep would have received in one line."""
    cap = rep["capacity_per_week"]
    room = "" if cap is None else f" of {cap:,} a week, full in {rep['n_weeks_full']:,} weeks"
    return (
        f"  {rep['rep_id']}: {rep['n_leads']:,} leads ({rep['n_leads_in_history']:,} in history),"
        f" {rep['per_week']:,} a week, {rep['most_in_a_week']:,} at most{room}"
    )


def clocks_of(replayed: Replayed) -> list[dict[str, Any]]:
    """Return for every clock how often it was kept and missed, and what history tells of it."""
    by_name: dict[str, list[tuple[str, Clock]]] = {}
    heard: set[Signal] = set()
    for name, state in replayed.walk.states.items():
        heard.update(item.signal for item in state.observations)
        for clock in state.clocks:
            by_name.setdefault(clock.policy.name, []).append((name, clock))
    return [
        {
            "clock": policy.name,
            "is_told": not heard.isdisjoint(policy.stops_on | policy.counts_on),
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
    middle = "" if took is None else f"; it took {took:,} business hours in the middle"
    return (
        f"  clock {name}: {n_started:,} started, {clock['n_met']:,} met,"
        f" {clock['n_missed']:,} missed, {clock['n_missed_untouched']:,} of them on leads that"
        f" nobody touched in history{middle}"
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
        for lead_id, state in sorted(replayed.walk.states.items())
        for clock in state.clocks
    ]


CLOCK_COLUMNS = (
    "lead_id:s clock_id:s clock:s started_at:t due_at:t state:s stopped_at:t business_seconds:i"
    " touched_in_history:b"
)
