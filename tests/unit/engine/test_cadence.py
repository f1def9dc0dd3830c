"""Cadences by hand: which step comes when, and what happens to one."""

from datetime import date

import pytest
from cadence_world import cadences, local, shown, started, step

from leadpact.conditions.nodes import Compare, Constant, Name
from leadpact.engine.cadences import (
    CadenceState,
    Prospect,
    RestReason,
    StepDone,
    StopReason,
    UnknownTrack,
    advance_cadence,
    choose_track,
    complete_step,
    pause_cadence,
    rest_for_out_of_office,
    skip_step,
    start_cadence,
    step_for_touch,
    stop_cadence,
    switch_track,
)
from leadpact.pact.sections.cadences.policy import OutOfOffice, Track
from leadpact.terms.stages import TouchKind
from vacuous import some

THREE = (step("one"), step("two", "CALL", days=3), step("three", days=3))
MADE = cadences(*THREE)


class Known:
    """Facts of a lead of which only attributes are asked."""

    def __init__(self, **values):
        self._values = values

    def value(self, name):
        return self._values.get(name)


def plan(made, run):
    """Return the steps to come with when they are due, if those before are made when due."""
    found = []
    while run.next_step_id is not None and run.due_at is not None:
        found.append((run.next_step_id, shown(run.due_at)))
        run = complete_step(made, run, step_id=run.next_step_id, done_at=run.due_at)
    return found


# Tracks


def at_least(number):
    return Compare(">=", Name("n_employees"), Constant(number))


def test_the_first_track_whose_condition_is_true_takes_the_lead():
    tracks = (
        Track("large", THREE, opens=at_least(1000)),
        Track("medium", THREE, opens=at_least(100)),
        Track("rest", THREE),
    )
    made = cadences(tracks=tracks)
    asked = [choose_track(made, Known(n_employees=n)) for n in (5000, 1000, 999, 100, 5, None)]
    assert asked == ["large", "large", "medium", "medium", "rest", "rest"]


def test_a_lead_that_no_track_takes_has_no_cadence():
    made = cadences(tracks=(Track("large", THREE, opens=at_least(1000)),))
    assert choose_track(made, Known(n_employees=5)) is None
    assert choose_track(made, Known()) is None  # unknown is not true


def test_the_steps_for_an_influencer_run_as_a_cadence_of_their_own():
    made = cadences(tracks=(Track("all", THREE, (step("hello", days=2),)), Track("few", THREE)))
    assert [bool(made.tracks[name].influencer_steps) for name in ("all", "few")] == [True, False]
    run = started(made, "2026-06-01 10:00", is_influencer=True)
    assert (run.is_influencer, plan(made, run)) == (True, [("hello", "Wed 2026-06-03 10:00")])


@pytest.mark.parametrize(("track", "is_influencer"), [("none", False), ("all", True)])
def test_a_track_that_there_is_not_cannot_start(track, is_influencer):
    at = local("2026-06-01 10:00")
    given = {"run_id": "run", "started_at": at, "prospect": Prospect()}
    with pytest.raises(UnknownTrack):
        start_cadence(MADE, track, is_influencer=is_influencer, **given)


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


# Out of office


@pytest.mark.parametrize(
    ("back_on", "resumes"),
    [
        (date(2026, 6, 8), "Mon 2026-06-08 00:00"),
        (date(2026, 6, 2), "Tue 2026-06-02 00:00"),
        (date(2026, 6, 1), "Mon 2026-06-01 12:00"),  # today: at once
        (date(2026, 5, 31), "Mon 2026-06-15 12:00"),  # in the past
        (date(2026, 9, 8), "Tue 2026-09-08 00:00"),  # 99 days ahead
        (date(2026, 9, 9), "Mon 2026-06-15 12:00"),  # 100 days ahead
        (None, "Mon 2026-06-15 12:00"),
    ],
)
def test_out_of_office_rests_until_the_stated_date_or_fourteen_days(back_on, resumes):
    run = started(MADE, "2026-06-01 10:00")
    run = rest_for_out_of_office(MADE, run, at=local("2026-06-01 12:00"), back_on=back_on)
    assert (run.state, shown(run.resumes_at)) == (CadenceState.PAUSED, resumes)


def test_after_a_rest_the_next_step_is_due_in_its_window_and_later_ones_follow():
    run = started(MADE, "2026-06-01 10:00")
    run = complete_step(MADE, run, step_id="one", done_at=local("2026-06-01 10:00"))
    at = local("2026-06-02 12:00")
    run = rest_for_out_of_office(MADE, run, at=at, back_on=date(2026, 6, 13))  # a Saturday
    assert plan(MADE, run) == [
        ("two", "Mon 2026-06-15 08:00"),  # a call
        ("three", "Thu 2026-06-18 08:00"),
    ]


