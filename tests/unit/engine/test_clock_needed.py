"""A clock keeps only the signals that make a difference, and ends as if it had kept them all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.engine.clocks import Clock, ClockState, ReceivedSignal, apply_signals, start_clock
from leadpact.pact.sections.clocks.policy import (
    STANDARD_CLOCKS,
    BusinessSpan,
    ClockKind,
    ClockPolicy,
    Signal,
)
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.stages import TouchKind

ALWAYS = BusinessCalendar(
    "UTC", {day: [("00:00", "24:00")] for day in ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")}
)
MONDAY = datetime(2026, 4, 6, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
TOUCHES = replace(STANDARD_CLOCKS[ClockKind.TOUCHES], within=BusinessSpan(seconds=20 * 3600))


def touches(n_needed: int, n_channels: int, *listed: TouchKind) -> ClockPolicy:
    return replace(
        TOUCHES, n_needed=n_needed, n_channels=n_channels, channels=frozenset(listed), warnings=()
    )


def started(policy: ClockPolicy, known: Sequence[ReceivedSignal] = ()) -> Clock:
    return start_clock(
        policy, clock_id="c", calendar=ALWAYS, fingerprint="f", started_at=MONDAY, known=known
    )


def touched(number: int, hour: int, channel: TouchKind = TouchKind.EMAIL) -> ReceivedSignal:
    return ReceivedSignal(f"t{number}", Signal.TOUCHED, MONDAY + hour * HOUR, channel)


def end_by_all_signals(
    policy: ClockPolicy, signals: Sequence[ReceivedSignal], as_of: datetime
) -> tuple[ClockState, datetime, datetime | None]:
    """Work out state, due moment and stop from all signals: an hour of the clock is an hour."""
    in_order = sorted((one for one in signals if one.occurred_at <= as_of), key=ReceivedSignal.rank)
    counted, stop_at, cancel_at = list[ReceivedSignal](), None, None
    for one in in_order:
        if one.signal in policy.counts_on and one.channel in (policy.channels or {one.channel}):
            counted.append(one)
        is_enough = len({item.channel for item in counted}) >= policy.n_channels
        is_enough = is_enough and len(counted) >= policy.n_needed
        if stop_at is None and (is_enough or one.signal in policy.stops_on | {Signal.STOPPED}):
            stop_at = max(one.occurred_at, MONDAY)
        is_cancel = one.signal in policy.cancels_on | {Signal.CANCELLED}
        if cancel_at is None and is_cancel and one.occurred_at >= MONDAY:
            cancel_at = one.occurred_at
    end = min((at for at in (stop_at, cancel_at) if at is not None), default=None)
    due_at, paused_at = MONDAY + timedelta(seconds=policy.within.seconds or 0), None
    for one in in_order:
        at = max(one.occurred_at, MONDAY)
        if end is not None and at >= end:
            break
        if paused_at is None and one.signal in policy.pauses_on | {Signal.PAUSED}:
            paused_at = at if at < due_at else None
            if at >= due_at:
                break
        elif paused_at is not None and one.signal in policy.resumes_on | {Signal.RESUMED}:
            due_at, paused_at = due_at + (at - paused_at), None
    if paused_at is not None and end is not None:
        due_at, paused_at = due_at + (end - paused_at), None
    if paused_at is None and due_at < (end or as_of):
        return ClockState.BREACHED, due_at, stop_at
    if end is not None:
        is_met = stop_at == end
        return ClockState.MET if is_met else ClockState.CANCELLED, due_at, end if is_met else None
    return ClockState.RUNNING if paused_at is None else ClockState.PAUSED, due_at, None


SIGNALS = [
    *(Signal.TOUCHED,) * 6,
    *(Signal.REPLIED, Signal.MEETING_BOOKED, Signal.OPTED_OUT, Signal.OUT_OF_OFFICE),
    *(Signal.BACK_IN_OFFICE, Signal.CANCELLED, Signal.STOPPED, Signal.HANDED_OFF),
]
CHANNELS = (TouchKind.CALL, TouchKind.EMAIL, TouchKind.SOCIAL)


@st.composite
def reports(draw: st.DrawFn) -> list[ReceivedSignal]:
    """Draw what is reported, each under an id of its own, in any order."""
    return [
        ReceivedSignal(
            f"s{number:02}",
            draw(st.sampled_from(SIGNALS)),
            MONDAY + draw(st.integers(-6, 40)) * HOUR,
            draw(st.sampled_from(CHANNELS)),
        )
        for number in range(draw(st.integers(0, 14)))
    ]


@given(
    st.sampled_from([(1, 1), (2, 1), (2, 2), (4, 2), (3, 3)]),
    st.sampled_from([(), (TouchKind.CALL, TouchKind.EMAIL, TouchKind.SOCIAL), CHANNELS[:2]]),
    st.booleans(),
    reports(),
    st.integers(0, 45),
)
@settings(max_examples=1500, deadline=None)
def test_a_clock_ends_as_if_it_had_kept_every_signal(needed, listed, is_stopped, reported, n_hours):
    policy = touches(*needed, *listed)
    if not is_stopped:
        policy = replace(policy, stops_on=frozenset())
    as_of, clock = MONDAY + n_hours * HOUR, started(policy)
    for one in reported:
        clock = apply_signals(clock, one, as_of=max(MONDAY, min(one.occurred_at, as_of)))
    clock = apply_signals(clock, as_of=as_of)
    assert clock == apply_signals(started(policy, reported), as_of=as_of)
    found = clock.state, clock.due_at, clock.stopped_at
    assert found == end_by_all_signals(policy, reported, as_of)


@pytest.mark.parametrize(
    ("needed", "channels", "kept"),
    [
        ((1, 1), "EEEEE", [0]),
        ((3, 1), "EEEEE", [0, 1, 2]),
        ((3, 2), "EEEEE", [0, 1, 2]),
        ((3, 2), "EEEEC", [0, 1, 2, 4]),
        ((2, 2), "EECEC", [0, 1, 2]),
    ],
)
def test_of_what_is_counted_a_clock_keeps_what_decides_when_it_stops(needed, channels, kept):
    kinds = {"E": TouchKind.EMAIL, "C": TouchKind.CALL}
    made = [touched(n, n, kinds[letter]) for n, letter in enumerate(channels)]
    clock = apply_signals(started(touches(*needed)), *made, as_of=MONDAY + 9 * HOUR)
    assert [one.signal_id for one in clock.signals] == [f"t{n}" for n in kept]
    is_enough = len(kept) >= needed[0] and len(set(channels)) >= needed[1]
    assert clock.stopped_at == (MONDAY + kept[-1] * HOUR if is_enough else None)


def test_what_comes_after_the_stop_is_not_kept_until_the_stop_turns_out_earlier():
    clock = started(touches(9, 1))
    reply, later, earlier = (
        ReceivedSignal(name, Signal.REPLIED, MONDAY + hour * HOUR)
        for name, hour in (("r", 3), ("later", 4), ("earlier", 2))
    )
    clock = apply_signals(clock, reply, later, as_of=MONDAY + 5 * HOUR)
    assert (clock.signals, clock.stopped_at) == ((reply,), reply.occurred_at)
    clock = apply_signals(clock, earlier, as_of=MONDAY + 5 * HOUR)
    assert (clock.signals, clock.stopped_at) == ((earlier,), earlier.occurred_at)


def test_a_touch_on_a_channel_that_does_not_count_is_not_kept():
    clock = started(touches(1, 1, TouchKind.CALL))
    assert apply_signals(clock, touched(1, 0), as_of=MONDAY) is clock


def test_a_signal_about_another_subject_is_not_kept():
    clock = replace(started(touches(1, 1)), subject_id="m-1")
    about = replace(touched(1, 0), subject_id="m-2")
    assert apply_signals(clock, about, as_of=MONDAY) is clock
    assert apply_signals(clock, replace(about, subject_id="m-1"), as_of=MONDAY).signals
