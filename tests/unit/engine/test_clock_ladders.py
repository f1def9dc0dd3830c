"""Ladders: which rungs were climbed when, worked by hand, in whatever order signals come.

The first touch starts on Monday the 6th at 10:00 and is due at 14:00. Rungs come two and six
business hours after that: on Monday at 16:00 and on Tuesday at 12:00.
"""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.engine.clocks import (
    Clock,
    ClockState,
    ReceivedSignal,
    advance_clock,
    apply_signals,
    clock_wakes_at,
    start_clock,
)
from leadpact.pact.sections.clocks.policy import (
    BreachAction,
    BusinessSpan,
    ClockKind,
    ClockPolicy,
    OnBreach,
    Signal,
)
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS

HOURS = {day: [("09:00", "17:00")] for day in WEEKDAYS[:5]}
OFFICE = BusinessCalendar("UTC", HOURS)
SHORT_TUESDAY = BusinessCalendar("UTC", {**HOURS, "TUE": [("09:00", "10:00")]})
HOUR, SECOND = 3600, timedelta(seconds=1)
DONE, ASSIGNED, OPT_OUT = Signal.TOUCHED, Signal.LEAD_ASSIGNED, Signal.OPTED_OUT
OVER, LEFT = Signal.OVER, Signal.CONDITION_LEFT
PAUSE, RESUME, AWAY, BACK = (
    *(Signal.PAUSED, Signal.RESUMED),
    *(Signal.OUT_OF_OFFICE, Signal.BACK_IN_OFFICE),
)
ONE, TWO = "06 16:00", "07 12:00"


def on(text: str) -> datetime:
    """Read `06 16:30` as a moment of April 2026; the 6th is a Monday."""
    return datetime.fromisoformat(f"2026-04-{text}+00:00")


def policy(*after: BusinessSpan) -> ClockPolicy:
    rungs = [OnBreach(BreachAction.ESCALATE, after=span) for span in after]
    return ClockPolicy(
        ClockKind.FIRST_TOUCH,
        BusinessSpan(seconds=4 * HOUR),
        starts_on=frozenset({ASSIGNED}),
        stops_on=frozenset({DONE}),
        pauses_on=frozenset({AWAY}),
        resumes_on=frozenset({BACK}),
        on_breach=(OnBreach(BreachAction.NOTIFY), *rungs),
    )


TWO_RUNGS = policy(BusinessSpan(seconds=2 * HOUR), BusinessSpan(seconds=6 * HOUR))


def started(given: ClockPolicy = TWO_RUNGS, calendar: BusinessCalendar = OFFICE) -> Clock:
    start = on("06 10:00")
    first = ReceivedSignal("start", ASSIGNED, start)
    return start_clock(
        given,
        clock_id="c",
        calendar=calendar,
        fingerprint="f",
        started_at=start,
        known=[first],
        signal=ASSIGNED,
    )


def signals(happened: list[tuple[Signal, str]]) -> list[ReceivedSignal]:
    return [ReceivedSignal(f"{signal} {at}", signal, on(at)) for signal, at in happened]


