"""Where the shape of a pact is at fault; `shape` has the words of the issues."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydantic import ValidationError

from leadpact.pact.codes import MAX_ISSUES
from leadpact.pact.positions import Path_, value_at
from leadpact.pact.yaml_lines import UNREAD

UNKNOWN_KEY = "extra_forbidden"
EMPTY = "empty"
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class ShapeFault:
    """One thing that is wrong with the shape of a pact.

    Attributes
    ----------
    path
        The value, or the key where `is_key`; the mapping that lacks a key where `missing`.
    kind
        What pydantic calls it, or `EMPTY`, or `UNREADABLE` where an issue already speaks of it.
    """

    path: Path_
    kind: str
    missing: str = ""
    is_key: bool = False


def find_faults(body: Any, error: ValidationError | None) -> list[ShapeFault]:
    """Return every fault of shape, in the order of pydantic, then the empty values."""
    empty = list(islice(_empty_values(body, ()), MAX_ISSUES + 1))
    errors = [] if error is None else error.errors(include_url=False, include_context=False)
    found = [_fault(body, entry["type"], entry["loc"]) for entry in errors[: MAX_ISSUES + 1]]
    skipped = set(empty)
    kept = [fault for fault in found if fault.path not in skipped]
    return [*kept, *(ShapeFault(path, EMPTY) for path in empty)]


def _empty_values(value: Any, path: Path_) -> Iterator[Path_]:
    """Yield the path of every value that is left empty; no key of a pact takes that."""
    if value is None:
        yield path
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _empty_values(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _empty_values(item, (*path, index))


def _fault(body: Any, kind: str, location: tuple[Any, ...]) -> ShapeFault:
    path = without_tags(location)
    if value_at(body, path) is UNREAD:
        return ShapeFault(path, UNREADABLE)
    if path and path[-1] == "[key]":
        return ShapeFault(path[:-1], kind, is_key=True)
    if kind == "missing":
        return ShapeFault(path[:-1], kind, missing=str(path[-1]))
    return ShapeFault(path, kind, is_key=kind == UNKNOWN_KEY)


def without_tags(location: tuple[Any, ...]) -> Path_:
    """Return a location of pydantic without the kinds of score and rule that it names."""
    path = list(location)
    if len(path) > 2 and path[0] == "scores" and path[2] != "[key]":
        del path[2]
        if len(path) > 4 and path[2] == "rules":
            del path[4]
        if len(path) > 6 and path[4:6] == ["at_most", "per"]:
            del path[6]
        if len(path) > 5 and path[4] == "silence_of":
            del path[5]
        if len(path) > 3 and path[2] == "sum_of":
            del path[3]
    return tuple(path)
