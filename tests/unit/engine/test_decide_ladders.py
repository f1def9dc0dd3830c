"""What a ladder does to a lead: who is told when, who gets it, and what stops it, worked by hand.

The lead qualifies on Monday at 10:00 and its first touch is due at 14:00. Its owner is told at
once, the manager two business hours later, and six after the breach, on Tuesday at 12:00, it moves.
"""

from datetime import datetime, timedelta

from follow_up_world import Life, company, june, named

from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import (
    AssignToRep,
    ClockStep,
    ControlClock,
    DisposeLead,
    ErasePerson,
    EventKind,
    HandOffLead,
    MergeInto,
    MessageKind,
    MoveMeeting,
    RecordOptOut,
)
from leadpact.terms.stages import RepRole

LADDER = """
  - kind: first_touch
    on_breach:
      - {do: notify}
      - {do: escalate, after: {hours: 2}}
      - {do: reassign, after: {hours: 6}}
"""
DUE, FIRST, SECOND_RUNG = june(1, 14), june(1, 16), june(2, 12)
TICK = timedelta(seconds=1)


def qualified(clocks: str = LADDER, **arrival: object) -> Life:
    life = Life(company(clocks=clocks))
    life.qualify(june(1, 10), **arrival)
    assert life.state.owner_rep_id == "ann"
    return life


def rungs(life: Life) -> list[datetime]:
    """Return when the rungs of all clocks were climbed, as the log has it."""
    found = [named(item, EventKind.CLOCK_ESCALATED) for item in life.decisions]
    return [event.occurred_at for events in found for event in events]


def notified(life: Life) -> list[tuple[str, datetime]]:
    """Return who was told of the breach, and when that was due."""
    kinds = (MessageKind.CLOCK_BREACH, MessageKind.ESCALATION)
    return [
        (item.to, item.due_at)
        for decision in life.decisions
        for item in decision.messages
        if item.kind in kinds
    ]


def test_ladder_tells_the_owner_then_the_manager_then_moves_the_lead() -> None:
    life = qualified()
    wakes = []
    while life.state.owner_rep_id == "ann":
        assert life.last.wake_at is not None
        wakes.append(life.last.wake_at)
        life.wait(life.last.wake_at)
    assert wakes[-3:] == [DUE + TICK, FIRST + TICK, SECOND_RUNG + TICK]
    assert notified(life) == [("ann", DUE), (RepRole.MANAGER, FIRST)]
    assert rungs(life) == [FIRST, SECOND_RUNG]
    assert life.state.owner_rep_id == "bob"
    first, second = life.clocks("first-touch")
    assert (first.state, first.ladder_ended_at) == (ClockState.BREACHED, SECOND_RUNG + TICK)
    assert second.started_at == SECOND_RUNG + TICK


def test_rungs_that_passed_unnoticed_are_dated_when_they_were_due_and_done_now() -> None:
    life = qualified()
    late = life.wait(june(3, 10))
    assert rungs(life) == [FIRST, SECOND_RUNG]
    kinds = [event.kind for event in late.events if "first-touch" in str(event.payload)]
    assert kinds[:1] == [EventKind.CLOCK_BREACHED]
    assert kinds.count(EventKind.CLOCK_ESCALATED) == 2
    assert notified(life) == [("ann", DUE), (RepRole.MANAGER, FIRST)]
    [moved] = named(late, EventKind.ASSIGNED)
    assert (moved.occurred_at, life.state.owner_rep_id) == (june(3, 10), "bob")


def test_touch_after_the_breach_and_before_a_rung_stops_the_ladder() -> None:
    life = qualified()
    life.wait(june(1, 15))
    life.touch(june(1, 15, 30))
    life.wait(june(5))
    assert rungs(life) == []
    assert notified(life) == [("ann", DUE)]
    assert life.state.owner_rep_id == "ann"


def test_touch_between_two_rungs_stops_the_second_one() -> None:
    life = qualified()
    life.wait(june(1, 16, 30))
    life.touch(june(1, 16, 45))
    life.wait(june(5))
    assert rungs(life) == [FIRST]
    assert life.state.owner_rep_id == "ann"


def test_touch_in_time_that_is_reported_late_keeps_what_was_sent_and_stops_the_rest() -> None:
    life = qualified()
    life.wait(june(1, 16, 30))
    life.touch(june(1, 13), reported_at=june(1, 16, 45))
    assert life.clock("first-touch").state is ClockState.MET
    life.wait(june(5))
    assert rungs(life) == [FIRST]
    assert life.state.owner_rep_id == "ann"


def test_touch_of_before_a_rung_that_is_reported_as_it_is_due_prevents_the_move() -> None:
    life = qualified()
    life.wait(june(1, 17))
    life.touch(june(2, 11), reported_at=june(2, 13))
    assert rungs(life) == [FIRST]
    assert life.state.owner_rep_id == "ann"


