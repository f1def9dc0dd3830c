"""The handoff of one lead and its opportunities, worked by hand."""

import pytest
from follow_up_world import Life, company, held, june, named, qualified, refused, sent, tasks

from leadpact.engine.clocks import ClockState
from leadpact.engine.handoff import Acceptance
from leadpact.engine.lifecycle import (
    AnswerHandoff,
    EventKind,
    HandOffLead,
    MeetingStep,
    MessageKind,
    MoveOpportunity,
    OpenOpportunity,
    RecordReply,
    TaskKind,
)
from leadpact.explain import explain_follow_up
from leadpact.pact.sections.clocks.policy import Signal
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage

# Handing over


def test_a_lead_that_is_handed_off_waits_for_the_answer_and_for_the_meeting() -> None:
    life = qualified()
    life.touch(june(1, 10, 30))
    life.submit(HandOffLead, june(1, 11), ae_rep_id="eve")
    [handoff] = life.state.handoffs
    assert (TaskKind.ANSWER_HANDOFF, "eve", handoff.handoff_id) in tasks(life.last)
    assert life.clock("accept").due_at == june(2, 11)
    assert life.clock("take-back").due_at == june(11, 11)
    answer = {"handoff_id": handoff.handoff_id, "is_accepted": True}
    life.submit(AnswerHandoff, june(1, 15), **answer)
    assert life.clock("accept").state is ClockState.MET
    assert life.clock("take-back").state is ClockState.RUNNING
    assert TaskKind.ANSWER_HANDOFF not in {task.kind for task in life.last.tasks}
    life.book(june(1, 16), june(3, 10))
    assert life.clock("take-back").state is ClockState.MET


def test_an_ae_may_not_take_what_is_handed_off() -> None:
    life = qualified()
    life.submit(HandOffLead, june(1, 11), ae_rep_id="eve")
    name = life.state.handoffs[0].handoff_id
    answer = {"handoff_id": name, "is_accepted": False, "reason": "timing"}
    life.submit(AnswerHandoff, june(1, 15), **answer)
    assert life.state.handoffs[0].is_accepted is False
    assert life.clock("accept").state is ClockState.MET
    assert life.clock("take-back").state is ClockState.MET


def test_a_handoff_that_is_taken_back_ends_its_own_clocks_alone() -> None:
    notify = "on_breach: [{do: notify}]"
    kinds = (
        "{kind: resolve}",
        f"{{kind: accept, within: {{days: 9}}, {notify}}}",
        "{kind: take_back, within: {days: 1}}",
    )
    life = Life(company(clocks="".join(f"\n  - {kind}" for kind in kinds) + "\n"))
    life.qualify(june(1, 10))
    life.submit(HandOffLead, june(1, 11), id="first", ae_rep_id="eve")
    life.submit(HandOffLead, june(2, 10), id="second", ae_rep_id="fay")
    life.wait(june(2, 12))
    taken_back = {item.handoff_id: item.taken_back_at for item in life.state.handoffs}
    assert taken_back == {"first": june(2, 11), "second": None}
    states = [(clock.subject_id, clock.state) for clock in life.clocks("accept")]
    assert states == [("first", ClockState.CANCELLED), ("second", ClockState.RUNNING)]
    assert life.clock("resolve").state is ClockState.RUNNING


def test_a_handoff_that_there_is_not_cannot_be_answered() -> None:
    life = qualified()
    life.submit(AnswerHandoff, june(1, 15), handoff_id="none", is_accepted=True)
    assert refused(life) is RefusalCode.UNKNOWN_HANDOFF


# Opportunities


def test_an_opportunity_moves_the_stage_to_its_end() -> None:
    life, name = held()
    opened = {"opportunity_id": "o", "meeting_id": name, "by_rep_id": "eve"}
    life.submit(OpenOpportunity, june(2, 16), by_role=RepRole.AE, **opened)
    stages = []
    for day, to in ((3, Stage.PIPELINE), (4, Stage.CLOSED_WON)):
        life.submit(MoveOpportunity, june(day, 10), opportunity_id="o", to=to)
        stages.append(life.state.stage)
    assert stages == [Stage.PIPELINE, Stage.CLOSED_WON]
    assert life.state.opportunities[0].stage is Stage.CLOSED_WON


