"""The explanation says what became of cadences and clocks, and when they are due."""

from datetime import date

from explain_world import CHICAGO, OFFICE, PACT, Life, company, nov, second_life

from leadpact.engine.lifecycle import (
    BookMeeting,
    ClaimLead,
    ClockStep,
    ControlClock,
    RecordOutOfOffice,
    RecordReply,
    RecordTouch,
    UpdateAttributes,
)
from leadpact.terms.stages import TouchKind


def test_a_touch_meets_the_first_promise_and_the_next_step_counts_from_it() -> None:
    life = second_life(n_employees=1000, time_zone="America/Chicago")
    life.submit(RecordTouch, nov(2, 12, 30), rep_id="bob", channel=TouchKind.CALL)
    reported = life.explained(nov(2, 13))
    assert "Steps done: call-1, a call, made on Mon 2 Nov 12:30." in reported
    assert (
        "The next step is mail-1, an e-mail, due Tue 3 Nov 12:30 (Tue 3 Nov 11:30 in"
        " America/Chicago): 1 business day after the step"
        f" before on Mon 2 Nov 12:30, which lies in the window calls {CHICAGO}."
    ) in reported
    assert (
        "It was met on Mon 2 Nov 12:30, because a rep made a touch (a call),"
        " after 2 business hours 30 minutes."
    ) in reported
    assert "To do: bob takes the step mail-1 of the cadence best, by Tue 3 Nov 12:30." in reported


def test_clocks_are_reported_as_they_are_at_the_moment_though_nothing_was_decided() -> None:
    reported = second_life().explained(nov(2, 16))
    missed = "It was missed by 2 business hours, and nothing has stopped it yet."
    assert any(line.startswith(missed) for line in reported)
    assert (
        "It was due Mon 2 Nov 14:00: 4 business hours from Mon 2 Nov 10:00 " + OFFICE + "."
        in reported
    )


def test_what_was_done_late_says_by_how_much() -> None:
    life = second_life()
    life.wait(nov(2, 15))
    life.submit(RecordTouch, nov(2, 15, 30), rep_id="ann", channel=TouchKind.EMAIL)
    missed = (
        "It was missed by 1 business hour 30 minutes; it was done on Mon 2 Nov 15:30,"
        " because a rep made a touch (an e-mail)."
    )
    assert any(line.startswith(missed) for line in life.explained(nov(2, 16)))


def test_while_the_prospect_is_away_cadence_and_clock_rest_and_the_clock_is_due_later() -> None:
    life = second_life(n_employees=1000, time_zone="America/Chicago")
    life.submit(RecordTouch, nov(2, 12, 30), rep_id="bob", channel=TouchKind.CALL)
    life.submit(RecordOutOfOffice, nov(3, 10), back_on=date(2026, 11, 6))
    resting = life.explained(nov(3, 11))
    rest = "It rests until Fri 6 Nov 01:00, because the prospect is out of office."
    assert rest in resting
    assert "It was paused from Tue 3 Nov 10:00 and still is." in resting
    assert "It is paused: it is due later by the working time of the pause." in resting
    life.wait(nov(6, 9))
    back = life.explained(nov(6, 9))
    assert rest not in back
    assert "It was paused from Tue 3 Nov 10:00 to Fri 6 Nov 01:00." in back
    assert (
        f"It is due Wed 11 Nov 17:00: 5 business days from Mon 2 Nov 10:00 {OFFICE},"
        " with Wed 4 Nov off, and later by the 15 business hours of its pauses."
    ) in back


def test_a_step_that_falls_on_a_sunday_waits_for_the_window() -> None:
    one = "steps: [{id: call-1, channel: call}]"
    two = "steps: [{id: call-1, channel: call}, {id: call-2, channel: call, after: {days: 3}}]"
    life = Life(company(PACT.replace(one, two)))
    life.qualify(nov(5, 10))
    life.submit(RecordTouch, nov(5, 11), rep_id="ann", channel=TouchKind.CALL)
    assert (
        "The next step is call-2, a call, due Mon 9 Nov 10:00: 3 days after the step before on"
        " Thu 5 Nov 11:00, moved to the first moment that lies in the window calls"
        " (Mon–Fri 10:00–16:00, America/New_York) and in the legal calling hours."
    ) in life.explained(nov(5, 12))


