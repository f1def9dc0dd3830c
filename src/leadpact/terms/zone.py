"""Moments as epoch seconds, and time zones as data: offsets compiled once, for Python and SQL.

No calls into a zone at run time: one lead bisects the table, a warehouse gets it as a CASE tree.
Days are numbered from 1970-01-01, which is 0.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

SECONDS_A_DAY = 86_400

EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
"""The number by which `date` counts the day that is 0 here."""

HORIZON_YEARS = (1970, 2100)
"""The years `[from, to)` in UTC that zones and calendars cover."""

HORIZON_STARTS_AT, HORIZON_ENDS_AT = (
    int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in HORIZON_YEARS
)
"""The same in epoch seconds."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_PLACE = frozenset({"Factory", "localtime"})  # in the database, but not the same everywhere


class UnknownZone(ValueError):
    """A name that is not in the IANA time zone database."""

    def __init__(self, zone: str) -> None:
        self.zone = zone
        self.suggestions = _zones_like(zone)
        names = " or ".join(f'"{name}"' for name in self.suggestions)
        fix = f"Did you mean {names}?" if names else 'Write a name such as "Europe/London".'
        super().__init__(f"zone {zone!r} is not in the IANA time zone database. {fix}")


class NaiveDatetime(ValueError):
    """A time without a zone was given where a moment is needed."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(
            f"{moment.isoformat()} has no time zone, so it is no moment. "
            "Give it one, such as datetime(2026, 3, 6, 16, tzinfo=UTC)."
        )


class OutsideHorizon(ValueError):
    """A moment before 1970 or from 2100 on was given, or would be the answer."""

    def __init__(self, what: str) -> None:
        first, end = HORIZON_YEARS
        super().__init__(
            f"{what} is outside the horizon: zones and calendars are known from {first}-01-01 "
            f"until {end}-01-01 UTC. Check the date, and that the calendar still opens then."
        )


def epoch_seconds(moment: datetime) -> int:
    """Return an aware moment as whole seconds since 1970; a fraction of a second is dropped.

    Raises
    ------
    NaiveDatetime
        If the moment has no zone.
    OutsideHorizon
        If it is not in the years 1970 to 2099.
    """
    if moment.utcoffset() is None:
        raise NaiveDatetime(moment)
    since = moment - _EPOCH
    seconds = since.days * SECONDS_A_DAY + since.seconds
    if not HORIZON_STARTS_AT <= seconds < HORIZON_ENDS_AT:
        raise OutsideHorizon(str(moment))
    return seconds


def week_of_day(day: int) -> int:
    """Return the week of a day since 1970; weeks start on Monday, 1970-01-01 lies in week 0."""
    return (day + 3) // 7


@lru_cache(maxsize=4096)
def month_of_day(day: int) -> tuple[int, int]:
    """Return the first day of a day's month and the first of the next, from 1970-01-01.

    Examples
    --------
    >>> month_of_day(40)
    (31, 59)
    """
    today = date.fromordinal(day + EPOCH_ORDINAL)
    first = today.replace(day=1)
    year, month = (first.year, first.month + 1) if first.month < 12 else (first.year + 1, 1)
    return first.toordinal() - EPOCH_ORDINAL, date(year, month, 1).toordinal() - EPOCH_ORDINAL


@lru_cache(maxsize=4096)
def month_number(day: int) -> int:
    """Return the month of a day since 1970, counted from the beginning of year 0.

    Examples
    --------
    >>> month_number(0), month_number(31), month_number(0) // 3
    (23640, 23641, 7880)
    """
    today = date.fromordinal(day + EPOCH_ORDINAL)
    return today.year * 12 + today.month - 1


def moment_at(epoch_seconds: int) -> datetime:
    """Return the aware UTC datetime of an epoch second."""
    return datetime.fromtimestamp(epoch_seconds, UTC)


def digits_of(moment: datetime) -> str:
    """Return date and time of a moment as digits, for ids.

    Examples
    --------
    >>> digits_of(moment_at(1_772_812_800))
    '20260306T160000Z'
    """
    parts = moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second
    return "%04d%02d%02dT%02d%02d%02dZ" % parts  # noqa: UP031 - in half of the time


@dataclass(frozen=True, slots=True)
class ZoneOffsets:
    """The UTC offsets of one zone from 1970 to 2100. Made by `load_zone_offsets`.

    Times before `starts_at[0]` have the first offset, times after the last start the last one.
    Neighbouring offsets differ: a zone that only changed its abbreviation has no entry for that.

    Attributes
    ----------
    zone
        The IANA name.
    starts_at
        Epoch seconds (UTC) from which each offset is in force, ascending; the first is
        `HORIZON_STARTS_AT`.
    offsets
        Seconds east of UTC.

    Examples
    --------
    >>> berlin = load_zone_offsets("Europe/Berlin")
    >>> berlin.offset_at(1_700_000_000), berlin.local_day(1_700_000_000)
    (3600, 19675)
    """

    zone: str
    starts_at: tuple[int, ...]
    offsets: tuple[int, ...]

    def offset_at(self, epoch_seconds: int) -> int:
        """Return the seconds east of UTC in force at a moment."""
        return self.offsets[max(bisect_right(self.starts_at, epoch_seconds) - 1, 0)]

    def offset_throughout(self, from_at: int, to_at: int) -> int | None:
        """Return the offset in force in all of `[from_at, to_at)` within the years of the table.

        None: it changes in that time, or is not known for all of it.
        """
        index = bisect_right(self.starts_at, from_at) - 1
        is_one = index >= 0 and to_at <= self._ends_at(index, HORIZON_ENDS_AT)
        return self.offsets[index] if is_one else None

    def local_day(self, epoch_seconds: int) -> int:
        """Return the local date of a moment as days since 1970-01-01."""
        return (epoch_seconds + self.offset_at(epoch_seconds)) // SECONDS_A_DAY

    def local_days(self, times: Sequence[int]) -> list[int]:
        """Return the local day of each of many moments, which must be in order."""
        days: list[int] = []
        while len(days) < len(times):
            first = len(days)
            index = max(bisect_right(self.starts_at, times[first]) - 1, 0)
            last = bisect_left(times, self._ends_at(index, times[-1] + 1), first)
            offset = self.offsets[index]
            days += [(seconds + offset) // SECONDS_A_DAY for seconds in times[first:last]]
        return days

    def segments(self, from_at: int, to_at: int) -> Iterator[tuple[int, int, int]]:
        """Yield `(starts, ends, offset)` of every stretch of one offset in `[from_at, to_at)`."""
        index = max(bisect_right(self.starts_at, from_at) - 1, 0)
        while from_at < to_at:
            ends = min(self._ends_at(index, to_at), to_at)
            yield from_at, ends, self.offsets[index]
            from_at, index = ends, index + 1

    def first_moment_at(self, local_seconds: int) -> int:
        """Return the first moment at which the local clock has reached a local time.

        Parameters
        ----------
        local_seconds
            The local time as seconds since 1970-01-01 00:00 on the local clock.

        Returns
        -------
        int
            Epoch seconds (UTC). Of a repeated local time the first pass; for a skipped one the
            moment at which the clock jumped over it.
        """
        earliest, latest = local_seconds - 2 * SECONDS_A_DAY, local_seconds + 2 * SECONDS_A_DAY
        return next(  # there is one: no offset is as long as two days
            max(local_seconds - offset, since)
            for since, until, offset in self.segments(earliest, latest)
            if local_seconds - offset < until
        )

    def _ends_at(self, index: int, default: int) -> int:
        """Return where an entry ends, or the default for the last entry, which has no end."""
        return self.starts_at[index + 1] if index + 1 < len(self.starts_at) else default


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    """Return the names of all zones; the database is a folder tree, so it is walked once."""
    return frozenset(available_timezones()) - _NO_PLACE


def is_zone(name: str) -> bool:
    """Return whether a name is a zone of the IANA database, in its exact spelling."""
    return name in _zones()


@lru_cache(maxsize=1024)
def load_zone_offsets(zone: str) -> ZoneOffsets:
    """Return the offset table of a zone, compiled from `zoneinfo` at the first call.

    Parameters
    ----------
    zone
        An IANA name such as `America/New_York`.

    Returns
    -------
    ZoneOffsets
        Offsets in force from 1970-01-01 to 2100-01-01 UTC.

    Raises
    ------
    UnknownZone
        If the database has no such zone.
    """
    if not is_zone(zone):
        raise UnknownZone(zone)
    info = ZoneInfo(zone)
    changes = list(_changes(info))
    return ZoneOffsets(zone, tuple(at for at, _ in changes), tuple(offset for _, offset in changes))


def _changes(info: ZoneInfo) -> Iterator[tuple[int, int]]:
    """Yield every `(epoch second, new offset)` of the horizon, its first moment included."""
    yield HORIZON_STARTS_AT, _offset(info, HORIZON_STARTS_AT)
    probes = _local_probes()
    offsets = [info.utcoffset(local) for local in probes]
    for place in range(1, len(probes)):
        before, after = offsets[place - 1], offsets[place]
        if after is before or after == before:  # nearly all are the very same
            continue
        # A local time that is skipped has the offset before: the change may lie a day earlier.
        earlier = _seconds_of(probes[place - 1], before) - SECONDS_A_DAY
        later = min(_seconds_of(probes[place], after), HORIZON_ENDS_AT - 1)
        earlier = max(earlier, HORIZON_STARTS_AT)
        if earlier < later and (offset := _offset(info, later)) != _offset(info, earlier):
            yield _change_between(info, earlier, later), offset


_STEP = timedelta(days=5)
"""Between two probes lies one change at most: the shortest-lived offset since 1970 was in force for
almost seven days."""


@lru_cache(maxsize=1)
def _local_probes() -> tuple[datetime, ...]:
    """Return the local times at which offsets are compared: to ask for one needs no conversion."""
    first = _EPOCH.replace(tzinfo=None) - _STEP
    n_steps = timedelta(seconds=HORIZON_ENDS_AT - HORIZON_STARTS_AT) // _STEP
    return tuple(first + place * _STEP for place in range(n_steps + 4))


def _seconds_of(local: datetime, offset: timedelta | None) -> int:
    assert offset is not None  # a ZoneInfo always has one
    since = local.replace(tzinfo=UTC) - _EPOCH - offset
    return since.days * SECONDS_A_DAY + since.seconds


def _change_between(info: ZoneInfo, earlier: int, later: int) -> int:
    """Return the second at which the offset changes between two moments that differ."""
    before = _offset(info, earlier)
    for step in (_QUARTER, 1):  # nearly all changes come with a quarter of an hour
        moments = range(earlier - earlier % step + step, later + 1, step)
        place = bisect_left(moments, True, key=lambda at: _offset(info, at) != before)
        later = moments[place] if place < len(moments) else later
        if step == 1 or _offset(info, later - 1) == before:
            break
        earlier = max(earlier, later - step)
    return later


_QUARTER = 900


def _offset(info: ZoneInfo, epoch_seconds: int) -> int:
    delta = datetime.fromtimestamp(epoch_seconds, info).utcoffset()
    assert delta is not None  # a ZoneInfo always has one
    return delta.days * SECONDS_A_DAY + delta.seconds


def _zones_like(name: str) -> tuple[str, ...]:
    """Return up to three zones whose name, or whose city, is spelt nearly so."""
    wanted = name.strip().casefold().replace(" ", "_")
    spellings = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(_zones())}
    spellings |= {zone.casefold(): zone for zone in sorted(_zones())}
    close = get_close_matches(wanted, spellings, n=3, cutoff=0.75)
    return tuple(dict.fromkeys(spellings[spelling] for spelling in close))
