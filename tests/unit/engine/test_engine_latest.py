"""Only the latest activity of a rule gives points: worked out by hand, also at gates."""

from datetime import datetime

from engine_world import DAY, NOON, SECOND, acted, days_ago, pact, points_of, score_of

from leadpact.engine import Activity, Lead
from leadpact.engine.gates import judge_lead
from leadpact.pact.ruleset import Ruleset


def test_only_the_latest_activity_gives_points() -> None:
    ruleset = pact("on: web, points: 12, take: latest, fades: {shape: linear, days: 30}")
    score = score_of(ruleset, days_ago(3), days_ago(10), days_ago(15))
    assert [(reason.n_counted, reason.millipoints) for reason in score.reasons] == [(1, 10_800)]


def test_what_comes_later_than_the_moment_is_not_the_latest_yet() -> None:
    ruleset = pact("on: web, points: 12, take: latest, fades: {shape: linear, days: 30}")
    acts = [days_ago(10), acted(NOON + SECOND)]
    assert points_of(ruleset, *acts) == 8
    assert points_of(ruleset, *acts, as_of=NOON + SECOND) == 12


def test_two_activities_of_one_second_are_one_latest() -> None:
    ruleset = pact("on: web, points: 12, take: latest")
    assert points_of(ruleset, days_ago(1), days_ago(1), days_ago(2)) == 12


def test_an_old_latest_activity_gives_nothing_at_the_end_of_its_life() -> None:
    ruleset = pact("on: web, points: 12, take: latest, fades: {shape: window, days: 7}")
    assert points_of(ruleset, acted(NOON - 7 * DAY + SECOND)) == 12
    assert score_of(ruleset, days_ago(7)).reasons == ()


def test_the_latest_is_looked_for_after_where_and_the_count_limit() -> None:
    fade = "fades: {shape: linear, days: 10}"
    first_a_day = pact(
        f"on: web, points: 10, take: latest, at_most: {{count: 1, per: day}}, {fade}"
    )
    morning, evening = acted(NOON - 1.5 * DAY), acted(NOON - 1.25 * DAY)
    assert points_of(first_a_day, morning, evening) == 8.5
    ads = pact(f"on: web, points: 10, take: latest, where: \"channel == 'ads'\", {fade}")
    clicked = Activity("x", "web", NOON - 4 * DAY, channel="ads")
    assert points_of(ads, clicked, days_ago(1)) == 6


def test_a_later_activity_may_be_worth_less_where_points_rise() -> None:
    steps = "steps: [{days: 7, percent: 20}, {days: 30, percent: 100}]"
    ruleset = pact(f"on: web, points: 10, take: latest, fades: {{shape: steps, {steps}}}")
    assert points_of(ruleset, days_ago(8)) == 10
    assert points_of(ruleset, days_ago(8), days_ago(1)) == 2


def test_of_negative_points_the_latest_counts_too() -> None:
    ruleset = pact("on: web, points: -10, take: latest, fades: {shape: linear, days: 10}")
    assert points_of(ruleset, days_ago(5), days_ago(8), days_ago(9)) == -5


def first_opening(ruleset: Ruleset, *activities: Activity) -> datetime | None:
    created = NOON - 100 * DAY
    judged = judge_lead(Lead("L1", created_at=created), activities, ruleset, as_of=NOON)
    return judged.opened_at["conversation_lead"]


GATE = '{{conversation_lead: {{when: "s {}"}}}}'


def test_a_gate_is_not_opened_by_many_activities_of_which_one_counts() -> None:
    rule = "on: web, points: 10, take: latest, fades: {shape: linear, days: 10}"
    often = [days_ago(days / 10) for days in range(1, 50)]
    ruleset = pact(rule, "on: demo, points: 5", gates=GATE.format("> 12"))
    assert first_opening(ruleset, *often) is None
    assert first_opening(ruleset, *often, days_ago(0, "demo")) == NOON


def test_a_gate_opens_where_a_later_activity_takes_less_away() -> None:
    """At first -20 from the tenth day on; the next activity brings it back to -2."""
    steps = "steps: [{days: 10, percent: 10}, {days: 90, percent: 100}]"
    rules = (
        f"on: web, points: -20, take: latest, fades: {{shape: steps, {steps}}}",
        "on: demo, points: 5",
    )
    ruleset = pact(*rules, gates=GATE.format(">= 3"))
    demo, again = days_ago(10, "demo"), days_ago(2)
    assert first_opening(ruleset, days_ago(40), demo) is None
    assert first_opening(ruleset, days_ago(40), demo, again) == again.occurred_at
    assert first_opening(ruleset, days_ago(15), demo) == demo.occurred_at


def test_the_best_is_the_latest_where_points_never_rise() -> None:
    """Pacts of one meaning have one fingerprint, also with a limit that one activity keeps."""
    rule = "on: web, points: 12, fades: {shape: linear, days: 30}, take: "
    latest, best = pact(f"{rule}latest"), pact(f"{rule}best")
    limited, every = pact(f"{rule}latest, at_most: {{points: 12}}"), pact(rule[:-8])
    assert latest.fingerprint == best.fingerprint == limited.fingerprint != every.fingerprint
