"""An issue: a fault of an input, with its place, reason and fix; collected, or raised.

Failures of work on data are here, so that commands can catch them without importing that work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave an issue is: only an `ERROR` stops the work."""

    WARNING = "warning"
    FUTURE_ERROR = "future-error"
    ERROR = "error"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where: a file and, where there is one, a line and a column (both count from 1)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.file, *numbers])


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding about an input.

    `code` is stable and documented in `docs/reference/issues.md`; `fact` states what the input has
    and why that is a problem, `fix` what to do about it. Both are complete sentences.
    """

    code: str
    level: Level
    place: Place
    fact: str
    fix: str

    def __str__(self) -> str:
        return f"{self.place} {self.level} {self.code}: {self.fact} {self.fix}"

    def as_dict(self) -> dict[str, str | int]:
        """Return the issue as plain values, for `--format json`."""
        return {
            "code": self.code,
            "level": str(self.level),
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "fact": self.fact,
            "fix": self.fix,
        }


def has_errors(issues: Iterable[Issue]) -> bool:
    """Return whether any of the issues stops the work."""
    return any(issue.level is Level.ERROR for issue in issues)


class Failure(Exception):
    """Work cannot be done; `issue` has the place, the reason and the fix."""

    def __init__(self, code: str, place: object, fact: str, fix: str) -> None:
        super().__init__(f"{place}: {fact} {fix}")
        self.issue = Issue(code, Level.ERROR, Place(str(place)), fact, fix)


class UnableToIdentify(Failure):
    """Who the leads of a data set are cannot be worked out; `issue` names place, fact and fix."""


class UnableToExecute(RuntimeError):
    """The engine could not execute a relation; `reason` is the engine's own."""

    def __init__(self, error: Exception) -> None:
        self.reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        fix = "Check that the files are complete, that the disk has room, and --memory-limit."
        super().__init__(f"The data could not be worked on: {self.reason} {fix}")
