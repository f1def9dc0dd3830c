"""The cadence of one lead, its rests and its end, worked by hand."""

import pytest
from follow_up_world import Life, company, june, qualified, refused

from leadpact.engine.cadences import CadenceState, RestReason, SkipReason, StepDone, StopReason
from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import (
    AssignLead,
    ClaimLead,
    ReasonCode,
    ReassignLead,
    RecordOptOut,
    RecordOutOfOffice,
    RecordOwnerAbsence,
    RecordReply,
    SkipStep,
    Task,
    TaskKind,
    UnassignLead,
)
from leadpact.explain import explain_follow_up
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import Stage, TouchKind


def test_a_cadence_starts_with_the_owner_and_its_next_step_is_a_task() -> None:
    life = qualified()
    [run] = life.state.runs
    assert (run.track_id, run.next_step_id, run.due_at) == ("everyone", "call-1", june(1, 10))
    [task] = life.last.tasks
    assert (task.kind, task.of, task.due_at) == (TaskKind.TAKE_STEP, "ann", june(1, 10))


def test_a_touch_is_the_next_step_if_that_waits_for_its_channel() -> None:
    life = qualified()
    life.touch(june(1, 10, 30), TouchKind.EMAIL)
    assert life.state.runs[0].next_step_id == "call-1"
    life.touch(june(1, 11), TouchKind.CALL)
    assert (life.state.runs[0].next_step_id, life.state.runs[0].due_at) == ("mail-1", june(2, 11))
    assert len(life.state.touches) == 2


def test_a_cadence_goes_on_with_the_one_who_gets_the_lead() -> None:
    life = qualified(source="few")
    life.touch(june(1, 10, 30), TouchKind.CALL)
    life.submit(ReassignLead, june(1, 11))
    [run] = life.state.runs
    assert (run.next_step_id, run.due_at) == ("mail-1", june(2, 10, 30))
    assert [(task.kind, task.of) for task in life.last.tasks] == [(TaskKind.TAKE_STEP, "bob")]


def test_the_steps_of_a_lead_that_waits_for_a_rep_are_nobodys_task() -> None:
    clock = """
  - {kind: resolve, within: {hours: 2}, on_breach: [{do: return_to_pool, to: desk}]}
"""
    life = Life(company(clocks=clock))
    life.qualify(june(1, 10))
    life.wait(june(1, 13))
    assert [(task.kind, task.of) for task in life.last.tasks] == [(TaskKind.CLAIM, "desk")]
    life.submit(ClaimLead, june(1, 14), pool="desk", rep_id="bob")
    [run] = life.state.runs
    assert run.started_at == june(1, 10)
    assert [(task.kind, task.of) for task in life.last.tasks] == [(TaskKind.TAKE_STEP, "bob")]


def test_a_second_influencer_has_a_cadence_beside() -> None:
    tracks = """
  tracks:
    - id: all
      steps: [{id: call-1, channel: call}, {id: mail-1, channel: email}]
      influencer_steps: [{id: mail-2, channel: email}]
"""
    life = Life(company(cadences=tracks))
    life.qualify(june(1, 10))
    assert [run.is_influencer for run in life.state.runs] == [False, True]
    life.touch(june(1, 10, 30), TouchKind.EMAIL)  # the first that waits for an e-mail
    assert [run.next_step_id for run in life.state.runs] == ["call-1", None]
    life.submit(RecordReply, june(1, 11))
    assert [run.state for run in life.state.runs] == [CadenceState.STOPPED, CadenceState.COMPLETED]


def test_a_reply_stops_the_cadence() -> None:
    life = qualified()
    life.submit(RecordReply, june(1, 11))
    assert life.state.runs[0].stopped_by is StopReason.REPLIED
    assert life.state.replied_at == june(1, 11)
    assert life.last.tasks == (Task(TaskKind.ANSWER_REPLY, "ann", "l-1"),)
    assert life.clock("touches").state is ClockState.MET
    assert life.state.owner_rep_id == "ann"


