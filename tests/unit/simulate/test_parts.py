"""The pieces of the simulation: ids, money, order, periods, clocks, working time, streams."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from leadpact.simulate.names import make_lexicon
from leadpact.simulate.sampling import (
    NEVER,
    enumerate_ragged,
    make_streams,
    order_by_lead,
    spread,
)
from leadpact.simulate.setting import make_setting
from leadpact.simulate.tables import make_codes, make_ids, make_money
from leadpact.simulate.team import OPEN_SECONDS, make_team
from leadpact.simulate.truth import TRUTH
from leadpact.simulate.world import DAY, ZONES, make_clocks, make_period


def test_ids_are_a_letter_and_eleven_digits() -> None:
    ids = make_ids("L", np.array([0, 9_999, 10_000, 12_345_678_901]))
    assert ids.to_pylist() == ["L00000000000", "L00000009999", "L00000010000", "L12345678901"]


def test_money_keeps_hundredths_and_gaps() -> None:
    money = make_money(np.array([123_456, 5, 7]), np.array([True, False, True]))
    assert money.to_pylist() == [Decimal("1234.56"), None, Decimal("0.07")]


def test_a_negative_code_is_a_missing_value() -> None:
    assert make_codes(np.array([1, -1, 0]), ("a", "b")).to_pylist() == ["b", None, "a"]


def test_the_order_is_by_lead_then_time_then_place() -> None:
    order = order_by_lead(np.array([1, 0, 1, 0, 0]), np.array([5, 9, 5, 3, 9]))
    assert order.tolist() == [3, 1, 4, 0, 2]


def test_ragged_lists_are_numbered_from_zero_and_may_be_empty() -> None:
    lists, places = enumerate_ragged(np.array([2, 0, 3]))
    assert lists.tolist() == [0, 0, 2, 2, 2]
    assert places.tolist() == [0, 1, 0, 1, 2]


def test_a_spread_gives_each_category_its_share_of_places() -> None:
    assert np.bincount(spread([3, 0, 1], 8)).tolist() == [6, 0, 2]


def test_streams_of_neighbouring_places_and_seeds_differ() -> None:
    drawn = {
        (seed, place): tuple(rng.integers(0, 2**62) for rng in make_streams(seed, place, 2))
        for seed in (0, 1, 2**40)
        for place in (0, 1, 2)
    }
    assert len({number for pair in drawn.values() for number in pair}) == 2 * len(drawn)


@pytest.mark.parametrize(
    ("starts_on", "n_months", "ends_on"),
    [
        (date(2024, 1, 1), 24, date(2026, 1, 1)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 11, 15), 3, date(2024, 2, 15)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
    ],
)
def test_a_period_has_whole_months(starts_on: date, n_months: int, ends_on: date) -> None:
    assert make_period(starts_on, n_months).ends_on == ends_on


def test_every_month_of_a_period_is_listed_once() -> None:
    period = make_period(date(2024, 11, 15), 3)
    assert [day.isoformat() for day in period.month_starts()] == [
        "2024-11-01",
        "2024-12-01",
        "2025-01-01",
        "2025-02-01",
    ]


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Australia/Sydney"])
def test_clocks_agree_with_the_zone_on_weekdays_of_the_whole_year(zone: str) -> None:
    period = make_period(date(2024, 1, 1), 12)
    clocks = make_clocks(period)
    days = np.arange(period.n_days)
    days = days[period.weekdays(days) < 5]
    moments = clocks.to_utc(days * DAY + 9 * 3600, np.full(len(days), ZONES.index(zone)))
    found = [datetime.fromtimestamp(int(m) + period.epoch, UTC) for m in moments]
    assert {moment.astimezone(ZoneInfo(zone)).hour for moment in found} == {9}
    back = clocks.to_local(moments, np.full(len(days), ZONES.index(zone)))
    assert np.array_equal(back, days * DAY + 9 * 3600)


def test_working_time_and_moments_are_inverse_until_a_rep_has_left() -> None:
    setting = make_setting(TRUTH, make_period(date(2024, 1, 1), 24), n_leads=5_000, seed=5)
    (rng,) = make_streams(5, 1, 1)
    team = make_team(setting, 20_000, rng)
    rep = np.repeat(np.arange(len(team.reps)), 50)
    worked = rng.integers(0, team.work.n_days.max() * OPEN_SECONDS, len(rep))
    moments = team.work.to_moments(rep, worked)
    has_left = worked >= team.work.n_days[rep] * OPEN_SECONDS
    assert has_left.any()
    assert np.all(moments[has_left] == NEVER)
    assert np.array_equal(team.work.to_work(rep, moments)[~has_left], worked[~has_left])
    assert np.all(moments[~has_left] < team.leaves_at[rep][~has_left])


def test_no_two_companies_share_a_name_or_a_domain() -> None:
    names, domains = make_lexicon().name_companies(np.arange(90_000_000, 90_050_000))
    assert len(names.unique()) == len(domains.unique()) == 50_000
