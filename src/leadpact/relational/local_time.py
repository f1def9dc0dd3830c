"""Local days of moments: the table of a zone's offsets joined, which Python bisects."""

from collections.abc import Iterator

import ibis

from leadpact.pact.fades import DAY_SECONDS
from leadpact.relational.columns import without
from leadpact.relational.types import Table, Value
from leadpact.terms.zone import HORIZON_ENDS_AT, HORIZON_STARTS_AT, ZoneOffsets

_SPAN = 2**23
"""Seconds of a span, 97 days: spans are joined by equality, which every engine does fast."""


def with_local_day(table: Table, zone: ZoneOffsets) -> Table:
    """Add `_day`, the local day of `_t` counted from 1970-01-01."""
    offsets = ibis.memtable(
        list(_rows(zone)),
        schema=dict.fromkeys(("_span", "_starts_at", "_ends_at", "_offset"), "int64"),
    )
    table = table.mutate(_span=(table._t // _SPAN).cast("int64"))
    joined = table.join(offsets, "_span")
    joined = joined.filter((joined._t >= joined._starts_at) & (joined._t < joined._ends_at))
    day = ((joined._t + joined._offset) // DAY_SECONDS).cast("int64")
    return without(joined.mutate(_day=day), "_span", "_starts_at", "_ends_at", "_offset")


def week_of_day(day: Value) -> Value:
    """Return the number of the week that a day lies in; weeks begin on Monday."""
    return ((day + 3) // 7).cast("int64")


def _rows(zone: ZoneOffsets) -> Iterator[tuple[int, int, int, int]]:
    """Yield `(span, starts_at, ends_at, offset)`, one row for every offset within every span."""
    for starts_at, ends_at, offset in zone.segments(HORIZON_STARTS_AT, HORIZON_ENDS_AT):
        for span in range(starts_at // _SPAN, (ends_at - 1) // _SPAN + 1):
            yield span, starts_at, ends_at, offset
