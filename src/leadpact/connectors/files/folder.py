"""The files of a data folder: which there are, and how each is opened."""

import re
from pathlib import Path

from leadpact.connectors.files.batches import SourceFile, UnableToRead
from leadpact.connectors.files.delimited import DelimitedFile
from leadpact.connectors.files.parquet import ParquetFile
from leadpact.outputs import MANIFEST, is_ours

SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".parquet")
"""How the names of files end that are read, in capitals or not."""


def is_readable(name: str) -> bool:
    """Tell by its name whether a file is of a kind that is read."""
    return name.lower().endswith(SUFFIXES)


def is_glob(pattern: str) -> bool:
    """Tell whether a file name is a pattern for several."""
    return any(character in pattern for character in "*?[")


def find_files(data: Path, pattern: str) -> list[Path]:
    """Return the readable files of a folder that a name or glob means, in name order.

    What a command wrote into a folder of its own below is no data: nobody means it by `**/*`. A
    link that leads nowhere is found: what people take for a file is not passed over silently.
    """
    found = data.glob(_for_pathlib(pattern)) if is_glob(pattern) else [data / pattern]
    there = (path for path in found if path.exists() or path.is_symlink())
    readable = (path for path in there if not path.is_dir() and is_readable(path.name))
    return sorted(path for path in readable if not _is_written(path.relative_to(data), data))


def _is_written(path: Path, data: Path) -> bool:
    """Tell whether a file lies in an output, finished or begun, below the data."""
    folders = path.parents[:-1]
    return any(is_ours(part.name) or (data / part / MANIFEST).is_file() for part in folders)


def _for_pathlib(pattern: str) -> str:
    """Return a glob with `**` kept where it means folders; within a name it is `*`."""
    parts = pattern.split("/")
    return "/".join(part if part == "**" else re.sub(r"\*{2,}", "*", part) for part in parts)


def all_files(data: Path) -> list[Path]:
    """Return every readable file of a folder and its folders, in name order."""
    return find_files(data, "**/*")


def open_source(path: Path, *, encoding: str, delimiter: str | None) -> SourceFile:
    """Open a file by its suffix.

    Raises
    ------
    UnableToRead
        If not even its header can be read.
    """
    if not path.is_file():
        raise UnableToRead(
            "file-unreadable",
            "It is no regular file: a link that leads nowhere, or a pipe, or a device.",
            "Put the file itself there.",
        )
    name = path.name.lower()
    if name.endswith(".parquet"):
        return ParquetFile(path)
    default = "\t" if name.endswith((".tsv", ".tsv.gz")) else ","
    return DelimitedFile(path, encoding=encoding, delimiter=delimiter or default)


def stem(path: Path) -> str:
    """Return the name of a file in small letters, without the suffixes that are read."""
    name = path.name.lower()
    return name.removesuffix(next(filter(name.endswith, SUFFIXES), ""))
