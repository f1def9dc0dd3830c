"""One form of calendars for all spellings of one meaning, for the fingerprint and the diff."""

from typing import Any

from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.terms.calendar import BusinessCalendar


def normal_calendars(policy: CalendarPolicy) -> dict[str, Any]:
    """Return the calendars as plain values: holidays are the dates that they are."""
    named = {name: _normal_calendar(item) for name, item in policy.named.items()}
    return {"default": policy.default, "named": named}


def _normal_calendar(calendar: BusinessCalendar) -> dict[str, Any]:
    return {
        "zone": calendar.zone,
        "windows": {day: list(map(list, hours)) for day, hours in calendar.windows.items()},
        "holidays": [str(day) for day in calendar.holidays],
        "exceptions": {
            str(day): list(map(list, hours)) for day, hours in calendar.exceptions.items()
        },
    }
