"""How things of a pact are said in a meeting: codes, lists, numbers.

What an object says is a mapping from a thing to its value; a diff compares two of them.
"""

from fractions import Fraction

Facts = dict[str, str]
NONE = "none"


def spoken(code: str) -> str:
    """Return a code as it is said."""
    return code.lower().replace("_", " ")


def listed(items: tuple[str, ...]) -> str:
    """Return a list in words."""
    return ", ".join(items) or NONE


def number(value: Fraction | None) -> str:
    """Return a number as short as it is exact."""
    if value is None:
        return NONE
    return str(value.numerator) if value.denominator == 1 else repr(float(value))


def plain(value: int | str | None) -> str:
    """Return a value as it is written."""
    return NONE if value is None else str(value)


def yes_no(value: bool) -> str:
    """Return a switch in words."""
    return "yes" if value else "no"


def facts_words(facts: Facts) -> str:
    """Return all that an object says in one line."""
    parts = [f"{name} {value}" for name, value in facts.items() if value != NONE]
    return "; ".join(parts) or "nothing"
