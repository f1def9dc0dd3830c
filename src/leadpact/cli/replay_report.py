"""What a replayed history says: values as JSON, lines for people, rows for files."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from statistics import median
from typing import Any

from leadpact.cli.replaying import Replayed
from leadpact.engine.route import RouteDecision
from leadpact.measure.intervals import wilson_interval

CANNOT_SAY = (
    "A lead that nobody contacted has no outcome: history cannot say what it would have become.",
    "Whom another rep would have reached, history cannot say either: outcomes stay as they were.",
)


def replay_values(replayed: Replayed) -> dict[str, Any]:
    """Return what the replay found, as JSON values."""
    decisions, owners = replayed.decisions, replayed.history.owners
    placed = [item for item in decisions if item.rep_id is not None]
    never = [item for item in decisions if owners.get(item.lead_id) is None]
    worked = [item for item in placed if owners.get(item.lead_id) is not None]
    return {
        "pact": replayed.ruleset.name,
        "fingerprint": replayed.ruleset.fingerprint,
        "from": replayed.began_at.isoformat(),
        "to": replayed.ended_at.isoformat(),
        "n_leads": len(decisions),
        "n_placed": len(placed),
        "n_placed_at_once": sum(item.lead_id not in replayed.walk.waited_for for item in placed),
        "median_wait_hours": _median_wait(replayed, placed),
        "waiting": _counts(str(item.waiting) for item in decisions if item.waiting),
        "never_worked": {
            "n_leads": len(never),
            "n_placed": sum(item.rep_id is not None for item in never),
        },
        "same_rep_as_in_history": {
            "n_leads": len(worked),
            "n_same": sum(item.rep_id == owners[item.lead_id] for item in worked),
        },
        "reps": _by_rep(replayed, placed),
        "open_days_assumed": round(replayed.history.open_seconds / 86_400, 1),
        "cannot_say": list(CANNOT_SAY),
    }


def _median_wait(replayed: Replayed, placed: Sequence[RouteDecision]) -> float | None:
    came = {item.lead.lead_id: item.lead.arrived_at for item in replayed.history.arrivals}
    waits = [
        (item.as_of - came[item.lead_id]) / timedelta(hours=1)
        for item in placed
        if item.lead_id in replayed.walk.waited_for
    ]
    return round(median(waits), 1) if waits else None


def _by_rep(replayed: Replayed, placed: Sequence[RouteDecision]) -> list[dict[str, Any]]:
    weeks: dict[str, Counter[tuple[int, int]]] = {}
    for item in placed:
        year, week, _ = item.as_of.isocalendar()
        weeks.setdefault(item.rep_id or "", Counter())[year, week] += 1
    n_weeks = max((replayed.ended_at - replayed.began_at) / timedelta(weeks=1), 1)
    came = {item.lead_id for item in replayed.decisions}
    had = Counter(owner for name, owner in replayed.history.owners.items() if name in came)
    return [
        {
            "rep_id": rep_id,
            "n_leads": sum(counts.values()),
            "n_leads_in_history": had.get(rep_id, 0),
            "per_week": round(sum(counts.values()) / n_weeks, 1),
            "most_in_a_week": max(counts.values()),
        }
        for rep_id, counts in sorted(weeks.items())
    ]


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
        f"{n - placed:,} still wait"
        + "".join(f"; {reason}: {count:,}" for reason, count in values["waiting"].items()),
        f"{never['n_leads']:,} were never worked; {never['n_placed']:,} would have found a rep",
    ]
    lines += [
        f"  {rep['rep_id']}: {rep['n_leads']:,} leads ({rep['n_leads_in_history']:,} in history),"
        f" {rep['per_week']:,} a week, {rep['most_in_a_week']:,} at most"
        for rep in values["reps"]
    ]
    lines.append(
        f"Leads whose end history does not tell count as open for {values['open_days_assumed']:,}"
        " days."
    )
    return [*lines, *values["cannot_say"]]


def assignment_rows(replayed: Replayed) -> list[tuple[object, ...]]:
    """Return a row a lead: when it came, who got it and when, or why it waits."""
    came = {item.lead.lead_id: item.lead.arrived_at for item in replayed.history.arrivals}
    return [
        (
            item.lead_id,
            came[item.lead_id],
            item.as_of if item.rep_id is not None else None,
            item.rep_id,
            item.route_id,
            item.pool,
            str(item.waiting) if item.waiting else None,
            str(waited) if (waited := replayed.walk.waited_for.get(item.lead_id)) else None,
            replayed.history.owners.get(item.lead_id),
        )
        for item in replayed.decisions
    ]


ASSIGNMENT_COLUMNS = (
    "lead_id:s arrived_at:t assigned_at:t rep_id:s route_id:s pool:s waiting:s waited_for:s"
    " owner_in_history:s"
)


def compare_values(
    one: Replayed, other: Replayed, outcomes: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Return what differs between two pacts on one history.

    `outcomes` has for each lead `n_opportunities`, `n_won` and `won_amount`, where it has any.
    """
    new = {item.lead.lead_id: item.at for item in one.history.arrivals}
    old = {item.lead.lead_id: item.at for item in other.history.arrivals}
    both = new.keys() & old.keys()
    groups = {
        "let_in_by_both": both,
        "let_in_only_by_the_first": new.keys() - old.keys(),
        "let_in_only_by_the_second": old.keys() - new.keys(),
    }
    reps = {name: item.rep_id for name, item in one.walk.decisions.items()}
    others = {name: item.rep_id for name, item in other.walk.decisions.items()}
    return {
        "groups": {name: _outcome(ids, one, outcomes) for name, ids in groups.items()},
        "n_earlier": sum(new[name] < old[name] for name in both),
        "n_later": sum(new[name] > old[name] for name in both),
        "n_other_rep": sum(reps.get(name) != others.get(name) for name in both),
    }


def _outcome(
    ids: Iterable[str], replayed: Replayed, outcomes: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    names = list(ids)
    worked = [name for name in names if replayed.history.owners.get(name) is not None]
    found = [outcomes[name] for name in worked if name in outcomes]
    n_opened = sum(row["n_opportunities"] > 0 for row in found)
    interval = wilson_interval(n_opened, len(worked))
    return {
        "n_leads": len(names),
        "n_worked": len(worked),
        "n_with_opportunity": n_opened,
        "opportunity_rate": n_opened / len(worked) if worked else None,
        "opportunity_rate_low": interval.low if interval else None,
        "opportunity_rate_high": interval.high if interval else None,
        "n_won": sum(row["n_won"] > 0 for row in found),
        "won_amount": str(sum(row["won_amount"] or 0 for row in found)),
    }


def compare_lines(values: Mapping[str, Any]) -> list[str]:
    """Return what differs as lines for people."""
    lines = []
    for name, group in values["groups"].items():
        rate = group["opportunity_rate"]
        share = "nobody worked them, so nothing is known"
        if rate is not None:
            low, high = group["opportunity_rate_low"], group["opportunity_rate_high"]
            share = f"{rate:.1%} of the worked ones made an opportunity ({low:.1%} to {high:.1%})"
        spoken = name.replace("_", " ")
        lines.append(
            f"{group['n_leads']:,} {spoken}, {group['n_worked']:,} of them worked: {share};"
            f" {group['n_won']:,} won, {group['won_amount']}"
        )
    moved = f"{values['n_earlier']:,} come earlier, {values['n_later']:,} later,"
    return [*lines, f"{moved} {values['n_other_rep']:,} to another rep"]
