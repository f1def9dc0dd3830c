"""The errors about a token in the wrong place of a condition."""

import re
from difflib import get_close_matches

from leadpact.conditions.nodes import (
    TEXT_TESTS,
    Constant,
    Count,
    DaysSince,
    DaysSinceDate,
    DaysUntil,
    Name,
    Operand,
)
from leadpact.conditions.tokens import FUNCTIONS, Token, TokenKind
from leadpact.conditions.unable_to_parse import UnableToParse, no_arithmetic, shortened

_COMPARISON_SIGNS = ("==", "!=", "<", "<=", ">", ">=")
_OTHER_WORDS = {
    "not_in": "not in",
    "notin": "not in",
    "nin": "not in",
    "one_of": "in",
    "startswith": "starts_with",
    "starts": "starts_with",
    "begins": "starts_with",
    "begins_with": "starts_with",
    "includes": "contains",
    "has": "has_word",
    "word": "has_word",
    "contains_word": "has_word",
    "like": "contains",
    "equals": "==",
    "eq": "==",
    "exists": "is_known",
    "known": "is_known",
    "days": "days_since",
    "days_ago": "days_since",
    "days_to": "days_until",
    "until": "days_until",
    "number_of": "count",
    "any_of": "at_least",
    "some_of": "at_least",
    "least": "at_least",
}
_UNITS = ("day", "days", "points", "point", "percent", "seats", "times")
_JOIN_FIX = "Join conditions with `and` or `or`; put a text in quotes."


def wanted_value(token: Token) -> UnableToParse:
    """Return the error about a token where a name or a value should begin."""
    if token.kind is TokenKind.END:
        return _syntax(
            token,
            "The condition ends where a name or a value should follow.",
            "Write the missing part, or remove what leads to it.",
        )
    if token.text in (*TEXT_TESTS, "in", *_COMPARISON_SIGNS):
        example = {"in": "('one', 'two')", **dict.fromkeys(TEXT_TESTS, "'text'")}
        return _syntax(
            token,
            f"`{token.text}` has nothing to its left.",
            f"Write `name {token.text} {example.get(token.text, '200')}`.",
        )
    if token.text == "(":
        return _syntax(
            token,
            "A single value has no parentheses around it.",
            "Remove the parentheses; they group whole conditions.",
        )
    if token.text == "=":
        return unknown_operator(token)
    return _syntax(
        token,
        f"A name or a value is expected here, not `{shortened(token.text)}`.",
        "Write a name, a number, a text in quotes, `true` or `false`.",
    )


def wanted_join(token: Token) -> UnableToParse:
    """Return the error about a token after a complete condition."""
    if token.text == "=":
        return unknown_operator(token)
    if token.kind is TokenKind.NUMBER and token.text.startswith("-"):
        return no_arithmetic(token.text, token.position)
    if token.text == ")":
        return _syntax(
            token, "This parenthesis closes nothing.", "Remove it, or open one before it."
        )
    if token.text == ",":
        return _syntax(
            token,
            "A comma is allowed only in the list after `in`, and in `at_least`.",
            "Write a large number without separators, such as `1000`; join conditions with `and`.",
        )
    fix = "Write the number alone, without a unit." if token.text in _UNITS else _JOIN_FIX
    return _syntax(token, f"`{shortened(token.text)}` does not continue the condition.", fix)


def after_name(name: Name, token: Token) -> UnableToParse:
    """Return the error about a token after a name that should be compared or be the only one."""
    if token.kind is not TokenKind.WORD or token.text == "not":
        return wanted_join(token)
    if token.text == "is":
        return _syntax(
            token,
            "`is` is not an operator.",
            f"Write `{name.name} == 'text'`, or `is_known({name.name})`.",
        )
    meant = _meant(token.text, ("and", "or", "in", *TEXT_TESTS))
    fix = f"Did you mean `{meant}`?" if meant else _JOIN_FIX
    if negated := _negated(token.text):
        fix = f"Write `not {name.name} {negated} 'text'`."
    return UnableToParse(
        "operator-unknown", token.position, f"`{shortened(token.text)}` is not an operator.", fix
    )


def unknown_function(token: Token) -> UnableToParse:
    """Return the error about a call of something that is no function of the language."""
    meant = _meant(token.text, FUNCTIONS)
    if meant in TEXT_TESTS:
        fix = f"Write `name {meant} 'text'`."
    elif meant in FUNCTIONS:
        fix = f"Did you mean `{meant}`?"
    else:
        *others, last = (f"`{function}`" for function in FUNCTIONS)
        fix = f"The functions are {', '.join(others)} and {last}."
    return UnableToParse(
        "function-unknown", token.position, f"There is no function `{shortened(token.text)}`.", fix
    )


def no_condition(operand: Operand) -> UnableToParse:
    """Return the error about a value that is not compared."""
    match operand:
        case Constant(value=str()):
            fact, fix = "A text alone is not a condition.", "Compare a name with it."
        case Count():
            fact, fix = "`count(...)` alone is not a condition.", "Write `count('kind') >= 1`."
        case DaysSince():
            fact = "`days_since(...)` alone is not a condition."
            fix = "Write `days_since('kind') <= 30`."
        case DaysSinceDate(name) | DaysUntil(name):
            function = "days_until" if isinstance(operand, DaysUntil) else "days_since"
            fact = f"`{function}(...)` alone is not a condition."
            fix = f"Write `{function}({name.name}) <= 30`."
        case _:
            fact, fix = "A number alone is not a condition.", "Compare a name with it."
    return UnableToParse("condition-syntax", operand.position, fact, fix)


def unknown_operator(token: Token) -> UnableToParse:
    """Return the error about `=`."""
    return UnableToParse(
        "operator-unknown",
        token.position,
        "`=` does not compare.",
        "Did you mean `==`?",
    )


_NEGATED = re.compile(
    r"(?:does_?)?(?:not?|nt)_?(contain|start|has)s?(?:_(?:with|word))?|(exclude)s?"
)
_DENIED = {"contain": "contains", "start": "starts_with", "has": "has_word", "exclude": "contains"}


def _negated(word: str) -> str | None:
    """Return the test of texts that a word such as `not_contains` denies."""
    match = _NEGATED.fullmatch(word.lower())
    return _DENIED[match[1] or match[2]] if match else None


def _meant(word: str, candidates: tuple[str, ...]) -> str | None:
    """Return the operator or function that was probably meant by a word."""
    lower = word.lower()
    close = get_close_matches(lower, candidates, n=1, cutoff=0.7)
    return _OTHER_WORDS.get(lower) or next(iter(close), None)


def _syntax(token: Token, fact: str, fix: str) -> UnableToParse:
    return UnableToParse("condition-syntax", token.position, fact, fix)
