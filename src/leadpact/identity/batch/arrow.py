"""Arrow tables of canonical columns: read by name, written with a schema of their own."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

_TYPES = {
    "s": pa.string(),
    "i": pa.int64(),
    "n": pa.float64(),
    "b": pa.bool_(),
    "d": pa.date32(),
    "t": pa.timestamp("s", "UTC"),
}


def table_of(rows: Iterable[Sequence[object]], columns: str) -> Any:
    """Return an Arrow table of rows; `columns` reads `"lead_id:s created_at:t"`."""
    pairs = [part.split(":") for part in columns.split()]
    arrays = list(zip(*rows, strict=True)) or [()] * len(pairs)
    return pa.table(
        {
            name: pa.array(values, _TYPES[kind])
            for (name, kind), values in zip(pairs, arrays, strict=True)
        }
    )


def take_rows(table: Any, numbers: Sequence[int]) -> Any:
    """Return the rows of an Arrow table with these numbers, also where there are none."""
    # Arrow takes an empty Python list for a list of nulls, by which no row can be taken.
    return table.take(pa.array(numbers, pa.int64()))


def with_column(table: Any, name: str, values: Any) -> Any:
    """Return a table with a column added or replaced."""
    if name in table.column_names:
        return table.set_column(table.column_names.index(name), name, values)
    return table.append_column(name, values)


def aware(moment: datetime | None) -> datetime | None:
    """Return a moment in UTC; canonical tables hold UTC without saying so."""
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def rows_of(columns: Mapping[str, Sequence[object]]) -> Iterable[dict[str, object]]:
    """Yield the rows of columns of one length."""
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))
