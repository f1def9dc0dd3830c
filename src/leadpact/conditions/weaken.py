"""What must at least be true of a lead for a condition to be true, whatever its behaviour.

With upper bounds in place of the scores, a warehouse can pass over most leads early.
"""

from dataclasses import replace

from leadpact.conditions.nodes import (
    And,
    AtLeast,
    Compare,
    Condition,
    Name,
    Not,
    Operand,
    Or,
    join_conditions,
)
from leadpact.conditions.normal import NEGATED, flip, needed
from leadpact.conditions.walk import changes_by_itself, names_of


def weaken(tree: Condition, score_names: frozenset[str]) -> Condition | None:
    """Return a necessary condition in which each score's name stands for an upper bound of it.

    Parameters
    ----------
    tree
        As returned by `check_condition` without errors.
    score_names
        The names that are scores.

    Returns
    -------
    Condition | None
        True whenever `tree` is true, for the same attributes and any scores at least as high;
        without `count`, `days_since` and `days_until`. None means "always true": nothing is known.

    Examples
    --------
    >>> from leadpact.conditions.parse import parse_condition
    >>> from leadpact.conditions.render import render_condition
    >>> tree = parse_condition("fit == 40 and (engagement > 9 or not is_customer)")
    >>> render_condition(weaken(tree, frozenset({"fit", "engagement"})))
    'fit >= 40 and (engagement > 9 or not is_customer)'
    """
    return _weaken(tree, score_names, is_negated=False)


def _weaken(tree: Condition, score_names: frozenset[str], *, is_negated: bool) -> Condition | None:
    """Weaken a condition, or the negation of it."""
    if _is_certain(tree, score_names):
        return Not(tree, position=tree.position) if is_negated else tree
    match tree:
        case Not():
            return _weaken(tree.operand, score_names, is_negated=not is_negated)
        case And() | Or():
            parts = [
                _weaken(operand, score_names, is_negated=is_negated) for operand in tree.operands
            ]
            kind = And if isinstance(tree, And) is not is_negated else Or
            return _joined(kind, tree, parts)
        case AtLeast():
            parts = [
                _weaken(operand, score_names, is_negated=is_negated) for operand in tree.operands
            ]
            return _some_of(tree, needed(tree, is_negated=is_negated), parts)
        case Compare():
            negated = replace(tree, operator=NEGATED[tree.operator])
            return _weaken_compared(negated if is_negated else tree, score_names)
        case _:
            return None


def _is_certain(tree: Condition | Operand, score_names: frozenset[str]) -> bool:
    """Tell whether neither a score nor behaviour nor the day is asked for."""
    return not (names_of(tree) & score_names or changes_by_itself(tree))


def _joined(
    kind: type[And] | type[Or], tree: And | Or, parts: list[Condition | None]
) -> Condition | None:
    """Join weakened parts, None being true."""
    known = tuple(part for part in parts if part is not None)
    if not known or (kind is Or and len(known) < len(parts)):
        return None
    return join_conditions(kind, known, position=tree.position)


def _some_of(tree: AtLeast, n: int, parts: list[Condition | None]) -> Condition | None:
    """Return that `n` of the weakened parts are true, None being true."""
    known = tuple(part for part in parts if part is not None)
    n -= len(parts) - len(known)
    if n <= 0:
        return None
    return known[0] if len(known) == 1 else AtLeast(n, known, position=tree.position)


def _weaken_compared(tree: Compare, score_names: frozenset[str]) -> Condition | None:
    """Keep only that a score is at least something certain."""
    turned = tree if _is_score(tree.left, score_names) else flip(tree)
    if not _is_score(turned.left, score_names) or not _is_certain(turned.right, score_names):
        return None
    if turned.operator == "==":
        return replace(turned, operator=">=")
    return turned if turned.operator in (">=", ">") else None


def _is_score(operand: Operand, score_names: frozenset[str]) -> bool:
    return isinstance(operand, Name) and operand.name in score_names
