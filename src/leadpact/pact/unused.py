"""Which attributes a pact asks for, and a warning of those that it only declares."""

from collections.abc import Iterator
from typing import Any

from leadpact.conditions.findings import closest
from leadpact.conditions.walk import names_of
from leadpact.pact.draft import Draft
from leadpact.pact.sections.registry import SECTIONS
from leadpact.pact.standard import STANDARD_ATTRIBUTES


def attributes_asked_for(draft: Draft) -> frozenset[str]:
    """Return the attributes that a condition, a gate or a section asks for, by name."""
    asked = {name for section in SECTIONS for name in section.attributes(draft.document)}
    for path, condition in draft.conditions.items():
        if path[-1] != "where":
            asked |= names_of(condition)
    if draft.document.identity is not None:
        asked |= set(_texts(draft.document.identity.model_dump()))
    for gate in draft.gates.values():
        asked |= {*gate.every_must_have, *gate.nice_to_have, *gate.unnecessary}
    for checkpoint in draft.checkpoints.values():
        asked |= {*checkpoint.must_have}
    return frozenset(asked & draft.attributes.keys())


def _has_issue(draft: Draft, name: str) -> bool:
    """Tell whether an attribute has another issue: one at a time is enough."""
    path = ("attributes", name)
    places = {draft.positions.key_place(path), draft.positions.value_place(path)}
    places |= {draft.positions.value_place((*path, key)) for key in ("type", "values", "from")}
    return any(issue.place in places for issue in draft.issues)


def _texts(value: Any) -> Iterator[str]:
    """Yield every text in a section: some of them are names of fields that it handles."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def check_attributes_are_asked_for(draft: Draft) -> None:
    """Warn of an attribute that nothing asks for: its name may be misspelt."""
    if draft.damaged or draft.written.keys() != draft.conditions.keys():
        return  # what cannot be read may ask for it
    asked = attributes_asked_for(draft)
    for name in draft.document.attributes:
        if name in asked or _has_issue(draft, name):
            continue
        meant = closest(name, (asked | STANDARD_ATTRIBUTES.keys()) - {name})
        fix = f"Is `{meant}` meant? Else ask for it in a rule or a gate, or remove it."
        draft.add(
            "attribute-unused",
            ("attributes", name),
            f"Nothing in this pact asks for the attribute `{name}`.",
            fix if meant else "Ask for it in a rule or a gate, or remove it.",
            on_key=True,
        )
