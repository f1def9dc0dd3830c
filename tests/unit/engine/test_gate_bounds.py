"""The upper bounds of a score through a history, worked by hand in millipoints."""

from datetime import datetime

import pytest
from engine_world import DAY, NOON, SECOND, days_ago, lead_with, pact

from leadpact.engine.gates.bounds import NEVER, Tracker
from leadpact.engine.scoring import Moment, make_program, moment_of
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.zone import epoch_seconds

RULES = (
    'when: "n_employees >= 200", points: 10',
    "when: \"count('demo') >= 1\", points: 7",  # only a demo makes it true
    "when: \"days_since('web') >= 3\", points: 4",  # time makes it true, too
    "when: \"count('demo') >= 1\", points: -2",
    "on: web, points: 5, fades: {shape: window, days: 30}, at_most: {points: 8}",
    "on: demo, points: -6, fades: {shape: window, days: 10}",
    "on: demo, points: 1",
)
FIRST, SECOND_WEB, DEMO = days_ago(20), days_ago(5), days_ago(8, "demo")
HISTORY = (FIRST, SECOND_WEB, DEMO)
BEFORE_DEMO = NOON - 9 * DAY


def at(when: datetime) -> int:
    return epoch_seconds(when)


def tracked(
    when: datetime = NOON, *rules: str, n_employees: int = 250, range_: str = "[-1000, 1000]"
) -> tuple[Tracker, Moment]:
    """Return the tracker of the score of a lead with the history, and the lead at a moment."""
    ruleset: Ruleset = pact(*(rules or RULES), range_=range_)
    lead = lead_with(n_employees=n_employees)
    moment = moment_of(make_program(ruleset), lead, HISTORY, at(when), ())
    return Tracker(moment.program.scores["s"], moment.history), moment


@pytest.mark.parametrize(("n_employees", "base"), [(250, 21_000), (199, 11_000)])
def test_conditions_give_at_most_what_holds_for_good_and_what_may_hold(
    n_employees: int, base: int
) -> None:
    tracker, moment = tracked(n_employees=n_employees)
    assert tracker.base_points(moment) == base  # 10, and at most 7 and 4


@pytest.mark.parametrize(
    ("when", "bound"),
    [
        (FIRST.occurred_at - SECOND, 21_000),
        (FIRST.occurred_at, 26_000),
        (DEMO.occurred_at, 27_000),
        (SECOND_WEB.occurred_at, 30_000),  # 8 of the two visits, which is their limit
        (NOON + 900 * DAY, 30_000),  # nothing fades
    ],
)
def test_the_unfaded_bound_adds_all_positive_points_so_far(when: datetime, bound: int) -> None:
    tracker, moment = tracked()
    assert tracker.unfaded_bound(tracker.base_points(moment), at(when)) == bound


def test_before_anything_is_known_the_bound_is_the_highest_of_the_range() -> None:
    tracker, moment = tracked()
    assert tracker.loose_bound(moment.as_of) == tracker.bound(moment) == 1_000_000


def test_the_exact_total_is_that_of_all_rules() -> None:
    tracker, moment = tracked()
    # 10; 7 and 4 and −2; 8; −6; 1
    assert tracker.exact(moment) == tracker.bound(moment) == 22_000
    # What a demo makes worse may not hold: the loose bound leaves those 2 out.
    assert tracker.loose_bound(moment.as_of) == 24_000
    assert moment.value("s") == 22_000


def test_new_activities_raise_the_bound_by_what_they_can_give() -> None:
    tracker, moment = tracked(BEFORE_DEMO)
    assert tracker.exact(moment) == 19_000  # 10; 4; 5
    assert tracker.loose_bound(moment.as_of) == 19_000
    gains = dict(tracker.gains())
    assert [len(times) for times in gains.values()] == [2, 1]
    web, demo = gains
    assert [tracker.gain(web), tracker.gain(web)] == [True, False]  # 3 to the limit, then none
    assert tracker.loose_bound(moment.as_of) == 22_000
    assert [tracker.gain(demo), tracker.gain(demo)] == [True, True]
    assert tracker.loose_bound(moment.as_of) == 24_000


def test_a_condition_that_only_activities_turn_may_hold_from_then_on() -> None:
    tracker, moment = tracked(BEFORE_DEMO)
    tracker.exact(moment)
    [(demo, times)] = tracker.flips(moment.history)
    assert times == [at(DEMO.occurred_at)]
    assert [tracker.flip(demo), tracker.flip(demo)] == [True, False]
    assert tracker.loose_bound(moment.as_of) == 26_000


@pytest.mark.parametrize(
    ("when", "rises_at"),
    [
        (BEFORE_DEMO, at(DEMO.occurred_at + 10 * DAY)),
        (NOON, at(DEMO.occurred_at + 10 * DAY)),
        (DEMO.occurred_at + 10 * DAY - SECOND, at(DEMO.occurred_at + 10 * DAY)),
        (DEMO.occurred_at + 10 * DAY, NEVER),
    ],
)
def test_the_bound_can_rise_by_itself_when_negative_points_end(
    when: datetime, rises_at: int
) -> None:
    tracker, moment = tracked(when)
    tracker.exact(moment)
    assert tracker.rises_at == rises_at


def test_the_bound_is_looked_at_again_when_it_can_have_risen() -> None:
    tracker, moment = tracked()
    tracker.exact(moment)
    ends = tracker.rises_at
    assert tracker.loose_bound(ends - 1) == 24_000
    assert tracker.loose_bound(ends) == 30_000  # the 6 are over


def test_negative_points_that_fade_steadily_can_rise_at_any_moment() -> None:
    tracker, moment = tracked(NOON, "on: demo, points: -6, fades: {shape: linear, days: 10}")
    tracker.exact(moment)
    assert tracker.rises_at == moment.as_of + 1


def test_negative_points_that_stay_never_rise() -> None:
    tracker, moment = tracked(NOON, "on: demo, points: -6")
    assert tracker.exact(moment) == -6_000
    assert tracker.rises_at == NEVER
    assert tracker.gains() == []


@pytest.mark.parametrize(("range_", "held"), [("[0, 20]", 20_000), ("[25, 90]", 25_000)])
def test_every_bound_is_held_within_the_range(range_: str, held: int) -> None:
    tracker, moment = tracked(range_=range_)
    assert tracker.exact(moment) == tracker.bound(moment) == held
    assert tracker.unfaded_bound(-1_000_000, moment.as_of) == (0 if held == 20_000 else 25_000)
