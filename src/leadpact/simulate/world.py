"""Where and when the company is simulated: countries, clocks, the period, its seasons.

The phone numbers lie in ranges that regulators reserve for fiction, so that no one has them:
555-0100 to 555-0199 in North America, and the drama ranges of Ofcom, BNetzA, ARCEP, ComReg, PTS and
ACMA.

Moments are whole seconds since the period began at 00:00 UTC. Offsets are kept by day, as of noon
UTC: clocks change on Sundays in every zone used here, so office hours are exact.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from leadpact.simulate.sampling import FloatArray, IntArray, spread


@dataclass(frozen=True, slots=True)
class Country:
    """A country, its share of the accounts and its zones with their shares."""

    code: str
    region: str
    share: float
    zones: tuple[tuple[str, float], ...]
    phones: tuple[str, ...]


REGIONS = ("AMER", "EMEA", "APAC")

REGION_ZONES = ("America/New_York", "Europe/London", "Australia/Sydney")
"""The zone in which the reps of each region work."""


def _phones(*prefixes: str, width: int, first: int = 0, last: int = 999) -> tuple[str, ...]:
    """Return the phone numbers behind each prefix, the number written with `width` digits."""
    return tuple(
        f"{prefix}{number:0{width}d}" for prefix in prefixes for number in range(first, last + 1)
    )


def _north_american(*area_codes: int) -> tuple[str, ...]:
    """Return the fictitious numbers of some area codes."""
    return _phones(*(f"+1-{code}-555-01" for code in area_codes), width=2, last=99)


COUNTRIES = (
    Country(
        "US",
        "AMER",
        0.46,
        (("America/New_York", 0.47), ("America/Chicago", 0.29), ("America/Los_Angeles", 0.24)),
        _north_american(202, 303, 312, 404, 415, 503, 512, 617, 702, 919),
    ),
    Country(
        "CA",
        "AMER",
        0.08,
        (("America/Toronto", 0.7), ("America/Vancouver", 0.3)),
        _north_american(416, 604),
    ),
    Country(
        "GB",
        "EMEA",
        0.14,
        (("Europe/London", 1.0),),
        _phones("+44-20-7946-0", "+44-161-496-0", width=3),
    ),
    Country(
        "DE",
        "EMEA",
        0.12,
        (("Europe/Berlin", 1.0),),
        _phones("+49-30-23125-", "+49-89-99998-", width=3),
    ),
    Country("FR", "EMEA", 0.07, (("Europe/Paris", 1.0),), _phones("+33-1-9900-", width=4)),
    Country(
        "SE",
        "EMEA",
        0.03,
        (("Europe/Stockholm", 1.0),),
        _phones("+46-70-17406", width=2, first=5, last=99),
    ),
    Country("IE", "EMEA", 0.02, (("Europe/Dublin", 1.0),), _phones("+353-20-91", width=5)),
    Country(
        "AU",
        "APAC",
        0.08,
        (("Australia/Sydney", 0.7), ("Australia/Perth", 0.3)),
        _phones("+61-2-5550-", "+61-8-7010-", width=4),
    ),
)

ZONES = tuple(zone for country in COUNTRIES for zone, _ in country.zones)
"""Every zone once, in the order of the countries."""

DAY = 86_400
DAYS_BEFORE = 2
DAYS_AFTER = 420
"""Days that the tables cover on either side of the period."""

_HOURS = [1, 1, 1, 1, 1, 2, 6, 20, 52, 88, 100, 92, 58, 80, 96, 90, 74, 48, 22, 16, 14, 12, 7, 3]
_WEEKDAYS = [1.0, 1.16, 1.14, 1.05, 0.78, 0.16, 0.17]
_MONTHS = [0.94, 1.02, 1.12, 1.04, 1.02, 0.98, 0.82, 0.76, 1.10, 1.14, 1.10, 0.70]

SECOND_OF_DAY = spread(np.repeat(_HOURS, 60), 4096) * 60
"""The minute of a random local moment, as seconds: 4096 equally likely ones."""


@dataclass(frozen=True, slots=True)
class SimulatedPeriod:
    """The period `[starts_on, ends_on)`."""

    starts_on: date
    ends_on: date

    @property
    def n_days(self) -> int:
        """The days of the period."""
        return (self.ends_on - self.starts_on).days

    @property
    def n_seconds(self) -> int:
        """The seconds of the period: the first moment that is outside."""
        return self.n_days * DAY

    @property
    def epoch_day(self) -> int:
        """The first day as days since 1970-01-01."""
        return self.starts_on.toordinal() - date(1970, 1, 1).toordinal()

    @property
    def epoch(self) -> int:
        """The first moment as seconds since 1970-01-01."""
        return self.epoch_day * DAY

    def weekdays(self, days: IntArray) -> IntArray:
        """Return the weekday (Monday is 0) of days counted from the first one."""
        return (days + self.starts_on.weekday()) % 7

    def month_starts(self) -> list[date]:
        """Return the first day of every calendar month that the period touches."""
        last = self.ends_on - timedelta(days=1)
        months = range(_month_number(self.starts_on), _month_number(last) + 1)
        return [_first_of(month) for month in months]


def make_period(starts_on: date, n_months: int) -> SimulatedPeriod:
    """Return the period of whole months; a day that the last month lacks becomes its last day."""
    month = _month_number(starts_on) + n_months
    last = _first_of(month + 1) - timedelta(days=1)
    return SimulatedPeriod(
        starts_on, min(_first_of(month) + timedelta(days=starts_on.day - 1), last)
    )


def make_period_until(last_day: date, n_months: int) -> SimulatedPeriod:
    """Return the period of so many months that ends with a day.

    Examples
    --------
    >>> make_period_until(date(2026, 5, 30), 3)
    SimulatedPeriod(starts_on=datetime.date(2026, 2, 28), ends_on=datetime.date(2026, 5, 31))
    """
    ends_on = last_day + timedelta(days=1)
    month = _month_number(ends_on) - n_months
    last = _first_of(month + 1) - timedelta(days=1)
    return SimulatedPeriod(min(_first_of(month) + timedelta(days=ends_on.day - 1), last), ends_on)


def _month_number(day: date) -> int:
    """Return the number of a month among the months of all years."""
    return day.year * 12 + day.month - 1


def _first_of(month: int) -> date:
    """Return the first day of a numbered month."""
    return date(month // 12, month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The seconds east of UTC of every zone on every day, from `DAYS_BEFORE` the period on."""

    offsets: IntArray

    def to_utc(self, local: IntArray, zones: IntArray) -> IntArray:
        """Turn local seconds into moments."""
        return local - self._offsets(local, zones)

    def to_local(self, moments: IntArray, zones: IntArray) -> IntArray:
        """Turn moments into local seconds."""
        return moments + self._offsets(moments, zones)

    def _offsets(self, seconds: IntArray, zones: IntArray) -> IntArray:
        """Return the offsets on the days of these seconds."""
        days = np.clip(seconds // DAY + DAYS_BEFORE, 0, self.offsets.shape[1] - 1)
        found: IntArray = self.offsets[zones, days]
        return found


def make_clocks(period: SimulatedPeriod) -> Clocks:
    """Read the offsets of every zone for the days of the period and some around it."""
    first = datetime.combine(period.starts_on, time(12), UTC)
    noons = [first + timedelta(days=n) for n in range(-DAYS_BEFORE, period.n_days + DAYS_AFTER)]
    return Clocks(np.array([_offsets_at(noons, ZoneInfo(zone)) for zone in ZONES]))


def _offsets_at(moments: list[datetime], zone: ZoneInfo) -> list[int]:
    """Return the seconds east of UTC at these moments."""
    deltas = [moment.astimezone(zone).utcoffset() or timedelta() for moment in moments]
    return [int(delta.total_seconds()) for delta in deltas]


def make_season(period: SimulatedPeriod) -> FloatArray:
    """Return how busy each day of the period is: by weekday and by month."""
    days = np.arange(period.n_days)
    months = [(period.starts_on + timedelta(days=int(day))).month - 1 for day in days]
    weekly = np.array(_WEEKDAYS)[period.weekdays(days)]
    return np.asarray(weekly * np.array(_MONTHS)[months])
