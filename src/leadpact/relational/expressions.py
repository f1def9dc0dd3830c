"""What relations are made of: names for Ibis expressions, joins of columns, exact arithmetic.

Ibis types are only partly annotated. Ibis makes a common table expression of a selection that is
used several times, and not of columns dropped: so joining and leaving out columns is done here, in
such a way that an expression used several times is computed once. Integers are computed from
operations that every engine has.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import ibis

Table: TypeAlias = Any
"""An Ibis table expression."""

Value: TypeAlias = Any
"""An Ibis value expression: a column, or a literal."""


def without(table: Table, *names: str) -> Table:
    """Return a table without some of its columns."""
    return table.select(*(name for name in table.columns if name not in names))


def with_columns_of(table: Table, other: Table, keys: str | Sequence[str]) -> Table:
    """Return a table with the columns of another one, missing where it has no row of that key."""
    keys = [keys] if isinstance(keys, str) else keys
    return without(table.left_join(other, keys), *(f"{key}_right" for key in keys))


def divide_exactly(numerator: Value, divisor: Value) -> Value:
    """Return `numerator // divisor` for integers of at least zero.

    Ibis divides through floating point, which is not exact for large integers. A multiple of the
    divisor is: its quotient, below 2**51, lies within half of the true one.
    """
    quotient = (numerator - numerator % divisor) / divisor
    return as_integer((quotient + 0.5).floor())


def as_integer(value: Value) -> Value:
    """Return a whole number below 2**53 as int64, also where an engine made it something else.

    Ibis takes a sum or a floor of integers to be int64 already, and leaves out a plain cast; yet
    DuckDB sums to 128 bits and floors to floating point.
    """
    return value.cast("float64").cast("int64")


def round_half_away(numerator: Value, divisor: Value) -> Value:
    """Return `numerator / divisor` rounded to an integer, halves away from zero."""
    size = divide_exactly(2 * numerator.abs() + divisor, 2 * divisor)
    return (numerator < 0).ifelse(-size, size)


def clamp(value: Value, low: Value, high: Value) -> Value:
    """Hold a value, which is not missing, between two bounds."""
    return ibis.least(ibis.greatest(value, low), high)