def test_out_of_office_rests_cadence_and_clocks_and_is_no_reply() -> None:
    life = qualified()
    life.touch(june(1, 10, 30), TouchKind.EMAIL)
    life.submit(RecordOutOfOffice, june(1, 11), back_on=june(5).date())
    [run] = life.state.runs
    assert (run.state, run.resumes_at) == (CadenceState.PAUSED, june(5))
    assert life.clock("touches").state is ClockState.PAUSED
    assert life.clock("resolve").state is ClockState.PAUSED
    assert life.state.replied_at is None
    assert life.last.wake_at == june(5)


def test_when_the_prospect_is_back_cadence_and_clocks_go_on() -> None:
    life = qualified()
    life.touch(june(1, 10, 30), TouchKind.EMAIL)
    life.submit(RecordOutOfOffice, june(1, 11), back_on=june(5).date())
    life.wait(june(5))
    [run] = life.state.runs
    assert (run.state, run.due_at) == (CadenceState.RUNNING, june(5, 9))
    # Thirty working hours: 11 to 17 on Monday, and three days of eight.
    assert life.clock("touches").due_at == june(18, 16)
    assert life.clock("resolve").due_at == june(25, 16)


def test_an_opt_out_ends_everything_and_lets_the_lead_go() -> None:
    life = qualified()
    life.submit(RecordOptOut, june(1, 11))
    assert life.state.runs[0].stopped_by is StopReason.OPTED_OUT
    assert {clock.state for clock in life.state.clocks} == {ClockState.CANCELLED}
    assert life.state.stage is Stage.DISQUALIFIED
    assert (life.state.owner_rep_id, life.state.is_waiting) == (None, False)
    assert life.routing.load("ann").n_open == 0
    assert (life.last.tasks, life.last.clocks, life.last.wake_at) == ((), (), None)


def test_an_opt_out_that_is_reported_late_cancels_the_clocks_that_began_since() -> None:
    life = Life()
    life.arrive(june(1, 9))
    life.act(june(1, 11))
    life.submit(RecordOptOut, june(1, 10), reported_at=june(1, 12))
    assert {clock.state for clock in life.state.clocks} == {ClockState.CANCELLED}
    assert life.last.wake_at is None


def test_who_opted_out_is_not_routed_again() -> None:
    life = qualified()
    life.submit(RecordOptOut, june(1, 11))
    life.act(june(3, 10))
    life.submit(AssignLead, june(3, 11))
    assert refused(life) is RefusalCode.NOT_WAITING
    assert life.state.owner_rep_id is None


def test_who_opts_out_before_qualifying_is_never_routed() -> None:
    life = Life()
    life.arrive(june(1, 9))
    life.submit(RecordOptOut, june(1, 9, 30))
    life.act(june(1, 10))
    assert (life.state.owner_rep_id, life.state.is_waiting) == (None, False)


def test_out_of_office_changes_nothing_of_a_promise_that_was_broken_before() -> None:
    clocks = "\n  - {kind: resolve, within: {hours: 2}, on_breach: []}\n"
    life = Life(company(clocks=clocks, without=["cadences"]))
    life.qualify(june(1, 10))
    life.wait(june(1, 13))
    broken = life.clock("resolve")
    assert broken.state is ClockState.BREACHED
    life.submit(RecordOutOfOffice, june(1, 14), back_on=june(5).date())
    life.wait(june(5))
    assert life.clock("resolve") == broken
    assert life.last.wake_at is None


def test_the_leave_of_its_rep_lets_a_cadence_rest() -> None:
    life = qualified()
    life.submit(RecordOwnerAbsence, june(1, 11), rep_id="ann", until=june(4, 9))
    [run] = life.state.runs
    assert (run.state, run.resumes_at) == (CadenceState.PAUSED, june(4, 9))
    assert run.rests[0].reason is RestReason.REP_ON_LEAVE
    assert life.state.owner_rep_id == "ann"


