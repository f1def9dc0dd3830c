"""The fingerprint of a ruleset: a hash of what it decides, not of how it is written or called."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from typing import Any, get_args

from leadpact.conditions.nodes import Condition
from leadpact.pact.meaning import meaning_of, own_attributes
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.sections.registry import SECTIONS

SCHEME = 1
"""Raised when the way of hashing changes, so that old and new fingerprints never pass for equal."""

_LEFT_OUT = frozenset(
    {
        "fingerprint",
        "label",
        "labels",
        "opens",
        "prefilter",
        "way_out",
        "past_kinds",
        "asks_for_stage",
    }
)
"""Names for people, and what is derived from the rest."""

_UNORDERED = frozenset(
    {"scores", "account_scores", "condition_rules", "activity_rules", "values"}
    | {"sum_scores", "parts", "groups", "silence_rules", "resets", "kinds"}
    | {"checkpoints", "must_have", "nice_to_have", "unnecessary"}
    | {"rates", "promises", "volumes", "consequences"}
)
_CONDITIONS = get_args(Condition)


def fingerprint_of(ruleset: Ruleset) -> str:
    """Return 64 hexadecimal digits that change when, and only when, the meaning changes.

    Comments, spaces, the order of keys, of rules, of lists and of the parts of a condition, the
    pact's name and all labels do not change it. What is agreed besides decisions, such as
    targets and the fields that are nice to have, does.
    """
    normal = {
        section.name: section.normal(policy)
        for section in SECTIONS
        if (policy := getattr(ruleset, section.name)) is not None
    }
    meaning = _plain_fields(replace(ruleset, **normal))
    del meaning["name"]
    meaning["scheme"] = SCHEME
    meaning["activities"] = sorted(ruleset.activities)
    meaning["attributes"] = _plain(own_attributes(ruleset))
    text = json.dumps(meaning, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(value: Any, name: str = "") -> Any:
    """Return a value of a ruleset as JSON has it."""
    if isinstance(value, _CONDITIONS):
        return meaning_of(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | frozenset):
        items = [_plain(item) for item in value]
        is_unordered = name in _UNORDERED or isinstance(value, frozenset)
        return sorted(items, key=json.dumps) if is_unordered else items
    if isinstance(value, Fraction | date):
        return str(value)
    return _plain_fields(value) if hasattr(value, "__dataclass_fields__") else value


def _plain_fields(value: Any) -> dict[str, Any]:
    """Return the fields that hold something: a field that is added later changes no old hash."""
    found = {
        item.name: _plain(getattr(value, item.name), item.name)
        for item in fields(value)
        if item.name not in _LEFT_OUT
    }
    return {name: item for name, item in found.items() if item not in (None, [], {})}
