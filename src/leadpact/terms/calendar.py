"""Business time: when a team works, and how long a span is in its working hours.

Holds no holiday tables: the dates are given. Where a span is due under a pact is
`engine.clocks.clock`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import accumulate

from leadpact.terms.calendar_windows import (
    WEEKDAYS,
    CalendarReader,
    DayHours,
    InvalidCalendar,
    Windows,
)
from leadpact.terms.zone import (
    HORIZON_ENDS_AT,
    HORIZON_STARTS_AT,
    HORIZON_YEARS,
    SECONDS_A_DAY,
    OutsideHorizon,
    ZoneOffsets,
    epoch_seconds,
    load_zone_offsets,
    moment_at,
)


@dataclass(frozen=True, slots=True)
class OpenInterval:
    """A stretch of open time, `[starts_at, ends_at)` in epoch seconds (UTC).

    `seconds_before` are the working seconds between the start of the table and `starts_at`.
    """

    starts_at: int
    ends_at: int
    seconds_before: int


@dataclass(frozen=True, slots=True)
class OpenPiece:
    """A stretch of open time within one local day and one offset, `[starts_at, ends_at)`.

    Attributes
    ----------
    day
        The local date, in days since 1970-01-01.
    day_index
        Its place among the business days of the table, from 0.
    offset
        Seconds of local time ahead of UTC.
    """

    starts_at: int
    ends_at: int
    seconds_before: int
    day: int
    day_index: int
    offset: int


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """The working hours of a team, and arithmetic in them.

    A window is wall time in the calendar's zone and is measured in real seconds: the calendar is
    open exactly when its local time is in a window. A window over the hour that is skipped
    in spring is an hour shorter that day, one over the hour repeated in autumn an hour longer.
    Windows hold their start and not their end: at 17:00 sharp, 09:00 to 17:00 is closed.

    All moments given are aware (else `NaiveDatetime`) and, as all results, from 1970 to 2099
    (else `OutsideHorizon`). Moments returned are in UTC. A fraction of a second is dropped.

    Parameters
    ----------
    zone
        IANA name of the zone in which the windows are meant.
    windows
        For each of `WEEKDAYS` that is worked, its windows. `24:00` may end a window.
    holidays
        Local dates on which the calendar is closed all day.
    exceptions
        Local dates with windows of their own, over weekday and holiday; none: closed all day.

    Raises
    ------
    UnknownZone
        If the zone is not in the IANA database.
    InvalidCalendar
        If windows are unreadable, reversed or overlap, or if there is no window at all.

    Examples
    --------
    >>> from datetime import UTC, date, datetime
    >>> office = BusinessCalendar(
    ...     zone="America/New_York",
    ...     windows={day: [("09:00", "17:00")] for day in ("MON", "TUE", "WED", "THU", "FRI")},
    ...     holidays=[date(2026, 7, 3)],
    ... )
    >>> friday_at_four = datetime(2026, 3, 6, 21, 0, tzinfo=UTC)
    >>> str(office.add_seconds(friday_at_four, 9 * 3600))  # Monday 17:00, in summer time
    '2026-03-09 21:00:00+00:00'
    >>> str(office.add_days(friday_at_four, 2))  # Tuesday 16:00
    '2026-03-10 20:00:00+00:00'
    >>> office.seconds_between(friday_at_four, datetime(2026, 3, 9, 14, 0, tzinfo=UTC)) / 3600
    2.0
    >>> office.is_open(datetime(2026, 7, 3, 15, 0, tzinfo=UTC))
    False
    """

    zone: str
    windows: Mapping[str, Windows]
    holidays: Collection[date] = ()
    exceptions: Mapping[date, Windows] = field(default_factory=dict)
    _timetable: "_Timetable" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        offsets, reader = load_zone_offsets(self.zone), CalendarReader()
        weekdays = reader.read_weekdays(self.windows)
        special = reader.read_dates(self.holidays, self.exceptions)
        if not (reader.problems or any(weekdays) or any(special.values())):
            reader.note("windows", "The calendar never opens.", "Give at least one day a window.")
        if reader.problems:
            raise InvalidCalendar(reader.problems)
        windows = {day: _sorted(self.windows[day]) for day in WEEKDAYS if self.windows.get(day)}
        exceptions = {day: _sorted(self.exceptions[day]) for day in sorted(self.exceptions)}
        object.__setattr__(self, "windows", windows)
        object.__setattr__(self, "holidays", tuple(sorted(set(self.holidays))))
        object.__setattr__(self, "exceptions", exceptions)
        object.__setattr__(self, "_timetable", _Timetable(offsets, weekdays, special))

    def __hash__(self) -> int:
        windows, exceptions = tuple(self.windows.items()), tuple(self.exceptions.items())
        return hash((self.zone, windows, self.holidays, exceptions))

    def add_seconds(self, start_at: datetime, business_seconds: int) -> datetime:
        """Return the moment when so many working seconds have passed since a start.

        Closed time does not count. A span that ends exactly at closing time is due at closing
        time; zero seconds are due at the start, or from closed hours at the next opening.

        Parameters
        ----------
        start_at
            Aware moment.
        business_seconds
            Whole working seconds. Negative ones count back, and a span back that ends exactly
            at an opening ends at that opening.
        """
        at = epoch_seconds(start_at)
        return moment_at(self._timetable.search(at, lambda table: table.add(at, business_seconds)))

    def add_days(self, start_at: datetime, n_days: int) -> datetime:
        """Return the same local time on the n-th next business day.

        A business day is a local date with any open time. The rule, in order:

        1. A start in closed hours rolls to the next opening. With `n_days=0` that is the result.
        2. From the local date reached, count `n_days` business days on, or back if negative.
        3. On that day, take the local time of day reached in 1. Where the day is closed at that
           time, move on to the day's next opening; after its last closing, back to that closing.
           So the result stays on the day counted, and may be the very moment of a closing.

        A local time that is skipped on the day means the moment the clock jumps over it, one
        that is repeated its first pass.

        Parameters
        ----------
        start_at
            Aware moment.
        n_days
            Business days to add; negative ones count back.
        """
        timetable, at = self._timetable, self._opening(epoch_seconds(start_at))
        if n_days == 0:
            return moment_at(at)
        today, time_of_day = divmod(at + timetable.offsets.offset_at(at), SECONDS_A_DAY)
        day = timetable.search(at, lambda table: table.business_day(today, n_days))
        return moment_at(timetable.place_in(day, time_of_day))

    def seconds_between(self, from_at: datetime, to_at: datetime) -> int:
        """Return the working seconds between two aware moments, negative if `to_at` is earlier."""
        first, last = epoch_seconds(from_at), epoch_seconds(to_at)
        table = self._timetable.covering(min(first, last), max(first, last))
        return table.worked(last) - table.worked(first)

    def is_open(self, moment: datetime) -> bool:
        """Return whether an aware moment lies in a window; its closing moment does not."""
        at = epoch_seconds(moment)
        return self._timetable.covering(at, at).opening(at) == at

    def next_opening(self, moment: datetime) -> datetime:
        """Return the first open moment not before an aware one: itself, if it is open."""
        return moment_at(self._opening(epoch_seconds(moment)))

    def _opening(self, at: int) -> int:
        found = self._timetable.covering(at, at).opening(at)
        return (
            self._timetable.search(at, lambda table: table.opening(at)) if found is None else found
        )

    def intervals(self, from_year: int, to_year: int) -> tuple[OpenInterval, ...]:
        """Return the open time of the UTC years `[from_year, to_year)`, as a table to join.

        The working seconds from the table's start to a moment are, in the last row that has
        `starts_at <= moment`, `seconds_before + min(moment, ends_at) - starts_at`, and 0 where
        there is no such row. `add_seconds` reads the same table the other way round. The rows
        ascend, with closed time between any two; those at the edges are cut there.
        """
        table = self._timetable.build(from_year, to_year)
        return tuple(map(OpenInterval, table.starts_at, table.ends_at, table.seconds_before))

    def pieces(self, from_year: int, to_year: int) -> tuple[OpenPiece, ...]:
        """Return the rows of `intervals`, cut at local midnights and changes of offset.

        Read as a table they answer all that `intervals` does, and which business day it is.
        """
        return self._timetable.cut(from_year, to_year)


@dataclass(frozen=True, slots=True)
class _IntervalTable:
    """The open intervals of whole UTC years, in columns to bisect."""

    from_at: int
    to_at: int
    starts_at: list[int]
    ends_at: list[int]
    seconds_before: list[int]
    days: list[int]  # the local dates with open time, in days since 1970-01-01
    total: int  # the working seconds of the whole table

    def worked(self, at: int) -> int:
        """Return the working seconds between the start of the table and a moment in it."""
        index = bisect_right(self.starts_at, at) - 1
        if index < 0:
            return 0
        return self.seconds_before[index] + min(at, self.ends_at[index]) - self.starts_at[index]

    def opening(self, at: int) -> int | None:
        """Return the first open moment not before a moment, None if the table has none."""
        index = bisect_right(self.ends_at, at)
        return max(at, self.starts_at[index]) if index < len(self.starts_at) else None

    def add(self, at: int, seconds: int) -> int | None:
        """Return the moment so many working seconds away, None if it is not in the table."""
        if seconds == 0:
            return self.opening(at)
        target = self.worked(at) + seconds
        if not 0 <= target <= self.total:
            return None
        find = bisect_left if seconds > 0 else bisect_right  # on ties: a closing, or an opening
        index = find(self.seconds_before, target) - 1
        return self.starts_at[index] + target - self.seconds_before[index]

    def business_day(self, day: int, n_days: int) -> int | None:
        """Return the n-th business day from one, None if it is not in the table."""
        index = bisect_left(self.days, day) + n_days
        return self.days[index] if 0 <= index < len(self.days) else None


@dataclass(slots=True)
class _Timetable:
    """The table of a calendar, which grows by years as far as moments need it.

    A wider table replaces the old one in a single assignment, so threads may share a calendar.
    """

    offsets: ZoneOffsets
    weekdays: tuple[DayHours, ...]
    special: dict[int, DayHours]
    table: _IntervalTable | None = None

    def search(self, at: int, look: Callable[[_IntervalTable], int | None]) -> int:
        """Return the entry of the table around a moment; widen the table until it has one."""
        table = self.covering(at, at)
        while (found := look(table)) is None:
            width = table.to_at - table.from_at
            if width == HORIZON_ENDS_AT - HORIZON_STARTS_AT:
                raise OutsideHorizon(f"an answer so far from {moment_at(at)}")
            first = max(table.from_at - width, HORIZON_STARTS_AT)
            table = self.covering(first, min(table.to_at + width, HORIZON_ENDS_AT) - 1)
        return found

    def covering(self, first: int, last: int) -> _IntervalTable:
        """Return a table that covers both moments and all between them."""
        table = self.table
        if table is not None and table.from_at <= first and last < table.to_at:
            return table
        if table is not None:
            first, last = min(first, table.from_at), max(last, table.to_at - 1)
        table = self.table = self.build(moment_at(first).year, moment_at(last).year + 1)
        return table

    def build(self, from_year: int, to_year: int) -> _IntervalTable:
        """Return the table of the UTC years `[from_year, to_year)`."""
        starts_at, ends_at, days = list[int](), list[int](), set[int]()
        from_at, to_at = span_of_years(from_year, to_year)
        for day, start, end in self._pieces(from_at, to_at):
            days.add(day)
            if ends_at and ends_at[-1] == start:
                ends_at[-1] = end
            else:
                starts_at.append(start)
                ends_at.append(end)
        lengths = (end - start for start, end in zip(starts_at, ends_at, strict=True))
        *seconds_before, total = accumulate(lengths, initial=0)
        return _IntervalTable(
            from_at, to_at, starts_at, ends_at, seconds_before, sorted(days), total
        )

    def cut(self, from_year: int, to_year: int) -> tuple[OpenPiece, ...]:
        """Return the pieces of the UTC years `[from_year, to_year)`."""
        rows = list(self._pieces(*span_of_years(from_year, to_year)))
        index = {day: n for n, day in enumerate(sorted({day for day, _, _ in rows}))}
        before = accumulate((end - start for _, start, end in rows), initial=0)
        return tuple(
            OpenPiece(start, end, worked, day, index[day], self.offsets.offset_at(start))
            for (day, start, end), worked in zip(rows, before, strict=False)
        )

    def place_in(self, day: int, time_of_day: int) -> int:
        """Return the moment of a local time on a business day, moved into its open time."""
        from_at, to_at = (day - 1) * SECONDS_A_DAY, (day + 2) * SECONDS_A_DAY
        offset = self.offsets.offset_throughout(from_at, to_at)
        if offset is None:
            at = self.offsets.first_moment_at(day * SECONDS_A_DAY + time_of_day)
            around = self._pieces(max(from_at, HORIZON_STARTS_AT), min(to_at, HORIZON_ENDS_AT))
            pieces = [(start, end) for local_day, start, end in around if local_day == day]
        else:  # on most days no clock is changed: wall time is real time shifted
            midnight = day * SECONDS_A_DAY - offset
            at = midnight + time_of_day
            pieces = [
                (midnight + opens, midnight + closes) for opens, closes in self._hours_on(day)
            ]
        return next((max(at, start) for start, end in pieces if at <= end), pieces[-1][1])

    def _pieces(self, from_at: int, to_at: int) -> Iterator[tuple[int, int, int]]:
        """Yield `(local day, starts, ends)` of open time in the order of real time.

        Within a stretch of one offset wall time is real time shifted, so cutting the windows at
        the changes of offset is all that skipped and repeated hours, or days, need.
        """
        for since, until, offset in self.offsets.segments(from_at, to_at):
            first, last = (since + offset) // SECONDS_A_DAY, (until - 1 + offset) // SECONDS_A_DAY
            for day in range(first, last + 1):
                midnight = day * SECONDS_A_DAY - offset
                for opens, closes in self._hours_on(day):
                    start, end = max(midnight + opens, since), min(midnight + closes, until)
                    if start < end:
                        yield day, start, end

    def _hours_on(self, day: int) -> DayHours:
        """Return the windows of a local date."""
        hours = self.special.get(day)
        return self.weekdays[(day + 3) % 7] if hours is None else hours  # 1970-01-01: a Thursday


def _sorted(windows: Windows) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((opens, closes) for opens, closes in windows))


def span_of_years(from_year: int, to_year: int) -> tuple[int, int]:
    """Return the first moment and the end of the UTC years `[from_year, to_year)`."""
    if not HORIZON_YEARS[0] <= from_year <= to_year <= HORIZON_YEARS[1]:
        raise OutsideHorizon(f"the range of years from {from_year} to {to_year}")
    starts_at, ends_at = (datetime(year, 1, 1, tzinfo=UTC) for year in (from_year, to_year))
    return int(starts_at.timestamp()), int(ends_at.timestamp())
