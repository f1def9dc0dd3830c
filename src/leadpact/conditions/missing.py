"""Where `not` applies to a value that can be missing: unknown stays unknown, nothing fires."""

from collections.abc import Iterable, Iterator

from leadpact.conditions.findings import Finding
from leadpact.conditions.nodes import (
    And,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Contains,
    Count,
    DaysSince,
    HasWord,
    In,
    IsKnown,
    IsTrue,
    Name,
    Not,
    Or,
    Position,
    StartsWith,
)
from leadpact.conditions.render import render_condition
from leadpact.conditions.scope import Scope
from leadpact.conditions.walk import walk

_NONE_YET = {("==", 0), ("<=", 0), ("<", 1)}
_SOME = {(">=", 1), (">", 0), ("!=", 0)}


def find_not_over_missing(tree: Condition, scope: Scope) -> list[Finding]:
    """Return a warning for each `not` over each name that can be missing.

    No warning where `is_known(x)` is joined to the `not` by `and`, or `not is_known(x)` by `or`;
    for `days_since`, `count('kind') >= 1` and `count('kind') == 0` do the same. Nor where what is
    joined by `and` needs the name anyway: without it, nothing depends on the `not`.
    """
    known: frozenset[Name | DaysSince] = frozenset(map(Name, scope.known_names))
    return [
        _finding(operand, node.position)
        for node, guarded in _negations(tree, known)
        for operand in dict.fromkeys(_unguarded(node.operand, guarded))
        if _can_be_missing(operand, scope)
    ]


_Known = frozenset[Name | DaysSince]


def _negations(tree: Condition, known: _Known) -> Iterator[tuple[Not, _Known]]:
    """Yield every outermost `not` with the operands that are certain there."""
    match tree:
        case Not():
            yield tree, known
        case And() | Or():
            known |= _guards(tree)
            if isinstance(tree, And):
                known |= _needed(tree)
            for operand in tree.operands:
                yield from _negations(operand, known)
        case AtLeast():  # of which no operand decides about another
            for operand in tree.operands:
                yield from _negations(operand, known)


def _unguarded(tree: Condition, known: _Known) -> Iterator[Name | DaysSince]:
    """Yield the operands whose absence would make the condition unknown."""
    match tree:
        case And() | Or():
            known |= _guards(tree)
            for operand in tree.operands:
                yield from _unguarded(operand, known)
        case AtLeast():
            for operand in tree.operands:
                yield from _unguarded(operand, known)
        case Not():
            yield from _unguarded(tree.operand, known)
        case _:
            for node in walk(tree):
                if isinstance(node, Name | DaysSince) and node not in known:
                    yield node


def _guards(tree: And | Or) -> _Known:
    """Return the operands that are certain where the chain is not decided already."""
    is_chain_of_and = isinstance(tree, And)
    return frozenset(_guarded(tree.operands, is_chain_of_and=is_chain_of_and))


def _guarded(operands: Iterable[Condition], *, is_chain_of_and: bool) -> Iterator[Name | DaysSince]:
    for operand in operands:
        match operand:
            case IsKnown() if is_chain_of_and:
                yield Name(operand.name)
            case Not(operand=IsKnown() as asked) if not is_chain_of_and:
                yield Name(asked.name)
            case Compare(left=Count() as count, right=Constant() as constant):
                wanted = _SOME if is_chain_of_and else _NONE_YET
                if (operand.operator, constant.value) in wanted:
                    yield DaysSince(count.kind)
            case And() if is_chain_of_and:
                yield from _guarded(operand.operands, is_chain_of_and=True)
            case Or() if not is_chain_of_and:
                yield from _guarded(operand.operands, is_chain_of_and=False)


def _needed(tree: Condition) -> _Known:
    """Return the operands without which a condition is never true."""
    match tree:
        case And():
            return frozenset().union(*map(_needed, tree.operands))
        case Or():
            return frozenset.intersection(*map(_needed, tree.operands))
        case IsKnown():
            return frozenset((Name(tree.name),))
        case Compare() | In() | IsTrue() | Contains() | StartsWith() | HasWord():
            return frozenset(node for node in walk(tree) if isinstance(node, Name | DaysSince))
        case _:
            return frozenset()


def _can_be_missing(operand: Name | DaysSince, scope: Scope) -> bool:
    if isinstance(operand, DaysSince):
        return True
    kind = scope.names.get(operand.name)
    return kind is not None and kind.can_be_missing


def _finding(operand: Name | DaysSince, position: Position) -> Finding:
    text = render_condition(operand)
    if isinstance(operand, DaysSince):
        kind = render_condition(Constant(operand.kind))
        is_there, is_missing = f"count({kind}) >= 1", f"count({kind}) == 0"
    else:
        is_there, is_missing = f"is_known({text})", f"not is_known({text})"
    return Finding(
        "not-over-missing",
        position,
        f"Where `{text}` is missing, this `not` is unknown and the rule does not fire.",
        f"If that is meant, add `and {is_there}`; to include such leads, add `or {is_missing}`.",
    )
