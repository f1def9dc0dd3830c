"""The nodes of a condition. Values without behaviour: both interpreters walk them.

Every node is frozen and compares by meaning: its `position` in the text is left out of equality.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal as OneOf
from typing import TypeAlias

Value: TypeAlias = str | int | float | bool | date
Operator: TypeAlias = OneOf["==", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Position:
    """Where a node starts in the condition's text; both count from 1, in characters."""

    line: int = 1
    column: int = 1


_START = Position()


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A literal: `'software'`, `200`, `0.5`, `true`, or a date once the type checker knows it.

    The parser stores a whole number as `int`, so `200` and `200.0` are one constant. Equality
    looks at the type too: in Python `True == 1`, in a condition `true` and `1` differ.
    """

    value: Value
    position: Position = field(default=_START, compare=False, repr=False)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Constant):
            return NotImplemented
        return type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Name:
    """An attribute, a score, or (in a rule's `where`) a field of the activity."""

    name: str
    position: Position = field(default=_START, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Count:
    """How many activities of `kind` are younger than `days`; all of them where `days` is None."""

    kind: str
    days: int | None = None
    position: Position = field(default=_START, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DaysSince:
    """Whole days since the last activity of `kind`; missing where there was none."""

    kind: str
    position: Position = field(default=_START, compare=False, repr=False)


Operand: TypeAlias = Constant | Name | Count | DaysSince


@dataclass(frozen=True, slots=True)
class Compare:
    """`left op right`; unknown where either side is missing."""

    operator: Operator
    left: Operand
    right: Operand
    position: Position = field(default=_START, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class In:
    """`operand in (constants)`; unknown where the operand is missing."""

    operand: Operand
    constants: tuple[Constant, ...]
    position: Position = field(default=_START, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Contains:
    """`operand contains 'text'`, the case of Latin letters ignored."""

    operand: Name
    text: str
    position: Position = field(default=_START, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class StartsWith:
    """`operand starts_with 'text'`, the case of Latin letters ignored."""

    operand: Name
    text: str
    position: Position = field(default=_START, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IsKnown:
    """`is_known(name)`: true or false, never unknown."""

    name: str
    position: Position = field(default=_START, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class IsTrue:
    """A boolean name or constant standing alone: `is_customer`."""

    operand: Name | Constant
    position: Position = field(default=_START, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    """`not operand`; unknown stays unknown."""

    operand: "Condition"
    position: Position = field(default=_START, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more operands (Kleene)."""

    operands: tuple["Condition", ...]
    position: Position = field(default=_START, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two or more operands (Kleene)."""

    operands: tuple["Condition", ...]
    position: Position = field(default=_START, compare=False, repr=False)


Condition: TypeAlias = Compare | In | Contains | StartsWith | IsKnown | IsTrue | Not | And | Or
