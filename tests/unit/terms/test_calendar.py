import pickle
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from leadpact.terms.calendar import BusinessCalendar, OpenInterval
from leadpact.terms.calendar_windows import WEEKDAYS, InvalidCalendar
from leadpact.terms.zone import NaiveDatetime, OutsideHorizon, UnknownZone

NINE_TO_FIVE = {day: [("09:00", "17:00")] for day in WEEKDAYS[:5]}
OFFICE = BusinessCalendar(zone="UTC", windows=NINE_TO_FIVE)
MONDAY_AT_TEN = datetime(2026, 3, 2, 10, tzinfo=UTC)
HOUR = 3600


def problems_of(**keys):
    """Return what is found wrong with a calendar as `place: fact` texts."""
    with pytest.raises(InvalidCalendar) as refusal:
        BusinessCalendar(**{"zone": "UTC", "windows": NINE_TO_FIVE, **keys})
    return [f"{problem.place}: {problem.fact}" for problem in refusal.value.problems]


def test_results_are_in_utc():
    given = MONDAY_AT_TEN.astimezone(ZoneInfo("America/New_York"))
    results = [OFFICE.add_seconds(given, 1), OFFICE.add_days(given, 1), OFFICE.next_opening(given)]
    assert [result.tzinfo for result in results] == [UTC, UTC, UTC]


def test_a_fraction_of_a_second_is_dropped():
    given = MONDAY_AT_TEN.replace(microsecond=900_000)
    assert OFFICE.add_seconds(given, 1) == MONDAY_AT_TEN.replace(second=1)
    assert OFFICE.seconds_between(MONDAY_AT_TEN, given) == 0


def test_several_windows_may_touch():
    calendar = BusinessCalendar(
        zone="UTC", windows={"MON": [("12:00", "17:00"), ("09:00", "12:00")]}
    )
    assert calendar.is_open(datetime(2026, 3, 2, 12, tzinfo=UTC))
    first = calendar.intervals(2026, 2027)[0]
    assert first.ends_at - first.starts_at == 8 * HOUR


def test_a_window_may_end_at_midnight():
    calendar = BusinessCalendar(zone="UTC", windows={"MON": [("20:00", "24:00")]})
    start = datetime(2026, 3, 2, 20, tzinfo=UTC)
    assert calendar.add_seconds(start, 4 * HOUR) == datetime(2026, 3, 3, tzinfo=UTC)
    assert not calendar.is_open(datetime(2026, 3, 3, tzinfo=UTC))


def test_hours_over_midnight_are_two_windows_without_a_gap():
    calendar = BusinessCalendar(
        zone="UTC", windows={"MON": [("22:00", "24:00")], "TUE": [("00:00", "06:00")]}
    )
    start = datetime(2026, 3, 2, 22, tzinfo=UTC)
    assert calendar.add_seconds(start, 8 * HOUR) == datetime(2026, 3, 3, 6, tzinfo=UTC)
    assert len(calendar.intervals(2026, 2027)) == 52


def test_an_exception_wins_over_a_holiday_and_over_the_weekday():
    day = date(2026, 3, 2)
    calendar = BusinessCalendar(
        zone="UTC", windows=NINE_TO_FIVE, holidays=[day], exceptions={day: [("18:00", "19:00")]}
    )
    assert not calendar.is_open(MONDAY_AT_TEN)
    assert calendar.next_opening(MONDAY_AT_TEN) == datetime(2026, 3, 2, 18, tzinfo=UTC)


def test_an_exception_without_windows_closes_the_day():
    calendar = BusinessCalendar(zone="UTC", windows=NINE_TO_FIVE, exceptions={date(2026, 3, 2): []})
    assert calendar.next_opening(MONDAY_AT_TEN) == datetime(2026, 3, 3, 9, tzinfo=UTC)


def test_a_holiday_is_a_date_in_the_zone_of_the_calendar():
    calendar = BusinessCalendar(
        zone="Pacific/Auckland", windows=NINE_TO_FIVE, holidays=[date(2026, 3, 3)]
    )
    tuesday_noon_there = datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert not calendar.is_open(tuesday_noon_there)
    assert calendar.is_open(tuesday_noon_there.replace(day=3))


def test_a_calendar_may_open_on_exceptions_alone():
    calendar = BusinessCalendar(
        zone="UTC", windows={}, exceptions={date(2031, 5, 4): [("10:00", "12:00")]}
    )
    assert calendar.next_opening(MONDAY_AT_TEN) == datetime(2031, 5, 4, 10, tzinfo=UTC)


def test_intervals_are_the_open_time_of_whole_years_with_the_seconds_before():
    first, second, *_ = intervals = OFFICE.intervals(2026, 2027)
    thursday = int(datetime(2026, 1, 1, 9, tzinfo=UTC).timestamp())
    assert first == OpenInterval(thursday, thursday + 8 * HOUR, 0)
    assert second == OpenInterval(thursday + 24 * HOUR, thursday + 32 * HOUR, 8 * HOUR)
    assert len(intervals) == 261


