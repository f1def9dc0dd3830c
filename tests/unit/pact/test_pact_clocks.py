"""What the section `clocks` becomes, and that a pact's clocks run as it says."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pact_tables import BASE, CLOCKS

from leadpact.conditions.parse import parse_condition
from leadpact.engine import Activity, Lead
from leadpact.engine.clocks import ClockState, ReceivedSignal, apply_signals, start_clock
from leadpact.engine.scoring import compile_condition, make_program, moment_of
from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.diff import diff_rulesets
from leadpact.pact.sections.clocks.policy import (
    STANDARD_CLOCKS,
    BreachAction,
    BusinessSpan,
    ClockException,
    ClockKind,
    ClockPolicy,
    OnBreach,
    Signal,
)
from leadpact.terms.stages import TouchKind
from leadpact.terms.zone import epoch_seconds

RULESET = load_pact_text(CLOCKS)
HEAD = "spec: 1\nname: x\ngates: {conversation_lead: {must_have: [email]}}\n"
HOUR = 3600


def clock_of(text: str) -> ClockPolicy:
    (policy,) = load_pact_text(f"{HEAD}clocks: [{text}]\n").clocks
    return policy


def named(name: str) -> ClockPolicy:
    (found,) = [policy for policy in RULESET.clocks if policy.name == name]
    return found


def test_a_pact_without_the_section_has_no_clocks():
    assert load_pact_text(BASE).clocks == ()
    assert load_pact_text(f"{HEAD}clocks: []\n").fingerprint == load_pact_text(HEAD).fingerprint


def test_clocks_are_in_the_order_of_the_pact_and_named_after_their_kinds():
    assert [policy.name for policy in RULESET.clocks] == [
        "hot-first-touch",
        "first-touch",
        "touches",
        "resolve",
        "own",
        "confirm-meeting",
    ]


@pytest.mark.parametrize("kind", ClockKind)
def test_a_clock_that_says_nothing_is_the_standard_one(kind: ClockKind):
    assert clock_of(f"{{kind: {kind.lower()}}}") == STANDARD_CLOCKS[kind]


def test_the_standard_clocks_are_named_after_their_kinds():
    assert STANDARD_CLOCKS[ClockKind.MEETING_UPDATE].name == "meeting-update"


def test_everything_that_a_clock_says_is_compiled():
    assert named("touches") == replace(
        STANDARD_CLOCKS[ClockKind.TOUCHES],
        within=BusinessSpan(days=12),
        n_needed=8,
        channels=frozenset({TouchKind.CALL, TouchKind.EMAIL, TouchKind.SOCIAL}),
        n_channels=3,
    )
    assert named("own") == ClockPolicy(
        ClockKind.TAKE_BACK,
        BusinessSpan(days=8),
        starts_on=frozenset({Signal.ACCEPTED}),
        stops_on=frozenset({Signal.MEETING_HELD, Signal.REJECTED}),
        counts_on=frozenset({Signal.MEETING_MISSED}),
        cancels_on=frozenset({Signal.OPTED_OUT, Signal.DISQUALIFIED}),
        pauses_on=frozenset({Signal.OUT_OF_OFFICE, Signal.MEETING_CANCELLED}),
        resumes_on=frozenset({Signal.BACK_IN_OFFICE, Signal.MEETING_BOOKED}),
        warnings=(BusinessSpan(days=3),),
        on_breach=(OnBreach(BreachAction.REASSIGN, "large"), OnBreach(BreachAction.NOTIFY, "ann")),
        name="own",
    )


def test_a_condition_is_kept_as_written_and_in_millipoints():
    hot = named("hot-first-touch")
    assert hot.when == parse_condition("intent >= 50")
    assert hot.opens == parse_condition("intent >= 50000")
    assert "n_employees" in RULESET.attributes


def test_exceptions_have_their_conditions_in_the_order_of_the_exceptions():
    resolve = named("resolve")
    assert [item.exception for item in resolve.except_when] == list(ClockException)
    assert [item.opens for item in resolve.except_when] == [
        parse_condition("n_employees >= 1000"),
        parse_condition("intent >= 60000"),
    ]
    assert resolve.except_when[1].when == parse_condition("intent >= 60")


def test_any_clock_may_have_an_exception():
    clock = clock_of('{kind: accept, except: {verified_interest: "n_employees >= 5"}}')
    assert clock.exceptions == {ClockException.VERIFIED_INTEREST}
    assert [item.exception for item in clock.except_when] == [ClockException.VERIFIED_INTEREST]


def test_hours_and_minutes_are_seconds():
    resolve = named("resolve")
    assert resolve.within == BusinessSpan(days=20)
    assert resolve.warnings == (
        BusinessSpan(days=6),
        BusinessSpan(seconds=3 * HOUR),
        BusinessSpan(seconds=45 * 60),
    )


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("{kind: first_touch, within: {hours: 1}}", ()),
        ("{kind: first_touch, within: {minutes: 61}}", (BusinessSpan(seconds=HOUR),)),
        ("{kind: resolve, within: {days: 5}}", (BusinessSpan(days=1),)),
        ("{kind: resolve, within: {hours: 400}}", ()),
        ("{kind: accept, within: {days: 2}}", (BusinessSpan(seconds=2 * HOUR),)),
        ("{kind: confirm_meeting, within: {hours: 1}}", (BusinessSpan(seconds=2 * HOUR),)),
        ("{kind: touches, within: {hours: 9}, warn: [{hours: 8}]}", (BusinessSpan(seconds=28800),)),
    ],
)
def test_of_the_standard_warnings_those_remain_that_another_time_leaves_room_for(text, warnings):
    assert clock_of(text).warnings == warnings


def test_a_clock_that_counts_nothing_needs_no_number():
    touches = clock_of("{kind: touches, counts_on: []}")
    assert (touches.n_needed, touches.n_channels, touches.channels) == (1, 1, frozenset())


@pytest.mark.parametrize("kind", ClockKind)
def test_every_standard_clock_is_without_issues(kind: ClockKind):
    routing = "routing: {pools: {all: {reps: [x]}}, default: all}\n"
    text = f"{HEAD}{routing}clocks: [{{kind: {kind.lower()}}}]\n"
    assert check_pact_text(text).issues == ()


# The engine runs them


MONDAY = datetime(2026, 6, 1, 13, tzinfo=UTC)


def started(policy: ClockPolicy, employees: int | None, *, at: datetime = MONDAY, demos: int = 0):
    """Start a clock of the pact for a lead, as whoever follows up does."""
    lead = Lead("lead-1", {} if employees is None else {"n_employees": employees})
    activities = [Activity("a", "demo", MONDAY)] * demos
    facts = moment_of(make_program(RULESET), lead, activities, epoch_seconds(MONDAY))
    if policy.opens is not None and compile_condition(policy.opens)(facts) is not True:
        return None
    if any(compile_condition(item.opens)(facts) is True for item in policy.except_when):
        return None
    return start_clock(
        policy,
        clock_id="clock-1",
        calendar=RULESET.calendars.choose(pact_zone=RULESET.time_zone, clock=policy.calendar),
        fingerprint=RULESET.fingerprint,
        started_at=at,
    )


def test_a_clock_runs_in_its_own_calendar_before_that_of_the_pact():
    assert started(named("own"), None).due_at == datetime(2026, 6, 29, 13, tzinfo=UTC)
    resolve = started(named("resolve"), None)  # works on Mondays only
    assert resolve.due_at == datetime(2026, 10, 19, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("employees", "demos", "runs"),
    [(999, 0, True), (1000, 0, False), (None, 0, True), (None, 1, False), (10, 1, False)],
)
def test_a_lead_of_an_exception_has_no_clock(employees, demos, runs):
    assert (started(named("resolve"), employees, demos=demos) is not None) == runs


def test_an_unknown_condition_is_not_met():
    clock = clock_of('{kind: accept, when: "n_employees < 50"}')
    assert started(clock, None) is None
    assert started(clock, 49) is not None


def test_touches_are_counted_as_the_pact_says():
    kinds = [TouchKind.CALL, TouchKind.VOICEMAIL, TouchKind.EMAIL, TouchKind.SOCIAL]
    clock = started(named("touches"), None)
    for number in range(11):  # all but the voicemails 1, 5 and 9 count: number 10 is the eighth
        assert clock.state is ClockState.RUNNING
        touch = ReceivedSignal(f"t{number}", Signal.TOUCHED, MONDAY, channel=kinds[number % 4])
        clock = apply_signals(clock, touch, as_of=MONDAY)
    assert clock.state is ClockState.MET


def test_a_clock_that_names_an_unknown_disposition_gets_the_nearest_as_a_fix() -> None:
    text = CLOCKS.replace("stops_on: [meeting_held, rejected]", "stops_on: [disposition.no_ned]")
    (without,) = check_pact_text(text).issues
    assert without.fact == (
        "The clock `own` names `disposition.no_ned`, and no side has such a disposition:"
        " the pact has no `feedback`."
    )
    (issue,) = check_pact_text(f"{text}feedback: {{}}\n").issues
    assert issue.fact == (
        "The clock `own` names `disposition.no_ned`, and no side has such a disposition."
    )
    assert issue.fix == "Did you mean `disposition.no_need`?"


def test_a_clock_that_comes_to_name_a_disposition_is_a_change_of_its_signals() -> None:
    old = load_pact_text(f"{CLOCKS}feedback: {{}}\n")
    text = CLOCKS.replace("stops_on: [meeting_held, rejected]", "stops_on: [disposition.no_need]")
    new = load_pact_text(f"{text}feedback: {{}}\n")
    (change,) = diff_rulesets(old, new)
    assert change.text == ("clock own: stops on meeting held, rejected → disposition.no_need")
    assert old.fingerprint != new.fingerprint
