"""Plain values of a table of cases, read with a place, a fact and a fix for each fault."""

import difflib
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from leadpact.engine.read import UnableToReadLead, read_time
from leadpact.pact.yaml_lines import Path_

KEY_MISSING = "case-key-missing"


class CaseRefused(Exception):
    """A value of a case cannot be read."""

    def __init__(self, code: str, path: Path_, fact: str, fix: str) -> None:
        super().__init__(fact)
        self.code, self.path, self.fact, self.fix = code, path, fact, fix


def require(holds: bool, path: Path_, fact: str, fix: str, code: str = "case-value") -> None:
    """Refuse a value, or another fault of a case, unless a condition holds."""
    if not holds:
        raise CaseRefused(code, path, fact, fix)


def read_number(value: Any, path: Path_, what: str, such_as: str) -> int | float:
    """Read a number, of days or points or another unit."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    fact, fix = f"`{value}` is no number of {what}.", f"Write {what}, such as {such_as}."
    raise CaseRefused("case-value", path, fact, fix)


def read_words(value: Any, path: Path_) -> tuple[str, ...] | None:
    """Read a list of words, in order of the alphabet; None: nothing is expected."""
    if value is None:
        return None
    return tuple(sorted(str(item) for item in read_list(value, path)))


def read_list(value: Any, path: Path_) -> list[Any]:
    """Read a list."""
    if isinstance(value, list):
        return value
    fix = "Write a list, such as [a, b]."
    raise CaseRefused("case-value", path, f"`{value}` is no list.", fix)


def items_of(value: Any, path: Path_) -> list[tuple[Any, Path_]]:
    """Return the items of a list, each with its path."""
    return [(item, (*path, index)) for index, item in enumerate(read_list(value, path))]


def days_before(moment: datetime, days: Any, path: Path_) -> datetime:
    """Read a number of days, and return the moment that lies so long before another."""
    try:
        return moment - timedelta(days=read_number(days, path, "days", "30 or 0.5"))
    except OverflowError:
        fact = f"{days} days before the case's moment is no date."
        raise CaseRefused("case-value", path, fact, "Check the number of days.") from None


def read_moment(value: Any, path: Path_) -> datetime:
    """Read a moment with its zone."""
    try:
        return read_time(value, "")
    except UnableToReadLead as error:
        raise CaseRefused("case-value", path, error.fact, error.fix) from None


def read_mapping(values: Any, path: Path_, known: Collection[str] | None = None) -> dict[str, Any]:
    """Return what should be names with values; where the names are known, no other is allowed."""
    if not isinstance(values, dict):
        fact = "There should be names with values here."
        raise CaseRefused("case-value", path, fact, "Write `name: value`.")
    for key in values:
        if known is not None and key not in known:
            fact, fix = f"`{key}` is not known here.", did_you_mean(key, known)
            raise CaseRefused("case-key-unknown", (*path, key), fact, fix)
    return values


def did_you_mean(word: str, known: Any) -> str:
    """Return a fix that names the nearest known word, or all of them."""
    close = difflib.get_close_matches(word, list(known), n=1)
    if close:
        return f"Did you mean `{close[0]}`?"
    listed = ", ".join(f"`{name}`" for name in list(known)[:12])
    return f"Known: {listed}." if listed else "Nothing is known here."
