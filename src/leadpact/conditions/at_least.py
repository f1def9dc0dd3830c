"""What is wrong with the number of `at_least`, and with its list of conditions."""

from collections.abc import Iterator

from leadpact.conditions.findings import Finding
from leadpact.conditions.nodes import AtLeast
from leadpact.conditions.render import render_condition

MAX_CONDITIONS = 20
"""The most conditions of one `at_least`: more cannot be read aloud."""


def find_at_least_faults(tree: AtLeast) -> Iterator[Finding]:
    """Yield what is wrong with the number, and with the conditions: too few, too many, twice."""
    n, n_conditions = tree.n, len(tree.operands)
    if n_conditions < 2:
        fact = "`at_least` chooses among conditions, and here is only one."
        yield _out_of_range(tree, fact, "Write the condition alone, or add others after a comma.")
    elif n_conditions > MAX_CONDITIONS:
        fact = f"`at_least` has {n_conditions} conditions, and the most is {MAX_CONDITIONS}."
        yield _out_of_range(tree, fact, "Split it, and join the parts with `and` or `or`.")
    elif not 1 <= n <= n_conditions:
        fact = f"`at_least` asks for {n} of {n_conditions} conditions."
        yield _out_of_range(tree, fact, f"Write a number from 1 to {n_conditions}.")
    elif n in (1, n_conditions):
        yield _needless(tree)
    yield from _repeated(tree)


def _out_of_range(tree: AtLeast, fact: str, fix: str) -> Finding:
    return Finding("at-least-out-of-range", tree.position, fact, fix)


def _needless(tree: AtLeast) -> Finding:
    which, word = ("any", "or") if tree.n == 1 else ("every one", "and")
    return Finding(
        "at-least-needless",
        tree.position,
        f"{tree.n} of {len(tree.operands)} conditions means {which} of them, which is `{word}`.",
        f"Join the conditions with `{word}`, or ask for another number of them.",
    )


def _repeated(tree: AtLeast) -> Iterator[Finding]:
    for index, operand in enumerate(tree.operands):
        if operand in tree.operands[:index]:
            yield Finding(
                "at-least-repeated",
                operand.position,
                f"`{render_condition(operand)}` is listed again, so it counts twice.",
                "Remove one of them, unless it is meant to count twice.",
            )
