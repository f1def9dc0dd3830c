"""What relations are made of: Ibis expressions, joins of columns, exact arithmetic, local days.

Ibis types are only partly annotated. Ibis makes a common table expression of a selection that is
used several times, and not of columns dropped: so joining and leaving out columns is done here, in
such a way that an expression used several times is computed once. Integers are computed from
operations that every engine has. Local days come from the table of a zone's offsets, joined, which
Python bisects.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import ibis

from leadpact.terms.zone import HORIZON_ENDS_AT, HORIZON_STARTS_AT, SECONDS_A_DAY, ZoneOffsets

Table: TypeAlias = Any
"""An Ibis table expression."""

Value: TypeAlias = Any
"""An Ibis value expression: a column, or a literal."""

Row = tuple[str | int, ...]

_SPAN = 2**23
"""Seconds of a span, 97 days: spans are joined by equality, which every engine does fast."""


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


def with_local_day(table: Table, zone: ZoneOffsets) -> Table:
    """Add `_day`, the local day of `_t` counted from 1970-01-01."""
    joined = _with_offsets(table, zone.segments(HORIZON_STARTS_AT, HORIZON_ENDS_AT), "_offset")
    day = ((joined._t + joined._offset) // SECONDS_A_DAY).cast("int64")
    return without(joined.mutate(_day=day), *_SEGMENT, "_offset")


def with_local_midnight(table: Table, zone: ZoneOffsets) -> Table:
    """Add `_midnight`, the moment at which the local day of `_t` began, in epoch seconds.

    Twin: `terms.zone.ZoneOffsets.first_moment_at`. The offset that was in force before is beside
    each, so that a day in which the clocks change begins at the right moment, too.
    """
    before = None
    rows = []
    for since, until, offset in zone.segments(HORIZON_STARTS_AT, HORIZON_ENDS_AT):
        rows.append((since, until, offset, offset if before is None else before))
        before = offset
    joined = _with_offsets(table, rows, "_offset", "_earlier")
    local = joined._t + joined._offset
    joined = joined.mutate(_local=local - local % SECONDS_A_DAY)
    earlier = joined._local - joined._earlier
    now = ibis.greatest(joined._local - joined._offset, joined._starts_at)
    joined = joined.mutate(_midnight=(earlier < joined._starts_at).ifelse(earlier, now))
    return without(joined, *_SEGMENT, "_offset", "_earlier", "_local")


_SEGMENT = ("_span", "_starts_at", "_ends_at")


def _with_offsets(table: Table, segments: Iterable[tuple[int, ...]], *names: str) -> Table:
    """Add what holds at `_t`: `_starts_at` and `_ends_at` of its segment, and its named numbers.

    `segments` are `(from, until, ...)`, a number for every name.
    """
    schema = dict.fromkeys((*_SEGMENT, *names), "int64")
    offsets = ibis.memtable(list(spread(segments, _SPAN)), schema=schema)
    joined = table.mutate(_span=(table._t // _SPAN).cast("int64")).join(offsets, "_span")
    return joined.filter((joined._t >= joined._starts_at) & (joined._t < joined._ends_at))


def spread(rows: Iterable[tuple[int, ...]], span: int, *names: str) -> Iterator[Row]:
    """Yield `(names, span, from, until, ...)`, a row for every span that it reaches into.

    `rows` are `(from, until, ...)`; a span is known by its number.
    """
    for row in rows:
        for index in range(row[0] // span, (row[1] - 1) // span + 1):
            yield *names, index, *row
