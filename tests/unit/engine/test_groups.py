"""Groups of rules, worked by hand: what they give, the reasons, gates, and the explanation."""

from datetime import datetime

import pytest
from engine_world import NOON, days_ago, lead_with

from leadpact.engine import Lead, LeadScore, judge_lead, score_lead
from leadpact.engine.gates.group_bounds import GroupedTracker
from leadpact.engine.lead import Activity
from leadpact.engine.scoring import make_program, moment_of
from leadpact.explain.judgement import explain_judgement
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode
from leadpact.terms.zone import epoch_seconds


def pact(group: str, when: str = "s >= 1") -> Ruleset:
    """Return a pact of one score with a group `g` of four rules and one rule outside it."""
    return load_pact_text(
        f"""spec: 1
name: A pact
activities: {{web: {{}}, demo: {{}}, left: {{}}, far: {{}}}}
scores:
  s:
    range: [-1000, 1000]
    groups: {{g: {group}}}
    rules:
      - {{id: web, on: web, points: 9, group: g, fades: {{shape: linear, days: 90}}}}
      - {{id: size, when: "n_employees >= 200", points: 12, group: g}}
      - {{id: many, when: "count('web') >= 2", points: -4, group: g}}
      - {{id: left, on: left, points: -30, group: g, at_most: {{points: 60}}}}
      - {{id: demo, on: demo, points: 7}}
gates:
  conversation_lead: {{when: "{when}"}}
"""
    )


LIMIT, BEST, BOTH = "{at_most: {points: 20}}", "{take: best}", "{take: best, at_most: {points: 10}}"
LARGE, SMALL = lead_with(n_employees=300), lead_with(n_employees=3)
WEB, DEMO, LEFT = days_ago(0), days_ago(0, "demo"), days_ago(0, "left")


def score(ruleset: Ruleset, *activities: Activity, lead: Lead = SMALL) -> LeadScore:
    return score_lead(lead, activities, ruleset, as_of=NOON)["s"]


@pytest.mark.parametrize(
    ("group", "lead", "activities", "points"),
    [
        (LIMIT, SMALL, (), 0),
        (LIMIT, LARGE, (), 12),
        (LIMIT, LARGE, (days_ago(3),), 20),  # 12 + 8.7
        (LIMIT, SMALL, (days_ago(3), days_ago(3)), 13.4),  # 17.4 - 4
        (LIMIT, LARGE, (days_ago(0), days_ago(0)), 20),  # 12 + 18 - 4
        (LIMIT, LARGE, (days_ago(0), days_ago(0), DEMO), 27),  # what is outside is not limited
        (LIMIT, SMALL, (LEFT,), -20),
        (LIMIT, SMALL, (LEFT, DEMO), -13),
        (LIMIT, LARGE, (LEFT,), -18),
        (BEST, SMALL, (), 0),
        (BEST, LARGE, (days_ago(3),), 12),
        (BEST, SMALL, (days_ago(3), days_ago(3)), 17.4),
        (BEST, LARGE, (LEFT, DEMO), 19),
        (BEST, SMALL, (LEFT,), -30),
        (BEST, SMALL, (LEFT, days_ago(100), days_ago(100)), -4),  # both webs have faded
        (BOTH, LARGE, (DEMO,), 17),
        (BOTH, SMALL, (LEFT,), -10),
    ],
)
def test_a_group_gives_what_it_says_of_the_points_of_its_rules(
    group: str, lead: Lead, activities: tuple[Activity, ...], points: float
) -> None:
    found = score(pact(group), *activities, lead=lead)
    assert found.points == points
    assert sum(reason.millipoints for reason in found.reasons) == found.millipoints


def test_the_reasons_keep_the_points_of_every_rule_and_say_what_the_group_takes() -> None:
    found = score(pact(BEST), days_ago(3), LEFT, lead=LARGE)
    assert found.reasons == (
        JudgementReason(JudgementReasonCode.CONDITION_TRUE, "size", millipoints=12_000),
        JudgementReason(JudgementReasonCode.ACTIVITY_COUNTED, "web", "web", 1, 8_700),
        JudgementReason(JudgementReasonCode.ACTIVITY_COUNTED, "left", "left", 1, -30_000),
        JudgementReason(JudgementReasonCode.GROUP_LIMIT, "g", "s", millipoints=21_300),
    )


