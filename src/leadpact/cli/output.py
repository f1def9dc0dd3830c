"""What every command prints alike: issues, errors, tables; and the exit codes."""

import json
from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from leadpact.terms.issues import Issue, Level

out = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)

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
    """Print issues for people, one a line, to standard error."""
    for issue in issues:
        line = Text(f"{issue.place} ")
        line.append(str(issue.level), style=_STYLES[issue.level])
        line.append(f" {issue.code}: {issue.fact} {issue.fix}")
        err.print(line)


def print_json(value: Any) -> None:
    """Print one JSON document to standard output."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def stop(message: str, *, code: Exit = Exit.FOUND_ERRORS) -> NoReturn:
    """Print an error and end the command."""
    err.print(Text(message, style="red"))
    raise typer.Exit(code)


def stop_on(issues: Iterable[Issue]) -> NoReturn:
    """Print issues and end the command."""
    print_issues(issues)
    raise typer.Exit(Exit.FOUND_ERRORS)
