"""When a step may be taken: zones, windows, calling hours, and changes of the clock, by hand."""

from datetime import date

import pytest
from cadence_world import ALL_DAYS, NEW_YORK, cadences, hours, local, shown, started, step

from leadpact.engine.cadences import (
    CadenceState,
    Prospect,
    StopReason,
    complete_step,
    make_cadences,
)
from leadpact.engine.cadences.moments import next_legal
from leadpact.pact.sections.cadences.calling_hours import LegalHours
from leadpact.pact.sections.cadences.policy import CadencePolicy, CallingHours, Track
from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.terms.calendar import BusinessCalendar


def due(made, at, *, zone=NEW_YORK, **more):
    return shown(started(made, at, **more).due_at, zone)


def place(country=None, region=None, time_zone=None):
    return Prospect(time_zone, country, region)


# Zones


def test_the_window_is_meant_where_the_prospect_is_then_the_rep_then_as_the_calendar_says():
    made = cadences(step("one"))
    at = "2026-06-01 03:00"  # 07:00 UTC
    assert due(made, at) == "Mon 2026-06-01 07:00"
    berlin, tokyo = "Europe/Berlin", "Asia/Tokyo"  # there it is 09:00 and 16:00
    assert due(made, at, zone=berlin, rep_time_zone=berlin) == "Mon 2026-06-01 09:00"
    found = due(made, at, zone=tokyo, rep_time_zone=NEW_YORK, prospect=Prospect(tokyo))
    assert found == "Mon 2026-06-01 16:00"


@pytest.mark.parametrize("unknown", ["Berlin", "EST5", "", "Europe/Atlantis"])
def test_what_is_no_zone_counts_as_missing(unknown):
    made = cadences(step("one"))
    at, tokyo = "2026-06-01 03:00", "Asia/Tokyo"
    found = due(made, at, zone=tokyo, rep_time_zone=tokyo, prospect=Prospect(unknown))
    assert found == "Mon 2026-06-01 16:00"


def test_days_are_those_of_the_prospect():
    made = cadences(step("one", days=1))
    at = "2026-06-04 18:30"  # Thursday in New York, Friday 07:30 in Tokyo: due on Saturday there
    assert due(made, at) == "Mon 2026-06-08 07:00"  # Friday 18:30 is outside the window
    found = due(made, at, zone="Asia/Tokyo", prospect=Prospect("Asia/Tokyo"))
    assert found == "Mon 2026-06-08 07:00"


# Windows


def test_the_window_of_a_step_outranks_that_of_the_section_and_this_before_the_pacts():
    at = "2026-06-01 03:00"
    assert due(cadences(step("one")), at) == "Mon 2026-06-01 07:00"
    section = cadences(step("one"), window="mornings")
    assert due(section, at) == "Tue 2026-06-02 08:00"
    own = cadences(step("one", window="evenings"), window="mornings")
    assert due(own, at) == "Mon 2026-06-01 19:00"


def test_without_calendars_steps_are_due_in_the_usual_office_hours():
    policy = CadencePolicy((Track("all", (step("one"),)),))
    made = make_cadences(policy, time_zone="Europe/Rome")
    assert due(made, "2026-06-06 12:00", zone="Europe/Rome") == "Mon 2026-06-08 09:00"


def test_a_window_holds_its_opening_and_not_its_closing():
    made = cadences(step("one"))
    assert due(made, "2026-06-01 17:59") == "Mon 2026-06-01 17:59"
    assert due(made, "2026-06-01 18:00") == "Tue 2026-06-02 07:00"
    assert due(made, "2026-06-01 07:00") == "Mon 2026-06-01 07:00"


# Calling hours


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("CALL", "Mon 2026-06-01 08:00"),
        ("VOICEMAIL", "Mon 2026-06-01 08:00"),
        ("EMAIL", "Mon 2026-06-01 03:00"),
        ("SOCIAL", "Mon 2026-06-01 03:00"),
    ],
)
def test_only_what_rings_a_phone_waits_for_the_calling_hours(channel, expected):
    assert due(cadences(step("one", channel, window="always")), "2026-06-01 03:00") == expected


