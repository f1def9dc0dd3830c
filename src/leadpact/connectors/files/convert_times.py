"""Text and Arrow times to UTC seconds and dates. What could mean two days is not guessed."""

import re
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from leadpact.connectors.files.batches import (
    Converted,
    Reading,
    UnreadableValue,
    all_match,
    convert_distinct,
    faults_where,
    shown,
)
from leadpact.terms.zone import (
    HORIZON_ENDS_AT,
    HORIZON_STARTS_AT,
    SECONDS_A_DAY,
    ZoneOffsets,
)

TIMESTAMP = pa.timestamp("us", "UTC")
EPOCH_FORMATS = {"epoch_seconds": 1, "epoch_milliseconds": 1000}
"""Formats that are no strptime text, and how many of their units make a second."""

_EARLIEST_DATE, _LATEST_DATE = date(1900, 1, 1), date(2100, 1, 1)
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the local clock's own zero
_FIRST_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)

_ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_ISO_LOCAL = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?$"
_ISO_WITH_ZONE = _ISO_LOCAL[:-1] + r"(Z|[+-][0-9]{2}:?[0-9]{2})$"
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.[0-9]+)? ?(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.IGNORECASE,
)
_COMPACT_DATE = re.compile(r"[0-9]{8}")
_TWO_READINGS = re.compile(r"[0-9]{1,4}([/.-])[0-9]{1,2}\1[0-9]{1,4}([ T,].*)?")


def read_timestamps(text: pa.Array, reading: Reading) -> Converted:
    """Read moments as UTC, cut to whole seconds; a date is the first moment of its day."""
    if not reading.formats:
        if all_match(text, _ISO_WITH_ZONE) and (moments := _cast(text, TIMESTAMP)) is not None:
            return _within_horizon(pc.cast(moments, pa.int64()), text)
        if reading.zone and (local := _cast_local(text)) is not None:
            return _within_horizon(_local_to_utc(local, reading.zone), text)

    def parse(value: str) -> int:
        seconds = _parse_moment(value, reading)
        if not HORIZON_STARTS_AT <= seconds < HORIZON_ENDS_AT:
            raise UnreadableValue("time-out-of-range", _out_of_range(value))
        return seconds * 1_000_000

    return convert_distinct(text, parse, TIMESTAMP)


def read_dates(text: pa.Array, reading: Reading) -> Converted:
    """Read dates; of a date with a time, the date is taken as it is written."""

    def parse(value: str) -> date:
        day = _parse_local(value, reading.formats)[0].date()
        if not _EARLIEST_DATE <= day < _LATEST_DATE:
            raise UnreadableValue(
                "time-out-of-range", f"{shown(value)} lies outside the years 1900 to 2099."
            )
        return day

    return convert_distinct(text, parse, pa.date32())


def convert_moments(moments: pa.Array, reading: Reading) -> Converted:
    """Convert Arrow timestamps and dates to UTC seconds, like `read_timestamps` does for text."""
    held = _castable(moments)
    if pa.types.is_timestamp(moments.type) and moments.type.tz:
        as_utc = pc.cast(held, TIMESTAMP, safe=False)
        return _within_horizon(pc.cast(as_utc, pa.int64()), moments)
    if reading.zone is None:
        faults = faults_where(moments.is_valid(), moments, "time-without-zone", _without_zone)
        return Converted(pa.nulls(len(moments), TIMESTAMP), faults)
    local = pc.cast(held, pa.timestamp("us"), safe=False)
    return _within_horizon(_local_to_utc(local, reading.zone), moments)


