"""Business time worked by hand: each row was reckoned from the windows and a wall calendar.

Every row is checked twice: against `BusinessCalendar`, and against a second witness that walks
through time in small steps and asks `zoneinfo` what the clock on the wall says.
"""

import re
from datetime import UTC, date, datetime, timedelta
from math import gcd
from zoneinfo import ZoneInfo

import ibis
import pytest

from leadpact.relational.business_time import (
    business_tables,
    with_business_seconds,
    with_due_after_days,
    with_due_after_seconds,
)
from leadpact.storage.store import open_duckdb
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS
from leadpact.terms.zone import epoch_seconds

NINE_TO_FIVE = {day: [("09:00", "17:00")] for day in WEEKDAYS[:5]}
LUNCH = {day: [("09:00", "12:00"), ("13:00", "17:00")] for day in WEEKDAYS[:5]}
MIXED = {
    **{day: [("09:00", "17:00")] for day in ("MON", "WED", "FRI")},
    **{day: [("10:00", "16:00")] for day in ("TUE", "THU")},
    "SAT": [("11:00", "14:30")],
}
CALENDARS = {
    "mixed": BusinessCalendar(zone="UTC", windows=MIXED),
    "new_york": BusinessCalendar(zone="America/New_York", windows=NINE_TO_FIVE),
    "berlin": BusinessCalendar(
        zone="Europe/Berlin",
        windows=LUNCH,
        holidays=[date(2026, 5, 1), date(2026, 10, 10), date(2026, 12, 25)],
        exceptions={
            date(2026, 7, 15): [],
            date(2026, 10, 10): [("10:00", "14:00")],
            date(2026, 12, 24): [("09:00", "12:00")],
        },
    ),
    "always": BusinessCalendar(
        zone="Europe/London", windows={day: [("00:00", "24:00")] for day in WEEKDAYS}
    ),
    "london": BusinessCalendar(zone="Europe/London", windows=NINE_TO_FIVE),
    "sunday_0_to_4": BusinessCalendar(
        zone="America/New_York", windows={"SUN": [("00:00", "04:00")]}
    ),
    "in_skipped_hour": BusinessCalendar(
        zone="America/New_York", windows={"SUN": [("02:15", "02:45")]}
    ),
    "into_skipped_hour": BusinessCalendar(
        zone="America/New_York", windows={"SUN": [("01:00", "02:30")]}
    ),
    "in_repeated_hour": BusinessCalendar(
        zone="America/New_York", windows={"SUN": [("01:15", "01:45")]}
    ),
    "kolkata": BusinessCalendar(
        zone="Asia/Kolkata", windows={day: [("09:30", "18:30")] for day in WEEKDAYS[:6]}
    ),
    "kathmandu": BusinessCalendar(
        zone="Asia/Kathmandu",
        windows={day: [("10:00", "17:00")] for day in WEEKDAYS if day != "SAT"},
    ),
    "lord_howe": BusinessCalendar(
        zone="Australia/Lord_Howe", windows={"SUN": [("01:00", "03:00")]}
    ),
    "sydney": BusinessCalendar(zone="Australia/Sydney", windows=NINE_TO_FIVE),
    "sydney_nights": BusinessCalendar(
        zone="Australia/Sydney", windows={"SUN": [("00:00", "06:00")]}
    ),
    "sao_paulo": BusinessCalendar(
        zone="America/Sao_Paulo",
        windows={"SAT": [("20:00", "24:00")], "SUN": [("00:00", "03:00")]},
        holidays=[date(2018, 11, 11)],
    ),
    "casablanca": BusinessCalendar(zone="Africa/Casablanca", windows=NINE_TO_FIVE),
    "apia": BusinessCalendar(zone="Pacific/Apia", windows=NINE_TO_FIVE),
    "santiago": BusinessCalendar(
        zone="America/Santiago",
        windows={"SAT": [("22:00", "24:00")], "SUN": [("00:00", "02:00")]},
    ),
}

