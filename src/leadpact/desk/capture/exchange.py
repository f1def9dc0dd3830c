"""Record that a known lead came again: new facts, then what it did, by the engine's rules."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from leadpact.desk.capture.cleaning import CleanCapture
from leadpact.desk.leads.actions import record
from leadpact.desk.store import open_store
from leadpact.engine.lead import Activity, AttributeValue
from leadpact.engine.lifecycle import Command, Decision, RecordActivity, UpdateAttributes

KEPT_AS_KNOWN = frozenset(
    {"email", "phone", "first_name", "last_name", "source", "campaign", "note"}
)
"""What an exchange fills in and never replaces: anybody can write any address into a form, and
where somebody came from stays as it was first. What was written is in the evidence."""


def record_exchange(
    lead_id: str,
    clean: CleanCapture,
    activities: Sequence[Activity],
    *,
    command_id: str,
    actor: str,
    at: datetime,
) -> Decision:
    """Record the facts that are new of a known lead, then its activities.

    Returns
    -------
    Decision
        The last one, or the first that was refused; nothing after it is recorded.
    """
    state = open_store().load_lead(lead_id, "").state
    known = state.lead.attributes if state.lead is not None else {}
    facts = new_facts(known, clean)
    commands: list[Command] = [
        RecordActivity(f"{command_id}/{number}", at, activity, actor=actor)
        for number, activity in enumerate(activities, start=1)
    ]
    if facts or not commands:
        commands.insert(0, UpdateAttributes(f"{command_id}/facts", at, facts, actor=actor))
    for command in commands:
        decision = record(lead_id, command, as_of=at)
        if decision.refusal is not None:
            break
    return decision


def new_facts(
    known: Mapping[str, AttributeValue], clean: CleanCapture
) -> dict[str, AttributeValue]:
    """Return the values that an exchange adds or replaces.

    What was derived only fills what is missing, unless the value that it follows from is new.
    """
    found: dict[str, AttributeValue] = {}
    for name, value in clean.attributes.items():
        is_missing = known.get(name) is None
        base = clean.derived_from.get(name)
        may_replace = name not in KEPT_AS_KNOWN and (
            base is None or _is_replaced(base, known, clean)
        )
        if is_missing or (may_replace and known[name] != value):
            found[name] = value
    return found


def _is_replaced(base: str, known: Mapping[str, AttributeValue], clean: CleanCapture) -> bool:
    return base not in KEPT_AS_KNOWN and known.get(base) != clean.attributes.get(base)