def test_a_step_that_is_due_after_the_rest_anyway_stays_where_it_is():
    run = started(MADE, "2026-06-01 10:00")
    run = complete_step(MADE, run, step_id="one", done_at=local("2026-06-01 10:00"))
    at = local("2026-06-01 12:00")
    rests = rest_for_out_of_office(MADE, run, at=at, back_on=date(2026, 6, 3))
    assert rests.due_at == run.due_at


def test_a_rest_ends_with_its_time_and_not_before():
    run = started(MADE, "2026-06-01 10:00")
    at = local("2026-06-01 12:00")
    run = rest_for_out_of_office(MADE, run, at=at, back_on=date(2026, 6, 5))
    early = advance_cadence(run, as_of=local("2026-06-04 23:59"))
    assert early is run
    over = advance_cadence(run, as_of=local("2026-06-05 00:00"))
    assert (over.state, over.resumes_at, over.rests) == (CadenceState.RUNNING, None, ())
    assert shown(over.due_at) == "Fri 2026-06-05 07:00"


def test_the_last_stated_date_holds_and_a_message_without_one_never_shortens_the_rest():
    run = started(MADE, "2026-06-01 10:00")
    run = rest_for_out_of_office(MADE, run, at=local("2026-06-01 12:00"), back_on=date(2026, 7, 1))
    run = rest_for_out_of_office(MADE, run, at=local("2026-06-02 12:00"), back_on=None)
    assert shown(run.resumes_at) == "Wed 2026-07-01 00:00"
    run = rest_for_out_of_office(MADE, run, at=local("2026-06-03 12:00"), back_on=date(2026, 6, 10))
    assert shown(run.resumes_at) == "Wed 2026-06-10 00:00"
    run = rest_for_out_of_office(MADE, run, at=local("2026-06-04 12:00"), back_on=None)
    assert shown(run.resumes_at) == "Thu 2026-06-18 12:00"


def test_the_pact_says_how_long_it_rests_and_which_dates_it_ignores():
    made = cadences(*THREE, out_of_office=OutOfOffice(7, 30))
    at = local("2026-06-01 12:00")
    run = started(made, "2026-06-01 10:00")
    for back_on, resumes in [
        (None, "Mon 2026-06-08 12:00"),
        (date(2026, 6, 30), "Tue 2026-06-30 00:00"),
        (date(2026, 7, 1), "Mon 2026-06-08 12:00"),
    ]:
        assert (
            shown(rest_for_out_of_office(made, run, at=at, back_on=back_on).resumes_at) == resumes
        )


def test_the_stated_date_begins_where_the_prospect_is():
    run = started(MADE, "2026-06-01 10:00", prospect=Prospect("Asia/Tokyo"))
    run = rest_for_out_of_office(MADE, run, at=local("2026-06-01 12:00"), back_on=date(2026, 6, 10))
    assert run.resumes_at == local("2026-06-10 00:00", "Asia/Tokyo")


def test_a_touch_in_a_rest_is_a_step_and_the_next_one_waits_for_the_end():
    run = started(MADE, "2026-06-01 10:00")
    at = local("2026-06-01 12:00")
    run = rest_for_out_of_office(MADE, run, at=at, back_on=date(2026, 6, 10))
    assert step_for_touch(run, TouchKind.EMAIL) == "one"
    run = complete_step(MADE, run, step_id="one", done_at=local("2026-06-02 12:00"))
    assert (run.state, shown(run.due_at)) == (CadenceState.PAUSED, "Wed 2026-06-10 08:00")


def test_a_touch_after_the_end_of_a_rest_finds_it_running():
    run = started(MADE, "2026-06-01 10:00")
    at = local("2026-06-01 12:00")
    run = rest_for_out_of_office(MADE, run, at=at, back_on=date(2026, 6, 10))
    run = complete_step(MADE, run, step_id="one", done_at=local("2026-06-10 09:00"))
    assert (run.state, run.rests) == (CadenceState.RUNNING, ())
    assert shown(run.due_at) == "Mon 2026-06-15 08:00"  # Saturday 09:00 is outside the window


# Leave of the rep


def test_leave_rests_until_it_ends():
    run = started(MADE, "2026-06-01 10:00")
    until = local("2026-06-09 00:00")
    run = pause_cadence(MADE, run, at=local("2026-06-01 09:00"), until=until)
    assert (run.state, run.resumes_at) == (CadenceState.PAUSED, until)
    assert shown(run.due_at) == "Tue 2026-06-09 07:00"


