"""The nodes of a condition. Values without behaviour: both interpreters walk them.

Every node is frozen and compares by meaning: its `position` in the text is left out of equality.
"""

from collections.abc import Mapping, Sequence
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


_UNWRITTEN = Position()
"""The place of a node that nobody wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedNode:
    """What every node has besides its meaning: where it starts in the text."""

    position: Position = field(default=_UNWRITTEN, compare=False, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Constant(PlacedNode):
    """A literal: `'software'`, `200`, `0.5`, `true`, or a date once the type checker knows it.

    The parser stores a whole number as `int`, so `200` and `200.0` are one constant. Equality
    looks at the type too: in Python `True == 1`, in a condition `true` and `1` differ.
    """

    value: Value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Constant):
            return NotImplemented
        return type(self.value) is type(other.value) and self.value == other.value

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True, slots=True)
class Name(PlacedNode):
    """An attribute, a score, or (in a rule's `where`) a field of the activity."""

    name: str


@dataclass(frozen=True, slots=True)
class Count(PlacedNode):
    """How many activities of `kind` are younger than `days`; all of them where `days` is None."""

    kind: str
    days: int | None = None


@dataclass(frozen=True, slots=True)
class DaysSince(PlacedNode):
    """Whole days since the last activity of `kind`; missing where there was none."""

    kind: str


@dataclass(frozen=True, slots=True)
class DaysSinceDate(PlacedNode):
    """Calendar days from the date of an attribute to the local day; missing where it is."""

    operand: Name


@dataclass(frozen=True, slots=True)
class DaysUntil(PlacedNode):
    """Calendar days from the local day to the date of an attribute; missing where it is."""

    operand: Name


DaysOfDate: TypeAlias = DaysSinceDate | DaysUntil
Operand: TypeAlias = Constant | Name | Count | DaysSince | DaysOfDate


@dataclass(frozen=True, slots=True)
class Compare(PlacedNode):
    """`left op right`; unknown where either side is missing."""

    operator: Operator
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class In(PlacedNode):
    """`operand in (constants)`; unknown where the operand is missing."""

    operand: Operand
    constants: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Contains(PlacedNode):
    """`operand contains 'text'`, the case of Latin letters ignored."""

    operand: Name
    text: str


@dataclass(frozen=True, slots=True)
class StartsWith(PlacedNode):
    """`operand starts_with 'text'`, the case of Latin letters ignored."""

    operand: Name
    text: str


@dataclass(frozen=True, slots=True)
class HasWord(PlacedNode):
    """`operand has_word 'text'`: a whole word of it, the case of Latin letters ignored."""

    operand: Name
    text: str


TextTest: TypeAlias = Contains | StartsWith | HasWord

TEXT_TESTS: Mapping[str, type[TextTest]] = {
    "contains": Contains,
    "starts_with": StartsWith,
    "has_word": HasWord,
}
"""The tests of texts by the word that is written between name and text."""

TEXT_TEST_WORDS: Mapping[type[TextTest], str] = {kind: word for word, kind in TEXT_TESTS.items()}


@dataclass(frozen=True, slots=True)
class IsKnown(PlacedNode):
    """`is_known(name)`: true or false, never unknown."""

    name: str


@dataclass(frozen=True, slots=True)
class IsTrue(PlacedNode):
    """A boolean name or constant by itself: `is_customer`."""

    operand: Name | Constant


@dataclass(frozen=True, slots=True)
class Not(PlacedNode):
    """`not operand`; unknown stays unknown."""

    operand: "Condition"


@dataclass(frozen=True, slots=True)
class And(PlacedNode):
    """All of two or more operands (Kleene)."""

    operands: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Or(PlacedNode):
    """Any of two or more operands (Kleene)."""

    operands: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AtLeast(PlacedNode):
    """At least `n` of the operands (Kleene): unknown where those not known could decide it."""

    n: int
    operands: tuple["Condition", ...]


Condition: TypeAlias = Compare | In | TextTest | IsKnown | IsTrue | Not | And | Or | AtLeast


def join_conditions(
    kind: type[And] | type[Or], operands: Sequence[Condition], *, position: Position = _UNWRITTEN
) -> Condition:
    """Join one or more operands by `and` or `or`; a single one stays as it is."""
    return operands[0] if len(operands) == 1 else kind(tuple(operands), position=position)
