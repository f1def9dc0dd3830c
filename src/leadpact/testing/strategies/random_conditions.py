"""Random conditions that the type checker accepts, by what they may ask about."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from hypothesis import strategies as st

from leadpact.conditions.nodes import (
    And,
    Compare,
    Condition,
    Constant,
    Contains,
    Count,
    DaysSince,
    In,
    IsKnown,
    IsTrue,
    Name,
    Not,
    Operand,
    Operator,
    Or,
    StartsWith,
)
from leadpact.conditions.satisfiable import find_contradiction
from leadpact.terms.attributes import AttributeType, NameType
from leadpact.testing.strategies.words import DAYS, FRACTIONS, NUMBERS, PARTS, TEXTS

OPERATORS: tuple[Operator, ...] = get_args(Operator)
_EQUALITY: tuple[Operator, ...] = ("==", "!=")
_COUNT_DAYS = (None, 1, 2, 7, 30)

Conditions = st.SearchStrategy[Condition]


def conditions(
    names: Mapping[str, NameType],
    kinds: Sequence[str] = (),
    points: Sequence[int | float] = (),
    *,
    max_tests: int = 5,
) -> Conditions:
    """Return conditions over some names, kinds of activity and scores.

    Parameters
    ----------
    names
        Attributes, scores or fields of an activity, with their types.
    kinds
        Kinds that `count` and `days_since` ask about; none where they may not stand.
    points
        What scores are compared with.
    max_tests
        The most single tests that `and`, `or` and `not` join.
    """
    tests = [_tests_of(name, kind, points) for name, kind in sorted(names.items())]
    tests += [_comparisons(_behaviours(kinds), _numbers)] if kinds else []
    tests += [_pairs(names, kinds)] if _comparable_pairs(names, kinds) else []
    tests.append(st.builds(IsTrue, st.builds(Constant, st.booleans())))
    trees = st.recursive(st.one_of(tests), _joined, max_leaves=max_tests)
    return trees.map(lambda tree: _possible(tree, names))


def _joined(parts: Conditions) -> Conditions:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, parts) | st.builds(And, several) | st.builds(Or, several)


def _possible(tree: Condition, names: Mapping[str, NameType]) -> Condition:
    """Return the condition, negated where it can never be true: pacts with such are refused."""
    return Not(tree) if find_contradiction(tree, {}, names=names) else tree


_numbers = st.sampled_from([*NUMBERS, *FRACTIONS])


def _tests_of(name: str, kind: NameType, points: Sequence[int | float]) -> Conditions:
    """Return single tests of one name."""
    subject = st.just(Name(name))
    known = st.just(IsKnown(name))
    match kind.type:
        case AttributeType.BOOLEAN:
            alone = st.just(IsTrue(Name(name)))
            return known | alone | _comparisons(subject, st.booleans(), _EQUALITY)
        case AttributeType.DATE:
            days = st.sampled_from(DAYS)
            return known | _comparisons(subject, days) | _lists(subject, days)
        case AttributeType.TEXT | AttributeType.CATEGORY:
            texts = st.sampled_from(kind.values or TEXTS)
            part = st.sampled_from(PARTS)
            tests = _comparisons(subject, texts, _EQUALITY) | _lists(subject, texts)
            return known | tests | _text_tests(Contains, name, part) | _text_tests(
                StartsWith, name, part
            )
        case AttributeType.SCORE:
            return _comparisons(subject, st.sampled_from(points))
        case _:
            return known | _comparisons(subject, _numbers) | _lists(subject, _numbers)


def _text_tests(
    node: type[Contains] | type[StartsWith], name: str, part: st.SearchStrategy[str]
) -> Conditions:
    return st.builds(node, st.just(Name(name)), part)


def _comparisons(
    subjects: st.SearchStrategy[Any],
    values: st.SearchStrategy[Any],
    operators: Sequence[Operator] = OPERATORS,
) -> Conditions:
    """Return comparisons of a subject with a constant, on either side."""
    constants = st.builds(Constant, values)
    return st.builds(_sided, st.sampled_from(operators), subjects, constants, st.booleans())


def _sided(operator: Operator, left: Operand, right: Operand, is_turned: bool) -> Condition:
    return Compare(operator, right, left) if is_turned else Compare(operator, left, right)


def _lists(subjects: st.SearchStrategy[Any], values: st.SearchStrategy[Any]) -> Conditions:
    listed = st.lists(st.builds(Constant, values), min_size=1, max_size=3).map(tuple)
    return st.builds(In, subjects, listed)


def _behaviours(kinds: Sequence[str]) -> st.SearchStrategy[Count | DaysSince]:
    kind = st.sampled_from(sorted(kinds))
    counts = st.builds(Count, kind, st.sampled_from(_COUNT_DAYS))
    return counts | st.builds(DaysSince, kind)


def _comparable_pairs(
    names: Mapping[str, NameType], kinds: Sequence[str]
) -> list[tuple[Operand, Operand, Sequence[Operator]]]:
    """Return pairs of different names that compare with each other, and how they may."""
    typed: list[tuple[Operand, AttributeType]] = [
        (Name(name), kind.type) for name, kind in sorted(names.items())
    ]
    for kind in sorted(kinds):
        typed += [(node, AttributeType.INTEGER) for node in (Count(kind, 7), DaysSince(kind))]
    return [
        (left, right, _EQUALITY if one in _UNORDERED else OPERATORS)
        for index, (left, one) in enumerate(typed)
        for right, other in typed[index + 1 :]
        if _COMPARES_WITH.get(one, one) == _COMPARES_WITH.get(other, other)
    ]


_UNORDERED = (AttributeType.TEXT, AttributeType.CATEGORY, AttributeType.BOOLEAN)
_COMPARES_WITH = {
    AttributeType.CATEGORY: AttributeType.TEXT,
    AttributeType.INTEGER: AttributeType.NUMBER,
}


def _pairs(names: Mapping[str, NameType], kinds: Sequence[str]) -> Conditions:
    pairs = st.sampled_from(_comparable_pairs(names, kinds))
    return pairs.flatmap(
        lambda pair: st.builds(
            Compare, st.sampled_from(pair[2]), st.just(pair[0]), st.just(pair[1])
        )
    )
