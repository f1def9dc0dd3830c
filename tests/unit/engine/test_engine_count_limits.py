"""Count limits by month, quarter and block of days, worked out by hand on a calendar."""

from datetime import UTC, datetime, timedelta

import pytest
from engine_world import DAY, NOON, SECOND, acted, local, pact, points_of

from leadpact.engine import Activity
from leadpact.pact.ruleset import Ruleset

LATER = datetime(2027, 12, 31, tzinfo=UTC)


def once_per(unit: str, time_zone: str = "UTC") -> Ruleset:
    return pact(f"on: web, points: 5, at_most: {{count: 1, per: {unit}}}", time_zone=time_zone)


def test_a_month_counts_its_first_activity_from_its_first_second_to_its_last() -> None:
    first = acted(datetime(2026, 2, 1, tzinfo=UTC))
    last = acted(datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC))
    march = acted(datetime(2026, 3, 1, tzinfo=UTC))
    assert points_of(once_per("month"), first, last, as_of=LATER) == 5
    assert points_of(once_per("month"), last, march, as_of=LATER) == 10


def test_a_leap_day_belongs_to_its_february() -> None:
    leap_day = acted(datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC))
    as_of = datetime(2028, 4, 1, tzinfo=UTC)
    february, march = datetime(2028, 2, 1, tzinfo=UTC), datetime(2028, 3, 1, tzinfo=UTC)
    assert points_of(once_per("month"), acted(february), leap_day, as_of=as_of) == 5
    assert points_of(once_per("month"), leap_day, acted(march), as_of=as_of) == 10


def test_the_same_month_of_another_year_is_another_month() -> None:
    years = [acted(datetime(year, 5, 3, tzinfo=UTC)) for year in (2025, 2026, 2027)]
    assert points_of(once_per("month"), *years, as_of=LATER) == 15


def test_a_month_ends_at_midnight_in_the_zone_of_the_pact() -> None:
    ruleset = once_per("month", "America/New_York")
    evening, night = local(-4, 2026, 8, 31, 23, 59, 59), local(-4, 2026, 9, 1, 0, 0, 0)
    early = acted(local(-4, 2026, 8, 1, 0, 0, 0))
    assert points_of(ruleset, early, acted(evening), as_of=LATER) == 5
    assert points_of(ruleset, early, acted(night), as_of=LATER) == 10


def test_a_month_with_a_change_of_clocks_ends_at_its_own_midnight() -> None:
    ruleset = once_per("month", "Europe/Berlin")
    first, last = local(1, 2026, 3, 1, 0, 0, 0), local(2, 2026, 3, 31, 23, 59, 59)
    assert last - first == timedelta(days=31, hours=-1, seconds=-1)
    assert points_of(ruleset, acted(first), acted(last), as_of=LATER) == 5
    assert points_of(ruleset, acted(first), acted(last + SECOND), as_of=LATER) == 10


@pytest.mark.parametrize(
    ("last", "first"),
    [((2026, 3, 31), (2026, 4, 1)), ((2026, 6, 30), (2026, 7, 1)), ((2026, 12, 31), (2027, 1, 1))],
)
def test_quarters_begin_in_january_april_july_and_october(
    last: tuple[int, int, int], first: tuple[int, int, int]
) -> None:
    before, after = (datetime(*day, 12, tzinfo=UTC) for day in (last, first))
    earlier = before - 60 * DAY
    assert points_of(once_per("quarter"), acted(earlier), acted(before), as_of=LATER) == 5
    assert points_of(once_per("quarter"), acted(before), acted(after), as_of=LATER) == 10


def test_a_block_ends_to_the_second_after_so_many_times_24_hours() -> None:
    ruleset = once_per("{days: 90}")
    first, edge = acted(NOON), NOON + 90 * DAY
    assert points_of(ruleset, first, acted(edge - SECOND), as_of=LATER) == 5
    assert points_of(ruleset, first, acted(edge), as_of=LATER) == 10


def test_blocks_follow_each_other_from_the_first_activity_on() -> None:
    """Days 0, 89, 91, 179, 180: blocks 0, 0, 1, 1, 2."""
    ruleset = once_per("{days: 90}")
    acts = [acted(NOON + days * DAY) for days in (0, 89, 91, 179, 180)]
    assert points_of(ruleset, *acts, as_of=LATER) == 15


def test_a_block_has_seconds_and_no_local_days() -> None:
    ruleset = once_per("{days: 1}", "Europe/Berlin")
    first = local(1, 2026, 3, 29, 0, 30, 0)  # a day of 23 hours
    same_clock = local(2, 2026, 3, 30, 0, 30, 0)
    assert points_of(ruleset, acted(first), acted(same_clock), as_of=LATER) == 5
    assert points_of(ruleset, acted(first), acted(first + DAY), as_of=LATER) == 10


def test_the_first_block_begins_with_the_first_activity_that_the_rule_takes() -> None:
    rule = "on: web, points: 5, where: \"channel == 'ads'\", at_most: {count: 1, per: {days: 10}}"
    ruleset = pact(rule)
    other = Activity("x", "web", NOON - 3 * DAY, channel="mail")
    ads = [Activity(f"a{days}", "web", NOON + days * DAY, channel="ads") for days in (0, 9, 10)]
    assert points_of(ruleset, other, *ads, as_of=LATER) == 10


def test_an_activity_reported_late_begins_the_first_block_in_whatever_order() -> None:
    ruleset = once_per("{days: 10}")
    first, second, third = (acted(NOON + days * DAY) for days in (-5, 0, 6))
    assert points_of(ruleset, second, third, as_of=LATER) == 5
    for order in ([first, second, third], [third, second, first], [second, first, third]):
        assert points_of(ruleset, *order, as_of=LATER) == 10


def test_what_happens_after_the_moment_changes_no_block() -> None:
    ruleset = once_per("{days: 10}")
    acts = [acted(NOON + days * DAY) for days in (0, 9, 10, 25)]
    expected = [(0, 5), (9, 5), (10, 10), (24, 10), (25, 15)]
    for days, points in expected:
        assert points_of(ruleset, *acts, as_of=NOON + days * DAY) == points
