"""A lead that waits for a rep, and what happens to it meanwhile, worked by hand."""

from collections.abc import Callable

import pytest
from follow_up_world import STARTS, Life, company, june, named, qualified, refused

from leadpact.engine.cadences import CadenceState, StopReason
from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    AssignLead,
    BookMeeting,
    ClaimLead,
    DisposeLead,
    EndLead,
    EventKind,
    MeetingStep,
    MoveOpportunity,
    OpenOpportunity,
    Reason,
    ReasonCode,
    RecordJudgement,
    RecordOwnerAbsence,
    RecordReply,
    ReviewStep,
    TaskKind,
    UpdateReview,
)
from leadpact.engine.routing import ReleaseReason
from leadpact.engine.scoring import KnownFacts
from leadpact.explain import explain_follow_up
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage

Happens = Callable[[Life], object]


def waiting() -> Life:
    """Return a lead that qualified on Monday at 10:00 and waits in the queue of the desk."""
    life = Life()
    life.qualify(june(1, 10), source="fair")
    assert life.state.is_waiting
    return life


def claim(life: Life, hour: int = 15, *, by: str = "ann") -> None:
    """Let a rep claim the lead on Monday."""
    life.submit(ClaimLead, june(1, hour), pool="desk", rep_id=by)
    assert life.last.refusal is None
    assert life.state.owner_rep_id == by


def open_opportunity(life: Life, hour: int = 12) -> None:
    life.submit(OpenOpportunity, june(1, hour), opportunity_id="o")


def reply(life: Life, hour: int = 12) -> None:
    life.submit(RecordReply, june(1, hour))


def book(life: Life, hour: int = 12) -> str:
    return life.book(june(1, hour), STARTS, ae_rep_id="eve")


def miss(life: Life) -> None:
    name = life.book(june(1, 11), june(1, 12), ae_rep_id="eve")
    life.move(name, MeetingStep.MISSED, june(1, 13))


def hold(life: Life) -> None:
    name = life.book(june(1, 11), june(1, 12), ae_rep_id="eve")
    life.move(name, MeetingStep.HELD, june(1, 13))


# While it waits


def test_a_waiting_lead_that_becomes_an_opportunity_waits_no_longer() -> None:
    life = waiting()
    open_opportunity(life)
    [released] = named(life.last, EventKind.RELEASED)
    assert (released.payload.held, released.payload.reason) == (
        None,
        ReleaseReason.OPPORTUNITY_OPENED,
    )
    assert (life.state.stage, life.state.is_waiting) == (Stage.OPPORTUNITY, False)
    assert TaskKind.CLAIM not in {task.kind for task in life.last.tasks}
    life.submit(AssignLead, june(1, 13))
    assert refused(life) is RefusalCode.NOT_WAITING
    life.submit(ClaimLead, june(1, 14), pool="desk", rep_id="ann")
    assert refused(life) is RefusalCode.NOT_WAITING
    life.act(june(2, 10))
    assert (life.state.owner_rep_id, life.state.is_waiting, life.state.runs) == (None, False, ())


def test_a_waiting_lead_that_is_an_opportunity_elsewhere_waits_no_longer() -> None:
    life = waiting()
    lead = Lead("l-1", {"email": "a@b.example"}, june(1, 10))
    judged = {"lead": lead, "stage": Stage.PIPELINE, "facts": KnownFacts({})}
    life.submit(RecordJudgement, june(1, 12), **judged)
    assert (life.state.stage, life.state.is_waiting) == (Stage.PIPELINE, False)


def test_a_waiting_lead_that_buys_is_released_once() -> None:
    life = waiting()
    open_opportunity(life)
    life.submit(MoveOpportunity, june(1, 13), opportunity_id="o", to=Stage.CLOSED_WON)
    assert named(life.last, EventKind.RELEASED) == []
    other = waiting()
    other.submit(EndLead, june(1, 13), stage=Stage.CLOSED_WON)
    [released] = named(other.last, EventKind.RELEASED)
    assert released.payload.reason is ReleaseReason.CLOSED


