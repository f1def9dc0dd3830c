"""What is wrong with a count of days since or until the date of an attribute."""

from dataclasses import replace

from leadpact.conditions.findings import Finding, closest, some_of
from leadpact.conditions.nodes import DaysOfDate, DaysSinceDate
from leadpact.conditions.render import render_condition
from leadpact.conditions.scope import Scope, find_undeclared_name
from leadpact.conditions.typed_constants import TYPE_WORDS
from leadpact.terms.attributes import AttributeType


def find_date_faults(node: DaysOfDate, scope: Scope) -> list[Finding]:
    """Return what is wrong where the days since or until a date are counted in this scope."""
    if not scope.allow_behaviour:
        return [
            Finding(
                "behaviour-not-allowed",
                node.position,
                f"`{render_condition(node)}` changes from day to day, which is not possible here.",
                "Move the condition to a gate, or to a rule with `when`.",
            )
        ]
    kind = scope.names.get(node.operand.name)
    if kind is None:
        return _undeclared(node, scope)
    return [] if kind.type is AttributeType.DATE else [_no_date(node, scope)]


def _undeclared(node: DaysOfDate, scope: Scope) -> list[Finding]:
    """Return the finding about a name that is not declared; a kind of activity may be meant."""
    name, at = node.operand.name, node.operand.position
    found = find_undeclared_name(name, at, scope)
    if found is None:
        return []
    if name in scope.activity_kinds:
        fix = f"It is a kind of activity: write it in quotes, `days_since('{name}')`."
        if not isinstance(node, DaysSinceDate):
            fix = "It is a kind of activity; `days_until` counts to the date of an attribute."
        return [replace(found, fix=fix)]
    dates = _dates(scope)
    meant = closest(name, dates)
    if meant is not None:
        return [replace(found, fix=f"Did you mean `{meant}`?")]
    return [replace(found, fix=_date_fix(dates))]


def _no_date(node: DaysOfDate, scope: Scope) -> Finding:
    name = node.operand.name
    return Finding(
        "type-mismatch",
        node.operand.position,
        f"`{name}` is {TYPE_WORDS[scope.names[name].type]}, and days are counted from a date.",
        _date_fix(_dates(scope)),
    )


def _dates(scope: Scope) -> list[str]:
    return [name for name, kind in scope.names.items() if kind.type is AttributeType.DATE]


def _date_fix(dates: list[str]) -> str:
    declared = some_of(f"`{name}`" for name in dates)
    return f"Use one of: {declared}." if declared else "Declare an attribute of type `date`."
