"""Parquet files as batches."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from leadpact.connectors.files.batches import (
    BATCH_ROWS,
    Batch,
    BrokenRow,
    RowFault,
    plain_value,
    unreadable,
)


class ParquetFile:
    """One Parquet file; of its columns, the flat ones can be mapped."""

    def __init__(self, path: Path) -> None:
        try:
            # Of a relative path with a colon, Arrow makes an address of something elsewhere.
            self._file = pq.ParquetFile(path.absolute())
        except (pa.ArrowException, OSError) as error:
            raise unreadable(error, _fact(error)) from None
        schema = self._file.schema_arrow
        self.nested: Sequence[str] = sorted(
            {one.name for one in schema if pa.types.is_nested(one.type)}
        )
        self.header: Sequence[str] = [name for name in schema.names if name not in self.nested]

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Yield the rows with the wanted columns, in file order."""
        names = list(wanted) or list(self.header[:1])
        n_before = 0
        try:
            for rows in self._file.iter_batches(BATCH_ROWS, columns=names):
                yield _batch(rows, n_before)
                n_before += rows.num_rows
        except (pa.ArrowException, OSError) as error:
            raise unreadable(error, _fact(error)) from None


def _batch(rows: pa.RecordBatch, n_before: int) -> Batch:
    names = rows.schema.names
    columns = {name: _flat(column) for name, column in zip(names, rows.columns, strict=True)}
    numbers = range(n_before + 1, n_before + rows.num_rows + 1)
    whole = Batch(columns, numbers, None, lambda row: _raw(columns, row))
    if not (faults := _undecodable(columns)):
        return replace(whole, columns={name: _as_text(one) for name, one in columns.items()})
    kept = whole.take(pa.array([row for row in range(len(numbers)) if row not in faults], "int64"))
    return replace(
        kept,
        columns={name: _as_text(column) for name, column in kept.columns.items()},
        broken=[
            BrokenRow(numbers[row], None, fault, whole.raw_row(row))
            for row, fault in faults.items()
        ],
    )


def _flat(column: pa.Array) -> pa.Array:
    """Return a column without dictionary, and texts as their bytes: Arrow does not look at them."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    return column.cast(pa.binary()) if _is_text(column.type) else column


def _is_text(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_binary_view(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def _as_text(column: pa.Array) -> pa.Array:
    return column.cast(pa.string()) if pa.types.is_binary(column.type) else column


def _undecodable(columns: Mapping[str, pa.Array]) -> dict[int, RowFault]:
    """Return the rows in which a text holds bytes that are no UTF-8."""
    faults: dict[int, RowFault] = {}
    for name, column in columns.items():
        try:
            _as_text(column)
        except pa.ArrowInvalid:
            reason = f"Column {name} holds bytes that are no UTF-8 text."
            cells = enumerate(column.to_pylist())
            found = [row for row, cell in cells if cell and not _is_utf8(cell)]
            faults = dict.fromkeys(found, RowFault("row-undecodable", reason)) | faults
    return dict(sorted(faults.items()))


def _is_utf8(cell: bytes) -> bool:
    return cell.decode("utf-8", "ignore").encode("utf-8") == cell


def _raw(columns: Mapping[str, pa.Array], row: int) -> str:
    """Return the cells of a row as JSON, also those that Python has no value for."""
    cells = {name: _raw_cell(column[row]) for name, column in columns.items()}
    return json.dumps(cells, ensure_ascii=False, default=str)


def _raw_cell(cell: pa.Scalar) -> Any:
    value = plain_value(cell)
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else value


def _fact(error: Exception) -> str:
    return f"The file is not readable Parquet: {str(error).splitlines()[0].rstrip('.')}."
