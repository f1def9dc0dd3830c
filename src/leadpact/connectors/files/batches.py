"""Rows on their way through an import: batches of a file, converted columns, and faults.

A batch is some rows of a file as Arrow columns, with their numbers and their raw cells. A fault is
why one value, and with it one row, cannot be taken; it is not an issue of a whole file.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from leadpact.connectors.files.issues import make_error
from leadpact.terms.issues import Issue, Place
from leadpact.terms.zone import ZoneOffsets

BATCH_ROWS = 65_536
MAX_SHOWN = 60


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row is refused: a stable code and the reason as a sentence."""

    code: str
    reason: str


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


class SourceFile(Protocol):
    """A file that is open to be read: its header at once, its rows as a stream."""

    header: Sequence[str]
    """The names of the columns, in file order; blank where the file has none."""

    nested: Sequence[str]
    """The names of the columns that hold lists or records, which cannot be read."""

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Yield the rows with the wanted columns, in file order."""


@dataclass(eq=False)
class UnableToRead(Exception):
    """A file that cannot be read, wholly or from some line on."""

    code: str
    fact: str
    fix: str
    line: int = 0

    def as_issue(self, name: str) -> Issue:
        """Return the issue that the file of this name makes."""
        return make_error(self.code, Place(name, self.line), self.fact, self.fix)


def unreadable(error: Exception, fact: str) -> UnableToRead:
    """Return what a file makes that the system or a parser cannot read, for the reason in `fact`.

    To copy a file again that may not be opened would not help.
    """
    fix = "Export or copy the file again."
    if isinstance(error, PermissionError):
        fact = f"The file cannot be opened: {error.strerror or 'Permission denied'}."
        fix = "Check its permissions."
    return UnableToRead("file-unreadable", fact, fix)


class UnreadableValue(ValueError):
    """A value that cannot be read as what its column holds."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.fault = RowFault(code, reason)


@dataclass(slots=True)
class Converted:
    """The values of one column of a batch, and what was met on the way to them.

    Attributes
    ----------
    faults
        The faults by row; a faulty value is null.
    unlisted
        The source values that the mapping's `values` do not list, with their counts.
    """

    values: pa.Array
    faults: dict[int, RowFault] = field(default_factory=dict)
    n_rounded: int = 0
    n_made_missing: int = 0
    unlisted: Counter[str] = field(default_factory=Counter)


def shown(value: str) -> str:
    """Return a value in quotes for a message, shortened where it is long."""
    return f'"{value}"' if len(value) <= MAX_SHOWN else f'"{value[:MAX_SHOWN]}…"'


def plain_value(cell: pa.Scalar) -> Any:
    """Return the Python value of a cell, or a text where it is a moment beyond the year 9999."""
    try:
        return cell.as_py()
    except (ValueError, OverflowError):
        return f"{cell.type} {cell.value}"


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column is written in its source.

    Attributes
    ----------
    formats
        The formats of its times, tried in order; ISO 8601 where there are none.
    zone
        The zone of times that are written without one.
    decimal_comma
        Whether numbers are written "1.234,50".
    """

    formats: tuple[str, ...] = ()
    zone: ZoneOffsets | None = None
    decimal_comma: bool = False


def all_match(text: pa.Array, pattern: str) -> bool:
    """Tell whether every value that is not missing matches a regular expression."""
    return pc.all(pc.match_substring_regex(text, pattern)).as_py() is not False


def faults_where(
    mask: pa.Array, source: pa.Array, code: str, describe: Callable[[str], str]
) -> dict[int, RowFault]:
    """Return a fault for each row where the mask is true, described by the value in the source."""
    rows = pc.indices_nonzero(mask).to_pylist()
    return {row: RowFault(code, describe(str(plain_value(source[row])))) for row in rows}


def convert_distinct(
    text: pa.Array, parse: Callable[[str], Any], data_type: pa.DataType
) -> Converted:
    """Convert each distinct value of a batch once.

    Parameters
    ----------
    text
        Strings; null stays null.
    parse
        Turns one string into a value that `data_type` can hold, or raises `UnreadableValue`.
    data_type
        The type of the outcome.
    """
    encoded = text.dictionary_encode()
    values: list[Any] = []
    faults: dict[int, RowFault] = {}
    for number, value in enumerate(encoded.dictionary.to_pylist()):
        try:
            values.append(parse(value))
        except UnreadableValue as error:
            values.append(None)
            faults[number] = error.fault
    converted = pa.array(values, data_type).take(encoded.indices)
    return Converted(converted, _by_row(encoded.indices, faults))


def _by_row(numbers: pa.Array, faults: dict[int, RowFault]) -> dict[int, RowFault]:
    """Spread the faults of distinct values over the rows that hold them."""
    if not faults:
        return {}
    is_faulty = pc.is_in(numbers, value_set=pa.array(list(faults), numbers.type))
    rows = pc.indices_nonzero(is_faulty)
    pairs = zip(rows.to_pylist(), numbers.take(rows).to_pylist(), strict=True)
    return {row: faults[number] for row, number in pairs}
