"""The JSON Schema of a pact, for editors and other tools, and what it says about one place."""

import json
from copy import deepcopy
from functools import lru_cache
from typing import Any

from leadpact.pact.document import PactDocument
from leadpact.pact.positions import Path_, value_at

Node = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@lru_cache(maxsize=1)
def _schema() -> Node:
    schema = _tidy(PactDocument.model_json_schema(by_alias=True))
    definitions = schema.pop("$defs")
    ordered = {name.removesuffix("Document"): definitions[name] for name in sorted(definitions)}
    return {"$schema": DIALECT, **schema, "$defs": ordered}


def pact_json_schema() -> Node:
    """Return the JSON Schema of a pact, as plain values.

    Returns
    -------
    dict
        Draft 2020-12; the same for the same version. Every key has a title, a description and an
        example. It says what a pact looks like; whether a pact makes sense, `check_pact` says.
    """
    copy: Node = _tidy(_schema())
    return copy


def schema_text() -> str:
    """Return the JSON Schema as it is published in `docs/reference/pact.schema.json`."""
    return json.dumps(pact_json_schema(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _tidy(node: Any) -> Any:
    """Return a copy with plain names that refuses empty values, as a pact does."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node.replace("Document", "") if str(node).startswith("#/$defs/") else node
    tidied = {key: _tidy(value) for key, value in node.items()}
    options = tidied.get("anyOf", [])
    if {"type": "null"} in options:
        del tidied["anyOf"]
        rest = [option for option in options if option != {"type": "null"}]
        tidied = {**rest[0], **tidied}
        if tidied.get("default", 0) is None:
            del tidied["default"]
    if "patternProperties" in tidied:
        tidied["additionalProperties"] = False
        tidied.pop("propertyNames", None)
    return tidied


def nodes_at(body: Any, path: Path_) -> list[Node]:
    """Return what the schema says about the value at a path: a node for each kind it can be.

    Parameters
    ----------
    body
        The values of the whole pact: they tell one kind of rule or score from the other.
    path
        Keys and indices from the root.
    """
    nodes, value = [_schema()], body
    for part in path:
        value = value_at(value, (part,))
        found = [inner for node in nodes for inner in _inner(node, part)]
        nodes = _best(found, value)
    return nodes


def items_of(node: Node) -> Node:
    """Return what the schema says about the entries of a list; nothing where they vary."""
    return _resolved(node.get("items", {}))


def example_at(body: Any, path: Path_) -> Any:
    """Return a value that the schema takes at a path, such as its example; it means nothing."""
    return _example(next(iter(nodes_at(body, path)), {}))


def _example(node: Node) -> Any:
    node = _resolved(node)
    given = [*node.get("examples", ()), *node.get("enum", ()), node.get("const")]
    if given[0] is not None:
        return deepcopy(given[0])
    match node.get("type"):
        case "object":
            properties = node.get("properties", {})
            return {key: _example(properties[key]) for key in node.get("required", ())}
        case "array":
            return [_example(node["items"]) for _ in range(node.get("minItems", 0))]
        case "integer" | "number":
            return node.get("minimum", 1)
        case "boolean":
            return False
        case _:
            return "unread"


def _inner(node: Node, part: str | int) -> list[Node]:
    """Return what a node says about one of its keys or items."""
    if isinstance(part, int):
        found = node.get("items")
    else:
        others = [*node.get("patternProperties", {}).values(), node.get("additionalProperties")]
        found = node.get("properties", {}).get(part) or others[0]
    if not isinstance(found, dict):
        return []
    shared = {key: found[key] for key in ("examples",) if key in found}
    return [{**shared, **_resolved(option)} for option in found.get("oneOf", [found])]


def _best(nodes: list[Node], value: Any) -> list[Node]:
    """Keep the kinds that know the key which tells kinds apart; a mapping is no word or list."""
    form = "object" if isinstance(value, dict) else "array" if isinstance(value, list) else ""
    nodes = [node for node in nodes if _form_of(node) == form] or nodes
    if len(nodes) > 1 and isinstance(value, dict):
        specific = [
            node
            for node in nodes
            if value.keys() & set(node.get("required", ())) - {"id", "points"}
        ]
        return specific[-1:] or nodes
    return nodes


def _form_of(node: Node) -> str:
    """Return whether a node describes a mapping or a list, empty where neither."""
    kind = node.get("type", "")
    return kind if kind in ("object", "array") else ""


def _resolved(node: Node) -> Node:
    """Return a node with what it refers to filled in."""
    reference = node.get("$ref")
    if not reference:
        return node
    definition: Node = _schema()["$defs"][reference.rsplit("/", 1)[-1]]
    return {**definition, **node}
