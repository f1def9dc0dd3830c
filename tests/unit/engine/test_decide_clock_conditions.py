"""Clocks that begin when a lead comes to meet their condition; worked by hand.

The lead is assigned on Monday 1 June at 10:00, in the office hours 09:00 to 17:00. It is hot with
1,000 employees or more.
"""

from datetime import timedelta

import pytest
from follow_up_world import STARTS, Life, company, june, named

from leadpact.engine.clocks import Clock, ClockState
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    AnswerHandoff,
    ClockStep,
    ControlClock,
    EventKind,
    HandOffLead,
    ReassignLead,
    RecordActivity,
    RecordLead,
    RecordReply,
    RecordTouch,
    UpdateAttributes,
)
from leadpact.engine.replay import replay_history
from leadpact.explain import explain_follow_up
from leadpact.pact.sections.clocks.policy import Signal
from leadpact.terms.stages import Stage, TouchKind

HOT = '{id: hot, kind: first_touch, when: "n_employees >= 1000", within: {hours: 1}'
NOTIFY = "on_breach: [{do: notify}]}"
HOT_CLOCK = f"{HOT}, {NOTIFY}"
USUAL = f"{{id: usual, kind: first_touch, within: {{hours: 4}}, {NOTIFY}"


def with_clocks(*clocks: str, **known: object) -> Life:
    life = Life(company(clocks="".join(f"\n  - {clock}" for clock in clocks) + "\n"))
    life.qualify(june(1, 10), **{"n_employees": 100, **known})
    return life


def heat(life: Life, *at: int) -> None:
    life.learn(june(1, *at), n_employees=5000)


def cool(life: Life, *at: int) -> None:
    life.learn(june(1, *at), n_employees=100)


def spans(life: Life) -> list[tuple[str, object, object, ClockState]]:
    return [(c.policy.name, c.started_at, c.due_at, c.state) for c in life.state.clocks]


def ended_by(clock: Clock) -> Signal:
    return clock.signals[-1].signal


def test_a_clock_begins_when_the_lead_comes_to_meet_its_condition_after_its_start() -> None:
    life = with_clocks(HOT_CLOCK)
    assert life.state.clocks == ()
    heat(life, 12)
    assert spans(life) == [("hot", june(1, 12), june(1, 13), ClockState.RUNNING)]
    assert life.last.wake_at == june(1, 13, 0, 1)
    life.touch(june(1, 12, 30))
    hot = life.clock("hot")
    assert (hot.state, hot.stopped_at, hot.business_seconds) == (
        ClockState.MET,
        june(1, 12, 30),
        1800,
    )


def test_a_clock_that_began_with_its_condition_is_breached_an_hour_after_that() -> None:
    life = with_clocks(HOT_CLOCK)
    heat(life, 12)
    life.wait(june(1, 13))
    assert life.clock("hot").state is ClockState.RUNNING
    [breached] = named(life.wait(june(1, 16)), EventKind.CLOCK_BREACHED)
    assert breached.occurred_at == june(1, 13)


def test_a_lead_that_is_hot_before_it_is_assigned_has_an_hour_from_its_assignment() -> None:
    life = with_clocks(HOT_CLOCK, n_employees=5000)
    assert spans(life) == [("hot", june(1, 10), june(1, 11), ClockState.RUNNING)]


def test_a_clock_that_runs_is_not_begun_again_as_more_is_known() -> None:
    life = with_clocks(HOT_CLOCK, n_employees=5000)
    life.learn(june(1, 10, 30), source="web")
    life.act(june(1, 10, 40), "page_viewed")
    assert spans(life) == [("hot", june(1, 10), june(1, 11), ClockState.RUNNING)]


def test_a_lead_that_cools_and_heats_again_has_an_hour_from_the_second_time() -> None:
    life = with_clocks(HOT_CLOCK)
    heat(life, 11)
    cool(life, 11, 30)
    heat(life, 13)
    assert spans(life) == [
        ("hot", june(1, 11), june(1, 12), ClockState.CANCELLED),
        ("hot", june(1, 13), june(1, 14), ClockState.RUNNING),
    ]
    assert ended_by(life.state.clocks[0]) is Signal.CONDITION_LEFT


