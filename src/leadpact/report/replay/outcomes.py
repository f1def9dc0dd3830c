"""What became in history of the leads that a pact lets in, and of those it keeps out.

And what differs between two pacts that were replayed on one history.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from leadpact.engine.replay import Replayed
from leadpact.measure.intervals import wilson_interval
from leadpact.measure.opportunities import LeadDeals, add_amounts


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
    won = " and ".join(f"{amount} {name}".strip() for name, amount in group["won_amounts"].items())
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
