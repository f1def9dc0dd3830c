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
    MoveMeeting,
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
from leadpact.engine.replay import replay_history
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
    RecordTouch("z", MONDAY, "ann", TouchKind.CALL, actor="person:ann"),
    RecordOutOfOffice("y", MONDAY, actor="person:ann"),
    BookMeeting("x", MONDAY, MONDAY, actor="person:ann"),
    UpdateMeeting("w", MONDAY, "x", MeetingStep.CONFIRMED, actor="person:ann"),
    UpdateMeeting("v", MONDAY, "x", MeetingStep.CANCELLED, actor="person:ann"),
    BookMeeting("u", MONDAY, MONDAY, rebooks="x", actor="person:ann"),
    UpdateMeeting("t", MONDAY, "u", MeetingStep.HELD, actor="person:ann"),
    DebriefMeeting("s", MONDAY, "u", RepRole.AE, produced_next_step=True, actor="person:ann"),
    OpenOpportunity("r", MONDAY, "deal", actor="person:ann"),
    MoveOpportunity("q", MONDAY, "deal", Stage.PIPELINE, actor="person:ann"),
    MoveOpportunity("p", MONDAY, "deal", Stage.CLOSED_WON, actor="person:ann"),
    DisposeLead("o", MONDAY, RepRole.SDR, "no_need", actor="person:ann"),
    EndLead("a", MONDAY, actor="person:ann"),
)


def test_at_one_moment_things_happen_in_the_order_in_which_they_can() -> None:
    for seed in range(50):
        shuffled = [("L000", item) for item in ONE_DAY]
        Random(seed).shuffle(shuffled)
        assert tuple(item for _, item in in_order(shuffled)) == ONE_DAY


# Each kind of command of one moment, in the order in which they can happen; alike: by their ids.
ALIKE: tuple[tuple[Command, ...], ...] = (
    (
        RecordJudgement("p1", MONDAY, LEAD, Stage.EXCHANGE, NO_FACTS, actor="person:ann"),
        RecordLead("p2", MONDAY, LEAD, actor="person:ann"),
    ),
    (
        RecordActivity("o1", MONDAY, SEEN, actor="person:ann"),
        UpdateAttributes("o2", MONDAY, {"title": "VP"}, actor="person:ann"),
    ),
    (RecordTouch("n", MONDAY, "ann", TouchKind.CALL, actor="person:ann"),),
    (
        RecordReply("m1", MONDAY, actor="person:ann"),
        RecordOptOut("m2", MONDAY, actor="person:ann"),
        RecordOutOfOffice("m3", MONDAY, actor="person:ann"),
    ),
    (HandOffLead("l", MONDAY, "eve", actor="person:ann"),),
    (AnswerHandoff("k", MONDAY, "l", True, actor="person:ann"),),
    (
        BookMeeting("j1", MONDAY, MONDAY, actor="person:ann"),
        BookMeeting("j2", MONDAY, MONDAY, actor="person:ann"),
    ),
    (UpdateMeeting("i", MONDAY, "j1", MeetingStep.CONFIRMED, actor="person:ann"),),
    (UpdateMeeting("h", MONDAY, "j1", MeetingStep.HELD, actor="person:ann"),),
    (DebriefMeeting("g", MONDAY, "j1", RepRole.AE, produced_next_step=True, actor="person:ann"),),
    (OpenOpportunity("f", MONDAY, "deal", actor="person:ann"),),
    (MoveOpportunity("e", MONDAY, "deal", Stage.PIPELINE, actor="person:ann"),),
    (MoveOpportunity("d", MONDAY, "deal", Stage.RECYCLED, actor="person:ann"),),
    (DisposeLead("c", MONDAY, RepRole.SDR, "no_need", actor="person:ann"),),
    (
        AssignLead("b1", MONDAY, actor="person:ann"),
        ControlClock("b2", MONDAY, "x", ClockStep.STOP, actor="person:ann"),
    ),
    (EndLead("a", MONDAY, actor="person:ann"),),
)


def test_each_kind_of_command_of_one_moment_has_its_place() -> None:
    expected = [item for alike in ALIKE for item in alike]
    for seed in range(20):
        shuffled = [("L000", item) for item in expected]
        Random(seed).shuffle(shuffled)
        assert [item for _, item in in_order(shuffled)] == expected


