"""A batch: some rows of a file as Arrow columns, with their numbers and their raw cells."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from leadpact.connectors.files.faults import RowFault

BATCH_ROWS = 65_536


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that could not even be split into its cells."""

    row_number: int
    line: int | None
    fault: RowFault
    raw: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one file.

    Attributes
    ----------
    columns
        The wanted columns: strings of a text file, any flat type of a Parquet file.
    row_numbers
        The number of each row in its file, the first after the header being 1.
    lines
        The line each row starts in; None for Parquet.
    raw_row
        Gives the cells of a row of this batch, by its index, as JSON text.
    broken
        Rows met among these that are not in `columns`.
    """

    columns: dict[str, pa.Array]
    row_numbers: Sequence[int]
    lines: Sequence[int] | None
    raw_row: Callable[[int], str]
    broken: Sequence[BrokenRow] = ()

    @property
    def n_rows(self) -> int:
        """The number of rows in `columns`."""
        return len(self.row_numbers)

    def take(self, rows: pa.Array) -> "Batch":
        """Return the batch with the rows of these indices only, its broken rows left out."""
        kept = rows.to_pylist()
        return Batch(
            {name: column.take(rows) for name, column in self.columns.items()},
            [self.row_numbers[row] for row in kept],
            [self.lines[row] for row in kept] if self.lines is not None else None,
            lambda row: self.raw_row(kept[row]),
        )


class UnableToRead(Exception):
    """A file that cannot be read, wholly or from some line on."""

    def __init__(self, code: str, fact: str, fix: str, line: int = 0) -> None:
        super().__init__(fact)
        self.code = code
        self.fact = fact
        self.fix = fix
        self.line = line


def not_permitted(error: PermissionError) -> UnableToRead:
    """Return what a file that may not be opened makes: copying it again would not help."""
    fact = f"The file cannot be opened: {error.strerror or 'Permission denied'}."
    return UnableToRead("file-unreadable", fact, "Check its permissions.")


class SourceFile(Protocol):
    """A file that is open to be read: its header at once, its rows as a stream."""

    @property
    def header(self) -> Sequence[str]:
        """The names of the columns, in file order; blank where the file has none."""
        ...

    @property
    def nested(self) -> Sequence[str]:
        """The names of the columns that hold lists or records, which cannot be read."""
        ...

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Yield the rows with the wanted columns, in file order."""
        ...
