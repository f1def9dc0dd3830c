"""What the erasure of a person ends, what it leaves as it was, and what is refused after it."""

from collections.abc import Callable
from typing import Any

import pytest
from follow_up_world import (
    Life,
    booked,
    company,
    held,
    june,
    named,
    qualified,
    refused,
)

from leadpact.engine.cadences import CadenceState, StopReason
from leadpact.engine.clocks import ClockState
from leadpact.engine.handoff import Acceptance
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    AgreeCallback,
    AnswerHandoff,
    AssignLead,
    AssignToRep,
    BookMeeting,
    ClaimLead,
    ClockStep,
    ControlClock,
    DebriefMeeting,
    DisposeLead,
    EndLead,
    ErasePerson,
    EventKind,
    HandOffLead,
    MeetingStep,
    MoveMeeting,
    MoveOpportunity,
    OpenOpportunity,
    ReasonCode,
    ReassignLead,
    RecordActivity,
    RecordJudgement,
    RecordLead,
    RecordOptOut,
    RecordOutOfOffice,
    RecordOwnerAbsence,
    RecordReply,
    RecordTouch,
    ReviewStep,
    SkipStep,
    UnassignLead,
    UpdateAttributes,
    UpdateMeeting,
    UpdateReview,
    WithdrawReport,
    commands,
)
from leadpact.engine.routing import ReleaseReason
from leadpact.engine.scoring import KnownFacts
from leadpact.explain import explain_follow_up
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole, Stage, TouchKind

LEAD = Lead("l-1", {"email": "a@b.example"})
AT = june(1, 13)


def erased(life: Life | None = None, at: Any = AT, **how: Any) -> Life:
    life = life or qualified()
    life.submit(ErasePerson, at, id="erase", **{"actor": "system:privacy", **how})
    return life


def test_an_erasure_ends_all_work_and_keeps_the_stage() -> None:
    life = qualified()
    assert life.state.owner_rep_id == "ann"
    assert life.state.running_clocks
    stages, routing = life.state.stage_changes, life.routing
    erased(life)
    state = life.state
    assert state.erased_at == AT
    assert state.is_left_alone
    assert (state.stage, state.stage_changes) == (Stage.CONVERSATION_LEAD, stages)
    assert state.owner_rep_id is None
    assert named(life.last, EventKind.RELEASED)[0].payload.reason is ReleaseReason.CLOSED
    assert life.routing.loads["ann"].n_open == routing.loads["ann"].n_open - 1
    assert {run.state for run in state.runs} == {CadenceState.STOPPED}
    assert {run.stopped_by for run in state.runs} == {StopReason.PERSON_ERASED}
    assert {clock.state for clock in state.clocks} == {ClockState.CANCELLED}
    assert (life.last.tasks, life.last.messages, life.last.wake_at) == ((), (), None)


def test_a_lead_that_waits_does_not_wait_after_its_person_is_erased() -> None:
    life = Life()
    life.qualify(june(9, 10), source="fair")
    assert life.state.is_waiting
    erased(life, june(9, 11))
    assert not life.state.is_waiting
    assert life.last.tasks == ()
    life.submit(ClaimLead, june(9, 12), pool="desk", rep_id="ann")
    assert refused(life) is RefusalCode.PERSON_ERASED
    life.submit(AssignLead, june(9, 12))
    assert refused(life) is RefusalCode.PERSON_ERASED


def test_the_clocks_of_meetings_and_reviews_end_too_when_a_person_is_erased() -> None:
    life, name = booked()
    given = {"side": RepRole.SDR, "by_rep_id": "ann", "fault": "competitor"}
    life.submit(DisposeLead, june(1, 12), code="not_compliant", id="d", **given)
    about = {clock.subject_id for clock in life.state.running_clocks}
    assert {name, "review-d"} <= about
    erased(life)
    assert life.state.running_clocks == ()
    assert life.last.tasks == ()


def test_a_meeting_of_an_erased_person_sends_nothing_to_anybody() -> None:
    life, _ = booked()
    assert life.last.wake_at is not None
    erased(life)
    for day in (1, 2, 3):
        assert life.wait(june(day, 18)).messages == ()
    assert life.state.sent == life.decisions[-4].new_state.sent
    assert life.last.tasks == ()


