"""The conditions that following up evaluates for a lead, from every section of a pact."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from leadpact.conditions.nodes import Condition
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.sections.registry import SECTIONS


def conditions_used(ruleset: Ruleset) -> Iterator[Condition]:
    """Yield every condition of the sections, such as those of routes, scores in millipoints."""
    for section in SECTIONS:
        yield from _opened(getattr(ruleset, section.name))


def _opened(value: Any) -> Iterator[Condition]:
    """Yield what the fields `opens`, or such as `outbound_opens`, hold in a value and its parts."""
    if isinstance(value, tuple):
        for item in value:
            yield from _opened(item)
    elif is_dataclass(value):
        for item in fields(value):
            held = getattr(value, item.name)
            if not item.name.endswith("opens"):
                yield from _opened(held)
            elif held is not None:
                yield held
