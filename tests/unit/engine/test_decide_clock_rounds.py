"""Whom a clock is about and whom it tells: rounds, meetings, exceptions; worked by hand."""

from datetime import datetime, timedelta

import pytest
from follow_up_world import STARTS, Life, booked, company, held, june, named

from leadpact.engine.clocks import (
    Clock,
    ClockState,
    ReceivedSignal,
    advance_clock,
    apply_signals,
    start_clock,
)
from leadpact.engine.lifecycle import (
    DisposeLead,
    EndLead,
    EventKind,
    HandOffLead,
    MeetingStep,
    MessageKind,
    ReasonCode,
    RecordOptOut,
    RecordReply,
)
from leadpact.pact.sections.clocks.policy import STANDARD_CLOCKS, ClockKind, Signal
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS
from leadpact.terms.stages import RepRole

ONLY_NOTIFY = "on_breach: [{do: notify}]"


def by_hand(clock: Clock, signal: Signal, at: datetime) -> Clock:
    """Pause or resume a clock at a moment, as a person does."""
    return apply_signals(clock, ReceivedSignal(signal, signal, at), as_of=at)


def recycle(life: Life, at) -> None:
    """End a round: the lead has no need for now."""
    given = {"side": RepRole.SDR, "by_rep_id": "ann", "reason": "timing"}
    life.submit(DisposeLead, at, code="no_need", **given)
    assert life.last.refusal is None


def in_a_second_round(clocks: str) -> Life:
    """A lead whose first round was on Monday until 16:00, and the second begins on Tuesday."""
    life = Life(company(clocks=clocks))
    life.qualify(june(1, 10))
    life.wait(june(1, 15))
    recycle(life, june(1, 16))
    life.act(june(2, 10))
    assert life.state.round_at == june(2, 10)
    return life


# Rounds


def test_a_touch_of_a_new_round_leaves_a_clock_of_the_former_round_as_it_is() -> None:
    """The clock waits for a touch only: no disposition stops it."""
    life = in_a_second_round(
        f"\n  - {{kind: first_touch, within: {{hours: 1}}, stops_on: [], {ONLY_NOTIFY}}}\n"
    )
    former, present = life.clocks("first-touch")
    assert (former.state, former.stopped_at) == (ClockState.BREACHED, None)
    life.touch(june(2, 10, 30), by=life.state.owner_rep_id or "")
    assert life.clocks("first-touch")[0] == former
    assert life.clock("first-touch").stopped_at == june(2, 10, 30)
    assert life.clock("first-touch").clock_id == present.clock_id


def test_a_clock_about_a_meeting_receives_of_the_lead_in_a_later_round_too() -> None:
    life, _ = booked()
    recycle(life, june(1, 12))
    life.act(june(1, 13))
    assert life.state.round_at == june(1, 13)
    assert life.clock("confirm-meeting").state is ClockState.RUNNING
    life.submit(RecordOptOut, june(1, 14))
    confirm = life.clock("confirm-meeting")
    assert (confirm.state, confirm.cancelled_at) == (ClockState.CANCELLED, june(1, 14))


def test_a_clock_about_a_handoff_of_a_former_round_gets_no_signal_of_a_later_one() -> None:
    accept = f"kind: accept, within: {{hours: 1}}, counts_on: [replied], {ONLY_NOTIFY}"
    life = Life(company(clocks=f"\n  - {{{accept}}}\n"))
    life.qualify(june(1, 10))
    life.submit(HandOffLead, june(1, 11), ae_rep_id="eve")
    life.wait(june(1, 15))
    former = life.clock("accept")
    assert (former.state, former.stopped_at) == (ClockState.BREACHED, None)
    recycle(life, june(1, 16))
    life.act(june(2, 10))
    life.submit(RecordReply, june(2, 11))
    assert life.clock("accept") == former


# Who is told


@pytest.mark.parametrize(("kind", "to"), [("meeting_update", "eve"), ("confirm_meeting", "ann")])
def test_a_broken_promise_about_a_meeting_is_reported_to_who_gave_it(kind: str, to: str) -> None:
    life = Life(company(clocks=f"\n  - {{kind: {kind}, {ONLY_NOTIFY}}}\n"))
    life.qualify(june(1, 10))
    name = life.book(june(1, 11), STARTS)
    if kind == "meeting_update":
        life.move(name, MeetingStep.HELD, june(2, 14, 30))
    life.wait(june(5, 10))
    reported = [item for item in life.last.messages if item.kind is MessageKind.CLOCK_BREACH]
    assert [item.to for item in reported] == [to]
    assert life.state.owner_rep_id == "ann"


def test_a_warning_about_the_update_on_a_meeting_is_for_its_ae() -> None:
    life, _ = held()
    warned = life.wait(june(3, 12, 30)).messages
    assert [(item.kind, item.to) for item in warned] == [(MessageKind.CLOCK_WARNING, "eve")]


def test_a_broken_promise_about_a_handoff_is_reported_to_its_ae() -> None:
    life = Life(company(clocks=f"\n  - {{kind: accept, within: {{hours: 1}}, {ONLY_NOTIFY}}}\n"))
    life.qualify(june(1, 10))
    life.submit(HandOffLead, june(1, 11), ae_rep_id="fay")
    reported = [m for m in life.wait(june(1, 13)).messages if m.kind is MessageKind.CLOCK_BREACH]
    assert [message.to for message in reported] == ["fay"]