def test_an_opportunity_with_amount_and_close_is_pipeline() -> None:
    life = qualified()
    life.submit(OpenOpportunity, june(2, 16), opportunity_id="o", is_pipeline=True)
    assert life.state.stage is Stage.PIPELINE


def test_a_lead_whose_opportunity_is_lost_is_recycled() -> None:
    life = qualified()
    life.submit(OpenOpportunity, june(2, 16), opportunity_id="o")
    life.submit(MoveOpportunity, june(3, 10), opportunity_id="o", to=Stage.RECYCLED)
    assert life.state.stage is Stage.RECYCLED
    assert life.state.owner_rep_id is None
    assert life.state.runs[0].is_over
    assert life.last.clocks == ()


def test_a_confirmation_that_was_sent_under_the_pact_before_wakes_nobody_again() -> None:
    life = Life(company(handoff="\n  confirm: {hours: 5}\n"))
    life.qualify(june(1, 10))
    name = life.book(june(1, 11), june(2, 13))
    life.wait(june(1, 16))
    assert sent(life, MessageKind.CONFIRMATION) == ["PROSPECT"]
    life.rules = company()
    life.move(name, MeetingStep.ACCEPTED, june(1, 16))
    assert life.last.wake_at == june(1, 17, 0, 1)  # the clock of the confirmation


@pytest.mark.parametrize(
    "to",
    [
        Stage.TARGET,
        Stage.EXCHANGE,
        Stage.CONVERSATION_LEAD,
        Stage.FIRST_MEETING,
        Stage.DISQUALIFIED,
    ],
)
def test_an_opportunity_is_in_no_stage_before_its_own(to: Stage) -> None:
    life = qualified()
    life.submit(OpenOpportunity, june(2, 16), opportunity_id="o")
    life.submit(MoveOpportunity, june(3, 10), opportunity_id="o", to=to)
    assert refused(life) is RefusalCode.STAGE_OUT_OF_PLACE
    assert life.state.stage is Stage.OPPORTUNITY


def test_an_opportunity_that_there_is_not_cannot_move() -> None:
    life = qualified()
    life.submit(MoveOpportunity, june(3, 10), opportunity_id="o", to=Stage.PIPELINE)
    assert refused(life) is RefusalCode.UNKNOWN_OPPORTUNITY


def test_an_opportunity_of_a_meeting_that_there_is_not_is_refused() -> None:
    life = qualified()
    life.submit(OpenOpportunity, june(3, 10), opportunity_id="o", meeting_id="none")
    assert refused(life) is RefusalCode.UNKNOWN_MEETING
    assert (life.state.opportunities, life.state.stage) == ((), Stage.CONVERSATION_LEAD)


def test_an_opportunity_is_an_update_on_its_own_meeting_alone() -> None:
    life, first = held()
    second = life.book(june(2, 15), june(3, 10))
    life.move(second, MeetingStep.HELD, june(3, 10, 30))
    life.submit(OpenOpportunity, june(3, 11), opportunity_id="o", meeting_id=second)
    states = {clock.subject_id: clock.state for clock in life.clocks("meeting-update")}
    assert states == {first: ClockState.RUNNING, second: ClockState.MET}


@pytest.mark.parametrize(
    ("role", "kind", "acceptance"),
    [
        (RepRole.AE, EventKind.MEETING_ACCEPTED, Acceptance.ACCEPTED),
        (RepRole.SDR, EventKind.MEETING_CHANGED, Acceptance.OPEN),
    ],
)
def test_an_opportunity_of_the_ae_accepts_its_meeting_and_one_of_the_sdr_changes_it(
    role: RepRole, kind: EventKind, acceptance: Acceptance
) -> None:
    life, name = held()
    opened = {"opportunity_id": "o", "meeting_id": name, "by_role": role}
    decision = life.submit(OpenOpportunity, june(2, 16), **opened)
    about = (EventKind.MEETING_ACCEPTED, EventKind.MEETING_CHANGED)
    assert [event.kind for event in decision.events if event.kind in about] == [kind]
    [meeting] = life.state.meetings
    assert (meeting.acceptance, meeting.opportunity_id) == (acceptance, "o")


