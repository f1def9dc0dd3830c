"""CSV and TSV files, plain or gzipped, as batches. Rows that do not split into cells are reported.

Text is read by the `csv` module rather than a faster parser: it alone says exactly in which line
a row is and what is wrong with it.
"""

import codecs
import csv
import gzip
import io
import json
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from leadpact.connectors.files.batches import (
    BATCH_ROWS,
    Batch,
    BrokenRow,
    RowFault,
    UnableToRead,
    unreadable,
)

MAX_CELL = 10_000_000
"""The characters of the longest cell that is read: an open quote must not hold a file in memory."""

csv.field_size_limit(MAX_CELL)

_REMEMBERED_LINES = 50
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class DelimitedFile:
    """One CSV or TSV file."""

    nested: Sequence[str] = ()

    def __init__(self, path: Path, *, encoding: str, delimiter: str) -> None:
        self._path = path
        self._is_gzip = path.suffix.lower() == ".gz"
        self._encoding = encoding
        self._delimiter = delimiter
        with self._open() as stream:
            cells = self._read_header(stream)
        self.header: Sequence[str] = self._check_header([cell.strip() for cell in cells])

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Yield the rows with the wanted columns, in file order."""
        indices = {name: self.header.index(name) for name in wanted}
        n_rows = 0
        with self._open() as stream:
            for chunk in _read_chunks(stream, self._delimiter, n_cells=len(self.header)):
                yield self._batch(chunk, indices, n_rows)
                n_rows += len(chunk.rows)

    def _batch(self, chunk: "_Chunk", indices: dict[str, int], n_before: int) -> Batch:
        broken = dict(chunk.faults)
        columns = {} if broken else _columns(chunk.rows, indices)
        if len(columns) < len(indices):
            broken |= self._undecodable(chunk.rows, indices, broken)
            rows = [row for index, row in enumerate(chunk.rows) if index not in broken]
            columns = _columns(rows, indices)
        kept = [index for index in range(len(chunk.rows)) if index not in broken]
        return Batch(
            columns,
            [n_before + index + 1 for index in kept],
            [chunk.lines[index] for index in kept],
            lambda row: self._raw(chunk.rows[kept[row]]),
            [
                BrokenRow(
                    n_before + index + 1, chunk.lines[index], fault, self._raw(chunk.rows[index])
                )
                for index, fault in broken.items()
            ],
        )

    def _undecodable(
        self, rows: list[list[str]], indices: dict[str, int], broken: dict[int, RowFault]
    ) -> dict[int, RowFault]:
        faults = {}
        for number, row in enumerate(rows):
            if number in broken:
                continue
            bad = [name for name, index in indices.items() if not _is_text(row[index])]
            if bad:
                faults[number] = RowFault(
                    "row-undecodable",
                    f"Column {bad[0]} holds bytes that are no {self._encoding} text.",
                )
        return faults

    def _raw(self, row: list[str]) -> str:
        """Return the cells as JSON: by header where each cell has one, else as a list."""
        cells = [_readable(cell) for cell in row]
        if len(cells) != len(self.header):
            return json.dumps(cells, ensure_ascii=False)
        names = [
            name if name and self.header.count(name) == 1 else f"{name}#{number}"
            for number, name in enumerate(self.header, 1)
        ]
        return json.dumps(dict(zip(names, cells, strict=True)), ensure_ascii=False)

    def _read_header(self, stream: io.TextIOWrapper) -> list[str]:
        reader = csv.reader(stream, delimiter=self._delimiter, strict=True)
        try:
            return next((row for row in reader if row), [])
        except csv.Error as error:
            raise UnableToRead(
                "file-header",
                f"The header does not split into cells: {error}.",
                "Check its quotes, and that the file is delimited text.",
                1,
            ) from None

    def _check_header(self, header: list[str]) -> list[str]:
        if not any(header):
            raise UnableToRead(
                "file-header",
                "The file has no header: its first line names no column.",
                "Put the column names into the first line.",
            )
        if any("\0" in cell for cell in header):
            raise UnableToRead(
                "file-header",
                "The header holds NUL characters, as no text does but files of other kinds do.",
                "Export it as CSV, TSV or Parquet, and name it so.",
                1,
            )
        if any(cell != _readable(cell) for cell in header):
            raise UnableToRead(
                "file-encoding",
                f"The header is not {self._encoding} text, so its columns cannot be read.",
                "State the `encoding` of the file in the mapping, such as cp1252 or utf-16.",
                1,
            )
        return header

    @contextmanager
    def _open(self) -> Iterator[io.TextIOWrapper]:
        """Open the text, undecodable bytes kept as lone surrogates that `_undecodable` finds."""
        opener: Callable[[Path, str], Any] = gzip.open if self._is_gzip else open
        try:
            with opener(self._path, "rb") as data:
                self._check_start(data)
                codec = "utf-8-sig" if self._is_utf8() else self._encoding
                yield io.TextIOWrapper(data, codec, "surrogateescape", newline="")
        except UnicodeError as error:
            raise UnableToRead(
                "file-encoding",
                f"The file is not {self._encoding} text: {error}.",
                "State the `encoding` of the file in the mapping, or save it as UTF-8.",
            ) from None
        except (EOFError, OSError, zlib.error) as error:
            raise unreadable(error, f"The file cannot be read to its end: {error}.") from None

    def _is_utf8(self) -> bool:
        return codecs.lookup(self._encoding).name in {"utf-8", "utf-8-sig"}

    def _check_start(self, data: Any) -> None:
        start = data.read(2)
        data.seek(0)
        if start in _UTF16_MARKS and self._is_utf8():
            raise UnableToRead(
                "file-encoding",
                "The file starts with the mark of UTF-16 and is read as UTF-8.",
                "State `encoding: utf-16` in the mapping.",
                1,
            )


@dataclass(slots=True)
class _Chunk:
    """Some rows as lists of cells, the lines they start in, and what is wrong with them."""

    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: dict[int, RowFault] = field(default_factory=dict)


def _read_chunks(stream: io.TextIOWrapper, delimiter: str, *, n_cells: int) -> Iterator[_Chunk]:
    """Yield the rows after the header; empty lines are no rows."""
    recent: deque[str] = deque(maxlen=_REMEMBERED_LINES)
    reader = csv.reader(_remember(stream, recent), delimiter=delimiter, strict=True)
    next((row for row in reader if row), None)
    chunk, line = _Chunk(), reader.line_num + 1
    while True:
        try:
            for row in reader:
                if row:
                    chunk.rows.append(row)
                    chunk.lines.append(line)
                line = reader.line_num + 1
                if len(chunk.rows) == BATCH_ROWS:
                    yield _checked(chunk, n_cells)
                    chunk = _Chunk()
        except csv.Error as error:
            text = "".join(list(recent)[line - reader.line_num - 1 :])
            chunk.faults[len(chunk.rows)] = _syntax_fault(error, line)
            chunk.rows.append([text.rstrip("\r\n")])
            chunk.lines.append(line)
            line = reader.line_num + 1
        else:
            break
    if chunk.rows:
        yield _checked(chunk, n_cells)


def _remember(lines: Iterator[str], recent: deque[str]) -> Iterator[str]:
    for line in lines:
        recent.append(line)
        yield line


def _syntax_fault(error: csv.Error, line: int) -> RowFault:
    unclosed = {
        "unexpected end": f"A quote that opens in line {line} is not closed, so no row after it "
        "can be read.",
        "field limit": f"A cell of line {line} has over {MAX_CELL:,} characters, as after a quote "
        "not closed.",
    }
    for problem, fact in unclosed.items():
        if problem in str(error):
            raise UnableToRead(
                "file-quote-unclosed",
                fact,
                "Close the quote, or double the quotes that belong to the text.",
                line,
            )
    return RowFault("row-unreadable", f"The row does not split into cells: {error}.")


def _checked(chunk: _Chunk, n_cells: int) -> _Chunk:
    """Note the rows that have too few or too many cells."""
    if set(map(len, chunk.rows)) != {n_cells}:
        for index, row in enumerate(chunk.rows):
            if len(row) != n_cells and index not in chunk.faults:
                chunk.faults[index] = RowFault(
                    "row-ragged", f"The row has {len(row)} cells and the header has {n_cells}."
                )
    return chunk


def _columns(rows: list[list[str]], indices: dict[str, int]) -> dict[str, pa.Array]:
    """Build the wanted columns; fewer of them where one holds text that is no Unicode."""
    columns = {}
    for name, index in indices.items():
        try:
            columns[name] = pa.array([row[index] for row in rows], pa.string())
        except UnicodeEncodeError:
            break
    return columns


def _is_text(cell: str) -> bool:
    return cell.isascii() or _readable(cell) == cell


def _readable(cell: str) -> str:
    """Return a cell with the bytes that are no text written out in hexadecimal."""
    return cell.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
