from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from zoneinfo import ZoneInfo

import pytest

from leadpact.terms.zone import (
    HORIZON_ENDS_AT,
    NaiveDatetime,
    OutsideHorizon,
    UnknownZone,
    epoch_seconds,
    is_zone,
    load_zone_offsets,
    moment_at,
    week_of_day,
)

ZONES = [
    "UTC",
    "Europe/London",  # summer time all year from 1968 to 1971
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Kathmandu",  # moved by a quarter of an hour in 1986
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Apia",  # skipped a day
    "Africa/Casablanca",  # four changes in some years
    "America/St_Johns",  # changed the clock one minute after midnight
    "America/Recife",  # had summer time for one week in 2000
    "Asia/Gaza",  # has offsets that live for a week
    "Asia/Tehran",
    "Africa/Monrovia",  # was 44 minutes and 30 seconds behind until 1972
    "Antarctica/Troll",  # two hours of summer time
]


def epoch_of(*parts):
    return int(datetime(*parts, tzinfo=UTC).timestamp())


def offset_in(zone, at):
    return int(datetime.fromtimestamp(at, ZoneInfo(zone)).utcoffset().total_seconds())


@pytest.mark.parametrize("zone", ZONES)
def test_the_table_agrees_with_the_zone_database_at_any_moment(zone):
    offsets, random = load_zone_offsets(zone), Random(zone)
    moments = [random.randrange(HORIZON_ENDS_AT) for _ in range(500)]
    assert [offsets.offset_at(at) for at in moments] == [offset_in(zone, at) for at in moments]


@pytest.mark.parametrize("zone", ZONES)
def test_the_table_changes_at_the_very_second(zone):
    offsets = load_zone_offsets(zone)
    edges = [at + side for at in offsets.starts_at[1:] for side in (-1, 0)]
    assert [offsets.offset_at(at) for at in edges] == [offset_in(zone, at) for at in edges]


@pytest.mark.parametrize("zone", ZONES)
def test_the_table_starts_in_1970_ascends_and_holds_only_real_changes(zone):
    offsets = load_zone_offsets(zone)
    assert offsets.starts_at[0] == 0
    assert len(offsets.offsets) == len(offsets.starts_at)
    assert list(offsets.starts_at) == sorted(set(offsets.starts_at))
    neighbours = zip(offsets.offsets, offsets.offsets[1:], strict=False)
    assert all(one != other for one, other in neighbours)


def test_a_zone_without_changes_has_one_entry():
    assert load_zone_offsets("UTC").offsets == (0,)
    assert load_zone_offsets("Asia/Kolkata").offsets == (19_800,)


def test_london_was_on_summer_time_all_through_1970():
    london = load_zone_offsets("Europe/London")
    assert london.starts_at[:2] == (0, epoch_of(1971, 10, 31, 2))
    assert london.offsets[:2] == (3600, 0)


def test_lord_howe_moves_by_half_an_hour():
    lord_howe = load_zone_offsets("Australia/Lord_Howe")
    assert lord_howe.offset_at(epoch_of(2026, 1, 1)) == 39_600
    assert lord_howe.offset_at(epoch_of(2026, 7, 1)) == 37_800


def test_a_zone_may_change_four_times_a_year():
    casablanca = load_zone_offsets("Africa/Casablanca")
    year = range(epoch_of(2013, 1, 1), epoch_of(2014, 1, 1))
    assert sum(at in year for at in casablanca.starts_at) == 4


def test_before_the_first_entry_its_offset_is_taken_and_after_the_last_the_last():
    london = load_zone_offsets("Europe/London")
    assert london.offset_at(-10_000_000_000) == london.offsets[0]
    assert london.offset_at(10_000_000_000) == london.offsets[-1]


def test_apia_never_had_30_december_2011():
    apia = load_zone_offsets("Pacific/Apia")
    skip = epoch_of(2011, 12, 30, 10)
    assert apia.local_day(skip - 1) == (date(2011, 12, 29) - date(1970, 1, 1)).days
    assert apia.local_day(skip) == (date(2011, 12, 31) - date(1970, 1, 1)).days


def test_the_local_day_turns_at_local_midnight():
    new_york = load_zone_offsets("America/New_York")
    midnight = epoch_of(2026, 3, 6, 5)
    assert new_york.local_day(midnight) == (date(2026, 3, 6) - date(1970, 1, 1)).days
    assert new_york.local_day(midnight - 1) == new_york.local_day(midnight) - 1


