"""Reading a tree: every node, the names it mentions, the behaviour it asks about."""

from collections.abc import Iterator
from typing import TypeAlias

from leadpact.conditions.nodes import (
    And,
    AtLeast,
    Compare,
    Condition,
    Contains,
    Count,
    DaysOfDate,
    DaysSince,
    DaysSinceDate,
    DaysUntil,
    HasWord,
    In,
    IsKnown,
    IsTrue,
    Name,
    Not,
    Operand,
    Or,
    StartsWith,
)
from leadpact.terms.past import STAGE_NAME

Node: TypeAlias = Condition | Operand


def walk(tree: Node) -> Iterator[Node]:
    """Yield the tree and every node below it, operands and constants too, in reading order.

    Parameters
    ----------
    tree
        A condition or an operand.
    """
    yield tree
    for child in _children(tree):
        yield from walk(child)


def _children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below one node."""
    match node:
        case And() | Or() | AtLeast():
            return node.operands
        case Compare():
            return (node.left, node.right)
        case In():
            return (node.operand, *node.constants)
        case Not() | Contains() | StartsWith() | HasWord() | IsTrue():
            return (node.operand,)
        case DaysSinceDate() | DaysUntil():
            return (node.operand,)
        case _:
            return ()


def names_of(tree: Node) -> frozenset[str]:
    """Return every attribute, score and field that the tree mentions, `is_known` included."""
    return frozenset(node.name for node in walk(tree) if isinstance(node, Name | IsKnown))


def behaviours_of(tree: Node) -> frozenset[Count | DaysSince]:
    """Return every aggregate over behaviour in the tree; positions make no difference."""
    return frozenset(node for node in walk(tree) if isinstance(node, Count | DaysSince))


def days_of_dates(tree: Node) -> frozenset[DaysOfDate]:
    """Return every count of days since or until a date in the tree; positions do not matter."""
    return frozenset(node for node in walk(tree) if isinstance(node, DaysSinceDate | DaysUntil))


def changes_by_itself(tree: Node) -> bool:
    """Tell whether behaviour, the day or the stage is asked for, so that time can change it."""
    kinds = Count | DaysSince | DaysSinceDate | DaysUntil
    return asks_for_stage(tree) or any(isinstance(node, kinds) for node in walk(tree))


def asks_for_stage(tree: Node) -> bool:
    """Tell whether the stage of the lead is asked for."""
    return STAGE_NAME in names_of(tree)
