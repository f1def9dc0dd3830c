"""`leadpact replay --lead`: why one lead is where it is at the end of a replay."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from leadpact.cli.output import fail
from leadpact.cli.replaying import Replayed
from leadpact.explain.follow_up import explain_follow_up
from leadpact.storage.dataset import Dataset
from leadpact.storage.store import Store


def require_lead(
    store: Store,
    dataset: Dataset,
    replayed: Sequence[Replayed],
    lead_id: str,
    *,
    data: Path,
    is_bounded: bool,
) -> None:
    """End the command where a lead came under none of the pacts, and say why not."""
    if any(lead_id in item.outcome.states for item in replayed):
        return
    leads = dataset.tables["leads"]
    known = store.fetch_rows(leads.filter(leads.lead_id == lead_id).select("lead_id"))
    if not list(known):
        fix = "Check the id: ids are texts, capitals count. Its row may have been refused."
        fail("lead-missing", data, f"There is no lead `{lead_id}`.", fix)
    end = f"{replayed[0].ended_at:%Y-%m-%d %H:%M:%S} UTC"
    before = ", or it did before `--from`" if is_bounded else ""
    under = "the pact" if len(replayed) == 1 else "either pact"
    fact = f"Lead `{lead_id}` did not qualify under {under} by {end}{before}."
    fix = "Ask `leadpact explain` for its gates; replay from earlier, or to a later moment."
    fail("lead-not-qualified", data, fact, fix)


def lead_values(replayed: Sequence[Replayed], lead_id: str) -> dict[str, Any]:
    """Return the explanation as JSON values; under a second pact it is beside it."""
    first, *others = (_explained(item, lead_id) for item in replayed)
    values: dict[str, Any] = {"lead_id": lead_id, "explanation": first}
    for other in others:
        values["against"] = other
    return values


def lead_lines(replayed: Sequence[Replayed], lead_id: str) -> list[str]:
    """Return the explanation as lines for people, one pact after the other."""
    lines: list[str] = []
    for item in replayed:
        lines += [*_explained(item, lead_id), ""]
    return lines


def _explained(replayed: Replayed, lead_id: str) -> list[str]:
    state = replayed.outcome.states.get(lead_id)
    if state is None:
        return [f"Under “{replayed.ruleset.name}” lead {lead_id} did not qualify."]
    return explain_follow_up(state, replayed.rules, as_of=replayed.ended_at).splitlines()
