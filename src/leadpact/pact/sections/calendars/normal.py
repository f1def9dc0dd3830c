"""One form of calendars for all spellings of one meaning, for the fingerprint."""

from typing import Any

from leadpact.pact.sections.calendars.policy import CalendarPolicy


def normal_calendars(policy: CalendarPolicy | None) -> dict[str, Any] | None:
    """Return the calendars as plain values: holidays are the dates that they are."""
    if policy is None:
        return None
    return {
        "default": policy.default,
        "named": {
            name: {
                "zone": item.zone,
                "windows": {day: list(map(list, hours)) for day, hours in item.windows.items()},
                "holidays": [str(day) for day in item.holidays],
                "exceptions": {
                    str(day): list(map(list, hours)) for day, hours in item.exceptions.items()
                },
            }
            for name, item in policy.named.items()
        },
    }