def test_the_local_week_turns_at_midnight_before_monday():
    new_york = load_zone_offsets("America/New_York")
    monday = epoch_of(2026, 3, 9, 4)  # in summer time since Sunday
    before, first, last = new_york.local_days([monday - 1, monday, monday + 7 * 86_400 - 1])
    assert week_of_day(first) == week_of_day(before) + 1
    assert week_of_day(first) == week_of_day(last)


def test_the_first_week_is_that_of_the_first_of_january_1970():
    assert week_of_day(0) == 0
    assert week_of_day(4) == 1


def test_segments_cover_a_stretch_without_gaps():
    new_york = load_zone_offsets("America/New_York")
    from_at, to_at = epoch_of(2026, 1, 1), epoch_of(2027, 1, 1)
    assert list(new_york.segments(from_at, to_at)) == [
        (from_at, epoch_of(2026, 3, 8, 7), -18_000),
        (epoch_of(2026, 3, 8, 7), epoch_of(2026, 11, 1, 6), -14_400),
        (epoch_of(2026, 11, 1, 6), to_at, -18_000),
    ]


def test_segments_go_on_before_the_first_entry_and_after_the_last():
    utc = load_zone_offsets("UTC")
    assert list(utc.segments(-100, 9_999_999_999)) == [(-100, 9_999_999_999, 0)]


@pytest.mark.parametrize(
    ("local", "moment"),
    [
        ((2026, 3, 8, 1, 59), (2026, 3, 8, 6, 59)),
        ((2026, 3, 8, 2, 30), (2026, 3, 8, 7, 0)),  # skipped: the jump
        ((2026, 3, 8, 3, 0), (2026, 3, 8, 7, 0)),
        ((2026, 11, 1, 1, 30), (2026, 11, 1, 5, 30)),  # repeated: the first pass
        ((2026, 11, 1, 2, 0), (2026, 11, 1, 7, 0)),
    ],
)
def test_the_first_moment_at_a_local_time_minds_skipped_and_repeated_hours(local, moment):
    new_york = load_zone_offsets("America/New_York")
    assert new_york.first_moment_at(epoch_of(*local)) == epoch_of(*moment)


def test_the_first_moment_in_a_skipped_day_is_the_jump():
    apia = load_zone_offsets("Pacific/Apia")
    assert apia.first_moment_at(epoch_of(2011, 12, 30, 12)) == epoch_of(2011, 12, 30, 10)


def test_a_zone_is_compiled_once():
    assert load_zone_offsets("Europe/Paris") is load_zone_offsets("Europe/Paris")


@pytest.mark.parametrize("name", ["Europe/London", "UTC", "Asia/Kolkata", "America/Indiana/Knox"])
def test_names_of_the_database_are_zones(name):
    assert is_zone(name)


@pytest.mark.parametrize("name", ["", "london", "europe/london", "../etc/passwd", "localtime"])
def test_other_names_are_no_zones(name):
    assert not is_zone(name)


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("Europe/Lundon", "Europe/London"),
        ("america/new york", "America/New_York"),
        ("Kolkata", "Asia/Kolkata"),
    ],
)
def test_an_unknown_zone_is_refused_with_a_suggestion(name, suggestion):
    with pytest.raises(UnknownZone, match="not in the IANA time zone database") as refusal:
        load_zone_offsets(name)
    assert refusal.value.suggestions[0] == suggestion
    assert f'Did you mean "{suggestion}"' in str(refusal.value)


def test_a_zone_like_no_other_is_refused_with_an_example():
    with pytest.raises(UnknownZone, match='Write a name such as "Europe/London"'):
        load_zone_offsets("Mars")


def test_a_moment_is_whole_seconds_and_back():
    moment = datetime(2026, 3, 6, 16, 30, 15, 999_999, tzinfo=timezone(timedelta(hours=-5)))
    assert moment_at(epoch_seconds(moment)) == datetime(2026, 3, 6, 21, 30, 15, tzinfo=UTC)
    assert moment_at(epoch_seconds(moment)).tzinfo is UTC


def test_the_two_passes_of_a_repeated_hour_are_two_moments():
    first = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    assert epoch_seconds(first.replace(fold=1)) - epoch_seconds(first) == 3600


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(NaiveDatetime, match="2026-03-06T16:00:00 has no time zone"):
        epoch_seconds(datetime(2026, 3, 6, 16))  # noqa: DTZ001 - that is the case


@pytest.mark.parametrize(
    "moment", [datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)]
)
def test_a_moment_outside_the_horizon_is_refused(moment):
    with pytest.raises(OutsideHorizon, match="known from 1970-01-01 until 2100-01-01"):
        epoch_seconds(moment)
