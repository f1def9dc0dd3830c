"""Spans of business time from a moment on, back from it, and before a meeting."""

from datetime import datetime, timedelta

from leadpact.pact.sections.clocks.policy import BusinessSpan
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.zone import SECONDS_A_DAY, epoch_seconds, load_zone_offsets, moment_at

_TICK = timedelta(seconds=1)


def shifted(
    calendar: BusinessCalendar, at: datetime, span: BusinessSpan, *, back: bool = False
) -> datetime:
    """Return the moment a span after another one, or before it."""
    sign = -1 if back else 1
    if span.days is not None:
        return calendar.add_days(at, sign * span.days)
    return calendar.add_seconds(at, sign * (span.seconds or 0))


def before_meeting(
    calendar: BusinessCalendar, meeting_at: datetime, span: BusinessSpan
) -> datetime:
    """Return the moment a span before a meeting.

    Days are whole days before that of the meeting: one day is the last closing before the local
    day on which the meeting starts.
    """
    if span.days is None:
        return shifted(calendar, meeting_at, span, back=True)
    at = meeting_at + _TICK
    for _ in range(span.days):
        at = _closing_before(calendar, at)
    return at


def _closing_before(calendar: BusinessCalendar, at: datetime) -> datetime:
    """Return the last closing before the local day in which a moment lies, or ends."""
    zone = load_zone_offsets(calendar.zone)
    midnight = moment_at(
        zone.first_moment_at(zone.local_day(epoch_seconds(at - _TICK)) * SECONDS_A_DAY)
    )
    return calendar.add_seconds(calendar.add_seconds(midnight, -1), 1)
