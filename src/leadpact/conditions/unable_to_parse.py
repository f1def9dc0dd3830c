"""The error of the parser, its codes, and what to say about characters that begin no token.

What to say about a token in the wrong place is in `syntax_errors`.
"""

import re
import unicodedata

from leadpact.conditions.nodes import Position

PARSE_CODES = (
    "condition-empty",
    "condition-too-large",
    "condition-syntax",
    "text-malformed",
    "number-malformed",
    "number-too-long",
    "operator-unknown",
    "keyword-case",
    "function-unknown",
    "no-arithmetic",
    "no-null",
    "comparison-chained",
)
"""Every code that `UnableToParse` can carry."""


_MAX_QUOTED = 40

_CURLY_QUOTES = "‘’‚“”„«»‹›`´"


class UnableToParse(ValueError):
    """The text is not a condition: what is wrong (`fact`), where, and the `fix`."""

    def __init__(self, code: str, position: Position, fact: str, fix: str) -> None:
        super().__init__(f"line {position.line}, column {position.column}: {fact} {fix}")
        self.code = code
        self.position = position
        self.fact = fact
        self.fix = fix


def shortened(raw: str) -> str:
    """Return the text as it is quoted in an error: long ones are cut."""
    return raw if len(raw) <= _MAX_QUOTED else raw[:_MAX_QUOTED] + "…"


def no_arithmetic(raw: str, position: Position) -> UnableToParse:
    """Return the error about a sum or a product."""
    return UnableToParse(
        "no-arithmetic",
        position,
        f"`{shortened(raw)}` looks like arithmetic, which a condition does not have.",
        "Compare with a number that is already worked out; to add scores, declare one more score"
        " with `sum_of`.",
    )


def per_cent(before: str, position: Position) -> UnableToParse:
    """Return the error about a `%` behind a number; `before` is the text that ends with it."""
    match = re.search(r"[0-9.]+%$", before)
    number = match.group()[:-1] if match else "55"
    return UnableToParse(
        "condition-syntax",
        position,
        "`%` has no meaning behind a number.",
        f"Leave it out: write `{number}`; a share from 0 to 1 is written with a point, such as"
        " `0.5`.",
    )


def unreadable(text: str, index: int, position: Position) -> UnableToParse:
    """Return the error about a character that begins no token."""
    character = text[index]
    if character in "'\"":
        return UnableToParse(
            "text-malformed",
            position,
            "A quote is opened here and never closed.",
            f"Close the text with {character}; a {character} inside it is written twice.",
        )
    if character in _CURLY_QUOTES:
        return UnableToParse(
            "text-malformed",
            position,
            f"{character} is a typographic quote.",
            "Use straight quotes: 'text'.",
        )
    return UnableToParse(
        "condition-syntax",
        position,
        f"{_shown(character)} has no meaning in a condition.",
        _character_fix(text, index),
    )


def _shown(character: str) -> str:
    """Return a character so that the reader can see it, even where it is invisible."""
    name = unicodedata.name(character, "unnamed").lower()
    code = f"U+{ord(character):04X}"
    if character.isprintable():
        return f"`{character}` ({code}, {name})"
    return f"The character {code} ({name})"


def _character_fix(text: str, index: int) -> str:
    """Return the fix for a character that begins no token."""
    character = text[index]
    if character == "." and text[index + 1 : index + 2].isdecimal():
        return "Write a digit before the point: `0.5`."
    if character in "[]{}":
        return "Use round parentheses."
    if character.isspace() or not character.isprintable():
        return "Remove it, or write an ordinary space."
    return "Names have letters a to z, digits and `_`; put any other text in quotes."