def test_a_promise_that_was_broken_is_not_given_again_when_the_lead_heats_again() -> None:
    life = with_clocks(HOT_CLOCK)
    heat(life, 11)
    life.wait(june(1, 12, 30))
    cool(life, 13)
    heat(life, 14)
    assert spans(life) == [("hot", june(1, 11), june(1, 12), ClockState.BREACHED)]


def test_no_clock_begins_for_what_is_done_already() -> None:
    life = with_clocks(HOT_CLOCK)
    life.touch(june(1, 11))
    heat(life, 12)
    assert life.state.clocks == ()


def test_a_new_assignment_is_a_start_of_its_own() -> None:
    life = with_clocks(HOT_CLOCK)
    heat(life, 11)
    life.wait(june(1, 12, 30))
    life.submit(ReassignLead, june(1, 13))
    assert [(c.started_at, c.state) for c in life.clocks("hot")] == [
        (june(1, 11), ClockState.BREACHED),
        (june(1, 13), ClockState.RUNNING),
    ]


# Another clock of the kind runs


def test_a_stricter_clock_replaces_the_usual_one_when_the_lead_comes_to_meet_its_condition() -> (
    None
):
    life = with_clocks(HOT_CLOCK, USUAL)
    heat(life, 11)
    assert spans(life) == [
        ("usual", june(1, 10), june(1, 14), ClockState.CANCELLED),
        ("hot", june(1, 11), june(1, 12), ClockState.RUNNING),
    ]
    usual = life.state.clocks[0]
    assert (usual.cancelled_at, ended_by(usual)) == (june(1, 11), Signal.REPLACED)


def test_a_clock_that_would_be_due_later_replaces_nothing() -> None:
    life = with_clocks(HOT_CLOCK, USUAL)
    heat(life, 13)  # an hour from then is when the usual clock is due
    heat(life, 13, 30)
    assert spans(life) == [("usual", june(1, 10), june(1, 14), ClockState.RUNNING)]


def test_a_clock_later_in_the_pact_replaces_nothing() -> None:
    wide = f"{{id: wide, kind: first_touch, when: \"source == 'web'\", {NOTIFY}"
    life = with_clocks(wide, HOT_CLOCK, source="web")
    heat(life, 11)
    assert [clock.policy.name for clock in life.state.clocks] == ["wide"]


def test_the_usual_clock_goes_on_from_its_own_start_when_the_lead_cools() -> None:
    life = with_clocks(HOT_CLOCK, USUAL)
    heat(life, 11)
    cool(life, 11, 30)
    assert spans(life)[1:] == [
        ("hot", june(1, 11), june(1, 12), ClockState.CANCELLED),
        ("usual", june(1, 10), june(1, 14), ClockState.RUNNING),
    ]
    heat(life, 11, 45)
    assert spans(life)[2:] == [
        ("usual", june(1, 10), june(1, 14), ClockState.CANCELLED),
        ("hot", june(1, 11, 45), june(1, 12, 45), ClockState.RUNNING),
    ]


def test_a_clock_for_every_lead_is_not_broken_before_it_begins() -> None:
    large = HOT_CLOCK.replace("hot", "large").replace("hours: 1", "days: 2")
    life = with_clocks(large, USUAL, n_employees=5000)
    cool(life, 15)  # four hours from the start are over
    assert spans(life) == [
        ("large", june(1, 10), june(3, 10), ClockState.CANCELLED),
        ("usual", june(1, 15), june(2, 11), ClockState.RUNNING),
    ]


def test_a_lead_that_goes_from_one_condition_to_the_other_has_the_time_of_the_other() -> None:
    warm = f'{{id: warm, kind: first_touch, when: "n_employees < 1000", {NOTIFY}'
    life = with_clocks(HOT_CLOCK, warm)
    heat(life, 12)
    assert spans(life) == [
        ("warm", june(1, 10), june(1, 14), ClockState.CANCELLED),
        ("hot", june(1, 12), june(1, 13), ClockState.RUNNING),
    ]


