"""One column of a batch to a canonical type: Arrow values directly, everything else by its text."""

from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from leadpact.connectors.files.convert_numbers import (
    MONEY,
    read_booleans,
    read_integers,
    read_money,
    read_numbers,
)
from leadpact.connectors.files.convert_times import (
    TIMESTAMP,
    TimeReading,
    convert_moments,
    read_dates,
    read_timestamps,
)
from leadpact.connectors.files.faults import Converted
from leadpact.terms.tables import ColumnType

ARROW_TYPES: dict[ColumnType, pa.DataType] = {
    ColumnType.STRING: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.DATE: pa.date32(),
    ColumnType.TIMESTAMP: TIMESTAMP,
    ColumnType.MONEY: MONEY,
}
"""How each canonical type is stored in Parquet."""

_LARGEST_EXACT = float(2**53)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column is written in its source."""

    times: TimeReading = field(default_factory=TimeReading)
    decimal_comma: bool = False


def convert(  # noqa: PLR0911 - one return for each type
    values: pa.Array, to: ColumnType, reading: Reading
) -> Converted:
    """Convert one column of a batch.

    Parameters
    ----------
    values
        Strings as `to_text` makes them, or any flat Arrow type of a Parquet file.
    to
        The canonical type.
    reading
        Formats, zone and decimal sign of the source.

    Returns
    -------
    Converted
        Values of the Arrow type of `to`; faulty ones are null and listed in `faults`.
    """
    if (direct := _convert_directly(values, to, reading)) is not None:
        return direct
    text = to_text(values)
    match to:
        case ColumnType.STRING:
            return Converted(text)
        case ColumnType.INTEGER:
            return read_integers(text, decimal_comma=reading.decimal_comma)
        case ColumnType.NUMBER:
            return read_numbers(text, decimal_comma=reading.decimal_comma)
        case ColumnType.MONEY:
            return read_money(text, decimal_comma=reading.decimal_comma)
        case ColumnType.BOOLEAN:
            return read_booleans(text)
        case ColumnType.DATE:
            return read_dates(text, reading.times)
        case ColumnType.TIMESTAMP:
            return read_timestamps(text, reading.times)


def _convert_directly(values: pa.Array, to: ColumnType, reading: Reading) -> Converted | None:
    """Convert Arrow types that mean the same, or return None where the text has to be read."""
    is_timestamp, is_date = pa.types.is_timestamp(values.type), pa.types.is_date(values.type)
    if to is ColumnType.TIMESTAMP and (is_timestamp or is_date):
        return convert_moments(values, reading.times)
    if values.type == ARROW_TYPES[to] and to in {ColumnType.BOOLEAN, ColumnType.INTEGER}:
        return Converted(values)
    if to is ColumnType.NUMBER and pa.types.is_floating(values.type):
        numbers = values.cast(pa.float64())
        return Converted(numbers) if pc.all(pc.is_finite(numbers)).as_py() is not False else None
    return None


def to_text(values: pa.Array) -> pa.Array:
    """Return values as trimmed text; what is blank or not a number is missing.

    Whole floats lose their `.0`, because spreadsheets and data frames add it to ids.
    """
    if pa.types.is_floating(values.type):
        values = _float_text(values)
    text = pc.utf8_trim_whitespace(values.cast(pa.string()))
    return pc.if_else(pc.equal(text, ""), None, text)


def _float_text(values: pa.Array) -> pa.Array:
    numbers = values.cast(pa.float64())
    known = pc.if_else(pc.is_nan(numbers), None, numbers)
    is_whole = pc.and_(
        pc.equal(pc.floor(known), known), pc.less(pc.abs(known), pa.scalar(_LARGEST_EXACT))
    )
    whole = pc.if_else(is_whole, known, None).cast(pa.int64()).cast(pa.string())
    return pc.coalesce(whole, known.cast(pa.string()))
