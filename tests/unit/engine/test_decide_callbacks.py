"""A callback that the rep agreed with the prospect, worked by hand."""

from datetime import datetime

import pytest
from follow_up_world import Life, company, june, named, qualified, refused

from leadpact.engine.cadences import CadenceState, Rest, RestReason
from leadpact.engine.lifecycle import (
    AgreeCallback,
    Callback,
    EndLead,
    EventKind,
    ReassignLead,
    RecordOptOut,
    Task,
    TaskKind,
    UnassignLead,
)
from leadpact.engine.scheduling import TaskReasonCode, open_tasks, order_tasks
from leadpact.explain import explain_follow_up
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage, TouchKind


def agree(life: Life, at: datetime, callback_at: datetime, **when: datetime) -> None:
    """Agree a callback."""
    life.submit(AgreeCallback, at, callback_at=callback_at, **when)


def owed(life: Life) -> list[tuple[str, datetime | None]]:
    """Return whose task the callback is, and when it is due."""
    return [(item.of, item.due_at) for item in life.last.tasks if item.kind is TaskKind.CALL_BACK]


def agreed(**arrival: object) -> Life:
    """Return a lead with a callback, agreed on Monday at 11:00 for Wednesday at 15:00."""
    life = qualified(**arrival)
    life.touch(june(1, 11))
    agree(life, june(1, 11), june(3, 15))
    return life


def test_an_agreed_callback_is_a_task_of_the_owner_and_cadences_rest_until_then() -> None:
    life = agreed()
    assert life.last.tasks == (Task(TaskKind.CALL_BACK, "ann", "h4", june(3, 15)),)
    [run] = life.state.runs
    assert (run.state, run.due_at) == (CadenceState.PAUSED, june(3, 15))
    assert run.rests == (Rest(RestReason.CALLBACK_AGREED, june(3, 15)),)
    text = explain_follow_up(life.state, life.rules, as_of=june(1, 12))
    assert "a callback was agreed for" in text
    assert "To do: ann calls the prospect back as agreed, by" in text


@pytest.mark.parametrize("channel", [TouchKind.CALL, TouchKind.VOICEMAIL])
def test_the_call_at_its_moment_fulfils_the_callback(channel: TouchKind) -> None:
    life = agreed()
    decision = life.touch(june(3, 15), channel)
    [made] = named(decision, EventKind.CALLBACK_MADE)
    assert (made.occurred_at, made.payload.made_at) == (june(3, 15), june(3, 15))
    assert owed(life) == []


def test_a_call_a_quarter_of_an_hour_early_fulfils_it_and_the_cadence_goes_on() -> None:
    life = agreed()
    life.touch(june(3, 14, 45))
    assert owed(life) == []
    [run] = life.state.runs
    assert (run.rests, run.next_step_id, run.due_at) == ((), "mail-1", june(3, 14, 45))


@pytest.mark.parametrize(
    ("channel", "at"),
    [
        (TouchKind.CALL, june(3, 14, 44, 59)),
        (TouchKind.EMAIL, june(3, 15)),
        (TouchKind.SOCIAL, june(3, 16)),
    ],
)
def test_an_earlier_call_or_another_channel_does_not_fulfil_it(
    channel: TouchKind, at: datetime
) -> None:
    life = agreed()
    life.touch(at, channel)
    assert owed(life) == [("ann", june(3, 15))]


def test_the_call_in_which_it_was_agreed_is_not_the_callback() -> None:
    life = qualified()
    life.touch(june(1, 11))
    agree(life, june(1, 11), june(1, 11, 10))
    assert owed(life) == [("ann", june(1, 11, 10))]
    life.touch(june(1, 11, 1))
    assert owed(life) == []


def test_a_call_that_was_reported_before_the_agreement_fulfils_it() -> None:
    life = qualified()
    life.touch(june(3, 15, 5))
    agree(life, june(1, 11), june(3, 15), reported_at=june(3, 16))
    assert life.state.callback == Callback("h4", june(1, 11), june(3, 15), june(3, 15, 5))
    assert owed(life) == []


