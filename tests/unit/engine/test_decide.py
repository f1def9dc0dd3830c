"""Which commands about one lead are taken, and how time passes for it, worked by hand."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from follow_up_world import Life, june, named, qualified, refused

from leadpact.engine.clocks import ClockState
from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    AdvanceTime,
    AssignLead,
    EventKind,
    LeadState,
    MessageKind,
    ReasonCode,
    ReassignLead,
    RecordJudgement,
    RecordLead,
    RecordTouch,
    decide,
)
from leadpact.engine.scoring import KnownFacts
from leadpact.terms.actors import TIME
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import Stage, TouchKind
from leadpact.terms.zone import NaiveDatetime

# What can happen at all


def test_the_same_arguments_give_the_same_decision() -> None:
    life = qualified()
    command = RecordTouch("t", june(1, 11), "ann", TouchKind.CALL, actor="person:ann")
    again = [
        decide(life.state, command, life.rules, as_of=june(1, 12), routing=life.routing)
        for _ in range(2)
    ]
    assert again[0] == again[1]


def test_what_arrives_twice_under_one_id_changes_nothing_the_second_time() -> None:
    life = qualified()
    life.touch(june(1, 10, 30), id="t")
    before = life.state
    life.touch(june(1, 10, 30), id="t")
    assert life.state == before
    assert life.last.events == ()
    assert ReasonCode.ALREADY_KNOWN in {reason.code for reason in life.last.reasons}
    life.touch(june(1, 10, 30), id="t", reported_at=june(1, 10, 40))
    assert [event.kind for event in life.last.events] == [EventKind.TIME_PASSED]


def test_another_command_under_a_known_id_is_refused() -> None:
    life = qualified()
    life.touch(june(1, 10, 30), id="t")
    before = life.state
    others = (
        {"channel": TouchKind.EMAIL},
        {"by": "bob"},
        {"actor": "person:bob"},
    )
    for other in others:
        life.touch(june(1, 10, 30), id="t", **other)
        assert refused(life) is RefusalCode.ID_TAKEN
    life.touch(june(1, 10, 29), id="t", reported_at=june(1, 10, 30))
    assert refused(life) is RefusalCode.ID_TAKEN
    life.submit(ReassignLead, june(1, 10, 30), id="t")
    assert refused(life) is RefusalCode.ID_TAKEN
    assert life.last.refusal == Refusal(RefusalCode.ID_TAKEN, (("id", "t"),))
    assert replace(life.state, version=before.version) == before
    (event,) = life.last.events
    assert event.kind is EventKind.COMMAND_REFUSED
    assert event.payload.refusal == life.last.refusal


def test_a_command_without_an_id_is_refused_unless_time_passes() -> None:
    life = qualified()
    command = RecordTouch("", june(1, 10, 30), "ann", TouchKind.CALL, actor="person:ann")
    assert life.decide(command, as_of=june(1, 10, 30)).refusal == Refusal(RefusalCode.ID_MISSING)
    assert life.state.touches == ()
    passed = AdvanceTime("", june(1, 10, 40), actor=TIME)
    assert life.decide(passed, as_of=june(1, 10, 40)).refusal is None


def test_a_command_that_names_nobody_who_acts_is_refused() -> None:
    life = qualified()
    for actor in ("", "ann", "person:", "robot:x"):
        life.touch(june(1, 10, 30), actor=actor)
        assert life.last.refusal == Refusal(RefusalCode.ACTOR_UNKNOWN, (("actor", actor),))
    assert life.state.touches == ()
    life.touch(june(1, 10, 30), actor="system:crm")
    assert refused(life) is None


def test_events_are_numbered_and_name_command_actor_and_moment() -> None:
    life = qualified()
    life.touch(june(1, 15), by="bob", reported_at=june(1, 16), id="t", actor="person:bob")
    every = [event for decision in life.decisions for event in decision.events]
    assert [event.n for event in every] == list(range(1, len(every) + 1))
    assert every[-1].event_id == f"l-1/{life.state.version}"
    assert {event.origin.command_id for event in life.last.events} == {"t"}
    assert {event.origin.recorded_at for event in life.last.events} == {june(1, 16)}
    breached, touched = (
        named(life.last, EventKind.CLOCK_BREACHED),
        named(life.last, EventKind.TOUCHED),
    )
    assert [event.origin.actor for event in breached] == ["system:time"]
    assert [event.origin.actor for event in touched] == ["person:bob"]
    assert life.last.events[-1].payload.command.id == "t"


def test_time_passes_also_when_something_arrives_twice() -> None:
    life = qualified()
    life.touch(june(1, 10, 30), id="t")
    life.touch(june(1, 10, 30), reported_at=june(30, 12), id="t")
    assert life.clocks("resolve")[0].state is ClockState.BREACHED


def test_what_time_brings_has_another_name_when_something_is_reported_again() -> None:
    life = qualified()
    life.submit(AssignLead, june(1, 16), id="again")
    life.submit(ReassignLead, june(2, 16), id="again")
    clocks = life.clocks("first-touch")
    assert [clock.started_at for clock in clocks] == [june(1, 10), june(1, 16), june(2, 16)]
    assert len({clock.clock_id for clock in life.state.clocks}) == len(life.state.clocks)


def test_what_is_stated_to_have_happened_later_is_refused() -> None:
    life = qualified()
    life.touch(june(1, 12, 0, 1), reported_at=june(1, 12))
    assert refused(life) is RefusalCode.HAPPENED_LATER
    assert life.state.touches == ()


def test_a_command_about_a_lead_that_is_not_known_is_refused() -> None:
    life = Life()
    life.touch(june(1, 10))
    assert refused(life) is RefusalCode.LEAD_UNKNOWN
    assert life.state.lead is None


@pytest.mark.parametrize("kind", [RecordLead, RecordJudgement])
def test_what_is_about_another_lead_is_refused(kind: Any) -> None:
    life = Life()
    other = Lead("l-2", created_at=june(1))
    judged = {"stage": Stage.CONVERSATION_LEAD, "facts": KnownFacts({})}
    life.submit(kind, june(1, 10), lead=other, **(judged if kind is RecordJudgement else {}))
    assert refused(life) is RefusalCode.OTHER_LEAD
    assert life.state.lead is None


def test_after_a_refusal_time_has_passed_all_the_same() -> None:
    life = qualified()
    life.submit(AssignLead, june(1, 13))
    assert refused(life) is RefusalCode.NOT_WAITING
    assert [message.kind for message in life.last.messages] == [MessageKind.CLOCK_WARNING]


def test_what_was_refused_can_be_reported_again_when_it_is_right() -> None:
    life = Life()
    life.touch(june(1, 9), id="t")
    life.qualify(june(1, 10))
    life.touch(june(1, 11), id="t")
    assert refused(life) is None
    assert [touch.touch_id for touch in life.state.touches] == ["t"]


# What brings time


def test_nothing_changes_by_itself_before_the_lead_wakes() -> None:
    life = qualified()
    for wakes_at in (june(1, 13), june(1, 14, 0, 1)):
        assert life.last.wake_at == wakes_at
        life.wait(wakes_at)
    assert life.state.owner_rep_id == "bob"


def test_a_moment_reported_again_is_no_step_back_in_time() -> None:
    life = qualified()
    life.wait(june(1, 16))
    before = life.state
    decision = life.decide(AdvanceTime("", june(1, 12), actor=TIME), as_of=june(1, 12))
    assert life.state == before
    assert decision.events == ()


def test_what_is_decided_at_an_earlier_moment_is_done_at_the_latest_that_is_known() -> None:
    life = qualified()
    life.touch(june(1, 11))
    life.wait(june(1, 16))
    life.submit(ReassignLead, june(1, 12))
    assert life.state.assignment is not None
    assert life.state.assignment.assigned_at == june(1, 16)
    assert life.state.as_of == june(1, 16)


def test_nothing_is_known_of_a_lead_that_only_time_passed_for() -> None:
    life = Life()
    life.wait(june(1, 10))
    assert life.state == LeadState("l-1", as_of=june(1, 10), version=1)


# What is no value, no moment


def test_a_value_of_the_wrong_type_is_refused_with_the_type() -> None:
    life = Life()
    life.qualify(june(1, 10))
    life.learn(june(1, 11), n_employees="many")
    refusal = life.last.refusal
    assert refusal is not None
    assert (refusal.code, refusal.missing) == (
        RefusalCode.VALUE_OF_WRONG_TYPE,
        (("n_employees", "integer"),),
    )


def test_a_time_without_a_zone_is_no_moment() -> None:
    life = Life()
    with pytest.raises(NaiveDatetime):
        life.arrive(datetime(2026, 6, 1, 10))  # noqa: DTZ001 - what is tested
    life.arrive(june(1, 10))
    with pytest.raises(NaiveDatetime):
        life.wait(datetime(2026, 6, 2, 10))  # noqa: DTZ001 - what is tested
