"""The clocks of one lead and what their breaches do, worked by hand."""

from follow_up_world import Life, company, june, named, qualified, refused

from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import (
    ClockStep,
    ControlClock,
    EventKind,
    MessageKind,
    ReasonCode,
    ReassignLead,
    RecordOutOfOffice,
    RecordOwnerAbsence,
)
from leadpact.engine.routing import Waiting
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import TouchKind


def test_the_clocks_of_an_assignment_are_due_in_business_time() -> None:
    life = qualified()
    assert {clock.policy.name: clock.due_at for clock in life.last.clocks} == {
        "first-touch": june(1, 14),
        "touches": june(15, 10),
        "resolve": june(22, 10),
    }


def test_an_excepted_lead_has_no_such_clock() -> None:
    life = qualified(source="board")
    assert {clock.policy.name for clock in life.last.clocks} == {"first-touch", "touches"}
    assert ReasonCode.CLOCK_EXCEPTED in {reason.code for reason in life.last.reasons}


def test_a_warning_comes_once_before_a_clock_is_due() -> None:
    life = qualified()
    assert life.wait(june(1, 12, 59, 59)).messages == ()
    warned = life.wait(june(1, 13))
    [event] = named(warned, EventKind.CLOCK_WARNED)
    assert event.payload.policy.name == "first-touch"
    assert named(warned, EventKind.CLOCK_STOPPED) == []
    [warning] = warned.messages
    assert (warning.kind, warning.to) == (MessageKind.CLOCK_WARNING, "ann")
    assert warning.due_at == june(1, 13)
    assert life.wait(june(1, 13, 30)).messages == ()


def test_a_clock_is_not_breached_in_the_second_in_which_it_is_due() -> None:
    life = qualified()
    life.wait(june(1, 14))
    assert life.clock("first-touch").state is ClockState.RUNNING
    life.wait(june(1, 14, 0, 1))
    assert life.clocks("first-touch")[0].state is ClockState.BREACHED


def test_a_breach_is_dated_when_it_was_due_and_moves_the_lead_when_it_is_noticed() -> None:
    life = qualified()
    breached = life.wait(june(1, 16))
    [event] = named(breached, EventKind.CLOCK_BREACHED)
    assert event.occurred_at == june(1, 14)
    assert life.state.owner_rep_id == "bob"
    assert life.state.assignment is not None
    assert life.state.assignment.assigned_at == june(1, 16)
    reported = [
        message for message in breached.messages if message.kind is MessageKind.CLOCK_BREACH
    ]
    assert [message.to for message in reported] == ["ann"]


def test_breaches_of_one_moment_are_in_the_order_of_their_clocks() -> None:
    kinds = (
        "{id: b, kind: first_touch, within: {hours: 4}}",
        "{id: a, kind: resolve, within: {hours: 4}}",
    )
    life = Life(company(clocks="".join(f"\n  - {kind}" for kind in kinds) + "\n"))
    life.qualify(june(1, 10))
    assert [clock.policy.name for clock in life.state.clocks] == ["b", "a"]
    life.wait(june(1, 13, 59))  # past the warnings
    breached = named(life.wait(june(1, 16)), EventKind.CLOCK_BREACHED)
    assert [(event.payload.policy.name, event.occurred_at) for event in breached] == [
        ("a", june(1, 14)),
        ("b", june(1, 14)),
    ]


def test_who_gets_a_lead_after_a_breach_has_a_first_touch_of_their_own() -> None:
    life = qualified()
    life.wait(june(1, 16))
    first, second = life.clocks("first-touch")
    assert (first.state, first.stopped_at) == (ClockState.BREACHED, None)
    assert (second.state, second.started_at) == (ClockState.RUNNING, june(1, 16))
    assert second.due_at == june(2, 12)
    assert [clock.started_at for clock in life.clocks("resolve")] == [june(1, 10)]


def test_after_a_breach_the_real_stop_is_recorded() -> None:
    life = qualified()
    life.wait(june(1, 16))
    late = life.touch(june(1, 16, 30), by="bob")
    first, second = life.clocks("first-touch")
    assert (first.state, first.stopped_at) == (ClockState.BREACHED, june(1, 16, 30))
    assert (second.state, second.stopped_at) == (ClockState.MET, june(1, 16, 30))
    [stopped] = named(late, EventKind.CLOCK_STOPPED)
    assert (stopped.payload.clock_id, stopped.occurred_at) == (first.clock_id, june(1, 16, 30))
    assert [event.payload.policy.name for event in named(late, EventKind.CLOCK_UPDATED)] == [
        "touches"
    ]


def test_a_touch_that_is_reported_late_and_was_made_in_time_meets_its_clock() -> None:
    life = qualified()
    life.touch(june(1, 13, 30), reported_at=june(1, 16))
    assert life.clock("first-touch").state is ClockState.MET
    assert life.state.owner_rep_id == "ann"
    assert named(life.last, EventKind.CLOCK_BREACHED) == []


