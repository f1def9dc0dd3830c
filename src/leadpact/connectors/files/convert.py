"""One column of a batch to a canonical type: Arrow values directly, everything else by its text."""

import re
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import pyarrow as pa
import pyarrow.compute as pc

from leadpact.connectors.files.batches import (
    Converted,
    Reading,
    UnreadableValue,
    all_match,
    convert_distinct,
    shown,
)
from leadpact.connectors.files.convert_times import (
    TIMESTAMP,
    convert_moments,
    read_dates,
    read_timestamps,
)
from leadpact.terms.tables import ColumnType

MONEY = pa.decimal128(18, 2)
_WIDE_MONEY = pa.decimal128(38, 10)
_TENTH_DIGIT = Decimal("1e-10")
_INT64 = range(-(2**63), 2**63)

_PLAIN_INTEGER = r"^-?[0-9]{1,18}$"
_PLAIN_NUMBER = r"^-?[0-9]{1,15}(\.[0-9]{1,15})?$"
_PLAIN_MONEY = r"^-?[0-9]{1,16}(\.[0-9]{1,2})?$"

_NUMBER = re.compile(
    r"([-+]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.([0-9]*))?(?:[eE]([-+]?[0-9]{1,3}))?"
)
_CURRENCY = r"(?:R\$|[$€£¥₹])"
_BEFORE = re.compile(rf"([-+]?)\s*{_CURRENCY}\s*")
_AFTER = re.compile(rf"\s*{_CURRENCY}$")
_SWAPPED = str.maketrans(",.", ".,")

_BOOLEANS = {
    **dict.fromkeys(("true", "t", "yes", "y", "1"), True),
    **dict.fromkeys(("false", "f", "no", "n", "0"), False),
}

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


def convert(values: pa.Array, to: ColumnType, reading: Reading) -> Converted:
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
    direct = _convert_directly(values, to, reading)
    return direct if direct is not None else _READERS[to](to_text(values), reading)


def _convert_directly(values: pa.Array, to: ColumnType, reading: Reading) -> Converted | None:
    """Convert Arrow types that mean the same, or return None where the text has to be read."""
    is_timestamp, is_date = pa.types.is_timestamp(values.type), pa.types.is_date(values.type)
    if to is ColumnType.TIMESTAMP and (is_timestamp or is_date):
        return convert_moments(values, reading)
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


def _read_integers(text: pa.Array, reading: Reading) -> Converted:
    """Read whole numbers; `50.0` and `1,200` are whole numbers too."""
    if all_match(text, _PLAIN_INTEGER):
        return Converted(pc.cast(text, pa.int64()))

    def parse(value: str) -> int:
        number = _parse_decimal(value, reading)
        if number.adjusted() > 20 or number != number.to_integral_value():
            raise UnreadableValue(
                "number-unreadable", f"{shown(value)} is not a whole number of at most 64 bits."
            )
        if int(number) not in _INT64:
            raise UnreadableValue("number-out-of-range", f"{shown(value)} has more than 64 bits.")
        return int(number)

    return convert_distinct(text, parse, pa.int64())


def _read_numbers(text: pa.Array, reading: Reading) -> Converted:
    """Read numbers with a fraction; `NaN` and `inf` are not numbers."""
    if not reading.decimal_comma and all_match(text, _PLAIN_NUMBER):
        return Converted(pc.cast(text, pa.float64()))

    def parse(value: str) -> float:
        number = float(_parse_decimal(value, reading))
        if number in (float("inf"), float("-inf")):
            raise UnreadableValue("number-out-of-range", f"{shown(value)} is too large.")
        return number

    return convert_distinct(text, parse, pa.float64())


def _read_money(text: pa.Array, reading: Reading) -> Converted:
    """Read money such as `$200,000` or `(1,200.50)`, rounded half away from zero to 2 digits."""
    if not reading.decimal_comma and all_match(text, _PLAIN_MONEY):
        return Converted(pc.cast(text, MONEY))

    def parse(value: str) -> Decimal:
        amount = _parse_money(value, reading)
        if (
            amount.adjusted() > 15
            or amount.quantize(Decimal("0.01"), ROUND_HALF_UP).adjusted() > 15
        ):
            raise UnreadableValue(
                "number-out-of-range",
                f"{shown(value)} has more than 16 digits before the point.",
            )
        return amount.quantize(_TENTH_DIGIT, ROUND_DOWN)  # it is rounded once, below

    exact = convert_distinct(text, parse, _WIDE_MONEY)
    rounded = pc.round(exact.values, ndigits=2, round_mode="half_towards_infinity")
    n_rounded = pc.sum(pc.not_equal(rounded, exact.values)).as_py() or 0
    return Converted(rounded.cast(MONEY), exact.faults, n_rounded)


def _read_booleans(text: pa.Array, _reading: Reading) -> Converted:
    """Read `true/false`, `t/f`, `yes/no`, `y/n`, `1/0` in any case."""

    def parse(value: str) -> bool:
        if value.lower() not in _BOOLEANS:
            raise UnreadableValue(
                "boolean-unreadable", f"{shown(value)} is neither true nor false."
            )
        return _BOOLEANS[value.lower()]

    return convert_distinct(text, parse, pa.bool_())


def _parse_money(value: str, reading: Reading) -> Decimal:
    """Read an amount with its currency sign; parentheses make it negative."""
    is_negative = value.startswith("(") and value.endswith(")")
    inner = value[1:-1].strip() if is_negative else value
    if before := _BEFORE.match(inner):
        inner = before[1] + inner[before.end() :]
    else:
        inner = _AFTER.sub("", inner)
    try:
        amount = _parse_decimal(inner, reading)
    except UnreadableValue:
        raise UnreadableValue(
            "number-unreadable", f"{shown(value)} is not an amount of money."
        ) from None
    return -amount if is_negative else amount


def _parse_decimal(value: str, reading: Reading) -> Decimal:
    """Read one number; commas (points, with a decimal comma) may group thousands."""
    found = _NUMBER.fullmatch(value.translate(_SWAPPED) if reading.decimal_comma else value)
    if not found or not (found[2] or found[3]):
        raise UnreadableValue("number-unreadable", f"{shown(value)} is not a number.")
    sign, whole, fraction, exponent = (part or "" for part in found.groups())
    digits = f"{sign}{whole.replace(',', '') or '0'}.{fraction or '0'}"
    return Decimal(f"{digits}E{exponent}" if exponent else digits)


_READERS: dict[ColumnType, Callable[[pa.Array, Reading], Converted]] = {
    ColumnType.STRING: lambda text, _reading: Converted(text),
    ColumnType.INTEGER: _read_integers,
    ColumnType.NUMBER: _read_numbers,
    ColumnType.MONEY: _read_money,
    ColumnType.BOOLEAN: _read_booleans,
    ColumnType.DATE: read_dates,
    ColumnType.TIMESTAMP: read_timestamps,
}
"""What reads each canonical type from trimmed text."""
