"""Keys that are not indented far enough, so that they are beside the key that they belong to."""

from typing import Any

from leadpact.pact.codes import make_issue
from leadpact.pact.faults import ShapeFault
from leadpact.pact.positions import Path_, Positions, value_at
from leadpact.pact.schema import nodes_at
from leadpact.pact.shape_words import in_words
from leadpact.terms.issues import Issue


def own_keys(body: Any, path: Path_) -> set[str]:
    """Return the keys that the mapping at a path can have."""
    return {name for node in nodes_at(body, path) for name in node.get("properties", {})}


def misplaced(body: Any, path: Path_, owner: str, positions: Positions) -> Issue:
    """Return the issue of a key that is not indented far enough."""
    fact = f"`{path[-1]}` is not a key of {in_words(body, path[:-1])}."
    fix = f"Indent `{path[-1]}` further, so that it is part of `{owner}`."
    return make_issue("key-misplaced", positions.key_place(path), fact, fix)


def owner_of_part(body: Any, fault: ShapeFault) -> str | None:
    """Return the empty key that a value is probably part of, which no name can have."""
    owner = None
    if fault.kind in ("model_type", "model_attributes_type", "dict_type"):
        owner = owner_before(body, fault.path)
    return owner if owner and value_at(body, (*fault.path[:-1], owner)) is None else None


def owner_before(body: Any, path: Path_) -> str | None:
    """Return the key before an unknown one that it is probably part of: it takes such a key.

    That is one without a value, or with a mapping; the nearest before it.
    """
    mapping, key = value_at(body, path[:-1]), path[-1]
    if not isinstance(mapping, dict):
        return None
    own = own_keys(body, path[:-1])
    before = list(mapping)[: list(mapping).index(key)]
    for name in map(str, reversed(before)):
        is_open = isinstance(mapping[name], dict | None)
        if is_open and key in own_keys(body, (*path[:-1], name)):
            return name
        if is_open or name in own:
            return None
    return None