def test_a_clock_that_counts_says_how_many_were_made() -> None:
    clock = "{kind: touches, within: {days: 4}, n: 3, channels: [call, email], n_channels: 2,"
    rest = " calendar: calls, on_breach: []}"
    other = "  - {kind: confirm_meeting}\n"
    life = Life(company(PACT.replace(other, f"  - {clock}{rest}\n{other}")))
    life.qualify(nov(2, 10))
    life.submit(RecordTouch, nov(2, 12, 30), rep_id="ann", channel=TouchKind.CALL)
    life.submit(RecordTouch, nov(2, 12, 40), rep_id="ann", channel=TouchKind.SOCIAL)
    reported = life.explained(nov(2, 13))
    assert (
        "The clock touches promises 3 touches on 2 different channels (call, email),"
        " 4 business days from its start."
    ) in reported
    assert (
        "It is due Fri 6 Nov 10:00: 4 business days from Mon 2 Nov 10:00 in the calendar calls"
        " (Mon–Fri 10:00–16:00, America/New_York)."
    ) in reported
    assert "It runs: 21 business hours left, with 1 of 3 made. A breach does nothing." in reported


def test_what_ends_a_cadence_is_reported() -> None:
    life = second_life()
    life.submit(RecordReply, nov(2, 11))
    assert "It was stopped on Mon 2 Nov 11:00, because the prospect replied." in life.explained(
        nov(2, 12)
    )


def test_who_leaves_a_clocks_condition_gets_the_next_one_from_the_same_start() -> None:
    life = second_life(n_employees=5000)
    life.submit(UpdateAttributes, nov(2, 10, 30), attributes={"n_employees": 40})
    reported = life.explained(nov(2, 11))
    hot = (
        "The clock hot-first-touch promises the first touch, 1 business hour from its start,"
        " for leads with n_employees >= 5000."
    )
    assert hot in reported
    assert (
        "It was cancelled on Mon 2 Nov 10:30, because the lead left its condition,"
        " without a breach."
    ) in reported
    assert (
        "It started on Mon 2 Nov 10:00, the start of the clock that it replaces,"
        " whose condition the lead left."
    ) in reported


def test_a_promise_that_was_kept_before_it_was_made_says_so() -> None:
    life = second_life(source="fair")
    life.submit(RecordTouch, nov(2, 10, 30), rep_id="bob", channel=TouchKind.CALL)
    life.submit(ClaimLead, nov(2, 11), pool="desk", rep_id="bob")
    assert (
        "It was met on Mon 2 Nov 11:00, because a rep made a touch (a call),"
        " as that was so before it began, after 0 business seconds."
    ) in life.explained(nov(2, 12))


def test_a_clock_stopped_by_hand_says_so() -> None:
    life = second_life()
    name = next(item.clock_id for item in life.state.clocks if item.policy.name == "resolve")
    life.submit(ControlClock, nov(2, 11), clock_id=name, step=ClockStep.STOP)
    assert (
        "It was met on Mon 2 Nov 11:00, because it was stopped by hand, after 1 business hour."
    ) in life.explained(nov(2, 12))


def test_a_clock_that_runs_under_another_pact_says_so() -> None:
    life = second_life()
    old = life.rules.fingerprint[:12]
    life.rules = company(PACT.replace("resolve, within: {days: 5}", "resolve, within: {days: 9}"))
    reported = life.explained(nov(2, 12))
    assert f"The pact is “A small company”, fingerprint {life.rules.fingerprint[:12]}." in reported
    assert (
        f"The clock resolve under an older pact ({old}) promises a meeting or a disposition,"
        " 5 business days from its start."
    ) in reported
    assert any(
        line.startswith(f"The default route under an older pact ({old})") for line in reported
    )
    assert f"The cadence everyone began on Mon 2 Nov 10:00 under an older pact ({old})." in reported


