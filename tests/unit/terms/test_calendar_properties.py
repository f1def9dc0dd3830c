"""Laws of business time, for random calendars in zones that change their clocks, and a witness.

The witness knows no table: it walks minute by minute and compares the local time with the windows.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS
from vacuous import at_least

CHANGES = [  # a zone, and a moment (UTC) at which its clocks changed
    ("UTC", datetime(2026, 1, 1, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
    ("Europe/London", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/London", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Asia/Kolkata", datetime(2026, 7, 1, 18, 30, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 4, 5, 3, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 9, 6, 4, tzinfo=UTC)),
    ("America/St_Johns", datetime(2010, 11, 7, 2, 31, tzinfo=UTC)),
    ("Africa/Casablanca", datetime(2026, 2, 15, 2, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(1985, 12, 31, 18, 30, tzinfo=UTC)),
]
SHORT = timedelta(days=2)
ONE_MINUTE = timedelta(minutes=1)
ONE_SECOND = timedelta(seconds=1)
LAW = settings(deadline=None)  # the first question to a calendar builds its table


@st.composite
def windows_of_a_day(draw, *, least=0):
    """Draw windows whose edges are multiples of five minutes."""
    edges = draw(st.sets(st.integers(0, 288), min_size=2 * least, max_size=6).map(sorted))
    texts = [f"{edge // 12:02}:{edge % 12 * 5:02}" for edge in edges]
    return list(zip(texts[::2], texts[1::2], strict=False))


@st.composite
def calendars(draw):
    """Draw a calendar that opens every Monday, and the change of clocks it is tried around."""
    zone, change = draw(st.sampled_from(CHANGES))
    kinds = [draw(windows_of_a_day(least=1)), draw(windows_of_a_day()), []]
    days = st.integers(-6, 6).map(lambda n: change.date() + timedelta(days=n))
    calendar = BusinessCalendar(
        zone=zone,
        windows={day: kinds[draw(st.integers(0, 2))] for day in WEEKDAYS} | {"MON": kinds[0]},
        holidays=draw(st.sets(days, max_size=2)),
        exceptions=draw(st.dictionaries(days, st.sampled_from(kinds), max_size=2)),
    )
    return calendar, change


def moments_near(change, *, by=ONE_MINUTE, within=SHORT):
    return st.integers(-within // by, within // by).map(lambda n: change + n * by)


def moments_around(change):
    """Draw moments to the second, most of them near the change, some years away."""
    near = moments_near(change, by=ONE_SECOND, within=timedelta(days=10))
    far = moments_near(change, by=ONE_SECOND, within=timedelta(days=1000))
    return near | far


@cache
def local_date_and_time(zone, moment):
    local = moment.astimezone(ZoneInfo(zone))
    return local.date(), local.strftime("%H:%M")


def hours_on(calendar, day):
    hours = calendar.windows.get(WEEKDAYS[day.weekday()], ())
    return calendar.exceptions.get(day, () if day in calendar.holidays else hours)


def is_open_by_the_clock(calendar, moment):
    day, time = local_date_and_time(calendar.zone, moment)
    return any(opens <= time < closes for opens, closes in hours_on(calendar, day))


def opens_on(calendar, day):
    """Tell whether a local date has a window of which the clock shows at least one minute."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(calendar.zone))
    for opens, closes in hours_on(calendar, day):
        for minute in range(minute_of(opens), minute_of(closes)):
            local = midnight + minute * ONE_MINUTE  # on the wall: the zone is the same
            if local.astimezone(UTC).astimezone(local.tzinfo) == local:
                return True
    return False


def minute_of(time):
    return int(time[:2]) * 60 + int(time[3:])


@LAW
@given(calendars(), st.data())
def test_open_is_what_the_clock_on_the_wall_says(drawn, data):
    calendar, change = drawn
    moment = data.draw(moments_near(change))
    assert calendar.is_open(moment) == is_open_by_the_clock(calendar, moment)


