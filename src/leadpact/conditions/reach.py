"""What the operands of a condition can be at all, and whether several tests can hold together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import inf
from typing import TypeAlias

from leadpact.conditions.domain import Domain
from leadpact.conditions.nodes import (
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
    StartsWith,
    Value,
)
from leadpact.conditions.normal import flip
from leadpact.conditions.typed_constants import passes_text_test
from leadpact.terms.attributes import AttributeType, NameType

Bounds: TypeAlias = Mapping[str, tuple[float, float]]

_FALSE = IsTrue(Constant(False))


@dataclass(frozen=True, slots=True)
class Reach:
    """The types of operands and the bounds of scores, before any test narrows them."""

    names: Mapping[str, NameType]
    bounds: Bounds

    def start(self, operand: Operand) -> Domain:
        """Return what the operand can be before any test."""
        match operand:
            case Name():
                return self._start_name(operand.name)
            case Count():
                return Domain(is_whole=True, can_be_missing=False, low=0)
            case DaysSinceDate() | DaysUntil():
                return Domain(is_whole=True)
            case _:
                return Domain(is_whole=True, low=0)

    def _start_name(self, name: str) -> Domain:
        kind = self.names.get(name)
        domain = Domain()
        if kind is not None:
            domain.is_whole = kind.type in (AttributeType.INTEGER, AttributeType.DATE)
            domain.can_be_missing = kind.can_be_missing
            if kind.type is AttributeType.CATEGORY and kind.values:
                domain.allowed = frozenset(kind.values)
            if kind.type is AttributeType.BOOLEAN:
                domain.allowed = frozenset((False, True))
        if name in self.bounds:
            low, high = self.bounds[name]
            domain.raise_low(low)
            domain.lower_high(high)
        return domain


class _Domains(dict[Operand, Domain]):
    """The domain of every operand met so far; without a reach, operands can be anything."""

    def __init__(self, reach: Reach | None) -> None:
        super().__init__()
        self._reach = reach

    def __missing__(self, operand: Operand) -> Domain:
        domain = Domain() if self._reach is None else self._reach.start(operand)
        self[operand] = domain
        return domain


def are_impossible(tests: Iterable[Condition], reach: Reach | None) -> bool:
    """Tell whether tests, all of them true, leave nothing for some operand.

    Without a reach, only what the tests say about each other counts.
    """
    domains = _Domains(reach)
    for test in tests:
        if test == _FALSE:
            return True
        _narrow(test, domains)
    if reach is not None:
        _relate_counts(domains)
    _relate_dates(domains)
    return any(domain.is_empty() for domain in domains.values())


def _narrow(test: Condition, domains: _Domains) -> None:
    """Narrow the domain of what one test is about."""
    match test:
        case Compare():
            _narrow_compared(test, domains)
        case Contains() | StartsWith() | HasWord():
            domains[test.operand].keep_texts(lambda text: passes_text_test(test, text))
        case IsKnown():
            domains[Name(test.name)].is_known = True
        case IsTrue(operand=Name() as name):
            domains[name].allow([True])
        case In():
            domains[test.operand].allow(_values(test))
        case Not():
            _narrow_negated(test.operand, domains)


def _narrow_negated(test: Condition, domains: _Domains) -> None:
    """Narrow the domain of what one test under `not` is about."""
    match test:
        case Contains() | StartsWith() | HasWord():
            domains[test.operand].keep_texts(lambda text: not passes_text_test(test, text))
        case IsKnown():
            domains[Name(test.name)].is_missing = True
        case IsTrue(operand=Name() as name):
            domains[name].allow([False])
        case In():
            domains[test.operand].exclude(_values(test))


def _values(test: In) -> list[Value]:
    return [constant.value for constant in test.constants]


def _narrow_compared(test: Compare, domains: _Domains) -> None:
    """Narrow by a comparison with a constant; of two names, both are at least known."""
    turned = flip(test) if isinstance(test.left, Constant) else test
    if isinstance(turned.right, Constant):
        domains[turned.left].compare(turned.operator, turned.right.value)
        return
    domains[turned.left].is_known = True
    domains[turned.right].is_known = True


def _relate_counts(domains: _Domains) -> None:
    """Use that a longer period never counts less, and that `days_since` needs an activity."""
    for operand in list(domains):
        if isinstance(operand, DaysSince) and domains[operand].is_known:
            domains[Count(operand.kind)].raise_low(1)
    counts = sorted((node for node in domains if isinstance(node, Count)), key=_by_period)
    for _, of_one_kind in groupby(counts, key=lambda count: count.kind):
        periods = list(of_one_kind)
        for shorter, longer in pairwise(periods):
            domains[longer].raise_low(domains[shorter].low)
        for longer, shorter in pairwise(reversed(periods)):
            domains[shorter].lower_high(domains[longer].high)


def _relate_dates(domains: _Domains) -> None:
    """Use that days until a date are those since it with the other sign, if there is a date."""
    for operand in list(domains):
        if isinstance(operand, DaysUntil):
            since = domains[DaysSinceDate(operand.operand)]
            since.raise_low(-domains[operand].high)
            since.lower_high(-domains[operand].low)
            since.is_known |= domains[operand].is_known
    for operand in list(domains):
        if isinstance(operand, DaysSinceDate) and domains[operand].is_known:
            domains[operand.operand].is_known = True


def _by_period(count: Count) -> tuple[str, float]:
    return count.kind, inf if count.days is None else count.days
