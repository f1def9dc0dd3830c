"""Whether a condition can ever be true: a careful no. What it does not see through, it lets pass.

Nothing is claimed about comparisons of two names, nor about texts that are not listed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leadpact.conditions.findings import some_of
from leadpact.conditions.nodes import (
    Condition,
    Count,
    DaysSince,
    DaysSinceDate,
    DaysUntil,
    IsKnown,
    Name,
    Position,
)
from leadpact.conditions.normal import list_clauses, normalise_negations
from leadpact.conditions.reach import Bounds, Reach, are_impossible
from leadpact.conditions.render import render_condition
from leadpact.conditions.walk import walk
from leadpact.terms.attributes import AttributeType, NameType


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Why a condition can never be true.

    Attributes
    ----------
    fact
        A sentence that names the clashing parts.
    position
        The position of the first of them.
    parts
        The fewest tests that cannot hold together; a negated comparison is turned round.
    """

    fact: str
    position: Position
    parts: tuple[Condition, ...]


def find_contradiction(
    tree: Condition, bounds: Bounds, *, names: Mapping[str, NameType]
) -> Contradiction | None:
    """Return why the condition can never be true, or None where it may be.

    Parameters
    ----------
    tree
        As returned by `check_condition` without errors.
    bounds
        The lowest and highest value each score can reach, both included. Leave it empty to ask
        about the condition alone, before asking whether these scores can meet it.
    names
        The types of the names, as in the condition's scope.

    Returns
    -------
    Contradiction | None
        Only if no values, known or missing, make the condition true.

    Examples
    --------
    >>> from leadpact.conditions.parse import parse_condition
    >>> tree = parse_condition("fit >= 120")
    >>> find_contradiction(tree, {"fit": (0, 100)}, names={}).fact
    '`fit >= 120` can never be true: `fit` is between 0 and 100.'
    """
    clauses = list_clauses(normalise_negations(tree))
    reach = Reach(names, bounds)
    if not all(are_impossible(clause, reach) for clause in clauses):
        return None
    shared = tuple(test for test in clauses[0] if all(test in clause for clause in clauses))
    if are_impossible(shared, reach):
        parts = _fewest(shared, reach)
        fact = _sentence(parts, reach)
    else:
        parts = _fewest(clauses[0], reach)
        fact = f"None of the alternatives can be true; for one, {_sentence(parts, reach)}"
    return Contradiction(fact, parts[0].position, parts)


def _fewest(tests: tuple[Condition, ...], reach: Reach) -> tuple[Condition, ...]:
    """Return, in the order of the text, tests that clash and no longer do without any one."""
    parts = list(dict.fromkeys(tests))
    for test in tests:
        fewer = [part for part in parts if part != test]
        if are_impossible(fewer, reach):
            parts = fewer
    return tuple(sorted(parts, key=lambda part: (part.position.line, part.position.column)))


def _sentence(parts: tuple[Condition, ...], reach: Reach) -> str:
    """Say that the parts clash, and why where the parts alone do not show it."""
    shown = [f"`{render_condition(part)}`" for part in parts]
    if len(shown) == 1:
        claim = f"{shown[0]} can never be true"
    else:
        number = "both" if len(shown) == 2 else "all"
        claim = f"{', '.join(shown[:-1])} and {shown[-1]} cannot {number} be true"
    reasons = [] if are_impossible(parts, None) else list(dict.fromkeys(_reasons(parts, reach)))
    return f"{claim}: {'; '.join(reasons)}." if reasons else f"{claim}."


def _reasons(parts: tuple[Condition, ...], reach: Reach) -> Iterator[str]:
    """Yield the facts about the operands of the parts that hold before any test."""
    nodes = [node for part in parts for node in walk(part)]
    behaviours = {node for node in nodes if isinstance(node, Count | DaysSince)}
    for node in nodes:
        match node:
            case DaysSinceDate() | DaysUntil():
                yield f"`{render_condition(node)}` is a whole number"
            case Name():
                yield from _name_reasons(node.name, reach)
            case IsKnown():
                yield f"`{node.name}` is always known"
            case Count() | DaysSince() if len(behaviours) == 1:
                yield f"`{render_condition(node)}` is a whole number from 0"
            case DaysSince():
                yield f"`{render_condition(node)}` is known only after a first activity"
    if len(behaviours) > 1 and all(isinstance(node, Count) for node in behaviours):
        yield "a longer period never counts less than a shorter one"


def _name_reasons(name: str, reach: Reach) -> Iterator[str]:
    """Yield the facts about one name that hold before any test."""
    kind = reach.names.get(name)
    if name in reach.bounds:
        low, high = reach.bounds[name]
        yield f"`{name}` is between {low:.15g} and {high:.15g}"
    elif kind is not None and kind.type is AttributeType.INTEGER:
        yield f"`{name}` is a whole number"
    elif kind is not None and kind.type is AttributeType.DATE:
        yield f"`{name}` is a date"
    elif kind is not None and kind.values:
        yield f"`{name}` is one of {some_of(kind.values)}"
