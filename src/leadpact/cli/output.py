"""What every command prints alike: issues, errors, tables; and the exit codes."""

import json
from collections import Counter
from collections.abc import Iterable
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from leadpact.terms.issues import Issue, Level, Place

out = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)

MAX_ALIKE = 6
"""Of warnings with one code, so many are shown; `--format json` has them all."""

_STYLES = {Level.ERROR: "bold red", Level.FUTURE_ERROR: "magenta", Level.WARNING: "yellow"}


class Exit(IntEnum):
    """The exit codes, documented in `docs/reference/commands.md`."""

    DONE = 0
    FOUND_ERRORS = 1
    WRONG_USE = 2


class Format(StrEnum):
    """How a command prints."""

    TEXT = "text"
    JSON = "json"


def print_issues(issues: Iterable[Issue]) -> None:
    """Print issues for people, one a line, to standard error; of many alike, the first ones."""
    shown: Counter[str] = Counter()
    for issue in issues:
        shown[issue.code] += 1
        if issue.level is Level.WARNING and shown[issue.code] > MAX_ALIKE:
            continue
        line = Text(f"{plain(str(issue.place))} ".lstrip())
        line.append(str(issue.level), style=_STYLES[issue.level])
        line.append(plain(f" {issue.code}: {issue.fact} {issue.fix}"))
        err.print(line)
        shown[f"{issue.level} {issue.code}"] += 1
    for code in [code for code in shown if f"warning {code}" in shown]:
        if n_more := shown[code] - shown[f"warning {code}"]:
            err.print(Text(f"… and {n_more:,} more of {code}."))


def plain(text: str) -> str:
    """Return a text with what a terminal would obey, or not show, written out.

    Names and values come from files of others; an escape sequence in them must not run.
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def print_json(value: Any) -> None:
    """Print one JSON document to standard output."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def fail(code: str, place: str | Path, fact: str, fix: str) -> NoReturn:
    """Print one error and end the command; the codes are in `docs/reference/issues-commands.md`."""
    stop_on([Issue(code, Level.ERROR, Place(str(place)), fact, fix)])


def warn(code: str, place: str | Path, fact: str, fix: str) -> None:
    """Print one warning."""
    print_issues([Issue(code, Level.WARNING, Place(str(place)), fact, fix)])


def stop_on(issues: Iterable[Issue]) -> NoReturn:
    """Print issues and end the command."""
    print_issues(issues)
    raise typer.Exit(Exit.FOUND_ERRORS)
