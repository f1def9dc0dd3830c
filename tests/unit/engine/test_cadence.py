"""The steps of a cadence: when each is due, what completes it and what stops it."""

import pytest
from cadence_world import MADE, THREE, cadences, local, plan, shown, started, step

from leadpact.engine.cadences import (
    CadenceState,
    StepDone,
    StopReason,
    advance_cadence,
    complete_step,
    pause_cadence,
    rest_for_out_of_office,
    skip_step,
    step_for_touch,
    stop_cadence,
    switch_track,
)
from leadpact.pact.sections.cadences.policy import Track
from leadpact.terms.stages import TouchKind
from vacuous import some

# The way along the steps


def test_a_new_cadence_waits_for_its_first_step():
    run = started(MADE, "2026-06-01 10:00")
    assert (run.state, run.next_step_id, run.done) == (CadenceState.RUNNING, "one", ())
    assert (run.fingerprint, run.track_id, run.run_id) == ("pact-1", "all", "run")
    assert shown(run.due_at) == "Mon 2026-06-01 10:00"


def test_a_step_due_on_sunday_is_due_on_monday_at_seven_and_the_next_on_thursday():
    made = cadences(step("one"), step("two", days=3), step("three", days=3))
    run = started(made, "2026-06-04 10:00")  # a Thursday
    assert plan(made, run) == [
        ("one", "Thu 2026-06-04 10:00"),
        ("two", "Mon 2026-06-08 07:00"),
        ("three", "Thu 2026-06-11 07:00"),
    ]


def test_a_step_done_late_moves_all_that_follow():
    run = started(MADE, "2026-06-01 10:00")
    run = complete_step(MADE, run, step_id="one", done_at=local("2026-06-03 15:30"))
    assert plan(MADE, run) == [
        ("two", "Mon 2026-06-08 08:00"),  # Saturday 15:30 is outside the window; a call
        ("three", "Thu 2026-06-11 08:00"),
    ]


def test_a_step_done_early_counts_from_when_it_was_done():
    run = started(MADE, "2026-06-01 10:00")
    run = complete_step(MADE, run, step_id="one", done_at=local("2026-06-01 10:00"))
    assert shown(run.due_at) == "Thu 2026-06-04 10:00"
    run = complete_step(MADE, run, step_id="two", done_at=local("2026-06-02 09:00"))
    assert (run.next_step_id, shown(run.due_at)) == ("three", "Fri 2026-06-05 09:00")


def test_a_step_done_before_the_start_counts_from_the_start():
    run = started(MADE, "2026-06-01 10:00")
    run = complete_step(MADE, run, step_id="one", done_at=local("2026-05-20 10:00"))
    assert shown(run.due_at) == "Thu 2026-06-04 10:00"
    assert run.done == (StepDone("one", local("2026-05-20 10:00")),)


def test_the_last_step_completes_it():
    run = started(MADE, "2026-06-01 10:00")
    times = [local(f"2026-06-0{day} 10:00") for day in (1, 4, 5)]
    for name, at in zip(("one", "two", "three"), times, strict=True):
        run = complete_step(MADE, run, step_id=name, done_at=at)
    assert (run.state, run.next_step_id, run.due_at) == (CadenceState.COMPLETED, None, None)
    assert [item.done_at for item in run.done] == times


def test_a_skipped_step_is_reported_as_skipped_and_the_next_counts_from_then():
    run = started(MADE, "2026-06-01 10:00")
    run = skip_step(MADE, run, step_id="one", skipped_at=local("2026-06-02 12:00"))
    assert run.done == (StepDone("one", local("2026-06-02 12:00"), was_skipped=True),)
    assert shown(run.due_at) == "Fri 2026-06-05 12:00"


@pytest.mark.parametrize("name", ["two", "three", "four", ""])
def test_only_the_next_step_can_be_done(name):
    run = started(MADE, "2026-06-01 10:00")
    assert complete_step(MADE, run, step_id=name, done_at=local("2026-06-02 10:00")) is run