@pytest.mark.parametrize(
    ("happens", "prevents"),
    [
        (reply, StopReason.REPLIED),
        (book, StopReason.MEETING_BOOKED),
        (miss, StopReason.MEETING_BOOKED),
        (hold, StopReason.MEETING_BOOKED),
    ],
    ids=["replied", "booked", "missed", "held"],
)
def test_a_waiting_lead_with_a_reply_or_a_meeting_gets_a_rep_and_no_cadence(
    happens: Happens, prevents: StopReason
) -> None:
    life = waiting()
    happens(life)
    assert life.state.is_waiting
    claim(life)
    assert life.state.runs == ()
    assert Reason(ReasonCode.NO_CADENCE, prevents) in life.last.reasons
    assert TaskKind.TAKE_STEP not in {task.kind for task in life.last.tasks}
    life.learn(june(2, 10), n_employees=5000)  # another track would take it
    assert life.state.runs == ()


def test_the_rep_whom_a_lead_with_a_meeting_finds_confirms_it_and_rebooks_it() -> None:
    life = waiting()
    name = book(life)
    claim(life)
    assert (TaskKind.CONFIRM_MEETING, "ann") in {(task.kind, task.of) for task in life.last.tasks}
    life.move(name, MeetingStep.CANCELLED, june(1, 16))
    assert (TaskKind.REBOOK, "ann") in {(task.kind, task.of) for task in life.last.tasks}


def test_a_disposition_that_leaves_the_lead_waiting_prevents_a_cadence_unless_overturned() -> None:
    feedback = """
  dispositions:
    sdr: {later: {label: Later, leads_to: stays, review: true}}
"""
    for step, n_runs in ((ReviewStep.UPHELD, 0), (ReviewStep.OVERTURNED, 1)):
        life = Life(company(feedback=feedback))
        life.qualify(june(1, 10), source="fair")
        life.submit(DisposeLead, june(1, 11), side=RepRole.SDR, code="later", id="d")
        life.submit(UpdateReview, june(1, 12), review_id="review-d", step=step)
        claim(life)
        assert len(life.state.runs) == n_runs
        kept = Reason(ReasonCode.NO_CADENCE, StopReason.DISPOSITION_GIVEN) in life.last.reasons
        assert kept is (n_runs == 0)


# Before it is to have a rep at all


@pytest.mark.parametrize("happens", [reply, book, hold], ids=["replied", "booked", "held"])
def test_what_happened_before_a_lead_qualified_prevents_its_cadence_too(happens: Happens) -> None:
    life = Life()
    life.arrive(june(1, 9))
    happens(life)
    life.act(june(1, 15))
    assert (life.state.owner_rep_id, life.state.runs) == ("ann", ())


def test_an_opportunity_before_a_lead_qualified_leaves_it_with_its_ae() -> None:
    life = Life()
    life.arrive(june(1, 9))
    open_opportunity(life)
    life.act(june(1, 15))
    assert (life.state.stage, life.state.owner_rep_id) == (Stage.OPPORTUNITY, None)
    assert (life.state.is_waiting, life.state.runs) == (False, ())


# In the same second


@pytest.mark.parametrize("happens", [reply, book], ids=["replied", "booked"])
def test_in_one_second_a_cadence_runs_in_neither_order(
    happens: Callable[[Life, int], object],
) -> None:
    first, second = waiting(), waiting()
    happens(first, 15)
    claim(first, 15)
    claim(second, 15)
    happens(second, 15)
    assert first.state.runs == ()
    assert [run.state for run in second.state.runs] == [CadenceState.STOPPED]
    assert first.state.owner_rep_id == second.state.owner_rep_id == "ann"


def test_in_the_second_of_an_opportunity_only_an_earlier_claim_is_taken() -> None:
    first, second = waiting(), waiting()
    open_opportunity(first, 15)
    first.submit(ClaimLead, june(1, 15), pool="desk", rep_id="ann")
    assert refused(first) is RefusalCode.NOT_WAITING
    claim(second, 15)
    open_opportunity(second, 15)
    assert (first.state.owner_rep_id, second.state.owner_rep_id) == (None, "ann")
    assert [run.stopped_by for run in second.state.runs] == [StopReason.OPPORTUNITY_OPENED]


def test_a_reply_in_the_second_in_which_a_round_begins_prevents_its_cadence() -> None:
    life = Life()
    life.arrive(june(1, 10), source="fair")
    reply(life, 10)
    life.act(june(1, 10))
    claim(life)
    assert life.state.runs == ()


# Reported late