def test_after_a_broken_promise_the_stricter_one_of_a_hot_lead_still_begins() -> None:
    life = with_clocks(HOT_CLOCK, USUAL)
    life.wait(june(1, 14, 30))
    heat(life, 15)
    assert spans(life) == [
        ("usual", june(1, 10), june(1, 14), ClockState.BREACHED),
        ("hot", june(1, 15), june(1, 16), ClockState.RUNNING),
    ]


@pytest.mark.parametrize("step", [ClockStep.CANCEL, ClockStep.STOP])
def test_what_a_person_ended_by_hand_does_not_come_back_with_a_condition(step: ClockStep) -> None:
    life = with_clocks(HOT_CLOCK, USUAL)
    life.submit(ControlClock, june(1, 11), clock_id=life.clock("usual").clock_id, step=step)
    heat(life, 12)
    assert len(life.state.clocks) == 1


def test_the_clocks_of_another_pact_keep_running_when_a_lead_comes_to_meet_one() -> None:
    life = with_clocks(HOT_CLOCK, USUAL)
    life.rules = company(clocks=f"\n  - {HOT_CLOCK}\n")
    heat(life, 11)
    assert spans(life) == [("usual", june(1, 10), june(1, 14), ClockState.RUNNING)]


def test_clocks_of_several_kinds_begin_with_their_own_conditions() -> None:
    resolve = '{kind: resolve, when: "n_employees >= 2000", within: {days: 1}, warn: []}'
    accepted = "{kind: touches, except: {verified_interest: \"source == 'board'\"}, warn: []}"
    life = with_clocks(HOT_CLOCK, resolve, accepted, source="board")
    assert life.state.clocks == ()
    life.learn(june(1, 11), n_employees=1500)
    assert [c.policy.name for c in life.state.clocks] == ["hot"]
    life.learn(june(1, 11, 30), n_employees=2500)
    assert spans(life)[1:] == [("resolve", june(1, 11, 30), june(2, 11, 30), ClockState.RUNNING)]
    life.learn(june(1, 11, 45), source="web")
    assert [(c.policy.name, c.started_at) for c in life.state.clocks][2:] == [
        ("touches", june(1, 11, 45))
    ]


# Clocks about a handoff, a meeting, a review


def test_a_clock_about_a_handoff_begins_late_only_while_nobody_answered() -> None:
    accept = '{kind: accept, when: "n_employees >= 1000", within: {hours: 2}, warn: []}'
    life = with_clocks(accept)
    life.submit(HandOffLead, june(1, 11), id="one", ae_rep_id="eve")
    life.submit(HandOffLead, june(1, 11, 10), id="two", ae_rep_id="fay")
    life.submit(AnswerHandoff, june(1, 11, 30), handoff_id="one", is_accepted=True)
    heat(life, 12)
    [clock] = life.state.clocks
    assert (clock.subject_id, clock.started_at, clock.due_at) == ("two", june(1, 12), june(1, 14))
    life.submit(AnswerHandoff, june(1, 13), handoff_id="two", is_accepted=True)
    assert life.clock("accept").state is ClockState.MET


def test_a_clock_before_a_meeting_begins_late_with_the_time_of_the_meeting() -> None:
    confirm = '{kind: confirm_meeting, when: "n_employees >= 1000"}'
    life = with_clocks(confirm)
    name = life.book(june(1, 11), STARTS)
    heat(life, 12)
    [clock] = life.state.clocks
    assert (clock.subject_id, clock.meeting_at) == (name, STARTS)
    assert (clock.started_at, clock.due_at) == (june(1, 12), june(1, 17))


# From the start


def test_a_clock_that_counts_from_its_start_is_not_begun_by_its_condition() -> None:
    life = with_clocks(f"{HOT}, counts_from: start, {NOTIFY}", USUAL)
    heat(life, 11)
    assert spans(life) == [("usual", june(1, 10), june(1, 14), ClockState.RUNNING)]


