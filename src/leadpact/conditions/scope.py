"""What a condition may use at its place: names with types, kinds of activity, aggregates."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from leadpact.conditions.findings import Finding, closest, some_of
from leadpact.conditions.nodes import Count, DaysSince, Name, Operand, Position
from leadpact.conditions.render import render_condition
from leadpact.terms.attributes import AttributeType, NameType

MAX_DAYS = 3_650
"""The longest look back of `count(..., days=...)`."""

_TEXTS = (AttributeType.TEXT, AttributeType.CATEGORY)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition may use.

    Attributes
    ----------
    names
        The type of every attribute, score or field.
    activity_kinds
        The declared kinds of activity.
    allow_behaviour
        Whether `count` and `days_since` are allowed here.
    known_names
        Names that are never missing here, because a must-have or an earlier rule asks for them.
    channels
        The channels of touches, which are no activities.
    """

    names: Mapping[str, NameType]
    activity_kinds: Collection[str] = frozenset()
    allow_behaviour: bool = True
    known_names: frozenset[str] = frozenset()
    channels: Collection[str] = frozenset()


def find_undeclared_name(
    name: str, position: Position, scope: Scope, *, beside: Operand | None = None
) -> Finding | None:
    """Return a finding if the scope does not declare the name.

    `beside` is what the name is compared with: beside a category, a quoted text may be meant.
    """
    if name in scope.names:
        return None
    fact = f"`{name}` is not declared."
    return Finding("name-undeclared", position, fact, _name_fix(name, scope, beside))


_TODAY = ("today", "now", "sysdate", "current_date")


def _today_fix(beside: Operand | None) -> str:
    """Return how to compare a date with the day on which the condition is asked."""
    date = render_condition(beside) if beside is not None else ""
    return (
        f"Count the days: `days_until({date}) > 0` is a date to come, `days_since({date}) > 0` one"
        " that has passed."
    )


_TOUCHES = "Touches of reps are no activities: a condition cannot ask about them. Remove it."
"""The fix for a channel in place of a kind of activity or of a name."""


def _name_fix(name: str, scope: Scope, beside: Operand | None) -> str:
    """Return the fix for a name that is not declared."""
    other = scope.names.get(beside.name) if isinstance(beside, Name) else None
    if other is not None and name in other.values:
        return f"Put the text in quotes: '{name}'."
    if other is not None and other.type is AttributeType.DATE and name.lower() in _TODAY:
        return _today_fix(beside)
    if name in scope.activity_kinds and scope.allow_behaviour:
        return f"It is a kind of activity: write `count('{name}') >= 1`."
    meant = closest(name, scope.names)
    if meant is not None or name in scope.channels:
        return f"Did you mean `{meant}`?" if meant is not None else _TOUCHES
    if other is not None and other.type in _TEXTS:
        return f"If a text is meant, put it in quotes: '{name}'."
    declared = some_of(f"`{declared}`" for declared in scope.names)
    return f"Declare it, or use one of: {declared}." if declared else "Declare it."


def find_behaviour_faults(node: Count | DaysSince, scope: Scope) -> list[Finding]:
    """Return what is wrong with an aggregate over behaviour in this scope."""
    if not scope.allow_behaviour:
        return [
            Finding(
                "behaviour-not-allowed",
                node.position,
                f"`{render_condition(node)}` looks at past activities, which is not possible here.",
                f"Ask about {_listed(scope)}, or move the condition into a gate or a rule with"
                " `when`.",
            )
        ]
    findings = []
    if node.kind not in scope.activity_kinds:
        findings.append(_undeclared_activity(node, scope))
    if isinstance(node, Count) and node.days is not None and not 1 <= node.days <= MAX_DAYS:
        findings.append(
            Finding(
                "days-out-of-range",
                node.position,
                f"`days={node.days}` is not between 1 and {MAX_DAYS}.",
                "Write a number of days in this range; without `days` every activity counts.",
            )
        )
    return findings


def _listed(scope: Scope) -> str:
    *others, last = (f"`{name}`" for name in sorted(scope.names))
    return f"{', '.join(others)} or {last}" if others else last


def _undeclared_activity(node: Count | DaysSince, scope: Scope) -> Finding:
    kind = scope.names.get(node.kind)
    if isinstance(node, DaysSince) and kind is not None and kind.type is AttributeType.DATE:
        fact = f"'{node.kind}' is not a declared kind of activity."
        fix = f"For the date, leave out the quotes: `days_since({node.kind})`."
        return Finding("activity-undeclared", node.position, fact, fix)
    meant = closest(node.kind, scope.activity_kinds)
    declared = some_of(f"'{kind}'" for kind in scope.activity_kinds)
    fix = f"Declare it, or use one of: {declared}." if declared else "Declare it."
    if node.kind in scope.channels:
        fix = _TOUCHES
    return Finding(
        "activity-undeclared",
        node.position,
        f"'{node.kind}' is not a declared kind of activity.",
        f"Did you mean '{meant}'?" if meant is not None else fix,
    )
