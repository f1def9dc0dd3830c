"""Checks of the slots of a handoff: some can be found, at times that repeat every day."""

from collections.abc import Mapping, Sequence
from datetime import date

from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.calendars.compile import compile_calendars
from leadpact.pact.sections.calendars.policy import CalendarPolicy, standard_calendar
from leadpact.pact.sections.clocks.policy import BusinessSpan
from leadpact.pact.sections.handoff.compile import span_or
from leadpact.pact.sections.handoff.document import HandoffDocument, SlotsDocument
from leadpact.pact.sections.handoff.policy import HandoffPolicy
from leadpact.pact.sections.spans import BusinessSpanDocument, span_fault, span_words
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS, Windows
from leadpact.terms.issues import Issue, Level

_DAY_MINUTES = 1440
_SLOTS: Path_ = ("handoff", "slots")


def check_slots_have_time(draft: Draft, handoff: HandoffDocument) -> None:
    """Check that between the notice and the horizon there is time for a slot to begin."""
    if not _are_whole(handoff.slots.notice, handoff.slots.within):
        return
    default = HandoffPolicy().slots
    notice = span_or(handoff.slots.notice, default.notice)
    within = span_or(handoff.slots.within, default.within)
    if 0 in (within.days, within.seconds):
        return
    if notice.days is not None and within.days is not None:
        is_short = within.days <= notice.days
    elif notice.seconds is not None and within.seconds is not None:
        is_short = within.seconds <= notice.seconds
    else:
        is_short = _is_beyond(_calendars(draft, handoff.slots), notice, within)
    if is_short:
        key = "within" if handoff.slots.within else "notice"
        draft.add(
            "slots-without-time",
            (*_SLOTS, key),
            f"Slots begin at the earliest after {span_words(notice)} and at the latest after"
            f" {span_words(within)}: there is no time between the two.",
            "Write a longer `within`, or a shorter `notice`.",
        )


def _is_beyond(
    calendars: list[BusinessCalendar], notice: BusinessSpan, within: BusinessSpan
) -> bool:
    """Tell whether a notice in hours is surely longer than so many days, with part of one."""
    if notice.seconds is None or within.days is None or not calendars:
        return False
    return notice.seconds >= 60 * max(map(_longest_day, calendars)) * (within.days + 1)


def _are_whole(*spans: BusinessSpanDocument | None) -> bool:
    return all(span is None or span_fault(span) is None for span in spans)


def _longest_day(calendar: BusinessCalendar) -> int:
    """Return the most minutes that a day of a calendar is open."""
    days = (*calendar.windows.values(), *calendar.exceptions.values())
    return max(sum(closes - opens for opens, closes in _minutes(day)) for day in days)


def check_slots_fit_the_calendar(draft: Draft, handoff: HandoffDocument) -> None:
    """Check that some stretch of working time is long enough for a slot that begins on the grid."""
    slots = handoff.slots
    calendars = _calendars(draft, slots)
    if calendars and not any(_has_slot(item, slots) for item in calendars):
        whose = f"The calendar {slots.calendar}" if slots.calendar else "No calendar"
        no = "never" if slots.calendar else "ever"
        fact = (
            f"{whose} is {no} open for {slots.minutes} minutes at a stretch from a multiple"
            f" of {slots.every_minutes} minutes on, so no slot is ever found."
        )
        fix = "Write fewer `minutes`, a finer `every_minutes` or longer windows."
        key = "minutes" if "minutes" in slots.model_fields_set else "calendar"
        path = (*_SLOTS, key) if key in slots.model_fields_set else _SLOTS
        draft.add("slot-too-long", path, fact, fix)


def check_slots_begin_at_the_same_times(draft: Draft, handoff: HandoffDocument) -> None:
    """Check that the grid on which slots begin divides the day."""
    every = handoff.slots.every_minutes
    if _DAY_MINUTES % every:
        draft.add(
            "slots-uneven",
            (*_SLOTS, "every_minutes"),
            f"{every} minutes do not divide a day, so the steps start again at midnight and"
            " the times look odd.",
            "Write one that does, such as 15, 20, 30, 45 or 60.",
        )


def _calendars(draft: Draft, slots: SlotsDocument) -> list[BusinessCalendar]:
    """Return the calendars that can hold for slots: that of a name, or all; none if unreadable."""
    is_damaged = draft.is_damaged(("calendars",)) or draft.is_damaged(("calendar",))
    if is_damaged or any(_makes_unreadable(issue) for issue in draft.issues):
        return []
    policy = compile_calendars(draft, draft.document.calendars) or CalendarPolicy()
    if slots.calendar is not None:
        found = policy.find(slots.calendar, "UTC")
        return [] if found is None else [found]
    usual = policy.find(policy.default, "UTC") or standard_calendar("UTC")
    return [*policy.named.values(), usual]


_UNREADABLE = (
    *("calendar-unknown", "calendar-cycle", "calendar-hours", "date-unreadable"),
    *("holidays-unknown", "holidays-missing", "zone-unknown"),
)
"""The codes of errors after which a calendar may not be what the pact means."""


def _makes_unreadable(issue: Issue) -> bool:
    return issue.code in _UNREADABLE and issue.level is Level.ERROR


def _has_slot(calendar: BusinessCalendar, slots: SlotsDocument) -> bool:
    """Tell whether a slot fits into the windows of some week, or of a day with its own."""
    week = [calendar.windows.get(day, ()) for day in WEEKDAYS]
    rows = [[*week, week[0]], *(_with_neighbours(calendar, day) for day in calendar.exceptions)]
    return any(_fits(begins, ends, slots) for row in rows for begins, ends in _stretches(row))


def _with_neighbours(calendar: BusinessCalendar, day: date) -> list[Windows]:
    """Return the windows of the days around one, of that one, and of the next."""
    first, number, last = date.min.toordinal(), day.toordinal(), date.max.toordinal()
    days = range(max(number - 1, first), min(number + 1, last) + 1)
    return [_windows_on(calendar, date.fromordinal(item)) for item in days]


def _windows_on(calendar: BusinessCalendar, day: date) -> Windows:
    own: Mapping[date, Windows] = calendar.exceptions
    if day in own:
        return own[day]
    return () if day in calendar.holidays else calendar.windows.get(WEEKDAYS[day.weekday()], ())


def _stretches(days: Sequence[Windows]) -> list[tuple[int, int]]:
    """Return open time without a gap over days in a row, in minutes from the first midnight."""
    found: list[tuple[int, int]] = []
    for index, windows in enumerate(days):
        for opens, closes in _minutes(windows):
            begins, ends = index * _DAY_MINUTES + opens, index * _DAY_MINUTES + closes
            if found and found[-1][1] == begins:
                begins = found.pop()[0]
            found.append((begins, ends))
    return found


def _minutes(windows: Windows) -> list[tuple[int, int]]:
    return [(_minute(opens), _minute(closes)) for opens, closes in windows]


def _minute(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _fits(begins: int, ends: int, slots: SlotsDocument) -> bool:
    """Tell whether a slot that begins on the grid fits into a stretch."""
    day, of_day = divmod(begins, _DAY_MINUTES)
    on_grid = -(-of_day // slots.every_minutes) * slots.every_minutes
    return day * _DAY_MINUTES + min(on_grid, _DAY_MINUTES) + slots.minutes <= ends
