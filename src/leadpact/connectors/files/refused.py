"""The refused rows on disk: one Parquet file, each row with its place, its reason and its cells."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from leadpact.connectors.files.batches import RowFault

REFUSED = "refused.parquet"
REFUSED_SCHEMA = pa.schema(
    [
        pa.field("table", pa.string(), nullable=False),
        pa.field("file", pa.string(), nullable=False),
        pa.field("row_number", pa.int64(), nullable=False),
        pa.field("line", pa.int64()),
        pa.field("code", pa.string(), nullable=False),
        pa.field("column", pa.string()),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("raw", pa.string(), nullable=False),
    ]
)
_ROWS_A_WRITE = 20_000


class RefusedRows:
    """A writer of refused rows; the file exists even where no row is refused."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, REFUSED_SCHEMA, compression="zstd")
        self._rows: list[dict[str, str | int | None]] = []

    def close(self) -> None:
        """Write the last rows and finish the file."""
        self._flush()
        self._writer.close()

    def add(
        self,
        table: str,
        file: str,
        row_number: int,
        line: int | None,
        fault: RowFault,
        *,
        column: str | None,
        raw: str,
    ) -> None:
        """Note one refused row."""
        self._rows.append(
            {
                "table": table,
                "file": file,
                "row_number": row_number,
                "line": line,
                "code": fault.code,
                "column": column,
                "reason": fault.reason,
                "raw": raw,
            }
        )
        if len(self._rows) >= _ROWS_A_WRITE:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, REFUSED_SCHEMA))
            self._rows = []


def refused_part(folder: Path, table: str) -> Path:
    """Return where the refused rows of one table are until they are joined."""
    return folder / f".refused-{table}.parquet"


def join_refused(parts: Iterable[Path], path: Path) -> None:
    """Put the refused rows of each table into one file and remove the parts."""
    with pq.ParquetWriter(path, REFUSED_SCHEMA, compression="zstd") as writer:
        for part in parts:
            with pq.ParquetFile(part) as file:
                for batch in file.iter_batches():
                    writer.write_batch(batch)
            part.unlink()
