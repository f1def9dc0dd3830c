"""Draw whole pacts from `random.Random`: edited and mixed copies of the pacts in `pacts/`.

These are copies, made when the digests were, of the examples, of the pact of the measurements and
of those that the tests of each section edit; together they have every section. They stay as they
are when the others change. None has holidays by country: their dates, and so the fingerprint, are
from a library that changes. Not every drawn pact is valid: what is found wrong is recorded too.
"""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "pacts"
RICH = ("saas-inbound", "saas-follow-up", "thirty-rules", "of-scores") * 2
"""Bases that are drawn more often: those with most scores and gates."""
NUMBER = re.compile(r"\b\d+\b")

Document = dict[str, Any]
Spot = tuple[Any, Any]
"""A mapping or a list, and a key or an index in it."""


@cache
def base_documents() -> dict[str, Document]:
    """Return the documents that are edited, by name."""
    paths = sorted(FOLDER.glob("*.yaml"))
    return {path.stem: _plain(yaml.safe_load(path.read_text("utf-8"))) for path in paths}


def _plain(value: Any) -> Any:
    """Return a document whose dates, and whose keys `on`, are texts again: PyYAML read them so."""
    if isinstance(value, dict):
        keys = {key: "on" if key is True else str(_plain(key)) for key in value}
        return {keys[key]: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if isinstance(value, date) else value


def draw_pact(seed: int) -> tuple[str, Document]:
    """Return the name of a base and a copy of it with up to four edits."""
    random = Random(seed)
    name = random.choice([*base_documents(), *RICH])
    document = deepcopy(base_documents()[name])
    if random.random() < 0.3:
        _take_section(document, random)
    for _ in range(random.choice([0, 1, 1, 1, 2, 2, 3, 4])):
        _edit(document, random)
    return name, document


def pact_text(document: Document) -> str:
    """Return a document as JSON, which YAML reads; its lines depend on no library's layout."""
    return json.dumps(document, indent=1, ensure_ascii=False)


def _take_section(document: Document, random: Random) -> None:
    """Put a section of another pact into a document."""
    other = base_documents()[random.choice(list(base_documents()))]
    section = random.choice(list(other))
    document[section] = deepcopy(other[section])


def _edit(document: Document, random: Random) -> None:
    """Change one place: mostly to a value that stands under the same key in some other place."""
    holder, key = random.choice(list(spots(document)))
    draw = random.random()
    if draw < 0.12:
        del holder[key]
    elif draw < 0.17:
        _duplicate(holder, key)
    elif draw < 0.22:
        _swap(holder, random)
    elif draw < 0.25 and isinstance(holder, dict):
        holder[f"{key}x"] = holder.pop(key)
    elif draw < 0.6 and isinstance(holder, dict) and key in _values_by_key():
        holder[key] = deepcopy(random.choice(_values_by_key()[key]))
    else:
        holder[key] = _altered(holder[key], random)


def _duplicate(holder: Any, key: Any) -> None:
    """Add a copy under another name: a mapping's item by its key, a list's by the id within."""
    copy = deepcopy(holder[key])
    if isinstance(holder, dict):
        holder[f"{key}_copy"] = copy
        return
    if isinstance(copy, dict) and "id" in copy:
        copy["id"] = f"{copy['id']}-copy"
    holder.append(copy)


def _swap(holder: Any, random: Random) -> None:
    """Reorder the items of a mapping or a list."""
    if isinstance(holder, list):
        random.shuffle(holder)
        return
    items = list(holder.items())
    random.shuffle(items)
    holder.clear()
    holder.update(items)


def _altered(value: Any, random: Random) -> Any:
    """Return another value, mostly of the same type."""
    match value:
        case bool():
            return not value
        case int() | float():
            return random.choice([value + 1, value - 1, value * 2, value / 2, 0, -value])
        case str():
            return _altered_text(value, random)
        case list():
            return value[: random.randint(0, len(value))]
        case dict():
            return {key: item for key, item in value.items() if random.random() < 0.7}
    return random.choice([0, "x", [], {}])


def _altered_text(text: str, random: Random) -> str:
    """Return a text with one of its numbers changed, or with a letter more."""
    numbers = list(NUMBER.finditer(text))
    if not numbers:
        return f"{text}x"
    found = random.choice(numbers)
    return f"{text[: found.start()]}{int(found[0]) + 1}{text[found.end() :]}"


def spots(value: Any) -> Iterator[Spot]:
    """Yield every place in a document."""
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    for key in keys:
        yield value, key
        yield from spots(value[key])


@cache
def _values_by_key() -> dict[str, list[Any]]:
    """Return what stands under each key in all base documents, each value once."""
    found: dict[str, list[Any]] = {}
    for document in base_documents().values():
        for holder, key in spots(document):
            if isinstance(holder, dict) and holder[key] not in found.setdefault(key, []):
                found[key].append(holder[key])
    return found