def test_a_touch_in_time_meets_its_clock_even_after_it_looked_breached() -> None:
    life = qualified()
    life.wait(june(1, 16))
    life.touch(june(1, 13, 30), reported_at=june(1, 16, 30))
    first = life.clocks("first-touch")[0]
    assert (first.state, first.stopped_at) == (ClockState.MET, june(1, 13, 30))
    assert life.state.owner_rep_id == "bob"


def test_a_clock_that_was_met_takes_no_notice_of_what_else_happened_in_that_second() -> None:
    life = qualified()
    life.touch(june(1, 11))
    met = life.clock("first-touch")
    assert met.state is ClockState.MET
    life.touch(june(1, 11), TouchKind.EMAIL)
    assert life.clock("first-touch") == met
    assert len(life.clock("touches").signals) == len(met.signals) + 1


def test_the_order_in_which_touches_are_reported_makes_no_difference_to_their_clock() -> None:
    stopped = []
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        life = qualified()
        for n in order:
            life.touch(june(1, 11 + n), reported_at=june(1, 14), id=f"t{n}")
        touches = life.clock("touches")
        stopped.append((touches.state, touches.stopped_at, life.clock("first-touch").stopped_at))
    assert stopped == [(ClockState.MET, june(1, 13), june(1, 11))] * 3


def test_a_breach_that_is_stopped_by_the_time_it_is_noticed_moves_nothing() -> None:
    life = qualified()
    life.touch(june(1, 15), reported_at=june(1, 16))
    first = life.clock("first-touch")
    assert (first.state, first.stopped_at) == (ClockState.BREACHED, june(1, 15))
    assert life.state.owner_rep_id == "ann"


def test_what_a_breach_does_to_the_owner_is_done_at_the_moment_it_is() -> None:
    life = qualified()
    life.submit(
        RecordOwnerAbsence, june(1, 15), rep_id="bob", until=june(9), reported_at=june(1, 16)
    )
    assert life.state.owner_rep_id == "bob"
    assert life.state.assignment is not None
    assert life.state.assignment.assigned_at == june(1, 16)


def test_a_breach_does_not_move_a_lead_that_went_to_somebody_else_meanwhile() -> None:
    life = qualified()
    life.submit(ReassignLead, june(1, 15))
    assert life.state.owner_rep_id == "bob"
    assert life.state.past_owners == ("ann", "bob")


def test_a_promise_that_is_kept_already_is_met_in_no_time() -> None:
    life = Life()
    life.arrive(june(1, 9))
    life.touch(june(1, 9, 30))
    life.act(june(1, 10))
    first = life.clock("first-touch")
    assert (first.state, first.started_at, first.raw_seconds) == (ClockState.MET, june(1, 10), 0)


def test_leaving_its_condition_cancels_a_clock_and_the_other_runs_from_the_same_start() -> None:
    life = qualified(n_employees=5000)
    assert life.clock("hot-first-touch").due_at == june(1, 11)
    life.learn(june(1, 10, 20), n_employees=100)
    hot, usual = life.clock("hot-first-touch"), life.clock("first-touch")
    assert (hot.state, hot.cancelled_at) == (ClockState.CANCELLED, june(1, 10, 20))
    assert (usual.state, usual.started_at, usual.due_at) == (
        ClockState.RUNNING,
        june(1, 10),
        june(1, 14),
    )


def test_coming_to_meet_an_exception_cancels_a_clock_without_another() -> None:
    life = qualified()
    life.learn(june(1, 10, 20), source="board")
    assert life.clock("resolve").state is ClockState.CANCELLED
    assert len(life.clocks("resolve")) == 1


def test_what_was_breached_before_its_condition_was_left_stays_so() -> None:
    life = qualified(n_employees=5000)
    life.learn(june(1, 11, 30), n_employees=100)
    assert life.clocks("hot-first-touch")[0].state is ClockState.BREACHED


def test_a_lead_that_comes_to_meet_an_earlier_clock_of_the_pact_has_its_time_from_then() -> None:
    life = qualified(n_employees=100)
    life.learn(june(1, 10, 20), n_employees=5000)
    running = {clock.policy.name: clock.due_at for clock in life.last.clocks}
    assert running.keys() == {"touches", "resolve", "hot-first-touch"}
    assert running["hot-first-touch"] == june(1, 11, 20)
    assert life.clock("first-touch").state is ClockState.CANCELLED


def test_a_new_pact_does_not_move_the_clocks_that_run() -> None:
    life = qualified()
    before = {clock.clock_id: clock.due_at for clock in life.last.clocks}
    old = life.rules.fingerprint
    life.rules = company(
        clocks="""
  - {kind: first_touch, within: {hours: 1}}
  - {kind: touches, n: 1, n_channels: 1}
"""
    )
    life.wait(june(1, 12))
    life.touch(june(1, 12, 30))
    assert {clock.clock_id: clock.due_at for clock in life.state.clocks} == before
    assert {clock.fingerprint for clock in life.state.clocks} == {old}
    assert life.clock("first-touch").state is ClockState.MET
    assert life.clock("touches").state is ClockState.RUNNING


