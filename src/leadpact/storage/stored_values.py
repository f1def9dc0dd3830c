"""Values of stored rows: moments, and what the payload of an event says.

Moments are aware, in whole seconds, and within the years that calendars know. A payload is a JSON
object, of which some values are read.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from leadpact.terms.zone import HORIZON_ENDS_AT, HORIZON_STARTS_AT, moment_at

_FIRST, _END = moment_at(HORIZON_STARTS_AT), moment_at(HORIZON_ENDS_AT)
_LAST_PLANNED = _END - timedelta(days=366)


def whole_second(value: datetime | None) -> datetime | None:
    """Return a moment as aware, in whole seconds; without a zone it is UTC."""
    if value is None:
        return None
    if value.tzinfo is None:
        return value.replace(tzinfo=UTC, microsecond=0)
    return value.replace(microsecond=0) if value.microsecond else value


def is_known(moment: datetime) -> bool:
    """Tell whether a moment lies in the years 1970 to 2099."""
    return _FIRST <= moment < _END


def _is_plannable(moment: datetime) -> bool:
    """Tell whether a moment is known, and so is a year of business time after it."""
    return _FIRST <= moment < _LAST_PLANNED


def kept_within(moment: datetime) -> datetime:
    """Return a moment, or the first or last one that calendars know where it lies beyond.

    For bounds, such as the end of somebody's time with the company written as the year 9999.
    """
    return min(max(moment, _FIRST), _END - timedelta(seconds=1))


def payload_of(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the payload of an event; None: something is written there, and it is no object."""
    try:
        found = json.loads(row.get("payload") or "{}")
    except (ValueError, RecursionError):
        return None
    if found is None:
        return {}
    return found if isinstance(found, dict) else None


def text_of(value: object) -> str | None:
    """Return a value as text that can be written to any file; None where there is none."""
    if value is None or value == "":
        return None
    return str(value).encode("utf-8", "replace").decode("utf-8")


def moment_of(value: object) -> datetime | None:
    """Return a value as a moment; None where it is none, or beyond what calendars know."""
    try:
        found = whole_second(datetime.fromisoformat(str(value)))
    except ValueError:
        return None
    return found.astimezone(UTC) if found is not None and _is_plannable(found) else None
