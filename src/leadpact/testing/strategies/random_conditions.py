"""Random conditions that the type checker accepts, by what they may ask about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias, get_args

from hypothesis import strategies as st

from leadpact.conditions.nodes import (
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
    Operator,
    Or,
    StartsWith,
)
from leadpact.conditions.satisfiable import find_contradiction
from leadpact.terms.attributes import AttributeType, NameType
from leadpact.testing.strategies.random_values import (
    DAYS,
    FRACTIONS,
    NUMBERS,
    PARTS,
    TEXTS,
    WORDS,
)

Draw: TypeAlias = Callable[[st.SearchStrategy[Any]], Any]
Conditions: TypeAlias = st.SearchStrategy[Condition]

_ORDERED: tuple[Operator, ...] = get_args(Operator)
_ORDER: tuple[Operator, ...] = ("<", "<=", ">", ">=")
_EQUALITY: tuple[Operator, ...] = ("==", "!=")
_COUNT_DAYS = (None, 1, 2, 7, 30)
_NUMBERS = st.sampled_from([*NUMBERS, *FRACTIONS])


@dataclass(frozen=True, slots=True)
class World:
    """What conditions may ask about.

    Attributes
    ----------
    names
        Attributes, scores or fields of an activity, with their types.
    kinds
        Kinds that `count` and `days_since` ask about; none where they may not occur.
    points
        What scores are compared with.
    """

    names: Mapping[str, NameType]
    kinds: tuple[str, ...] = ()
    points: tuple[int | float, ...] = ()


@st.composite
def conditions(draw: Draw, world: World, max_tests: int = 5) -> Condition:
    """Return conditions of up to `max_tests` single tests, joined by `and`, `or` and `not`.

    One that can never be true is negated: pacts with such are refused.
    """
    subjects = _subjects(world)
    tree = _draw_tree(draw, subjects, draw(st.integers(1, max_tests)))
    return Not(tree) if find_contradiction(tree, {}, names=world.names) else tree


def _draw_tree(draw: Draw, subjects: Sequence[Conditions], n_tests: int) -> Condition:
    if n_tests == 1:
        tree: Condition = draw(draw(st.sampled_from(subjects)))
    else:
        n_left = draw(st.integers(1, n_tests - 1))
        parts = [_draw_tree(draw, subjects, n) for n in (n_left, n_tests - n_left)]
        tree = _joined(draw, subjects, parts)
    return Not(tree) if draw(_ONE_IN_FOUR) else tree


def _joined(draw: Draw, subjects: Sequence[Conditions], parts: list[Condition]) -> Condition:
    """Join two conditions by `and` or `or`, or count them with others."""
    kind = draw(st.sampled_from(("and", "or", "and", "or", "at_least")))
    if kind != "at_least":
        return And(tuple(parts)) if kind == "and" else Or(tuple(parts))
    others = st.sampled_from(subjects).flatmap(lambda one: one)
    parts += draw(st.lists(others, min_size=1, max_size=2))
    return AtLeast(draw(st.integers(1, len(parts))), tuple(parts))


_ONE_IN_FOUR = st.sampled_from((False, False, False, True))
_ALWAYS: Conditions = st.builds(IsTrue, st.builds(Constant, st.booleans()))


def _subjects(world: World) -> list[Conditions]:
    """Return single tests by what they are about; `true` and `false` are among them."""
    found = [
        _tests_of(name, kind, world.points)
        for name, kind in sorted(world.names.items())
        for _ in range(1 if kind.type in _UNORDERED else 3)  # numbers differ in more ways
    ]
    if world.kinds:
        found.append(_behaviour_tests(tuple(sorted(world.kinds))))
        found += [_date_tests(name) for name in _dates(world)]
    pairs = _comparable_pairs(world)
    if pairs:
        found.append(st.sampled_from(pairs).flatmap(_compared))
    return [*found, _ALWAYS]


@lru_cache(maxsize=1024)
def _tests_of(name: str, kind: NameType, points: tuple[int | float, ...]) -> Conditions:
    """Return single tests of one name."""
    subject, known = st.just(Name(name)), st.just(IsKnown(name))
    match kind.type:
        case AttributeType.BOOLEAN:
            alone = st.just(IsTrue(Name(name)))
            return st.one_of(known, alone, _comparisons(subject, st.booleans(), _EQUALITY))
        case AttributeType.DATE:
            days = st.sampled_from(DAYS)
            return st.one_of(known, _comparisons(subject, days), _lists(subject, days))
        case AttributeType.TEXT | AttributeType.CATEGORY:
            texts, part = st.sampled_from(kind.values or TEXTS), st.sampled_from(PARTS)
            equal = _comparisons(subject, texts, _EQUALITY)
            text_tests = [st.builds(node, subject, part) for node in (Contains, StartsWith)]
            text_tests.append(st.builds(HasWord, subject, st.sampled_from(WORDS)))
            return st.one_of(known, equal, _lists(subject, texts), *text_tests)
        case AttributeType.SCORE:
            return _comparisons(subject, st.sampled_from(points))
        case _:
            return st.one_of(
                known,
                _comparisons(subject, _NUMBERS),
                _comparisons(subject, _NUMBERS, _ORDER),
                _lists(subject, _NUMBERS),
            )


@lru_cache(maxsize=64)
def _behaviour_tests(kinds: tuple[str, ...]) -> Conditions:
    kind = st.sampled_from(kinds)
    counts = st.builds(Count, kind, st.sampled_from(_COUNT_DAYS))
    return _comparisons(counts | st.builds(DaysSince, kind), _NUMBERS)


def _dates(world: World) -> list[str]:
    return sorted(name for name, kind in world.names.items() if kind.type is AttributeType.DATE)


@lru_cache(maxsize=64)
def _date_tests(name: str) -> Conditions:
    """Return comparisons of the days since or until a date; many dates lie around the moment."""
    counted = st.sampled_from((DaysSinceDate(Name(name)), DaysUntil(Name(name))))
    return _comparisons(counted, _NUMBERS, _ORDER) | _lists(counted, _NUMBERS)


def _comparisons(
    subjects: st.SearchStrategy[Any],
    values: st.SearchStrategy[Any],
    operators: Sequence[Operator] = _ORDERED,
) -> Conditions:
    """Return comparisons of a subject with a constant, on either side."""
    constants = st.builds(Constant, values)
    return st.builds(_sided, st.sampled_from(operators), subjects, constants, st.booleans())


def _sided(operator: Operator, left: Operand, right: Operand, is_turned: bool) -> Condition:
    return Compare(operator, right, left) if is_turned else Compare(operator, left, right)


def _lists(subjects: st.SearchStrategy[Any], values: st.SearchStrategy[Any]) -> Conditions:
    listed = st.lists(st.builds(Constant, values), min_size=1, max_size=3).map(tuple)
    return st.builds(In, subjects, listed)


_Pair: TypeAlias = tuple[Operand, Operand, tuple[Operator, ...]]

_UNORDERED = (AttributeType.TEXT, AttributeType.CATEGORY, AttributeType.BOOLEAN)
_COMPARES_AS = {
    AttributeType.CATEGORY: AttributeType.TEXT,
    AttributeType.INTEGER: AttributeType.NUMBER,
}


def _comparable_pairs(world: World) -> list[_Pair]:
    """Return pairs of different operands that compare with each other, and how they may."""
    typed: list[tuple[Operand, AttributeType]] = [
        (Name(name), kind.type) for name, kind in sorted(world.names.items())
    ]
    for kind in sorted(world.kinds):
        typed += [(node, AttributeType.INTEGER) for node in (Count(kind, 7), DaysSince(kind))]
    if world.kinds:
        counted = (
            node(Name(name)) for name in _dates(world) for node in (DaysSinceDate, DaysUntil)
        )
        typed += [(node, AttributeType.INTEGER) for node in counted]
    return [
        (left, right, _EQUALITY if one in _UNORDERED else _ORDERED)
        for index, (left, one) in enumerate(typed)
        for right, other in typed[index + 1 :]
        if _COMPARES_AS.get(one, one) == _COMPARES_AS.get(other, other)
    ]


def _compared(pair: _Pair) -> Conditions:
    left, right, operators = pair
    return st.sampled_from(operators).map(lambda operator: Compare(operator, left, right))