def test_the_leave_of_somebody_else_changes_nothing() -> None:
    life = qualified()
    life.submit(RecordOwnerAbsence, june(1, 11), rep_id="bob", until=june(4, 9))
    assert life.state.runs[0].state is CadenceState.RUNNING


def test_the_lead_of_a_rep_on_leave_goes_to_another_where_the_pact_says_so() -> None:
    tracks = (
        "\n  tracks: [{id: all, steps: [{id: call-1, channel: call}]}]\n  on_leave: hand_over\n"
    )
    life = Life(company(cadences=tracks))
    life.qualify(june(1, 10))
    life.submit(RecordOwnerAbsence, june(1, 11), rep_id="ann", until=june(4, 9))
    assert life.state.owner_rep_id == "bob"


def test_a_lead_that_no_track_takes_has_no_cadence_and_leaving_all_tracks_stops_it() -> None:
    tracks = """
  tracks: [{id: big, when: "n_employees >= 1000", steps: [{id: call-1, channel: call}]}]
"""
    life = Life(company(cadences=tracks))
    life.qualify(june(1, 10))
    assert life.state.runs == ()
    assert ReasonCode.NO_TRACK in {reason.code for reason in life.last.reasons}
    life.learn(june(1, 11), n_employees=5000)
    assert life.state.runs[0].next_step_id == "call-1"
    life.learn(june(1, 12), n_employees=50)
    assert life.state.runs[0].stopped_by is StopReason.LEFT_TRACKS


def test_another_track_restarts_a_cadence() -> None:
    life = qualified()
    life.touch(june(1, 10, 30), TouchKind.CALL)
    life.learn(june(1, 11), n_employees=5000)
    [run] = life.state.runs
    assert (run.track_id, run.next_step_id, run.done) == ("best", "call-1", ())


def skip_next(life: Life, step_id: str = "call-1", *, actor: str = "person:ann") -> None:
    """Let somebody skip a step of the cadence on Monday at 11:00."""
    what = {"run_id": life.state.runs[0].run_id, "step_id": step_id}
    life.submit(SkipStep, june(1, 11), actor=actor, reason=SkipReason.NO_ADDRESS, **what)


@pytest.mark.parametrize("actor", ["person:ann", "person:max", "system:dialler"])
def test_a_step_that_the_owner_skips_is_recorded_and_the_next_one_is_due(actor: str) -> None:
    life = qualified()
    skip_next(life, actor=actor)
    [run] = life.state.runs
    assert run.done == (StepDone("call-1", june(1, 11), True, SkipReason.NO_ADDRESS),)
    assert (run.next_step_id, run.due_at) == ("mail-1", june(2, 11))
    [task] = [item for item in life.last.tasks if item.kind is TaskKind.TAKE_STEP]
    assert (task.of, task.due_at) == ("ann", june(2, 11))
    assert life.state.touches == ()
    text = explain_follow_up(life.state, life.rules, as_of=june(1, 12))
    assert "skipped on" in text
    assert "because there is no address for it that works" in text


def test_a_step_that_is_not_next_is_not_skipped() -> None:
    life = qualified()
    skip_next(life, "mail-1")
    assert refused(life) is RefusalCode.STEP_NOT_NEXT
    assert life.last.refusal is not None
    assert life.last.refusal.missing == (("step", "call-1"),)
    assert life.state.runs[0].done == ()


def test_no_step_of_a_cadence_that_is_over_is_skipped() -> None:
    life = qualified()
    life.submit(RecordReply, june(1, 10, 30))
    skip_next(life)
    assert refused(life) is RefusalCode.STEP_NOT_NEXT


def test_a_rep_who_does_not_have_the_lead_skips_no_step_of_it() -> None:
    life = qualified()
    skip_next(life, actor="person:bob")
    assert refused(life) is RefusalCode.NOT_THE_OWNER


def test_no_step_of_a_lead_without_a_rep_is_skipped() -> None:
    life = qualified()
    life.submit(UnassignLead, june(1, 10, 30), actor="person:max")
    skip_next(life)
    assert refused(life) is RefusalCode.NO_OWNER
