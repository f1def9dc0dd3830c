"""Steps that count from the start: what is late shifts none of them, and none changes places."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cadence_world import NEW_YORK, cadences, local, plan, shown, started, step
from follow_up_stored import hold_stored
from follow_up_world import Life, company, june
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.engine.cadences import after_wait, complete_step
from leadpact.engine.cadences.moments import first_moment
from leadpact.explain import explain_follow_up
from leadpact.pact.sections.cadences.policy import CadenceStep, Wait
from leadpact.terms.stages import TouchKind

WAITS = st.one_of(
    st.integers(0, 20).map(lambda days: Wait(days=days)),
    st.integers(0, 10).map(lambda days: Wait(business_days=days)),
    st.integers(0, 500_000).map(lambda seconds: Wait(seconds=seconds)),
)
CHANNELS = st.sampled_from(["CALL", "EMAIL"])


def from_start(name, wait, channel="EMAIL"):
    """Return a step that waits after the start."""
    return replace(step(name, channel), after_start=wait)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(WAITS, CHANNELS), min_size=1, max_size=5),
    st.lists(st.integers(0, 600_000), min_size=5, max_size=5),
)
def test_a_step_is_due_by_the_start_and_not_before_the_one_before_it_was_made(drawn, delays):
    steps = [from_start(f"s{n}", wait, channel) for n, (wait, channel) in enumerate(drawn)]
    made = cadences(*steps)
    run = started(made, "2026-06-01 10:00")
    done_at = run.started_at
    for item, delay in zip(steps, delays, strict=False):
        window = made.window(None, run.prospect, None)
        at = max(after_wait(item.after_start, run.started_at, window), done_at)
        wanted = first_moment(made, item.channel, at, calendar=window, prospect=run.prospect)
        assert (run.next_step_id, run.due_at) == (item.step_id, wanted)
        assert run.due_at >= done_at
        done_at = run.due_at + timedelta(seconds=delay)
        run = complete_step(made, run, step_id=item.step_id, done_at=done_at)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 4), st.integers(0, 300_000))
def test_a_delay_before_its_day_makes_no_difference_to_a_later_step(n_days, delay):
    steps = [step("now"), from_start("later", Wait(days=n_days + 4))]
    made = cadences(*steps)
    run = started(made, "2026-06-01 10:00")
    run = complete_step(made, run, step_id="now", done_at=run.due_at + timedelta(seconds=delay))
    assert [due for _, due in plan(made, run)] == [
        due for name, due in plan(made, started(made, "2026-06-01 10:00")) if name == "later"
    ]


def test_across_a_change_of_the_clock_it_is_the_same_local_time() -> None:
    made = cadences(step("now"), from_start("later", Wait(days=7)))
    run = started(made, "2026-03-04 10:00")  # clocks go forward on the 8th
    run = complete_step(made, run, step_id="now", done_at=local("2026-03-06 12:00"))
    assert shown(run.due_at, NEW_YORK) == "Wed 2026-03-11 10:00"


def test_a_step_that_counts_from_two_moments_is_no_step() -> None:
    with pytest.raises(ValueError, match="two moments"):
        CadenceStep("a", TouchKind.CALL, Wait(days=1), after_start=Wait(days=2))


TRACKS = """
  tracks:
    - id: all
      steps:
        - {id: call-1, channel: call}
        - {id: mail-1, channel: email, after_start: {days: 3}}
"""


def called(at) -> Life:
    life = Life(company(cadences=TRACKS))
    life.qualify(june(1, 10))
    life.touch(at, TouchKind.CALL)
    return life


def test_the_explanation_says_that_a_step_counts_from_the_start() -> None:
    life = called(june(2, 12))
    text = explain_follow_up(life.state, life.rules, as_of=june(2, 13))
    assert "due Thu 4 Jun 10:00: 3 days after the start on Mon 1 Jun 10:00, which lies in" in text


def test_the_explanation_says_that_it_waited_for_the_step_before() -> None:
    life = called(june(5, 12))
    text = explain_follow_up(life.state, life.rules, as_of=june(5, 13))
    assert (
        "due Fri 5 Jun 12:00: 3 days after the start on Mon 1 Jun 10:00, but not before the step"
        " before it, on Fri 5 Jun 12:00, which lies in" in text
    )


def test_a_cadence_with_such_a_step_is_read_as_it_was_stored() -> None:
    life = called(june(2, 12))
    hold_stored(life.decisions, every_state=True)
    assert life.state.runs[0].steps[1].after_start == Wait(days=3)
