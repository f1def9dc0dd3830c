"""Local days of moments: the table of a zone's offsets joined, which Python bisects."""

from collections.abc import Iterable, Iterator

import ibis

from leadpact.pact.fades import DAY_SECONDS
from leadpact.relational.expressions import Table, without
from leadpact.terms.zone import HORIZON_ENDS_AT, HORIZON_STARTS_AT, ZoneOffsets

_SPAN = 2**23
"""Seconds of a span, 97 days: spans are joined by equality, which every engine does fast."""

Row = tuple[str | int, ...]


def with_local_day(table: Table, zone: ZoneOffsets) -> Table:
    """Add `_day`, the local day of `_t` counted from 1970-01-01."""
    offsets = ibis.memtable(
        list(spread(zone.segments(HORIZON_STARTS_AT, HORIZON_ENDS_AT), _SPAN)),
        schema=dict.fromkeys(("_span", "_starts_at", "_ends_at", "_offset"), "int64"),
    )
    table = table.mutate(_span=(table._t // _SPAN).cast("int64"))
    joined = table.join(offsets, "_span")
    joined = joined.filter((joined._t >= joined._starts_at) & (joined._t < joined._ends_at))
    day = ((joined._t + joined._offset) // DAY_SECONDS).cast("int64")
    return without(joined.mutate(_day=day), "_span", "_starts_at", "_ends_at", "_offset")


def spread(rows: Iterable[tuple[int, ...]], span: int, *names: str) -> Iterator[Row]:
    """Yield `(names, span, from, until, ...)`, a row for every span that it reaches into.

    `rows` are `(from, until, ...)`; a span is known by its number.
    """
    for row in rows:
        for index in range(row[0] // span, (row[1] - 1) // span + 1):
            yield *names, index, *row
