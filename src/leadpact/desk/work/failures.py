"""Say what went wrong without the words of an error: they may quote a value of a person."""

from pathlib import Path
from traceback import extract_tb


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