def test_a_clock_is_moved_by_hand() -> None:
    life = qualified()
    name = life.clock("resolve").clock_id
    life.submit(ControlClock, june(1, 11), clock_id=name, step=ClockStep.PAUSE)
    assert life.clock("resolve").state is ClockState.PAUSED
    life.submit(ControlClock, june(1, 13), clock_id=name, step=ClockStep.RESUME)
    assert life.clock("resolve").due_at == june(22, 12)
    life.submit(ControlClock, june(1, 13, 30), clock_id=name, step=ClockStep.STOP)
    assert life.clock("resolve").state is ClockState.MET
    other = life.clock("touches").clock_id
    life.submit(ControlClock, june(1, 13, 40), clock_id=other, step=ClockStep.CANCEL)
    assert life.clock("touches").state is ClockState.CANCELLED
    life.submit(ControlClock, june(1, 13, 50), clock_id="none", step=ClockStep.STOP)
    assert refused(life) is RefusalCode.UNKNOWN_CLOCK


def test_a_lead_goes_back_to_its_pool_to_somebody_who_did_not_have_it() -> None:
    clock = "\n  - {kind: resolve, within: {hours: 2}, on_breach: [{do: return_to_pool}]}\n"
    life = Life(company(clocks=clock))
    life.qualify(june(1, 10), source="few")
    returned = life.wait(june(1, 13))
    assert named(returned, EventKind.RELEASED)
    assert life.state.owner_rep_id == "bob"
    assert life.clock("resolve").due_at == june(1, 15)
    life.wait(june(1, 15, 0, 1))
    assert life.state.owner_rep_id is None
    assert life.state.route is not None
    assert life.state.route.waiting is Waiting.EVERYONE_HAD_IT
    assert {name: load.n_open for name, load in life.routing.loads.items()} == {"ann": 0, "bob": 0}


def test_a_breach_reassigns_by_the_route_that_it_names_first() -> None:
    clock = "\n  - {kind: first_touch, on_breach: [{do: reassign, to: small}]}\n"
    life = Life(company(clocks=clock))
    life.qualify(june(1, 10), source="few", n_employees=5)
    assert life.state.owner_rep_id == "ann"
    life.wait(june(1, 16))
    assert life.state.owner_rep_id == "gus"
    assert life.state.route is not None
    assert life.state.route.route_id == "small"


def test_of_several_breaches_that_would_move_the_lead_the_first_does() -> None:
    clocks = """
  - {kind: first_touch, within: {hours: 1}, on_breach: [{do: reassign}]}
  - {kind: touches, within: {hours: 2}, warn: [], on_breach: [{do: reassign}]}
  - {kind: resolve, within: {hours: 3}, warn: [], on_breach: [{do: return_to_pool, to: inside}]}
"""
    life = Life(company(clocks=clocks))
    life.qualify(june(1, 10))
    moved = life.wait(june(1, 16))
    assert len(named(moved, EventKind.CLOCK_BREACHED)) == 3
    assert len(named(moved, EventKind.ASSIGNED)) == 1
    assert life.state.owner_rep_id == "bob"


def test_the_first_breach_is_the_one_that_was_due_first_whatever_was_warned_of_before() -> None:
    clocks = """
  - {kind: resolve, within: {hours: 4}, warn: [{hours: 3}], on_breach: [{do: return_to_pool}]}
  - {kind: touches, within: {hours: 2}, warn: [], on_breach: [{do: reassign}]}
"""
    life = Life(company(clocks=clocks))
    life.qualify(june(1, 10))
    moved = life.wait(june(1, 16))
    assert named(moved, EventKind.RELEASED) == []
    assert life.state.owner_rep_id == "bob"


def test_a_cadence_that_rests_for_two_things_wakes_when_the_first_is_over() -> None:
    life = qualified()
    life.submit(RecordOutOfOffice, june(1, 11), back_on=june(10).date())
    life.touch(june(1, 11), id="t")
    life.submit(RecordOwnerAbsence, june(1, 12), rep_id="ann", until=june(4, 9))
    assert [rest.until for rest in life.state.runs[0].rests] == [june(10), june(4, 9)]
    assert life.last.wake_at == june(4, 9)


def test_an_escalation_goes_to_a_manager_or_to_whom_it_names() -> None:
    clocks = """
  - {kind: first_touch, within: {hours: 1}, on_breach: [{do: escalate}]}
  - {kind: touches, within: {hours: 1}, warn: [], on_breach: [{do: escalate, to: fay}]}
  - {kind: resolve, within: {hours: 1}, warn: [], on_breach: [{do: notify, to: AE}]}
"""
    life = Life(company(clocks=clocks))
    life.qualify(june(1, 10))
    reported = {(message.kind, message.to) for message in life.wait(june(1, 12)).messages}
    assert reported == {
        (MessageKind.ESCALATION, "MANAGER"),
        (MessageKind.ESCALATION, "fay"),
        (MessageKind.CLOCK_BREACH, "AE"),
    }
