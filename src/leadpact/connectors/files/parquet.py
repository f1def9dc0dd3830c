"""Parquet files as batches."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from leadpact.connectors.files.batches import BATCH_ROWS, Batch, UnableToRead, not_permitted

_FIX = "Export or copy the file again."


class ParquetFile:
    """One Parquet file; of its columns, the flat ones can be mapped."""

    def __init__(self, path: Path) -> None:
        try:
            # Of a relative path with a colon, Arrow makes an address of something elsewhere.
            self._file = pq.ParquetFile(path.absolute())
        except PermissionError as error:
            raise not_permitted(error) from None
        except (pa.ArrowException, OSError) as error:
            raise UnableToRead("file-unreadable", _fact(error), _FIX) from None
        self._schema = self._file.schema_arrow
        self.header: Sequence[str] = [
            column.name for column in self._schema if not pa.types.is_nested(column.type)
        ]

    def batches(self, wanted: Sequence[str]) -> Iterator[Batch]:
        """Yield the rows with the wanted columns, in file order."""
        names = list(wanted) or list(self.header[:1])
        n_before = 0
        try:
            for rows in self._file.iter_batches(BATCH_ROWS, columns=names):
                yield _batch(rows, n_before)
                n_before += rows.num_rows
        except (pa.ArrowException, OSError) as error:
            raise UnableToRead("file-unreadable", _fact(error), _FIX) from None

    def column_type(self, name: str) -> pa.DataType:
        """Return the Arrow type of a column."""
        return self._schema.field(name).type


def _batch(rows: pa.RecordBatch, n_before: int) -> Batch:
    names = rows.schema.names
    columns = {name: _flat(column) for name, column in zip(names, rows.columns, strict=True)}

    def raw_row(row: int) -> str:
        cells = {name: column[row].as_py() for name, column in columns.items()}
        return json.dumps(cells, ensure_ascii=False, default=str)

    numbers = range(n_before + 1, n_before + rows.num_rows + 1)
    return Batch(columns, numbers, None, raw_row)


def _flat(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _fact(error: Exception) -> str:
    return f"The file is not readable Parquet: {str(error).splitlines()[0].rstrip('.')}."
