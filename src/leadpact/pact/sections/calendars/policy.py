"""The calendars of a pact, compiled, and which of them holds. Holidays are plain dates by now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS

STANDARD_WINDOWS = dict.fromkeys(("MON", "TUE", "WED", "THU", "FRI"), (("09:00", "17:00"),))
"""When people work where a pact says nothing of it: Monday to Friday, 9 to 17."""

ALWAYS = "always"
"""The name of the calendar that every pact has: open round the clock, every day of the year."""

ALWAYS_WINDOWS = dict.fromkeys(WEEKDAYS, (("00:00", "24:00"),))

_NONE: Mapping[str, BusinessCalendar] = MappingProxyType({})


@lru_cache(maxsize=1024)
def standard_calendar(zone: str) -> BusinessCalendar:
    """Return the calendar of a pact that has none of its own, in a zone."""
    return BusinessCalendar(zone=zone, windows=STANDARD_WINDOWS)


@lru_cache(maxsize=1024)
def always_open(zone: str) -> BusinessCalendar:
    """Return the calendar `always` in a zone: its days are calendar days there."""
    return BusinessCalendar(zone=zone, windows=ALWAYS_WINDOWS)


@dataclass(frozen=True, slots=True)
class CalendarPolicy:
    """The named calendars of a pact.

    Attributes
    ----------
    named
        The calendars by name.
    default
        The name of the pact's own calendar; None: Monday to Friday, 09:00 to 17:00 in its zone.
    """

    named: Mapping[str, BusinessCalendar] = field(default_factory=lambda: _NONE)
    default: str | None = None

    def has(self, name: object) -> bool:
        """Tell whether there is a calendar of this name: one of the pact's, or `always`."""
        return name in self.named or name == ALWAYS

    def find(self, name: str | None, pact_zone: str) -> BusinessCalendar | None:
        """Return the calendar of a name; None where there is none of it."""
        if name is None:
            return None
        found = self.named.get(name)  # first, as pacts of before could declare a calendar `always`
        return always_open(pact_zone) if found is None and name == ALWAYS else found

    def choose(
        self,
        *,
        pact_zone: str,
        clock: str | None = None,
        pool: str | None = None,
        rep: str | None = None,
        rep_zone: str | None = None,
    ) -> BusinessCalendar:
        """Return the calendar that holds: the clock's before the pool's, the rep's, the pact's.

        Parameters
        ----------
        pact_zone
            The zone of the pact, for the standard calendar and for `always`.
        clock, pool, rep
            The names of the calendars that each of them gives, None where it gives none. A name
            that the pact does not have counts as none.
        rep_zone
            The rep's own zone: a rep who has a zone and no calendar works the hours of the pact's
            calendar in that zone.
        """
        for name in (clock, pool, rep):
            if (found := self.find(name, pact_zone)) is not None:
                return found
        found = self.find(self.default, pact_zone) or standard_calendar(pact_zone)
        return found if rep_zone is None else in_zone(found, rep_zone)


@lru_cache(maxsize=4096)
def in_zone(calendar: BusinessCalendar, zone: str) -> BusinessCalendar:
    """Return the same hours, meant in another zone."""
    return calendar if zone == calendar.zone else replace(calendar, zone=zone)
