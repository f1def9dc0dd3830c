"""What was meant by values and keys of another form: shares, conditions, entries of lists."""

import re
from typing import Any

from leadpact.pact.positions import Path_
from leadpact.pact.schema import Node
from leadpact.pact.shape_words import flow

_TEST = r"(?:[<>=!]|(?:not )?(?:in|contains|starts_with|has_word|is|has)\b)"
_CONDITION = re.compile(rf"\s*(?:days_(?:until|since)\(\s*)?([a-z][a-z0-9_]*)\s*\)?\s*{_TEST}.*")
_LEAST_PERCENT = 5
"""From what a number is a share in percent for sure: 1.8 may be a slip for 0.8."""

_MOST = 60
"""The most characters of a condition that a fix quotes."""


def fix_of_share(path: Path_, number: Any, node: Node) -> str | None:
    """Return how to write a share that is written as percent, or that is all of something."""
    most = node.get("maximum", node.get("exclusiveMaximum"))
    if most != 1 or not isinstance(number, int | float):
        return None
    if number == 1:
        return f"All of it needs no share: leave `{path[-2]}` out."
    is_share = _LEAST_PERCENT <= number < 100 or (number == 100 and "maximum" in node)
    return f"Write the share: {number / 100:g}." if is_share else None


def fix_of_condition(text: str) -> str | None:
    """Return how to write a condition that is listed as a must-have, which is a name."""
    match = _CONDITION.fullmatch(text)
    if match is None or "\n" in text:
        return None
    asked = f"`{text.strip()}`" if len(text) <= _MOST else "the condition"
    return f"A must-have is a name: write `{match[1]}` here, and {asked} in `when`."


def entries_of(value: dict[str, Any], entry: Node) -> list[dict[str, Any]]:
    """Return a mapping of names as the list that is needed, whose entries have ids."""
    properties = entry.get("properties", {})
    if "id" not in properties or value.keys() & properties.keys():
        return []
    if not all(isinstance(item, dict) and "id" not in item for item in value.values()):
        return []
    return [{"id": name, **item} for name, item in value.items()]


_BUSINESS = ("weekdays", "workdays", "workingdays", "businessday", "bdays")


def fix_of_key(key: str, value: Any, node: Node) -> str | None:
    """Return what to write for a unit of time that there is not, where another one says the same.

    Examples
    --------
    >>> fix_of_key("weeks", 2, {"properties": {"days": {}, "hours": {}}})
    'Write `{days: 14}`.'
    >>> fix_of_key("weekdays", 5, {"properties": {"business_days": {}, "days": {}}})
    'Write `{business_days: 5}`.'
    """
    properties = node.get("properties", {})
    are_business = properties.get("days", {}).get("description", "").startswith("Business")
    in_business = "business_days" if "business_days" in properties else "days" * are_business
    unit, factor = "", 1
    if re.sub("[^a-z]", "", key.lower()) in _BUSINESS:
        unit = in_business
    elif key.lower() in ("week", "weeks") and "days" in properties:
        unit, factor = "days", 5 if are_business else 7
    if not unit or not isinstance(value, int) or isinstance(value, bool):
        return f"Write `{unit}`." if unit else None
    return f"Write `{flow({unit: factor * value})}`."
