"""Random values of attributes: near the constants that a pact compares them with."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from leadpact.conditions.nodes import Compare, Condition, Constant, In, Name
from leadpact.conditions.walk import walk
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.attributes import AttributeType
from leadpact.testing.strategies.words import (
    DAYS,
    FRACTIONS,
    LARGE_NUMBERS,
    NUMBERS,
    STRANGE_NUMBERS,
    TEXTS,
)


def conditions_of(ruleset: Ruleset) -> Iterator[Condition]:
    """Return every condition of a pact's rules and gates."""
    for score in ruleset.scores:
        yield from (rule.when for rule in score.condition_rules)
        yield from (rule.where for rule in score.activity_rules if rule.where)
    yield from (gate.when for gate in ruleset.gates if gate.when)


def columns_of(
    ruleset: Ruleset, table: str, *, by_name: bool = False
) -> dict[str, st.SearchStrategy[Any]]:
    """Return the values of each attribute of a table, by column, or by the attribute's name."""
    constants = constants_of(ruleset)
    return {
        name if by_name else item.column: values_near(
            item.type, [*constants.get(name, ()), *item.values]
        )
        for name, item in ruleset.attributes.items()
        if item.table == table
    }


@lru_cache(maxsize=8)
def constants_of(ruleset: Ruleset) -> dict[str, tuple[Any, ...]]:
    """Return the constants that the pact compares each name with."""
    found: dict[str, tuple[Any, ...]] = {}
    for condition in conditions_of(ruleset):
        for node in walk(condition):
            operands: tuple[Any, ...] = ()
            if isinstance(node, Compare):
                operands = (node.left, node.right)
            elif isinstance(node, In):
                operands = (node.operand, *node.constants)
            names = [item.name for item in operands if isinstance(item, Name)]
            values = tuple(item.value for item in operands if isinstance(item, Constant))
            for name in names:
                found[name] = found.get(name, ()) + values
    return found


def values_near(kind: AttributeType, near: Sequence[Any]) -> st.SearchStrategy[Any]:
    """Return values of a type, often such as a rule compares with, or missing."""
    match kind:
        case AttributeType.BOOLEAN:
            return st.none() | st.booleans()
        case AttributeType.DATE:
            return st.none() | st.sampled_from([*near, *DAYS])
        case AttributeType.TEXT | AttributeType.CATEGORY:
            return st.none() | st.sampled_from([*near, *TEXTS])
        case AttributeType.INTEGER:
            beside = [int(value) + by for value in near for by in (0, 1, -1)]
            return st.none() | st.sampled_from([*beside, *NUMBERS]) | _LARGE
        case _:
            return st.none() | st.sampled_from([*near, *NUMBERS, *FRACTIONS]).map(float) | _STRANGE


_LARGE = st.sampled_from(LARGE_NUMBERS)
_STRANGE = st.sampled_from(STRANGE_NUMBERS)
