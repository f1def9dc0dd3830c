"""How often reps gave each disposition in a replay: each in its turn, also those that stay."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from leadpact.engine.replay import Replayed


def statuses_of(replayed: Replayed) -> dict[str, Any]:
    """Return the counts of dispositions, where the pact has one that keeps the stage.

    Without one a lead has one disposition of a side at most, and its stage shows it.
    """
    policy = replayed.ruleset.feedback
    if policy is None or all(item.is_end for item in policy.dispositions):
        return {}
    given: Counter[tuple[str, str]] = Counter()
    leads: Counter[tuple[str, str]] = Counter()
    for state in replayed.outcome.states.values():
        codes = [(str(item.side), item.code) for item in state.dispositions]
        given.update(codes)
        leads.update(set(codes))
    rows = [
        {
            "side": str(item.side),
            "code": item.code,
            "label": item.label,
            "leads_to": str(item.leads_to).lower(),
            "n_given": given[str(item.side), item.code],
            "n_leads": leads[str(item.side), item.code],
        }
        for item in policy.dispositions
    ]
    return {"dispositions": rows}


def status_lines(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for people for each disposition that was given."""
    for row in values.get("dispositions", ()):
        if row["n_given"]:
            times = "once" if row["n_given"] == 1 else f"{row['n_given']:,} times"
            leads = "1 lead" if row["n_leads"] == 1 else f"{row['n_leads']:,} leads"
            yield f"“{row['label']}” ({row['side']}) was given {times}, to {leads}"
