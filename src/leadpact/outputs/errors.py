"""What keeps an output from being written or read, as an issue: place, fact, fix and code."""

from pathlib import Path

from leadpact.terms.issues import Issue, Level, Place


class _UnableToUseOutput(Exception):
    """An output that cannot be used; `issue` says why and how to mend it."""

    def __init__(self, code: str, folder: Path, fact: str, fix: str) -> None:
        super().__init__(f"{folder}: {fact} {fix}")
        self.issue = Issue(code, Level.ERROR, Place(str(folder)), fact, fix)


class UnableToWriteOutput(_UnableToUseOutput):
    """Nothing was written: the output that was there, if any, is as it was."""


class UnableToReadOutput(_UnableToUseOutput):
    """An output is not as the command that made it left it."""
