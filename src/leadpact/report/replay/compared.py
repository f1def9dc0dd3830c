"""What differs between two pacts that were replayed on one history."""

from collections.abc import Mapping
from typing import Any

from leadpact.engine.replay import Replayed
from leadpact.measure.deals import LeadDeals
from leadpact.report.replay.outcomes import compared_groups, outcome_line


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


def compare_lines(values: Mapping[str, Any]) -> list[str]:
    """Return what differs as lines for people."""
    lines = [outcome_line(name, group) for name, group in values["groups"].items()]
    moved = f"{values['n_earlier']:,} come earlier, {values['n_later']:,} later,"
    return [*lines, f"{moved} {values['n_other_rep']:,} to another rep"]
