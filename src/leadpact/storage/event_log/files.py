"""The files of a log of events, and their columns: events, parts, and personal values apart."""

from typing import Any

import pyarrow as pa

from leadpact.terms.tables import TABLES, ColumnType

EVENTS, PARTS, PERSONAL = "events", "parts", "personal"
"""The names of the files, without `.parquet`."""

_TYPES = {
    ColumnType.STRING: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.TIMESTAMP: pa.timestamp("us", tz="UTC"),
}

EVENT_SCHEMA: Any = pa.schema(
    [(column.name, _TYPES[column.type]) for column in TABLES[EVENTS].columns]
)
PART_SCHEMA: Any = pa.schema([("name", pa.string()), ("body", pa.string())])
PERSONAL_SCHEMA: Any = pa.schema(
    [(name, pa.string()) for name in ("lead_id", "salt", "digest", "field", "value")]
)
