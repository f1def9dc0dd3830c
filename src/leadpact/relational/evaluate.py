"""Conditions as Ibis expressions. Twin: `engine.scoring.evaluate`.

SQL's three-valued logic is Kleene's, so unknown is NULL. No text of a pact becomes SQL text:
constants are literals of Ibis, names are columns.
"""

import operator
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

import ibis

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
from leadpact.pact.ruleset import MILLI, ConditionRule
from leadpact.relational.expressions import Table, Value, as_integer
from leadpact.terms.text import FOLD_FROM, FOLD_TO, SEPARATORS, fold_case
from leadpact.terms.zone import SECONDS_A_DAY

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def to_expression(condition: Condition, table: Table) -> Value:  # noqa: PLR0911 - one per node
    """Return a condition as a boolean expression over a table.

    Parameters
    ----------
    condition
        A typed condition; scores are compared in millipoints.
    table
        Has a column for every name, for every `Count` and `DaysSince` the column that
        `behaviour_column` names, and `LOCAL_DAY` where days since or until a date are counted.
    """
    match condition:
        case And(operands):
            return ibis.and_(*(to_expression(operand, table) for operand in operands))
        case Or(operands):
            return ibis.or_(*(to_expression(operand, table) for operand in operands))
        case AtLeast():
            must_hold = _settled(condition, table, unknown=False)
            may_hold = _settled(condition, table, unknown=True)
            return ibis.cases(
                (must_hold, True), (may_hold, ibis.null("boolean")), else_=ibis.literal(False)
            )
        case Not(operand):
            return ~to_expression(operand, table)
        case Compare(sign, left, right):
            return _COMPARE[sign](_operand(left, table), _operand(right, table))
        case In(operand, constants):
            return _operand(operand, table).isin([_literal(item) for item in constants])
        case Contains(Name(name), text):
            return _folded(table[name]).contains(fold_case(text))
        case StartsWith(Name(name), text):
            return _folded(table[name]).startswith(fold_case(text))
        case HasWord(Name(name), text):
            return _has_word(_folded(table[name]), fold_case(text))
        case IsKnown(name):
            return table[name].notnull()
        case IsTrue(operand):
            return _operand(operand, table)


def _settled(condition: Condition, table: Table, *, unknown: bool) -> Value:
    """Return a condition with what is unknown in it taken for true, or for false.

    The number of true conditions is compared once with the least possible and once with the most:
    so an expression of nested conditions grows as they do, and is not doubled by each level.
    """
    match condition:
        case And(operands):
            return ibis.and_(*(_settled(item, table, unknown=unknown) for item in operands))
        case Or(operands):
            return ibis.or_(*(_settled(item, table, unknown=unknown) for item in operands))
        case AtLeast(n, operands):
            holds = (_settled(item, table, unknown=unknown) for item in operands)
            return reduce(operator.add, (one.ifelse(1, 0) for one in holds)) >= n
        case Not(operand):
            return ~_settled(operand, table, unknown=not unknown)
        case _:
            return to_expression(condition, table).coalesce(unknown)


def condition_points(rules: Iterable[ConditionRule], table: Table, total: Value) -> Value:
    """Return a total, in millipoints, with the points of the rules whose condition holds."""
    for rule in rules:
        holds = to_expression(rule.when, table).coalesce(False)
        total += holds.ifelse(rule.points * MILLI, 0)
    return total


LOCAL_DAY = "_today"
"""The column of the day on which a question is asked, in the pact's zone, from 1970-01-01."""


def behaviour_column(node: Count | DaysSince) -> str:
    """Return the column that holds the value of an aggregate over behaviour."""
    if isinstance(node, DaysSince):
        return f"_days_since_{node.kind}"
    return f"_count_{node.kind}_{node.days or 'ever'}"


def _operand(operand: Operand, table: Table) -> Value:
    match operand:
        case Constant():
            return _literal(operand)
        case Name(name):
            return table[name]
        case Count() | DaysSince():
            return table[behaviour_column(operand)]
        case DaysSinceDate(Name(name)):
            return table[LOCAL_DAY] - _day_of(table[name])
        case DaysUntil(Name(name)):
            return _day_of(table[name]) - table[LOCAL_DAY]


def _day_of(date: Value) -> Value:
    """Return a date as days since 1970-01-01."""
    # Seconds of whole days: dividing them is exact.
    seconds = date.cast("timestamp").epoch_seconds().cast("int64")
    return as_integer(seconds / SECONDS_A_DAY)


def _literal(constant: Constant) -> Value:
    value = constant.value
    kind = "float64" if isinstance(value, float) else None
    return ibis.literal(value, type=kind)


def _folded(column: Value) -> Value:
    """Return a text in small Latin letters; plain ASCII takes a quicker way to the same result."""
    is_special = column.re_search("[^ -~]")
    return is_special.ifelse(column.translate(FOLD_FROM, FOLD_TO), column.lower())


def _has_word(folded: Value, word: str) -> Value:
    """Return whether a folded text has a word; only texts that contain it are parted into words."""
    words = ibis.literal(" ") + folded.translate(SEPARATORS, " " * len(SEPARATORS)) + " "
    is_part = folded.contains(word)
    return is_part.ifelse(words.contains(f" {word} "), is_part)
