"""Points that silence takes: gaps worked out by hand, to the second."""

import pytest
from engine_world import DAY, NOON, SECOND, acted, days_ago
from history_world import given, history_pact, opened, scored

from leadpact.terms.reasons import JudgementReason, JudgementReasonCode

MONTHLY = "silence_of: any, every: {days: 30}, points: -10"


@pytest.mark.parametrize(("days", "points"), [(0, 0), (29, 0), (30, -10), (59, -10), (95, -30)])
def test_each_full_span_since_the_creation_takes_its_points(days: int, points: int) -> None:
    assert given(history_pact(MONTHLY), created=NOON - days * DAY) == points


def test_a_gap_of_the_exact_length_counts_and_a_second_less_does_not() -> None:
    ruleset = history_pact(MONTHLY)
    assert given(ruleset, days_ago(30)) == -10
    assert given(ruleset, acted(NOON - 30 * DAY + SECOND)) == 0
    assert given(ruleset, days_ago(60), days_ago(30), as_of=NOON - SECOND) == -10
    assert given(ruleset, days_ago(60), acted(NOON - 30 * DAY - SECOND), as_of=NOON - DAY) == 0


def test_each_gap_counts_by_itself_and_no_rest_is_carried_over() -> None:
    """Gaps of 45, 45 and 10 days: one span in each of the first two."""
    ruleset = history_pact(MONTHLY)
    assert given(ruleset, days_ago(55), days_ago(10), created=NOON - 100 * DAY) == -20


def test_a_day_of_silence_has_86_400_seconds_whatever_the_clocks_do() -> None:
    """Between 28 and 29 March 2026, 12:00 in Berlin, lie 23 hours."""
    ruleset = history_pact(
        "silence_of: any, every: {days: 1}, points: -1", time_zone="Europe/Berlin"
    )
    first = NOON.replace(month=3, day=28, hour=11)
    assert given(ruleset, acted(first), as_of=first + 23 * DAY / 24) == 0
    assert given(ruleset, acted(first), as_of=first + DAY) == -1


def test_what_silence_took_stays_taken_after_the_next_activity() -> None:
    assert given(history_pact(MONTHLY), days_ago(70), days_ago(1)) == -20


def test_the_next_activity_gives_the_points_back_where_the_pact_says_so() -> None:
    ruleset = history_pact(f"{MONTHLY}, until: next_activity")
    back = days_ago(1)
    assert given(ruleset, days_ago(70), back, as_of=back.occurred_at - SECOND) == -20
    assert given(ruleset, days_ago(70), back, as_of=back.occurred_at) == 0


def test_the_limit_holds_all_gaps_together() -> None:
    ruleset = history_pact(f"{MONTHLY}, at_most: {{points: 25}}")
    assert given(ruleset, days_ago(400), days_ago(200)) == -25


def test_only_the_named_activities_end_a_silence() -> None:
    ruleset = history_pact("silence_of: [demo, left], every: {days: 30}, points: -10")
    acts = [days_ago(31), days_ago(10, "web"), days_ago(45, "demo")]
    assert given(ruleset, *acts) == -10
    assert given(ruleset, *acts, days_ago(20, "left")) == 0


def test_the_first_gap_begins_with_the_creation_or_the_first_activity_before_it() -> None:
    ruleset = history_pact(MONTHLY)
    first = days_ago(65)
    assert given(ruleset, first, created=NOON - 100 * DAY) == -30
    assert given(ruleset, first, created=NOON - 5 * DAY) == -20
    assert given(ruleset, first) == -20
    assert given(ruleset) == 0


def test_the_order_of_arrival_and_later_activities_change_nothing() -> None:
    ruleset = history_pact(MONTHLY)
    acts = [days_ago(90), days_ago(40), days_ago(40), days_ago(2)]
    expected = [(89, 0), (60, -10), (40, -10), (10, -20), (2, -20), (0, -20)]
    for days, points in expected:
        assert given(ruleset, *acts, as_of=NOON - days * DAY) == points
        assert given(ruleset, *reversed(acts), as_of=NOON - days * DAY) == points


def test_the_reason_says_how_many_spans_were_silent() -> None:
    reason = JudgementReason(JudgementReasonCode.SILENCE_COUNTED, "r1", "", 3, -30_000)
    assert scored(history_pact(MONTHLY), days_ago(95)).reasons == (reason,)


def test_a_gate_opens_at_the_activity_that_ends_a_silence_and_never_before() -> None:
    """100 points for the demo, 20 taken by silence; the next activity gives them back."""
    rules = ("on: demo, points: 100", f"{MONTHLY}, until: next_activity")
    demo, back = days_ago(70, "demo"), days_ago(1)
    ruleset = history_pact(*rules, "on: web, points: 5", gate="s >= 105")
    assert opened(ruleset, demo, back) == back.occurred_at
    assert opened(ruleset, demo, as_of=NOON + 90 * DAY) is None
    for_good = history_pact(rules[0], MONTHLY, "on: web, points: 5", gate="s >= 105")
    assert opened(for_good, demo, back) is None
