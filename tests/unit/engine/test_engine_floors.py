"""Nightly floors worked out by hand, night by night."""

import random
from datetime import datetime

from engine_world import DAY, NOON, SECOND, acted, days_ago, local
from history_world import given, history_pact, opened, scored

from leadpact.engine import Activity
from leadpact.terms.reasons import JudgementReasonCode

DOWN_AND_UP = ("on: web, points: -5", "on: demo, points: 3")
MIDNIGHT = NOON.replace(hour=0)


def test_a_total_below_the_floor_is_set_back_at_midnight_and_not_before() -> None:
    ruleset = history_pact(*DOWN_AND_UP, floor=0)
    bad = days_ago(1)
    assert given(ruleset, bad, as_of=MIDNIGHT - SECOND) == -5
    assert given(ruleset, bad, as_of=MIDNIGHT) == 0


def test_points_after_the_night_are_added_to_the_floor() -> None:
    """-5, at night 0, then 3, then -2; at night 0 again."""
    ruleset = history_pact(*DOWN_AND_UP, floor=0)
    acts = [days_ago(3), days_ago(2, "demo"), days_ago(1)]
    expected = [(3, -5), (2.4, 0), (2, 3), (1.4, 3), (1, -2), (0, 0)]
    for days, points in expected:
        assert given(ruleset, *acts, as_of=NOON - days * DAY) == points
        assert given(ruleset, *reversed(acts), as_of=NOON - days * DAY) == points


def test_only_the_lowest_night_so_far_lifts_a_total() -> None:
    """Days: -10, +6, -2, nothing, +3. Evenings without lifts: -10, -4, -6, -6, -3."""
    ruleset = history_pact("on: web, points: -2", "on: demo, points: 3", floor=0)
    acts = [
        *(days_ago(5) for _ in range(5)),
        *(days_ago(4, "demo") for _ in range(2)),
        days_ago(3),
        days_ago(1, "demo"),
    ]
    expected = [(5, -10), (4, 6), (3, 4), (2, 4), (1, 7), (0, 7)]
    assert [
        (days, given(ruleset, *acts, as_of=NOON - days * DAY)) for days, _ in expected
    ] == expected


def test_what_happens_in_the_last_second_of_a_day_is_set_back_with_it() -> None:
    ruleset = history_pact(*DOWN_AND_UP, floor=0)
    assert given(ruleset, days_ago(9, "left"), acted(MIDNIGHT - SECOND)) == 0
    assert given(ruleset, days_ago(9, "left"), acted(MIDNIGHT)) == -5


def test_a_night_is_that_of_the_zone_also_when_the_clocks_change() -> None:
    """On 29 March 2026 a day in Berlin has 23 hours, on 25 October 25."""
    ruleset = history_pact(*DOWN_AND_UP, floor=0, time_zone="Europe/Berlin")
    for first, night in (
        (local(1, 2026, 3, 29, 0, 0, 0), local(2, 2026, 3, 30, 0, 0, 0)),
        (local(2, 2026, 10, 25, 0, 0, 0), local(1, 2026, 10, 26, 0, 0, 0)),
    ):
        assert given(ruleset, acted(first), as_of=night - SECOND) == -5
        assert given(ruleset, acted(first), as_of=night) == 0


def test_a_clock_that_jumps_over_midnight_ends_the_day_at_the_jump() -> None:
    """In Havana on 8 March 2026 the clock goes from 23:59:59 to 01:00."""
    ruleset = history_pact(*DOWN_AND_UP, floor=0, time_zone="America/Havana")
    jump = local(-5, 2026, 3, 8, 0, 0, 0)
    assert given(ruleset, acted(jump - DAY / 2), as_of=jump - SECOND) == -5
    assert given(ruleset, acted(jump - DAY / 2), as_of=jump) == 0


def test_nights_before_a_lead_was_there_lift_nothing() -> None:
    """Its country takes 10 points: only the first night after the creation sets that back."""
    ruleset = history_pact('when: "not is_known(country)", points: -10', *DOWN_AND_UP, floor=0)
    created = NOON - 4 * DAY
    assert given(ruleset, created=created, as_of=created) == -10
    assert given(ruleset, created=created, as_of=MIDNIGHT - 4 * DAY + DAY - SECOND) == -10
    assert given(ruleset, created=created, as_of=MIDNIGHT - 4 * DAY + DAY) == 0
    assert given(ruleset) == -10


def test_a_floor_above_zero_gives_points_at_the_first_night() -> None:
    ruleset = history_pact("on: demo, points: 3", floor=5)
    assert given(ruleset, days_ago(0, "demo")) == 3
    assert given(ruleset, days_ago(2, "demo"), days_ago(0, "demo")) == 8


