"""Loading what commands are given: pacts, moments, folders; or ending with what is wrong."""

import re
from datetime import UTC, datetime
from pathlib import Path

import typer

from leadpact.cli.output import fail, print_issues, stop_on
from leadpact.pact.check import CheckedPact, check_pact
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.collection import collection_paused
from leadpact.terms.zone import HORIZON_YEARS

_MEMORY = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?) ?([KMGT])(i?)B", re.IGNORECASE)
_LEAST_MEMORY = 100_000_000


def read_pact(path: Path) -> CheckedPact:
    """Return a pact file as checked, or end where the path leads to a folder."""
    require_file(path, "a pact")
    with collection_paused():
        return check_pact(path)


def require_file(path: Path, what: str) -> None:
    """End where a path leads to a folder; `what` is wanted of it."""
    if path.is_dir():
        fact = f"{path} is a folder, and {what} is one file."
        fail("file-missing", path, fact, "Name the file in it.")


def require_pact(path: Path) -> Ruleset:
    """Return the ruleset of a pact file, warnings printed, or end with its errors."""
    (ruleset,) = require_pacts(path)
    return ruleset


def require_pacts(*paths: Path) -> list[Ruleset]:
    """Return the rulesets of pact files, warnings printed, or end with the errors of all."""
    checked = [read_pact(path) for path in paths]
    issues = [issue for pact in checked for issue in pact.issues]
    rulesets = [pact.ruleset for pact in checked if pact.ruleset is not None]
    if len(rulesets) < len(paths):
        stop_on(issues)
    print_issues(issues)
    return rulesets


def require_text(text: str | None) -> str | None:
    """Return an id of the command line; one that is blank or no UTF-8 is in no data."""
    if text is not None and (
        not text.strip() or any("\ud800" <= sign <= "\udfff" for sign in text)
    ):
        raise typer.BadParameter("An id has letters or digits, in UTF-8.")
    return text


def require_moment(text: str | None, option: str = "--as-of") -> datetime | None:
    """Return an aware moment given as an option, or end with what is wrong."""
    if text is None:
        return None
    # The engine takes half as long to import as `check` takes in all, and checks need none of it.
    from leadpact.engine.read import UnableToReadLead, read_time  # noqa: PLC0415

    first, end = HORIZON_YEARS
    if not first <= _year_of(text, first) < end:
        fact = f"'{text}' lies outside the years {first} to {end - 1}, for which clocks are known."
        fail("as-of-unreadable", option, fact, "Check the year.")
    try:
        return read_time(text, option)
    except UnableToReadLead as error:
        fail("as-of-unreadable", error.path, error.fact, error.fix)


def _year_of(text: str, default: int) -> int:
    """Return the year of a time in UTC, or the default where the text is no time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return default
    if moment.tzinfo is None:
        return default
    try:
        return moment.astimezone(UTC).year
    except OverflowError:
        return moment.year


def require_memory_limit(text: str) -> str:
    """Return an amount of memory as it was given, or end with what is wrong."""
    found = _MEMORY.fullmatch(text.strip())
    if not found:
        fact = f"'{text}' is no amount of memory."
        fail("memory-limit-unreadable", "--memory-limit", fact, "Write 4GB or 500MB.")
    base = 1024 if found[3] else 1000
    if float(found[1]) * base ** (" KMGT".index(found[2].upper())) < _LEAST_MEMORY:
        fact = f"{text} is too little to work with."
        fail("memory-limit-unreadable", "--memory-limit", fact, "Give at least 100MB.")
    return text.strip()
