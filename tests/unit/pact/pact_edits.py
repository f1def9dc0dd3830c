"""Every single edit of a pact's document: each value changed, each key and entry taken away."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from leadpact.pact.check import check_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.yaml_lines import Path_, load_yaml

_EXAMPLES = Path(__file__).parents[3] / "examples"
EXAMPLE = (_EXAMPLES / "saas-inbound/pact.yaml").read_text(encoding="utf-8")
DOCUMENT, _, _ = load_yaml(EXAMPLE, "pact.yaml")

OTHER: dict[str, list[Any]] = {
    "time_zone": ["UTC"],
    "on": ["page_viewed", "email_opened"],
    "from": ["fit"],
    "method": ["max"],
    "shape": ["linear", "window"],
    "per": ["day", "week", "quarter", {"days": 90}],
    "must_have": ["country"],
    "nice_to_have": ["country"],
    "unnecessary": ["country"],
}
"""What else can stand in the place of a word, by its key."""

DEFAULTS: dict[str, Any] = {"range": [0, 100], "intent": False, "time_zone": "UTC"}


@dataclass(frozen=True)
class Edit:
    """A change of one value; `value` is None where it is taken away."""

    path: Path_
    value: Any

    @property
    def section(self) -> str:
        """The part of the pact it is in, as far down as a rule or an entry."""
        return ".".join(map(str, self.path[:4]))

    @property
    def is_of_a_label(self) -> bool:
        return "label" in self.path or "labels" in self.path or self.path == ("name",)

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path))}={json.dumps(self.value)}"


def applied(document: Any, *edits: Edit) -> Any:
    document = deepcopy(document)
    for edit in edits:
        section = document
        for part in edit.path[:-1]:
            section = section[part]
        if edit.value is None:
            del section[edit.path[-1]]
        else:
            section[edit.path[-1]] = edit.value
    return document


def loaded(document: Any) -> Ruleset | None:
    """Return the ruleset of a document, None where the edit has made it wrong."""
    return check_pact_text(json.dumps(document)).ruleset


@cache
def _cached(path: Path_, value: str) -> Ruleset | None:
    return loaded(applied(DOCUMENT, Edit(path, json.loads(value))))


def edited(edit: Edit) -> Ruleset | None:
    """Return the ruleset of the example after one edit."""
    return _cached(edit.path, json.dumps(edit.value))


def single_edits(value: Any = None, path: Path_ = ()) -> Iterator[Edit]:
    """Yield edits of the example, most of them without error."""
    value = value if path else DOCUMENT
    if path:
        yield from (Edit(path, other) for other in _others(value, path) if other != value)
        if DEFAULTS.get(str(path[-1])) != value:
            yield Edit(path, None)
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        yield from single_edits(item, (*path, key))


def _others(value: Any, path: Path_) -> list[Any]:
    key = next(part for part in reversed(path) if isinstance(part, str))
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, float):
        return [value / 2]
    if not isinstance(value, str):
        return []
    if key in ("when", "where"):
        return [f"({value}) and is_known(phone)"]
    return OTHER.get(key, [f"{value}x"])
