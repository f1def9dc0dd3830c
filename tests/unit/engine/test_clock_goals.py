"""Goals beside limits: when a goal is, whether it was reached, and that to miss it is no breach."""

from datetime import UTC, datetime
from itertools import permutations

import pytest
from explain_world import PACT, nov, second_life
from hypothesis import given
from hypothesis import strategies as st

from leadpact.engine.clocks import (
    Clock,
    ClockState,
    ReceivedSignal,
    apply_signals,
    follow_meeting,
    start_clock,
)
from leadpact.engine.lifecycle import RecordTouch
from leadpact.pact.sections.clocks.policy import BusinessSpan, ClockKind, ClockPolicy, Signal
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS
from leadpact.terms.stages import TouchKind

OFFICE = BusinessCalendar("UTC", {day: [("09:00", "17:00")] for day in WEEKDAYS[:5]})
ALWAYS = BusinessCalendar("UTC", {day: [("00:00", "24:00")] for day in WEEKDAYS})
MINUTE, HOUR = 60, 3600
STOPS, PAUSES, RESUMES = Signal.TOUCHED, Signal.OUT_OF_OFFICE, Signal.BACK_IN_OFFICE
MET, MISSED, RUNS = ClockState.MET, ClockState.BREACHED, ClockState.RUNNING
PAUSED, OFF = ClockState.PAUSED, ClockState.CANCELLED


def on(text: str) -> datetime:
    """Read `06 16:30` as a moment of April 2026; the 6th is a Monday."""
    return datetime.fromisoformat(f"2026-04-{text}+00:00")


def policy(
    goal: BusinessSpan, within: BusinessSpan, *, before_meeting: bool = False
) -> ClockPolicy:
    return ClockPolicy(
        ClockKind.FIRST_TOUCH,
        within,
        starts_on=frozenset({Signal.LEAD_ASSIGNED}),
        stops_on=frozenset({STOPS}),
        pauses_on=frozenset({PAUSES}),
        resumes_on=frozenset({RESUMES}),
        before_meeting=before_meeting,
        goal=goal,
    )


FIVE_MINUTES = policy(BusinessSpan(seconds=5 * MINUTE), BusinessSpan(days=1))
TWO_HOURS = policy(BusinessSpan(seconds=2 * HOUR), BusinessSpan(seconds=6 * HOUR))
TWO_DAYS = policy(BusinessSpan(days=2), BusinessSpan(days=5))
TEN_HOURS = policy(BusinessSpan(seconds=10 * HOUR), BusinessSpan(days=1))
"""Longer than a day of the office, which is the limit: held at the limit there."""


def run(
    given: ClockPolicy,
    happened: list[tuple[Signal, str]],
    as_of: str,
    start: str,
    calendar: BusinessCalendar,
) -> Clock:
    clock = start_clock(
        given, clock_id="c", calendar=calendar, fingerprint="f", started_at=on(start)
    )
    signals = [ReceivedSignal(f"{signal} {at}", signal, on(at)) for signal, at in happened]
    return apply_signals(clock, *signals, as_of=on(as_of))


Case = tuple[ClockPolicy, list[tuple[Signal, str]], str, str, bool | None, ClockState]
CASES: list[Case] = [
    # goal and limit, what happened, as of, goal at, reached, state
    (FIVE_MINUTES, [(STOPS, "06 10:05")], "06 10:05", "06 10:05", True, MET),  # in its second
    (FIVE_MINUTES, [(STOPS, "06 10:06")], "06 10:06", "06 10:05", False, MET),
    (FIVE_MINUTES, [(STOPS, "07 10:00")], "07 10:00", "06 10:05", False, MET),  # at the limit
    (FIVE_MINUTES, [(STOPS, "07 11:00")], "07 11:00", "06 10:05", False, MISSED),
    (FIVE_MINUTES, [], "06 10:05", "06 10:05", None, RUNS),  # it may still be reached
    (FIVE_MINUTES, [], "06 10:06", "06 10:05", False, RUNS),  # missed, and not yet a breach
    (FIVE_MINUTES, [(Signal.OPTED_OUT, "06 10:03")], "06 12:00", "06 10:05", None, OFF),
    (FIVE_MINUTES, [(Signal.OPTED_OUT, "06 10:30")], "06 12:00", "06 10:05", False, OFF),
    # Two of the six hours: away from 11:00 to 13:00, so the goal is at 14:00, the limit on Tuesday.
    (
        TWO_HOURS,
        [(PAUSES, "06 11:00"), (RESUMES, "06 13:00"), (STOPS, "06 13:59")],
        "06 14:30",
        "06 14:00",
        True,
        MET,
    ),
    (TWO_HOURS, [(PAUSES, "06 11:00")], "08 12:00", "06 12:00", None, PAUSED),
    # A pause after the goal does not move it: what was missed stays missed.
    (
        TWO_HOURS,
        [(PAUSES, "06 13:00"), (RESUMES, "06 15:00"), (STOPS, "06 16:00")],
        "06 16:00",
        "06 12:00",
        False,
        MET,
    ),
    (TWO_DAYS, [(STOPS, "08 10:00")], "08 10:00", "08 10:00", True, MET),
    (TWO_DAYS, [(STOPS, "08 10:01")], "08 10:01", "08 10:00", False, MET),
    (TEN_HOURS, [(STOPS, "07 10:00")], "07 10:00", "07 10:00", True, MET),
]


