"""The fingerprint of a ruleset: a hash of what it decides, not of how it is written or called."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from leadpact.conditions.nodes import Position
from leadpact.pact.ruleset import Ruleset

_LEFT_OUT = frozenset({"fingerprint", "label", "labels", "opens", "possible"})
"""Names for people, and what is derived from the rest."""

_UNORDERED = frozenset(
    {"scores", "account_scores", "condition_rules", "activity_rules", "values", "constants"}
    | {"must_have", "nice_to_have", "unnecessary"}
)


def fingerprint_of(ruleset: Ruleset) -> str:
    """Return 64 hexadecimal digits that change when, and only when, the meaning changes.

    Order of keys, of rules within a score and of listed values, comments, spaces, the pact's name
    and its labels do not change it.
    """
    meaning = _plain(ruleset)
    del meaning["name"]
    meaning["activities"] = sorted(ruleset.activities)
    text = json.dumps(meaning, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(value: Any, name: str = "") -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return _plain_fields(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        items = [_plain(item) for item in value]
        if name in _UNORDERED or isinstance(value, set | frozenset):
            items.sort(key=lambda item: json.dumps(item, sort_keys=True))
        return items
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _plain_fields(value: Any) -> dict[str, Any]:
    plain = {
        item.name: _plain(getattr(value, item.name), item.name)
        for item in fields(value)
        if item.name not in _LEFT_OUT and not isinstance(getattr(value, item.name), Position)
    }
    return {"is": type(value).__name__, **plain}