TABLE = """
mixed | 2006-01-01 00:00+00:00 | until 2006-01-08 00:00+00:00 | 39h30m | 8+6+8+6+8+3.5
mixed | 2006-01-05 12:00+00:00 | until 2006-01-06 12:00+00:00 | 7h | Thu 12-16, Fri 9-12
mixed | 2006-01-04 15:58:30+00:00 | + 90s | 2006-01-04 16:00+00:00 | inside one window
mixed | 2006-01-03 18:00+00:00 | + 2 days | 2006-01-06 09:00+00:00 | rolls to Wed 9:00
mixed | 2006-01-06 12:00+00:00 | until 2006-01-05 12:00+00:00 | -7h | backwards is negative
mixed | 2006-01-04 12:00+00:00 | until 2006-01-04 12:00+00:00 | 0h | no time at all
mixed | 2006-01-07 14:30+00:00 | until 2006-01-09 09:00+00:00 | 0h | a closed week-end
mixed | 2006-01-05 15:00+00:00 | + 1h | 2006-01-05 16:00+00:00 | due at closing time
mixed | 2006-01-05 16:00+00:00 | + 0h | 2006-01-06 09:00+00:00 | closing time is closed
mixed | 2006-01-07 14:00+00:00 | + 1h | 2006-01-09 09:30+00:00 | half on Sat, half on Mon
mixed | 2006-01-08 12:00+00:00 | + 0h | 2006-01-09 09:00+00:00 | zero from closed: next opening
mixed | 2006-01-04 12:00+00:00 | + 0h | 2006-01-04 12:00+00:00 | zero from open: the start
mixed | 2006-01-02 10:00+00:00 | + 39h30m | 2006-01-09 10:00+00:00 | a week's hours make a week
mixed | 2006-01-02 09:00+00:00 | + 39h30m | 2006-01-07 14:30+00:00 | and end at Sat's closing
mixed | 2006-01-09 09:00+00:00 | - 39h30m | 2006-01-02 09:00+00:00 | and back at Mon's opening
mixed | 2006-01-09 09:00+00:00 | - 1h | 2006-01-07 13:30+00:00 | back over the week-end
mixed | 2006-01-07 12:00+00:00 | - 1h | 2006-01-07 11:00+00:00 | back to the opening, no further
mixed | 2006-01-08 12:00+00:00 | - 30m | 2006-01-07 14:00+00:00 | back from closed hours
mixed | 2006-01-07 12:00+00:00 | + 1 days | 2006-01-09 12:00+00:00 | Sunday is no business day
mixed | 2006-01-02 09:30+00:00 | + 1 days | 2006-01-03 10:00+00:00 | Tue opens later: its opening
mixed | 2006-01-02 16:30+00:00 | + 1 days | 2006-01-03 16:00+00:00 | Tue closes earlier: its closing
mixed | 2006-01-02 16:00+00:00 | + 1 days | 2006-01-03 16:00+00:00 | exactly Tue's closing
mixed | 2006-01-06 16:30+00:00 | + 1 days | 2006-01-07 14:30+00:00 | Sat closes earlier
mixed | 2006-01-07 14:30+00:00 | + 1 days | 2006-01-10 10:00+00:00 | rolls to Mon; Tue opens at 10
mixed | 2006-01-02 12:00+00:00 | + 6 days | 2006-01-09 12:00+00:00 | six business days a week
mixed | 2006-01-03 18:00+00:00 | + 0 days | 2006-01-04 09:00+00:00 | no days: only the roll
mixed | 2006-01-03 12:00+00:00 | + 0 days | 2006-01-03 12:00+00:00 | no days, open: the start
mixed | 2006-01-07 11:30+00:00 | - 1 days | 2006-01-06 11:30+00:00 | Sat back to Fri
mixed | 2006-01-08 12:00+00:00 | - 1 days | 2006-01-07 11:00+00:00 | rolls to Mon; Sat opens at 11
new_york | 2026-03-06 16:00-05:00 | + 9h | 2026-03-09 17:00-04:00 | over the change to summer
new_york | 2026-03-07 15:00-05:00 | + 4h | 2026-03-09 13:00-04:00 | created on Saturday
new_york | 2026-10-30 16:00-04:00 | + 9h | 2026-11-02 17:00-05:00 | over the change to winter
new_york | 2026-11-02 17:00-05:00 | - 9h | 2026-10-30 16:00-04:00 | and back
new_york | 2026-10-30 16:00-04:00 | until 2026-11-02 10:00-05:00 | 2h | one hour either side
new_york | 2026-03-06 10:30-05:00 | + 1 days | 2026-03-09 10:30-04:00 | local time is kept
new_york | 2026-03-02 11:00-05:00 | + 15 days | 2026-03-23 11:00-04:00 | three weeks
new_york | 2026-03-23 11:00-04:00 | - 15 days | 2026-03-02 11:00-05:00 | and back
new_york | 2026-03-06 13:30+00:00 | opens | 2026-03-06 14:00+00:00 | winter: 9:00 is 14:00 UTC
new_york | 2026-03-09 12:30+00:00 | opens | 2026-03-09 13:00+00:00 | summer: 9:00 is 13:00 UTC
new_york | 2026-03-09 13:00+00:00 | opens | 2026-03-09 13:00+00:00 | at the opening: itself
new_york | 2026-03-09 09:00-04:00 | is open | yes | a window holds its start
new_york | 2026-03-09 16:59:30-04:00 | is open | yes | and its last moments
new_york | 2026-03-09 17:00-04:00 | is open | no | but not its end
new_york | 2026-03-08 12:00-04:00 | is open | no | Sunday
new_york | 2026-01-01 00:00-05:00 | until 2027-01-01 00:00-05:00 | 2088h | 261 weekdays in 2026
new_york | 2026-01-05 09:00-05:00 | + 10440h | 2031-01-03 17:00-05:00 | 261 weeks of 40 hours
berlin | 2026-02-04 11:30+01:00 | + 1h | 2026-02-04 13:30+01:00 | over lunch
berlin | 2026-02-04 11:00+01:00 | + 1h | 2026-02-04 12:00+01:00 | due when lunch starts
berlin | 2026-02-04 12:00+01:00 | + 0h | 2026-02-04 13:00+01:00 | from lunch: when it ends
berlin | 2026-02-04 13:00+01:00 | - 1h | 2026-02-04 11:00+01:00 | back over lunch
berlin | 2026-02-04 12:30+01:00 | + 1 days | 2026-02-05 13:00+01:00 | rolls to 13:00
berlin | 2026-02-04 17:00+01:00 | until 2026-02-05 09:00+01:00 | 0h | a night
berlin | 2026-02-02 00:00+01:00 | until 2026-02-09 00:00+01:00 | 35h | five days of seven hours
berlin | 2026-04-30 16:00+02:00 | + 2h | 2026-05-04 10:00+02:00 | over Labour Day, a Friday
berlin | 2026-04-30 16:00+02:00 | + 1h | 2026-04-30 17:00+02:00 | due at closing before it
berlin | 2026-04-30 17:00+02:00 | + 0h | 2026-05-04 09:00+02:00 | from that closing
berlin | 2026-05-01 10:00+02:00 | + 0h | 2026-05-04 09:00+02:00 | from within the holiday
berlin | 2026-05-04 09:00+02:00 | - 1h | 2026-04-30 16:00+02:00 | back over the holiday
berlin | 2026-04-30 16:00+02:00 | + 1 days | 2026-05-04 16:00+02:00 | a holiday is not counted
berlin | 2026-05-04 10:00+02:00 | - 1 days | 2026-04-30 10:00+02:00 | nor backwards
berlin | 2026-07-14 16:00+02:00 | + 2h | 2026-07-16 10:00+02:00 | closed by an exception
berlin | 2026-10-09 16:30+02:00 | + 1h | 2026-10-10 10:30+02:00 | open by exception, on a holiday
berlin | 2026-10-09 15:00+02:00 | + 1 days | 2026-10-10 14:00+02:00 | its own closing
berlin | 2026-10-09 09:30+02:00 | + 1 days | 2026-10-10 10:00+02:00 | its own opening
berlin | 2026-10-10 12:30+02:00 | + 1 days | 2026-10-12 13:00+02:00 | falls into Monday's lunch
berlin | 2026-10-10 12:00+02:00 | + 1 days | 2026-10-12 12:00+02:00 | lunch starts: that is kept
berlin | 2026-12-24 11:00+01:00 | + 2h | 2026-12-28 10:00+01:00 | short day, holiday, week-end
berlin | 2026-12-23 15:00+01:00 | + 1 days | 2026-12-24 12:00+01:00 | short day: its closing
berlin | 2026-12-21 00:00+01:00 | until 2026-12-28 00:00+01:00 | 24h | 7+7+7+3+0
berlin | 2026-12-31 16:00+01:00 | + 2h | 2027-01-01 10:00+01:00 | over the year's end
always | 2026-03-28 12:00+00:00 | + 24h | 2026-03-29 13:00+01:00 | real seconds, not wall time
always | 2026-03-29 00:00+00:00 | until 2026-03-30 00:00+01:00 | 23h | the short Sunday
always | 2026-10-25 00:00+01:00 | until 2026-10-26 00:00+00:00 | 25h | the long Sunday
always | 2026-03-28 01:30+00:00 | + 1 days | 2026-03-29 02:00+01:00 | 1:30 is skipped: the jump
always | 2026-10-24 01:30+01:00 | + 1 days | 2026-10-25 01:30+01:00 | 1:30 comes twice: the first
always | 2026-10-25 01:30+00:00 | + 1 days | 2026-10-26 01:30+00:00 | from the second pass
always | 2026-10-25 01:30+00:00 | + 0 days | 2026-10-25 01:30+00:00 | which no days leave alone
always | 2026-12-31 23:00+00:00 | + 2h | 2027-01-01 01:00+00:00 | midnight closes nothing
london | 1970-02-02 07:00+00:00 | opens | 1970-02-02 08:00+00:00 | summer time all year in 1970
london | 1971-10-29 16:00+01:00 | + 2h | 1971-11-01 10:00+00:00 | until October 1971
sunday_0_to_4 | 2026-03-08 00:00-05:00 | until 2026-03-08 05:00-04:00 | 3h | 0-2 and 3-4
sunday_0_to_4 | 2026-03-08 01:30-05:00 | + 1h | 2026-03-08 03:30-04:00 | over the skipped hour
sunday_0_to_4 | 2026-03-08 01:00-05:00 | + 2h | 2026-03-08 04:00-04:00 | to closing
sunday_0_to_4 | 2026-03-01 02:30-05:00 | + 1 days | 2026-03-08 03:00-04:00 | 2:30 is skipped
sunday_0_to_4 | 2026-11-01 00:00-04:00 | until 2026-11-01 05:00-05:00 | 5h | 0-1, 1-2 twice, 2-4
sunday_0_to_4 | 2026-11-01 00:30-04:00 | + 1h | 2026-11-01 01:30-04:00 | the first 1:30
sunday_0_to_4 | 2026-11-01 00:30-04:00 | + 2h | 2026-11-01 01:30-05:00 | the second 1:30
sunday_0_to_4 | 2026-11-01 03:00-05:00 | - 3h | 2026-11-01 01:00-04:00 | back over both
in_skipped_hour | 2026-03-01 02:45-05:00 | opens | 2026-03-15 02:15-04:00 | not on the 8th
in_skipped_hour | 2026-03-01 02:15-05:00 | + 1h | 2026-03-15 02:45-04:00 | half an hour each
in_skipped_hour | 2026-03-01 02:30-05:00 | + 1 days | 2026-03-15 02:30-04:00 | the 8th never opens
into_skipped_hour | 2026-03-08 00:00-05:00 | until 2026-03-08 04:00-04:00 | 1h | 1-2 only
into_skipped_hour | 2026-03-08 01:00-05:00 | + 1h | 2026-03-08 03:00-04:00 | closes at the jump
into_skipped_hour | 2026-03-01 02:15-05:00 | + 1 days | 2026-03-08 03:00-04:00 | the same moment
in_repeated_hour | 2026-11-01 00:00-04:00 | until 2026-11-01 03:00-05:00 | 1h | opens twice
in_repeated_hour | 2026-11-01 01:15-04:00 | + 45m | 2026-11-01 01:30-05:00 | 30 and 15 minutes
in_repeated_hour | 2026-11-01 01:45-04:00 | + 0h | 2026-11-01 01:15-05:00 | the second opening
in_repeated_hour | 2026-11-01 01:15-05:00 | - 15m | 2026-11-01 01:30-04:00 | back to the first pass
kolkata | 2026-02-02 03:00+00:00 | opens | 2026-02-02 04:00+00:00 | half an hour off the full ones
kolkata | 2026-02-07 18:00+05:30 | + 1h | 2026-02-09 10:00+05:30 | Sat to Mon
kolkata | 2026-02-02 00:00+05:30 | until 2026-02-09 00:00+05:30 | 54h | six days of nine hours
kathmandu | 2026-02-06 16:30+05:45 | + 1h | 2026-02-08 10:30+05:45 | Saturday is the free day
lord_howe | 2026-10-04 00:00+10:30 | until 2026-10-04 04:00+11:00 | 1h30m | half an hour is skipped
lord_howe | 2026-10-04 01:30+10:30 | + 1h | 2026-10-04 03:00+11:00 | to closing over it
lord_howe | 2026-04-05 00:00+11:00 | until 2026-04-05 04:00+10:30 | 2h30m | half an hour is repeated
lord_howe | 2026-04-05 01:00+11:00 | + 2h | 2026-04-05 02:30+10:30 | over both passes
sydney | 2026-04-03 16:00+11:00 | + 9h | 2026-04-06 17:00+10:00 | winter comes in April
sydney | 2026-10-02 16:00+10:00 | + 9h | 2026-10-05 17:00+11:00 | and summer in October
sydney | 2026-10-02 10:30+10:00 | + 1 days | 2026-10-05 10:30+11:00 | local time is kept
sydney_nights | 2026-04-05 00:00+11:00 | until 2026-04-05 06:00+10:00 | 7h | 2-3 comes twice
sydney_nights | 2026-04-05 02:30+11:00 | + 1h | 2026-04-05 02:30+10:00 | the second 2:30
sydney_nights | 2026-10-04 00:00+10:00 | until 2026-10-04 06:00+11:00 | 5h | 2-3 is skipped
sydney_nights | 2026-10-04 01:30+10:00 | + 1h | 2026-10-04 03:30+11:00 | 1:30-2:00, 3:00-3:30
sao_paulo | 2018-11-03 20:00-03:00 | until 2018-11-04 04:00-02:00 | 6h | 4 + 2, no 0-1
sao_paulo | 2018-11-03 23:30-03:00 | + 1h | 2018-11-04 01:30-02:00 | over the skipped midnight
sao_paulo | 2018-11-10 23:00-02:00 | + 1h | 2018-11-11 00:00-02:00 | "24:00" ends at the holiday
sao_paulo | 2018-11-10 23:00-02:00 | + 2h | 2018-11-17 21:00-02:00 | the holiday is no business day
sao_paulo | 2018-11-10 21:00-02:00 | + 1 days | 2018-11-17 21:00-02:00 | nor is it counted
sao_paulo | 2019-02-16 20:00-02:00 | until 2019-02-17 04:00-03:00 | 8h | 4 + 1 again + 3
sao_paulo | 2019-02-16 23:30-02:00 | + 1h | 2019-02-16 23:30-03:00 | the second 23:30
casablanca | 2026-02-13 16:00+01:00 | + 9h | 2026-02-16 17:00+00:00 | clocks go back for Ramadan
casablanca | 2026-03-20 16:00+00:00 | + 9h | 2026-03-23 17:00+01:00 | and on again
apia | 2011-12-29 16:00-10:00 | + 2h | 2012-01-02 10:00+14:00 | Friday the 30th never was
apia | 2011-12-29 12:00-10:00 | + 1 days | 2012-01-02 12:00+14:00 | and is not counted
apia | 2011-12-26 00:00-10:00 | until 2012-01-02 00:00+14:00 | 32h | a week of four days
santiago | 2026-04-04 22:00-03:00 | + 3h | 2026-04-05 00:00-04:00 | 23-24 comes twice
santiago | 2026-04-04 22:00-03:00 | until 2026-04-05 03:00-04:00 | 5h | 2 + 1 + 2
santiago | 2026-09-05 22:00-04:00 | until 2026-09-06 03:00-03:00 | 3h | 0-1 is skipped
santiago | 2026-09-05 23:00-04:00 | + 1h30m | 2026-09-06 01:30-03:00 | over the skipped midnight
"""

