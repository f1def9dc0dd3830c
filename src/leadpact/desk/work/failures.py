"""Tell errors apart, and say what went wrong without the words of an error.

The text of an error may quote a value of a person, so a log has only its kind and its line.
"""

from pathlib import Path
from traceback import extract_tb

from django.db import InterfaceError, OperationalError

from leadpact.storage.lead_store import UnableToUseStore

_OF_THE_INSTALLATION = frozenset({"clock-ahead", "pact-missing", "pact-not-stored"})


def concerns_all(error: BaseException) -> bool:
    """Tell whether an error is of the installation: no lead and no command is at fault."""
    if isinstance(error, UnableToUseStore):
        return error.issue.code in _OF_THE_INSTALLATION
    return isinstance(error, OperationalError | InterfaceError)


def where(error: BaseException) -> str:
    """Return the kind of an error and the line that raised it.

    Examples
    --------
    >>> try:
    ...     int("Pat")
    ... except ValueError as error:
    ...     where(error).startswith("ValueError at ")
    True
    """
    frames = extract_tb(error.__traceback__)
    last = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{last}"