def test_intervals_give_what_the_calendar_gives_when_joined():
    start, end = MONDAY_AT_TEN, datetime(2026, 7, 8, 23, tzinfo=UTC)
    worked = []
    for at in (int(start.timestamp()), int(end.timestamp())):
        row = [row for row in OFFICE.intervals(2026, 2027) if row.starts_at <= at][-1]
        worked.append(row.seconds_before + min(at, row.ends_at) - row.starts_at)
    assert worked[1] - worked[0] == OFFICE.seconds_between(start, end)


def test_intervals_of_neighbouring_years_fit_together():
    calendar = BusinessCalendar(
        zone="America/Los_Angeles", windows={day: [("12:00", "24:00")] for day in WEEKDAYS}
    )
    both, first, second = (
        sum(row.ends_at - row.starts_at for row in calendar.intervals(*years))
        for years in ((2026, 2028), (2026, 2027), (2027, 2028))
    )
    assert both == first + second
    assert first == 365 * 12 * HOUR  # what is cut at the end was gained at the start


def test_the_order_of_questions_does_not_change_the_answers():
    fresh = BusinessCalendar(zone="UTC", windows=NINE_TO_FIVE)
    early, late = datetime(1971, 6, 1, 10, tzinfo=UTC), datetime(2098, 6, 2, 10, tzinfo=UTC)
    assert fresh.add_seconds(late, 8 * HOUR) == datetime(2098, 6, 3, 10, tzinfo=UTC)
    assert fresh.add_seconds(early, 8 * HOUR) == datetime(1971, 6, 2, 10, tzinfo=UTC)
    assert fresh.add_seconds(late, 8 * HOUR) == datetime(2098, 6, 3, 10, tzinfo=UTC)


def test_spans_and_days_may_cover_decades():
    weeks = 52 * 40
    assert OFFICE.add_seconds(MONDAY_AT_TEN, weeks * 40 * HOUR) == datetime(
        2066, 1, 11, 10, tzinfo=UTC
    )
    assert OFFICE.add_days(MONDAY_AT_TEN, weeks * 5) == datetime(2066, 1, 11, 10, tzinfo=UTC)
    assert OFFICE.add_days(MONDAY_AT_TEN, -weeks * 5) == datetime(1986, 4, 21, 10, tzinfo=UTC)


def test_equal_hours_make_equal_calendars_however_they_are_written():
    one = BusinessCalendar(
        zone="UTC",
        windows={"TUE": [["13:00", "17:00"], ["09:00", "12:00"]], "MON": [("09:00", "17:00")]},
        holidays=[date(2026, 5, 1), date(2026, 1, 1)],
    )
    other = BusinessCalendar(
        zone="UTC",
        windows={
            "MON": (("09:00", "17:00"),),
            "TUE": [("09:00", "12:00"), ("13:00", "17:00")],
            "SUN": [],
        },
        holidays={date(2026, 1, 1), date(2026, 5, 1)},
    )
    assert one == other
    assert hash(one) == hash(other)
    assert one != replace(other, holidays=())


def test_a_calendar_survives_pickling():
    OFFICE.is_open(MONDAY_AT_TEN)
    copy = pickle.loads(pickle.dumps(OFFICE))
    assert copy == OFFICE
    assert copy.add_seconds(MONDAY_AT_TEN, 1) == OFFICE.add_seconds(MONDAY_AT_TEN, 1)


@pytest.mark.parametrize(
    "ask",
    [
        lambda moment: OFFICE.add_seconds(moment, 1),
        lambda moment: OFFICE.add_days(moment, 1),
        lambda moment: OFFICE.seconds_between(moment, MONDAY_AT_TEN),
        lambda moment: OFFICE.seconds_between(MONDAY_AT_TEN, moment),
        OFFICE.is_open,
        OFFICE.next_opening,
    ],
)
def test_naive_times_are_refused_everywhere(ask):
    with pytest.raises(NaiveDatetime, match="has no time zone"):
        ask(MONDAY_AT_TEN.replace(tzinfo=None))


@pytest.mark.parametrize(
    "ask",
    [
        lambda: OFFICE.is_open(datetime(2100, 1, 1, tzinfo=UTC)),
        lambda: OFFICE.add_seconds(datetime(2099, 12, 31, tzinfo=UTC), 9 * HOUR),
        lambda: OFFICE.add_seconds(datetime(1970, 1, 1, tzinfo=UTC), -1),
        lambda: OFFICE.add_days(datetime(2099, 12, 31, tzinfo=UTC), 1),
        lambda: OFFICE.add_days(datetime(1970, 1, 2, tzinfo=UTC), -2),
        lambda: OFFICE.next_opening(datetime(2099, 12, 31, 18, tzinfo=UTC)),
        lambda: OFFICE.intervals(1969, 1971),
        lambda: OFFICE.intervals(2099, 2101),
    ],
)
def test_questions_outside_the_horizon_are_refused(ask):
    with pytest.raises(OutsideHorizon, match="from 1970-01-01 until 2100-01-01 UTC"):
        ask()


