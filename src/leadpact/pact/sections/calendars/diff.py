"""What changed between the calendars of two pacts, in business words."""

from collections.abc import Iterator
from typing import Any

from leadpact.pact.changes import ARROW, Change, changed
from leadpact.pact.sections.calendars.words import calendar_facts, calendar_words, windows_words
from leadpact.pact.sections.diff_facts import diff_facts, diff_named
from leadpact.pact.sections.words import Facts


def diff_calendars(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    """Yield what changed between the calendars of two pacts in normal form."""
    if old["default"] != new["default"]:
        own = [item["default"] or "Monday to Friday, 09:00 to 17:00" for item in (old, new)]
        yield changed("calendar-default", "the pact's calendar", *own)
    named = old["named"], new["named"]
    yield from diff_named(
        "calendar", "calendar", *named, words=calendar_words, inner=_diff_calendar
    )


def _diff_calendar(subject: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    yield from diff_facts("calendar-hours", subject, calendar_facts(old), calendar_facts(new))
    days_off = [dict.fromkeys(item["holidays"], "closed") for item in (old, new)]
    yield from _diff_days("calendar-day-off", subject, *days_off)
    special = [
        {day: windows_words(hours) for day, hours in item["exceptions"].items()}
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
        text = f"{subject}: {day} {before} {ARROW} {after}"
        yield Change(code, subject, f"{day} {before}", f"{day} {after}", text)
