"""Writing the data set: Parquet in parts, row group by row group, the same bytes every time."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from leadpact.simulate.columns import schema_of
from leadpact.terms.tables import TABLES

WIDE_TABLES = ("leads", "activities", "touches", "events")
"""Tables that get a row group from each chunk, with columns that are dictionaries already."""

FOLDER_TABLES = (*WIDE_TABLES, "accounts", "opportunities")
"""Tables that are folders of parts; the others are one file."""

_GATHERED_ROWS = 50_000
_NOT_REPEATED = {"email", "phone", "person_id", "payload", "amount", "revenue_amount"}
_WITH_STATISTICS = {"lead_id", "account_id", "occurred_at", "created_at", "opened_at"}


class TableWriter:
    """Writes one table; rows of small tables are gathered until they make a row group."""

    def __init__(self, name: str, out: Path) -> None:
        self.name, self.n_rows = name, 0
        self._out = out
        self._part = 0
        self._writer: Any = None
        self._waiting: list[Any] = []
        self._n_waiting = 0

    def add(self, table: Any) -> None:
        """Take the rows of one chunk."""
        self.n_rows += table.num_rows
        if self.name in WIDE_TABLES:
            self._write(table)
            return
        self._waiting.append(table.cast(schema_of(self.name)))
        self._n_waiting += table.num_rows
        if self._n_waiting >= _GATHERED_ROWS:
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
        self._waiting, self._n_waiting = [], 0

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
