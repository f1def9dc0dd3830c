"""Fixes of faults of shape that are made of what is written, where it shows what is meant."""

import re
from collections.abc import Sequence
from typing import Any

from leadpact.conditions.thousands import looks_like_thousands
from leadpact.pact.positions import Path_, Positions, Text, value_at
from leadpact.pact.schema import Node, items_of
from leadpact.pact.shape_meant import entries_of, fix_of_condition, fix_of_share
from leadpact.pact.shape_words import flow, plain_name
from leadpact.terms.stages import Stage

_MAX_SHOWN = 80
_OFTEN_CALLED = {
    "mql": Stage.CONVERSATION_LEAD,
    "sal": Stage.FIRST_MEETING,
    "sql": Stage.OPPORTUNITY,
}
"""What companies often call a stage, as the reference of gates has it."""

_ANY_WORDS = ("all", "every", "everything", "anything", "each", "*")
_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def fix_of_value(body: Any, path: Path_, kind: str, node: Node, positions: Positions) -> str | None:
    """Return the fix that a value itself shows, None where it shows none.

    Parameters
    ----------
    body, path
        The pact, and where in it the value is.
    kind
        What pydantic calls the fault.
    node
        The part of the schema that describes the value.
    """
    value = value_at(body, path)
    fix = None
    if kind in ("less_than", "less_than_equal"):
        fix = fix_of_share(path, value, node)
    elif kind in ("int_type", "float_type", "int_from_float"):
        fix = _fix_of_number(positions.texts.get(path), is_whole=kind != "float_type", node=node)
    elif kind == "list_type":
        fix = _fix_of_list(value, node)
    elif kind in ("dict_type", "model_type", "model_attributes_type"):
        fix = _fix_of_mapping(value, node)
    elif kind == "literal_error" and isinstance(value, str):
        fix = _fix_of_word(body, path, value, node)
    elif kind == "string_pattern_mismatch" and isinstance(value, str):
        fix = _fix_of_names(path, value)
    return fix if fix is None or len(fix) <= _MAX_SHOWN * 2 else None


def _fix_of_number(text: Text | None, *, is_whole: bool, node: Node) -> str | None:
    """Return how to write a number that is quoted, has signs in it, or a point for thousands."""
    if text is None:
        return None
    raw = text.value.strip()
    if is_whole and looks_like_thousands(raw):
        return f"If thousands are meant, write {raw.replace('.', '')}; a whole number has no point."
    if re.fullmatch(r"[-+]?[1-9][0-9]{0,2}([ .,_'’][0-9]{3})+", raw):
        return f"Write it without signs between the digits: {re.sub('[^-0-9]', '', raw)}."
    if (match := re.fullmatch(r"([-+]?[0-9]+),([0-9]+)", raw)) and not is_whole:
        return f"Decimals have a point: {match[1]}.{match[2]}."
    if match := re.fullmatch(r"([0-9]+(?:\.[0-9]+)?) ?%", raw):
        most = node.get("maximum", node.get("exclusiveMaximum"))
        share = float(match[1]) / 100
        is_share = most == 1 and share <= 1
        return f"Write the share: {share:g}." if is_share else f"Leave out the `%`: {match[1]}."
    return _fix_of_digits(raw, text.style, is_whole=is_whole)


def _fix_of_digits(raw: str, style: str, *, is_whole: bool) -> str | None:
    """Return how to write digits that are in quotes, begin with noughts or name a unit."""
    if match := re.fullmatch(r"([-+]?)0+([0-9]{1,15})", raw):
        quotes = " and the quotes" if style else ""
        return f"Leave out the leading zeros{quotes}: {match[1].lstrip('+')}{match[2]}."
    if not is_whole and (match := re.fullmatch("([0-9]{1,3}) ?/ ?([1-9][0-9]{0,2})", raw)):
        return f"Write it with a point: {int(match[1]) / int(match[2]):.3g}."
    decimals = "" if is_whole else r"(?:\.[0-9]{1,15})?"
    if re.fullmatch(rf"[-+]?[0-9]{{1,15}}{decimals}", raw):
        return f"Leave out the quotes: {raw}." if style else None
    if match := re.fullmatch(rf"([0-9]{{1,15}}{decimals}) ?[a-z]+", raw):
        return f"Write the number alone: {match[1]}."
    return None


def _fix_of_list(value: Any, node: Node) -> str | None:
    """Return a list of what is written, where it is one thing or several with commas."""
    if isinstance(value, str):
        parts = [part.strip() for part in value.split(",")]
        are_words = all(re.fullmatch(r"[\w.:@-]+", part) for part in parts)
        return f"Write a list: `{flow(parts)}`." if are_words else None
    if isinstance(value, dict) and not _takes_mappings(node):
        return None
    if isinstance(value, dict) and (entries := entries_of(value, items_of(node))):
        return f"Write a list: `{flow(entries)}`."
    return f"Write a list: `{flow([value])}`." if value not in ({}, None) else None


def _takes_mappings(node: Node) -> bool:
    items = node.get("items", {})
    return "$ref" in items or items.get("type") == "object" or "oneOf" in items


def _fix_of_mapping(value: Any, node: Node) -> str | None:
    """Return a mapping that holds what is written: a length of time, or its one needed key."""
    properties, needed = node.get("properties", {}), node.get("required", ())
    if isinstance(value, str) and not needed and {"hours", "days"} & properties.keys():
        match = re.fullmatch(r"([0-9]+) ?([dhms])[a-z]*", value.strip().lower())
        unit = _UNITS[match[2]] if match else ""
        if match and unit in properties:
            return f"Write `{flow({unit: int(match[1])})}`."
    if len(needed) == 1 and isinstance(value, str | int | float) and not isinstance(value, bool):
        listed = properties.get(needed[0], {}).get("enum", [value])
        return f"Write `{flow({needed[0]: value})}`." if value in listed else None
    return None


