"""What is wrong with the shape of a pact, in the words of the house: keys, types, limits, forms."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pydantic import ValidationError

from leadpact.conditions.findings import closest
from leadpact.pact.codes import MAX_ISSUES, make_issue
from leadpact.pact.document import RESERVED_KEYS
from leadpact.pact.positions import Path_, Positions
from leadpact.pact.schema import Node, nodes_at
from leadpact.pact.shape_words import (
    example_of,
    form_of,
    in_words,
    limits_of,
    plain_name,
    shown,
    size_of,
)
from leadpact.pact.yaml_lines import UNREAD
from leadpact.terms.issues import Issue

_WANTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
    "string_type": "a text",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_LIMITS = ("greater_than", "less_than", "too_short", "too_long", "string_too")


EMPTY = "empty"
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Fault:
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


def find_faults(body: Any, error: ValidationError | None) -> list[Fault]:
    """Return every fault of shape, in the order of pydantic, then the empty values."""
    empty = list(islice(_empty_values(body, ()), MAX_ISSUES + 1))
    errors = [] if error is None else error.errors(include_url=False, include_context=False)
    found = [_fault(body, entry["type"], entry["loc"]) for entry in errors[: MAX_ISSUES + 1]]
    skipped = set(empty)
    kept = [fault for fault in found if fault.path not in skipped]
    return [*kept, *(Fault(path, EMPTY) for path in empty)]


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


def _fault(body: Any, kind: str, location: tuple[Any, ...]) -> Fault:
    path = without_tags(location)
    if _value_at(body, path) is UNREAD:
        return Fault(path, UNREADABLE)
    if path and path[-1] == "[key]":
        return Fault(path[:-1], kind, is_key=True)
    if kind == "missing":
        return Fault(path[:-1], kind, missing=str(path[-1]))
    return Fault(path, kind, is_key=kind == "extra_forbidden")


def without_tags(location: tuple[Any, ...]) -> Path_:
    """Return a location of pydantic without the kinds of score and rule that it names."""
    path = list(location)
    if len(path) > 2 and path[0] == "scores" and path[2] != "[key]":
        del path[2]
        if len(path) > 4 and path[2] == "rules":
            del path[4]
    return tuple(path)


def _value_at(body: Any, path: Path_) -> Any:
    for part in path:
        if isinstance(body, dict):
            body = body.get(part)
        elif isinstance(body, list) and isinstance(part, int) and part < len(body):
            body = body[part]
        else:
            return None
    return body


def shape_issue(body: Mapping[str, Any], fault: Fault, positions: Positions) -> Issue:
    """Return the issue that tells a fault."""
    if fault.kind == EMPTY:
        return _empty_issue(body, fault, positions)
    if fault.kind == "extra_forbidden":
        return _unknown_key_issue(body, fault.path, positions)
    if fault.missing:
        return _missing_key_issue(body, fault, positions)
    if fault.is_key:
        return _name_issue(body, fault.path, positions)
    value = _value_at(body, fault.path)
    node = next(iter(nodes_at(body, fault.path)), {})
    code, fact, fix = _value_faults(fault.kind)(fault, value, node)
    place = positions.value_place(fault.path)
    return make_issue(code, place, f"{in_words(body, fault.path)} {fact}", fix)


_Said = tuple[str, str, str]


def _value_faults(kind: str) -> Callable[[Fault, Any, Node], _Said]:
    if kind == "literal_error":
        return _unlisted
    if kind.startswith(_LIMITS):
        return _beyond_limits
    return _other_form if kind == "string_pattern_mismatch" else _other_type


def _unlisted(_fault: Fault, value: Any, node: Node) -> _Said:
    choices = [str(choice) for choice in node.get("enum", [node.get("const")])]
    if len(choices) == 1:
        return (
            "value-unknown",
            f"is {shown(value)}; it must be {choices[0]}.",
            f"Write {choices[0]}.",
        )
    listed = ", ".join(f"`{choice}`" for choice in choices)
    close = closest(str(value), choices)
    fix = f"Did you mean `{close}`?" if close else "Write one of these."
    return "value-unknown", f"is {shown(value)}; it can be {listed}.", fix


def _beyond_limits(_fault: Fault, value: Any, node: Node) -> _Said:
    limits = limits_of(node)
    if isinstance(value, str | list | dict):
        fact = f"has {size_of(value)}; it must have {limits}."
        return "value-out-of-range", fact, f"Write {limits}{example_of(node)}."
    fact = f"is {shown(value)}; it must be {limits}."
    return "value-out-of-range", fact, f"Write a number in this range{example_of(node)}."


def _other_form(fault: Fault, value: Any, _node: Node) -> _Said:
    form = form_of(fault.path)
    if not form:
        return "value-format", "holds a line break or a control character.", "Remove it."
    plain = plain_name(str(value)) if form.startswith("a name") else None
    fix = f"Write `{plain}`." if plain else f"Write {form}."
    return "value-format", f"is {shown(value)}, which is not {form}.", fix


def _other_type(fault: Fault, value: Any, node: Node) -> _Said:
    wanted = _WANTED.get(fault.kind, "something else")
    fact = f"is {shown(value)}, and {wanted} is needed."
    if wanted == "a text" and not isinstance(value, dict | list):
        return "value-type", fact, f"Put it in quotes: '{str(value).lower()}'."
    if isinstance(value, str) and re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", value):
        return "value-type", fact, f"Leave out the quotes: {value}."
    if wanted == "a mapping":
        return "value-type", fact, f"Write `key: value`{example_of(node)}."
    if isinstance(value, bool) or "`" in wanted:
        return "value-type", fact, f"Write {wanted}."
    return "value-type", fact, f"Write {wanted}{example_of(node)}."


def _empty_issue(body: Mapping[str, Any], fault: Fault, positions: Positions) -> Issue:
    node = next(iter(nodes_at(body, fault.path)), {})
    parent = next(iter(nodes_at(body, fault.path[:-1])), {})
    is_key = isinstance(fault.path[-1], str)
    example = example_of(node) or ", or remove the entry" * (not is_key)
    fix = f"Write one{example}."
    if node.get("type") == "object" and not node.get("required"):
        fix = "Write `{}` for the defaults, or remove the key."
    elif is_key and fault.path[-1] not in parent.get("required", []):
        fix = f"Write one{example}, or remove the key."
    fact = f"{in_words(body, fault.path)} has no value."
    place = positions.key_place(fault.path) if is_key else positions.value_place(fault.path)
    return make_issue("value-empty", place, fact, fix)


_KINDS = {
    "when": "rules on conditions",
    "on": "rules on activities",
    "rules": "scores of leads",
    "combine": "scores of accounts",
}


def _unknown_key_issue(body: Any, path: Path_, positions: Positions) -> Issue:
    key, place = str(path[-1]), positions.key_place(path)
    own = {name for node in nodes_at(body, path[:-1]) for name in node.get("properties", {})}
    other = {name for node in nodes_at({}, path[:-1]) for name in node.get("properties", {})}
    kinds = [kind for kind in _KINDS if kind in other]
    if key in other and len(kinds) == 2:
        mine = next(kind for kind in kinds if kind in own)
        theirs = next(kind for kind in kinds if kind != mine)
        fact = (
            f"`{key}` belongs to {_KINDS[theirs]}; `{mine}` makes this one of the {_KINDS[mine]}."
        )
        fix = f"Remove `{key}`, or write `{theirs}` in the place of `{mine}`."
        fix = f"Keep `{key}` or `{mine}`." if key == theirs else fix
        return make_issue("key-misplaced", place, fact, fix)
    fact = f"`{key}` is not a key of {in_words(body, path[:-1])}."
    close = closest(key, own)
    listed = ", ".join(f"`{name}`" for name in sorted(own))
    fix = f"Did you mean `{close}`?" if close else f"Known here: {listed}."
    return make_issue("key-unknown", place, fact, fix)


def _missing_key_issue(body: Any, fault: Fault, positions: Positions) -> Issue:
    nodes = nodes_at(body, fault.path)
    owner = in_words(body, fault.path).replace("the pact", "The pact")
    kinds = [kind for kind in _KINDS if kind in {key for n in nodes for key in n["required"]}]
    fact, fix = f"{owner} has no `{fault.missing}`, which it needs.", f"Add `{fault.missing}`"
    if len(kinds) == 2:
        fact = f"{owner} has neither `{kinds[0]}` nor `{kinds[1]}`."
        fix = f"Add `{kinds[0]}` or `{kinds[1]}`"
    else:
        fix += example_of(nodes[0]["properties"][fault.missing], fault.missing) if nodes else ""
    return make_issue("key-missing", positions.key_place(fault.path), fact, f"{fix}.")


def _name_issue(body: Any, path: Path_, positions: Positions) -> Issue:
    name, place = str(path[-1]), positions.key_place(path)
    if path[0] == "labels":
        node = nodes_at(body, ("labels",))[0]
        stages = node["propertyNames"]["enum"]
        close = closest(name, stages)
        fix = f"Did you mean `{close}`?" if close else f"The stages are {', '.join(stages)}."
        return make_issue("stage-unknown", place, f"`{name}` is not a stage of the funnel.", fix)
    plain = plain_name(name)
    fact = f"`{shown(name)[1:-1]}` is not {form_of(path)}."
    fix = f"Write `{plain}`." if plain else "Rename it."
    return make_issue("name-format", place, fact, fix)


def reserved_issues(body: Mapping[str, Any], positions: Positions) -> list[Issue]:
    """Return an issue for each section that this version cannot run."""
    issues = []
    for key in RESERVED_KEYS:
        if key in body:
            fact = f"The section `{key}` is part of the format, and this version cannot run it yet."
            fix = "Remove the section, or keep it in a comment until it is supported."
            place = positions.key_place((key,))
            issues.append(make_issue("section-not-supported", place, fact, fix))
    return issues
