"""Clocks: when they are due, how they end, and that the order of hearing does not matter."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.engine.clocks import (
    Clock,
    ClockState,
    Pause,
    ReceivedSignal,
    UnableToStartClock,
    advance_clock,
    apply_signals,
    start_clock,
)
from leadpact.pact.sections.clocks.policy import (
    STANDARD_CLOCKS,
    BreachAction,
    BusinessSpan,
    ClockKind,
    ClockPolicy,
    OnBreach,
    Signal,
)
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS
from leadpact.terms.stages import TouchKind

OFFICE = BusinessCalendar(
    "UTC", {day: [("09:00", "17:00")] for day in WEEKDAYS[:5]}, holidays=[date(2026, 5, 1)]
)
HOUR = 3600
MONDAY = datetime(2026, 4, 6, 9, tzinfo=UTC)


def on(text: str) -> datetime:
    """Read `06 16:30` as a moment of April 2026; the 6th is a Monday."""
    return datetime.fromisoformat(f"2026-04-{text}+00:00")


def started(kind: ClockKind, at: datetime = MONDAY, **given: object) -> Clock:
    arguments = {"clock_id": "c", "calendar": OFFICE, "fingerprint": "f1", "started_at": at}
    clock = start_clock(STANDARD_CLOCKS[kind], **(arguments | given))  # type: ignore[arg-type]
    assert clock is not None
    return clock


def saw(
    signal: Signal, text: str, channel: TouchKind | None = None, subject: str | None = None
) -> ReceivedSignal:
    return ReceivedSignal(f"{signal} {text}", signal, on(text), channel, subject)


def by_hand(clock: Clock, signal: Signal, text: str) -> Clock:
    """Stop, pause, resume or cancel a clock at a moment, as a person does."""
    return apply_signals(clock, saw(signal, text), as_of=on(text))


@pytest.mark.parametrize(
    ("kind", "start", "due"),
    [
        (ClockKind.FIRST_TOUCH, "06 09:00", "06 13:00"),
        (ClockKind.FIRST_TOUCH, "11 15:00", "13 13:00"),  # a Saturday
        (ClockKind.FIRST_TOUCH, "06 13:00", "06 17:00"),  # due at closing time
        (ClockKind.TOUCHES, "06 10:00", "20 10:00"),
        (ClockKind.RESOLVE, "06 10:00", "27 10:00"),
        (ClockKind.ACCEPT, "10 16:00", "13 16:00"),
        (ClockKind.TAKE_BACK, "06 10:00", "16 10:00"),
        (ClockKind.MEETING_UPDATE, "10 11:00", "13 11:00"),
        (ClockKind.MANAGER_REVIEW, "06 10:00", "13 10:00"),
    ],
)
def test_a_clock_is_due_in_business_time(kind: ClockKind, start: str, due: str) -> None:
    assert started(kind, on(start)).due_at == on(due)


@pytest.mark.parametrize(
    ("booked", "meeting", "due"),
    [
        ("06 10:00", "09 14:00", "08 17:00"),
        ("06 10:00", "13 09:00", "10 17:00"),  # a Monday: the Friday before
        ("09 10:00", "09 14:00", "09 14:00"),  # booked for the same day: until it starts
        ("06 10:00", "09 00:00", "08 17:00"),  # midnight belongs to the day it begins
    ],
)
def test_a_meeting_is_to_be_confirmed_the_business_day_before(
    booked: str, meeting: str, due: str
) -> None:
    clock = started(ClockKind.CONFIRM_MEETING, on(booked), meeting_at=on(meeting))
    assert clock.due_at == on(due)


def test_a_clock_before_a_meeting_needs_its_time() -> None:
    with pytest.raises(UnableToStartClock, match="give `meeting_at`"):
        started(ClockKind.CONFIRM_MEETING)


def test_a_clock_whose_condition_already_holds_is_met_in_no_time() -> None:
    touch = saw(Signal.TOUCHED, "06 08:00", TouchKind.CALL)
    clock = started(ClockKind.FIRST_TOUCH, known=[touch])
    assert (clock.state, clock.stopped_at) == (ClockState.MET, MONDAY)
    assert (clock.raw_seconds, clock.business_seconds, clock.warnings_due) == (0, 0, ())


def test_touches_before_the_start_count_and_the_rest_is_waited_for() -> None:
    known = [saw(Signal.TOUCHED, f"0{n} 10:00", TouchKind.CALL) for n in range(1, 6)]
    clock = started(ClockKind.TOUCHES, known=known)
    assert clock.state is ClockState.RUNNING
    mail = saw(Signal.TOUCHED, "07 10:00", TouchKind.EMAIL)
    clock = apply_signals(clock, mail, as_of=on("07 11:00"))
    assert (clock.state, clock.stopped_at) == (ClockState.MET, on("07 10:00"))


def test_touches_on_one_channel_only_are_not_enough() -> None:
    calls = [saw(Signal.TOUCHED, f"{n:02} 10:00", TouchKind.CALL) for n in range(6, 16)]
    clock = apply_signals(started(ClockKind.TOUCHES), *calls, as_of=on("17 10:00"))
    assert clock.state is ClockState.RUNNING


def test_touches_on_other_channels_do_not_count() -> None:
    policy = replace(STANDARD_CLOCKS[ClockKind.FIRST_TOUCH], channels=frozenset({TouchKind.CALL}))
    clock = start_clock(policy, clock_id="c", calendar=OFFICE, fingerprint="f", started_at=MONDAY)
    assert clock is not None
    mail, call = (
        saw(Signal.TOUCHED, "06 10:00", TouchKind.EMAIL),
        saw(Signal.TOUCHED, "06 11:00", TouchKind.CALL),
    )
    clock = apply_signals(clock, mail, call, as_of=on("06 12:00"))
    assert clock.stopped_at == on("06 11:00")


def test_a_breach_is_dated_when_it_was_due_and_not_when_it_was_noticed() -> None:
    clock = advance_clock(started(ClockKind.FIRST_TOUCH), as_of=on("08 12:00"))
    assert clock.state is ClockState.BREACHED
    assert clock.due_at == on("06 13:00")
    assert clock.policy.on_breach == (
        OnBreach(BreachAction.NOTIFY),
        OnBreach(BreachAction.REASSIGN),
    )


def test_a_breach_keeps_counting_and_the_real_stop_is_recorded() -> None:
    clock = advance_clock(started(ClockKind.FIRST_TOUCH), as_of=on("06 15:00"))
    assert (clock.stopped_at, clock.business_seconds) == (None, 6 * HOUR)
    touch = saw(Signal.TOUCHED, "07 10:00", TouchKind.CALL)
    clock = apply_signals(clock, touch, as_of=on("09 10:00"))
    assert (clock.state, clock.stopped_at) == (ClockState.BREACHED, on("07 10:00"))
    assert (clock.raw_seconds, clock.business_seconds) == (25 * HOUR, 9 * HOUR)
    assert clock.due_at == on("06 13:00")


def test_a_clock_is_not_breached_when_a_late_report_says_it_was_done_in_time() -> None:
    clock = advance_clock(started(ClockKind.FIRST_TOUCH), as_of=on("08 12:00"))
    clock = apply_signals(clock, saw(Signal.TOUCHED, "06 12:00"), as_of=on("08 12:00"))
    assert (clock.state, clock.stopped_at) == (ClockState.MET, on("06 12:00"))


def test_a_stop_at_the_moment_it_is_due_is_in_time() -> None:
    clock = apply_signals(
        started(ClockKind.FIRST_TOUCH), saw(Signal.TOUCHED, "06 13:00"), as_of=on("07 09:00")
    )
    assert clock.state is ClockState.MET


def test_a_new_pact_does_not_move_a_running_clock() -> None:
    old = started(ClockKind.FIRST_TOUCH)
    shorter = replace(old.policy, within=BusinessSpan(seconds=HOUR))
    new = start_clock(
        shorter, clock_id="d", calendar=OFFICE, fingerprint="f2", started_at=on("06 10:00")
    )
    assert new is not None
    later = advance_clock(old, as_of=on("06 12:30"))
    assert (later.fingerprint, later.due_at) == ("f1", on("06 13:00"))
    assert later.state is ClockState.RUNNING
    assert (new.fingerprint, new.due_at) == ("f2", on("06 11:00"))


def test_priority_that_leaves_the_condition_cancels_without_a_breach() -> None:
    clock = apply_signals(
        started(ClockKind.FIRST_TOUCH), saw(Signal.CONDITION_LEFT, "06 11:00"), as_of=on("09 10:00")
    )
    assert clock.state is ClockState.CANCELLED
    assert (clock.cancelled_at, clock.business_seconds) == (on("06 11:00"), 2 * HOUR)


def test_leaving_the_condition_after_a_breach_does_not_undo_it() -> None:
    clock = apply_signals(
        started(ClockKind.FIRST_TOUCH), saw(Signal.CONDITION_LEFT, "06 14:00"), as_of=on("06 15:00")
    )
    assert (clock.state, clock.cancelled_at) == (ClockState.BREACHED, None)


def test_a_pause_moves_the_due_moment_by_its_working_time() -> None:
    clock = by_hand(started(ClockKind.FIRST_TOUCH), Signal.PAUSED, "06 11:00")
    assert (clock.state, clock.due_at) == (ClockState.PAUSED, on("06 13:00"))
    assert advance_clock(clock, as_of=on("20 11:00")).state is ClockState.PAUSED
    clock = by_hand(clock, Signal.RESUMED, "07 10:00")
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, on("07 12:00"))
    assert (clock.raw_seconds, clock.business_seconds) == (25 * HOUR, 2 * HOUR)
    assert clock.pauses == (Pause(on("06 11:00"), on("07 10:00")),)
    clock = by_hand(clock, Signal.STOPPED, "07 12:00")
    assert (clock.state, clock.business_seconds) == (ClockState.MET, 4 * HOUR)


def test_a_pause_moves_a_clock_that_knows_of_a_meeting_too() -> None:
    clock = started(ClockKind.TAKE_BACK, meeting_at=on("20 10:00"))
    clock = by_hand(clock, Signal.PAUSED, "07 09:00")
    clock = by_hand(clock, Signal.RESUMED, "08 09:00")
    assert (started(ClockKind.TAKE_BACK).due_at, clock.due_at) == (on("16 09:00"), on("16 17:00"))


def test_a_meeting_does_not_wait_for_a_pause() -> None:
    clock = started(ClockKind.CONFIRM_MEETING, meeting_at=on("09 14:00"))
    clock = by_hand(clock, Signal.PAUSED, "07 09:00")
    clock = by_hand(clock, Signal.RESUMED, "08 09:00")
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, on("08 17:00"))


def test_a_pause_in_closed_hours_moves_nothing() -> None:
    clock = started(ClockKind.FIRST_TOUCH, on("06 16:00"))
    clock = by_hand(clock, Signal.PAUSED, "06 18:00")
    clock = by_hand(clock, Signal.RESUMED, "06 22:00")
    assert clock.due_at == on("07 12:00")


def test_a_pause_after_the_breach_does_not_help() -> None:
    clock = by_hand(started(ClockKind.FIRST_TOUCH), Signal.PAUSED, "06 14:00")
    assert (clock.state, clock.pauses) == (ClockState.BREACHED, ())


def test_a_stop_in_a_pause_meets_the_clock() -> None:
    clock = by_hand(started(ClockKind.FIRST_TOUCH), Signal.PAUSED, "06 11:00")
    clock = by_hand(clock, Signal.STOPPED, "08 11:00")
    clock = by_hand(clock, Signal.RESUMED, "09 11:00")
    assert (clock.state, clock.business_seconds) == (ClockState.MET, 2 * HOUR)
    assert clock.pauses == (Pause(on("06 11:00"), on("08 11:00")),)


def test_a_clock_cancelled_by_hand_is_cancelled() -> None:
    clock = by_hand(started(ClockKind.RESOLVE), Signal.CANCELLED, "07 11:00")
    clock = advance_clock(clock, as_of=on("30 11:00"))
    assert (clock.state, clock.ended_at) == (ClockState.CANCELLED, on("07 11:00"))


def test_what_is_reported_of_another_meeting_does_not_stop_the_clock() -> None:
    clock = started(ClockKind.MEETING_UPDATE, subject_id="m1")
    other = saw(Signal.MEETING_UPDATED, "06 10:00", subject="m2")
    own = saw(Signal.MEETING_UPDATED, "06 11:00", subject="m1")
    clock = apply_signals(clock, other, as_of=on("06 10:30"))
    assert clock.state is ClockState.RUNNING
    assert apply_signals(clock, own, as_of=on("06 11:00")).stopped_at == on("06 11:00")


def test_warnings_are_due_before_the_clock_is_and_not_after_it_stopped() -> None:
    clock = started(ClockKind.RESOLVE)
    assert advance_clock(clock, as_of=on("17 09:00")).warnings_due == ()
    assert advance_clock(clock, as_of=on("20 09:00")).warnings_due == (on("20 09:00"),)
    late = advance_clock(clock, as_of=on("28 09:00"))
    assert late.warnings_due == (on("20 09:00"), on("24 09:00"))
    booked = apply_signals(clock, saw(Signal.MEETING_BOOKED, "21 09:00"), as_of=on("28 09:00"))
    assert booked.warnings_due == (on("20 09:00"),)


def test_what_happens_after_the_moment_asked_for_counts_from_then_on() -> None:
    clock = apply_signals(
        started(ClockKind.FIRST_TOUCH), saw(Signal.TOUCHED, "06 12:00"), as_of=on("06 10:00")
    )
    assert clock.state is ClockState.RUNNING
    assert advance_clock(clock, as_of=on("06 12:00")).state is ClockState.MET


def test_every_kind_has_a_standard_clock_that_can_start_and_stop() -> None:
    assert STANDARD_CLOCKS.keys() == set(ClockKind)
    for policy in STANDARD_CLOCKS.values():
        assert policy.starts_on
        assert policy.stops_on | policy.counts_on
        assert policy.on_breach
        assert policy.warnings


@pytest.mark.parametrize("given", [{}, {"days": 1, "seconds": 1}, {"days": -1}])
def test_a_span_is_of_days_or_of_seconds(given: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="either days or seconds"):
        BusinessSpan(**given)


QUARTERS = st.integers(-20, 700).map(lambda n: MONDAY + n * timedelta(minutes=15))
POLICIES = st.sampled_from([*STANDARD_CLOCKS.values()]).map(
    lambda policy: replace(
        policy, n_needed=min(policy.n_needed, 3), within=BusinessSpan(seconds=20 * HOUR)
    )
)
SIGNALS = st.lists(
    st.builds(
        ReceivedSignal,
        st.integers(0, 9).map(str),
        st.sampled_from(Signal),
        QUARTERS,
        st.sampled_from([None, TouchKind.CALL, TouchKind.EMAIL]),
        st.sampled_from([None, None, "m1", "m2"]),
    ),
    max_size=10,
)


def start_any(policy: ClockPolicy) -> Clock:
    clock = start_clock(
        policy,
        clock_id="c",
        calendar=OFFICE,
        fingerprint="f",
        started_at=MONDAY,
        subject_id="m1",
        meeting_at=MONDAY + timedelta(days=3),
    )
    assert clock is not None
    return clock


@given(POLICIES, SIGNALS, QUARTERS, st.data())
def test_late_twice_or_out_of_order_gives_the_same_clock(
    policy: ClockPolicy, seen: list[ReceivedSignal], as_of: datetime, data: st.DataObject
) -> None:
    at_once = apply_signals(start_any(policy), *seen, as_of=as_of)
    shuffled = data.draw(st.permutations([*seen, *seen[: len(seen) // 2]]))
    moments = data.draw(st.lists(st.just(as_of) | st.just(MONDAY), min_size=len(shuffled)))
    one_by_one = start_any(policy)
    for one, moment in zip(shuffled, moments, strict=False):
        one_by_one = apply_signals(one_by_one, one, as_of=moment)
    assert advance_clock(one_by_one, as_of=as_of) == at_once


@given(POLICIES, SIGNALS, QUARTERS)
def test_every_clock_is_coherent(
    policy: ClockPolicy, seen: list[ReceivedSignal], as_of: datetime
) -> None:
    clock = apply_signals(start_any(policy), *seen, as_of=as_of)
    stopped, cancelled = clock.stopped_at, clock.cancelled_at
    assert 0 <= clock.business_seconds <= clock.raw_seconds
    assert stopped is None or cancelled is None
    assert clock.due_at >= start_any(policy).due_at
    match clock.state:
        case ClockState.MET:
            assert stopped is not None
            assert stopped <= clock.due_at
        case ClockState.BREACHED:
            assert (stopped or clock.as_of) > clock.due_at
        case ClockState.CANCELLED:
            assert cancelled is not None
            assert cancelled <= clock.due_at
        case _:
            assert clock.ended_at is None
    if policy.within.seconds and not policy.before_meeting and clock.state is ClockState.MET:
        assert clock.business_seconds <= policy.within.seconds
    if policy.within.seconds and not policy.before_meeting and clock.state is ClockState.BREACHED:
        assert clock.business_seconds >= policy.within.seconds


def test_a_pause_outside_working_hours_leaves_a_clock_due_at_closing_time() -> None:
    span = BusinessSpan(seconds=9 * HOUR)
    policy = replace(STANDARD_CLOCKS[ClockKind.FIRST_TOUCH], within=span)
    clock = start_clock(
        policy, clock_id="c", calendar=OFFICE, fingerprint="f1", started_at=on("10 16:00")
    )
    assert clock.due_at == on("13 17:00")  # an hour on Friday, eight on Monday
    clock = by_hand(clock, Signal.PAUSED, "11 10:00")  # a Saturday
    clock = by_hand(clock, Signal.RESUMED, "11 12:00")
    assert [pause.to_at for pause in clock.pauses] == [on("11 12:00")]
    assert clock.due_at == on("13 17:00")
