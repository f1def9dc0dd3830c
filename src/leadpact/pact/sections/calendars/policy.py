"""The calendars of a pact, compiled, and which of them holds. Holidays are plain dates by now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from leadpact.terms.calendar import BusinessCalendar

STANDARD_WINDOWS = dict.fromkeys(("MON", "TUE", "WED", "THU", "FRI"), (("09:00", "17:00"),))
"""When people work where a pact says nothing of it: Monday to Friday, 9 to 17."""

_NONE: Mapping[str, BusinessCalendar] = MappingProxyType({})


@lru_cache(maxsize=1024)
def standard_calendar(zone: str) -> BusinessCalendar:
    """Return the calendar of a pact that has none of its own, in a zone."""
    return BusinessCalendar(zone=zone, windows=STANDARD_WINDOWS)


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
            The zone of the pact, for the standard calendar.
        clock, pool, rep
            The names of the calendars that each of them gives, None where it gives none. A name
            that the pact does not have counts as none.
        rep_zone
            The rep's own zone: a rep who has a zone and no calendar works the hours of the pact's
            calendar in that zone.
        """
        for name in (clock, pool, rep):
            if name is not None and name in self.named:
                return self.named[name]
        own = self.named.get(self.default) if self.default is not None else None
        found = own or standard_calendar(pact_zone)
        return found if rep_zone is None else in_zone(found, rep_zone)


@lru_cache(maxsize=4096)
def in_zone(calendar: BusinessCalendar, zone: str) -> BusinessCalendar:
    """Return the same hours, meant in another zone."""
    return calendar if zone == calendar.zone else replace(calendar, zone=zone)
