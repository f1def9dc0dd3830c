"""When a clock next changes by itself, worked by hand: warnings, what is yet to happen, the breach.

The clock of the first touch starts on Monday at 09:00, warns at 12:00 and is due at 13:00.
"""

from datetime import datetime, timedelta

import pytest
from follow_up_world import june

from leadpact.engine.clocks import Clock, ReceivedSignal, advance_clock, apply_signals, start_clock
from leadpact.engine.clocks import clock_wakes_at as wake_at
from leadpact.pact.sections.clocks.policy import STANDARD_CLOCKS, ClockKind, Signal
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS

OFFICE = BusinessCalendar("UTC", {day: [("09:00", "17:00")] for day in WEEKDAYS[:5]})
TEN, ELEVEN, NOON, ONE = (june(1, hour) for hour in (10, 11, 12, 13))
SECOND = timedelta(seconds=1)


def started(kind: ClockKind = ClockKind.FIRST_TOUCH) -> Clock:
    clock = start_clock(
        STANDARD_CLOCKS[kind],
        clock_id="c",
        calendar=OFFICE,
        fingerprint="f",
        started_at=june(1, 9),
    )
    assert clock is not None
    return clock


def reported(clock: Clock, signal: Signal, at: datetime, *, as_of: datetime = TEN) -> Clock:
    return apply_signals(clock, ReceivedSignal(f"{signal} {at}", signal, at), as_of=as_of)


@pytest.mark.parametrize(
    ("as_of", "wakes_at"),
    [
        (TEN, NOON),
        (NOON - SECOND, NOON),
        (NOON, ONE + SECOND),
        (ONE, ONE + SECOND),
        (ONE + SECOND, None),  # it was breached
    ],
)
def test_a_clock_wakes_for_its_warning_and_then_a_second_after_it_is_due(
    as_of: datetime, wakes_at: datetime | None
) -> None:
    assert wake_at(advance_clock(started(), as_of=as_of)) == wakes_at
    if wakes_at is not None:
        assert wake_at(started(), after=as_of) == wakes_at


@pytest.mark.parametrize(
    ("signal", "wakes_at"),
    [
        (Signal.TOUCHED, ELEVEN),  # counts
        (Signal.MEETING_BOOKED, ELEVEN),  # stops
        (Signal.CONDITION_LEFT, ELEVEN),  # cancels
        (Signal.REPLIED, NOON),  # means nothing to this clock
        (Signal.OUT_OF_OFFICE, NOON),
    ],
)
def test_a_clock_wakes_for_what_is_reported_of_the_future_if_that_changes_it(
    signal: Signal, wakes_at: datetime
) -> None:
    assert wake_at(reported(started(), signal, ELEVEN)) == wakes_at


def test_what_is_reported_for_after_the_breach_is_woken_for_when_it_happens() -> None:
    clock = reported(started(), Signal.TOUCHED, june(2, 10))
    assert wake_at(clock) == NOON
    breached = advance_clock(clock, as_of=june(1, 16))
    assert wake_at(breached) == june(2, 10)
    assert wake_at(advance_clock(breached, as_of=june(2, 10))) is None


def test_a_clock_that_waits_wakes_when_it_may_go_on_and_not_for_another_absence() -> None:
    """The clock of the touches is due on the 15th at 09:00, and warns two business days before."""
    clock = started(ClockKind.TOUCHES)
    assert wake_at(reported(clock, Signal.OUT_OF_OFFICE, ELEVEN)) == ELEVEN
    waits = reported(clock, Signal.OUT_OF_OFFICE, TEN)
    assert wake_at(waits, after=june(12)) is None
    assert wake_at(reported(waits, Signal.OUT_OF_OFFICE, june(12, 10)), after=june(12)) is None
    assert wake_at(reported(waits, Signal.BACK_IN_OFFICE, june(12, 10)), after=june(12)) == june(
        12, 10
    )


def test_a_clock_that_was_met_sleeps() -> None:
    assert wake_at(reported(started(), Signal.TOUCHED, TEN)) is None


@pytest.mark.parametrize(
    ("stopped_at", "warned_at"),
    [(NOON - SECOND, ()), (NOON, ()), (NOON + SECOND, (NOON,))],
)
def test_a_warning_is_due_only_where_the_clock_still_ran_at_its_moment(
    stopped_at: datetime, warned_at: tuple[datetime, ...]
) -> None:
    clock = reported(started(), Signal.TOUCHED, stopped_at, as_of=ONE)
    assert (clock.stopped_at, clock.warnings_due) == (stopped_at, warned_at)
    assert advance_clock(started(), as_of=NOON).warnings_due == (NOON,)