def test_a_callback_and_an_absence_are_forgotten_when_a_person_is_erased() -> None:
    life = qualified()
    life.submit(AgreeCallback, june(1, 11), callback_at=june(3, 10))
    life.submit(RecordOutOfOffice, june(1, 12))
    assert life.state.callback is not None
    assert life.state.away_until is not None
    erased(life)
    assert (life.state.callback, life.state.away_until) == (None, None)
    assert life.last.wake_at is None


REFUSED: dict[type[Any], dict[str, Any]] = {
    RecordLead: {"lead": LEAD},
    RecordJudgement: {
        "lead": LEAD,
        "stage": Stage.OPPORTUNITY,
        "facts": KnownFacts({"email": "a@b.example"}),
    },
    UpdateAttributes: {"attributes": {"email": "b@b.example"}},
    RecordActivity: {"activity": Activity("a", "demo_requested", AT)},
    RecordTouch: {"rep_id": "ann", "channel": TouchKind.CALL},
    SkipStep: {"run_id": "r", "step_id": "s", "reason": commands.SkipReason.OTHER},
    AgreeCallback: {"callback_at": june(4)},
    RecordReply: {},
    RecordOutOfOffice: {},
    RecordOptOut: {},
    AssignLead: {},
    ClaimLead: {"pool": "desk", "rep_id": "ann"},
    ReassignLead: {},
    AssignToRep: {"rep_id": "bob"},
    UnassignLead: {},
    RecordOwnerAbsence: {"rep_id": "ann"},
    HandOffLead: {"ae_rep_id": "eve"},
    AnswerHandoff: {"handoff_id": "h", "is_accepted": True},
    BookMeeting: {"starts_at": june(4)},
    MoveMeeting: {"meeting_id": "m", "starts_at": june(4)},
    OpenOpportunity: {"opportunity_id": "o"},
    DisposeLead: {"side": RepRole.SDR, "code": "other", "note": "A note"},
    ControlClock: {"clock_id": "c", "step": ClockStep.RESUME},
    WithdrawReport: {"withdrawn_id": "activity-2"},
    ErasePerson: {},
    commands.MergeInto: {"into_lead_id": "l-2"},
    commands.AbsorbLead: {"from_lead_id": "l-2", "attributes": {"email": "b@b.example"}},
}


@pytest.mark.parametrize("kind", REFUSED, ids=lambda kind: kind.__name__)
def test_work_on_an_erased_person_and_values_of_theirs_are_refused(kind: Any) -> None:
    life = erased()
    before = life.state
    # Also what happened before the erasure, and is reported after it.
    for at in (june(1, 14), june(1, 12)):
        life.submit(kind, at, reported_at=june(1, 14), **REFUSED[kind])
        assert life.last.refusal == Refusal(RefusalCode.PERSON_ERASED)
        [last] = life.last.events
        assert last.kind is EventKind.COMMAND_REFUSED
    assert life.state.lead == before.lead
    assert life.state.seen == before.seen


def test_every_command_is_either_refused_or_taken_after_an_erasure() -> None:
    taken = set(TAKEN) | {commands.AdvanceTime}
    assert taken.isdisjoint(REFUSED)
    known = {kind for kind in commands.__dict__.values() if _is_command(kind)}
    assert {kind for kind in known if kind.__name__ != "_Command"} - taken - set(REFUSED) == set()


def _is_command(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, commands._Command)


def _reviewed(life: Life) -> None:
    given = {"side": RepRole.SDR, "by_rep_id": "ann", "fault": "competitor"}
    life.submit(DisposeLead, june(1, 12), code="not_compliant", id="d", **given)


