"""From the text of a condition to its tree: `or` binds loosest, then `and`, `not`, comparison.

Nothing here knows which names exist or what their types are: that is `typecheck`.
"""

from itertools import islice

from leadpact.conditions.comparisons import is_comparison_word, read_comparison
from leadpact.conditions.nodes import And, AtLeast, Condition, Not, Or, join_conditions
from leadpact.conditions.syntax_errors import wanted_join
from leadpact.conditions.tokens import Token, TokenKind, TokenStream
from leadpact.conditions.unable_to_parse import UnableToParse
from leadpact.conditions.walk import walk

__all__ = ["MAX_DEPTH", "MAX_NODES", "UnableToParse", "parse_condition"]

MAX_NODES = 400
"""The most parts of a condition: every name, constant, comparison, `not`, `and`, `or` is one."""

MAX_DEPTH = 40
"""The deepest nesting: every open parenthesis of a group or of `at_least`, and every `not`."""

_AT_LEAST_FIX = "Write `at_least(2, one condition, another, a third)`."


def parse_condition(text: str) -> Condition:
    """Return the tree of a condition.

    Parameters
    ----------
    text
        The condition as written in the pact, such as `n_employees >= 200 and not is_customer`.

    Returns
    -------
    Condition
        A chain of `and` or of `or` is one flat node; groups in parentheses keep their nesting.

    Raises
    ------
    UnableToParse
        At the first mistake, with its code, position (within the text), fact and fix.

    Examples
    --------
    >>> parse_condition("fit >= 40")
    Compare(operator='>=', left=Name(name='fit'), right=Constant(value=40))
    """
    stream = TokenStream(text)
    if stream.at_end:
        stream.fail(
            "The condition is empty.",
            "Write a comparison such as `n_employees >= 200`; `true` holds for every lead.",
            "condition-empty",
        )
    tree = _any_of(stream, 0)
    if not stream.at_end:
        raise wanted_join(stream.token)
    _check_size(tree)
    return tree


def _any_of(stream: TokenStream, depth: int) -> Condition:
    """Read a chain of `or`."""
    start = stream.token.position
    operands = [_all_of(stream, depth)]
    while stream.accept("or"):
        operands.append(_all_of(stream, depth))
    return join_conditions(Or, operands, position=start)


def _all_of(stream: TokenStream, depth: int) -> Condition:
    """Read a chain of `and`."""
    start = stream.token.position
    operands = [_negation(stream, depth)]
    while stream.accept("and"):
        operands.append(_negation(stream, depth))
    return join_conditions(And, operands, position=start)


def _negation(stream: TokenStream, depth: int) -> Condition:
    """Read `not` and its operand, a group, `at_least`, or a comparison."""
    token = stream.token
    if token.text not in ("not", "(", "at_least"):
        return read_comparison(stream)
    if depth == MAX_DEPTH:
        stream.fail(
            f"The condition is nested more than {MAX_DEPTH} levels deep.",
            "Leave out parentheses and `not`s that are not needed, or split the rule.",
            "condition-too-large",
        )
    stream.take()
    if token.text == "not":
        return Not(_negation(stream, depth + 1), position=token.position)
    if token.text == "at_least":
        return _at_least(stream, token, depth + 1)
    return _group(stream, token, depth + 1)


def _group(stream: TokenStream, opening: Token, depth: int) -> Condition:
    """Read the condition in parentheses, and the closing one."""
    tree = _any_of(stream, depth)
    _close(stream, opening)
    if is_comparison_word(stream.token):
        stream.fail(
            f"A group in parentheses cannot be followed by `{stream.token.text}`.",
            "Compare a single name, without parentheses around it.",
        )
    return tree


def _close(stream: TokenStream, opening: Token) -> None:
    """Read the parenthesis that closes one before."""
    if stream.at_end:
        raise UnableToParse(
            "condition-syntax",
            opening.position,
            "This parenthesis is never closed.",
            "Add a `)` where the group ends.",
        )
    if not stream.accept(")"):
        raise wanted_join(stream.token)


def _at_least(stream: TokenStream, function: Token, depth: int) -> AtLeast:
    """Read the number and the conditions of `at_least(2, a, b, c)`."""
    opening = stream.token
    stream.expect("(", "`at_least` needs a number and conditions in parentheses.", _AT_LEAST_FIX)
    n = stream.token.value
    if stream.token.kind is not TokenKind.NUMBER or not isinstance(n, int):
        stream.fail("`at_least` begins with how many conditions must be true.", _AT_LEAST_FIX)
    stream.take()
    stream.expect(",", "In `at_least`, conditions follow the number.", _AT_LEAST_FIX)
    operands = [_any_of(stream, depth)]
    while stream.accept(",") and stream.token.text != ")":
        operands.append(_any_of(stream, depth))
    _close(stream, opening)
    if is_comparison_word(stream.token):
        stream.fail(
            "`at_least(...)` is already true or false.",
            "Leave out the comparison; the number of conditions is written first.",
        )
    return AtLeast(n, tuple(operands), position=function.position)


def _check_size(tree: Condition) -> None:
    """Refuse a tree of too many nodes, at the first one too many."""
    for node in islice(walk(tree), MAX_NODES, None):
        raise UnableToParse(
            "condition-too-large",
            node.position,
            f"The condition has more than {MAX_NODES} parts.",
            "Split it into several rules.",
        )
