"""The values that one operand can still take while tests narrow it. No values of leads here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from math import ceil, floor, inf, isinf

from leadpact.conditions.nodes import Operator, Value


@dataclass(slots=True)
class Domain:
    """What is left for one operand: an interval of numbers, or a set of values.

    Attributes
    ----------
    is_whole
        Whether its numbers are whole; dates are whole numbers of days.
    can_be_missing
        Whether the operand may lack a value at all.
    low, high, is_low_open, is_high_open
        The interval; closed where the numbers are whole.
    allowed
        The only values left, or None where they are not listed.
    excluded
        Values ruled out one by one.
    is_known, is_missing
        Whether some test needs a value, or needs that there is none.
    """

    is_whole: bool = False
    can_be_missing: bool = True
    low: float = -inf
    high: float = inf
    is_low_open: bool = False
    is_high_open: bool = False
    allowed: frozenset[str | int | float] | None = None
    excluded: set[str | int | float] = field(default_factory=set)
    is_known: bool = False
    is_missing: bool = False

    def compare(self, operator: Operator, value: Value) -> None:
        """Keep the values that pass the comparison; all of them are known."""
        self.is_known = True
        number = _plain(value)
        match operator:
            case "==":
                self.allow([value])
            case "!=":
                self.excluded.add(number)
            case _ if isinstance(number, str):
                pass  # texts have no order; the type checker reports it
            case ">" | ">=":
                self.raise_low(number, is_open=operator == ">")
            case _:
                self.lower_high(number, is_open=operator == "<")

    def allow(self, values: Iterable[Value]) -> None:
        """Keep only these values; all of them are known."""
        self.is_known = True
        plain = frozenset(map(_plain, values))
        self.allowed = plain if self.allowed is None else self.allowed & plain
        numbers = [value for value in self.allowed if not isinstance(value, str)]
        if numbers and len(numbers) == len(self.allowed):
            self.raise_low(min(numbers))
            self.lower_high(max(numbers))

    def exclude(self, values: Iterable[Value]) -> None:
        """Rule these values out; the operand is known."""
        self.is_known = True
        self.excluded.update(map(_plain, values))

    def keep_texts(self, passes: Callable[[str], bool]) -> None:
        """Keep the listed texts that pass a test; the operand is known."""
        self.is_known = True
        if self.allowed is not None:
            self.allowed = frozenset(
                value for value in self.allowed if not isinstance(value, str) or passes(value)
            )

    def raise_low(self, number: float, *, is_open: bool = False) -> None:
        """Rule out the numbers below this one, and itself where the end is open."""
        if isinf(number):
            return
        if self.is_whole:
            number, is_open = (floor(number) + 1 if is_open else ceil(number)), False
        if number > self.low:
            self.low, self.is_low_open = number, is_open
        elif number == self.low:
            self.is_low_open |= is_open

    def lower_high(self, number: float, *, is_open: bool = False) -> None:
        """Rule out the numbers above this one, and itself where the end is open."""
        if isinf(number):
            return
        if self.is_whole:
            number, is_open = (ceil(number) - 1 if is_open else floor(number)), False
        if number < self.high:
            self.high, self.is_high_open = number, is_open
        elif number == self.high:
            self.is_high_open |= is_open

    def is_empty(self) -> bool:
        """Tell whether nothing is left."""
        if self.is_missing:
            return self.is_known or not self.can_be_missing
        if self.allowed is not None:
            return not any(self._has(value) for value in self.allowed)
        if self.low > self.high:
            return True
        if self.is_whole and self.high - self.low < len(self.excluded):
            return all(day in self.excluded for day in range(int(self.low), int(self.high) + 1))
        is_open = self.is_low_open or self.is_high_open
        return self.low == self.high and (is_open or self.low in self.excluded)

    def _has(self, value: str | int | float) -> bool:
        if value in self.excluded:
            return False
        if isinstance(value, str):
            return True
        is_low = value < self.low or (self.is_low_open and value == self.low)
        is_high = value > self.high or (self.is_high_open and value == self.high)
        return not (is_low or is_high or (self.is_whole and value != int(value)))


def _plain(value: Value) -> str | int | float:
    """Return a date as its number of days, other values as they are."""
    return value.toordinal() if isinstance(value, date) else value
