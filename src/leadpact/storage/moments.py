"""Moments of stored rows: aware, in whole seconds, and within the years that calendars know."""

from datetime import UTC, datetime, timedelta

from leadpact.terms.zone import HORIZON_ENDS_AT, HORIZON_STARTS_AT, moment_at

_FIRST, _END = moment_at(HORIZON_STARTS_AT), moment_at(HORIZON_ENDS_AT)
_LAST_PLANNED = _END - timedelta(days=366)


def whole_second(value: datetime | None) -> datetime | None:
    """Return a moment as aware, in whole seconds; without a zone it is UTC."""
    if value is None:
        return None
    value = value if value.tzinfo else value.replace(tzinfo=UTC)
    return value.replace(microsecond=0)


def is_known(moment: datetime) -> bool:
    """Tell whether a moment lies in the years 1970 to 2099."""
    return _FIRST <= moment < _END


def is_plannable(moment: datetime) -> bool:
    """Tell whether a moment is known, and so is a year of business time after it."""
    return _FIRST <= moment < _LAST_PLANNED


def kept_within(moment: datetime) -> datetime:
    """Return a moment, or the first or last one that calendars know where it lies beyond.

    For bounds, such as the end of somebody's time with the company written as the year 9999.
    """
    return min(max(moment, _FIRST), _END - timedelta(seconds=1))
