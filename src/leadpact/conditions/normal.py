"""Equivalent forms of a condition: `not` only over single tests, and alternatives of tests.

The rewriting keeps the meaning in three-valued logic, missing values included.
"""

from dataclasses import replace
from itertools import chain, combinations
from math import comb

from leadpact.conditions.nodes import (
    And,
    AtLeast,
    Compare,
    Condition,
    Constant,
    IsTrue,
    Not,
    Operator,
    Or,
)

MAX_CLAUSES = 512
"""The most alternatives that are kept apart; beyond, parts of the condition are left out."""

NEGATED: dict[Operator, Operator] = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
}

_FLIPPED: dict[Operator, Operator] = {
    "==": "==",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}


def flip(tree: Compare) -> Compare:
    """Return the comparison with its sides exchanged: `40 <= fit` becomes `fit >= 40`."""
    return Compare(_FLIPPED[tree.operator], tree.right, tree.left, position=tree.position)


def normalise_negations(tree: Condition, *, is_negated: bool = False) -> Condition:
    """Return the negation normal form of the condition, or of its negation.

    In it, `not` applies only to `in`, `contains`, `starts_with`, `has_word`, `is_known` and
    boolean names.
    """
    match tree:
        case Not():
            return normalise_negations(tree.operand, is_negated=not is_negated)
        case And() | Or():
            operands = tuple(
                normalise_negations(operand, is_negated=is_negated) for operand in tree.operands
            )
            kind = And if isinstance(tree, And) is not is_negated else Or
            return kind(operands, position=tree.position)
        case AtLeast():
            operands = tuple(
                normalise_negations(operand, is_negated=is_negated) for operand in tree.operands
            )
            return replace(tree, n=needed(tree, is_negated=is_negated), operands=operands)
        case _:
            return _negate(tree) if is_negated else tree


def needed(tree: AtLeast, *, is_negated: bool) -> int:
    """Return how many operands, or negations of operands, the condition or its negation needs."""
    return len(tree.operands) - tree.n + 1 if is_negated else tree.n


def _negate(test: Condition) -> Condition:
    """Return the negation of a single test."""
    match test:
        case Compare():
            return replace(test, operator=NEGATED[test.operator])
        case IsTrue(operand=Constant(value=bool() as value)):
            return IsTrue(Constant(not value), position=test.position)
        case _:
            return Not(test, position=test.position)


def list_clauses(tree: Condition) -> list[tuple[Condition, ...]]:
    """Return alternatives, each a list of tests; the condition implies one of them.

    Parameters
    ----------
    tree
        In negation normal form.

    Returns
    -------
    list[tuple[Condition, ...]]
        The disjunctive normal form while that has at most `MAX_CLAUSES` clauses; otherwise that
        of a weaker condition, in which the parts with most alternatives are left out.
    """
    match tree:
        case Or():
            joined = list(chain.from_iterable(map(list_clauses, tree.operands)))
            return joined if len(joined) <= MAX_CLAUSES else [()]
        case And():
            product: list[tuple[Condition, ...]] = [()]
            for part in sorted(map(list_clauses, tree.operands), key=len):
                if len(product) * len(part) <= MAX_CLAUSES:
                    product = [left + right for left in product for right in part]
            return product
        case AtLeast(n, operands):
            # Where there are too many choices of `n`, one of the operands is at least true.
            n = n if comb(len(operands), n) <= MAX_CLAUSES else 1
            return list_clauses(Or(tuple(map(And, combinations(operands, n)))))
        case _:
            return [(tree,)]
