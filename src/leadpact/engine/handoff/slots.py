"""Propose free slots for a meeting: on a grid of local time, in working hours, not busy."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice

from leadpact.engine.clocks import shifted
from leadpact.engine.handoff.values import Handoff, Slot
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.zone import (
    HORIZON_YEARS,
    SECONDS_A_DAY,
    NaiveDatetime,
    ZoneOffsets,
    epoch_seconds,
    load_zone_offsets,
    moment_at,
)

Span = tuple[int, int]
"""`[from, to)` in epoch seconds."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def propose_slots(
    handoff: Handoff,
    *,
    busy: Mapping[str, Sequence[tuple[datetime, datetime]]],
    calendar: BusinessCalendar,
    as_of: datetime,
    prospect_calendar: BusinessCalendar | None = None,
) -> tuple[Slot, ...]:
    """Return the first free slots for a meeting; fewer than agreed where there are no more.

    A slot lies entirely in one stretch of working time of the AE, and of the prospect where
    their hours are known, and is clear of all busy spans with the buffer on both sides of them.
    It begins when the AE's local clock shows a multiple of `every_minutes` from midnight, not
    before the notice has passed from `as_of` on and not after the horizon. Slots may overlap.

    Parameters
    ----------
    busy
        Spans `[from, to)` of everybody who takes part, by any name, in any order and any zone; one
        that does not end after it begins is none.
    calendar
        Of the AE; that of `slots.calendar` outranks it.
    prospect_calendar
        When the prospect can be met; None: whenever the AE works.
    """
    terms = handoff.policy.slots
    now = moment_at(epoch_seconds(as_of) + bool(as_of.microsecond))
    first, last = (
        epoch_seconds(shifted(calendar, now, span)) for span in (terms.notice, terms.within)
    )
    length = terms.minutes * 60
    window = (first, last + length + 1)
    working = _open(calendar, window)
    if prospect_calendar is not None:
        working = _common(working, _open(prospect_calendar, window))
    free = _without(working, _blocked(busy, terms.buffer_minutes * 60))
    zone, step = load_zone_offsets(calendar.zone), terms.every_minutes * 60
    starts = (
        at
        for begins, ends in free
        for at in _grid(zone, step, begins, min(ends - length, last) + 1)
    )
    return tuple(Slot(moment_at(at), moment_at(at + length)) for at in islice(starts, terms.n))


def _open(calendar: BusinessCalendar, window: Span) -> list[Span]:
    """Return the stretches of open time within a window."""
    years = moment_at(window[0]).year, moment_at(window[1]).year + 1
    return [
        (max(starts, window[0]), min(ends, window[1]))
        for starts, ends in _stretches(calendar, *years)
        if ends > window[0] and starts < window[1]
    ]


@lru_cache(maxsize=256)
def _stretches(calendar: BusinessCalendar, from_year: int, to_year: int) -> tuple[Span, ...]:
    to_year = min(to_year, HORIZON_YEARS[1])
    return tuple((item.starts_at, item.ends_at) for item in calendar.intervals(from_year, to_year))


def _common(one: Sequence[Span], other: Sequence[Span]) -> list[Span]:
    """Return what lies in both of two rows of spans, each in order."""
    found, i, j = list[Span](), 0, 0
    while i < len(one) and j < len(other):
        begins, ends = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if begins < ends:
            found.append((begins, ends))
        i, j = (i + 1, j) if one[i][1] <= other[j][1] else (i, j + 1)
    return found


def _blocked(busy: Mapping[str, Sequence[tuple[datetime, datetime]]], buffer: int) -> list[Span]:
    """Return the busy spans with their buffers, by their begin; parts of a second are whole."""
    spans = (span for many in busy.values() for span in many)
    return sorted(
        (_floor(begins) - buffer, -_floor(ends, -1) + buffer)
        for begins, ends in spans
        if begins < ends
    )


def _floor(moment: datetime, sign: int = 1) -> int:
    """Return whole epoch seconds; a diary may have entries in any year."""
    if moment.utcoffset() is None:
        raise NaiveDatetime(moment)
    return sign * (moment - _EPOCH) // timedelta(seconds=1)


def _without(free: Iterable[Span], blocked: Sequence[Span]) -> Iterator[Span]:
    """Yield the rest of spans in order after others, in order of their begin, are cut out."""
    for begins, ends in free:
        clear_from = begins
        for since, until in blocked:
            if since >= ends:
                break
            if clear_from < since:
                yield clear_from, since
            clear_from = max(clear_from, until)
        if clear_from < ends:
            yield clear_from, ends


def _grid(zone: ZoneOffsets, step: int, first: int, end: int) -> Iterator[int]:
    """Yield the moments in `[first, end)` at which the local clock is on the grid."""
    for since, until, offset in zone.segments(first, end):
        at = since
        while at < until:
            of_day = (at + offset) % SECONDS_A_DAY
            rest = -of_day % step
            if of_day + rest >= SECONDS_A_DAY:
                at += SECONDS_A_DAY - of_day  # the grid begins again
            elif rest:
                at += rest
            else:
                yield at
                at += step if of_day + step < SECONDS_A_DAY else SECONDS_A_DAY - of_day