@LAW
@given(calendars(), st.data())
def test_seconds_between_are_the_open_minutes_counted_one_by_one(drawn, data):
    calendar, change = drawn
    start, end = sorted(data.draw(st.tuples(moments_near(change), moments_near(change))))
    minutes = range((end - start) // ONE_MINUTE)
    n_open = sum(is_open_by_the_clock(calendar, start + n * ONE_MINUTE) for n in minutes)
    assert calendar.seconds_between(start, end) == 60 * n_open


@at_least(100)
@LAW
@given(calendars(), st.data(), st.integers(1, 600))
def test_adding_stops_where_counting_minutes_stops(drawn, data, n_minutes):
    calendar, change = drawn
    start = reached = data.draw(moments_near(change))
    left = n_minutes
    while left and reached < change + 2 * SHORT:
        left -= is_open_by_the_clock(calendar, reached)
        reached += ONE_MINUTE
    assume(not left)
    assert calendar.add_seconds(start, 60 * n_minutes) == reached


@at_least(100)
@LAW
@given(calendars(), st.data(), st.integers(1, 600))
def test_subtracting_stops_where_counting_minutes_back_stops(drawn, data, n_minutes):
    calendar, change = drawn
    start = reached = data.draw(moments_near(change))
    left = n_minutes
    while left and reached > change - 2 * SHORT:
        reached -= ONE_MINUTE
        left -= is_open_by_the_clock(calendar, reached)
    assume(not left)
    assert calendar.add_seconds(start, -60 * n_minutes) == reached


@LAW
@given(calendars(), st.data())
def test_the_next_opening_is_the_first_open_minute(drawn, data):
    calendar, change = drawn
    start = reached = data.draw(moments_near(change))
    while not is_open_by_the_clock(calendar, reached):
        reached += ONE_MINUTE
    assert calendar.next_opening(start) == reached
    assert calendar.add_seconds(start, 0) == reached
    assert calendar.add_days(start, 0) == reached


@LAW
@given(calendars(), st.data(), st.integers(0, 90_000))
def test_subtracting_what_was_added_comes_back_from_inside_open_hours(drawn, data, seconds):
    calendar, change = drawn
    start = calendar.next_opening(data.draw(moments_around(change)))
    assert calendar.add_seconds(calendar.add_seconds(start, seconds), -seconds) == start


@LAW
@given(calendars(), st.data(), st.integers(1, 90_000))
def test_adding_what_was_subtracted_comes_back_to_what_was_due(drawn, data, seconds):
    calendar, change = drawn
    due_at = calendar.add_seconds(data.draw(moments_around(change)), 1)
    assert calendar.add_seconds(calendar.add_seconds(due_at, -seconds), seconds) == due_at


@LAW
@given(calendars(), st.data(), st.integers(-90_000, 90_000))
def test_between_a_start_and_its_sum_lies_what_was_added(drawn, data, seconds):
    calendar, change = drawn
    start = data.draw(moments_around(change))
    assert calendar.seconds_between(start, calendar.add_seconds(start, seconds)) == seconds


@LAW
@given(calendars(), st.data())
def test_seconds_between_add_up_and_change_sign(drawn, data):
    calendar, change = drawn
    a, b, c = data.draw(st.tuples(*[moments_around(change)] * 3))
    between = calendar.seconds_between
    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)


@at_least(100)
@LAW
@given(calendars(), st.data(), st.integers(0, 90_000), st.integers(0, 90_000))
def test_adding_twice_is_adding_the_sum(drawn, data, first, second):
    calendar, change = drawn
    start = data.draw(moments_around(change))
    assume(second > 0)
    assert calendar.add_seconds(calendar.add_seconds(start, first), second) == (
        calendar.add_seconds(start, first + second)
    )


@LAW
@given(calendars(), st.data(), st.integers(-90_000, 90_000))
def test_a_later_start_is_never_due_earlier(drawn, data, seconds):
    calendar, change = drawn
    a, b = sorted(data.draw(st.tuples(*[moments_around(change)] * 2)))
    assert calendar.add_seconds(a, seconds) <= calendar.add_seconds(b, seconds)


@LAW
@given(calendars(), st.data(), st.integers(-60, 60).filter(bool))
def test_days_added_are_the_open_dates_counted_one_by_one(drawn, data, n_days):
    calendar, change = drawn
    start = data.draw(moments_around(change))
    reached = calendar.add_days(start, n_days)
    day = local_date_and_time(calendar.zone, calendar.next_opening(start))[0]
    left = abs(n_days)
    while left:
        day += timedelta(days=1 if n_days > 0 else -1)
        left -= opens_on(calendar, day)
    just_before = reached - ONE_SECOND  # the end of a day at 24:00 is the next date on the wall
    assert day in {local_date_and_time(calendar.zone, at)[0] for at in (reached, just_before)}
    assert calendar.is_open(reached) or calendar.is_open(just_before)
