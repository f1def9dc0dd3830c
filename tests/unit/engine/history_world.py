"""A pact of one score whose points depend on what came before, for tests by hand."""

from datetime import datetime

from engine_world import NOON

from leadpact.engine import Activity, Lead, LeadScore, score_lead
from leadpact.engine.gates import judge_lead
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset


def history_pact(
    *rules: str,
    resets: str = "[]",
    floor: int | None = None,
    range_: str = "[-1000, 1000]",
    gate: str = "",
    time_zone: str = "UTC",
) -> Ruleset:
    """Return a pact of one score `s` with these rules, each as `on: web, points: 5`."""
    listed = "".join(f"\n      - {{id: r{n}, {rule}}}" for n, rule in enumerate(rules, start=1))
    gates = f'{{conversation_lead: {{when: "{gate}"}}}}' if gate else "{}"
    floor_line = "" if floor is None else f"\n    nightly_floor: {floor}"
    return load_pact_text(
        f"""spec: 1
name: A pact
time_zone: {time_zone}
activities: {{web: {{}}, demo: {{}}, left: {{}}, paused: {{}}}}
scores:
  s:
    range: {range_}
    resets: {resets}{floor_line}
    rules:{listed}
gates: {gates}
"""
    )


def scored(
    ruleset: Ruleset, *activities: Activity, as_of: datetime = NOON, created: datetime | None = None
) -> LeadScore:
    """Return the score `s` of a lead."""
    lead = Lead("L1", created_at=created)
    return score_lead(lead, activities, ruleset, as_of=as_of)["s"]


def given(
    ruleset: Ruleset, *activities: Activity, as_of: datetime = NOON, created: datetime | None = None
) -> float:
    """Return the points of the score `s` of a lead."""
    return scored(ruleset, *activities, as_of=as_of, created=created).points


def opened(
    ruleset: Ruleset, *activities: Activity, as_of: datetime = NOON, created: datetime | None = None
) -> datetime | None:
    """Return when the gate first opened."""
    lead = Lead("L1", created_at=created)
    judged = judge_lead(lead, activities, ruleset, as_of=as_of)
    return judged.opened_at["conversation_lead"]
