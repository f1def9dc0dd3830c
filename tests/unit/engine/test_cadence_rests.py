"""The rests of a cadence: a prospect who is out of office, a rep on leave."""

from datetime import date

import pytest
from cadence_world import MADE, THREE, cadences, local, plan, shown, started

from leadpact.engine.cadences import (
    CadenceState,
    Prospect,
    RestReason,
    advance_cadence,
    complete_step,
    pause_cadence,
    rest_for_out_of_office,
    step_for_touch,
)
from leadpact.pact.sections.cadences.policy import OutOfOffice
from leadpact.terms.stages import TouchKind

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
    assert {item.reason for item in run.rests} == {
        RestReason.OUT_OF_OFFICE,
        RestReason.REP_ON_LEAVE,
    }
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