def test_it_goes_on_when_the_last_of_two_rests_is_over():
    run = started(MADE, "2026-06-01 10:00")
    at = local("2026-06-01 12:00")
    run = rest_for_out_of_office(MADE, run, at=at, back_on=date(2026, 6, 10))
    run = pause_cadence(MADE, run, at=at, until=local("2026-06-05 00:00"))
    assert {item.reason for item in run.rests} == set(RestReason)
    assert shown(run.resumes_at) == "Wed 2026-06-10 00:00"
    run = advance_cadence(run, as_of=local("2026-06-06 12:00"))
    assert run.state is CadenceState.PAUSED
    assert run.resumes_at == local("2026-06-10 00:00")
    assert shown(run.due_at) == "Wed 2026-06-10 07:00"


def test_a_rest_that_is_over_is_forgotten_when_another_begins():
    run = started(MADE, "2026-06-01 10:00")
    at = local("2026-06-01 12:00")
    run = rest_for_out_of_office(MADE, run, at=at, back_on=date(2026, 6, 10))
    at = local("2026-06-12 12:00")
    run = pause_cadence(MADE, run, at=at, until=local("2026-06-20 00:00"))
    assert [item.reason for item in run.rests] == [RestReason.REP_ON_LEAVE]


def test_a_leave_that_is_reported_after_its_end_is_over_at_once():
    run = started(MADE, "2026-06-01 10:00")
    at = local("2026-06-03 12:00")
    run = pause_cadence(MADE, run, at=at, until=local("2026-06-02 00:00"))
    assert (run.resumes_at, run.due_at) == (at, at)
    assert advance_cadence(run, as_of=at).state is CadenceState.RUNNING


# Another track


TWO_TRACKS = cadences(
    tracks=(
        Track("all", THREE, influencer_steps=(step("hello"),)),
        Track("other", (step("call", "CALL", days=1), step("mail"))),
    )
)


def test_another_track_starts_with_its_first_step_at_the_change():
    run = started(TWO_TRACKS, "2026-06-01 10:00")
    run = complete_step(TWO_TRACKS, run, step_id="one", done_at=local("2026-06-01 10:00"))
    other = switch_track(TWO_TRACKS, run, "other", at=local("2026-06-02 12:00"))
    assert (other.track_id, other.run_id, other.done) == ("other", "run", ())
    assert shown(other.started_at) == "Tue 2026-06-02 12:00"
    assert (other.next_step_id, shown(other.due_at)) == ("call", "Wed 2026-06-03 12:00")


def test_a_cadence_that_is_to_start_later_starts_then_on_the_other_track_too():
    run = started(TWO_TRACKS, "2026-06-10 10:00")
    other = switch_track(TWO_TRACKS, run, "other", at=local("2026-06-02 12:00"))
    assert shown(other.started_at) == "Wed 2026-06-10 10:00"
    assert shown(other.due_at) == "Thu 2026-06-11 10:00"


def test_a_rest_goes_on_on_another_track():
    run = started(TWO_TRACKS, "2026-06-01 10:00")
    at = local("2026-06-01 12:00")
    run = rest_for_out_of_office(TWO_TRACKS, run, at=at, back_on=date(2026, 6, 10))
    other = switch_track(TWO_TRACKS, run, "other", at=local("2026-06-02 12:00"))
    assert (other.state, other.resumes_at) == (CadenceState.PAUSED, run.resumes_at)
    assert shown(other.due_at) == "Wed 2026-06-10 08:00"  # a call, so not at 07:00
    late = switch_track(TWO_TRACKS, run, "other", at=local("2026-06-12 12:00"))
    assert (late.state, late.rests) == (CadenceState.RUNNING, ())


def test_the_same_track_changes_nothing_and_one_that_there_is_not_cannot_be_followed():
    run = started(TWO_TRACKS, "2026-06-01 10:00")
    assert switch_track(TWO_TRACKS, run, "all", at=local("2026-06-02 12:00")) is run
    with pytest.raises(UnknownTrack):
        switch_track(TWO_TRACKS, run, "third", at=local("2026-06-02 12:00"))


def test_an_influencer_leaves_the_tracks_where_the_new_one_has_no_steps_for_one():
    run = started(TWO_TRACKS, "2026-06-01 10:00", is_influencer=True)
    other = switch_track(TWO_TRACKS, run, "other", at=local("2026-06-02 12:00"))
    assert (other.state, other.stopped_by) == (CadenceState.STOPPED, StopReason.LEFT_TRACKS)


def test_a_new_pact_does_not_change_the_steps_of_a_running_cadence():
    run = started(MADE, "2026-06-01 10:00")
    new = cadences(step("one", days=9), step("nine", days=9))
    run = complete_step(new, run, step_id="one", done_at=local("2026-06-01 10:00"))
    assert (run.next_step_id, shown(run.due_at)) == ("two", "Thu 2026-06-04 10:00")
