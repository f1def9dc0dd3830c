"""Which track a lead takes, and what another track or another pact makes of a running cadence."""

from datetime import date

import pytest
from cadence_world import MADE, THREE, cadences, local, plan, shown, started, step

from leadpact.conditions.nodes import Compare, Constant, Name
from leadpact.engine.cadences import (
    CadenceState,
    Prospect,
    StopReason,
    UnknownTrack,
    choose_track,
    complete_step,
    rest_for_out_of_office,
    start_cadence,
    switch_track,
)
from leadpact.engine.scoring import KnownFacts
from leadpact.pact.sections.cadences.policy import Track

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
    asked = [
        choose_track(made, KnownFacts({"n_employees": n})) for n in (5000, 1000, 999, 100, 5, None)
    ]
    assert asked == ["large", "large", "medium", "medium", "rest", "rest"]


def test_a_lead_that_no_track_takes_has_no_cadence():
    made = cadences(tracks=(Track("large", THREE, opens=at_least(1000)),))
    assert choose_track(made, KnownFacts({"n_employees": 5})) is None
    assert choose_track(made, KnownFacts({})) is None  # unknown is not true


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
