"""Numbers worked out by hand: fades, limits, rounding, ranges.

The linear example is the market's own: 9 points, 90 days of life, 3 days old, 8.7 points.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
from engine_world import DAY, NOON, SECOND, acted, days_ago, local, pact, points_of, score_of

from leadpact.engine import Activity
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode

SAME: dict[str, Any] = {"activity_id": "a", "occurred_at": NOON - DAY}
NINE = pact("on: web, points: 9, fades: {shape: linear, days: 90}")


def test_nine_points_of_ninety_days_are_8_7_after_three() -> None:
    assert score_of(NINE, days_ago(3)).millipoints == 8700


@pytest.mark.parametrize(
    ("age_days", "points"), [(0, 9), (30, 6), (45, 4.5), (89, 0.1), (90, 0), (91, 0)]
)
def test_linear_points_fall_evenly_to_zero(age_days: float, points: float) -> None:
    assert points_of(NINE, days_ago(age_days)) == points


def test_a_linear_activity_counts_until_the_last_second_of_its_life() -> None:
    reasons = score_of(NINE, days_ago(90), days_ago(90 - 1 / 86_400)).reasons
    assert [reason.n_counted for reason in reasons] == [1]


def test_a_rule_is_divided_once_and_not_for_each_activity() -> None:
    third = pact("on: web, points: 1, fades: {shape: linear, days: 3}")
    assert score_of(third, days_ago(2)).millipoints == 333
    assert score_of(third, days_ago(2), days_ago(2)).millipoints == 667
    assert score_of(third, days_ago(2), days_ago(2), days_ago(2)).millipoints == 1000


@pytest.mark.parametrize(("points", "millipoints"), [(1, 1), (-1, -1), (3, 2), (-3, -2)])
def test_half_a_millipoint_rounds_away_from_zero(points: int, millipoints: int) -> None:
    ruleset = pact(f"on: web, points: {points}, fades: {{shape: linear, days: 2000}}")
    assert score_of(ruleset, days_ago(1999)).millipoints == millipoints


def test_a_window_gives_all_points_until_its_very_end() -> None:
    ruleset = pact("on: web, points: 5, fades: {shape: window, days: 30}")
    old = acted(NOON - 30 * DAY)
    assert points_of(ruleset, old, as_of=NOON - SECOND) == 5
    assert points_of(ruleset, old) == 0


def test_steps_give_the_share_of_the_step_that_an_age_lies_in() -> None:
    steps = "[{days: 14, percent: 100}, {days: 60, percent: 50}]"
    ruleset = pact(f"on: web, points: 15, fades: {{shape: steps, steps: {steps}}}")
    ages = [0, 13.9, 14, 59.9, 60]
    assert [points_of(ruleset, days_ago(age)) for age in ages] == [15, 15, 7.5, 7.5, 0]


def test_without_a_fade_points_stay_for_ever() -> None:
    assert points_of(pact("on: web, points: 5"), days_ago(3000)) == 5


def test_what_happens_later_does_not_count_yet() -> None:
    ruleset = pact("on: web, points: 5")
    later = acted(NOON + SECOND)
    assert points_of(ruleset, later) == 0
    assert points_of(ruleset, later, as_of=NOON + SECOND) == 5


def test_the_points_limit_holds_a_rule_on_both_sides_of_zero() -> None:
    limit = "at_most: {points: 12}"
    ruleset = pact(f"on: web, points: 5, {limit}", f"on: demo, points: -5, {limit}")
    webs = [days_ago(1) for _ in range(3)]
    demos = [days_ago(1, "demo") for _ in range(4)]
    assert [reason.millipoints for reason in score_of(ruleset, *webs, *demos).reasons] == [
        12_000,
        -12_000,
    ]


def test_the_count_limit_counts_the_first_of_each_day() -> None:
    ruleset = pact("on: web, points: 5, at_most: {count: 2, per: day}")
    today = [acted(NOON - hours * 3600 * SECOND) for hours in (0, 1, 2)]
    yesterday = [acted(NOON - DAY)]
    assert points_of(ruleset, *today, *yesterday) == 15


def test_an_earlier_activity_takes_the_place_of_a_later_one_of_its_day() -> None:
    ruleset = pact(
        "on: web, points: 10, at_most: {count: 1, per: day}, fades: {shape: linear, days: 1}"
    )
    late, early = acted(NOON - DAY / 10), acted(NOON - DAY / 4)
    assert points_of(ruleset, late) == 9
    assert points_of(ruleset, late, early) == 7.5


def test_a_day_ends_at_local_midnight_also_when_the_clocks_go_forward() -> None:
    ruleset = pact(
        "on: web, points: 5, at_most: {count: 1, per: day}", time_zone="America/New_York"
    )
    first, last = local(-5, 2026, 3, 8, 0, 0, 0), local(-4, 2026, 3, 8, 23, 59, 59)
    assert (last - first).total_seconds() == 23 * 3600 - 1
    as_of = datetime(2026, 3, 10, tzinfo=UTC)
    assert points_of(ruleset, acted(first), acted(last), as_of=as_of) == 5
    assert points_of(ruleset, acted(first), acted(last + SECOND), as_of=as_of) == 10


def test_a_day_has_25_hours_when_the_clocks_go_back() -> None:
    ruleset = pact(
        "on: web, points: 5, at_most: {count: 1, per: day}", time_zone="America/New_York"
    )
    first, last = local(-4, 2026, 11, 1, 0, 0, 0), local(-5, 2026, 11, 1, 23, 59, 59)
    assert (last - first).total_seconds() == 25 * 3600 - 1
    as_of = datetime(2026, 11, 5, tzinfo=UTC)
    assert points_of(ruleset, acted(first), acted(last), as_of=as_of) == 5
    assert points_of(ruleset, acted(first - SECOND), acted(last), as_of=as_of) == 10


def test_a_week_begins_on_monday_in_the_zone_of_the_pact() -> None:
    ruleset = pact("on: web, points: 5, at_most: {count: 1, per: week}", time_zone="Asia/Kolkata")
    sunday, monday = local(5.5, 2026, 3, 1, 23, 59, 59), local(5.5, 2026, 3, 2, 0, 0, 0)
    next_sunday = local(5.5, 2026, 3, 8, 23, 59, 59)
    as_of = datetime(2026, 3, 10, tzinfo=UTC)
    assert points_of(ruleset, acted(monday), acted(next_sunday), as_of=as_of) == 5
    assert points_of(ruleset, acted(sunday), acted(monday), as_of=as_of) == 10


def test_an_id_counts_once_however_often_it_arrives() -> None:
    ruleset = pact("on: web, points: 5")
    copies = [acted(NOON - DAY, activity_id="same") for _ in range(3)]
    assert points_of(ruleset, *copies) == 5


def test_of_copies_that_differ_the_earliest_counts() -> None:
    late, early = acted(NOON - DAY, activity_id="same"), acted(NOON - 3 * DAY, activity_id="same")
    assert points_of(NINE, late, early) == points_of(NINE, early, late) == 8.7


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("where", "one", "other", "points"),
    [
        ("channel == 'a'", {"channel": "a"}, {"channel": "b"}, 5),
        ("channel == 'b'", {"channel": "a"}, {"channel": "b"}, 0),
        ("channel == 'a'", {"channel": None}, {"channel": "a"}, 0),  # what is missing is first
        ("campaign == 'a'", {"campaign": "a"}, {"campaign": "b"}, 5),
        ("campaign == 'a'", {"campaign": None}, {"campaign": "a"}, 0),
        ("content == 'a'", {"content": "a"}, {"content": "b"}, 5),
        ("content == 'a'", {"content": None}, {"content": "a"}, 0),
        ("value == -1", {"value": -1.0}, {"value": 1.0}, 5),
        ("value == -1", {"value": None}, {"value": -1.0}, 0),
        ("value == -1", {"value": float("nan")}, {"value": -1.0}, 0),
        ("value == -1", {"value": float("-inf")}, {"value": -1.0}, 0),
        ("value >= 1", {"channel": "a", "value": 2.0}, {"channel": "b", "value": 0.0}, 5),
        ("channel == 'b'", {"kind": "demo"}, {"channel": "b"}, 0),  # by kind before all else
    ],
)
def test_of_copies_of_one_moment_the_first_by_their_contents_counts(
    where: str, one: dict[str, Any], other: dict[str, Any], points: int, order: int
) -> None:
    copies = [Activity(**{"kind": "web", **stated}, **SAME) for stated in (one, other)]
    ruleset = pact(f'on: web, where: "{where}", points: 5')
    assert points_of(ruleset, *copies[::order]) == points


def test_the_range_holds_the_total_and_says_what_it_took() -> None:
    ruleset = pact("on: web, points: 30", range_="[0, 50]")
    score = score_of(ruleset, days_ago(1), days_ago(2))
    assert score.millipoints == 50_000
    assert score.reasons == (
        JudgementReason(JudgementReasonCode.ACTIVITY_COUNTED, "r1", "web", 2, 60_000),
        JudgementReason(JudgementReasonCode.RANGE_LIMIT, field="s", millipoints=-10_000),
    )


def test_a_range_above_zero_lifts_a_lead_of_which_nothing_is_known() -> None:
    score = score_of(pact("on: web, points: 30", range_="[5, 50]"))
    assert score.points == 5
    assert score.reasons == (
        JudgementReason(JudgementReasonCode.RANGE_LIMIT, field="s", millipoints=5000),
    )