def test_a_group_that_takes_nothing_is_no_reason() -> None:
    codes = [reason.code for reason in score(pact(LIMIT), days_ago(3)).reasons]
    assert codes == [JudgementReasonCode.ACTIVITY_COUNTED]


@pytest.mark.parametrize(
    ("group", "when", "activities", "opened"),
    [
        # The limit holds back negative points: -60 counts as -20, then 3 demos give 21.
        (
            LIMIT,
            "s >= 1",
            (
                *(days_ago(day, "left") for day in (9, 8)),
                *(days_ago(day, "demo") for day in (5, 4, 3)),
            ),
            days_ago(3).occurred_at,
        ),
        # With the best, a visit is all that counts of a visit and somebody who left.
        (BEST, "s >= 8.9", (days_ago(9, "left"), days_ago(5)), days_ago(5).occurred_at),
        (
            LIMIT,
            "s >= 21",
            (days_ago(9), days_ago(9), days_ago(9), days_ago(5, "demo")),
            days_ago(5).occurred_at,
        ),
        (LIMIT, "s > 20", tuple(days_ago(day) for day in (4, 3, 2, 1)), None),
    ],
)
def test_a_gate_opens_at_the_first_moment_at_which_the_groups_let_it(
    group: str, when: str, activities: tuple[Activity, ...], opened: datetime | None
) -> None:
    judged = judge_lead(SMALL, activities, pact(group, when), as_of=NOON)
    assert judged.opened_at["conversation_lead"] == opened


def test_the_bounds_of_a_score_with_groups_are_those_of_its_parts() -> None:
    """Worked by hand in millipoints: 7 outside; of the group 12, 9 each visit, 20 at most."""
    ruleset = pact(LIMIT)
    history = (days_ago(20), days_ago(5), days_ago(8, "left"), days_ago(6, "demo"))
    moment = moment_of(make_program(ruleset), LARGE, history, epoch_seconds(NOON), ())
    tracker = GroupedTracker(moment.program.scores["s"], moment.history)
    base = tracker.base_points(moment)
    assert base == 12_000
    times = [epoch_seconds(days_ago(day).occurred_at) for day in (21, 20, 6, 5)]
    assert [tracker.unfaded_bound(base, at) for at in times] == [12_000, 20_000, 27_000, 27_000]
    start = moment.at(times[1])
    assert tracker.exact(start) == 20_000  # 12 and a fresh visit, held
    assert tracker.exact(moment.at(times[0])) == 12_000
    assert tracker.loose_bound(times[0]) == 12_000
    assert [tracker.gain(index) for index, _ in tracker.gains()] == [True, True]
    assert tracker.loose_bound(times[0]) == 27_000


def test_a_bound_never_falls_below_the_points_that_a_limit_holds_back() -> None:
    ruleset = pact(LIMIT)
    history = (days_ago(9, "left"), days_ago(8, "left"), days_ago(5, "demo"))
    moment = moment_of(make_program(ruleset), SMALL, history, epoch_seconds(NOON), ())
    tracker = GroupedTracker(moment.program.scores["s"], moment.history)
    assert tracker.exact(moment) == -13_000
    assert tracker.bound(moment) == 7_000


def test_the_explanation_says_what_a_group_takes_and_why() -> None:
    for group, line in (
        (LIMIT, "-1  group g: at most 20 points together"),
        (BEST, "-9  group g: only the best rule counts"),
        (BOTH, "-11  group g: only the best rule counts, at most 10 points"),
    ):
        ruleset = pact(group)
        judged = judge_lead(LARGE, (days_ago(0),), ruleset, as_of=NOON)
        assert line in [text.strip() for text in explain_judgement(judged, ruleset).splitlines()]