def test_pause_by_hand_after_the_breach_holds_the_ladder_until_it_is_resumed() -> None:
    life = qualified()
    life.wait(june(1, 15))
    name = life.clock("first-touch").clock_id
    life.submit(ControlClock, june(1, 15), clock_id=name, step=ClockStep.PAUSE)
    life.wait(june(2, 15))
    assert rungs(life) == []
    life.submit(ControlClock, june(2, 15), clock_id=name, step=ClockStep.RESUME)
    life.wait(june(2, 16))
    assert rungs(life) == []
    life.wait(june(2, 16, 0, 1))  # an hour was left when it was paused
    assert rungs(life) == [june(2, 16)]


def test_ladder_ends_with_the_lead() -> None:
    life = qualified()
    life.wait(june(1, 15))
    life.submit(MergeInto, june(1, 15, 30), into_lead_id="l-2", actor="person:max")
    assert life.clock("first-touch").ladder_ended_at == june(1, 15, 30)
    life.wait(june(5))
    assert rungs(life) == []


def test_disposition_after_the_breach_stops_the_ladder() -> None:
    life = qualified()
    life.wait(june(1, 15))
    given = {"side": RepRole.SDR, "code": "other", "by_rep_id": "ann"}
    life.submit(DisposeLead, june(1, 15, 30), note="No answer at all.", **given)
    assert life.last.refusal is None
    life.wait(june(5))
    assert rungs(life) == []


def test_ladder_ends_when_the_prospect_opts_out() -> None:
    life = qualified()
    life.wait(june(1, 15))
    life.submit(RecordOptOut, june(1, 15, 30))
    assert life.last.wake_at is None
    life.wait(june(5))
    assert rungs(life) == []


def test_ladder_ends_when_the_person_is_erased() -> None:
    life = qualified()
    life.wait(june(1, 16, 30))
    life.submit(ErasePerson, june(1, 16, 45), actor="person:max")
    life.wait(june(5))
    assert rungs(life) == [FIRST]
    assert not life.clock("first-touch").is_climbing


def test_lead_given_to_another_rep_by_hand_has_a_ladder_from_the_new_clock() -> None:
    life = qualified()
    life.wait(june(1, 15))
    life.submit(AssignToRep, june(1, 15), rep_id="bob", actor="person:max")
    life.wait(june(2, 10))  # the new clock runs from 15:00 to 11:00 on Tuesday
    assert rungs(life) == []
    life.wait(june(2, 13, 0, 1))
    assert rungs(life) == [june(2, 13)]
    assert notified(life)[-2:] == [("bob", june(2, 11)), (RepRole.MANAGER, june(2, 13))]


def test_ladder_ends_when_the_lead_leaves_the_condition_of_its_clock() -> None:
    life = qualified(
        LADDER.replace("first_touch", 'first_touch\n    when: "n_employees < 50"'), n_employees=20
    )
    life.wait(june(1, 15))
    life.learn(june(1, 15, 30), n_employees=60)
    life.wait(june(5))
    assert rungs(life) == []


def test_move_that_nobody_can_take_leaves_the_lead_and_the_ladder_goes_on() -> None:
    clocks = LADDER + "      - {do: escalate, to: max, after: {hours: 8}}\n"
    life = qualified(clocks, source="few")
    life.submit(AssignToRep, june(1, 11), rep_id="bob", actor="person:max")
    life.wait(SECOND_RUNG + TICK)  # both of the pool had it
    assert life.state.owner_rep_id == "bob"
    life.wait(june(2, 14, 0, 1))
    assert rungs(life) == [FIRST, SECOND_RUNG, june(2, 14)]
    assert notified(life)[-1] == ("max", june(2, 14))


def test_two_rungs_of_one_moment_are_one_event_and_both_are_done() -> None:
    clocks = LADDER.replace("hours: 6", "hours: 2")
    life = qualified(clocks)
    life.wait(FIRST + TICK)
    assert rungs(life) == [FIRST]
    assert (RepRole.MANAGER, FIRST) in notified(life)
    assert life.state.owner_rep_id == "bob"


def test_meeting_that_is_moved_has_a_new_ladder() -> None:
    clocks = "\n  - {kind: confirm_meeting, on_breach: [{do: escalate, after: {hours: 2}}]}\n"
    life = qualified(clocks)
    meeting = life.book(june(1, 11), june(2, 14))
    life.wait(june(2, 9, 30))  # due at the last closing, on Monday at 17:00; the rung at 11:00
    life.submit(MoveMeeting, june(2, 10), meeting_id=meeting, starts_at=june(4, 14))
    life.wait(june(3, 17))
    assert rungs(life) == []
    life.wait(june(4, 11, 0, 1))
    assert rungs(life) == [june(4, 11)]


def test_accepted_handoff_is_taken_back_by_a_rung() -> None:
    clocks = """
  - kind: take_back
    within: {days: 1}
    on_breach: [{do: notify}, {do: return_to_pool, after: {days: 1}}]
"""
    life = qualified(clocks)
    life.submit(HandOffLead, june(1, 11), ae_rep_id="eve")
    life.wait(june(3, 11, 0, 1))  # due on Tuesday at 11:00
    [back] = named(life.last, EventKind.HANDOFF_TAKEN_BACK)
    assert back.occurred_at == june(3, 11)
    assert life.state.owner_rep_id == "ann"
