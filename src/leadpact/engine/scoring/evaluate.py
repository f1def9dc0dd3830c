"""Compile conditions to closures over a moment. Twin: `relational.evaluate`.

Three-valued (Kleene): a closure returns True, False, or None for unknown.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from operator import methodcaller
from typing import Any, Protocol, TypeAlias

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
    Or,
    StartsWith,
)
from leadpact.terms.past import STAGE_NAME
from leadpact.terms.text import fold_case, spaced_words
from leadpact.terms.zone import EPOCH_ORDINAL, SECONDS_A_DAY, ZoneOffsets, epoch_seconds


class Facts(Protocol):
    """What a condition may ask at a moment."""

    def value(self, name: str) -> Any:
        """Return an attribute, a score in millipoints or a field of the activity; None: missing."""

    def count(self, kind: str, days: int | None) -> int:
        """Return how many activities of a kind are younger than `days`."""

    def seconds_since(self, kind: str) -> int | None:
        """Return the age of the latest activity of a kind; None where there is none."""

    def local_day(self) -> int:
        """Return the day of the moment in the pact's zone, counted from 1970-01-01."""


@dataclass(frozen=True, slots=True)
class KnownFacts:
    """What conditions may ask of a lead, as another system worked it out at one moment.

    Attributes
    ----------
    values
        Attributes, and scores in millipoints, by name.
    counts
        `(kind, days, how many)` of activities younger than `days`; None: of any age.
    ages
        `(kind, seconds)` since the latest activity of a kind.
    """

    values: Mapping[str, str | int | float | bool | date | None] = field(default_factory=dict)
    counts: tuple[tuple[str, int | None, int], ...] = ()
    ages: tuple[tuple[str, int], ...] = ()

    def value(self, name: str) -> Any:
        """Return an attribute, or a score in millipoints; None: missing."""
        return self.values.get(name)

    def count(self, kind: str, days: int | None) -> int:
        """Return how many activities of a kind were younger than `days`; 0: none is known."""
        return next((n for *asked, n in self.counts if asked == [kind, days]), 0)

    def seconds_since(self, kind: str) -> int | None:
        """Return the age of the latest activity of a kind; None: none is known."""
        return next((seconds for name, seconds in self.ages if name == kind), None)

    def local_day(self) -> int:
        """Fail: days are counted at the moment of a decision, which `DatedFacts` adds."""
        raise AssertionError("the day is asked of facts without a moment")


class DatedFacts:
    """Facts that another system worked out before, and the day on which a decision is made."""

    __slots__ = ("_now", "_zone", "count", "seconds_since", "value")

    def __init__(self, known: KnownFacts, now: datetime, zone: ZoneOffsets) -> None:
        # Calls of the facts themselves: most conditions ask for no day, and pay nothing for it.
        self.value = known.value
        self.count = known.count
        self.seconds_since = known.seconds_since
        self._now = now
        self._zone = zone

    def local_day(self) -> int:
        """Return the local day of the decision, counted from 1970-01-01."""
        return self._zone.local_day(epoch_seconds(self._now))


class StagedFacts:
    """Facts with the stage that the lead is in, where conditions of its follow-up ask for it.

    Scores among the facts go by the stage on record, as they do in gates.
    """

    __slots__ = ("_stage", "_value", "count", "local_day", "seconds_since")

    def __init__(self, facts: Facts, stage: str | None) -> None:
        self.count = facts.count
        self.seconds_since = facts.seconds_since
        self.local_day = facts.local_day
        self._value = facts.value
        self._stage = stage

    def value(self, name: str) -> Any:
        """Return the stage, or any other value of the facts; None: missing."""
        return self._stage if name == STAGE_NAME else self._value(name)


class OnlyValues:
    """Facts of which nothing but values can be asked; the checks of a pact see to that."""

    __slots__ = ()

    def count(self, kind: str, days: int | None) -> int:
        """Fail: it is not known what was done."""
        raise AssertionError(f"count({kind!r}, {days}) is asked where only values are known")

    def seconds_since(self, kind: str) -> int | None:
        """Fail: it is not known when something was done."""
        raise AssertionError(f"days_since({kind!r}) is asked where only values are known")

    def local_day(self) -> int:
        """Fail: it is not known which day it is."""
        raise AssertionError("the day is asked where only values are known")