@pytest.mark.parametrize("case", CASES)
def test_goal_is_reached_or_missed_apart_from_the_limit(case: Case) -> None:
    given, happened, as_of, goal_at, reached, state = case
    for order in permutations(happened):
        clock = run(given, list(order), as_of, "06 10:00", OFFICE)
        assert (clock.goal_at, clock.is_goal_reached, clock.state) == (on(goal_at), reached, state)


def test_goal_counts_in_the_calendar_of_the_clock() -> None:
    office, always = (
        run(FIVE_MINUTES, [], "10 17:30", "10 16:58", calendar) for calendar in (OFFICE, ALWAYS)
    )
    assert office.goal_at == on("13 09:03")  # from Friday 16:58 on to Monday
    assert always.goal_at == on("10 17:03")


def test_goal_before_a_meeting_is_before_the_limit_and_follows_the_meeting() -> None:
    given = policy(BusinessSpan(days=2), BusinessSpan(days=1), before_meeting=True)
    clock = start_clock(
        given,
        clock_id="c",
        calendar=OFFICE,
        fingerprint="f",
        started_at=on("06 10:00"),
        meeting_at=on("09 14:00"),
    )
    assert (clock.goal_at, clock.due_at) == (on("07 17:00"), on("08 17:00"))
    moved = follow_meeting(
        clock, meeting_at=on("10 14:00"), moved_at=on("07 12:00"), as_of=on("07 12:00")
    )
    assert (moved.goal_at, moved.due_at) == (on("08 17:00"), on("09 17:00"))


def test_goal_that_has_passed_when_the_meeting_is_booked_is_none() -> None:
    given = policy(BusinessSpan(days=2), BusinessSpan(days=1), before_meeting=True)
    clock = start_clock(
        given,
        clock_id="c",
        calendar=OFFICE,
        fingerprint="f",
        started_at=on("08 10:00"),
        meeting_at=on("09 14:00"),
    )
    assert (clock.goal_at, clock.due_at) == (None, on("08 17:00"))
    assert clock.is_goal_reached is None


@given(
    st.lists(
        st.tuples(st.sampled_from([STOPS, PAUSES, RESUMES]), st.integers(0, 60 * HOUR)), max_size=6
    ),
    st.randoms(),
)
def test_goal_is_the_same_in_whatever_order_and_however_often_signals_come(
    happened: list[tuple[Signal, int]], shuffle: object
) -> None:
    start = on("06 10:00").timestamp()
    signals = [
        ReceivedSignal(f"{n}", signal, datetime.fromtimestamp(start + after, UTC))
        for n, (signal, after) in enumerate(happened)
    ]
    clock = start_clock(
        TWO_HOURS, clock_id="c", calendar=OFFICE, fingerprint="f", started_at=on("06 10:00")
    )
    as_of = on("09 12:00")
    at_once = apply_signals(clock, *signals, as_of=as_of)
    mixed = [*signals, *signals]
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    one_by_one = clock
    for one in mixed:
        one_by_one = apply_signals(one_by_one, one, as_of=max(one.occurred_at, clock.as_of))
    one_by_one = apply_signals(one_by_one, as_of=as_of)
    assert one_by_one == at_once
    assert at_once.goal_at is not None
    assert at_once.goal_at <= at_once.due_at
    if at_once.is_goal_reached:
        assert at_once.state is MET


@pytest.mark.parametrize(
    ("minute", "words"),
    [
        (3, "Its goal, 5 business minutes, is Mon 2 Nov 10:05; to miss it is no breach."),
        (
            30,
            "Its goal, 5 business minutes, was Mon 2 Nov 10:05, and was missed; that is no breach.",
        ),
    ],
)
def test_explanation_says_when_the_goal_is_and_whether_it_was_missed(
    minute: int, words: str
) -> None:
    pact = PACT.replace("{kind: first_touch}", "{kind: first_touch, goal: {minutes: 5}}")
    assert words in second_life(pact).explained(nov(2, 10, minute))


def test_explanation_says_that_the_goal_was_reached() -> None:
    pact = PACT.replace("{kind: first_touch}", "{kind: first_touch, goal: {minutes: 5}}")
    life = second_life(pact)
    life.submit(RecordTouch, nov(2, 10, 4), rep_id="bob", channel=TouchKind.CALL)
    words = "Its goal, 5 business minutes, was Mon 2 Nov 10:05, and was reached."
    assert words in life.explained(nov(2, 10, 30))
