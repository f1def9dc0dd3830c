"""Read a text file: UTF-8, within a size limit; other modules read what the text means."""

from pathlib import Path

from leadpact.pact.codes import make_issue
from leadpact.terms.issues import Issue, Place

MAX_BYTES = 1_000_000
"""The largest file that is read."""

_MARKS_OF_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NUL = 0
_FIRST_BYTES = 16


def read_text(path: Path) -> tuple[str | None, list[Issue]]:
    """Read a UTF-8 text file within the size limit.

    Returns
    -------
    tuple
        The text, None where it cannot be read; and the issues that say why.
    """
    place = Place(path.name)
    if not path.is_file():
        folder = path.parent.resolve()
        fact = f"There is no file {path.name} in {folder}."
        if path.exists():
            fact = f"{path.name} in {folder} is no regular file, and a pact is read from one."
        return None, [make_issue("file-missing", place, fact, "Check the path.")]
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        return None, [
            make_issue(
                "file-not-readable",
                place,
                f"The file cannot be opened: {error.strerror or error}.",
                "Check the permissions of the file.",
            )
        ]
    if len(data) > MAX_BYTES:
        return None, [too_large(place, path.stat().st_size)]
    if _is_utf_16(data):
        fact, place = "The file is UTF-16, and only UTF-8 is read.", Place(path.name, 1, 1)
        return None, [make_issue("file-encoding", place, fact, "Save the file as UTF-8.")]
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        return None, [_encoding_issue(data, error, path.name)]


def _is_utf_16(data: bytes) -> bool:
    """Tell UTF-16 by its mark, or by a NUL in every pair of the first bytes, as letters have."""
    start = data[:_FIRST_BYTES]
    return data.startswith(_MARKS_OF_UTF_16) or (
        len(start) > 1 and any(set(start[first::2]) == {_NUL} for first in (0, 1))
    )


def too_large(place: Place, n_bytes: int) -> Issue:
    """Return the issue about a text of too many bytes."""
    return make_issue(
        "file-too-large",
        place,
        f"The file has {n_bytes:,} bytes; at most {MAX_BYTES:,} are read.",
        "Check that it is the right file.",
    )


def _encoding_issue(data: bytes, error: UnicodeDecodeError, file: str) -> Issue:
    line_start = data.rfind(b"\n", 0, error.start) + 1
    line = data[:line_start].count(b"\n") + 1
    column = len(data[line_start : error.start].decode("utf-8")) + 1
    return make_issue(
        "file-encoding",
        Place(file, line, column),
        f"The byte {data[error.start]:02X} here is not UTF-8, so the text cannot be read"
        " for certain.",
        "Save the file as UTF-8.",
    )
