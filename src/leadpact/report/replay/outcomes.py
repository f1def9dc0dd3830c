"""Outcomes, in history, of the leads that a pact lets in and keeps out, and how clocks were kept.

With a second pact on the same history, also what differs between the two.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from statistics import median
from typing import Any

from leadpact.engine.clocks import Clock, ClockState
from leadpact.engine.replay import Replayed
from leadpact.measure.intervals import wilson_interval
from leadpact.measure.opportunities import LeadDeals, add_amounts
from leadpact.pact.sections.clocks.policy import Signal, with_opportunities


def let_in_groups(replayed: Replayed, deals: Mapping[str, LeadDeals]) -> dict[str, Any]:
    """Return the outcomes of the leads that one pact lets in, and of all others."""
    came = replayed.history.came_at.keys()
    groups = {"let_in": came, "kept_out": replayed.history.owners.keys() - came}
    return {name: outcome_of(ids, replayed, deals) for name, ids in groups.items()}


def outcome_of(
    ids: Iterable[str], replayed: Replayed, deals: Mapping[str, LeadDeals]
) -> dict[str, Any]:
    """Return what became of some leads; of those that nobody worked nothing is known."""
    names = sorted(ids)
    worked = [name for name in names if replayed.history.owners.get(name) is not None]
    found = [deals[name] for name in worked if name in deals]
    interval = wilson_interval(len(found), len(worked))
    amounts = add_amounts(pair for item in found for pair in item.won_amounts.items())
    return {
        "n_leads": len(names),
        "n_worked": len(worked),
        "n_with_opportunity": len(found),
        "opportunity_rate": len(found) / len(worked) if worked else None,
        "opportunity_rate_low": interval.low if interval else None,
        "opportunity_rate_high": interval.high if interval else None,
        "n_won": sum(item.n_won > 0 for item in found),
        "won_amounts": {name: str(amount) for name, amount in sorted(amounts.items())},
    }


def outcome_line(name: str, group: Mapping[str, Any]) -> str:
    """Return what became of some leads in one line."""
    rate, share = group["opportunity_rate"], "nobody worked them, so nothing is known"
    if rate is not None:
        low, high = group["opportunity_rate_low"], group["opportunity_rate_high"]
        share = f"{rate:.1%} of the worked ones made an opportunity ({low:.1%} to {high:.1%})"
    won = " and ".join(
        f"{Decimal(amount):,.0f} {name}".strip() for name, amount in group["won_amounts"].items()
    )
    spoken, n_won = name.replace("_", " "), group["n_won"]
    line = f"{group['n_leads']:,} {spoken}, {group['n_worked']:,} of them worked: {share}"
    return f"{line}; {n_won:,} won{f', {won}' if won else ''}" if n_won else line


def compare_values(
    one: Replayed, other: Replayed, deals: Mapping[str, LeadDeals]
) -> dict[str, Any]:
    """Return what differs between two pacts on one history.

    Of the leads that both, one or none of the two let in, the outcomes.
    """
    new, old = one.history.came_at, other.history.came_at
    both = new.keys() & old.keys()
    reps, others = (
        {name: route and route.rep_id for name, route in item.routes.items()}
        for item in (one, other)
    )
    groups = {
        "let_in_by_both": both,
        "let_in_only_by_the_first": new.keys() - old.keys(),
        "let_in_only_by_the_second": old.keys() - new.keys(),
        "kept_out_by_both": one.history.owners.keys() - new.keys() - old.keys(),
    }
    return {
        "groups": {name: outcome_of(ids, one, deals) for name, ids in groups.items()},
        "n_earlier": sum(new[name] < old[name] for name in both),
        "n_later": sum(new[name] > old[name] for name in both),
        "n_other_rep": sum(reps.get(name) != others.get(name) for name in both),
    }


def compare_lines(values: Mapping[str, Any]) -> list[str]:
    """Return what differs as lines for people."""
    lines = [outcome_line(name, group) for name, group in values["groups"].items()]
    moved = f"{values['n_earlier']:,} come earlier, {values['n_later']:,} later,"
    return [*lines, f"{moved} {values['n_other_rep']:,} to another rep"]


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
            **_agreed_share(replayed, policy.name),
            **_clock_values(by_name.get(policy.name, []), replayed),
            **(_goal_values(by_name.get(policy.name, [])) if policy.goal else {}),
            **(_ladder_values(by_name.get(policy.name, [])) if policy.has_ladder else {}),
        }
        for policy in map(with_opportunities, replayed.ruleset.clocks)
    ]


def _agreed_share(replayed: Replayed, clock: str) -> dict[str, float]:
    """Return the share of a clock's promises that is to be kept, where the pact has that target."""
    shares = {item.clock: item.at_least for item in replayed.ruleset.targets.promises}
    return {"share_agreed": shares[clock]} if clock in shares else {}


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


