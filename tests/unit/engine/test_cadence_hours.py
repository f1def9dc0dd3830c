"""Steps that are hours or minutes apart: when they are due, worked by hand.

The window is 07:00 to 18:00 in New York, Monday to Friday; June 2026 begins on a Monday.
"""

import pytest
from cadence_world import NEW_YORK, cadences, local, shown, started, step

from leadpact.engine.cadences import Prospect, complete_step, rest_for_callback
from leadpact.pact.sections.cadences.policy import Wait

HOUR = 60


@pytest.mark.parametrize(
    ("channel", "minutes", "window", "at", "due"),
    [
        ("EMAIL", 4 * HOUR, None, "2026-06-01 10:00", "Mon 2026-06-01 14:00"),
        ("EMAIL", 30, None, "2026-06-01 10:00", "Mon 2026-06-01 10:30"),
        ("EMAIL", 10 * HOUR, None, "2026-06-01 10:00", "Tue 2026-06-02 07:00"),  # after closing
        ("EMAIL", 2 * HOUR, None, "2026-06-05 17:00", "Mon 2026-06-08 07:00"),
        ("EMAIL", 1, None, "2026-06-01 17:59", "Tue 2026-06-02 07:00"),  # 18:00 sharp is closed
        ("EMAIL", 90, None, "2026-06-01 04:00", "Mon 2026-06-01 07:00"),  # 05:30 is too early
        ("CALL", 21 * HOUR, None, "2026-06-01 10:00", "Tue 2026-06-02 08:00"),  # calling hours
        ("EMAIL", 2 * HOUR, "always", "2026-06-05 17:00", "Fri 2026-06-05 19:00"),
        ("CALL", 2 * HOUR, "always", "2026-06-01 20:00", "Tue 2026-06-02 08:00"),
        ("CALL", 2 * HOUR, "mornings", "2026-06-02 09:00", "Thu 2026-06-04 08:00"),
        # Elapsed hours: with the clock put back or forward, another local time the next day.
        ("EMAIL", 24 * HOUR, "always", "2026-10-31 10:00", "Sun 2026-11-01 09:00"),
        ("EMAIL", 24 * HOUR, "always", "2026-03-07 10:00", "Sun 2026-03-08 11:00"),
        ("EMAIL", 48 * HOUR, None, "2026-06-04 10:00", "Mon 2026-06-08 07:00"),  # no business days
    ],
)
def test_step_is_due_in_its_window_after_elapsed_time(
    channel: str, minutes: int, window: str | None, at: str, due: str
) -> None:
    made = cadences(step("one", channel, minutes=minutes, window=window))
    assert shown(started(made, at).due_at) == due


def test_step_in_hours_counts_from_when_the_step_before_was_made() -> None:
    made = cadences(step("one"), step("two", minutes=2 * HOUR), step("three", minutes=HOUR))
    run = started(made, "2026-06-01 10:00")
    run = complete_step(made, run, step_id="one", done_at=local("2026-06-01 15:30"))
    assert shown(run.due_at) == "Mon 2026-06-01 17:30"
    run = complete_step(made, run, step_id="two", done_at=local("2026-06-01 16:10"))
    assert shown(run.due_at) == "Mon 2026-06-01 17:10"


def test_step_in_hours_is_due_where_the_prospect_is() -> None:
    made = cadences(step("one", minutes=4 * HOUR))
    run = started(made, "2026-06-01 10:00", prospect=Prospect("Europe/Berlin"))
    # 16:00 in Berlin, so 20:00: the next morning there, at one o'clock in New York.
    assert shown(run.due_at, "Europe/Berlin") == "Tue 2026-06-02 07:00"
    assert shown(run.due_at, NEW_YORK) == "Tue 2026-06-02 01:00"


def test_step_in_hours_waits_for_the_end_of_a_rest() -> None:
    made = cadences(step("one", minutes=HOUR))
    run = started(made, "2026-06-01 10:00")
    rested = rest_for_callback(
        made, run, at=local("2026-06-01 10:30"), until=local("2026-06-02 15:00")
    )
    assert shown(rested.due_at) == "Tue 2026-06-02 15:00"


def test_wait_in_hours_beyond_what_dates_hold_stops_the_cadence() -> None:
    run = started(cadences(step("one", minutes=2000 * HOUR)), "2099-12-20 10:00")
    assert run.due_at is None
    assert run.is_over


@pytest.mark.parametrize(
    "given", [{}, {"days": 1, "seconds": 60}, {"business_days": 1, "seconds": 1}]
)
def test_wait_is_in_one_unit(given: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="a wait is in"):
        Wait(**given)
