"""Failures of work on data; here so that commands can catch them without importing that work."""

from leadpact.terms.issues import Issue, Level, Place


class UnableToExecute(RuntimeError):
    """The engine could not execute a relation; the message is the engine's own."""

    def __init__(self, error: Exception) -> None:
        text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        fix = "Check that the files are complete, that the disk has room, and --memory-limit."
        super().__init__(f"The data could not be worked on: {text} {fix}")


class UnableToIdentify(Exception):
    """Who the leads of a data set are cannot be worked out; `issue` names place, fact and fix."""

    def __init__(self, code: str, place: str, fact: str, fix: str) -> None:
        super().__init__(f"{place}: {fact} {fix}")
        self.issue = Issue(code, Level.ERROR, Place(place), fact, fix)
