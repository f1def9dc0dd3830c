"""The only place of the commands that prints: words, issues, tables, JSON; and the exit codes.

Names and values come from files of others, so every text is made plain on its way out; and an
answer that cannot be written is an error, not a silence.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TextIO

import typer

from leadpact.terms.issues import Issue, Level, Place

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.progress import Progress, ProgressColumn

MAX_ALIKE = 6
"""Of warnings with one code, so many are shown; `--format json` has them all."""

_STYLES = {Level.ERROR: "bold red", Level.FUTURE_ERROR: "magenta", Level.WARNING: "yellow"}


class Exit(IntEnum):
    """The exit codes, documented in `docs/reference/commands.md`."""

    DONE = 0
    FOUND_ERRORS = 1
    WRONG_USE = 2
    INTERRUPTED = 130
    PIPE_CLOSED = 141


class Format(StrEnum):
    """How a command prints."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="How to print.")]


class UnableToWriteAnswer(Exception):
    """Standard output does not take what a command has to say."""


class UnableToReachReader(Exception):
    """The program that read standard output has ended: nobody misses the rest."""


def say(*lines: str) -> None:
    """Print lines to standard output, where a command's answer goes."""
    _answer("".join(f"{plain(line)}\n" for line in lines))


def note(*lines: str) -> None:
    """Print lines to standard error, where words about the work go."""
    _remark("".join(f"{plain(line)}\n" for line in lines))


def print_issues(issues: Iterable[Issue]) -> None:
    """Print issues for people, one a line, to standard error; of many alike, the first ones."""
    shown: Counter[str] = Counter()
    for issue in issues:
        shown[issue.code] += 1
        if issue.level is Level.WARNING and shown[issue.code] > MAX_ALIKE:
            continue
        _remark(_issue_line(issue))
        shown[f"{issue.level} {issue.code}"] += 1
    for code in [code for code in shown if f"warning {code}" in shown]:
        if n_more := shown[code] - shown[f"warning {code}"]:
            note(f"… and {n_more:,} more of {code}.")


def print_table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table to standard output."""
    from rich.table import Table  # noqa: PLC0415 - Rich takes longer than most commands that fail

    table = Table(*names)
    for row in rows:
        table.add_row(*map(plain, row))
    _answer(_rendered(table, sys.stdout))


def print_json(value: Any) -> None:
    """Print one JSON document to standard output, over several lines."""
    _answer(f"{_json_text(value)}\n")


def print_json_line(value: Any) -> None:
    """Print one JSON document to standard output, on one line of ASCII."""
    _answer(f"{json.dumps(value)}\n")


def progress(*columns: "ProgressColumn") -> "Progress":
    """Return a display of progress on standard error, which only a terminal shows."""
    from rich.progress import Progress  # noqa: PLC0415 - as above

    console = _console(sys.stderr)
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def plain(text: str) -> str:
    r"""Return a text with what a terminal would obey, or not show, written out.

    Escape sequences, line ends, marks that turn the direction of writing and letters without
    width come out as Python writes them, such as `\x1b` and `\u202e`.
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


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


def show_every_character() -> None:
    """Write out what the terminal's encoding does not have, rather than fail at it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def require_output() -> None:
    """Raise UnableToWriteAnswer where standard output is closed: the work would be for nothing."""
    if sys.stdout is None:
        raise UnableToWriteAnswer("it is closed")


def _issue_line(issue: Issue) -> str:
    from rich.text import Text  # noqa: PLC0415 - as above

    line = Text(f"{plain(str(issue.place))} ".lstrip())
    line.append(str(issue.level), style=_STYLES[issue.level])
    line.append(plain(f" {issue.code}: {issue.fact} {issue.fix}"))
    return _rendered(line, sys.stderr)


def _rendered(value: "RenderableType", stream: TextIO) -> str:
    """Return what Rich makes of a value for a stream: with colours for a terminal."""
    written = StringIO()
    _console(written, is_terminal=_console(stream).is_terminal).print(value)
    return written.getvalue()


def _console(stream: TextIO, *, is_terminal: bool | None = None) -> "Console":
    from rich.console import Console  # noqa: PLC0415 - as above

    return Console(
        file=stream,
        force_terminal=is_terminal,
        soft_wrap=True,
        highlight=False,
        markup=False,
        emoji=False,
    )


def _json_text(value: Any) -> str:
    """Return a value as JSON that no terminal obeys and every encoding has.

    JSON itself escapes the control characters of ASCII only.
    """
    has_all_letters = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    text = json.dumps(value, indent=2, ensure_ascii=not has_all_letters)
    if text.replace("\n", "").isprintable():
        return text
    return "".join(
        sign if sign.isprintable() or sign == "\n" else json.dumps(sign)[1:-1] for sign in text
    )


def _answer(text: str) -> None:
    """Write to standard output and see that it arrives: Python says nothing where it ends late."""
    require_output()
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon(sys.stdout)
        raise UnableToReachReader from None
    except (OSError, ValueError) as error:
        _abandon(sys.stdout)
        message = getattr(error, "strerror", None) or str(error)
        raise UnableToWriteAnswer(message[:1].lower() + message[1:]) from error


def _remark(text: str) -> None:
    """Write to standard error; where that fails, only the exit code shows it."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):
        _abandon(sys.stderr)


def _abandon(stream: TextIO) -> None:
    """Send what a stream still holds nowhere, or Python fails at it once more when it ends."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):
        return  # a stream of memory
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
