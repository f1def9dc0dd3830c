"""What a clock makes of things that happen in the very second of its start, its end or its due."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from test_clock import OFFICE, by_hand, on, saw, started

from leadpact.engine.clocks import (
    Clock,
    ClockState,
    Pause,
    advance_clock,
    apply_signals,
    clock_wakes_at,
    start_clock,
)
from leadpact.pact.sections.clocks.policy import (
    STANDARD_CLOCKS,
    BusinessSpan,
    ClockKind,
    Signal,
)

SECOND = timedelta(seconds=1)
FIRST = ClockKind.FIRST_TOUCH  # four hours: from Monday 09:00 to 13:00, with a warning at 12:00


@pytest.mark.parametrize(
    ("stop", "state"),
    [("06 10:59:59", "MET"), ("06 11:00", "MET"), ("06 11:00:01", "CANCELLED")],
)
def test_a_stop_in_the_second_of_a_cancel_is_a_stop(stop: str, state: str) -> None:
    signals = (saw(Signal.TOUCHED, stop), saw(Signal.OPTED_OUT, "06 11:00"))
    for given in permutations(signals):
        clock = started(FIRST)
        for one in given:
            clock = apply_signals(clock, one, as_of=on("06 12:00"))
        assert clock.state == state
        assert clock.ended_at == on(min(stop, "06 11:00") if state == "MET" else "06 11:00")


@pytest.mark.parametrize(("at", "state"), [("06 09:00", "CANCELLED"), ("06 08:59:59", "RUNNING")])
def test_a_cancel_counts_from_the_second_of_the_start_on(at: str, state: str) -> None:
    clock = started(FIRST, known=[saw(Signal.OPTED_OUT, at)], as_of=on("06 10:00"))
    assert clock.state == state


@pytest.mark.parametrize(
    ("from_text", "to_text", "pauses", "due"),
    [
        ("06 08:00", "06 10:00", [("06 09:00", "06 10:00")], "06 14:00"),  # from the start on
        ("06 08:00", "06 09:00", [], "06 13:00"),
        ("06 10:00", "06 10:00", [], "06 13:00"),
        ("06 12:59:59", "06 13:30", [("06 12:59:59", "06 13:30")], "06 13:30:01"),
        ("06 13:00", "06 13:30", [], "06 13:00"),  # begins in the second it is due
    ],
)
def test_a_pause_lies_between_the_start_and_the_due_moment(
    from_text: str, to_text: str, pauses: list[tuple[str, str]], due: str
) -> None:
    away = (saw(Signal.PAUSED, from_text), saw(Signal.RESUMED, to_text))
    clock = apply_signals(started(FIRST), *away, as_of=on("06 16:00"))
    assert clock.pauses == tuple(Pause(on(one), on(other)) for one, other in pauses)
    assert clock.due_at == on(due)


def test_a_pause_ends_with_the_clock_and_one_that_begins_with_its_end_is_none() -> None:
    paused = (saw(Signal.PAUSED, "06 10:00"), saw(Signal.TOUCHED, "06 11:00"))
    clock = apply_signals(started(FIRST), *paused, as_of=on("06 12:00"))
    assert clock.pauses == (Pause(on("06 10:00"), on("06 11:00")),)
    assert (clock.raw_seconds, clock.business_seconds) == (7200, 3600)
    paused = (saw(Signal.TOUCHED, "06 11:00"), saw(Signal.PAUSED, "06 11:00"))
    clock = apply_signals(started(FIRST), *paused, as_of=on("06 12:00"))
    assert clock.pauses == ()


def confirm(meeting: str, *, started_at: str, within: BusinessSpan) -> Clock:
    policy = replace(STANDARD_CLOCKS[ClockKind.CONFIRM_MEETING], within=within, warnings=())
    return start_clock(
        policy,
        clock_id="c",
        calendar=OFFICE,
        fingerprint="f1",
        started_at=on(started_at),
        meeting_at=on(meeting),
    )


@pytest.mark.parametrize(
    ("started_at", "due"),
    [("07 10:59:59", "07 11:00"), ("07 11:00", "07 14:00"), ("07 12:00", "07 14:00")],
)
def test_where_the_time_before_a_meeting_is_over_at_the_start_it_is_due_when_the_meeting_starts(
    started_at: str, due: str
) -> None:
    within = BusinessSpan(seconds=3 * 3600)
    assert confirm("07 14:00", started_at=started_at, within=within).due_at == on(due)


@pytest.mark.parametrize(
    ("meeting", "n_days", "due"),
    [
        ("14 11:00", 0, "14 11:00"),
        ("14 11:00", 1, "13 17:00"),
        ("14 11:00", 2, "10 17:00"),  # over the weekend
        ("14 11:00", 3, "09 17:00"),
    ],
)
def test_days_before_a_meeting_are_whole_days_before_its_own(
    meeting: str, n_days: int, due: str
) -> None:
    within = BusinessSpan(days=n_days)
    assert confirm(meeting, started_at="06 10:00", within=within).due_at == on(due)


def test_a_warning_before_the_start_is_given_at_the_start() -> None:
    spans = (BusinessSpan(seconds=6 * 3600), BusinessSpan(seconds=3600))
    policy = replace(STANDARD_CLOCKS[FIRST], warnings=spans)
    clock = start_clock(
        policy, clock_id="c", calendar=OFFICE, fingerprint="f1", started_at=on("06 10:00")
    )
    assert clock.warns_at == (on("06 10:00"), on("06 13:00"))
    assert clock.warnings_due == (on("06 10:00"),)


def test_a_clock_wakes_for_its_warnings_then_a_second_after_it_is_due_and_then_no_more() -> None:
    clock = started(FIRST)
    assert clock_wakes_at(clock) == on("06 12:00")
    assert clock_wakes_at(clock, after=on("06 11:59:59")) == on("06 12:00")
    assert clock_wakes_at(clock, after=on("06 12:00")) == on("06 13:00:01")
    breached = advance_clock(clock, as_of=on("06 13:00:01"))
    assert (breached.state, clock_wakes_at(breached)) == (ClockState.BREACHED, None)
    assert clock_wakes_at(by_hand(clock, Signal.STOPPED, "06 10:00")) is None