def test_a_broken_review_is_reported_to_a_manager() -> None:
    life = Life(company(clocks=f"\n  - {{kind: manager_review, {ONLY_NOTIFY}}}\n"))
    life.qualify(june(1, 10))
    given = {"side": RepRole.SDR, "by_rep_id": "ann", "fault": "competitor"}
    life.submit(DisposeLead, june(1, 12), code="not_compliant", **given)
    reported = [m for m in life.wait(june(9, 10)).messages if m.kind is MessageKind.CLOCK_BREACH]
    assert [message.to for message in reported] == ["MANAGER"]


# Pauses at the moment it is due

OFFICE = BusinessCalendar("UTC", {day: [("09:00", "17:00")] for day in WEEKDAYS[:5]})
SECOND = timedelta(seconds=1)


def first_touch():
    """A clock that is due at 13:00 on Monday."""
    clock = start_clock(
        STANDARD_CLOCKS[ClockKind.FIRST_TOUCH],
        clock_id="c",
        calendar=OFFICE,
        fingerprint="f",
        started_at=june(1, 9),
    )
    assert clock is not None
    assert clock.due_at == june(1, 13)
    return clock


def test_a_pause_that_begins_in_the_second_in_which_a_clock_is_due_is_not_kept() -> None:
    clock = by_hand(first_touch(), Signal.PAUSED, june(1, 13))
    assert (clock.state, clock.pauses) == (ClockState.RUNNING, ())
    later = advance_clock(clock, as_of=june(1, 13) + SECOND)
    assert (later.state, later.pauses) == (ClockState.BREACHED, ())
    back = by_hand(clock, Signal.RESUMED, june(1, 15))
    assert (back.state, back.due_at, back.pauses) == (ClockState.BREACHED, june(1, 13), ())


def test_a_pause_that_begins_a_second_before_a_clock_is_due_is_kept() -> None:
    clock = by_hand(first_touch(), Signal.PAUSED, june(1, 13) - SECOND)
    clock = advance_clock(clock, as_of=june(1, 14))
    assert (clock.state, len(clock.pauses)) == (ClockState.PAUSED, 1)
    back = by_hand(clock, Signal.RESUMED, june(1, 15))
    assert (back.state, back.due_at) == (ClockState.RUNNING, june(1, 15) + SECOND)


# Exceptions

LARGE_ONLY = """
  - {kind: resolve, when: "n_employees >= 1000", except: {verified_interest: "source == 'board'"}}
"""


@pytest.mark.parametrize(
    ("known", "is_started", "is_excepted"),
    [
        ({"n_employees": 5000, "source": "web"}, True, False),
        ({"n_employees": 5000, "source": "board"}, False, True),
        ({"n_employees": 5, "source": "board"}, False, False),
        ({"n_employees": 5, "source": "web"}, False, False),
        ({"source": "board"}, False, False),
    ],
)
def test_a_clock_is_excepted_only_where_its_condition_holds(
    known: dict, is_started: bool, is_excepted: bool
) -> None:
    life = Life(company(clocks=LARGE_ONLY))
    life.qualify(june(1, 10), **known)
    codes = [reason.code for reason in life.last.reasons]
    assert (ReasonCode.CLOCK_EXCEPTED in codes) is is_excepted
    assert bool(named(life.last, EventKind.CLOCK_STARTED)) is is_started
    assert bool(life.clocks("resolve")) is is_started


# Who is warned


def warned(life: Life, until: datetime, clock: str) -> list[str]:
    """Return to whom the warnings of a clock go until a moment."""
    messages = life.wait(until).messages
    return [
        message.to
        for message in messages
        if message.kind is MessageKind.CLOCK_WARNING and message.about.startswith(f"{clock}/")
    ]


@pytest.mark.parametrize(("ae", "to"), [("fay", "fay"), (None, "AE")])
def test_of_a_meeting_its_ae_is_warned_or_the_role_where_nobody_is_named(
    ae: str | None, to: str
) -> None:
    life = Life()
    life.arrive(june(1, 10))  # nobody has the lead
    name = life.book(june(1, 11), STARTS, ae_rep_id=ae)
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    assert warned(life, june(3, 13), "meeting-update") == [to]


def test_of_a_review_the_manager_is_warned_and_not_who_has_the_lead() -> None:
    stays = "{odd: {leads_to: stays, review: true}}"
    life = Life(company(feedback=f"\n  dispositions: {{sdr: {stays}}}\n"))
    life.qualify(june(1, 10))
    life.touch(june(1, 11))
    life.submit(DisposeLead, june(1, 12), code="odd", side=RepRole.SDR, by_rep_id="ann")
    assert life.state.owner_rep_id == "ann"
    # Disqualified or not, what is reviewed is reviewed within five days: by Monday at 12:00.
    assert life.clock("manager-review").due_at == june(8, 12)
    assert warned(life, june(5, 13), "manager-review") == ["MANAGER"]


def test_of_a_lead_that_nobody_has_the_manager_is_warned() -> None:
    life = Life(company(clocks="\n  - {kind: resolve, within: {days: 2}, warn: [{hours: 1}]}\n"))
    life.qualify(june(1, 10))
    life.submit(EndLead, june(1, 11))  # only its rep is free
    assert life.state.owner_rep_id is None
    assert warned(life, june(3, 9, 30), "resolve") == ["MANAGER"]
