"""Resets worked out by hand: what is left of points that were given, or taken, before."""

from engine_world import DAY, NOON, SECOND, acted, days_ago
from history_world import given, history_pact, opened, scored

LEFT = "[{on: left, keep_percent: 0}]"
HALF = "[{on: left, keep_percent: 50}]"


def test_nothing_is_left_after_a_reset_to_nothing_and_later_points_count() -> None:
    ruleset = history_pact("on: web, points: 10", resets=LEFT)
    acts = [days_ago(9), days_ago(8), days_ago(5, "left"), days_ago(2)]
    expected = [(8, 20), (6, 20), (5, 0), (3, 0), (2, 10), (0, 10)]
    for days, points in expected:
        assert given(ruleset, *acts, as_of=NOON - days * DAY) == points
        assert given(ruleset, *reversed(acts), as_of=NOON - days * DAY) == points


def test_an_activity_of_the_same_second_is_reset_and_one_a_second_later_is_not() -> None:
    ruleset = history_pact("on: web, points: 10", resets=LEFT)
    reset = days_ago(5, "left")
    assert given(ruleset, days_ago(5), reset) == 0
    assert given(ruleset, acted(reset.occurred_at + SECOND), reset) == 10


def test_a_part_is_left_and_goes_on_fading() -> None:
    """Two thirds and one third of 9 points, half of them left: 4.5."""
    ruleset = history_pact("on: web, points: 9, fades: {shape: linear, days: 90}", resets=HALF)
    acts = [days_ago(30), days_ago(60), days_ago(10, "left")]
    assert given(ruleset, *acts) == 4.5
    assert given(ruleset, *acts, days_ago(0)) == 13.5


def test_only_the_latest_reset_counts_and_nothing_is_reduced_twice() -> None:
    ruleset = history_pact("on: web, points: 100", resets=HALF)
    acts = [days_ago(9), days_ago(8, "left"), days_ago(7), days_ago(6, "left")]
    assert given(ruleset, *acts[:3]) == 150
    assert given(ruleset, *acts) == 100


def test_of_several_kinds_of_reset_the_latest_is_in_force() -> None:
    resets = "[{on: left, keep_percent: 0}, {on: paused, keep_percent: 50}]"
    ruleset = history_pact("on: web, points: 100", resets=resets)
    left, paused = days_ago(5, "left"), days_ago(3, "paused")
    assert given(ruleset, days_ago(9), left) == 0
    assert given(ruleset, days_ago(9), left, paused) == 50
    assert given(ruleset, days_ago(9), paused, days_ago(2, "left")) == 0


def test_of_two_resets_in_one_second_the_one_that_leaves_least_is_in_force() -> None:
    resets = "[{on: paused, keep_percent: 50}, {on: left, keep_percent: 10}]"
    ruleset = history_pact("on: web, points: 100", resets=resets)
    assert given(ruleset, days_ago(9), days_ago(5, "left"), days_ago(5, "paused")) == 10


def test_the_limit_holds_what_was_given_before_it_is_reduced_and_all_together_after() -> None:
    """Five times 10 points are 20; half of them is 10; three more are held at 20."""
    ruleset = history_pact("on: web, points: 10, at_most: {points: 20}", resets=HALF)
    before = [days_ago(days) for days in (9, 8, 7, 6, 5)]
    reset, after = days_ago(4, "left"), [days_ago(days) for days in (3, 2, 1)]
    assert given(ruleset, *before, reset) == 10
    assert given(ruleset, *before, reset, after[0]) == 20
    assert given(ruleset, *before, reset, *after) == 20


def test_what_is_left_is_rounded_half_away_from_zero() -> None:
    """A third of a point is 0.333; half of that 0.1665."""
    rule = "on: web, points: {}, fades: {{shape: linear, days: 3}}"
    for points, millipoints in ((1, 167), (-1, -167)):
        ruleset = history_pact(rule.format(points), resets=HALF)
        score = scored(ruleset, days_ago(2), days_ago(1, "left"))
        assert score.millipoints == millipoints


def test_points_that_were_taken_are_reset_too() -> None:
    ruleset = history_pact("on: web, points: -40", resets=LEFT)
    assert given(ruleset, days_ago(9)) == -40
    assert given(ruleset, days_ago(9), days_ago(5, "left")) == 0


def test_silence_until_a_reset_is_reset_with_the_spans_that_were_full_by_then() -> None:
    """Spans end 60, 30 and 0 days ago; the reset comes to the second at the end of the first."""
    rule = "silence_of: [web], every: {days: 30}, points: -10"
    ruleset = history_pact(rule, resets=HALF)
    web, reset = days_ago(90), days_ago(60, "left")
    assert given(ruleset, web, reset) == -25
    assert given(ruleset, web, acted(reset.occurred_at - SECOND, "left")) == -30
    given_back = history_pact(f"{rule}, until: next_activity", resets=HALF)
    assert given(given_back, web, reset) == -25
    assert given(given_back, web, days_ago(65), reset) == -20


def test_rules_on_conditions_are_not_reset() -> None:
    ruleset = history_pact(
        "on: web, points: 10", "when: \"count('web') > 0\", points: 3", resets=LEFT
    )
    assert given(ruleset, days_ago(9), days_ago(5, "left")) == 3


def test_the_latest_activity_is_reset_or_not_as_it_lies() -> None:
    ruleset = history_pact("on: web, points: 10, take: latest", resets=HALF)
    reset = days_ago(5, "left")
    assert given(ruleset, days_ago(9), days_ago(6), reset) == 5
    assert given(ruleset, days_ago(9), reset, days_ago(4)) == 10


def test_a_count_limit_goes_on_over_a_reset() -> None:
    rule = "on: web, points: 10, at_most: {count: 1, per: month}"
    ruleset = history_pact(rule, resets=LEFT)
    month_before = days_ago(20)
    assert given(ruleset, month_before, days_ago(19, "left"), days_ago(18)) == 0
    assert given(ruleset, month_before, days_ago(19, "left"), days_ago(1)) == 10


def test_a_gate_opens_at_a_reset_that_gives_points_back() -> None:
    """100 points less 60 that a bad sign took; the reset leaves nothing of either."""
    rules = ("on: web, points: 100", "on: demo, points: -60")
    reset = days_ago(5, "left")
    negative = history_pact(*rules, resets=LEFT, gate="s >= 0 and count('demo') > 0")
    assert opened(negative, days_ago(9, "demo"), reset) == reset.occurred_at


def test_a_gate_that_needs_more_after_a_reset_opens_with_later_points_only() -> None:
    """40, then half of it, 60 and 100."""
    ruleset = history_pact("on: web, points: 40", resets=HALF, gate="s >= 80")
    acts = [days_ago(9), days_ago(8, "left"), days_ago(3), days_ago(2)]
    assert opened(ruleset, *acts) == NOON - 2 * DAY
    assert opened(ruleset, *acts[:3]) is None
