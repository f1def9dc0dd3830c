"""What is wrong with the shape of a pact, in the words of the house: keys, types, limits, forms."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from leadpact.conditions.findings import closest
from leadpact.pact.codes import make_issue
from leadpact.pact.faults import EMPTY, UNKNOWN_KEY, UNREADABLE, ShapeFault
from leadpact.pact.meant_code import meant_code
from leadpact.pact.positions import Path_, Positions, value_at
from leadpact.pact.schema import Node, nodes_at
from leadpact.pact.shape_fixes import (
    fix_of_comma,
    fix_of_days,
    fix_of_stage_key,
    fix_of_value,
)
from leadpact.pact.shape_indentation import misplaced, own_keys, owner_before, owner_of_part
from leadpact.pact.shape_meant import fix_of_key
from leadpact.pact.shape_words import (
    example_of,
    form_of,
    in_words,
    limits_of,
    plain_name,
    shown,
    size_of,
)
from leadpact.terms.issues import Issue
from leadpact.terms.stages import Stage

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


def shape_issues(
    body: Mapping[str, Any], faults: Sequence[ShapeFault], positions: Positions
) -> list[Issue]:
    """Return the issues of the faults: a misspelled key is not reported as missing too."""
    parted = {
        (*fault.path[:-1], owner)
        for fault in faults
        if (
            owner := owner_before(body, fault.path)
            if fault.kind == UNKNOWN_KEY
            else owner_of_part(body, fault)
        )
    }
    misspelled = {
        (fault.path[:-1], meant_key(body, fault.path))
        for fault in faults
        if fault.kind == UNKNOWN_KEY
    }
    return [
        _shape_issue(body, fault, positions)
        for fault in faults
        if fault.kind != UNREADABLE
        and not (fault.kind == EMPTY and fault.path in parted)
        and not misspelled & {(fault.path, key) for key in _keys(fault)}
    ]


def _keys(fault: ShapeFault) -> tuple[str, ...]:
    """Return the keys of which a mapping lacks one."""
    return tuple(_KINDS) if fault.missing in _KINDS else (fault.missing,)


def meant_key(body: Any, path: Path_) -> str | None:
    """Return the known key that was probably meant by an unknown one."""
    return closest(str(path[-1]), own_keys(body, path[:-1]))


def _shape_issue(body: Mapping[str, Any], fault: ShapeFault, positions: Positions) -> Issue:
    if fault.kind == EMPTY:
        return _empty_issue(body, fault, positions)
    if fault.kind == UNKNOWN_KEY:
        return _unknown_key_issue(body, fault.path, positions)
    if fault.missing:
        return _missing_key_issue(body, fault, positions)
    if fault.is_key:
        return _name_issue(body, fault.path, positions)
    if owner := owner_of_part(body, fault):
        return misplaced(body, fault.path, owner, positions)
    value = value_at(body, fault.path)
    node = next(iter(nodes_at(body, fault.path)), {})
    code, fact, fix = _value_faults(fault.kind)(fault, value, node)
    fix = fix_of_value(body, fault.path, fault.kind, node, positions) or fix
    return make_issue(
        code, positions.value_place(fault.path), f"{in_words(body, fault.path)} {fact}", fix
    )


_FactFixCode = tuple[str, str, str]


def _value_faults(kind: str) -> Callable[[ShapeFault, Any, Node], _FactFixCode]:
    if kind == "literal_error":
        return _unlisted
    if kind.startswith(_LIMITS):
        return _beyond_limits
    return _other_form if kind == "string_pattern_mismatch" else _other_type


_WORDS_OF = {False: ("off", "no"), True: ("on", "yes")}


def _unlisted(fault: ShapeFault, value: Any, node: Node) -> _FactFixCode:
    choices = [str(choice) for choice in node.get("enum", [node.get("const")])]
    if fault.path[-1:] == ("silence_of",):
        fact = f"is {shown(value)}; it must be `any`, or a list of activities."
        return "value-unknown", fact, f"Write `any`, or a list such as `[{_named(value)}]`."
    if fault.path[0] == "checkpoints" and str(value) in Stage.__members__:
        fact = f"is {shown(value)}: a checkpoint is of a stage that sales works, and that another"
        return "value-unknown", f"{fact} one follows.", f"Write one of {', '.join(choices)}."
    if len(choices) == 1:
        return (
            "value-unknown",
            f"is {shown(value)}; it must be {choices[0]}.",
            f"Write {choices[0]}.",
        )
    listed = ", ".join(f"`{choice}`" for choice in choices)
    close = meant_code(str(value), choices)
    if isinstance(value, bool):  # what some tools make of the words
        close = next((word for word in _WORDS_OF[value] if word in choices), None)
    fix = _OR_BLOCK if fault.path[-2:] == ("at_most", "per") else "Write one of these."
    return (
        "value-unknown",
        f"is {shown(value)}; it can be {listed}.",
        f"Did you mean `{close}`?" if close else fix,
    )


def _named(value: Any) -> str:
    """Return a text as the name that it could be, else an example of one."""
    plain = plain_name(value) if isinstance(value, str) else None
    return plain or "email_opened"


_OR_BLOCK = "Write one of these, or a number of days such as `{days: 90}`."
"""The fix for a unit of a limit, which need not be a word."""


def _beyond_limits(_fault: ShapeFault, value: Any, node: Node) -> _FactFixCode:
    limits = limits_of(node)
    if isinstance(value, str | list | dict):
        return (
            "value-out-of-range",
            f"has {size_of(value)}; it must have {limits}.",
            f"Write {limits}{example_of(node)}.",
        )
    return (
        "value-out-of-range",
        f"is {shown(value)}; it must be {limits}.",
        f"Write a number in this range{example_of(node)}.",
    )


_ANY_LINE = "^[^"
"""How the pattern of a text begins that may hold anything on one line."""


def _other_form(fault: ShapeFault, value: Any, node: Node) -> _FactFixCode:
    form = form_of(fault.path)
    if not form or node.get("pattern", "").startswith(_ANY_LINE):
        return "value-format", "holds a line break or a control character.", "Remove it."
    plain = plain_name(str(value)) if form.startswith("a name") else None
    return (
        "value-format",
        f"is {shown(value)}, which is not {form}.",
        f"Write `{plain}`." if plain else f"Write {form}.",
    )


def _other_type(fault: ShapeFault, value: Any, node: Node) -> _FactFixCode:
    wanted = _WANTED.get(fault.kind, "something else")
    fact = f"is {shown(value)}, and {wanted} is needed."
    if wanted == "a text" and not isinstance(value, dict | list):
        return "value-type", fact, f"Put it in quotes: '{str(value).lower()}'."
    if wanted == "a mapping":
        return "value-type", fact, f"Write `key: value`{example_of(node)}."
    if isinstance(value, bool) or "`" in wanted:
        return "value-type", fact, f"Write {wanted}."
    return "value-type", fact, f"Write {wanted}{example_of(node)}."


def _empty_issue(body: Mapping[str, Any], fault: ShapeFault, positions: Positions) -> Issue:
    node = next(iter(nodes_at(body, fault.path)), {})
    parent = next(iter(nodes_at(body, fault.path[:-1])), {})
    if comma := fix_of_comma(body, fault.path, parent, positions):
        fact = f"`{fault.path[-1]}` has no value: after the comma before it a new key begins."
        return make_issue("value-empty", positions.key_place(fault.path), fact, comma)
    is_key = isinstance(fault.path[-1], str)
    example = example_of(node) or ", or remove the entry" * (not is_key)
    fix = f"Write one{example}."
    if fault.path[0] == "gates" and len(fault.path) == 2:  # `{}` would open it for everybody
        fix = f"Write below it what it asks for, indented{example}, or remove the key."
    elif node.get("type") == "object" and not node.get("required"):
        fix = "Write `{}` for the defaults, or remove the key."
    elif is_key and fault.path[-1] not in parent.get("required", []):
        fix = f"Write one{example}, or remove the key."
    return make_issue(
        "value-empty",
        positions.key_place(fault.path) if is_key else positions.value_place(fault.path),
        f"{in_words(body, fault.path)} has no value.",
        fix,
    )


_KINDS = {
    "when": "rules on conditions",
    "on": "rules on activities",
    "silence_of": "rules on silence",
    "rules": "scores of leads",
    "sum_of": "sums of scores",
    "combine": "scores of accounts",
}


def _kind_and_keys(node: Node) -> tuple[str, set[str]]:
    """Return the key that makes something of this kind, and all keys of the kind, if it is one."""
    kind = next((kind for kind in _KINDS if kind in node.get("required", ())), "")
    return kind, set(node["properties"]) if kind else set()


def _unknown_key_issue(body: Any, path: Path_, positions: Positions) -> Issue:
    key, place = str(path[-1]), positions.key_place(path)
    own = own_keys(body, path[:-1])
    kinds = [kind for node in nodes_at({}, path[:-1]) if key in (kind := _kind_and_keys(node))[1]]
    mine = next((kind for kind in _KINDS if kind in own), "")
    if kinds and mine:
        theirs = kinds[0][0]
        return make_issue(
            "key-misplaced",
            place,
            f"`{key}` belongs to {_KINDS[theirs]}; `{mine}` makes this one of the {_KINDS[mine]}.",
            f"Keep `{key}` or `{mine}`."
            if key == theirs
            else f"Remove `{key}`, or write `{theirs}` instead of `{mine}`.",
        )
    fact = f"`{key}` is not a key of {in_words(body, path[:-1])}."
    if owner := owner_before(body, path):
        return misplaced(body, path, owner, positions)
    close = meant_key(body, path)
    listed = ", ".join(f"`{name}`" for name in sorted(own))
    node = next(iter(nodes_at(body, path[:-1])), {})
    if meant := fix_of_key(key, value_at(body, path), node):
        return make_issue("key-unknown", place, fact, meant)
    return make_issue(
        "key-unknown",
        place,
        fact,
        f"Did you mean `{close}`?" if close else f"Known here: {listed}.",
    )


def _missing_key_issue(body: Any, fault: ShapeFault, positions: Positions) -> Issue:
    nodes = nodes_at(body, fault.path)
    owner = in_words(body, fault.path).replace("the pact", "The pact")
    kinds = [
        kind for kind in _KINDS if kind in {key for n in nodes for key in n.get("required", ())}
    ]
    fact, fix = f"{owner} has no `{fault.missing}`, which it needs.", f"Add `{fault.missing}`"
    if len(kinds) > 1:
        listed = [f"`{kind}`" for kind in kinds]
        fact = f"{owner} has neither {' nor '.join(listed)}."
        fix = f"Add {', '.join(listed[:-1])} or {listed[-1]}"
    else:
        fix += example_of(nodes[0]["properties"][fault.missing], fault.missing) if nodes else ""
    return make_issue("key-missing", positions.key_place(fault.path), fact, f"{fix}.")


_CODED_KEYS: dict[Path_, tuple[str, str, str]] = {
    ("labels",): ("stage-unknown", "a stage of the funnel", "stages"),
    ("windows",): ("stage-unknown", "a stage of the funnel", "stages"),
    ("identity", "hygiene", "faults"): ("fault-unknown", "a kind of fault", "faults"),
}
"""Mappings whose keys are codes: the code of the issue, what a key is, and what they are called."""


def _coded_keys(path: Path_) -> tuple[str, str, str] | None:
    if path[:1] == ("calendars",) and path[2:] == ("windows",):
        return "weekday-unknown", "a day of the week", "days"
    return _CODED_KEYS.get(path)


def _name_issue(body: Any, path: Path_, positions: Positions) -> Issue:
    name, place = str(path[-1]), positions.key_place(path)
    if coded := _coded_keys(path[:-1]):
        code, kind, kinds = coded
        known = nodes_at(body, path[:-1])[0]["propertyNames"]["enum"]
        fix = fix_of_days(name) if kinds == "days" else fix_of_stage_key(body, path, known)
        close = meant_code(name, known)
        return make_issue(
            code,
            place,
            f"`{shown(name)[1:-1]}` is not {kind}.",
            fix
            or (f"Did you mean `{close}`?" if close else f"The {kinds} are {', '.join(known)}."),
        )
    plain = plain_name(name)
    return make_issue(
        "name-format",
        place,
        f"`{shown(name)[1:-1]}` is not {form_of(path)}.",
        f"Write `{plain}`." if plain else "Rename it.",
    )