Case = tuple[list[tuple[Signal, str]], str, list[str], str | None]
CASES: list[Case] = [
    # what happened, as of, the rungs that were climbed, when it wakes next
    ([], "06 14:00:01", [], f"{ONE}:01"),
    ([], ONE, [], f"{ONE}:01"),  # it may still be done in this second
    ([], f"{ONE}:01", [ONE], f"{TWO}:01"),
    ([], TWO, [ONE], f"{TWO}:01"),
    ([], f"{TWO}:01", [ONE, TWO], None),
    # A touch after the breach: before the rung, in its second, after it; in time, reported late.
    ([(DONE, "06 15:59")], "08 12:00", [], None),
    ([(DONE, ONE)], "08 12:00", [], None),
    ([(DONE, "06 16:01")], "08 12:00", [ONE], None),
    ([(DONE, "06 13:00")], "08 12:00", [], None),
    # A pause moves what comes after it by its working time, and holds it while it lasts.
    ([(PAUSE, "06 15:00"), (RESUME, "06 16:00")], "06 17:00:01", ["06 17:00"], "07 13:00:01"),
    ([(PAUSE, "06 15:00")], "08 12:00", [], None),
    ([(PAUSE, "06 16:30")], "08 12:00", [ONE], None),
    ([(PAUSE, "06 18:00"), (RESUME, "07 08:00")], "07 12:30", [ONE, TWO], None),
    ([(AWAY, "06 15:00"), (BACK, "07 10:00")], "07 11:00:01", ["07 11:00"], "07 15:00:01"),
    # A pause from before it was due moves the due moment, from which the rungs count.
    ([(AWAY, "06 11:00"), (BACK, "06 12:00")], "07 09:00:01", ["06 17:00"], "07 13:00:01"),
    # The promise no longer matters, or the lead is given to a rep again after the breach.
    ([(OPT_OUT, "06 15:30")], "08 12:00", [], None),
    ([(OVER, "06 16:30")], "08 12:00", [ONE], None),
    ([(LEFT, "06 15:30")], "08 12:00", [], None),
    ([(ASSIGNED, "06 15:30")], "08 12:00", [], None),
    ([(ASSIGNED, "06 13:00")], "08 12:00", [ONE, TWO], None),  # before: the promise goes on
    # After a resume and a second pause.
    (
        [(PAUSE, "06 15:00"), (RESUME, "06 15:30"), (PAUSE, "06 16:00"), (RESUME, "06 16:30")],
        "07 09:00:01",
        ["06 17:00"],
        "07 13:00:01",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_rung_is_climbed_at_its_moment_while_the_promise_is_open(case: Case) -> None:
    happened, as_of, climbed, wakes_at = case
    for order in permutations(signals(happened)):
        clock = apply_signals(started(), *order, as_of=on(as_of))
        assert list(clock.rungs_due) == list(map(on, climbed))
        assert clock_wakes_at(clock) == (wakes_at and on(wakes_at))
        one_by_one = started()
        for signal in (*order, *order):
            at = max(signal.occurred_at, one_by_one.as_of)
            one_by_one = apply_signals(one_by_one, signal, as_of=at)
        assert apply_signals(one_by_one, as_of=on(as_of)).rungs_due == clock.rungs_due


def test_clock_that_climbs_stays_breached_and_says_when_its_ladder_ended() -> None:
    clock = apply_signals(started(), *signals([(OPT_OUT, "06 16:30")]), as_of=on("08 12:00"))
    assert (clock.state, clock.is_climbing) == (ClockState.BREACHED, False)
    assert (clock.ladder_ended_at, clock.stopped_at) == (on("06 16:30"), None)
    held = apply_signals(started(), *signals([(PAUSE, "06 15:00")]), as_of=on("08 12:00"))
    assert (held.is_climbing, held.ladder_ended_at) == (True, None)
    assert not advance_clock(started(), as_of=on(f"{TWO}:01")).is_climbing


@pytest.mark.parametrize(
    ("after", "calendar", "moments"),
    [
        ((BusinessSpan(days=1), BusinessSpan(days=3)), OFFICE, ["07 14:00", "09 14:00"]),
        ((BusinessSpan(seconds=8 * HOUR), BusinessSpan(days=2)), OFFICE, ["07 14:00", "08 14:00"]),
        # Three hours on Monday, one on the short Tuesday, one on Wednesday; the next business day
        # is Tuesday, after whose closing the rung does not come before the one above it.
        (
            (BusinessSpan(seconds=5 * HOUR), BusinessSpan(days=1)),
            SHORT_TUESDAY,
            ["08 10:00", "08 10:00"],
        ),
    ],
)
def test_rungs_count_in_business_time_and_never_overtake_each_other(
    after: tuple[BusinessSpan, ...], calendar: BusinessCalendar, moments: list[str]
) -> None:
    clock = advance_clock(started(policy(*after), calendar), as_of=on("10 12:00"))
    assert list(clock.rungs_due) == list(map(on, moments))


@given(
    st.lists(
        st.tuples(
            st.sampled_from([DONE, ASSIGNED, OPT_OUT, OVER, PAUSE, RESUME, AWAY, BACK]),
            st.integers(0, 60 * HOUR),
        ),
        max_size=7,
    ),
    st.randoms(use_true_random=False),
)
def test_ladder_is_the_same_in_whatever_order_and_however_often_signals_come(
    happened: list[tuple[Signal, int]], shuffle: Random
) -> None:
    start = int(on("06 10:00").timestamp())
    received = [
        ReceivedSignal(f"{n}", signal, datetime.fromtimestamp(start + after, UTC))
        for n, (signal, after) in enumerate(happened)
    ]
    as_of = on("09 12:00")
    at_once = apply_signals(started(), *received, as_of=as_of)
    mixed = [*received, *received]
    shuffle.shuffle(mixed)
    clock = started()
    for one in mixed:
        clock = apply_signals(clock, one, as_of=max(one.occurred_at, clock.as_of))
    assert apply_signals(clock, as_of=as_of) == at_once
    assert len(at_once.rungs_due) <= len(TWO_RUNGS.rungs)


@given(st.lists(st.tuples(st.sampled_from([DONE, PAUSE, RESUME, AWAY, BACK]), st.integers(1, 60))))
def test_clock_that_is_woken_at_each_of_its_moments_climbs_what_it_climbs_at_once(
    happened: list[tuple[Signal, int]],
) -> None:
    start, as_of = on("06 10:00"), on("09 12:00")
    received = [
        ReceivedSignal(f"{n}", signal, start + timedelta(hours=hours))
        for n, (signal, hours) in enumerate(sorted(happened, key=lambda pair: pair[1]))
    ]
    clock, seen = started(), set[datetime]()
    for one in [*received, None]:
        until = as_of if one is None else one.occurred_at
        while (at := clock_wakes_at(clock)) is not None and at <= until:
            before, clock = clock, advance_clock(clock, as_of=at)
            new = set(clock.rungs_due) - set(before.rungs_due)
            assert all(moment == at - SECOND for moment in new)
            seen |= new
        if one is not None:
            clock = apply_signals(clock, one, as_of=until)
    assert seen == set(apply_signals(started(), *received, as_of=as_of).rungs_due)
