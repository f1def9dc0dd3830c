"""Calendars in normal form, in words, and what changed between those of two pacts."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from leadpact.pact.changes import Change, changed_part, diff_facts, diff_named, diff_words
from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.pact.sections.words import NONE, Facts
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS


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


def calendars_words(calendars: Mapping[str, Any]) -> str:
    """Return the section in one line."""
    names = ", ".join(sorted(calendars["named"]))
    return f"{names or NONE}; the pact's own: {calendars['default'] or NONE}"


def _calendar_facts(calendar: Mapping[str, Any]) -> Facts:
    """Return the zone and the hours of a calendar; its days off are compared one by one."""
    windows = calendar["windows"]
    hours = {day.capitalize(): _windows_words(windows.get(day, ())) for day in WEEKDAYS}
    return {"time zone": calendar["zone"], **hours}


def _windows_words(windows: Iterable[Iterable[str]]) -> str:
    """Return the windows of a day: `09:00–12:00 and 13:00–17:00`."""
    return " and ".join("–".join(window) for window in windows) or "closed"


def _calendar_words(calendar: Mapping[str, Any]) -> str:
    """Return a calendar in one line."""
    windows = calendar["windows"].items()
    days = [f"{day.capitalize()} {_windows_words(hours)}" for day, hours in windows]
    return f"{', '.join(days)}; {calendar['zone']}; {len(calendar['holidays'])} days off"


def diff_calendars(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """Yield what changed between the calendars of two pacts in normal form."""
    own = [item["default"] or "Monday to Friday, 09:00 to 17:00" for item in (old, new)]
    yield from diff_words("calendar-default", "the pact's calendar", *own)
    named = old["named"], new["named"]
    yield from diff_named(
        "calendar", "calendar", *named, words=_calendar_words, inner=_diff_calendar
    )


def _diff_calendar(subject: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    yield from diff_facts("calendar-hours", subject, _calendar_facts(old), _calendar_facts(new))
    days_off = [dict.fromkeys(item["holidays"], "closed") for item in (old, new)]
    yield from _diff_days("calendar-day-off", subject, *days_off)
    special = [
        {day: _windows_words(hours) for day, hours in item["exceptions"].items()}
        for item in (old, new)
    ]
    yield from _diff_days("calendar-exception", subject, *special)


def _diff_days(code: str, subject: str, old: Facts, new: Facts) -> Iterator[Change]:
    usual = "as usual"
    days = sorted(old.keys() | new.keys())
    pairs = [(day, old.get(day, usual), new.get(day, usual)) for day in days]
    differing = [item for item in pairs if item[1] != item[2]]
    if len(differing) > 10:
        n_new = sum(before == usual for _, before, _ in differing)
        n_gone = sum(after == usual for _, _, after in differing)
        text = f"{subject}: {n_new} days off are new, {n_gone} are gone"
        yield Change(code, subject, f"{len(old)} days", f"{len(new)} days, {n_new} new", text)
        return
    for day, before, after in differing:
        yield changed_part(code, subject, day, before, after)
