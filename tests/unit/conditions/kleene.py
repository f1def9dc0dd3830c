"""A tiny evaluator of conditions, for tests only: true, false, or None for unknown."""

import operator
import re
from dataclasses import dataclass, field
from datetime import date

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
    Value,
)
from leadpact.terms.text import fold_case

TODAY = date(2026, 1, 31)

_COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Lead:
    """Values by name (None: missing) and the ages in days of the activities of each kind."""

    values: dict[str, Value | None]
    ages: dict[str, tuple[float, ...]] = field(default_factory=dict)


def evaluate(tree: Condition, lead: Lead) -> bool | None:
    match tree:
        case And():
            results = [evaluate(item, lead) for item in tree.operands]
            return False if False in results else None if None in results else True
        case Or():
            results = [evaluate(item, lead) for item in tree.operands]
            return True if True in results else None if None in results else False
        case AtLeast():
            results = [evaluate(item, lead) for item in tree.operands]
            n_true, n_unknown = results.count(True), results.count(None)
            return True if n_true >= tree.n else None if n_true + n_unknown >= tree.n else False
        case Not():
            result = evaluate(tree.operand, lead)
            return None if result is None else not result
        case IsKnown():
            return lead.values.get(tree.name) is not None
        case _:
            return _evaluate_test(tree, lead)


def _evaluate_test(tree, lead: Lead) -> bool | None:  # noqa: PLR0911 - one per kind of node
    if isinstance(tree, Compare):
        left, right = _value(tree.left, lead), _value(tree.right, lead)
        return None if left is None or right is None else _COMPARE[tree.operator](left, right)
    value = _value(tree.operand, lead)
    if value is None:
        return None
    match tree:
        case In():
            return value in [constant.value for constant in tree.constants]
        case Contains():
            return fold_case(tree.text) in fold_case(value)
        case StartsWith():
            return fold_case(value).startswith(fold_case(tree.text))
        case HasWord():
            return fold_case(tree.text) in re.split("[^a-z0-9]+", fold_case(value))
        case IsTrue():
            return value


def _value(operand: Operand, lead: Lead) -> Value | None:
    match operand:
        case Constant():
            return operand.value
        case Name():
            return lead.values.get(operand.name)
        case Count():
            ages = lead.ages.get(operand.kind, ())
            return sum(operand.days is None or age < operand.days for age in ages)
        case DaysSince():
            ages = lead.ages.get(operand.kind, ())
            return int(min(ages)) if ages else None
        case DaysSinceDate(Name(name)) | DaysUntil(Name(name)):
            day = lead.values.get(name)
            if day is None:
                return None
            days = (TODAY - day).days
            return days if isinstance(operand, DaysSinceDate) else -days
