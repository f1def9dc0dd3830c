"""From a file to a document: reading, spec upgrades, shape. Sense is checked in `checks`."""

import difflib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from leadpact.pact.document import RESERVED_KEYS, PactDocument
from leadpact.pact.yaml_lines import Path_, Positions, load_yaml, read_text
from leadpact.terms.issues import Issue, Level, Place, has_errors

CURRENT_SPEC = 1

UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""For each older spec, the function that turns its values into those of the next one."""


def load_document(path: Path) -> tuple[PactDocument | None, Positions, list[Issue]]:
    """Read a pact file; return the document (None on errors), its positions and all issues."""
    text, issues = read_text(path)
    if text is None:
        return None, Positions(path.name), issues
    document, positions, more = read_document(text, path.name)
    return document, positions, [*issues, *more]


def read_document(text: str, file: str) -> tuple[PactDocument | None, Positions, list[Issue]]:
    """Read a pact from its text; `file` is the name shown in places."""
    value, positions, issues = load_yaml(text, file)
    if has_errors(issues) and not isinstance(value, dict):
        return None, positions, issues
    if not isinstance(value, dict):
        fact = "The file holds no pact: it must be a mapping that starts with `spec: 1`."
        fix = "Start from examples/saas-inbound/pact.yaml."
        return None, positions, [*issues, _error("pact-empty", Place(file, 1), fact, fix)]
    value, more = _upgraded(value, positions)
    issues += more
    reserved = [key for key in value if key in RESERVED_KEYS]
    issues += [_reserved_issue(key, positions) for key in reserved]
    body = {key: item for key, item in value.items() if key not in RESERVED_KEYS}
    try:
        document = PactDocument.model_validate(body)
    except ValidationError as error:
        found = [_shape_issue(body, dict(entry), positions) for entry in error.errors()]
        return None, positions, [*issues, *found]
    return (None if has_errors(issues) else document), positions, issues


def _upgraded(
    value: dict[str, Any], positions: Positions
) -> tuple[dict[str, Any], list[Issue]]:
    spec = value.get("spec")
    while isinstance(spec, int) and spec in UPGRADES:
        value = {**UPGRADES[spec](value), "spec": spec + 1}
        spec += 1
    if isinstance(spec, int) and not isinstance(spec, bool) and spec != CURRENT_SPEC:
        fact = f"This pact is written in spec {spec}; this version reads spec {CURRENT_SPEC}."
        fix = f"Install the version that reads spec {spec}, or write `spec: {CURRENT_SPEC}`."
        issue = _error("spec-unknown", positions.value_place(("spec",)), fact, fix)
        return {**value, "spec": CURRENT_SPEC}, [issue]
    return value, []


def _reserved_issue(key: str, positions: Positions) -> Issue:
    fact = f"The section `{key}` is part of the format, and this version cannot run it yet."
    fix = "Remove the section, or keep it in a comment until it is supported."
    return _error("section-not-supported", positions.key_place((key,)), fact, fix)


def _shape_issue(body: Any, entry: dict[str, Any], positions: Positions) -> Issue:
    path, missing = _real_path(body, tuple(entry["loc"]))
    kind, context = entry["type"], entry.get("ctx", {})
    where = ".".join(str(part) for part in path) or "the pact"
    if kind == "extra_forbidden":
        return _unknown_key_issue(body, path, positions)
    if kind == "missing":
        fact = f"`{where}` has no `{missing}`, which it needs."
        return _error("key-missing", positions.key_place(path), fact, f"Add `{missing}`.")
    place = positions.value_place(path)
    if kind == "literal_error":
        fact = f"`{where}` is {_shown(entry['input'])}; it can be {context['expected']}."
        return _error("value-unknown", place, fact, f"Write {context['expected']}.")
    if kind.startswith(("greater", "less", "too_", "string_too")):
        fact = f"`{where}` is {_shown(entry['input'])}. {entry['msg']}."
        return _error("value-out-of-range", place, fact, "Choose a value within the limits.")
    if kind == "string_pattern_mismatch":
        fact = f"`{where}` is {_shown(entry['input'])}, which has another form than {_form(path)}."
        return _error("value-format", place, fact, f"Write it as {_form(path)}.")
    fact = f"`{where}` is {_shown(entry['input'])}. {entry['msg']}."
    return _error("value-type", place, fact, "Write a value of that type.")


def _form(path: Path_) -> str:
    if path and path[-1] == "from":
        return "`leads.column` or `accounts.column`"
    if path and path[-1] == "id":
        return "small letters, digits and hyphens, starting with a letter"
    return "small letters, digits and underscores, starting with a letter"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = "empty" if value is None else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _real_path(body: Any, location: tuple[Any, ...]) -> tuple[Path_, str]:
    """Drop the parts of a location that are not in the document, such as names of variants."""
    path: list[str | int] = []
    value, missing = body, ""
    for part in location:
        if isinstance(value, dict) and part in value and part != "[key]":
            path.append(part)
            value = value[part]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            path.append(part)
            value = value[part]
        else:
            missing = str(part)
    return tuple(path), missing


def _unknown_key_issue(body: Any, path: Path_, positions: Positions) -> Issue:
    key = str(path[-1])
    known = known_keys(body, path[:-1])
    close = difflib.get_close_matches(key, known, n=1)
    parent = ".".join(str(part) for part in path[:-1])
    inside = f" in `{parent}`" if parent else ""
    fact = f"`{key}` is not a key of the pact{inside}."
    listed = ", ".join(f"`{name}`" for name in known)
    fix = f"Did you mean `{close[0]}`?" if close else f"Known here: {listed}."
    return _error("key-unknown", positions.key_place(path), fact, fix)


@lru_cache(maxsize=1)
def _schema() -> dict[str, Any]:
    return PactDocument.model_json_schema(by_alias=True)


def known_keys(body: Any, path: Path_) -> list[str]:
    """Return the keys that the format knows at a path of a document."""
    nodes, value = [_schema()], body
    for part in path:
        value = value[part]
        nodes = [inner for node in nodes for inner in _inner(node, part)]
    keys = {key for node in nodes for key in _resolved(node).get("properties", {})}
    return sorted(keys)


def _inner(node: dict[str, Any], part: str | int) -> list[dict[str, Any]]:
    node = _resolved(node)
    if isinstance(part, int):
        found = node.get("items")
    else:
        found = node.get("properties", {}).get(part) or node.get("additionalProperties")
    return _branches(found) if isinstance(found, dict) else []


def _branches(node: dict[str, Any]) -> list[dict[str, Any]]:
    options = node.get("oneOf") or node.get("anyOf") or [node]
    return [_resolved(option) for option in options]


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    reference = node.get("$ref")
    if not reference:
        return node
    found: dict[str, Any] = _schema()["$defs"][reference.rsplit("/", 1)[-1]]
    return found


def _error(code: str, place: Place, fact: str, fix: str) -> Issue:
    return Issue(code, Level.ERROR, place, fact, fix)
