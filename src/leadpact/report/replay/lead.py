"""Why one lead is where it is at the end of a replay."""

from collections.abc import Sequence
from typing import Any

from leadpact.engine.replay import Replayed
from leadpact.explain import explain_follow_up


def lead_values(replayed: Sequence[Replayed], lead_id: str) -> dict[str, Any]:
    """Return the explanation as JSON values; with a second pact, also that under it."""
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
