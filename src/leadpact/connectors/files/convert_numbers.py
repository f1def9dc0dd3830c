"""Text to whole numbers, numbers, money and booleans."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa
import pyarrow.compute as pc

from leadpact.connectors.files.faults import Converted, UnreadableValue, convert_distinct, shown

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

_TRUE = frozenset({"true", "t", "yes", "y", "1"})
_FALSE = frozenset({"false", "f", "no", "n", "0"})


def all_match(text: pa.Array, pattern: str) -> bool:
    """Tell whether every value that is not missing matches a regular expression."""
    return pc.all(pc.match_substring_regex(text, pattern)).as_py() is not False


def read_integers(text: pa.Array, *, decimal_comma: bool) -> Converted:
    """Read whole numbers; `50.0` and `1,200` are whole numbers too."""
    if all_match(text, _PLAIN_INTEGER):
        return Converted(pc.cast(text, pa.int64()))

    def parse(value: str) -> int:
        number = _parse_decimal(value, decimal_comma=decimal_comma)
        if number.adjusted() > 20 or number != number.to_integral_value():
            reason = f"{shown(value)} is not a whole number of at most 64 bits."
            raise UnreadableValue("number-unreadable", reason)
        if int(number) not in _INT64:
            raise UnreadableValue("number-out-of-range", f"{shown(value)} has more than 64 bits.")
        return int(number)

    return convert_distinct(text, parse, pa.int64())


def read_numbers(text: pa.Array, *, decimal_comma: bool) -> Converted:
    """Read numbers with a fraction; `NaN` and `inf` are not numbers."""
    if not decimal_comma and all_match(text, _PLAIN_NUMBER):
        return Converted(pc.cast(text, pa.float64()))

    def parse(value: str) -> float:
        number = float(_parse_decimal(value, decimal_comma=decimal_comma))
        if number in (float("inf"), float("-inf")):
            raise UnreadableValue("number-out-of-range", f"{shown(value)} is too large.")
        return number

    return convert_distinct(text, parse, pa.float64())


def read_money(text: pa.Array, *, decimal_comma: bool) -> Converted:
    """Read money such as `$200,000` or `(1,200.50)`, rounded half away from zero to 2 digits."""
    if not decimal_comma and all_match(text, _PLAIN_MONEY):
        return Converted(pc.cast(text, MONEY))

    def parse(value: str) -> Decimal:
        amount = _parse_money(value, decimal_comma=decimal_comma)
        if (
            amount.adjusted() > 15
            or amount.quantize(Decimal("0.01"), ROUND_HALF_UP).adjusted() > 15
        ):
            reason = f"{shown(value)} has more than 16 digits before the point."
            raise UnreadableValue("number-out-of-range", reason)
        return amount.quantize(_TENTH_DIGIT, ROUND_HALF_UP)

    exact = convert_distinct(text, parse, _WIDE_MONEY)
    rounded = pc.round(exact.values, ndigits=2, round_mode="half_towards_infinity")
    n_rounded = pc.sum(pc.not_equal(rounded, exact.values)).as_py() or 0
    return Converted(rounded.cast(MONEY), exact.faults, n_rounded)


def read_booleans(text: pa.Array) -> Converted:
    """Read `true/false`, `t/f`, `yes/no`, `y/n`, `1/0` in any case."""

    def parse(value: str) -> bool:
        word = value.lower()
        if word in _TRUE:
            return True
        if word in _FALSE:
            return False
        reason = f"{shown(value)} is neither true nor false."
        raise UnreadableValue("boolean-unreadable", reason)

    return convert_distinct(text, parse, pa.bool_())


def _parse_money(value: str, *, decimal_comma: bool) -> Decimal:
    """Read an amount with its currency sign; parentheses make it negative."""
    inner = value
    is_negative = value.startswith("(") and value.endswith(")")
    if is_negative:
        inner = value[1:-1].strip()
    if before := _BEFORE.match(inner):
        inner = before[1] + inner[before.end() :]
    else:
        inner = _AFTER.sub("", inner)
    try:
        amount = _parse_decimal(inner, decimal_comma=decimal_comma)
    except UnreadableValue:
        reason = f"{shown(value)} is not an amount of money."
        raise UnreadableValue("number-unreadable", reason) from None
    return -amount if is_negative else amount


def _parse_decimal(value: str, *, decimal_comma: bool) -> Decimal:
    """Read one number; commas (points, with `decimal_comma`) may group thousands."""
    found = _NUMBER.fullmatch(value.translate(_SWAPPED) if decimal_comma else value)
    if not found or not (found[2] or found[3]):
        raise UnreadableValue("number-unreadable", f"{shown(value)} is not a number.")
    sign, whole, fraction, exponent = (part or "" for part in found.groups())
    digits = f"{sign}{whole.replace(',', '') or '0'}.{fraction or '0'}"
    return Decimal(f"{digits}E{exponent}" if exponent else digits)