def test_silence_that_goes_on_is_set_back_each_night() -> None:
    """The span of the second day ends at noon: -4 until midnight."""
    ruleset = history_pact("silence_of: any, every: {days: 2}, points: -4", *DOWN_AND_UP, floor=0)
    first = days_ago(4, "demo")
    expected = [(4, 3), (2.1, 3), (2, -1), (1.5, 0), (1, 0), (0, -4)]
    for days, points in expected:
        assert given(ruleset, first, as_of=NOON - days * DAY) == points


def test_a_reset_ends_what_nights_lifted() -> None:
    """-50, set back to 0; nothing is left of both, so it is 0 and not 50."""
    ruleset = history_pact(
        "on: web, points: -50",
        "on: demo, points: 3",
        resets="[{on: left, keep_percent: 0}]",
        floor=0,
    )
    acts = [days_ago(5), days_ago(3, "left"), days_ago(2, "demo")]
    assert given(ruleset, *acts, as_of=NOON - 4 * DAY) == 0
    assert given(ruleset, *acts, as_of=NOON - 3 * DAY) == 0
    assert given(ruleset, *acts) == 3


def test_what_a_reset_leaves_below_the_floor_is_set_back_the_night_after() -> None:
    ruleset = history_pact(
        "on: web, points: -50",
        "on: demo, points: 3",
        resets="[{on: left, keep_percent: 50}]",
        floor=0,
    )
    acts = [days_ago(5), days_ago(3, "left")]
    assert given(ruleset, *acts, as_of=NOON - 3 * DAY) == -25
    assert given(ruleset, *acts, as_of=NOON - 2 * DAY) == 0


def test_the_range_holds_the_lifted_total() -> None:
    ruleset = history_pact("on: demo, points: 30", "on: web, points: -5", floor=0, range_="[0, 50]")
    score = scored(ruleset, days_ago(3), days_ago(0, "demo"), days_ago(0, "demo"))
    assert [(str(reason.code), reason.millipoints) for reason in score.reasons] == [
        ("ACTIVITY_COUNTED", 60_000),
        ("ACTIVITY_COUNTED", -5_000),
        ("NIGHTLY_FLOOR", 5_000),
        ("RANGE_LIMIT", -10_000),
    ]
    assert score.millipoints == 50_000


def test_a_gate_is_asked_at_activities_and_sees_what_the_nights_before_lifted() -> None:
    ruleset = history_pact(*DOWN_AND_UP, floor=0, gate="s >= 3")
    bad, good = days_ago(3), days_ago(1, "demo")
    assert opened(ruleset, bad, days_ago(3, "demo")) is None
    assert opened(ruleset, bad, good) == good.occurred_at


def test_points_given_back_after_a_lifted_night_open_a_gate() -> None:
    """20 points that silence took were lifted at night, and come back with the activity."""
    quiet = "silence_of: any, every: {days: 10}, points: -20, until: next_activity"
    ruleset = history_pact(quiet, *DOWN_AND_UP, floor=0, gate="s >= 20")
    first, back = days_ago(11, "left"), days_ago(0.5, "left")
    assert opened(ruleset, first, back) == back.occurred_at


def night_by_night(activities: list[Activity], points: dict[str, int], as_of: datetime) -> int:
    """Keep a running total, day by day, as people do it on paper."""
    total, day = 0, min(item.occurred_at for item in activities).date()
    for item in sorted(activities, key=lambda item: item.occurred_at):
        if item.occurred_at > as_of:
            break
        total = max(total, 0) if item.occurred_at.date() > day else total
        day = item.occurred_at.date()
        total += points[item.kind]
    return max(total, 0) if as_of.date() > day else total


def test_the_lowest_night_gives_the_same_as_a_total_that_is_kept_night_by_night() -> None:
    chance = random.Random(5)
    points = {"web": -7, "demo": 4}
    ruleset = history_pact("on: web, points: -7", "on: demo, points: 4", floor=0)
    lifted = 0
    for _ in range(60):
        acts = [
            days_ago(chance.uniform(0, 12), chance.choice(["web", "demo"]))
            for _ in range(chance.randint(1, 25))
        ]
        for _ in range(5):
            as_of = NOON - chance.uniform(0, 10) * DAY
            if any(item.occurred_at <= as_of for item in acts):
                score = scored(ruleset, *acts, as_of=as_of)
                assert score.points == night_by_night(acts, points, as_of)
                codes = {reason.code for reason in score.reasons}
                lifted += JudgementReasonCode.NIGHTLY_FLOOR in codes
    assert lifted > 100
