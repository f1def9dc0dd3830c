"""The files of a data folder: which there are, and how each is opened."""

from collections.abc import Iterable
from pathlib import Path

from leadpact.connectors.files.batches import SourceFile
from leadpact.connectors.files.delimited import DelimitedFile
from leadpact.connectors.files.parquet import ParquetFile

SUFFIXES = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".parquet")


def is_glob(pattern: str) -> bool:
    """Tell whether a file name is a pattern for several."""
    return any(character in pattern for character in "*?[")


def find_files(data: Path, pattern: str) -> list[Path]:
    """Return the readable files of a folder that a name or glob means, in name order."""
    found = data.glob(pattern) if is_glob(pattern) else [data / pattern]
    return sorted(path for path in found if path.is_file() and path.name.endswith(SUFFIXES))


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
    if path.suffix == ".parquet":
        return ParquetFile(path)
    default = "\t" if path.name.endswith((".tsv", ".tsv.gz")) else ","
    return DelimitedFile(path, encoding=encoding, delimiter=delimiter or default)


def stem(path: Path) -> str:
    """Return the name of a file without the suffixes that are read."""
    name: str = path.name
    endings: Iterable[str] = sorted(SUFFIXES, key=len, reverse=True)
    return next((name.removesuffix(end) for end in endings if name.endswith(end)), name)