Test: TypeAlias = Callable[[Facts], bool | None]
Ask: TypeAlias = Callable[[Facts], Any]
"""Asks for one value of a lead; it gives None where that is not known."""

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""What a sign is if its sides change places; the other two stay as they are."""


def compile_condition(condition: Condition) -> Test:  # noqa: PLR0911 - one per kind of node
    """Return a closure that evaluates a typed condition.

    Parameters
    ----------
    condition
        A condition as the type checker returned it; scores are compared in millipoints.

    Returns
    -------
    Callable
        From facts to True, False or None (unknown).
    """
    match condition:
        case And(operands):
            return _all([compile_condition(operand) for operand in operands])
        case Or(operands):
            return _any([compile_condition(operand) for operand in operands])
        case AtLeast(n, operands):
            return _at_least(n, [compile_condition(operand) for operand in operands])
        case Not(operand):
            return _if_known(operator.not_, compile_condition(operand))
        case Compare(sign, left, Constant(value)):
            return _if_known(partial(_COMPARE[_TURNED.get(sign, sign)], value), _ask(left))
        case Compare(sign, left, right):
            return _compare(_COMPARE[sign], _ask(left), _ask(right))
        case In(operand, constants):
            allowed = frozenset(item.value for item in constants)
            return _if_known(allowed.__contains__, _ask(operand))
        case Contains(name, text):
            part = fold_case(text)
            return _if_known(lambda value: part in fold_case(value), _ask(name))
        case StartsWith(name, text):
            start = fold_case(text)
            return _if_known(lambda value: fold_case(value).startswith(start), _ask(name))
        case HasWord(name, text):
            word = f" {fold_case(text)} "
            return _if_known(lambda value: word in spaced_words(value), _ask(name))
        case IsKnown(name):
            return lambda facts: facts.value(name) is not None
        case IsTrue(operand):
            return _ask(operand)


def compile_if_any(condition: Condition | None) -> Test | None:
    """Return the closure of a condition; None where there is no condition."""
    return None if condition is None else compile_condition(condition)


def holds(test: Test | None, facts: Facts) -> bool:
    """Tell whether a condition is true, not unknown; no condition is true of all."""
    return test is None or test(facts) is True


def _ask(operand: Operand) -> Ask:
    match operand:
        case Constant(value):
            return lambda facts: value  # noqa: ARG005 - the same whatever the facts
        case Name(name):
            return methodcaller("value", name)
        case Count(kind, days):
            return methodcaller("count", kind, days)
        case DaysSince(kind):
            ask = methodcaller("seconds_since", kind)
            return _if_known(lambda seconds: seconds // SECONDS_A_DAY, ask)
        case DaysSinceDate(Name(name)):
            return partial(_days_since_date, name, 1)
        case DaysUntil(Name(name)):
            return partial(_days_since_date, name, -1)


def _days_since_date(name: str, sign: int, facts: Facts) -> int | None:
    """Return the calendar days since the date of an attribute; with the sign -1, until it."""
    day = facts.value(name)
    if day is None:
        return None
    days: int = facts.local_day() + EPOCH_ORDINAL - day.toordinal()
    return sign * days


def _compare(compare: Callable[[Any, Any], bool], left: Ask, right: Ask) -> Test:
    def test(facts: Facts) -> bool | None:
        a, b = left(facts), right(facts)
        return None if a is None or b is None else compare(a, b)

    return test


def _if_known(of: Callable[[Any], Any], ask: Ask) -> Ask:
    """Return the question that applies a function to a known answer; None stays None."""

    def found(facts: Facts) -> Any:
        value = ask(facts)
        return None if value is None else of(value)

    return found


def _all(tests: list[Test]) -> Test:
    def conjunction(facts: Facts) -> bool | None:
        result: bool | None = True
        for test in tests:
            value = test(facts)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return conjunction


def _any(tests: list[Test]) -> Test:
    def disjunction(facts: Facts) -> bool | None:
        result: bool | None = False
        for test in tests:
            value = test(facts)
            if value is True:
                return True
            if value is None:
                result = None
        return result

    return disjunction


def _at_least(n: int, tests: list[Test]) -> Test:
    def threshold(facts: Facts) -> bool | None:
        n_true, n_possible = 0, len(tests)
        for test in tests:
            value = test(facts)
            if value is True:
                n_true += 1
                if n_true == n:
                    return True
            elif value is False:
                n_possible -= 1
                if n_possible < n:
                    return False
        return None

    return threshold