def test_telling_twice_does_no_harm():
    run = started(MADE, "2026-06-01 10:00")
    once = complete_step(MADE, run, step_id="one", done_at=local("2026-06-01 10:00"))
    assert complete_step(MADE, once, step_id="one", done_at=local("2026-06-01 10:00")) is once


def test_a_touch_is_the_next_step_if_it_is_on_its_channel():
    run = started(MADE, "2026-06-01 10:00")
    assert step_for_touch(run, TouchKind.EMAIL) == "one"
    assert step_for_touch(run, TouchKind.CALL) is None
    run = complete_step(MADE, run, step_id="one", done_at=local("2026-06-01 10:00"))
    assert step_for_touch(run, TouchKind.CALL) == "two"
    assert step_for_touch(run, TouchKind.VOICEMAIL) is None
    over = stop_cadence(run, reason=StopReason.REPLIED, at=local("2026-06-02 10:00"))
    assert step_for_touch(over, TouchKind.CALL) is None


def test_steps_without_a_wait_follow_at_once_in_their_own_window():
    made = cadences(step("one"), step("two", window="mornings"), step("three"))
    run = started(made, "2026-06-01 10:00")
    assert plan(made, run) == [
        ("one", "Mon 2026-06-01 10:00"),
        ("two", "Tue 2026-06-02 08:00"),
        ("three", "Tue 2026-06-02 08:00"),
    ]


def test_business_days_are_those_on_which_the_window_opens():
    made = cadences(step("one"), step("two", business_days=2), step("three", business_days=1))
    run = started(made, "2026-06-05 16:00")  # a Friday
    assert plan(made, run)[1:] == [
        ("two", "Tue 2026-06-09 16:00"),
        ("three", "Wed 2026-06-10 16:00"),
    ]
    made = cadences(step("one", business_days=2, window="mornings"))
    assert plan(made, started(made, "2026-06-02 09:00")) == [("one", "Tue 2026-06-09 09:00")]


def test_a_business_day_counts_from_the_opening_where_it_starts_in_closed_hours():
    made = cadences(step("one", business_days=1))
    assert plan(made, started(made, "2026-06-05 20:00")) == [("one", "Tue 2026-06-09 07:00")]


# Ends


@pytest.mark.parametrize("reason", StopReason)
def test_what_stops_it_is_kept_and_nothing_is_due(reason):
    run = started(MADE, "2026-06-01 10:00")
    over = stop_cadence(run, reason=reason, at=local("2026-06-01 12:00"))
    assert (over.state, over.due_at, over.next_step_id) == (CadenceState.STOPPED, None, None)
    assert (over.stopped_by, shown(over.stopped_at)) == (reason, "Mon 2026-06-01 12:00")


def stopped():
    at = local("2026-06-01 12:00")
    return stop_cadence(started(MADE, "2026-06-01 10:00"), reason=StopReason.REPLIED, at=at)


def completed():
    made = cadences(step("one"))
    at = local("2026-06-01 12:00")
    return complete_step(made, started(made, "2026-06-01 10:00"), step_id="one", done_at=at)


@pytest.mark.parametrize("over", [stopped(), completed()], ids=["stopped", "completed"])
def test_one_that_is_over_stays_as_it_is(over):
    at = local("2026-06-02 12:00")
    made = cadences(tracks=(Track("all", THREE), Track("other", THREE)))
    later = [
        stop_cadence(over, reason=StopReason.OPTED_OUT, at=at),
        complete_step(made, over, step_id="one", done_at=at),
        skip_step(made, over, step_id="two", skipped_at=at),
        rest_for_out_of_office(made, over, at=at, back_on=None),
        pause_cadence(made, over, at=at, until=at),
        advance_cadence(over, as_of=at),
        switch_track(made, over, "other", at=at),
    ]
    assert all(run is over for run in some(later))
