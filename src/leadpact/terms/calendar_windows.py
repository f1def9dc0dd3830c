"""The windows and dates of a calendar as people write them, read with all that is wrong."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
"""The names of the days in a calendar's windows."""

_TIME = re.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")

Windows = Sequence[tuple[str, str]]
"""Windows of one day as the pact writes them: `[("09:00", "12:00"), ("13:00", "17:00")]`."""

DayHours = tuple[tuple[int, int], ...]
"""The windows of one day in seconds after local midnight."""


@dataclass(frozen=True, slots=True)
class CalendarProblem:
    """One fault of a calendar: its key, the fact, and the fix."""

    place: str
    fact: str
    fix: str

    def __str__(self) -> str:
        return f"{self.place}: {self.fact} {self.fix}"


class InvalidCalendar(ValueError):
    """Working hours that make no calendar; `problems` holds all that was found at once."""

    def __init__(self, problems: Sequence[CalendarProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, problems)))


@dataclass(slots=True)
class CalendarReader:
    """Reads the windows and dates of a calendar, and notes all that is wrong with them."""

    problems: list[CalendarProblem] = field(default_factory=list)

    def note(self, place: str, fact: str, fix: str) -> None:
        """Keep a problem."""
        self.problems.append(CalendarProblem(place, fact, fix))

    def read_weekdays(self, windows: Mapping[str, Windows]) -> tuple[DayHours, ...]:
        """Return the hours of the seven weekdays."""
        for name in windows:
            if name not in WEEKDAYS:
                fix = f"Write one of {', '.join(WEEKDAYS)}."
                self.note(f"windows.{name}", "There is no such weekday.", fix)
        return tuple(self._read_hours(f"windows.{day}", windows.get(day, ())) for day in WEEKDAYS)

    def read_dates(
        self, holidays: Iterable[date], exceptions: Mapping[date, Windows]
    ) -> dict[int, DayHours]:
        """Return the hours of every holiday, which has none, and of every exception."""
        hours: dict[int, DayHours] = {}
        for index, day in enumerate(holidays):
            hours[self._read_day(f"holidays[{index}]", day)] = ()
        for day, windows in exceptions.items():
            place = f"exceptions.{day}"
            hours[self._read_day(place, day)] = self._read_hours(place, windows)
        return hours

    def _read_day(self, place: str, day: date) -> int:
        if isinstance(day, datetime) or not isinstance(day, date):
            self.note(place, f"{day!r} is not a date.", "Write a date such as 2026-12-25.")
            return -1
        return (day - date(1970, 1, 1)).days

    def _read_hours(self, place: str, windows: Windows) -> DayHours:
        spans = []
        for index, window in enumerate(windows):
            span = self._read_window(f"{place}[{index}]", window)
            spans += [(*span, f"{place}[{index}]")] if span else []
        spans.sort()
        for (_, closes, one), (opens, _, other) in pairwise(spans):
            if opens < closes:
                self.note(other, f"The window overlaps {one}.", "Join the two, or move one.")
        return tuple((opens, closes) for opens, closes, _ in spans)

    def _read_window(self, place: str, window: object) -> tuple[int, int] | None:
        times = window if isinstance(window, (tuple, list)) else ()
        if len(times) != 2 or not all(isinstance(t, str) and _TIME.fullmatch(t) for t in times):
            fix = 'Write two times in quotes, such as ("09:00", "17:00"); a day ends at "24:00".'
            self.note(place, f"{window!r} is not a window.", fix)
            return None
        opens, closes = (int(time[:2]) * 3600 + int(time[3:]) * 60 for time in times)
        if opens >= closes:
            fix = 'Swap them; a window past midnight is one until "24:00" and one on the next day.'
            self.note(place, f"{times[1]} is not later than {times[0]}.", fix)
            return None
        return opens, closes