def test_a_calendar_in_another_zone_is_reported_with_its_own_times() -> None:
    there = PACT.replace("  office:\n", "  office:\n    time_zone: Europe/Berlin\n")
    life = Life(company(there))
    life.qualify(nov(2, 5))
    assert (
        "It is due Mon 2 Nov 09:00 (Mon 2 Nov 15:00 in Europe/Berlin): 4 business hours from"
        " Mon 2 Nov 05:00 in the calendar office (Mon–Fri 09:00–17:00, Europe/Berlin)."
    ) in life.explained(nov(2, 6))


def test_a_promise_that_is_due_this_very_second_runs_and_has_no_time_left() -> None:
    life = Life()
    life.qualify(nov(2, 13))
    life.submit(RecordTouch, nov(2, 14), rep_id="ann", channel=TouchKind.CALL)
    name = life.submit(BookMeeting, nov(2, 15), starts_at=nov(10, 9, 30), ae_rep_id="fay")
    reported = life.explained(nov(9, 17))
    assert any(
        line.startswith(f"The clock confirm-meeting about {name} promises") for line in reported
    )
    assert any(line.startswith("It runs: no business time left.") for line in reported)


def test_a_start_in_closed_hours_says_when_they_open() -> None:
    life = Life()
    life.qualify(nov(3, 18))
    assert (
        f"It is due Thu 5 Nov 13:00: 4 business hours from Tue 3 Nov 18:00 {OFFICE},"
        " which opened only on Thu 5 Nov 09:00, with Wed 4 Nov off."
    ) in life.explained(nov(3, 19))


LADDER = (
    "{kind: first_touch, on_breach: [{do: notify}, {do: escalate, after: {hours: 1}},"
    " {do: reassign, after: {days: 1}}]}"
)


def test_ladder_is_explained_with_the_promise_and_then_rung_by_rung() -> None:
    life = second_life(PACT.replace("{kind: first_touch}", LADDER))
    running = life.explained(nov(2, 11))
    does = (
        "A breach does this: notify the owner of the lead; 1 business hour later escalate to the"
        " manager; 1 business day later reassign by the routes."
    )
    assert any(line.endswith(does) for line in running)
    assert "Not kept by Mon 2 Nov 15:00: escalate to the manager." not in running
    climbed = life.explained(nov(2, 16))
    assert "Not kept by Mon 2 Nov 15:00: escalate to the manager." in climbed
    assert "If not kept by Tue 3 Nov 14:00: reassign by the routes." in climbed
    life.wait(nov(2, 16))
    life.submit(RecordTouch, nov(2, 16, 30), rep_id="bob", channel=TouchKind.CALL)
    ended = life.explained(nov(5, 12))
    assert "Not kept by Mon 2 Nov 15:00: escalate to the manager." in ended
    assert "What was to follow is off since Mon 2 Nov 16:30." in ended


def test_ladder_that_waits_for_the_end_of_a_pause_says_so() -> None:
    life = second_life(PACT.replace("{kind: first_touch}", LADDER))
    life.wait(nov(2, 14, 30))
    name = next(item.clock_id for item in life.state.clocks if item.policy.name == "first-touch")
    life.submit(ControlClock, nov(2, 14, 30), clock_id=name, step=ClockStep.PAUSE)
    assert "When it goes on after the pause: escalate to the manager." in life.explained(nov(4, 12))


def test_promise_round_the_clock_names_its_calendar() -> None:
    always = "{kind: first_touch, calendar: always, within: {hours: 12}}"
    life = second_life(PACT.replace("{kind: first_touch}", always))
    assert (
        "It is due Mon 2 Nov 22:00: 12 business hours from Mon 2 Nov 10:00 in the calendar always"
        " (round the clock, America/New_York)."
    ) in life.explained(nov(2, 11))
