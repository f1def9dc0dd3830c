"""Tables from numpy arrays, and their files.

Arrow columns without a loop over rows: ids, moments, dates, money, codes. Parquet in parts, row
group by row group, the same bytes every time.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from leadpact.simulate.sampling import BoolArray, IntArray
from leadpact.terms.tables import TABLES, ColumnType

_TYPES = {
    ColumnType.STRING: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.DATE: pa.date32(),
    ColumnType.TIMESTAMP: pa.timestamp("us", tz="UTC"),
    ColumnType.MONEY: pa.decimal128(18, 2),
}

ID_WIDTH = 12
"""A letter and eleven digits: the longest text that DuckDB and Arrow views keep inline."""

WIDE_TABLES = ("leads", "activities", "touches", "events")
"""Tables that get a row group from each chunk, with columns that are dictionaries already."""

FOLDER_TABLES = (*WIDE_TABLES, "accounts", "opportunities")
"""Tables that are folders of parts; the others are one file."""

_GATHERED_ROWS = 50_000
_NOT_REPEATED = {"email", "phone", "person_id", "payload", "amount", "revenue_amount"}
_WITH_STATISTICS = {"lead_id", "account_id", "occurred_at", "created_at", "opened_at"}


def schema_of(table: str) -> Any:
    """Return the Arrow schema of a canonical table."""
    return pa.schema([(column.name, _TYPES[column.type]) for column in TABLES[table].columns])


def make_table(name: str, *columns: Any) -> Any:
    """Return a canonical table from its columns, in their order."""
    return pa.Table.from_arrays(columns, names=schema_of(name).names)


@lru_cache
def _four_digits(prefix: str, width: int) -> npt.NDArray[np.uint32]:
    """Return every number of `width` digits behind a prefix, as four bytes each."""
    text = "".join(f"{prefix}{number:0{width}d}" for number in range(10**width))
    return np.frombuffer(text.encode("ascii"), dtype=np.uint32)


def make_ids(letter: str, numbers: IntArray) -> Any:
    """Write numbers as ids: a letter and eleven digits."""
    words = np.empty((len(numbers), 3), dtype=np.uint32)
    digits = _four_digits("", 4)
    upper, lower = numbers // 10_000, numbers % 10_000
    words[:, 0] = _four_digits(letter, 3)[upper // 10_000]
    words[:, 1] = digits[upper % 10_000]
    words[:, 2] = digits[lower]
    offsets = np.arange(len(numbers) + 1, dtype=np.int32) * ID_WIDTH
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(offsets), pa.py_buffer(words))


def count_ids(letter: str, first: int, count: int) -> Any:
    """Write the ids of consecutive numbers."""
    return make_ids(letter, first + np.arange(count, dtype=np.int64))


def make_codes(indices: npt.NDArray[Any], values: Any) -> Any:
    """Return texts by their index in `values`; a negative index is a missing value."""
    known = values if isinstance(values, pa.Array) else pa.array(list(values), pa.string())
    mask = indices < 0
    places = pa.array(indices.astype(np.int32), mask=mask if mask.any() else None)
    return pa.DictionaryArray.from_arrays(places, known)


def make_moments(seconds: IntArray, epoch: int, known: BoolArray | None = None) -> Any:
    """Return UTC moments from seconds since the period began; `known` is false where missing."""
    values = pa.array((seconds + epoch) * 1_000_000, mask=None if known is None else ~known)
    return values.cast(_TYPES[ColumnType.TIMESTAMP])


def make_dates(days: IntArray, epoch_day: int, known: BoolArray | None = None) -> Any:
    """Return dates from days since the period began; `known` is false where missing."""
    values = pa.array((days + epoch_day).astype(np.int32), mask=None if known is None else ~known)
    return values.cast(pa.date32())


def make_money(cents: IntArray, known: BoolArray | None = None) -> Any:
    """Return amounts with two places from hundredths; `known` is false where missing."""
    words = np.zeros((len(cents), 2), dtype=np.int64)
    words[:, 0] = cents
    bits = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    return pa.Array.from_buffers(_TYPES[ColumnType.MONEY], len(cents), [bits, pa.py_buffer(words)])


class TableWriter:
    """Writes one table; rows of small tables are gathered until they make a row group."""

    def __init__(self, name: str, out: Path) -> None:
        self.name, self.n_rows = name, 0
        self._out = out
        self._part = 0
        self._writer: Any = None
        self._waiting: list[Any] = []

    def add(self, table: Any) -> None:
        """Take the rows of one chunk."""
        self.n_rows += table.num_rows
        if self.name in WIDE_TABLES:
            self._write(table)
            return
        self._waiting.append(table.cast(schema_of(self.name)))
        if sum(waiting.num_rows for waiting in self._waiting) >= _GATHERED_ROWS:
            self._write_waiting()

    def end_part(self) -> None:
        """Close the file; later rows go into the next one."""
        if self._waiting or self._writer is None:
            self._write_waiting()
        self._writer.close()
        self._writer = None
        self._part += 1

    def _write_waiting(self) -> None:
        empty = schema_of(self.name).empty_table()
        self._write(pa.concat_tables(self._waiting or [empty]).combine_chunks())
        self._waiting = []

    def _write(self, table: Any) -> None:
        if self._writer is None:
            self._writer = _open(self._path(), table.schema, self.name)
        self._writer.write_table(table, row_group_size=max(table.num_rows, 1))

    def _path(self) -> Path:
        if self.name not in FOLDER_TABLES:
            return self._out / f"{self.name}.parquet"
        folder = self._out / self.name
        folder.mkdir(exist_ok=True)
        return folder / f"part-{self._part:05d}.parquet"


def _open(path: Path, schema: Any, name: str) -> Any:
    """Open a Parquet file whose columns read as plain texts, however they were handed in."""
    repeated = [
        column.name
        for column in TABLES[name].columns[1:]
        if column.name not in _NOT_REPEATED and not column.name.endswith("_at")
    ]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=repeated,
        write_statistics=[field for field in schema.names if field in _WITH_STATISTICS],
        store_schema=False,
    )