_UNITS_A_DAY = {"s": 86_400, "ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}
_MOST_DAYS = 100_000
"""No moment so many days from 1970 is taken: it would only overflow on its way to be refused."""


def _castable(moments: pa.Array) -> pa.Array:
    """Return moments without those that would overflow when they are counted in microseconds."""
    kind = moments.type
    a_day = 1 if pa.types.is_date32(kind) else 86_400_000
    a_day = _UNITS_A_DAY[kind.unit] if pa.types.is_timestamp(kind) else a_day
    counts = moments.cast(pa.int32()) if pa.types.is_date32(kind) else moments
    counts = counts.cast(pa.int64())
    most = _MOST_DAYS * a_day
    is_held = pc.and_(pc.less_equal(counts, most), pc.greater_equal(counts, -most))
    return pc.if_else(is_held, moments, pa.scalar(None, kind))


def count_midnights(moments: pa.Array, zone: ZoneOffsets) -> int:
    """Return how many moments fall on midnight of a zone's clock."""
    seconds = pc.cast(moments.drop_null(), pa.int64()).to_numpy() // 1_000_000
    starts, offsets = np.array(zone.starts_at), np.array(zone.offsets)
    index = np.searchsorted(starts, seconds, side="right") - 1
    return int(np.count_nonzero((seconds + offsets[index]) % SECONDS_A_DAY == 0))


def _cast(text: pa.Array, data_type: pa.DataType) -> pa.Array | None:
    """Cast a whole batch, or return None where one value cannot be cast."""
    try:
        return pc.cast(text, data_type)
    except pa.ArrowInvalid:
        return None


def _cast_local(text: pa.Array) -> pa.Array | None:
    for pattern in (_ISO_LOCAL, _ISO_DATE):
        if all_match(text, pattern):
            return _cast(text, pa.timestamp("us"))
    return None


def _local_to_utc(local: pa.Array, zone: ZoneOffsets) -> pa.Array:
    """Return epoch microseconds; the twin over one value is `ZoneOffsets.first_moment_at`."""
    seconds = pc.cast(local, pa.int64()).fill_null(0).to_numpy() // 1_000_000
    starts, offsets = np.array(zone.starts_at), np.array(zone.offsets)
    index = np.searchsorted(starts[1:] + offsets[:-1], seconds, side="right")
    # Before 1970 no change is known, so times before it (refused later) keep the first offset.
    moments = np.where(
        index == 0, seconds - offsets[0], np.maximum(seconds - offsets[index], starts[index])
    )
    return pc.if_else(local.is_valid(), pa.array(moments * 1_000_000), None)


def _within_horizon(micros: pa.Array, source: pa.Array) -> Converted:
    """Cut to whole seconds and refuse what lies outside the years that zones know."""
    inside = pc.fill_null(
        pc.and_(
            pc.greater_equal(micros, HORIZON_STARTS_AT * 1_000_000),
            pc.less(micros, HORIZON_ENDS_AT * 1_000_000),
        ),
        False,
    )
    kept = pc.if_else(inside, micros, None)
    whole = pc.multiply(pc.divide(kept, 1_000_000), 1_000_000).cast(TIMESTAMP)
    is_outside = pc.and_not(source.is_valid(), inside)
    return Converted(whole, faults_where(is_outside, source, "time-out-of-range", _out_of_range))


def _parse_moment(value: str, reading: Reading) -> int:
    """Return the epoch seconds that a text means."""
    if not reading.formats and (seconds := _parse_iso_with_zone(value)) is not None:
        return seconds
    local, is_aware = _parse_local(value, reading.formats)
    if is_aware:
        return int((local - _FIRST_INSTANT).total_seconds() // 1)
    if reading.zone is None:
        raise UnreadableValue("time-without-zone", _without_zone(value))
    return reading.zone.first_moment_at(int((local - _EPOCH).total_seconds() // 1))


def _parse_iso_with_zone(value: str) -> int | None:
    found = _ISO.fullmatch(value)
    if not found or not found[3]:
        return None
    zone = "+00:00" if found[3].upper() in {"Z", "UTC", "GMT"} else found[3]
    try:
        moment = datetime.fromisoformat(f"{found[1]}T{found[2]}{zone}")
    except ValueError:
        raise _unreadable(value) from None
    return int((moment - _FIRST_INSTANT).total_seconds())


def _parse_local(value: str, formats: tuple[str, ...]) -> tuple[datetime, bool]:
    """Return the time as written, and whether it is aware of its zone."""
    if formats:
        return _parse_formats(value, formats)
    try:
        if found := _ISO.fullmatch(value):
            return datetime.fromisoformat(f"{found[1]}T{found[2] or '00:00'}"), False
        if _COMPACT_DATE.fullmatch(value):
            return datetime.fromisoformat(value), False
    except ValueError:
        raise _unreadable(value) from None
    if _TWO_READINGS.fullmatch(value):
        raise UnreadableValue(
            "time-ambiguous",
            f"{shown(value)} is not written like 2026-01-31; whether its day or its month comes "
            "first, only a `format` in the mapping decides.",
        )
    raise _unreadable(value)


def _parse_formats(value: str, formats: tuple[str, ...]) -> tuple[datetime, bool]:
    # Python reads 1_700 and the digits of all scripts as numbers, as no system writes them.
    is_plain = not any(sign.isdecimal() and not sign.isascii() for sign in value)
    for pattern in formats if is_plain else ():
        try:
            if pattern in EPOCH_FORMATS:
                if "_" in value:
                    continue
                seconds = int(value) // EPOCH_FORMATS[pattern]
                return datetime.fromtimestamp(seconds, UTC), True
            moment = datetime.strptime(value, pattern)  # noqa: DTZ007 - a zone is optional
        except (ValueError, OverflowError, OSError):
            continue
        return moment, moment.tzinfo is not None
    tried = " or ".join(f"`{pattern}`" for pattern in formats)
    raise UnreadableValue("time-unreadable", f"{shown(value)} is not written as {tried}.")


def _unreadable(value: str) -> UnreadableValue:
    return UnreadableValue(
        "time-unreadable",
        f"{shown(value)} is no time: ISO 8601, YYYYMMDD or a `format` of the mapping is read.",
    )


def _out_of_range(value: str) -> str:
    return f"{shown(value)} lies outside the years 1970 to 2099."


def _without_zone(value: str) -> str:
    return f"{shown(value)} has no zone, and the mapping states no `time_zone` to read it in."
