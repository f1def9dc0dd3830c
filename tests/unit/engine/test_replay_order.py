"""A history of whole days, and who waits for what: things happen in an order that makes sense."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from random import Random

import pytest
from routing_world import MONDAY, away, caps, row, weighted
from test_replay_history import DAY, HOUR, NO_FACTS, arrivals, came, company, replay, routes

from leadpact.engine.handoff import MeetingState
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    AnswerHandoff,
    AssignLead,
    BookMeeting,
    ClockStep,
    Command,
    ControlClock,
    DebriefMeeting,
    DisposeLead,
    EndLead,
    HandOffLead,
    MeetingStep,
    MoveOpportunity,
    OpenOpportunity,
    RecordActivity,
    RecordJudgement,
    RecordLead,
    RecordOptOut,
    RecordOutOfOffice,
    RecordReply,
    RecordTouch,
    UpdateAttributes,
    UpdateMeeting,
    make_follow_up,
)
from leadpact.engine.replay.commands import REFUSED_AS, in_order
from leadpact.engine.routing import Waiting, make_roster
from leadpact.pact.check import load_pact_text
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import RepRole, Stage, TouchKind

LEAD = Lead("L000", created_at=MONDAY)
SEEN = Activity("seen", "page_viewed", MONDAY)

# One lead on one day of a history that knows days alone. The ids run against the order.
ONE_DAY: tuple[Command, ...] = (
    came("L000", MONDAY)[1],
    RecordTouch("z", MONDAY, "ann", TouchKind.CALL),
    RecordOutOfOffice("y", MONDAY),
    BookMeeting("x", MONDAY, MONDAY),
    UpdateMeeting("w", MONDAY, "x", MeetingStep.CONFIRMED),
    UpdateMeeting("v", MONDAY, "x", MeetingStep.CANCELLED),
    BookMeeting("u", MONDAY, MONDAY, rebooks="x"),
    UpdateMeeting("t", MONDAY, "u", MeetingStep.HELD),
    DebriefMeeting("s", MONDAY, "u", RepRole.AE, produced_next_step=True),
    OpenOpportunity("r", MONDAY, "deal"),
    MoveOpportunity("q", MONDAY, "deal", Stage.PIPELINE),
    MoveOpportunity("p", MONDAY, "deal", Stage.CLOSED_WON),
    DisposeLead("o", MONDAY, RepRole.SDR, "no_need"),
    EndLead("a", MONDAY),
)


def test_at_one_moment_things_happen_in_the_order_in_which_they_can() -> None:
    for seed in range(50):
        shuffled = [("L000", item) for item in ONE_DAY]
        Random(seed).shuffle(shuffled)
        assert tuple(item for _, item in in_order(shuffled)) == ONE_DAY


# Each kind of command of one moment, in the order in which they can happen; alike: by their ids.
ALIKE: tuple[tuple[Command, ...], ...] = (
    (RecordJudgement("p1", MONDAY, LEAD, Stage.EXCHANGE, NO_FACTS), RecordLead("p2", MONDAY, LEAD)),
    (RecordActivity("o1", MONDAY, SEEN), UpdateAttributes("o2", MONDAY, {"title": "VP"})),
    (RecordTouch("n", MONDAY, "ann", TouchKind.CALL),),
    (RecordReply("m1", MONDAY), RecordOptOut("m2", MONDAY), RecordOutOfOffice("m3", MONDAY)),
    (HandOffLead("l", MONDAY, "eve"),),
    (AnswerHandoff("k", MONDAY, "l", True),),
    (BookMeeting("j1", MONDAY, MONDAY), BookMeeting("j2", MONDAY, MONDAY)),
    (UpdateMeeting("i", MONDAY, "j1", MeetingStep.CONFIRMED),),
    (UpdateMeeting("h", MONDAY, "j1", MeetingStep.HELD),),
    (DebriefMeeting("g", MONDAY, "j1", RepRole.AE, produced_next_step=True),),
    (OpenOpportunity("f", MONDAY, "deal"),),
    (MoveOpportunity("e", MONDAY, "deal", Stage.PIPELINE),),
    (MoveOpportunity("d", MONDAY, "deal", Stage.RECYCLED),),
    (DisposeLead("c", MONDAY, RepRole.SDR, "no_need"),),
    (AssignLead("b1", MONDAY), ControlClock("b2", MONDAY, "x", ClockStep.STOP)),
    (EndLead("a", MONDAY),),
)


def test_each_kind_of_command_of_one_moment_has_its_place() -> None:
    expected = [item for alike in ALIKE for item in alike]
    for seed in range(20):
        shuffled = [("L000", item) for item in expected]
        Random(seed).shuffle(shuffled)
        assert [item for _, item in in_order(shuffled)] == expected


def test_a_meeting_that_replaces_itself_in_a_circle_has_a_place_all_the_same() -> None:
    one = BookMeeting("a", MONDAY, MONDAY, rebooks="b")
    other = BookMeeting("b", MONDAY, MONDAY, rebooks="a")
    third = BookMeeting("c", MONDAY, MONDAY)
    named = [("L000", item) for item in (one, other, third)]
    assert [item.id for _, item in in_order(named)] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (RecordTouch("n", MONDAY, "ann", TouchKind.CALL), "touch"),
        (RecordReply("m", MONDAY), "reply"),
        (RecordOutOfOffice("m", MONDAY), "out_of_office"),
        (BookMeeting("j", MONDAY, MONDAY), "meeting_booked"),
        (UpdateMeeting("i", MONDAY, "j", MeetingStep.MISSED), "meeting_missed"),
        (DebriefMeeting("g", MONDAY, "j", RepRole.AE, True), "meeting_debriefed"),
        (OpenOpportunity("f", MONDAY, "deal"), "opportunity_opened"),
        (MoveOpportunity("e", MONDAY, "deal", Stage.PIPELINE), "opportunity_moved"),
        (MoveOpportunity("e", MONDAY, "deal", Stage.CLOSED_WON), "opportunity_won"),
        (MoveOpportunity("e", MONDAY, "deal", Stage.RECYCLED), "opportunity_lost"),
        (DisposeLead("c", MONDAY, RepRole.SDR, "no_need"), "disposition"),
    ],
)
def test_what_was_not_taken_is_named_by_what_it_was(command: Command, name: str) -> None:
    assert REFUSED_AS[type(command)](command) == name


def test_what_a_replay_asks_itself_is_not_counted_as_refused() -> None:
    assert AssignLead not in REFUSED_AS
    assert EndLead not in REFUSED_AS


def test_moments_go_before_kinds_and_leads_before_both() -> None:
    early = ("b", EndLead("z", MONDAY))
    late = [("a", EndLead("z", MONDAY + HOUR)), came("b", MONDAY + HOUR)]
    for given in permutations([early, *late]):
        assert in_order(given) == [early, *late]


def test_a_deal_that_was_opened_and_won_on_one_day_is_won() -> None:
    at = MONDAY + HOUR
    won = ("L000", MoveOpportunity("a", at, "deal", Stage.CLOSED_WON))
    opened = ("L000", OpenOpportunity("b", at, "deal"))
    found = replay(company(weighted(ann=1)), [*arrivals(1), won, opened])
    assert found.states["L000"].stage is Stage.CLOSED_WON
    assert found.refused == {}


def test_a_meeting_that_was_booked_and_held_in_one_second_is_held() -> None:
    at = MONDAY + HOUR
    held = ("L000", UpdateMeeting("a", at, "z", MeetingStep.HELD))
    booked = ("L000", BookMeeting("z", at, at))
    found = replay(company(weighted(ann=1)), [*arrivals(1), held, booked])
    assert [item.state for item in found.states["L000"].meetings] == [MeetingState.HELD]


def test_what_is_not_taken_is_counted_by_what_it_was_and_why() -> None:
    history = [
        ("L000", BookMeeting("z", MONDAY - HOUR, MONDAY + DAY)),
        *arrivals(1),
        ("L000", UpdateMeeting("a", MONDAY + DAY, "z", MeetingStep.HELD)),
        ("L000", MoveOpportunity("b", MONDAY + DAY, "deal", Stage.RECYCLED)),
        ("L000", UpdateMeeting("c", MONDAY + DAY, "y", MeetingStep.HELD)),
    ]
    assert replay(company(weighted(ann=1)), history).refused == {
        ("meeting_held", RefusalCode.UNKNOWN_MEETING): 2,
        ("opportunity_lost", RefusalCode.UNKNOWN_OPPORTUNITY): 1,
    }


def test_a_usual_time_of_less_than_nothing_is_none() -> None:
    rules = company(weighted(ann=1), pool={"caps": caps(open=1)})
    assert replay(rules, arrivals(4), usually_open=-5 * DAY) == replay(
        rules, arrivals(4), usually_open=timedelta(0)
    )


def test_a_usual_time_beyond_all_calendars_ends_nothing() -> None:
    rules = company(weighted(ann=1), pool={"caps": caps(open=1)})
    found = replay(rules, arrivals(2), usually_open=timedelta(days=365 * 9000))
    assert [route.rep_id for route in routes(found).values()] == ["ann", None]


def test_leads_in_a_queue_are_decided_on_once() -> None:
    ruleset = load_pact_text(
        "spec: 1\nname: Queue\nrouting:\n  pools:\n    rest: {reps: [ann], method: queue}\n"
        "  default: rest\n"
    )
    rules = make_follow_up(ruleset, make_roster([row("ann")]))
    found = replay(rules, arrivals(40))
    assert {state.route and state.route.waiting for state in found.states.values()} == {
        Waiting.IN_QUEUE
    }
    assert found.n_decisions == 40


def test_leads_that_wait_in_a_queue_do_not_slow_down_those_who_are_given_to_reps() -> None:
    ruleset = load_pact_text(
        "spec: 1\nname: Queue\n"
        "attributes: {source: {type: category, values: [fair, list]}}\n"
        "routing:\n  pools:\n"
        "    sdr: {reps: [ann], hours: any}\n    rest: {reps: [bob], method: queue}\n"
        "  routes: [{id: fair, when: source == 'fair', pool: sdr}]\n  default: rest\n"
    )
    rules = make_follow_up(ruleset, make_roster([row("ann"), row("bob")]))
    history = [
        came(f"L{i:03}", MONDAY + i * HOUR, source="fair" if i % 2 else "list") for i in range(40)
    ]
    found = replay(rules, history, usually_open=DAY)
    # Twenty wait in the queue, one decision each; twenty come to ann, and are done a day later.
    assert found.n_decisions == 20 + 2 * 20


def test_leads_that_wait_for_their_own_account_owner_do_not_hold_up_each_other() -> None:
    ruleset = load_pact_text(
        "spec: 1\nname: Owners\nrouting:\n  pools: {rest: {reps: [cid]}}\n"
        "  routes: [{id: own, to: account_owner, otherwise: wait}]\n  default: rest\n"
    )
    leave = [
        away("ann", MONDAY - DAY, MONDAY + 10 * DAY),
        away("bob", MONDAY - DAY, MONDAY + 2 * DAY),
    ]
    rules = make_follow_up(ruleset, make_roster([row("ann"), row("bob"), row("cid")], leave))
    history: list[tuple[str, Command]] = []
    for number, owner in enumerate(("ann", "bob")):
        name, arrival = came(f"L{number:03}", MONDAY + number * HOUR)
        assert isinstance(arrival, RecordJudgement)
        history.append((name, replace(arrival, account_owner_rep_id=owner)))
    found = routes(replay(rules, history))
    assert [(one.rep_id, one.as_of) for one in found.values()] == [
        ("ann", MONDAY + 10 * DAY),
        ("bob", MONDAY + 2 * DAY),
    ]


def test_who_had_everybody_holds_nobody_up_who_waits_for_room() -> None:
    clocks = (
        "clocks: [{kind: first_touch, within: {hours: 2}, on_breach: [{do: return_to_pool}]}]\n"
    )
    rules = company(weighted(ann=1, bob=1), pool={"caps": caps(per_day=1)}, clocks=clocks)
    found = replay(rules, [came("L000", MONDAY), came("L001", MONDAY + 4.5 * HOUR)], days=3)
    # The first had ann from 12:00 and bob from 14:00, and nobody is left for it from 16:00 on; by
    # then both had their lead of the day, so the second waits for the next one.
    first = found.states["L000"].route
    assert first is not None
    assert first.waiting is Waiting.EVERYONE_HAD_IT
    assert found.waited_for["L001"] is Waiting.EVERYONE_AT_CAP
    assert routes(found)["L001"].as_of == MONDAY + 12 * HOUR


def test_with_room_for_one_the_one_who_waits_longest_is_first_the_one_who_had_them_before() -> None:
    clocks = (
        "clocks: [{kind: first_touch, within: {hours: 2}, on_breach: [{do: return_to_pool}]}]\n"
    )
    reps = [row("ann", active_to=MONDAY + 3 * HOUR), row("bob", active_from=MONDAY + DAY)]
    rules = company(reps, pool={"caps": caps(per_day=1)}, clocks=clocks)
    found = replay(rules, [came("L000", MONDAY), came("L001", MONDAY + HOUR)], days=3)
    # ann has the first until 14:00. From then on it waits for anybody else, the second since
    # 13:00; bob begins the next day at noon, with room for one: the second.
    assert routes(found)["L001"].as_of == MONDAY + DAY
    assert found.states["L000"].past_owners[-1:] == ("bob",)
    assert found.states["L000"].touches == ()
