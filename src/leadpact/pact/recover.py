"""Repair a pact with faults of shape, so that the rest of it can be checked in the same run.

The values that replace faulty ones mean nothing and are never run: the pact stays in error. The
draft knows which values these are, so that no issue is about them.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from leadpact.pact.document import PactDocument
from leadpact.pact.faults import UNKNOWN_KEY, ShapeFault, find_faults
from leadpact.pact.positions import Path_, value_at
from leadpact.pact.schema import example_at
from leadpact.pact.shape import meant_key

_ROUNDS = 5
_SECTIONS = ("attributes", "activities", "scores", "gates")
_FOLLOW_UP = (
    *("calendar", "calendars", "routing", "cadences", "clocks", "handoff", "feedback"),
    *("checkpoints", "not_leads"),
)
"""Sections of which only names are reliable once a part of them cannot be read."""

_OF_ENTRIES = ("checkpoints",)
"""Those of them whose entries say nothing about each other: the others are checked."""

_ROUNDS_OF_VALUES = 3
"""Rounds in which single values of these sections are replaced; then sections are left out."""

_RULE = {"id": "unread", "when": "true", "points": 1}
_RULE_KEYS = {**_RULE, "on": "unread"}
_SILENCE_KEYS = {"id": "unread", "silence_of": "any", "every": {"days": 1}, "points": -1}


@dataclass(frozen=True, slots=True)
class RecoveredDocument:
    """A document, and what in it replaces something unreadable.

    Attributes
    ----------
    damaged
        The parts that no check but that of names can rely on.
    replaced
        The very values that were replaced, in sections of which the rest is read.
    """

    document: PactDocument
    damaged: frozenset[Path_] = frozenset()
    replaced: frozenset[Path_] = frozenset()


def recover_document(
    body: dict[str, Any], faults: Iterable[ShapeFault]
) -> RecoveredDocument | None:
    """Return the pact with its faults replaced, or None where too little is left to check."""
    body = deepcopy(body)
    damaged: set[Path_] = set()
    replaced: set[Path_] = set()
    for n_round in range(_ROUNDS):
        for fault in faults:
            path = (*fault.path, fault.missing) if fault.missing else fault.path
            if path[0] in _FOLLOW_UP and n_round < _ROUNDS_OF_VALUES:
                _replace_value(body, fault, path)
                replaced.add(path[:1] if _hides_names(body, fault, path) else path)
            elif _recover_one(body, fault):
                replaced.add(path[:1] if path[0] in _FOLLOW_UP else _rule_key(path))
            else:
                return None
            damaged.add(_extent(fault))
        try:
            document = PactDocument.model_validate(body)
            return RecoveredDocument(document, frozenset(damaged), frozenset(replaced))
        except ValidationError as error:
            faults = find_faults(body, error)
    return None


def _extent(fault: ShapeFault) -> Path_:
    """Return the part of the pact that cannot be checked any further: a rule, a key, an entry."""
    path = (*fault.path, fault.missing) if fault.missing else fault.path
    if path[0] in _FOLLOW_UP:
        return path[: 2 if path[0] in _OF_ENTRIES else 1]
    is_rule = path[0] == "scores" and path[2:3] == ("rules",)
    is_score_key = path[0] == "scores" and len(path) > 2
    return path[:4] if is_rule else path[:3] if is_score_key else path[:2]


def _recover_one(body: dict[str, Any], fault: ShapeFault) -> bool:
    """Replace or remove what is at fault; tell whether that was possible."""
    path = (*fault.path, fault.missing) if fault.missing else fault.path
    parent = value_at(body, path[:-1])
    if not isinstance(parent, dict | list):
        return True  # an earlier fault took it away
    if fault.kind == UNKNOWN_KEY and len(path) == 1 and meant_key(body, path) in _SECTIONS:
        return False  # what a misspelled section declares is not known
    if fault.is_key and isinstance(parent, dict) and path[0] not in _FOLLOW_UP:
        parent.pop(path[-1], None)
        return True
    return _recover_score(body, path) if path[0] == "scores" else _recover_section(body, path)


_NAMELESS = ("default", "outbound_when", "count_touches_of")
"""Keys of routing that declare no name."""


def _hides_names(body: dict[str, Any], fault: ShapeFault, path: Path_) -> bool:
    """Tell whether names that the section declares are not known, so that none of them is reliable.

    So it is where a name cannot be one, and where all pools, all routes or a whole clock cannot be
    read, or a key may be one of these misspelt.
    """
    is_name = fault.is_key and fault.kind != UNKNOWN_KEY
    key = meant_key(body, path) if fault.kind == UNKNOWN_KEY else path[-1]
    if path[0] == "routing" and len(path) == 2 and key in _NAMELESS:
        return False
    return is_name or len(path) <= (2 if path[0] in ("routing", "clocks") else 1)


def _replace_value(body: dict[str, Any], fault: ShapeFault, path: Path_) -> None:
    """Replace what cannot be read by the schema's example; take out an unknown key.

    Entries of lists keep their numbers, by which they have their places.
    """
    parent: Any = value_at(body, path[:-1])
    is_entry = isinstance(parent, dict)
    is_entry |= isinstance(parent, list) and path[-1] in range(len(parent))
    if fault.is_key and isinstance(parent, dict):
        parent.pop(path[-1], None)
    elif is_entry:
        parent[path[-1]] = example_at(body, path)


def _rule_key(path: Path_) -> Path_:
    """Return the key of a rule that a path leads into, or the key of a score, or the path."""
    is_score_key = path[0] == "scores" and len(path) > 2
    return path[: 5 if path[2] == "rules" else 3] if is_score_key else path


def _recover_score(body: dict[str, Any], path: Path_) -> bool:
    match path:
        case (_, name, "rules", int(index), str(key), *_):
            rule = body["scores"][name]["rules"][index]
            rule.pop(key, None)
            keys = _SILENCE_KEYS if "silence_of" in rule or key == "silence_of" else _RULE_KEYS
            rule.update({key: keys[key]} if key in keys else {})
        case (_, name, "rules", int(index)):
            body["scores"][name]["rules"][index] = dict(_RULE)
        case (_, name, "rules"):
            body["scores"][name]["rules"] = [dict(_RULE)]
        case (_, name, "combine", *_):
            body["scores"][name]["combine"] = {"from": "unread", "method": "max"}
        case (_, name, "sum_of", *_):
            body["scores"][name]["sum_of"] = ["unread"]
        case (_, name, key, *_):
            body["scores"][name].pop(key, None)
        case (_, name):
            body["scores"][name] = {"rules": [dict(_RULE)]}
        case _:
            return False
    return True


def _recover_section(body: dict[str, Any], path: Path_) -> bool:
    match path:
        case ("spec",):
            body["spec"] = 1
        case ("name",):
            body["name"] = "unread"
        case ("time_zone" | "labels" | "targets" | "windows" | "gates" | "identity" as key,):
            body.pop(key, None)
        case (key, *_) if key in _FOLLOW_UP:
            body.pop(key, None)
        case ("attributes", name) | ("attributes", name, "type", *_):
            body["attributes"][name] = {"type": "text"}
        case ("activities", name):
            body["activities"][name] = {}
        case ("targets", key, *_):
            body["targets"].pop(key, None)
        case ("consequences", *_):
            body.pop("consequences", None)
        case ("labels" | "windows" | "gates" | "identity" as section, key):
            body[section].pop(key, None)
        case ("attributes" | "activities" | "gates" | "identity" as section, name, key, *_):
            body[section][name].pop(key, None)
        case _:
            return False
    return True
