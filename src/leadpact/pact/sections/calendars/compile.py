"""From written calendars to business calendars, with all that is wrong with them at its place."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.calendars.document import CalendarDocument
from leadpact.pact.sections.calendars.holidays import UnableToReadHolidays, holiday_dates
from leadpact.pact.sections.calendars.policy import (
    ALWAYS,
    ALWAYS_WINDOWS,
    STANDARD_WINDOWS,
    CalendarPolicy,
)
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import InvalidCalendar
from leadpact.terms.zone import is_zone

Note = Callable[[str, Path_, str, str], None]
"""What is called with the code, the path, the fact and the fix of a problem."""

Hours = tuple[tuple[str, str], ...]

_WINDOW = re.compile("((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)")


def compile_calendars(
    draft: Draft, documents: Mapping[str, CalendarDocument]
) -> CalendarPolicy | None:
    """Return the policy of calendars without errors; None where the pact says nothing of them."""
    default = draft.document.calendar
    if not documents and default is None:
        return None
    found = read_calendars(documents, draft.document.time_zone, lambda *_: None)
    return CalendarPolicy(found, default)


def read_calendars(
    documents: Mapping[str, CalendarDocument], time_zone: str, note: Note
) -> dict[str, BusinessCalendar]:
    """Return the calendars that can be made, and note what is wrong with the others.

    Parameters
    ----------
    documents
        As they are written, by name.
    time_zone
        The zone of the pact.
    """
    reader = _CalendarCompiler(documents, time_zone, note)
    found = {name: reader.read(name) for name in documents}
    return {name: calendar for name, calendar in found.items() if calendar is not None}


def cycle_from(name: str, documents: Mapping[str, CalendarDocument]) -> tuple[str, ...]:
    """Return the names by which a calendar is based on itself; empty where it is not."""
    seen = [name]
    while (following := documents[seen[-1]].based_on) in documents and following is not None:
        if following == name:
            return tuple(seen)
        if following in seen:
            return ()
        seen.append(following)
    return ()


@dataclass(slots=True)
class _Parts:
    """What a calendar and those it is based on say together."""

    zone: str
    windows: dict[str, Hours] = field(default_factory=lambda: dict(STANDARD_WINDOWS))
    closed: set[date] = field(default_factory=set)
    exceptions: dict[date, Hours] = field(default_factory=dict)


@dataclass(slots=True)
class _CalendarCompiler:
    documents: Mapping[str, CalendarDocument]
    time_zone: str
    note: Note
    n_problems: int = 0

    def read(self, name: str) -> BusinessCalendar | None:
        """Return a calendar; None where it, or one that it is based on, has a problem."""
        self.n_problems = 0
        parts, chain = _Parts(self.time_zone), self._chain(name)
        if self._is_built_in(self.documents[chain[-1]].based_on):
            parts.windows = dict(ALWAYS_WINDOWS)
        for one in reversed(chain):
            self._add(one, self.documents[one], parts, is_own=one == name)
        if self.n_problems or not is_zone(parts.zone):
            return None
        try:
            return BusinessCalendar(parts.zone, parts.windows, parts.closed, parts.exceptions)
        except InvalidCalendar as error:
            for problem in error.problems:
                self._overlap(name, problem.place)
            return None

    def _chain(self, name: str) -> list[str]:
        """Return the calendar and those it is based on; a cycle is cut."""
        chain: list[str] = []
        following: str | None = name
        while following is not None and following in self.documents and following not in chain:
            chain.append(following)
            following = self.documents[following].based_on
        if following is not None and not self._is_built_in(following):
            self.n_problems += 1
        return chain

    def _is_built_in(self, name: str | None) -> bool:
        return name == ALWAYS and name not in self.documents

    def _add(self, name: str, document: CalendarDocument, parts: _Parts, *, is_own: bool) -> None:
        path: Path_ = ("calendars", name)
        note = self._own if is_own else self._count
        if document.time_zone is not None:
            parts.zone = document.time_zone
        if document.windows is not None:
            parts.windows = {
                day.upper(): _hours(windows, (*path, "windows", day), note)
                for day, windows in document.windows.items()
            }
        for index, item in enumerate(document.holidays):
            try:
                parts.closed |= set(holiday_dates(item.country, item.subdivision))
            except UnableToReadHolidays as error:
                code = "holidays-unknown" if error.is_installed else "holidays-missing"
                note(code, (*path, "holidays", index), error.fact, error.fix)
        for index, text in enumerate(document.closed_on):
            parts.closed |= _days([text], (*path, "closed_on", index), note)
        for text, windows in document.exceptions.items():
            place: Path_ = (*path, "exceptions", text)
            for day in _days([text], place, note):
                parts.exceptions[day] = _hours(windows, place, note)

    def _own(self, code: str, path: Path_, fact: str, fix: str) -> None:
        self.n_problems += 1
        self.note(code, path, fact, fix)

    def _count(self, code: str, path: Path_, fact: str, fix: str) -> None:  # noqa: ARG002 - the other calendar reports it
        """Count a problem of another calendar, which is reported at that one."""
        self.n_problems += 1

    def _overlap(self, name: str, place: str) -> None:
        """Note a problem of the calendar as a whole: windows that overlap, or none at all."""
        keys = re.sub(r"\[\d+\]", "", place).split(".")
        keys = [keys[0], keys[1].lower() if keys[0] == "windows" else keys[1]] if keys[1:] else keys
        path: Path_ = ("calendars", name, *keys)
        if keys == ["windows"]:
            self._own(
                "calendar-hours",
                path,
                f"The calendar {name} never opens.",
                "Give at least one day a window.",
            )
        elif keys[-1] in (self.documents[name].windows or {}) | self.documents[name].exceptions:
            self._own(
                "calendar-hours",
                path,
                f"Two windows of {keys[-1]} overlap.",
                "Join the two, or move one.",
            )


def day_of_text(text: str) -> date:
    """Return a date written as 2026-12-24; ValueError where it is not."""
    if len(text) != 10:
        raise ValueError(f"{text!r} is no date of ten characters")
    return date.fromisoformat(text)


def _hours(windows: Iterable[str], path: Path_, note: Note) -> Hours:
    hours = []
    for index, window in enumerate(windows):
        match = _WINDOW.fullmatch(window)
        if match is None:
            note(
                "calendar-hours",
                (*path, index),
                f"`{window}` is no window.",
                _window_fix(window),
            )
        elif match[1] >= match[2]:
            note(
                "calendar-hours",
                (*path, index),
                f"The window `{window}` ends before it begins.",
                "Swap the two; work past midnight is a window until 24:00 and one from 00:00.",
            )
        else:
            hours.append((match[1], match[2]))
    return tuple(hours)


def _window_fix(window: str) -> str:
    """Return how to write a window; with its own times where they can be read."""
    match = _LOOSE_WINDOW.fullmatch(window.strip())
    if match is None:
        return 'Write two times of the day, such as "09:00-17:00"; a day ends at 24:00.'
    opens, closes = (f"{int(match[n]):02}:{match[n + 1] or '00'}" for n in (1, 3))
    how = "hours and minutes of two digits each, no spaces"
    if not window.isascii():
        how = "with a plain hyphen, the minus sign of the keyboard"
    return f'Write "{opens}-{closes}": {how}.'


_LOOSE_WINDOW = re.compile(
    r"([01]?[0-9]|2[0-4])(?:[:.h]([0-5][0-9]))?\s*(?:[-\u2010-\u2015\u2212]|to|until)\s*"
    r"([01]?[0-9]|2[0-4])(?:[:.h]([0-5][0-9]))?"
)
"""A window with other signs between its times, or with hours of one digit."""


def _days(texts: Iterable[str], path: Path_, note: Note) -> set[date]:
    days = set()
    for text in texts:
        try:
            days.add(day_of_text(text))
        except ValueError:
            note("date-unreadable", path, f"`{text}` is no date.", "Write it as 2026-12-24.")
    return days