def test_a_meeting_that_replaces_itself_in_a_circle_has_a_place_all_the_same() -> None:
    one = BookMeeting("a", MONDAY, MONDAY, rebooks="b", actor="person:ann")
    other = BookMeeting("b", MONDAY, MONDAY, rebooks="a", actor="person:ann")
    third = BookMeeting("c", MONDAY, MONDAY, actor="person:ann")
    named = [("L000", item) for item in (one, other, third)]
    assert [item.id for _, item in in_order(named)] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (RecordTouch("n", MONDAY, "ann", TouchKind.CALL, actor="person:ann"), "touch"),
        (RecordReply("m", MONDAY, actor="person:ann"), "reply"),
        (RecordOutOfOffice("m", MONDAY, actor="person:ann"), "out_of_office"),
        (BookMeeting("j", MONDAY, MONDAY, actor="person:ann"), "meeting_booked"),
        (MoveMeeting("k", MONDAY, "j", MONDAY, actor="person:ann"), "meeting_moved"),
        (UpdateMeeting("i", MONDAY, "j", MeetingStep.MISSED, actor="person:ann"), "meeting_missed"),
        (
            DebriefMeeting("g", MONDAY, "j", RepRole.AE, True, actor="person:ann"),
            "meeting_debriefed",
        ),
        (OpenOpportunity("f", MONDAY, "deal", actor="person:ann"), "opportunity_opened"),
        (
            MoveOpportunity("e", MONDAY, "deal", Stage.PIPELINE, actor="person:ann"),
            "opportunity_moved",
        ),
        (
            MoveOpportunity("e", MONDAY, "deal", Stage.CLOSED_WON, actor="person:ann"),
            "opportunity_won",
        ),
        (
            MoveOpportunity("e", MONDAY, "deal", Stage.RECYCLED, actor="person:ann"),
            "opportunity_lost",
        ),
        (DisposeLead("c", MONDAY, RepRole.SDR, "no_need", actor="person:ann"), "disposition"),
    ],
)
def test_what_was_not_taken_is_named_by_what_it_was(command: Command, name: str) -> None:
    assert REFUSED_AS[type(command)](command) == name


def test_a_meeting_is_moved_after_it_was_booked_and_before_it_is_confirmed_or_held() -> None:
    booked = BookMeeting("z", MONDAY, MONDAY, actor="person:ann")
    moved = MoveMeeting("y", MONDAY, "z", MONDAY, actor="person:ann")
    confirmed = UpdateMeeting("x", MONDAY, "z", MeetingStep.CONFIRMED, actor="person:ann")
    held = UpdateMeeting("w", MONDAY, "z", MeetingStep.HELD, actor="person:ann")
    named = [("L000", item) for item in (held, confirmed, moved, booked)]
    assert [item.id for _, item in in_order(named)] == ["z", "y", "x", "w"]


def test_what_a_replay_asks_itself_is_not_counted_as_refused() -> None:
    assert AssignLead not in REFUSED_AS
    assert EndLead not in REFUSED_AS


def test_moments_go_before_kinds_and_leads_before_both() -> None:
    early = ("b", EndLead("z", MONDAY, actor="person:ann"))
    late = [("a", EndLead("z", MONDAY + HOUR, actor="person:ann")), came("b", MONDAY + HOUR)]
    for given in permutations([early, *late]):
        assert in_order(given) == [early, *late]


def test_a_deal_that_was_opened_and_won_on_one_day_is_won() -> None:
    at = MONDAY + HOUR
    won = ("L000", MoveOpportunity("a", at, "deal", Stage.CLOSED_WON, actor="person:ann"))
    opened = ("L000", OpenOpportunity("b", at, "deal", actor="person:ann"))
    found = replay(company(weighted(ann=1)), [*arrivals(1), won, opened])
    assert found.states["L000"].stage is Stage.CLOSED_WON
    assert found.refused == {}


def test_a_meeting_that_was_booked_and_held_in_one_second_is_held() -> None:
    at = MONDAY + HOUR
    held = ("L000", UpdateMeeting("a", at, "z", MeetingStep.HELD, actor="person:ann"))
    booked = ("L000", BookMeeting("z", at, at, actor="person:ann"))
    found = replay(company(weighted(ann=1)), [*arrivals(1), held, booked])
    assert [item.state for item in found.states["L000"].meetings] == [MeetingState.HELD]


def test_what_is_not_taken_is_counted_by_what_it_was_and_why() -> None:
    history = [
        ("L000", BookMeeting("z", MONDAY - HOUR, MONDAY + DAY, actor="person:ann")),
        *arrivals(1),
        ("L000", UpdateMeeting("a", MONDAY + DAY, "z", MeetingStep.HELD, actor="person:ann")),
        ("L000", MoveOpportunity("b", MONDAY + DAY, "deal", Stage.RECYCLED, actor="person:ann")),
        ("L000", UpdateMeeting("c", MONDAY + DAY, "y", MeetingStep.HELD, actor="person:ann")),
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


def test_leads_of_one_second_go_by_their_number_and_then_by_their_id() -> None:
    numbers = {"z": 0, "m": 1, "a": 2}
    given = [came(name, MONDAY) for name in ("a", "b", "m", "c", "z")]
    later = came("z", MONDAY + HOUR)
    for seed in range(10):
        shuffled = [*given, later]
        Random(seed).shuffle(shuffled)
        found = [name for name, _ in in_order(shuffled, numbers)]
        assert found == ["z", "m", "a", "b", "c", "z"]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [({}, ["ann", "bob", "cid"]), ({"L002": 0, "L000": 1, "L001": 2}, ["bob", "cid", "ann"])],
)
def test_the_number_of_a_lead_decides_who_gets_which_of_one_second(
    numbers: dict[str, int], expected: list[str]
) -> None:
    rules = company([row("ann"), row("bob"), row("cid")])
    found = replay_history(
        [came(f"L{i:03}", MONDAY) for i in range(3)],
        {},
        rules,
        until=MONDAY + DAY,
        usually_open=DAY,
        arrivals=numbers,
    )
    assert [route.rep_id for route in routes(found).values()] == expected
