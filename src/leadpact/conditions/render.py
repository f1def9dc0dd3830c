"""From a tree back to text: the twin of `parse`, in one spelling and with few parentheses."""

from datetime import date
from decimal import Decimal

from leadpact.conditions.nodes import (
    TEXT_TEST_WORDS,
    And,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Contains,
    Count,
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
    Value,
)


def render_condition(tree: Condition | Operand) -> str:  # noqa: PLR0911 - one per kind of node
    """Return the text of a condition, or of one of its operands.

    Returns
    -------
    str
        On one line. `parse_condition` of it gives back an equal tree, for every tree that the
        parser can make; a date that the type checker made is written as the text it was.

    Examples
    --------
    >>> render_condition(And((IsTrue(Name("is_customer")), IsKnown("industry"))))
    'is_customer and is_known(industry)'
    """
    match tree:
        case Or():
            return " or ".join(_grouped(operand, Or) for operand in tree.operands)
        case And():
            return " and ".join(_grouped(operand, And, Or) for operand in tree.operands)
        case AtLeast():
            return f"at_least({', '.join((str(tree.n), *map(render_condition, tree.operands)))})"
        case Not(operand=In() as membership):
            return _membership(membership, "not in")
        case Not():
            return f"not {_grouped(tree.operand, And, Or)}"
        case In():
            return _membership(tree, "in")
        case _:
            return _simple(tree)


def _grouped(operand: Condition, *in_parentheses: type[And] | type[Or]) -> str:
    """Return an operand's text, in parentheses where it is one of these kinds."""
    text = render_condition(operand)
    return f"({text})" if isinstance(operand, in_parentheses) else text


def _membership(tree: In, operator: str) -> str:
    values = ", ".join(render_condition(constant) for constant in tree.constants)
    return f"{render_condition(tree.operand)} {operator} ({values})"


def _simple(node: Condition | Operand) -> str:
    """Return the text of a node that holds no other condition."""
    match node:
        case Compare():
            left, right = render_condition(node.left), render_condition(node.right)
            return f"{left} {node.operator} {right}"
        case Contains() | StartsWith() | HasWord():
            return f"{node.operand.name} {TEXT_TEST_WORDS[type(node)]} {_quoted(node.text)}"
        case IsTrue():
            return render_condition(node.operand)
        case IsKnown():
            return f"is_known({node.name})"
        case _:
            return _operand(node)


def _operand(node: Condition | Operand) -> str:
    """Return the text of a name, a constant or an aggregate."""
    match node:
        case Name():
            return node.name
        case Constant():
            return _value(node.value)
        case DaysSince():
            return f"days_since({_quoted(node.kind)})"
        case DaysSinceDate():
            return f"days_since({node.operand.name})"
        case DaysUntil():
            return f"days_until({node.operand.name})"
        case Count():
            days = "" if node.days is None else f", days={node.days}"
            return f"count({_quoted(node.kind)}{days})"
        case _:
            raise TypeError(f"{type(node).__name__} is not a node of a condition.")


def _value(value: Value) -> str:
    """Return a literal; numbers without an exponent."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _quoted(value)
        case date():
            return _quoted(value.isoformat())
        case float():
            return format(Decimal(repr(value)), "f")
        case _:
            return str(value)


def _quoted(text: str) -> str:
    """Return the text in the quotes that need the least doubling inside."""
    quote = '"' if text.count("'") > text.count('"') else "'"
    return quote + text.replace(quote, quote * 2) + quote
