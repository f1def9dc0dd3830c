"""Paths as DuckDB takes them: it reads patterns, places on the net and `~` into a text."""

import errno
from pathlib import Path

_SIGNS_OF_PATTERNS = "*?["


def path_to_read(path: Path) -> str:
    r"""Return a path as text in which DuckDB finds one file, that of exactly this name.

    Raises
    ------
    OSError
        If the path has a `\` next to a sign of patterns: DuckDB splits patterns at both slashes.
    """
    text = path_to_write(path)
    if not any(sign in text for sign in _SIGNS_OF_PATTERNS):
        return text
    if "\\" in text:
        reason = "The engine cannot read a path with a backslash next to one of * ? ["
        raise OSError(errno.EINVAL, reason, text)
    return "".join(f"[{sign}]" if sign in _SIGNS_OF_PATTERNS else sign for sign in text)


def path_to_write(path: Path) -> str:
    """Return a path as text that begins with a slash: so it names no scheme and nobody's home."""
    return str(path.absolute())


def quoted(value: object) -> str:
    """Return a text as a constant of SQL."""
    return "'" + str(value).replace("'", "''") + "'"
