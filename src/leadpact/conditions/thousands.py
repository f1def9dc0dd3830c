"""Numbers of which a reader may take the point for the sign between thousands."""

import math
import re

from leadpact.conditions.findings import Finding
from leadpact.conditions.nodes import Position
from leadpact.conditions.tokens import TokenKind, TokenStream

_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{2}0")
"""Three decimals of which the last is 0, which nobody needs to write."""


def looks_like_thousands(written: str) -> bool:
    """Tell whether a number is written as many countries write thousands, such as `1.200`."""
    return _THOUSANDS.fullmatch(written) is not None


def find_thousands(text: str) -> list[Finding]:
    """Return a warning for each such number in the text of a condition that can be parsed."""
    if _THOUSANDS.search(text) is None:  # most have none, and reading them twice takes time
        return []
    stream, found = TokenStream(text), []
    while not stream.at_end:
        token = stream.take()
        if token.kind is TokenKind.NUMBER and looks_like_thousands(token.text):
            found.append(thousands_finding(token.text, token.position))
    return found


def thousands_finding(written: str, position: Position) -> Finding:
    """Return the warning about a number with three decimals."""
    fact, fix = thousands_words(written)
    return Finding("number-ambiguous", position, fact, fix)


def thousands_words(written: str) -> tuple[str, str]:
    """Return fact and fix about a number that looks like thousands."""
    value, large = f"{float(written):.15g}", written.replace(".", "")
    if value != written:
        fact = f"`{written}` is {value}: the point begins the decimals."
        return fact, f"If thousands are meant, write `{large}`; otherwise write `{value}`."
    low = math.floor(float(written))
    fact = f"`{written}` is between {low} and {low + 1}: the point begins the decimals."
    return fact, f"If thousands are meant, write `{large}`; otherwise write a whole number."
