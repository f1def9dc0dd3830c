"""The short way of a clock that only grows older is the same as to reckon it anew."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.engine.clocks import (
    Clock,
    ClockState,
    ReceivedSignal,
    advance_clock,
    apply_signals,
    start_clock,
)
from leadpact.engine.clocks.reckon import settle_clock
from leadpact.pact.sections.clocks.policy import (
    STANDARD_CLOCKS,
    BusinessSpan,
    ClockKind,
    ClockPolicy,
    Signal,
)
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS
from leadpact.terms.stages import TouchKind

OFFICE = BusinessCalendar("UTC", {day: [("09:00", "17:00")] for day in WEEKDAYS[:5]})
MONDAY = datetime(2026, 4, 6, 9, tzinfo=UTC)
SIGNALS = [
    *(Signal.TOUCHED, Signal.REPLIED, Signal.DISPOSITION_GIVEN, Signal.OPTED_OUT, Signal.REVIEWED),
    *(Signal.OUT_OF_OFFICE, Signal.BACK_IN_OFFICE, Signal.CONDITION_LEFT, Signal.HANDED_OFF),
    *(Signal.PAUSED, Signal.RESUMED, Signal.STOPPED, Signal.CANCELLED, Signal.MEETING_CONFIRMED),
]
hours = st.integers(-4, 60).map(lambda n: MONDAY + timedelta(hours=4 * n))
signals = st.builds(
    ReceivedSignal,
    signal_id=st.sampled_from("abcdefghij"),
    signal=st.sampled_from(SIGNALS),
    occurred_at=hours,
    channel=st.sampled_from([None, TouchKind.CALL, TouchKind.EMAIL]),
    subject_id=st.sampled_from([None, None, "m-1", "m-2"]),
)
steps = st.lists(
    st.tuples(st.lists(signals, max_size=3), st.integers(0, 60)), min_size=1, max_size=12
)


def started(kind: ClockKind, known: list[ReceivedSignal] | None = None) -> Clock:
    clock = start_clock(
        STANDARD_CLOCKS[kind],
        clock_id="c",
        calendar=OFFICE,
        fingerprint="f",
        started_at=MONDAY,
        subject_id="m-1",
        meeting_at=MONDAY + timedelta(days=4, hours=5),
        known=known or [],
    )
    assert clock is not None
    return clock


@given(st.sampled_from(ClockKind), st.lists(signals, max_size=4), steps)
@settings(max_examples=600, deadline=None)
def test_an_updated_clock_equals_a_clock_computed_from_all_signals(kind, known, reported):
    clock = started(kind, known)
    for new, n_hours in reported:
        as_of = MONDAY + timedelta(hours=4 * n_hours)
        again = settle_clock(clock, new, as_of)
        clock = apply_signals(clock, *new, as_of=as_of)
        assert clock == again


@given(st.sampled_from(ClockKind), steps)
@settings(max_examples=300, deadline=None)
def test_a_clock_that_grew_step_by_step_is_that_of_all_that_was_reported(kind, reported):
    clock = started(kind)
    for new, n_hours in reported:
        clock = apply_signals(clock, *new, as_of=MONDAY + timedelta(hours=4 * n_hours))
    everything = [one for new, _ in reported for one in new]
    assert clock == settle_clock(started(kind), everything, clock.as_of)


@pytest.mark.parametrize("kind", ClockKind)
def test_what_a_clock_knows_already_leaves_the_very_clock(kind):
    seen = ReceivedSignal("a", Signal.PAUSED, MONDAY + timedelta(hours=1))
    clock = apply_signals(started(kind), seen, as_of=MONDAY + timedelta(hours=2))
    assert clock.state is ClockState.PAUSED
    assert apply_signals(clock, seen, as_of=MONDAY) is clock
    assert advance_clock(clock, as_of=clock.as_of) is clock


def test_what_a_clock_does_not_listen_to_is_left_out_and_time_passes():
    received = ReceivedSignal("a", Signal.HANDED_OFF, MONDAY + timedelta(hours=1))
    clock = apply_signals(
        started(ClockKind.FIRST_TOUCH), received, as_of=MONDAY + timedelta(hours=3)
    )
    assert clock.signals == ()
    assert (clock.raw_seconds, clock.business_seconds) == (3 * 3600, 3 * 3600)
    assert clock.warnings_due == (MONDAY + timedelta(hours=3),)
    late = advance_clock(clock, as_of=MONDAY + timedelta(hours=4, seconds=1))
    assert late.state is ClockState.BREACHED


def test_what_was_reported_of_the_future_counts_when_time_gets_there():
    touch = ReceivedSignal("a", Signal.TOUCHED, MONDAY + timedelta(hours=2), TouchKind.CALL)
    clock = apply_signals(started(ClockKind.FIRST_TOUCH), touch, as_of=MONDAY + timedelta(hours=1))
    assert clock.state is ClockState.RUNNING
    clock = advance_clock(clock, as_of=MONDAY + timedelta(hours=6))
    assert (clock.state, clock.stopped_at) == (ClockState.MET, touch.occurred_at)


@pytest.mark.parametrize(
    ("signals", "state"),
    [
        ([Signal.OUT_OF_OFFICE, Signal.BACK_IN_OFFICE], ClockState.RUNNING),
        ([Signal.OUT_OF_OFFICE, Signal.REVIEWED], ClockState.PAUSED),
        ([Signal.OPTED_OUT, Signal.DISPOSITION_GIVEN], ClockState.MET),  # at the same moment
        ([Signal.DISPOSITION_GIVEN, Signal.OPTED_OUT], ClockState.MET),
        ([Signal.OPTED_OUT, Signal.REVIEWED], ClockState.CANCELLED),
    ],
)
def test_signals_received_one_by_one_count_as_if_received_at_once(signals, state):
    for hours_between in (0, 1) if state is not ClockState.MET else (0,):
        clock = started(ClockKind.RESOLVE)
        for number, signal in enumerate(signals):
            at = MONDAY + timedelta(hours=1 + number * hours_between)
            clock = apply_signals(clock, ReceivedSignal(f"{number}", signal, at), as_of=at)
        assert clock.state is state


def test_a_second_report_under_one_id_recomputes_the_clock():
    late = ReceivedSignal("a", Signal.TOUCHED, MONDAY + timedelta(hours=6), TouchKind.CALL)
    clock = apply_signals(started(ClockKind.FIRST_TOUCH), late, as_of=MONDAY + timedelta(hours=7))
    assert clock.state is ClockState.BREACHED
    early = replace(late, occurred_at=MONDAY + timedelta(hours=1))
    clock = apply_signals(clock, early, as_of=MONDAY + timedelta(hours=7))
    assert (clock.state, clock.stopped_at) == (ClockState.MET, early.occurred_at)
    assert clock.signals == (early,)
    assert apply_signals(clock, late, as_of=MONDAY + timedelta(hours=7)) == clock


def test_what_cannot_move_a_clock_hides_nothing_that_comes_under_its_id():
    """A clock does not keep the ids of the signals that it leaves out."""
    touch = ReceivedSignal("a", Signal.TOUCHED, MONDAY + timedelta(hours=2), TouchKind.CALL)
    other = ReceivedSignal("a", Signal.HANDED_OFF, MONDAY + timedelta(hours=1))
    clocks = [started(ClockKind.FIRST_TOUCH), started(ClockKind.FIRST_TOUCH)]
    for one, two in ((touch, other), (other, touch)):
        clock = apply_signals(clocks.pop(), one, as_of=MONDAY + timedelta(hours=3))
        clock = apply_signals(clock, two, as_of=MONDAY + timedelta(hours=3))
        assert (clock.state, clock.signals) == (ClockState.MET, (touch,))


def test_the_moments_of_all_warnings_are_reported_before_they_are_due():
    policy = ClockPolicy(
        ClockKind.RESOLVE,
        BusinessSpan(days=2),
        starts_on=frozenset({Signal.LEAD_ASSIGNED}),
        stops_on=frozenset({Signal.REVIEWED}),
        warnings=(BusinessSpan(seconds=3600), BusinessSpan(days=1), BusinessSpan(days=9)),
    )
    clock = start_clock(policy, clock_id="c", calendar=OFFICE, fingerprint="f", started_at=MONDAY)
    assert clock is not None
    tuesday, wednesday = (MONDAY + timedelta(days=n) for n in (1, 2))
    assert clock.due_at == wednesday
    assert clock.warns_at == (MONDAY, tuesday, wednesday - timedelta(hours=17))
    assert clock.warnings_due == (MONDAY,)
