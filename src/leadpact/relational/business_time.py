"""Business time of many rows: the table of working time of a `BusinessCalendar`, joined.

No second implementation: the rows joined are the calendar's own table, which Python bisects.
Moments are columns of epoch seconds (UTC).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import ibis

from leadpact.relational.expressions import Row, Table, Value, spread, without
from leadpact.terms.calendar import BusinessCalendar, OpenPiece, span_of_years
from leadpact.terms.zone import HORIZON_ENDS_AT, SECONDS_A_DAY, load_zone_offsets

_TIME_SPAN = 2**17
"""Seconds of a span of real time, 36 hours: spans are joined by equality, which is fast."""
_WORK_SPAN = 2**15
"""Seconds of a span of working time, 9 hours."""
_LOCAL_SPAN = 2**23
"""Seconds of a span of local time, 97 days: its rows are the changes of a zone's offset."""


@dataclass(frozen=True, slots=True)
class BusinessTables:
    """Calendars as tables to join, by their ids; made by `business_tables`.

    Attributes
    ----------
    elapsed
        For every moment of the years, the working seconds until it.
    reached
        For every working second, its moment, local day and offset.
    local
        For every local time, the first moment at which it is reached.
    days
        For every business day, its open time.
    """

    elapsed: Table
    reached: Table
    local: Table
    days: Table


def business_tables(
    calendars: Mapping[str, BusinessCalendar], *, from_year: int, to_year: int
) -> BusinessTables:
    """Return calendars as tables to join.

    A moment outside the years, or an answer there, is missing, as is one of an unknown calendar.
    A result in business days is missing on the first and last local day of the years too.

    Parameters
    ----------
    calendars
        By the id that rows name them with.
    from_year, to_year
        The UTC years `[from_year, to_year)` that moments and answers lie in. Wider years make
        larger tables: about 600 rows for a calendar and year.
    """
    cut = {name: one.pieces(from_year, to_year) for name, one in calendars.items()}
    from_at, to_at = span_of_years(from_year, to_year)
    spans = "_span", "_from", "_until"
    elapsed, reached, local, days = list[Row](), list[Row](), list[Row](), list[Row]()
    for name, pieces in cut.items():
        zone = calendars[name].zone
        elapsed += spread(_elapsed(pieces, from_at, to_at), _TIME_SPAN, name)
        reached += spread(_reached(pieces), _WORK_SPAN, name)
        local += spread(_local(zone, from_at, to_at), _LOCAL_SPAN, name)
        days += ((name, *row) for row in _days(pieces, from_at, to_at))
    return BusinessTables(
        elapsed=_table(elapsed, *spans, "_starts_at", "_ends_at", "_before"),
        reached=_table(reached, *spans, "_starts_at", "_before", "_day_index", "_offset"),
        local=_table(local, *spans, "_since", "_offset"),
        days=_table(days, *spans, "_day", "_starts_at", "_ends_at"),
    )


def with_business_seconds(
    table: Table, tables: BusinessTables, *, calendar: str, from_at: str, to_at: str, into: str
) -> Table:
    """Add the working seconds between two moments; twin of `BusinessCalendar.seconds_between`.

    Parameters
    ----------
    table
        Any relation; its rows and other columns stay as they are.
    tables
        Made by `business_tables`.
    calendar, from_at, to_at
        Names of columns: the calendar's id, and moments in epoch seconds. Missing gives missing.
    into
        Name of the column added: seconds, negative where `to_at` is earlier.
    """
    names = table.columns
    table = _with_worked(table, tables, calendar, table[from_at], "_worked_from")
    table = _with_worked(table, tables, calendar, table[to_at], "_worked_to")
    return table.select(*names, **{into: table._worked_to - table._worked_from})


