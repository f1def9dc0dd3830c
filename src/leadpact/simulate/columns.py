"""Arrow columns from numpy arrays, without a loop over rows: ids, moments, dates, money, codes."""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

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


def schema_of(table: str) -> Any:
    """Return the Arrow schema of a canonical table."""
    return pa.schema([(column.name, _TYPES[column.type]) for column in TABLES[table].columns])


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


def make_integers(values: IntArray, known: BoolArray | None = None) -> Any:
    """Return whole numbers; `known` is false where missing."""
    return pa.array(values, mask=None if known is None else ~known)


def nothing(count: int, kind: Any = None) -> Any:
    """Return a column of missing values, of texts unless a type is given."""
    return pa.nulls(count, kind or pa.string())
