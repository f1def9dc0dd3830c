"""When another track starts: at the change, or at the later of both starts, worked by hand.

The window is 07:00 to 18:00 in New York, Monday to Friday; June 2026 begins on a Monday.
"""

from datetime import date

import pytest
from cadence_world import cadences, local, plan, shown, started, step

from leadpact.engine.cadences import (
    complete_step,
    end_callback_rest,
    hand_over_cadence,
    pause_cadence,
    rest_for_callback,
    rest_for_out_of_office,
    switch_track,
)
from leadpact.pact.sections.cadences.policy import OnTrackChange, Track

TRACKS = (
    Track("all", (step("one", "CALL"), step("two", "CALL", days=3), step("three", days=3))),
    Track("other", (step("mail"), step("call", "CALL", days=1))),
    Track("third", (step("hello", days=1),)),
)
AT_ONCE = cadences(tracks=TRACKS)
LATER = cadences(tracks=TRACKS, on_track_change=OnTrackChange.LATER_OF_BOTH)


def called(made):
    """Return a cadence whose first call was made on Monday at 10:00; the next is on Thursday."""
    run = started(made, "2026-06-01 10:00")
    return complete_step(made, run, step_id="one", done_at=local("2026-06-01 10:00"))


def change(made, at, run=None):
    return switch_track(made, run or called(made), "other", at=local(at))


@pytest.mark.parametrize(
    ("at", "at_once", "later"),
    [
        (
            "2026-06-01 11:00",
            ["Mon 2026-06-01 11:00", "Tue 2026-06-02 11:00"],
            ["Thu 2026-06-04 10:00", "Fri 2026-06-05 10:00"],
        ),
        (
            "2026-06-04 09:59",
            ["Thu 2026-06-04 09:59", "Fri 2026-06-05 09:59"],
            ["Thu 2026-06-04 10:00", "Fri 2026-06-05 10:00"],
        ),
        (
            "2026-06-04 10:00",
            ["Thu 2026-06-04 10:00", "Fri 2026-06-05 10:00"],
            ["Thu 2026-06-04 10:00", "Fri 2026-06-05 10:00"],
        ),
        (  # the step is overdue
            "2026-06-04 12:00",
            ["Thu 2026-06-04 12:00", "Fri 2026-06-05 12:00"],
            ["Thu 2026-06-04 12:00", "Fri 2026-06-05 12:00"],
        ),
        (  # outside the window
            "2026-06-04 20:00",
            ["Fri 2026-06-05 07:00", "Mon 2026-06-08 08:00"],
            ["Fri 2026-06-05 07:00", "Mon 2026-06-08 08:00"],
        ),
    ],
)
def test_another_track_starts_at_the_change_or_when_the_next_step_was_due(at, at_once, later):
    for made, due in ((AT_ONCE, at_once), (LATER, later)):
        assert [moment for _, moment in plan(made, change(made, at))] == due


def test_other_track_starts_at_the_change_where_the_first_step_of_the_old_one_was_due_before():
    run = started(LATER, "2026-06-01 10:00")  # nobody has called yet
    assert shown(change(LATER, "2026-06-02 11:00", run).due_at) == "Tue 2026-06-02 11:00"


def test_other_track_starts_not_before_a_start_that_lies_ahead():
    run = started(LATER, "2026-06-10 10:00")
    assert shown(change(LATER, "2026-06-02 12:00", run).due_at) == "Wed 2026-06-10 10:00"


def test_other_track_starts_when_the_rest_of_the_old_one_would_have_ended():
    away = rest_for_out_of_office(
        LATER, called(LATER), at=local("2026-06-01 12:00"), back_on=date(2026, 6, 5)
    )
    other = change(LATER, "2026-06-02 11:00", away)
    assert shown(other.started_at) == "Fri 2026-06-05 08:00"  # the next call of the old track
    assert shown(other.due_at) == "Fri 2026-06-05 08:00"
    at_once = change(AT_ONCE, "2026-06-02 11:00", away)
    assert shown(at_once.started_at) == "Tue 2026-06-02 11:00"
    assert shown(at_once.due_at) == "Fri 2026-06-05 07:00"


def test_later_start_stays_when_a_rest_ends_early():
    resting = rest_for_callback(
        LATER, called(LATER), at=local("2026-06-01 12:00"), until=local("2026-06-05 15:00")
    )
    other = change(LATER, "2026-06-02 11:00", resting)
    ended = end_callback_rest(LATER, other, at=local("2026-06-02 12:00"))
    assert shown(ended.due_at) == "Fri 2026-06-05 15:00"


def test_later_start_stays_when_the_lead_gets_another_rep():
    away = pause_cadence(
        LATER, called(LATER), at=local("2026-06-01 12:00"), until=local("2026-06-03 09:00")
    )
    other = change(LATER, "2026-06-01 13:00", away)
    given = hand_over_cadence(LATER, other, at=local("2026-06-01 14:00"), rep_time_zone=None)
    assert shown(given.due_at) == "Thu 2026-06-04 10:00"


def test_further_change_starts_not_before_what_is_due_by_then():
    other = change(LATER, "2026-06-01 11:00")
    third = switch_track(LATER, other, "third", at=local("2026-06-01 12:00"))
    assert shown(third.started_at) == "Thu 2026-06-04 10:00"
    assert shown(third.due_at) == "Fri 2026-06-05 10:00"


def test_same_track_again_changes_nothing():
    run = called(LATER)
    assert switch_track(LATER, run, "all", at=local("2026-06-01 12:00")) is run


def test_touch_before_the_later_start_is_its_step_and_counts_from_the_start():
    other = change(LATER, "2026-06-01 11:00")
    made = complete_step(LATER, other, step_id="mail", done_at=local("2026-06-02 10:00"))
    assert shown(made.due_at) == "Fri 2026-06-05 10:00"