@pytest.mark.parametrize(
    ("prospect", "first", "last"),
    [
        (place(), "08:00", "20:59"),
        (place("US"), "08:00", "20:59"),
        (place("US", "TX"), "08:00", "20:59"),
        (place("DE", "FL"), "08:00", "20:59"),
        (place("US", "FL"), "08:00", "19:59"),
        (place("us", "US-FL"), "08:00", "19:59"),
        (place("US", "Florida"), "08:00", "19:59"),
        (place("US", "CT"), "09:00", "19:59"),
        (place("US", "KY"), "10:00", "20:59"),
        (place("US", "MN"), "09:00", "20:59"),
        (place("CA", "ON"), "09:00", "20:59"),
    ],
)
def test_the_calling_hours_are_those_of_the_prospects_region(prospect, first, last):
    made = cadences(step("one", "CALL", window="always"))
    assert due(made, "2026-06-01 00:00", prospect=prospect) == f"Mon 2026-06-01 {first}"
    at = f"2026-06-01 {last}"
    assert due(made, at, prospect=prospect) == f"Mon {at}"
    hour, minute = divmod(int(last[:2]) * 60 + int(last[3:]) + 1, 60)
    after = f"2026-06-01 {hour:02}:{minute:02}"
    assert due(made, after, prospect=prospect) == f"Tue 2026-06-02 {first}"


def test_in_canada_the_weekend_has_hours_of_its_own():
    made = cadences(step("one", "CALL", window="always"))
    saturday = due(made, "2026-06-06 00:00", prospect=place("CA"))
    assert saturday == "Sat 2026-06-06 10:00"
    assert due(made, "2026-06-07 18:00", prospect=place("CA")) == "Mon 2026-06-08 09:00"


def test_a_stricter_rule_holds_from_its_day_on():
    made = cadences(step("one", "CALL", window="always"))
    florida = place("US", "FL")
    assert due(made, "2021-06-30 20:30", prospect=florida) == "Wed 2021-06-30 20:30"
    assert due(made, "2021-07-01 20:30", prospect=florida) == "Fri 2021-07-02 08:00"


def test_a_rule_that_begins_over_night_holds_in_the_morning():
    made = cadences(step("one", "CALL", window="always"))
    connecticut = place("US", "CT")
    assert due(made, "2023-09-29 21:30", prospect=connecticut) == "Sat 2023-09-30 08:00"
    assert due(made, "2023-09-30 21:30", prospect=connecticut) == "Sun 2023-10-01 09:00"


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-06-01 19:00", "Tue 2026-06-02 12:00"),
        ("2026-06-02 19:00", "Wed 2026-06-03 08:00"),
        ("2026-06-03 07:00", "Wed 2026-06-03 08:00"),
    ],
)
def test_a_rule_that_becomes_looser_holds_from_its_day_on_too(start, expected):
    def rule(since, opens):
        windows = tuple((day, (opens, "18:00")) for day in ALL_DAYS)
        return LegalHours("XX", "", "", since, windows, "x")

    rules = (rule(None, "12:00"), rule(date(2026, 6, 3), "08:00"))
    assert shown(next_legal(rules, NEW_YORK, local(start))) == expected


def test_the_moment_lies_in_the_window_and_in_the_calling_hours():
    made = cadences(step("one", "CALL", window="evenings"))  # 19:00 to 22:00
    assert due(made, "2026-06-01 20:59") == "Mon 2026-06-01 20:59"
    assert due(made, "2026-06-01 21:00") == "Tue 2026-06-02 19:00"
    assert due(made, "2026-06-01 20:00", prospect=place("US", "FL")) == "Tue 2026-06-02 19:00"


def test_without_calling_hours_the_window_alone_counts():
    made = cadences(step("one", "CALL", window="always"), calling_hours=CallingHours.NONE)
    assert due(made, "2026-06-01 03:00", prospect=place("US", "FL")) == "Mon 2026-06-01 03:00"


# No such moment


def test_a_cadence_without_a_possible_moment_is_stopped_with_its_reason():
    made = cadences(step("one"), step("two", "CALL", window="night"), step("three"))
    run = started(made, "2026-06-01 10:00")
    run = complete_step(made, run, step_id="one", done_at=local("2026-06-01 11:00"))
    assert (run.state, run.stopped_by) == (CadenceState.STOPPED, StopReason.NEVER_IN_WINDOW)
    assert (shown(run.stopped_at), run.due_at) == ("Mon 2026-06-01 11:00", None)
    assert [item.step_id for item in run.done] == ["one"]


