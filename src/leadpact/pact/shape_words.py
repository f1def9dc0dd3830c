"""How values, places and limits of a pact are put into words."""

import json
import re
from typing import Any

from leadpact.pact.positions import Path_, value_at
from leadpact.pact.schema import Node

_MAX_SHOWN = 60


def shown(value: Any) -> str:
    """Return a value as an issue quotes it: long ones are cut."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
    if isinstance(value, str):
        text = f"'{text[1:-1]}'"
    return text if len(text) <= _MAX_SHOWN else f"{text[: _MAX_SHOWN - 2]}…{text[-1]}"


def in_words(body: Any, path: Path_) -> str:
    """Return a path as people read it: rules by their ids, other entries of lists by number."""
    if not path:
        return "the pact"
    parts, value = [], body
    for part in path:
        value = value_at(value, (part,))
        if isinstance(part, int):
            name = value.get("id") if isinstance(value, dict) else None
            parts.append(name if isinstance(name, str) and name else str(part + 1))
        else:
            parts.append(part)
    return f"`{'.'.join(parts)}`"


def size_of(value: str | list[Any] | dict[str, Any]) -> str:
    """Return how large a value is: `3 entries`, `1 character`."""
    return _counted(len(value), isinstance(value, str))


def limits_of(node: Node) -> str:
    """Return the limits that the schema sets on a number or a size: `from 1 to 3,650`."""
    if "exclusiveMinimum" in node and "exclusiveMaximum" in node:
        return f"more than {node['exclusiveMinimum']} and less than {node['exclusiveMaximum']}"
    if "maximum" in node:
        if "exclusiveMinimum" in node:
            return f"more than {node['exclusiveMinimum']} and at most {node['maximum']}"
        return f"from {node['minimum']:,} to {node['maximum']:,}"
    keys = ("Length", "Items", "Properties")
    low = next((node[f"min{key}"] for key in keys if f"min{key}" in node), 0)
    high = next((node[f"max{key}"] for key in keys if f"max{key}" in node), None)
    is_text = node.get("type") == "string"
    if high is None:
        return f"at least {_counted(low, is_text)}"
    if low in (0, high):
        return _counted(high, is_text) if low else f"at most {_counted(high, is_text)}"
    return f"{low:,} to {_counted(high, is_text)}"


def _counted(number: int, is_text: bool) -> str:
    one, many = ("character", "characters") if is_text else ("entry", "entries")
    return f"{number:,} {one if number == 1 else many}"


_ANY_TEXT = (
    "name",
    "label",
    "template",
    "time_zone",
    "values",
    "default_country",
    "source_order",
    "then",
)


_NAMES = ("id", "pool", "calendar", "based_on", "default")


def _is_named(path: Path_) -> bool:
    """Tell whether a path ends in the name of a calendar or a pool."""
    return len(path) == (2 if path[0] == "calendars" else 3) and path[1:2] != ("territories",)


def form_of(path: Path_) -> str:
    """Return the form that a text at a path must have, empty for any text on one line."""
    last = next((part for part in reversed(path) if isinstance(part, str)), "")
    if last == "from" and path[0] == "attributes":
        return "`leads.column` or `accounts.column`"
    if last in _ANY_TEXT or path[0] == "labels":
        return ""
    if path[0] == "handoff" and last not in _NAMES:
        return ""
    if path[0] in ("calendars", "routing", "clocks") and last not in _NAMES and not _is_named(path):
        return ""
    hyphens = ", hyphens" if last in ("id", "providers", "promise") or "promises" in path else ""
    return f"a name of small letters, digits{hyphens} and `_`, a letter first, at most 60"


def plain_name(name: str) -> str | None:
    """Return a name in the form that names have, or None where nothing like it has."""
    plain = re.sub("[^a-z0-9]+", "_", name.lower()).strip("_")
    return plain if re.fullmatch("[a-z][a-z0-9_]{0,59}", plain) else None


def example_of(node: Node, key: str = "") -> str:
    """Return the schema's example to continue a sentence, an empty text where there is none."""
    for example in node.get("examples", []):
        return f", such as `{key}{': ' if key else ''}{flow(example)}`"
    return ""


def flow(value: Any) -> str:
    """Return a value in YAML's one-line style."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (key != "shape", key))
        return "{" + ", ".join(f"{key}: {flow(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, str):
        return f'"{value}"' if set(value) & set(",:'[]{}=<>") else value
    return json.dumps(value)
