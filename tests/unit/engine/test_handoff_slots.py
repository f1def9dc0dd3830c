"""Free slots: cases worked by hand, and against a search that tries every minute."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from handoff_world import BOOKED, OFFICE, slots_handoff
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.engine.handoff import propose_slots
from leadpact.pact.sections.clocks.policy import BusinessSpan
from leadpact.pact.sections.handoff.policy import SlotTerms
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS
from leadpact.terms.zone import NaiveDatetime

NEW_YORK = ZoneInfo("America/New_York")
MINUTE = timedelta(minutes=1)
Spans = Sequence[tuple[datetime, datetime]]


def june(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, second, tzinfo=NEW_YORK)


def begins(busy: Spans = (), *, calendar=OFFICE, prospect=None, as_of=BOOKED, **terms):
    """Return when slots begin, as `1 14:30`: day and local time of the calendar."""
    found = propose_slots(
        slots_handoff(**terms),
        busy={"ae": busy},
        calendar=calendar,
        prospect_calendar=prospect,
        as_of=as_of,
    )
    zone = ZoneInfo(calendar.zone)
    return [f"{slot.starts_at.astimezone(zone):%-d %H:%M}" for slot in found]


# On Monday 1 June at 10:00 in New York; the office is open from 9 to 17. Four hours of notice.


def test_the_first_slots_after_the_notice_are_proposed():
    assert begins() == ["1 14:00", "1 14:30", "1 15:00"]
    assert begins(n=1) == ["1 14:00"]


def test_a_slot_is_as_long_as_the_meeting():
    (slot,) = propose_slots(slots_handoff(n=1, minutes=45), busy={}, calendar=OFFICE, as_of=BOOKED)
    assert (slot.starts_at, slot.ends_at) == (june(1, 14), june(1, 14, 45))
    assert slot.starts_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("busy", "first"),
    [
        # With a quarter of an hour on both sides, 13:45 to 14:35 is taken.
        ([(june(1, 14), june(1, 14, 20))], ["1 15:00", "1 15:30", "1 16:00"]),
        # 14:30 to 15:15: the slot before may touch it.
        ([(june(1, 14, 45), june(1, 15))], ["1 14:00", "1 15:30", "1 16:00"]),
        # 14:29 to 15:14: the slot before would overlap it by a minute.
        ([(june(1, 14, 44), june(1, 14, 59))], ["1 15:30", "1 16:00", "1 16:30"]),
        # One second more than touching.
        ([(june(1, 14, 44, 59), june(1, 15))], ["1 15:30", "1 16:00", "1 16:30"]),
        ([(june(1, 14, 45), june(1, 15, 15, 1))], ["1 14:00", "1 16:00", "1 16:30"]),
        # All day, and over night.
        ([(june(1, 0), june(2, 10))], ["2 10:30", "2 11:00", "2 11:30"]),
        ([(june(1, 12), june(1, 15)), (june(1, 14), june(1, 16, 15))], ["1 16:30", "2 09:00"]),
        # What touches, stands twice, is empty or reversed.
        (
            [
                (june(1, 15), june(1, 16)),
                (june(1, 14), june(1, 15)),
                (june(1, 14), june(1, 15)),
                (june(2, 9), june(2, 9)),
                (june(2, 12), june(2, 8)),
            ],
            ["1 16:30", "2 09:00", "2 09:30"],
        ),
    ],
)
def test_slots_keep_clear_of_what_is_busy_and_of_the_buffer(busy, first):
    assert begins(busy)[: len(first)] == first


def test_without_a_buffer_a_slot_may_touch_both_sides():
    busy = [(june(1, 13), june(1, 14)), (june(1, 14, 30), june(1, 17))]
    assert begins(busy, buffer_minutes=0) == ["1 14:00", "2 09:00", "2 09:30"]


def test_everybody_who_takes_part_must_be_free():
    rules = slots_handoff(n=2, buffer_minutes=0)
    busy = {
        "ae": [(june(1, 14), june(1, 14, 30))],
        "sdr": [(june(1, 14, 30), june(1, 15))],
        "prospect": [(june(1, 15), june(1, 15, 30))],
    }
    found = propose_slots(rules, busy=busy, calendar=OFFICE, as_of=BOOKED)
    assert [slot.starts_at for slot in found] == [june(1, 15, 30), june(1, 16)]


def test_a_busy_span_of_another_zone_or_of_all_times_counts():
    tokyo = ZoneInfo("Asia/Tokyo")
    busy = [(datetime(2026, 6, 2, 3, tzinfo=tokyo), datetime(2026, 6, 2, 4, tzinfo=tokyo))]
    assert begins(busy, buffer_minutes=0) == ["1 15:00", "1 15:30", "1 16:00"]
    always = [(datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))]
    assert begins(always) == []


def test_part_of_a_second_is_busy():
    second = timedelta(microseconds=1)
    busy = [(june(1, 13), june(1, 14) + second)]
    assert begins(busy, buffer_minutes=0)[0] == "1 14:30"
    busy = [(june(1, 14, 30) - second, june(1, 15))]
    assert begins(busy, buffer_minutes=0)[0] == "1 15:00"
    assert begins(as_of=BOOKED + second)[0] == "1 14:30"


def test_a_slot_ends_at_closing_time_at_the_latest():
    assert begins(as_of=june(1, 12, 15), minutes=45) == ["2 09:00", "2 09:30", "2 10:00"]
    assert begins(as_of=june(1, 12), minutes=45) == ["1 16:00", "2 09:00", "2 09:30"]
    assert begins(as_of=june(1, 12), minutes=60)[0] == "1 16:00"
    assert begins(as_of=june(1, 12), minutes=61)[0] == "2 09:00"


def test_a_slot_does_not_begin_after_the_horizon_but_may_end_after_it():
    six_hours = BusinessSpan(seconds=6 * 3600)
    starts = ["1 14:00", "1 14:30", "1 15:00", "1 15:30", "1 16:00"]
    assert begins(n=50, within=six_hours, minutes=60) == starts
    one_day = begins(n=50, within=BusinessSpan(days=1))
    assert (len(one_day), one_day[-1]) == (9, "2 10:00")  # six on Monday, three on Tuesday
    assert begins(within=BusinessSpan(seconds=3600)) == []


def test_from_a_weekend_on_time_runs_from_monday():
    saturday = june(6, 12)
    assert begins(as_of=saturday, notice=BusinessSpan(seconds=0)) == [
        "8 09:00",
        "8 09:30",
        "8 10:00",
    ]
    assert begins(as_of=saturday, notice=BusinessSpan(days=1))[0] == "9 09:00"


def test_the_prospect_is_met_in_their_working_hours():
    london = BusinessCalendar(
        zone="Europe/London", windows={"TUE": [("09:00", "17:00")], "WED": [("14:00", "15:00")]}
    )
    # 17:00 in London is 12:00 in New York.
    found = begins(prospect=london, n=50)
    assert found[:6] == ["2 09:00", "2 09:30", "2 10:00", "2 10:30", "2 11:00", "2 11:30"]
    assert found[6:8] == ["3 09:00", "3 09:30"]
    never = BusinessCalendar(zone="Asia/Tokyo", windows={"MON": [("09:00", "17:00")]})
    assert begins(prospect=never) == []


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Asia/Kolkata", datetime(2026, 6, 2, 3, 30, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2026, 6, 2, 3, 15, tzinfo=UTC)),
    ],
)
def test_the_grid_is_that_of_the_local_clock(zone, first):
    calendar = BusinessCalendar(zone=zone, windows={"TUE": [("09:00", "17:00")]})
    rules = slots_handoff(every_minutes=60, notice=BusinessSpan(seconds=0), n=2)
    found = propose_slots(rules, busy={}, calendar=calendar, as_of=BOOKED)
    assert [slot.starts_at for slot in found] == [first, first + timedelta(hours=1)]


def test_windows_that_do_not_open_on_the_grid_lose_their_begin():
    calendar = BusinessCalendar(zone="UTC", windows={"TUE": [("09:10", "10:40")]})
    none = BusinessSpan(seconds=0)
    starts = ["2 09:30", "2 10:00", "9 09:30", "9 10:00"]
    assert begins(calendar=calendar, notice=none, n=4) == starts


def test_the_grid_restarts_at_midnight():
    night = {"MON": [("23:00", "24:00")], "TUE": [("00:00", "01:00")]}
    calendar = BusinessCalendar(zone="America/New_York", windows=night)
    terms = {"calendar": calendar, "notice": BusinessSpan(seconds=0)}
    within = BusinessSpan(seconds=7200)
    assert begins(**terms, within=within, every_minutes=50, n=9) == ["1 23:20", "2 00:00"]
    assert begins(**terms, within=within, minutes=90, n=9) == ["1 23:00", "1 23:30"]
    assert begins(**terms, within=within, minutes=121, n=9) == []


SUNDAY = {"SUN": [("00:00", "04:00")]}


def test_an_hour_that_is_skipped_has_no_slots():
    calendar = BusinessCalendar(zone="America/New_York", windows=SUNDAY)
    as_of = datetime(2026, 3, 7, 12, tzinfo=UTC)
    none, end = BusinessSpan(seconds=0), BusinessSpan(seconds=3 * 3600)
    found = propose_slots(
        slots_handoff(notice=none, within=end, n=20), busy={}, calendar=calendar, as_of=as_of
    )
    assert [f"{slot.starts_at:%H:%M}" for slot in found] == [
        *("05:00", "05:30", "06:00", "06:30", "07:00", "07:30")
    ]  # 00:00 to 01:30, then 03:00 and 03:30


def test_an_hour_that_is_repeated_has_its_slots_twice():
    calendar = BusinessCalendar(zone="America/New_York", windows=SUNDAY)
    as_of = datetime(2026, 10, 31, 12, tzinfo=UTC)
    none, end = BusinessSpan(seconds=0), BusinessSpan(seconds=3 * 3600)
    terms = {"notice": none, "within": end, "n": 20, "every_minutes": 60}
    found = propose_slots(slots_handoff(**terms), busy={}, calendar=calendar, as_of=as_of)
    assert [f"{slot.starts_at:%H:%M}" for slot in found] == ["04:00", "05:00", "06:00", "07:00"]
    # 00:00, 01:00, 01:00 again, 02:00: three hours after the first opening, which still counts


@pytest.mark.parametrize("key", ["as_of", "from", "to"])
def test_a_time_without_a_zone_is_refused(key):
    naive = datetime(2026, 6, 1, 14)  # noqa: DTZ001 - that is the point
    span = {"from": (naive, june(1, 15)), "to": (june(1, 14), naive)}.get(key)
    with pytest.raises((NaiveDatetime, TypeError)):
        begins([span] if span else [], as_of=naive if key == "as_of" else BOOKED)


# Against a search that tries every minute


def slow_slots(
    terms: SlotTerms,
    busy: Mapping[str, Spans],
    calendar: BusinessCalendar,
    prospect: BusinessCalendar | None,
    as_of: datetime,
) -> list[tuple[datetime, datetime]]:
    """Return the free slots by asking of every minute whether it is open and free."""
    buffer = timedelta(minutes=terms.buffer_minutes)
    taken = [(a - buffer, b + buffer) for spans in busy.values() for a, b in spans if a < b]
    zone, first, last = ZoneInfo(calendar.zone), *_bounds(terms, calendar, as_of)
    n_minutes = int((last - first) / MINUTE) + terms.minutes + 1

    def is_good(at: datetime) -> bool:
        is_open = calendar.is_open(at) and (prospect is None or prospect.is_open(at))
        return is_open and not any(a < at + MINUTE and at < b for a, b in taken)

    good = [is_good(first + n * MINUTE) for n in range(n_minutes)]
    found = []
    for n in range(n_minutes - terms.minutes + 1):
        at = first + n * MINUTE
        local = at.astimezone(zone)
        on_grid = (local.hour * 60 + local.minute) % terms.every_minutes == 0
        if at <= last and on_grid and all(good[n : n + terms.minutes]):
            found.append((at, at + terms.minutes * MINUTE))
    return found[: terms.n]


def _bounds(
    terms: SlotTerms, calendar: BusinessCalendar, as_of: datetime
) -> tuple[datetime, datetime]:
    first, last = (
        calendar.add_seconds(as_of, span.seconds)
        if span.seconds is not None
        else calendar.add_days(as_of, span.days or 0)
        for span in (terms.notice, terms.within)
    )
    return first, last


ZONES = ("America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/London", "UTC")
NEAR_CHANGES = [
    datetime(2026, 3, 6, 15, tzinfo=UTC),  # New York on the 8th
    datetime(2026, 3, 28, 1, tzinfo=UTC),  # London on the 29th
    datetime(2026, 4, 3, 3, tzinfo=UTC),  # Lord Howe on the 4th, by half an hour
    datetime(2026, 10, 3, 9, tzinfo=UTC),  # the same
    datetime(2026, 10, 31, 20, tzinfo=UTC),  # New York on the 1st
    datetime(2026, 12, 31, 12, tzinfo=UTC),  # a year ends
]


@st.composite
def calendars(draw):
    opens = st.sampled_from(range(0, 1440, 5))
    windows = {}
    for day in draw(st.lists(st.sampled_from(WEEKDAYS), min_size=4, max_size=7, unique=True)):
        edges = sorted(draw(st.lists(opens, min_size=2, max_size=4, unique=True)))
        edges = [*edges[: len(edges) // 2 * 2 - 1], draw(st.sampled_from([edges[-1], 1440]))]
        pairs = zip(edges[::2], edges[1::2], strict=True)
        windows[day] = [(_text(a), _text(b)) for a, b in pairs if a < b]
    windows = {day: hours for day, hours in windows.items() if hours}
    return BusinessCalendar(
        zone=draw(st.sampled_from(ZONES)), windows=windows or {"MON": [("09:00", "17:00")]}
    )


def _text(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def spans_of_time(least: int, most: int):
    """Spans of so many days, or of as many times five hours."""
    return st.one_of(
        st.builds(lambda n: BusinessSpan(days=n), st.integers(least, most)),
        st.builds(lambda n: BusinessSpan(seconds=n * 60), st.integers(least * 300, most * 300)),
    )


TERMS = st.builds(
    SlotTerms,
    minutes=st.sampled_from([5, 30, 45, 61, 120]),
    notice=spans_of_time(0, 1),
    within=spans_of_time(1, 4),
    buffer_minutes=st.sampled_from([0, 5, 17]),
    n=st.sampled_from([1, 3, 50]),
    every_minutes=st.sampled_from([5, 15, 25, 30, 50, 60]),
)


@st.composite
def questions(draw):
    as_of = draw(st.sampled_from(NEAR_CHANGES)) + draw(st.integers(0, 2880)) * MINUTE
    minutes = st.integers(-600, 6000)
    span = st.tuples(minutes, st.integers(-60, 300), st.sampled_from(ZONES))
    spans = [
        (
            (as_of + a * MINUTE).astimezone(ZoneInfo(zone)),
            (as_of + (a + length) * MINUTE).astimezone(ZoneInfo(zone)),
        )
        for a, length, zone in draw(st.lists(span, max_size=6))
    ]
    return as_of, spans


@settings(max_examples=200, deadline=None)
@given(TERMS, calendars(), st.none() | calendars(), questions(), st.randoms(use_true_random=False))
def test_slots_are_those_of_a_search_that_tries_every_minute(
    terms, calendar, prospect, question, chance
):
    as_of, spans = question
    rules = slots_handoff(**{name: getattr(terms, name) for name in SlotTerms.__slots__})
    busy = {"ae": spans[:2], "sdr": spans[2:]}
    given_ = {"calendar": calendar, "prospect_calendar": prospect, "as_of": as_of}
    found = propose_slots(rules, busy=busy, **given_)
    slow = slow_slots(terms, busy, calendar, prospect, as_of)
    assert [(slot.starts_at, slot.ends_at) for slot in found] == slow
    mixed = list(spans)
    chance.shuffle(mixed)
    assert propose_slots(rules, busy={"anybody": mixed}, **given_) == found
    starts = [slot.starts_at for slot in found]
    assert starts == sorted(set(starts))
