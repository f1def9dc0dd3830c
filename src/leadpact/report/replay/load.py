"""The load of a replay: leads a week, and what each rep received against their capacity."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from leadpact.engine.replay import Replayed
from leadpact.engine.routing import RouteDecision
from leadpact.report.replay.capacity import capacity_of


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
    """Yield the median volume of a week, and that of the fullest."""
    came = [week["n_came"] for week in weeks]
    if came:
        yield f"{median(came):,.0f} leads a week came (median), {max(came):,} in the fullest week"


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