def _fix_of_word(body: Any, path: Path_, word: str, node: Node) -> str | None:
    """Return what to write for a word that is none of those possible, and means something else."""
    choices = [str(choice) for choice in node.get("enum", ())]
    if path[-1:] == ("silence_of",):
        return "Write `any`." if word.lower() in _ANY_WORDS else None
    if path[:2] == ("routing", "routes") and path[-1] == "to":
        return _fix_of_target(body, word)
    return fix_of_label(body, word, choices)


def _fix_of_target(body: Any, word: str) -> str | None:
    """Return how a route leads to what is called so: a pool, a rep or a territory."""
    routing = body.get("routing", {})
    for key, kind in (("pools", "pool"), ("reps", "rep")):
        named = routing.get(key)
        if isinstance(named, dict) and word in named:
            return f"`{word}` is a {kind}: write `to: {kind}, {kind}: {word}`."
    territories = routing.get("territories")
    listed = territories if isinstance(territories, list) else ()
    if any(isinstance(item, dict) and item.get("id") == word for item in listed):
        return f"`{word}` is a territory: write `to: territory`, which finds the lead's own."
    return None


def fix_of_label(body: Any, word: str, choices: Sequence[str]) -> str | None:
    """Return the code of the stage that the company calls so, or that is often called so."""
    stages = {stage for stage in Stage if {stage.value, stage.value.lower()} & set(choices)}
    labels = body.get("labels") if isinstance(body, dict) else None
    if not stages:
        return None
    for code, label in labels.items() if isinstance(labels, dict) else ():
        if isinstance(label, str) and label.casefold() == word.casefold() and code in set(Stage):
            written = code if code in choices else code.lower()
            return (
                f"Write `{written}`, which this pact calls {label}." if written in choices else None
            )
    often = _OFTEN_CALLED.get(word.lower())
    if often in stages:
        written = often.value if often.value in choices else often.value.lower()
        return f"Write the code: `{word}` is often the label of `{written}`."
    return None


def fix_of_stage_key(body: Any, path: Path_, choices: Sequence[str]) -> str | None:
    """Return what to write for a key that should be the code of a stage."""
    name, value = str(path[-1]), value_at(body, path)
    code = str(value).upper().replace(" ", "_")
    if path[:1] == ("labels",) and code in choices:
        return f"Write the code before the label: `{code}: {name}`."
    return fix_of_label(body, name, choices)


def fix_of_days(name: str) -> str | None:
    """Return how to write several days of the week, which one key names."""
    parts = [part for part in re.split(r"[^a-z]+|to|and", name.lower()) if part]
    found = [day for part in parts for day in _WEEKDAYS if part.startswith(day)]
    if len(found) < 2 or len(found) != len(parts):
        return None
    first, last = _WEEKDAYS.index(found[0]), _WEEKDAYS.index(found[-1])
    is_span = len(found) == 2 and first < last and "and" not in name.lower() and "," not in name
    days = _WEEKDAYS[first : last + 1] if is_span else tuple(found)
    return f"Write each day by itself: {', '.join(f'`{day}`' for day in days)}."


def _fix_of_names(path: Path_, text: str) -> str | None:
    """Return how to write several names that are in one entry of a list."""
    if not path or not isinstance(path[-1], int):
        return None
    if "must_have" in path and (condition := fix_of_condition(text)):
        return condition
    alternatives = _names(re.split(r"\s+or\s+|\s*[|/]\s*", text))
    if len(alternatives) > 1 and "must_have" in path:
        asked = " or ".join(f"is_known({name})" for name in alternatives)
        return f"All must-haves are needed. For one of them write `{asked}` in `when`."
    together = _names(re.split(r"\s+(?:and|or)\s+|\s*[,;&+|/]\s*", text))
    if len(together) > 1:
        return f"Write each as an entry of its own: `{flow(together)}`."
    return None


def _names(parts: Sequence[str]) -> list[str]:
    """Return the names that parts of a text are; none where one of them is no name."""
    names = [plain_name(part) for part in parts]
    return [name for name in names if name] if all(names) else []


def fix_of_comma(body: Any, path: Path_, node: Node, positions: Positions) -> str | None:
    """Return how to write what a comma parts in braces, where a key without a value is a rest.

    Parameters
    ----------
    node
        The part of the schema that describes the mapping with the key.
    """
    key = str(path[-1])
    if key in node.get("properties", {}) or re.fullmatch("[a-z][a-z0-9_-]*", key):
        return None
    if not _follows_a_comma(path, positions):
        return None
    if re.fullmatch(r"[a-z_]+:\S+", key):
        return f"Put a space behind the colon: `{key.replace(':', ': ', 1)}`."
    mapping = value_at(body, path[:-1])
    before = list(mapping)[list(mapping).index(key) - 1] if isinstance(mapping, dict) else ""
    number = mapping.get(before) if isinstance(mapping, dict) else None
    if re.fullmatch("[0-9]+", key) and isinstance(number, int):
        large = f"{number}{key}"
        is_large = len(key) == 3
        return f"Write `{large}`." if is_large else f"Decimals have a point: `{number}.{key}`."
    return "Put the whole text in quotes."


def _follows_a_comma(path: Path_, positions: Positions) -> bool:
    line, column = positions.keys.get(path, (0, 0))
    lines = positions.source.splitlines()
    before = lines[line - 1][: column - 1].rstrip() if 0 < line <= len(lines) else ""
    return before.endswith(",")
