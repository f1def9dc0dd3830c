"""The load of a replay: leads a week, and what each rep received against their capacity.

The capacity is how many leads a rep can take in a usual week by the caps of a pact, which are on
days, weeks or months.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from leadpact.engine.lifecycle import FollowUp
from leadpact.engine.replay import Replayed
from leadpact.engine.routing import Member, RouteDecision
from leadpact.pact.sections.routing.policy import Caps
from leadpact.report.words import number_of

WEEKS_A_MONTH = Fraction(3044, 700)
"""The average month has 30.44 days."""


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
        "capacity_per_week": _spoken(capacity.per_week) if capacity else None,
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
        f"  {rep['rep_id']}: {number_of(rep['n_leads'], 'lead')}"
        f" ({rep['n_leads_in_history']:,} in history),"
        f" {rep['per_week']:,} a week, {rep['most_in_a_week']:,} at most{room}"
    )


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a rep can take in a usual week, and the cap that says so.

    Attributes
    ----------
    key
        `per_day`, `per_week` or `per_month`.
    spoken
        The cap as the pact has it, such as `5 a working day`.
    """

    per_week: Fraction
    key: str
    spoken: str


def capacity_of(rules: FollowUp, rep_id: str) -> Capacity | None:
    """Return the most that a rep takes in a usual week, by the least of all caps that hold.

    A cap on days counts for the days that the rep works in a week without holidays, one on months
    for its part of the average month. None: no cap holds, or the pact does not know the rep.
    """
    router = rules.router
    assert router is not None
    found = [
        capacity
        for pool in router.pools.values()
        for member in pool.members
        if member.rep.rep_id == rep_id
        for caps in member.caps
        for capacity in _capacities(caps, member)
    ]
    return min(found, key=lambda item: item.per_week, default=None)


def _capacities(caps: Caps, member: Member) -> Iterator[Capacity]:
    if caps.per_week is not None:
        yield Capacity(Fraction(caps.per_week), "per_week", f"{caps.per_week:,} a week")
    if caps.per_day is not None:
        n_days = sum(bool(windows) for windows in member.calendar.windows.values())
        spoken = f"{caps.per_day:,} a working day"
        yield Capacity(Fraction(caps.per_day * n_days), "per_day", spoken)
    if caps.per_month is not None:
        spoken = f"{_spoken(caps.per_month):,} a month"
        yield Capacity(caps.per_month / WEEKS_A_MONTH, "per_month", spoken)


def _spoken(size: Fraction) -> int | float:
    """Return a size, rounded to a tenth where it is no whole number."""
    return int(size) if size.denominator == 1 else round(float(size), 1)