def test_a_region_alone_can_leave_no_moment():
    calendar = CalendarPolicy({"late": hours("20:00", "21:00", ALL_DAYS)}, "late")
    policy = CadencePolicy((Track("all", (step("one", "CALL"),)),))
    made = make_cadences(policy, calendars=calendar, time_zone=NEW_YORK)
    assert due(made, "2026-06-01 10:00") == "Mon 2026-06-01 20:00"
    run = started(made, "2026-06-01 10:00", prospect=place("US", "FL"))
    assert run.stopped_by is StopReason.NEVER_IN_WINDOW


@pytest.mark.parametrize(
    ("days", "start", "expected"),
    [
        (["2026-06-05"], "2026-06-01 10:00", "Fri 2026-06-05 09:00"),
        (["2026-06-05"], "2026-06-06 10:00", ""),
        (["2027-06-01"], "2026-06-01 10:00", "Tue 2027-06-01 09:00"),
        (["2027-06-03"], "2026-06-01 10:00", ""),
        (["2027-06-02"], "2026-06-01 09:00", "Wed 2027-06-02 09:00"),  # 366 days to the second
        (["2027-06-02"], "2026-06-01 08:59:59", ""),
    ],
)
def test_a_window_that_does_not_open_within_a_year_counts_as_none(days, start, expected):
    exceptions = {local(f"{day} 00:00").date(): [("09:00", "10:00")] for day in days}
    calendar = BusinessCalendar(zone=NEW_YORK, windows={}, exceptions=exceptions)
    policy = CadencePolicy((Track("all", (step("one"),)),))
    calendars = CalendarPolicy({"once": calendar}, "once")
    made = make_cadences(policy, calendars=calendars, time_zone=NEW_YORK)
    run = started(made, start)
    assert shown(run.due_at) == expected
    assert (run.stopped_by is StopReason.NEVER_IN_WINDOW) == (expected == "")


def test_business_days_that_never_come_stop_it_too():
    exceptions = {local("2026-06-05 00:00").date(): [("09:00", "10:00")]}
    calendar = BusinessCalendar(zone=NEW_YORK, windows={}, exceptions=exceptions)
    policy = CadencePolicy((Track("all", (step("one", business_days=1),)),))
    calendars = CalendarPolicy({"once": calendar}, "once")
    made = make_cadences(policy, calendars=calendars, time_zone=NEW_YORK)
    assert started(made, "2026-06-05 09:30").stopped_by is StopReason.NEVER_IN_WINDOW


# Changes of the clock


def test_the_same_local_time_stays_over_a_change_of_the_clock():
    made = cadences(step("one", days=2))
    run = started(made, "2026-03-06 10:00")  # Friday; clocks go forward on Sunday the 8th
    assert shown(run.due_at) == "Mon 2026-03-09 07:00"  # Sunday 10:00 is outside the window
    made = cadences(step("one", days=2, window="always"))
    run = started(made, "2026-03-07 10:00")
    assert (run.due_at - run.started_at).total_seconds() == 47 * 3600


def test_a_local_time_that_is_skipped_is_the_moment_of_the_jump():
    made = cadences(step("one", days=1, window="always"))
    assert due(made, "2026-03-07 02:30") == "Sun 2026-03-08 03:00"


def test_a_local_time_that_is_repeated_is_its_first_pass():
    made = cadences(step("one", days=1, window="always"))
    run = started(made, "2026-10-31 01:30")  # clocks go back on Sunday the 1st at 02:00
    assert (run.due_at - run.started_at).total_seconds() == 24 * 3600


def test_calling_hours_follow_the_clock_of_the_day():
    made = cadences(step("one", "CALL", window="always"))
    assert due(made, "2026-03-07 23:00") == "Sun 2026-03-08 08:00"
    run = started(made, "2026-03-07 23:00")
    assert (run.due_at - run.started_at).total_seconds() == 8 * 3600
