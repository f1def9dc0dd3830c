"""Values of a pact in words: codes, lists, numbers, lengths of time."""

from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction
from typing import Any

from leadpact.pact.sections.clocks.policy import STATUS, BusinessSpan
from leadpact.pact.sections.spans import span_words

Facts = dict[str, str]
"""What an object holds, each value in words by its name; a diff compares two of them."""

NONE = "none"


def say(value: Any) -> str:
    """Return a value of a policy in words, by its type."""
    text = str(value)
    match value:
        case None | "":
            text = NONE
        case bool():
            text = "yes" if value else "no"
        case StrEnum():
            text = spoken(value)
        case Fraction():
            text = str(value.numerator) if value.denominator == 1 else repr(float(value))
        case BusinessSpan():
            text = span_words(value)
        case frozenset():
            text = listed(sorted(map(say, value)))
        case tuple():
            text = listed(map(say, value))
    return text


def spoken(code: str) -> str:
    """Return a code in words: small letters with spaces, but as written of a disposition."""
    return code if code.startswith(STATUS) else code.lower().replace("_", " ")


def listed(items: Iterable[str], nothing: str = NONE) -> str:
    """Return a list in words, or the words for an empty one."""
    return ", ".join(items) or nothing


def counted(number: int, what: str) -> str:
    """Return a number of things: `1 step`, `2 steps`."""
    return f"{number} {what}{'' if number == 1 else 's'}"
