"""Calendars in words, as people say them in a meeting."""

from leadpact.pact.sections.words import Facts
from leadpact.terms.calendar import WEEKDAYS, BusinessCalendar, Windows


def calendar_facts(calendar: BusinessCalendar) -> Facts:
    """Return what a calendar says; its days off are told one by one elsewhere."""
    facts = {"time zone": calendar.zone}
    for day in WEEKDAYS:
        facts[day.capitalize()] = windows_words(calendar.windows.get(day, ()))
    return facts


def windows_words(windows: Windows) -> str:
    """Return the windows of a day: `09:00–12:00 and 13:00–17:00`."""
    return " and ".join(f"{opens}–{closes}" for opens, closes in windows) or "closed"


def calendar_words(calendar: BusinessCalendar) -> str:
    """Return a whole calendar in one line."""
    days = [f"{day.capitalize()} {windows_words(hours)}" for day, hours in calendar.windows.items()]
    return f"{', '.join(days)}; {calendar.zone}; {len(calendar.holidays)} days off"