def test_the_horizon_itself_can_be_reached():
    always = BusinessCalendar(
        zone="America/New_York", windows={day: [("00:00", "24:00")] for day in WEEKDAYS}
    )
    first, last = datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 12, 31, 23, tzinfo=UTC)
    assert always.add_seconds(last, -always.seconds_between(first, last)) == first
    assert always.add_seconds(last, HOUR) == datetime(2100, 1, 1, tzinfo=UTC)
    assert always.add_days(first.replace(hour=15), -1) == first  # still 31 December 1969 there
    wednesday, thursday = (datetime(2099, 12, day, 10, tzinfo=UTC) for day in (30, 31))
    assert OFFICE.add_days(wednesday, 1) == thursday


def test_an_unknown_zone_is_refused():
    with pytest.raises(UnknownZone, match="Europe/London"):
        BusinessCalendar(zone="Europe/Lundon", windows=NINE_TO_FIVE)


@pytest.mark.parametrize("windows", [{}, {"MON": []}])
def test_a_calendar_that_never_opens_is_refused(windows):
    assert problems_of(windows=windows, exceptions={date(2026, 3, 2): []}) == [
        "windows: The calendar never opens."
    ]


def test_overlapping_windows_are_refused():
    windows = {"MON": [("12:00", "17:00"), ("09:00", "12:01")]}
    assert problems_of(windows=windows) == ["windows.MON[0]: The window overlaps windows.MON[1]."]


@pytest.mark.parametrize("first_asked", ["2026-06-01", "2027-06-01"])
@pytest.mark.parametrize("moment", ["2026-12-31T23:59:59", "2027-01-01T00:00:00"])
def test_a_calendar_that_is_always_open_is_so_over_the_turn_of_a_year(first_asked, moment):
    always = BusinessCalendar(zone="UTC", windows={day: [("00:00", "24:00")] for day in WEEKDAYS})
    assert always.is_open(datetime.fromisoformat(first_asked).replace(tzinfo=UTC))
    at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert always.is_open(at)
    assert always.seconds_between(at, at + timedelta(seconds=10)) == 10
    assert always.next_opening(at) == at


@pytest.mark.parametrize("window", [("17:00", "09:00"), ("09:00", "09:00"), ("24:00", "24:00")])
def test_reversed_and_empty_windows_are_refused(window):
    fact = f"windows.MON[0]: {window[1]} is not later than {window[0]}."
    assert problems_of(windows={"MON": [window]}) == [fact]


@pytest.mark.parametrize(
    "window",
    [
        ("9:00", "17:00"),
        ("09:00", "24:01"),
        ("09:60", "17:00"),
        ("09:00", "17:00:00"),
        ("٠٩:00", "17:00"),
        (540, 1020),
        ("09:00",),
        "09:00",
        None,
    ],
)
def test_unreadable_windows_are_refused(window):
    assert problems_of(windows={"MON": [window]}) == [
        f"windows.MON[0]: {window!r} is not a window."
    ]


def test_an_unknown_weekday_is_refused():
    assert problems_of(windows={"Mon": [("09:00", "17:00")], **NINE_TO_FIVE}) == [
        "windows.Mon: There is no such weekday."
    ]


@pytest.mark.parametrize("day", ["2026-01-01", MONDAY_AT_TEN, None])
def test_holidays_and_exceptions_are_dates_and_nothing_else(day):
    assert problems_of(holidays=[date(2026, 1, 1), day], exceptions={day: []}) == [
        f"holidays[1]: {day!r} is not a date.",
        f"exceptions.{day}: {day!r} is not a date.",
    ]


def test_all_problems_are_reported_at_once_each_with_its_fix():
    with pytest.raises(InvalidCalendar) as refusal:
        BusinessCalendar(
            zone="UTC",
            windows={"MON": [("17:00", "09:00"), ("9", "10")]},
            exceptions={date(2026, 12, 24): [("09:00", "12:00"), ("11:00", "13:00")]},
        )
    reversed_hours, unreadable, overlapping = str(refusal.value).splitlines()
    assert reversed_hours == (
        "windows.MON[0]: 09:00 is not later than 17:00. Swap them; a window past midnight is one "
        'until "24:00" and one on the next day.'
    )
    assert unreadable == (
        "windows.MON[1]: ('9', '10') is not a window. Write two times in quotes, such as "
        '("09:00", "17:00"); a day ends at "24:00".'
    )
    assert overlapping == (
        "exceptions.2026-12-24[1]: The window overlaps exceptions.2026-12-24[0]. "
        "Join the two, or move one."
    )
