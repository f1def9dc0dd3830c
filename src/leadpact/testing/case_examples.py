"""What the keys of a table of cases look like, for the fixes of faults."""

from typing import Any

from leadpact.pact.yaml_lines import Path_

_MAX_SHOWN = 60

_EXAMPLES = {
    "absences": (
        "[{rep_id: anna, starts_at: 2026-03-02T00:00:00Z, ends_at: 2026-03-04T00:00:00Z}]"
    ),
    "activities": "[{kind: demo_requested, days_ago: 3}]",
    "after": "{hours: 2}",
    "cases": "[{name: A large company, lead: {company: Acme}, expect: {stage: EXCHANGE}}]",
    "checkpoints": "{budget: met}",
    "clocks": "{first-touch: met}",
    "colleagues": "[{lead: {title: CEO}}]",
    "dispositions": "[accepted, working]",
    "events": "[lead.assigned, clock.met]",
    "expect": "{stage: CONVERSATION_LEAD}",
    "follow_up": "[{at: 2026-03-02T09:00:00Z, do: arrives}]",
    "lead": "{company: Acme, country: DE}",
    "missing": "[company, country]",
    "opened": "{conversation_lead: 2026-03-02T09:00:00Z}",
    "owners": "{second: anna}",
    "paths": "{conversation_lead: points}",
    "reps": "[{rep_id: anna, role: SDR}]",
    "rules": "[demo, large-company]",
    "scores": "{fit: 55}",
    "shares": "{anna: 3, otto: 2}",
    "tasks": "[TAKE_STEP]",
    "with": "{company: Acme, country: DE}",
}
"""A value of each key that holds names with values, or a list."""


def example_at(path: Path_, *, default: str) -> str:
    """Return how the value at a path could be written, with its key where it has one."""
    if not path:
        return default
    if isinstance(path[-1], int):
        listed = _EXAMPLES.get(str(path[-2])) if len(path) > 1 else None
        return default if listed is None else f"`{listed[1:-1]}`"
    found = _EXAMPLES.get(str(path[-1]))
    return default if found is None else f"`{path[-1]}: {found}`"


def shown(value: Any) -> str:
    """Return a value as YAML writes it on one line, cut where it is long."""
    text = _flow(value)
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 3]}..."


def _flow(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return str(value)