def test_a_second_callback_replaces_the_first() -> None:
    life = agreed()
    agree(life, june(2, 10), june(5, 9, 30))
    assert owed(life) == [("ann", june(5, 9, 30))]
    assert life.state.runs[0].rests == (Rest(RestReason.CALLBACK_AGREED, june(5, 9, 30)),)
    life.touch(june(3, 15))
    assert owed(life) == [("ann", june(5, 9, 30))]


def test_an_older_agreement_that_is_reported_later_replaces_nothing() -> None:
    life = agreed()
    agree(life, june(1, 10, 30), june(2, 9), reported_at=june(1, 12))
    assert owed(life) == [("ann", june(3, 15))]


def test_a_callback_that_was_missed_stays_due_and_the_cadence_goes_on() -> None:
    life = agreed()
    assert life.last.wake_at is not None
    life.wait(june(4, 9))
    assert owed(life) == [("ann", june(3, 15))]
    assert life.state.runs[0].state is CadenceState.RUNNING
    life.touch(june(4, 10))
    assert owed(life) == []


def test_a_callback_moves_with_the_owner() -> None:
    life = agreed()
    life.submit(ReassignLead, june(1, 12))
    assert owed(life) == [("bob", june(3, 15))]
    assert life.state.runs[0].due_at == june(3, 15)
    life.submit(UnassignLead, june(1, 13), actor="person:max")
    assert owed(life) == [(RepRole.MANAGER, june(3, 15))]


def test_a_cadence_that_begins_before_the_callback_rests_until_it() -> None:
    life = Life()
    life.arrive(june(1, 9))
    agree(life, june(1, 9, 30), june(3, 15))
    assert owed(life) == [(RepRole.MANAGER, june(3, 15))]
    life.act(june(1, 10))
    assert owed(life) == [("ann", june(3, 15))]
    [run] = life.state.runs
    assert (run.state, run.due_at) == (CadenceState.PAUSED, june(3, 15))


def test_a_callback_of_a_lead_without_a_cadence_is_a_task_too() -> None:
    life = Life(company(without=["cadences"]))
    life.qualify(june(1, 10))
    agree(life, june(1, 11), june(3, 15))
    assert owed(life) == [("ann", june(3, 15))]
    life.touch(june(3, 15))
    assert owed(life) == []


def test_nobody_is_called_back_who_opted_out() -> None:
    life = agreed()
    life.submit(RecordOptOut, june(2, 9), actor="prospect")
    assert (owed(life), life.state.callback) == ([], None)
    agree(life, june(2, 10), june(3, 15))
    assert refused(life) is RefusalCode.PROSPECT_OPTED_OUT


def test_nobody_is_called_back_whose_lead_ended() -> None:
    life = agreed()
    life.submit(EndLead, june(2, 9), stage=Stage.RECYCLED)
    assert (owed(life), life.state.callback) == ([], None)
    agree(life, june(2, 10), june(3, 15))
    assert refused(life) is RefusalCode.LEAD_ENDED


def test_a_callback_before_its_agreement_is_refused_and_one_at_once_is_not() -> None:
    life = qualified()
    agree(life, june(1, 11), june(1, 10, 59, 59))
    assert refused(life) is RefusalCode.CALLBACK_IN_THE_PAST
    agree(life, june(1, 11), june(1, 11))
    assert refused(life) is None
    assert owed(life) == [("ann", june(1, 11))]


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (june(3, 14, 59), TaskReasonCode.NOT_DUE_YET),
        (june(3, 15), TaskReasonCode.CALLBACK_DUE),
    ],
)
def test_a_callback_has_its_place_in_the_work_of_the_rep_by_its_moment(
    at: datetime, code: TaskReasonCode
) -> None:
    life = agreed()
    ordered = order_tasks(open_tasks(life.state, life.rules, as_of=at), as_of=at)
    [callback] = [item for item in ordered if item.task.task.kind is TaskKind.CALL_BACK]
    assert (callback.reason.code, callback.take_at) == (code, june(3, 15))