@pytest.mark.parametrize("kind", [RecordReply, BookMeeting, OpenOpportunity])
def test_what_happened_while_it_waited_and_is_reported_late_stops_the_cadence(kind: type) -> None:
    life = waiting()
    claim(life, 13)
    what = {
        RecordReply: {},
        BookMeeting: {"starts_at": STARTS},
        OpenOpportunity: {"opportunity_id": "o"},
    }
    life.submit(kind, june(1, 12), reported_at=june(1, 14), **what[kind])
    assert [run.state for run in life.state.runs] == [CadenceState.STOPPED]


# After a new round


def again(life: Life) -> Life:
    """Let the lead be recycled, unless it is, and qualify again the next Monday."""
    if not life.state.is_ended:
        life.submit(EndLead, june(5, 10), stage=Stage.RECYCLED)
    life.act(june(8, 10))
    assert (life.state.round_at, life.state.is_waiting) == (june(8, 10), True)
    life.submit(ClaimLead, june(8, 15), pool="desk", rep_id="ann")
    return life


@pytest.mark.parametrize("happens", [reply, miss, hold], ids=["replied", "missed", "held"])
def test_what_happened_in_the_round_before_prevents_no_cadence(happens: Happens) -> None:
    life = waiting()
    happens(life)
    assert [run.track_id for run in again(life).state.runs] == ["everyone"]


def test_an_opportunity_lost_in_the_round_before_prevents_nothing() -> None:
    life = waiting()
    open_opportunity(life)
    life.submit(MoveOpportunity, june(2, 10), opportunity_id="o", to=Stage.RECYCLED)
    assert [run.track_id for run in again(life).state.runs] == ["everyone"]


def test_an_opportunity_left_open_in_the_round_before_prevents_nothing() -> None:
    life = waiting()
    open_opportunity(life)
    assert [run.track_id for run in again(life).state.runs] == ["everyone"]


def test_a_meeting_booked_in_the_round_before_and_still_to_come_prevents_a_cadence() -> None:
    life = waiting()
    name = life.book(june(1, 12), june(9, 10), ae_rep_id="eve")
    assert again(life).state.runs == ()
    life.move(name, MeetingStep.CANCELLED, june(8, 16))
    life.learn(june(8, 17), n_employees=50)
    assert [run.started_at for run in life.state.runs] == [june(8, 17)]


def test_a_meeting_of_the_round_before_that_nobody_reported_on_prevents_no_cadence() -> None:
    life = waiting()
    life.book(june(1, 12), june(8, 15), ae_rep_id="eve")
    assert [run.track_id for run in again(life).state.runs] == ["everyone"]


# Of a lead that has a rep


def test_a_track_that_fits_only_after_a_reply_starts_no_cadence() -> None:
    tracks = """
  tracks:
    - {id: best, when: "n_employees >= 1000", steps: [{id: call-1, channel: call}]}
"""
    life = Life(company(cadences=tracks))
    life.qualify(june(1, 10))
    reply(life)
    life.learn(june(1, 13), n_employees=5000)
    assert life.state.runs == ()


def test_an_opportunity_whose_rep_leaves_goes_to_another_without_a_cadence() -> None:
    tracks = """
  tracks:
    - {id: best, when: "n_employees >= 1000", steps: [{id: call-1, channel: call}]}
"""
    life = Life(company(cadences=tracks))
    life.qualify(june(1, 10))
    open_opportunity(life)
    life.submit(RecordOwnerAbsence, june(2, 10), rep_id="ann", until=None)
    life.learn(june(2, 11), n_employees=5000)
    assert (life.state.owner_rep_id, life.state.runs) == ("bob", ())


# Explained


def test_the_explanation_says_why_no_cadence_began_and_whose_an_opportunity_is() -> None:
    life = waiting()
    reply(life)
    claim(life)
    text = explain_follow_up(life.state, life.rules, as_of=june(1, 16))
    assert "No cadence begins in this round, because the prospect replied." in text.splitlines()
    other = waiting()
    open_opportunity(other)
    text = explain_follow_up(other.state, other.rules, as_of=june(1, 16))
    assert "Nobody has the lead: it is an opportunity, which is its AE's." in text.splitlines()
    begun = explain_follow_up(qualified().state, life.rules, as_of=june(1, 16))
    assert "No cadence begins" not in begun
