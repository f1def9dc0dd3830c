"""Plain values of a table of cases, read with a place, a fact and a fix for each fault."""

import difflib
import re
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from leadpact.engine.read import UnableToReadLead, read_time
from leadpact.pact.meant_code import meant_code
from leadpact.pact.standard import STANDARD_ATTRIBUTES
from leadpact.pact.yaml_lines import Path_
from leadpact.testing.case_examples import example_at, shown

T = TypeVar("T")

KEY_MISSING = "case-key-missing"

_MAX_LISTED = 40
_NEAR = 0.75
_ABBREVIATION = 3
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class CaseRefused(Exception):
    """A value of a case cannot be read; `others` are faults found beside this one."""

    def __init__(
        self, code: str, path: Path_, fact: str, fix: str, others: "tuple[CaseRefused, ...]" = ()
    ) -> None:
        super().__init__(fact)
        self.code, self.path, self.fact, self.fix, self.others = code, path, fact, fix, others

    @property
    def every(self) -> "tuple[CaseRefused, ...]":
        """Both this fault and the others."""
        return (self, *self.others)


def all_of(reads: Iterable[Callable[[], T]]) -> list[T]:
    """Return what is read; where several are refused, refuse with all their faults."""
    found: list[T] = []
    faults: list[CaseRefused] = []
    for read in reads:
        try:
            found.append(read())
        except CaseRefused as refused:
            faults += refused.every
    if faults:
        first = faults[0]
        first.others = tuple(faults[1:])
        raise first
    return found


def parts_of(*reads: Callable[[], Any]) -> list[Any]:
    """Return parts of different kinds, as `all_of` returns those of one."""
    return all_of(reads)


def require(holds: bool, path: Path_, fact: str, fix: str, code: str = "case-value") -> None:
    """Refuse a value, or another fault of a case, unless a condition holds."""
    if not holds:
        raise CaseRefused(code, path, fact, fix)


def read_number(value: Any, path: Path_, what: str, such_as: str) -> int | float:
    """Read a number, of days or points or another unit."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if is_quoted_number(value):
        fact, fix = f"`{value}` is written as a text.", f"Leave out the quotes: {value.strip()}."
    else:
        fact, fix = f"`{shown(value)}` is no number of {what}.", f"Write {what}, such as {such_as}."
    raise CaseRefused("case-value", path, fact, fix)


def is_quoted_number(value: Any) -> bool:
    """Tell whether a text is nothing but a number."""
    return isinstance(value, str) and _NUMBER.fullmatch(value.strip()) is not None


def read_words(
    value: Any, path: Path_, known: Collection[str], what: str
) -> tuple[str, ...] | None:
    """Read a list of known names, in order of the alphabet; None: nothing is expected."""
    if value is None:
        return None
    read = (partial(known_name, item, place, known, what) for item, place in items_of(value, path))
    return tuple(sorted(all_of(read)))


def known_name(value: Any, path: Path_, known: Collection[str], what: str) -> str:
    """Read a name that is known, or refuse it with the nearest."""
    fact, fix = f"`{shown(value)}` is no {what}.", did_you_mean(str(value), known)
    require(isinstance(value, str | int) and str(value) in known, path, fact, fix)
    return str(value)


def read_list(value: Any, path: Path_) -> list[Any]:
    """Read a list."""
    if isinstance(value, list):
        return value
    fix = f"Write a list, such as {example_at(path, default='[a, b]')}."
    raise CaseRefused("case-value", path, f"`{shown(value)}` is no list.", fix)


def items_of(value: Any, path: Path_) -> list[tuple[Any, Path_]]:
    """Return the items of a list, each with its path."""
    return [(item, (*path, index)) for index, item in enumerate(read_list(value, path))]


def days_before(moment: datetime, days: Any, path: Path_) -> datetime:
    """Read a number of days, and return the moment that lies so long before another."""
    number = read_number(days, path, "days", "30 or 0.5")
    fact = "The days are negative, so this would be after the moment of the case."
    require(number >= 0, path, fact, "Write it without a minus, or give the case a later `as_of`.")
    try:
        return moment - timedelta(days=number)
    except OverflowError:
        fact = f"{days} days before the case's moment is no date."
        raise CaseRefused("case-value", path, fact, "Check the number of days.") from None


def read_moment(value: Any, path: Path_) -> datetime:
    """Read a moment with its zone."""
    fact = f"`{value}` is a day, and here the moment of that day is needed."
    is_day = isinstance(value, str) and bool(_DAY.fullmatch(value.strip()))
    require(not is_day, path, fact, f"Add the time and its zone: {str(value).strip()}T09:00:00Z.")
    try:
        return read_time(value, "")
    except UnableToReadLead as error:
        raise CaseRefused("case-value", path, error.fact, error.fix) from None


def read_mapping(values: Any, path: Path_, known: Collection[str] | None = None) -> dict[str, Any]:
    """Return what should be names with values; where the names are known, no other is allowed."""
    if not isinstance(values, dict):
        fact = f"There should be names with values here, not `{shown(values)}`."
        fix = f"Write {example_at(path, default='`name: value`')}."
        raise CaseRefused("case-value", path, fact, fix)
    if known is not None:
        all_of(partial(_require_known, key, (*path, key), known) for key in values)
    return values


def read_lead_values(values: Any, path: Path_, known: Collection[str]) -> dict[str, Any]:
    """Return values of a lead by name; refuse standard attributes that the pact does not use."""
    given = read_mapping(values, path)
    all_of(partial(_require_used, key, (*path, key), known) for key in given)
    return given


def _require_used(key: Any, path: Path_, known: Collection[str]) -> None:
    fact = f"`{key}` is asked for nowhere in this pact, so that it changes nothing."
    is_unused = key not in known and key in STANDARD_ATTRIBUTES
    require(not is_unused, path, fact, "Remove it.", "case-key-unknown")
    _require_known(key, path, known)


def _require_known(key: Any, path: Path_, known: Collection[str]) -> None:
    if isinstance(key, int) or (isinstance(key, str) and key.isdigit()):
        fact = f"`{key}` is where a name should be: after a comma the next name begins."
        fix = "Write numbers without a comma: 1200 for a thousand and more, 5.5 for a half."
        raise CaseRefused("case-key-unknown", path, fact, fix)
    fact, fix = f"`{key}` is not known here.", did_you_mean(str(key), known)
    require(key in known, path, fact, fix, "case-key-unknown")


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return a fix that names the known word that was probably meant, or lists all of them."""
    names = [str(name) for name in known]
    meant = meant_name(word, names)
    if meant is not None:
        return f"Did you mean `{meant}`?"
    listed = ", ".join(f"`{name}`" for name in names[:_MAX_LISTED])
    more = f" and {len(names) - _MAX_LISTED} more" if len(names) > _MAX_LISTED else ""
    return f"Known: {listed}{more}." if listed else "Nothing is known here."


def meant_name(word: str, names: list[str]) -> str | None:
    """Return the name that was probably meant by one that is not known, or None.

    Abbreviations that differ in a letter are two names: an `SAL` is no `SQL`.
    """
    meant = meant_code(word, names) or _near(word, names)
    is_short = meant is not None and len(meant) == len(word) <= _ABBREVIATION
    return None if is_short and meant.lower() != word.lower() else meant  # type: ignore[union-attr]


def _near(word: str, names: list[str]) -> str | None:
    """Return a name of nearly the same letters; one within the other may say the opposite."""
    found = difflib.get_close_matches(word, names, n=1, cutoff=_NEAR)
    is_other = bool(found) and (word in found[0] or found[0] in word)
    return found[0] if found and not is_other else None
