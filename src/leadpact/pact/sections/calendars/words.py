"""Calendars in normal form in words, as people say them in a meeting."""

from collections.abc import Iterable, Mapping
from typing import Any

from leadpact.pact.sections.words import NONE, Facts
from leadpact.terms.calendar import WEEKDAYS


def calendars_words(calendars: Mapping[str, Any]) -> str:
    """Return the whole section in one line."""
    names = ", ".join(sorted(calendars["named"]))
    return f"{names or NONE}; the pact's own: {calendars['default'] or NONE}"


def calendar_facts(calendar: Mapping[str, Any]) -> Facts:
    """Return the zone and the hours of a calendar; its days off are compared one by one."""
    windows = calendar["windows"]
    hours = {day.capitalize(): windows_words(windows.get(day, ())) for day in WEEKDAYS}
    return {"time zone": calendar["zone"], **hours}


def windows_words(windows: Iterable[Iterable[str]]) -> str:
    """Return the windows of a day: `09:00–12:00 and 13:00–17:00`."""
    return " and ".join("–".join(window) for window in windows) or "closed"


def calendar_words(calendar: Mapping[str, Any]) -> str:
    """Return a whole calendar in one line."""
    windows = calendar["windows"].items()
    days = [f"{day.capitalize()} {windows_words(hours)}" for day, hours in windows]
    return f"{', '.join(days)}; {calendar['zone']}; {len(calendar['holidays'])} days off"