def test_a_clock_that_counts_from_its_start_may_be_broken_as_it_follows_another() -> None:
    warm = f'{{id: warm, kind: first_touch, when: "n_employees < 1000", {NOTIFY}'
    life = with_clocks(f"{HOT}, counts_from: start, {NOTIFY}", warm)
    heat(life, 12)
    assert spans(life)[1:] == [("hot", june(1, 10), june(1, 11), ClockState.BREACHED)]
    [breached] = [event for event in life.last.events if event.kind is EventKind.CLOCK_STARTED]
    assert breached.payload.due_at == june(1, 11)


# In words


def test_explain_says_that_a_clock_began_with_its_condition_and_replaced_another() -> None:
    life = with_clocks(HOT_CLOCK, USUAL)
    heat(life, 11)
    text = explain_follow_up(life.state, life.rules, as_of=june(1, 11, 30))
    assert "It started on Mon 1 Jun 11:00, when the lead came to meet its condition." in text
    assert (
        "It was cancelled on Mon 1 Jun 11:00, because another clock replaced it, whose condition"
        " the lead came to meet, without a breach."
    ) in text


# In a replay


def test_a_replayed_clock_begins_with_its_condition_and_is_breached_an_hour_after() -> None:
    lead = Lead("l-1", {"email": "a@b.example", "n_employees": 100}, created_at=june(1, 10))
    asked = Activity("a-1", "demo_requested", june(1, 10))
    commands = [
        ("l-1", RecordLead("came", june(1, 10), lead, actor="person:ann")),
        ("l-1", RecordActivity("a-1", june(1, 10), asked, actor="person:ann")),
        ("l-1", UpdateAttributes("hot", june(1, 12), {"n_employees": 5000}, actor="person:ann")),
        ("l-1", RecordTouch("call", june(1, 15), "ann", TouchKind.CALL, actor="person:ann")),
    ]
    rules = company(clocks=f"\n  - {HOT_CLOCK}\n")
    found = replay_history(commands, {}, rules, until=june(3), usually_open=timedelta(days=90))
    [hot] = found.states["l-1"].clocks
    assert (hot.started_at, hot.due_at, hot.stopped_at) == (june(1, 12), june(1, 13), june(1, 15))
    assert hot.state is ClockState.BREACHED


ANSWER = f"{{id: answer, kind: first_touch, starts_on: [replied], within: {{hours: 2}}, {NOTIFY}"


def test_a_clock_that_waits_for_a_reply_does_not_follow_one_whose_condition_the_lead_left() -> None:
    life = with_clocks(HOT_CLOCK, ANSWER, n_employees=5000)
    cool(life, 10, 30)
    assert [name for name, *_ in spans(life)] == ["hot"]


def test_the_first_clock_in_the_pact_follows_one_whose_condition_the_lead_left() -> None:
    life = with_clocks(HOT_CLOCK, ANSWER, USUAL, n_employees=5000)
    life.submit(RecordReply, june(1, 10, 15))
    cool(life, 10, 30)
    assert [name for name, *_ in spans(life)] == ["hot", "answer"]
    other = with_clocks(HOT_CLOCK, USUAL, ANSWER, n_employees=5000)
    other.submit(RecordReply, june(1, 10, 15))
    cool(other, 10, 30)
    assert [name for name, *_ in spans(other)] == ["hot", "usual"]


def test_what_a_lead_did_before_it_was_recorded_chooses_its_first_clock() -> None:
    after_demo = "{id: after-demo, kind: first_touch, when: \"count('demo_requested') >= 1\","
    longer = f"{after_demo} within: {{days: 2}}, {NOTIFY}"
    rules = company(clocks=f"\n  - {longer}\n  - {USUAL}\n")
    asked = Activity("a-1", "demo_requested", june(1, 9))
    lead = Lead("l-1", {}, june(1, 9), stage=Stage.CONVERSATION_LEAD)
    known, later = Life(rules), Life(rules)
    known.submit(RecordLead, june(1, 10), lead=lead, activities=(asked,))
    assert [clock.policy.name for clock in known.state.clocks] == ["after-demo"]
    assert known.state.activities == (asked,)
    later.submit(RecordLead, june(1, 10), lead=lead)
    later.submit(RecordActivity, june(1, 9), reported_at=june(1, 10), activity=asked)
    assert [clock.policy.name for clock in later.state.clocks] == ["usual"]