ROWS = [tuple(cell.strip() for cell in line.split("|")) for line in TABLE.strip().splitlines()]
IDS = [f"{name}: {start} {operation} ({note})" for name, start, operation, _, note in ROWS]


def seconds_of(text):
    """Read `-1h30m` as seconds."""
    parts = re.findall(r"(\d+)([hms])", text)
    size = sum(int(number) * {"h": 3600, "m": 60, "s": 1}[unit] for number, unit in parts)
    return -size if text.startswith("-") else size


class SecondWitness:
    """Answers as `BusinessCalendar` does, by looking at the clock on the wall at every step."""

    def __init__(self, calendar, *moments, seconds=0):
        self.calendar, self.zone = calendar, ZoneInfo(calendar.zone)
        epochs = [int(moment.timestamp()) for moment in moments]
        self.step = timedelta(seconds=gcd(900, seconds, *epochs))

    def is_open(self, moment):
        local = moment.astimezone(self.zone)
        day, time = local.date(), local.strftime("%H:%M")
        hours = () if day in self.calendar.holidays else self.calendar.windows.get(weekday_of(day))
        hours = self.calendar.exceptions.get(day, hours or ())
        return any(opens <= time < closes for opens, closes in hours)

    def next_opening(self, moment):
        while not self.is_open(moment):
            moment += self.step
        return moment

    def add_seconds(self, moment, seconds):
        if seconds == 0:
            return self.next_opening(moment)
        left = timedelta(seconds=abs(seconds))
        while left:
            if seconds > 0:
                left -= self.step * self.is_open(moment)
                moment += self.step
            else:
                moment -= self.step
                left -= self.step * self.is_open(moment)
        return moment

    def seconds_between(self, first, last):
        if last < first:
            return -self.seconds_between(last, first)
        steps = range((last - first) // self.step)
        n_open = sum(self.is_open(first + self.step * index) for index in steps)
        return round((self.step * n_open).total_seconds())

    def moments_of(self, day):
        """Return the steps of a local date."""
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        steps = range(-timedelta(days=2) // self.step, timedelta(days=2) // self.step)
        moments = (noon + self.step * index for index in steps)
        return [moment for moment in moments if moment.astimezone(self.zone).date() == day]

    def add_days(self, moment, n_days):
        moment = self.next_opening(moment)
        local = moment.astimezone(self.zone)
        day, left, open_moments = local.date(), abs(n_days), []
        while left:
            day += timedelta(days=1 if n_days > 0 else -1)
            open_moments = [moment for moment in self.moments_of(day) if self.is_open(moment)]
            left -= bool(open_moments)
        if n_days == 0:
            return moment
        reached = [
            m for m in self.moments_of(day) if m.astimezone(self.zone).time() >= local.time()
        ]
        closing_too = {*open_moments, *(moment + self.step for moment in open_moments)}
        return min(
            (m for m in closing_too if reached and m >= reached[0]), default=max(closing_too)
        )


def weekday_of(day):
    return WEEKDAYS[day.weekday()]


def answer(calendar, start, operation):
    """Do what a row says, with the calendar or with the second witness."""
    if operation == "is open":
        return calendar.is_open(start)
    if operation == "opens":
        return calendar.next_opening(start)
    if operation.startswith("until"):
        return calendar.seconds_between(start, datetime.fromisoformat(operation[6:]))
    if operation.endswith("days"):
        return calendar.add_days(start, int(operation.removesuffix("days").replace(" ", "")))
    return calendar.add_seconds(start, seconds_of(operation))


def expected(operation, result):
    if operation == "is open":
        return result == "yes"
    return seconds_of(result) if operation.startswith("until") else datetime.fromisoformat(result)


@pytest.mark.parametrize(("name", "start", "operation", "result", "note"), ROWS, ids=IDS)
def test_the_calendar_gives_what_was_worked_by_hand(name, start, operation, result, note):
    given = answer(CALENDARS[name], datetime.fromisoformat(start), operation)
    assert given == expected(operation, result)


@pytest.mark.parametrize(("name", "start", "operation", "result", "note"), ROWS, ids=IDS)
def test_a_second_witness_agrees_with_what_was_worked_by_hand(name, start, operation, result, note):
    moment, wanted = datetime.fromisoformat(start), expected(operation, result)
    moments = [at for at in (moment, wanted) if isinstance(at, datetime)]
    seconds = seconds_of(operation) if operation[0] in "+-" else 0
    witness = SecondWitness(CALENDARS[name], *moments, seconds=seconds)
    assert answer(witness, moment, operation) == wanted


@pytest.fixture(scope="module")
def by_relation():
    """Return what the relations say of all rows at once, by the row's place in the table."""
    years = {
        year for row in ROWS for year in map(int, re.findall(r"\d{4}(?=-\d\d-)", "".join(row)))
    }
    tables = business_tables(CALENDARS, from_year=min(years), to_year=max(years) + 2)
    asked = ibis.memtable([question(n, row) for n, row in enumerate(ROWS)], schema=SCHEMA)
    names = {"calendar": "calendar"}
    asked = with_business_seconds(asked, tables, **names, from_at="t", to_at="u", into="span")
    asked = with_due_after_seconds(
        asked, tables, **names, start_at="t", business_seconds="n", into="due"
    )
    asked = with_due_after_days(
        asked, tables, **names, start_at="t", business_days="d", into="due_day"
    )
    with open_duckdb(threads=1) as store:
        return {row["row"]: row for row in store.fetch_rows(asked)}


SCHEMA = {"row": "int64", "calendar": "string"} | dict.fromkeys("tund", "int64")


def question(row, cells):
    """Return a row to ask the relations; what it does not ask is missing."""
    name, start, operation, _, _ = cells
    until = datetime.fromisoformat(operation[6:]) if operation.startswith("until") else None
    in_days = operation.endswith("days")
    return (
        row,
        name,
        epoch_seconds(datetime.fromisoformat(start)),
        epoch_seconds(until) if until else None,
        None if in_days else seconds_of(operation) if operation[0] in "+-" else 0,
        int(operation.removesuffix("days").replace(" ", "")) if in_days else None,
    )


@pytest.mark.parametrize(("row", "cells"), list(enumerate(ROWS)), ids=IDS)
def test_rows_in_the_warehouse_give_what_was_worked_by_hand(by_relation, row, cells):
    _, start, operation, result, _ = cells
    wanted, given = expected(operation, result), by_relation[row]
    if operation == "is open":
        opened = given["due"] == epoch_seconds(datetime.fromisoformat(start))
        assert opened == wanted
    elif operation.startswith("until"):
        assert given["span"] == wanted
    else:
        assert given["due_day" if operation.endswith("days") else "due"] == epoch_seconds(wanted)


def test_the_table_is_long_enough_and_knows_many_zones():
    assert len(set(TABLE.strip().splitlines())) >= 100
    assert len({calendar.zone for calendar in CALENDARS.values()}) >= 12