def with_due_after_seconds(
    table: Table,
    tables: BusinessTables,
    *,
    calendar: str,
    start_at: str,
    business_seconds: str,
    into: str,
) -> Table:
    """Add the moment so many working seconds after a start; twin of `add_seconds`.

    Parameters
    ----------
    table, tables, calendar
        As in `with_business_seconds`.
    start_at, business_seconds
        Names of columns: epoch seconds, and working seconds, of any sign.
    into
        Name of the column added: epoch seconds.
    """
    names = table.columns
    table = _with_worked(table, tables, calendar, table[start_at], "_worked")
    table = table.mutate(_ahead=(table[business_seconds] > 0).ifelse(1, 0))
    table = table.mutate(_target=table._worked + table[business_seconds] - table._ahead)
    table = _joined(table, tables.reached, calendar, table._target, table._target // _WORK_SPAN)
    due = table._starts_at + (table._target - table._before) + table._ahead
    return table.select(*names, **{into: due.cast("int64")})


def with_due_after_days(
    table: Table,
    tables: BusinessTables,
    *,
    calendar: str,
    start_at: str,
    business_days: str,
    into: str,
) -> Table:
    """Add the same local time on the n-th next business day; twin of `add_days`.

    Parameters
    ----------
    table, tables, calendar
        As in `with_business_seconds`.
    start_at, business_days
        Names of columns: epoch seconds, and a count of days, of any sign.
    into
        Name of the column added: epoch seconds.
    """
    names = table.columns
    table = _with_opening(table, tables, calendar, start_at)
    table = table.mutate(_wanted=(table._opening_index + table[business_days]).cast("int64"))
    first = tables.days.filter(tables.days._from == _FIRST).select("_calendar", "_span", "_day")
    same = (table[calendar] == first._calendar) & (table._wanted == first._span)
    table = table.left_join(first, same)
    table = table.mutate(_wall=table._day * SECONDS_A_DAY + table._time_of_day)
    table = without(table, *_JOINED)
    table = _joined(table, tables.local, calendar, table._wall, table._wall // _LOCAL_SPAN)
    at = ibis.greatest(table._wall - table._offset, table._since)
    table = without(table.mutate(_at=at.cast("int64")), *_JOINED)
    table = _joined(table, tables.days, calendar, table._at, table._wanted)
    placed = ibis.least(ibis.greatest(table._at, table._starts_at), table._ends_at)
    placed = (table[business_days] == 0).ifelse(table._opening, placed)
    return table.select(*names, **{into: placed.cast("int64")})


_JOINED = (
    *("_calendar", "_span", "_from", "_until", "_starts_at", "_ends_at", "_before"),
    *("_day", "_day_index", "_offset", "_since", "_key"),
)
_FIRST, _LAST = -(2**62), 2**62


def _with_worked(
    table: Table, tables: BusinessTables, calendar: str, at: Value, into: str
) -> Table:
    """Add the working seconds from the first year until a moment."""
    table = table.mutate(_moment=at.cast("int64"))
    table = _joined(table, tables.elapsed, calendar, table._moment, table._moment // _TIME_SPAN)
    worked = table._before + ibis.least(table._moment, table._ends_at) - table._starts_at
    return without(table.mutate(**{into: worked.cast("int64")}), *_JOINED, "_moment")


def _with_opening(table: Table, tables: BusinessTables, calendar: str, start_at: str) -> Table:
    """Add the first open moment from a start, the index of its day, and its time of day."""
    table = _with_worked(table, tables, calendar, table[start_at], "_worked")
    table = _joined(table, tables.reached, calendar, table._worked, table._worked // _WORK_SPAN)
    table = table.mutate(_opening=(table._starts_at + table._worked - table._before).cast("int64"))
    time_of_day = (table._opening + table._offset + SECONDS_A_DAY) % SECONDS_A_DAY
    table = table.mutate(_opening_index=table._day_index, _time_of_day=time_of_day.cast("int64"))
    return without(table, *_JOINED, "_worked")


def _joined(table: Table, rows: Table, calendar: str, at: Value, span: Value) -> Table:
    """Join the one row of a calendar whose `[_from, _until)` holds a value; none: missing."""
    table = table.mutate(_key=span.cast("int64"), _value=at)
    same = (table[calendar] == rows._calendar) & (table._key == rows._span)
    inside = (table._value >= rows._from) & (table._value < rows._until)
    return without(table.left_join(rows, [same, inside]), "_value")


def _table(rows: list[Row], *names: str) -> Table:
    schema = {"_calendar": "string"} | dict.fromkeys(names, "int64")
    return ibis.memtable(rows, schema=schema)


def _elapsed(pieces: tuple[OpenPiece, ...], from_at: int, to_at: int) -> Iterator[tuple[int, ...]]:
    """Yield `(from, until, starts_at, ends_at, seconds before)` without a gap."""
    before_first = OpenPiece(from_at, from_at, 0, 0, 0, 0)
    until = [*(piece.starts_at for piece in pieces), to_at]
    for piece, ends in zip((before_first, *pieces), until, strict=True):
        if piece.starts_at < ends:
            yield piece.starts_at, ends, piece.starts_at, piece.ends_at, piece.seconds_before


def _reached(pieces: tuple[OpenPiece, ...]) -> Iterator[tuple[int, ...]]:
    """Yield `(from, until, starts_at, seconds before, day index, offset)` in working seconds."""
    for piece in pieces:
        before = piece.seconds_before
        until = before + piece.ends_at - piece.starts_at
        yield before, until, piece.starts_at, before, piece.day_index, piece.offset


def _local(zone: str, from_at: int, to_at: int) -> Iterator[tuple[int, ...]]:
    """Yield `(from, until, since, offset)` in local seconds; a gap belongs to the span after it."""
    from_at, to_at = max(from_at - SECONDS_A_DAY, 0), min(to_at + SECONDS_A_DAY, HORIZON_ENDS_AT)
    passed = from_at - SECONDS_A_DAY
    for since, until, offset in load_zone_offsets(zone).segments(from_at, to_at):
        if until + offset > passed:
            yield passed, until + offset, since, offset
            passed = until + offset


def _days(pieces: tuple[OpenPiece, ...], from_at: int, to_at: int) -> Iterator[tuple[int, ...]]:
    """Yield `(day index, from, until, day, starts_at, ends_at)`: which piece a moment goes to.

    A moment in closed time goes to the next piece of the day, after the last to the last. Days
    that the table may have cut are left out.
    """
    by_day: dict[int, list[OpenPiece]] = {}
    for piece in pieces:
        by_day.setdefault(piece.day_index, []).append(piece)
    for index, parts in by_day.items():
        day, offset = parts[0].day, parts[0].offset
        is_whole = from_at <= day * SECONDS_A_DAY - offset
        if is_whole and (day + 1) * SECONDS_A_DAY - offset <= to_at:
            edges = [_FIRST, *(part.ends_at + 1 for part in parts[:-1]), _LAST]
            for part, (first, last) in zip(parts, pairwise(edges), strict=True):
                yield index, first, last, day, part.starts_at, part.ends_at