TAKEN: dict[type[Any], tuple[Callable[[Life], Any], dict[str, Any]]] = {
    UpdateMeeting: (
        lambda life: life.submit(BookMeeting, june(1, 11), starts_at=june(2, 14), id="m"),
        {"meeting_id": "m", "step": MeetingStep.HELD},
    ),
    DebriefMeeting: (
        lambda life: life.submit(BookMeeting, june(1, 11), starts_at=june(1, 12), id="m"),
        {"meeting_id": "m", "side": RepRole.AE, "produced_next_step": True},
    ),
    MoveOpportunity: (
        lambda life: life.submit(OpenOpportunity, june(1, 12), opportunity_id="o"),
        {"opportunity_id": "o", "to": Stage.CLOSED_WON},
    ),
    UpdateReview: (_reviewed, {"review_id": "review-d", "step": ReviewStep.OVERTURNED}),
    EndLead: (lambda _life: None, {"stage": Stage.RECYCLED}),
}


@pytest.mark.parametrize("kind", TAKEN, ids=lambda kind: kind.__name__)
def test_how_things_ended_is_taken_after_an_erasure_and_starts_no_work(kind: Any) -> None:
    life = qualified()
    begin, what = TAKEN[kind]
    begin(life)
    if kind is DebriefMeeting:
        life.move("m", MeetingStep.HELD, june(1, 12, 30))
    erased(life)
    life.submit(kind, june(2, 15), **what)
    assert refused(life) is None
    assert len(life.last.events) > 1
    state = life.state
    assert state.owner_rep_id is None
    assert not state.is_waiting
    assert (state.running_clocks, life.last.tasks, life.last.messages) == ((), (), ())
    assert all(run.is_over for run in state.runs)


def test_an_overturned_review_does_not_take_up_a_lead_whose_person_is_erased() -> None:
    life = qualified()
    _reviewed(life)
    assert life.state.stage is Stage.DISQUALIFIED
    erased(life)
    life.submit(UpdateReview, june(2, 10), review_id="review-d", step=ReviewStep.OVERTURNED)
    assert refused(life) is None
    assert life.state.stage is Stage.DISQUALIFIED


def test_a_meeting_is_accepted_by_silence_after_its_person_is_erased() -> None:
    life, _ = held()
    erased(life, june(2, 15))
    assert life.last.wake_at is not None
    life.wait(life.last.wake_at)
    assert life.state.meetings[0].acceptance is not Acceptance.OPEN
    assert (life.last.messages, life.last.tasks, life.last.wake_at) == ((), (), None)


def test_a_breach_of_an_erased_person_moves_no_lead() -> None:
    life = qualified()
    erased(life, june(3, 12))  # the first touch was due on Monday at 14:00
    assert life.clock("first-touch").state is ClockState.BREACHED
    assert life.state.owner_rep_id is None
    assert not life.state.is_waiting


@pytest.mark.parametrize("actor", ["person:max", "person:privacy", "system:crm", "prospect"])
def test_a_manager_a_system_and_the_prospect_may_erase(actor: str) -> None:
    assert refused(erased(actor=actor)) is None


@pytest.mark.parametrize("actor", ["person:ann", "person:eve"])
def test_a_rep_who_is_no_manager_may_not_erase(actor: str) -> None:
    life = erased(actor=actor)
    assert life.last.refusal == Refusal(RefusalCode.OTHER_ROLE_NEEDED, (("role", "MANAGER"),))
    assert life.state.erased_at is None
    assert life.state.owner_rep_id == "ann"


def test_an_erasure_that_comes_again_changes_nothing() -> None:
    life = erased()
    before = life.state
    again = life.submit(ErasePerson, AT, id="erase", actor="system:privacy")
    assert again.refusal is None
    assert [reason.code for reason in again.reasons] == [ReasonCode.ALREADY_KNOWN]
    assert (again.events, life.state) == ((), before)


def test_a_lead_that_is_not_known_cannot_have_its_person_erased() -> None:
    life = Life()
    erased(life)
    assert refused(life) is RefusalCode.LEAD_UNKNOWN


def test_an_erasure_is_a_reason_that_nobody_has_the_lead() -> None:
    text = explain_follow_up(erased().state, company(), as_of=june(2))
    assert "Nobody has the lead: the person was erased on Mon 1 Jun 13:00" in text
    assert "the person was erased" in text.split("Nobody has the lead", 1)[1].split("\n", 1)[1]