def _goal_values(clocks: list[tuple[str, Clock]]) -> dict[str, Any]:
    """Return how many clocks reached their goal, and the shares of both promises that were kept.

    The shares are those of the clocks that were met or missed: of the others it is not known.
    """
    ended = [clock for _, clock in clocks if clock.state in (ClockState.MET, ClockState.BREACHED)]
    n_reached = sum(clock.is_goal_reached is True for clock in ended)
    n_met = sum(clock.state is ClockState.MET for clock in ended)
    return {
        "n_goal_reached": n_reached,
        "goal_rate": n_reached / len(ended) if ended else None,
        "limit_rate": n_met / len(ended) if ended else None,
    }


def _ladder_values(clocks: list[tuple[str, Clock]]) -> dict[str, Any]:
    """Return how many clocks climbed each rung of their ladder, in its order."""
    climbed = Counter(n for _, clock in clocks for n in range(len(clock.rungs_due)))
    n_rungs = max((len(clock.policy.rungs) for _, clock in clocks), default=0)
    return {"n_climbed": [climbed[n] for n in range(n_rungs)]}


def clock_line(clock: Mapping[str, Any]) -> str:
    """Return how a clock was kept in one line."""
    name, n_started, took = clock["clock"], clock["n_started"], clock["median_business_hours"]
    if n_started and not clock["is_told"]:
        return f"  clock {name}: {n_started:,} started; history does not record what stops it"
    median = "" if took is None else f"; the median was {took:,} business hours"
    return (
        f"  clock {name}: {n_started:,} started, {clock['n_met']:,} met,"
        f" {clock['n_missed']:,} missed, {clock['n_missed_untouched']:,} of them on leads that"
        f" nobody touched in history{median}{_goal_words(clock)}{_ladder_words(clock)}"
        f"{_against_target(clock)}"
    )


def _ladder_words(clock: Mapping[str, Any]) -> str:
    """Return how many clocks came to each rung of a ladder, where any did."""
    climbed = clock.get("n_climbed", [])
    if not any(climbed):
        return ""
    counts = ", ".join(f"{n:,} to rung {place}" for place, n in enumerate(climbed, start=1))
    return f"; came up the ladder: {counts}"


def _goal_words(clock: Mapping[str, Any]) -> str:
    """Return how many promises were kept by their goal and by their limit, where there are both."""
    rate = clock.get("goal_rate")
    if rate is None:
        return ""
    return f"; {rate:.1%} were kept by the goal, {clock['limit_rate']:.1%} by the limit"


def _against_target(clock: Mapping[str, Any]) -> str:
    """Return the share of the ended promises that was kept beside the share that was agreed on."""
    n_ended, agreed = clock["n_met"] + clock["n_missed"], clock.get("share_agreed")
    if agreed is None or not n_ended:
        return ""
    interval = wilson_interval(clock["n_met"], n_ended)
    assert interval is not None  # something ended
    kept = f"{clock['n_met'] / n_ended:.1%} kept ({interval.low:.1%} to {interval.high:.1%})"
    return f"; {kept} against {agreed:.1%} agreed"