def test_an_opportunity_that_is_reported_again_is_opened_once() -> None:
    life = qualified()
    for hour in (11, 12):
        life.submit(OpenOpportunity, june(1, hour), opportunity_id="o")
        assert refused(life) is None
    assert named(life.last, EventKind.OPPORTUNITY_OPENED) == []
    assert [item.opened_at for item in life.state.opportunities] == [june(1, 11)]


def test_the_meeting_of_an_opportunity_is_noted_later_and_is_then_its_own() -> None:
    life = qualified()
    life.submit(OpenOpportunity, june(1, 11), opportunity_id="o")
    meetings = []
    for day in (2, 3):
        meetings.append(life.book(june(day, 12), june(day, 14)))
        life.move(meetings[-1], MeetingStep.HELD, june(day, 14, 30))
    for hour, meeting in enumerate(meetings, start=15):
        opened = {"opportunity_id": "o", "meeting_id": meeting, "by_role": RepRole.AE}
        life.submit(OpenOpportunity, june(3, hour), **opened)
        assert refused(life) is None
    [found] = life.state.opportunities
    assert (found.opened_at, found.meeting_id) == (june(1, 11), meetings[0])
    assert [item.opportunity_id for item in life.state.meetings] == ["o", None]


# Opportunities and clocks


def last_signals(life: Life) -> list[Signal]:
    return [event.payload.signal for event in named(life.last, EventKind.SIGNAL_RECEIVED)]


def test_an_opportunity_stops_the_clocks_that_a_disposition_stops_under_its_own_name() -> None:
    life = qualified()
    life.submit(OpenOpportunity, june(1, 11), opportunity_id="deal")
    assert last_signals(life) == [Signal.OPPORTUNITY_OPENED]
    resolve = life.clock("resolve")
    assert (resolve.state, resolve.stopped_at) == (ClockState.MET, june(1, 11))
    text = explain_follow_up(life.state, life.rules, as_of=june(1, 12))
    assert "It was met on Mon 1 Jun 11:00, because an opportunity was opened" in text
    assert "a disposition was given" not in text


@pytest.mark.parametrize("to", [Stage.CLOSED_WON, Stage.RECYCLED])
def test_an_opportunity_that_is_closed_is_another_signal_than_one_that_is_opened(
    to: Stage,
) -> None:
    clock = "\n  - {kind: resolve, starts_on: [replied], stops_on: [opportunity_closed]}\n"
    life = Life(company(clocks=clock))
    life.qualify(june(1, 10))
    life.submit(OpenOpportunity, june(1, 11), opportunity_id="deal")
    life.submit(RecordReply, june(1, 12))
    assert life.clock("resolve").state is ClockState.RUNNING
    life.submit(MoveOpportunity, june(1, 13), opportunity_id="deal", to=to)
    assert last_signals(life) == [Signal.OPPORTUNITY_CLOSED]
    assert life.clock("resolve").stopped_at == june(1, 13)


@pytest.mark.parametrize(
    ("keys", "state"),
    [
        ("stops_on: [disposition_given]", ClockState.MET),
        ("cancels_on: [disposition_given], stops_on: [meeting_booked]", ClockState.CANCELLED),
        ("stops_on: [opportunity_opened]", ClockState.MET),
        ("stops_on: [disposition_given, opportunity_closed]", ClockState.RUNNING),
        ("stops_on: [disposition_given], cancels_on: [opportunity_opened]", ClockState.CANCELLED),
        ("stops_on: [meeting_booked]", ClockState.RUNNING),
    ],
)
def test_a_clock_that_speaks_of_opportunities_takes_them_for_no_disposition(
    keys: str, state: ClockState
) -> None:
    life = Life(company(clocks=f"\n  - {{kind: resolve, {keys}}}\n"))
    life.qualify(june(1, 10))
    life.submit(OpenOpportunity, june(1, 11), opportunity_id="deal")
    assert life.clock("resolve").state is state
