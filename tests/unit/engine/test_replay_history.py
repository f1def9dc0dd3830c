"""A history routed anew: nobody is lost, nobody is over a cap, those who wait longest are first."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routing_world import DEFAULT, MONDAY, Desk, away, caps, row, sdr_pool, weighted, world

from leadpact.engine.cadences import CadenceState
from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    BookMeeting,
    Command,
    FollowUp,
    OpenOpportunity,
    RecordJudgement,
    RecordReply,
    RecordTouch,
    make_follow_up,
)
from leadpact.engine.replay import PastLead, ReplayedHistory, replay_history
from leadpact.engine.routing import RouteDecision, RoutingOutcome, Waiting, make_roster
from leadpact.engine.scoring import KnownFacts
from leadpact.pact.check import load_pact_text
from leadpact.pact.sections.routing.policy import RoutingPolicy
from leadpact.terms.stages import Stage, TouchKind
from vacuous import some

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NO_FACTS = KnownFacts({})
EVER = 1000 * DAY
BARE = load_pact_text("spec: 1\nname: Bare\n")


def company(
    reps: list[dict[str, Any]],
    *,
    absences: list[dict[str, Any]] | None = None,
    pool: Mapping[str, Any] | None = None,
    clocks: str = "",
) -> FollowUp:
    ruleset = load_pact_text(f"spec: 1\nname: Bare\n{clocks}") if clocks else BARE
    routing = RoutingPolicy(pools=(sdr_pool(**(pool or {})),), routes=(DEFAULT,))
    return make_follow_up(replace(ruleset, routing=routing), make_roster(reps, absences or ()))


def came(lead_id: str, at: datetime, **record: Any) -> tuple[str, Command]:
    lead = Lead(lead_id, created_at=at)
    facts = KnownFacts(record) if record else NO_FACTS
    return lead_id, RecordJudgement(
        "came", at, lead, Stage.CONVERSATION_LEAD, facts, actor="person:ann"
    )


def replay(
    rules: FollowUp,
    commands: list[tuple[str, Command]],
    *,
    days: int = 60,
    usually_open: timedelta = EVER,
    past: Mapping[str, PastLead] | None = None,
) -> ReplayedHistory:
    until = MONDAY + days * DAY
    return replay_history(commands, past or {}, rules, until=until, usually_open=usually_open)


def arrivals(n: int, *, every: timedelta = HOUR) -> list[tuple[str, Command]]:
    return [came(f"L{i:03}", MONDAY + i * every) for i in range(n)]


def routes(found: ReplayedHistory) -> dict[str, RouteDecision]:
    return {name: route for name in sorted(found.states) if (route := found.route_of(name))}


def reps_of(found: ReplayedHistory) -> list[str | None]:
    return [route.rep_id for route in routes(found).values()]


def test_where_nobody_waits_a_history_is_routed_as_lead_by_lead() -> None:
    reps = weighted(ann=2, bob=1, cid=1)
    desk = Desk(world(reps))
    one_by_one = [desk.route(name, item.occurred_at).rep_id for name, item in arrivals(24)]
    assert reps_of(replay(company(reps), arrivals(24))) == one_by_one


def test_the_order_in_which_leads_are_given_makes_no_difference() -> None:
    rules = company(weighted(ann=2, bob=1), pool={"caps": caps(per_day=3)})
    given_in_order = replay(rules, arrivals(30))
    given_backwards = replay(rules, arrivals(30)[::-1])
    assert given_in_order.states == given_backwards.states


def test_what_a_full_day_has_no_room_for_is_placed_the_next_in_order_of_arrival() -> None:
    found = replay(
        company(weighted(ann=1), pool={"caps": caps(per_day=2)}), arrivals(6, every=HOUR)
    )
    days = [routes(found)[f"L{i:03}"].as_of.date() - MONDAY.date() for i in range(6)]
    assert [day.days for day in days] == [0, 0, 1, 1, 2, 2]
    assert found.waited_for == dict.fromkeys(
        ("L002", "L003", "L004", "L005"), Waiting.EVERYONE_AT_CAP
    )


def test_a_lead_that_is_done_makes_room_for_the_one_that_waits_longest() -> None:
    rules = company(weighted(ann=1), pool={"caps": caps(open=1)})
    found = replay(rules, arrivals(3, every=HOUR), usually_open=5 * DAY)
    assigned = [route.as_of - MONDAY for route in routes(found).values()]
    assert assigned == [timedelta(0), 5 * DAY, 10 * DAY]


def test_who_waits_at_the_end_says_why() -> None:
    found = replay(company(weighted(ann=1), pool={"caps": caps(open=1)}), arrivals(3))
    assert reps_of(found) == ["ann", None, None]
    assert routes(found)["L002"].waiting is Waiting.EVERYONE_AT_CAP


def test_leads_of_a_week_of_leave_are_placed_when_it_ends() -> None:
    rules = company([row("ann")], absences=[away("ann", MONDAY - DAY, MONDAY + 7 * DAY)])
    found = replay(rules, arrivals(2))
    assert [route.as_of for route in routes(found).values()] == [MONDAY + 7 * DAY] * 2


def test_what_comes_after_the_end_is_left_out() -> None:
    assert len(replay(company(weighted(ann=1)), arrivals(10, every=DAY), days=4).states) == 5


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 240), min_size=1, max_size=60),
    st.integers(1, 3),
    st.integers(1, 6),
    st.integers(1, 9),
)
def test_every_lead_has_a_rep_or_a_reason_and_no_rep_is_over_a_cap(
    hours: list[int], per_day: int, n_open: int, open_days: int
) -> None:
    rules = company(weighted(ann=2, bob=1), pool={"caps": caps(per_day=per_day, open=n_open)})
    history = [came(f"L{i:03}", MONDAY + hour * HOUR) for i, hour in enumerate(hours)]
    found = replay(rules, history, usually_open=open_days * DAY)
    assert set(found.states) == {name for name, _ in history}
    decisions = [found.route_of(name) for name in found.states]
    assert all(d and (d.rep_id is None) == (d.waiting is not None) for d in some(decisions))
    placed = [d for d in decisions if d and d.outcome is RoutingOutcome.ASSIGNED]
    by_day = Counter((d.rep_id, d.as_of.date()) for d in placed)
    assert all(n <= per_day for n in some(by_day.values()))
    for decision in placed:
        open_then = sum(
            other.rep_id == decision.rep_id
            and other.as_of <= decision.as_of < other.as_of + open_days * DAY
            for other in placed
        )
        assert open_then <= n_open


def test_what_history_tells_of_the_end_makes_room_then() -> None:
    rules = company(weighted(ann=1), pool={"caps": caps(open=1)})
    past = {"L000": PastLead("L000", MONDAY + 2 * DAY, Stage.DISQUALIFIED)}
    found = replay(rules, arrivals(2), past=past)
    assert routes(found)["L001"].as_of == MONDAY + 2 * DAY
    assert found.states["L000"].stage is Stage.DISQUALIFIED


@pytest.mark.parametrize(
    ("ended_at", "makes_room_at", "stage"),
    [
        (MONDAY + HOUR, MONDAY + HOUR, Stage.DISQUALIFIED),
        # An end that was over when the lead got its rep is not an end of what begins now.
        (MONDAY, MONDAY + 5 * DAY, Stage.CONVERSATION_LEAD),
        (MONDAY - HOUR, MONDAY + 5 * DAY, Stage.CONVERSATION_LEAD),
    ],
)
def test_an_end_in_history_counts_only_after_the_lead_got_its_rep(
    ended_at: datetime, makes_room_at: datetime, stage: Stage
) -> None:
    rules = company(weighted(ann=1), pool={"caps": caps(open=1)})
    past = {"L000": PastLead("L000", ended_at, Stage.DISQUALIFIED)}
    found = replay(rules, arrivals(2), usually_open=5 * DAY, past=past)
    assert routes(found)["L001"].as_of == makes_room_at
    assert found.states["L000"].stage is stage


def test_what_happened_before_the_lead_came_is_left_out() -> None:
    early = ("L000", RecordTouch("t1", MONDAY - HOUR, "ann", TouchKind.CALL, actor="person:ann"))
    late = ("L000", RecordTouch("t2", MONDAY + HOUR, "ann", TouchKind.CALL, actor="person:ann"))
    found = replay(company(weighted(ann=1)), [late, *arrivals(1), early])
    assert [touch.touch_id for touch in found.states["L000"].touches] == ["t2"]


def test_a_promise_that_was_broken_in_history_is_passed_on_as_the_pact_says() -> None:
    clocks = "clocks: [{kind: first_touch, within: {hours: 2}, on_breach: [{do: reassign}]}]\n"
    found = replay(company(weighted(ann=1, bob=1), clocks=clocks), arrivals(1))
    state = found.states["L000"]
    assert set(state.past_owners) == {"ann", "bob"}
    assert state.route is not None
    assert state.route.waiting is Waiting.EVERYONE_HAD_IT


CADENCE = "cadences: {tracks: [{id: all, steps: [{id: call, channel: call}]}]}\n"


def test_what_became_of_leads_that_wait_in_a_replay_decides_who_gets_them_and_with_what() -> None:
    # One lead a day: L000 goes to ann at once, the other four wait for the days after.
    def at(hours: int) -> datetime:
        return MONDAY + hours * HOUR

    by = {"actor": "person:ann"}
    meanwhile: list[tuple[str, Command]] = [
        ("L001", OpenOpportunity("o", at(2), "o", **by)),
        ("L002", RecordReply("r", at(2), **by)),
        ("L003", BookMeeting("m", at(2), at(100), "eve", **by)),
    ]
    rules = company(weighted(ann=1), pool={"caps": caps(per_day=1)}, clocks=CADENCE)
    leads = [came(f"L{i:03}", at(0) + i * timedelta(minutes=1)) for i in range(5)]
    found = replay(rules, [*leads, *meanwhile], days=7)
    # The opportunity is nobody's turn: the others move up by a day.
    days = {
        name: (route.as_of.date() - MONDAY.date()).days for name, route in routes(found).items()
    }
    assert days == {"L000": 0, "L002": 1, "L003": 2, "L004": 3}
    assert found.route_of("L001") is None
    assert found.states["L001"].owner_rep_id is None
    with_cadence = [name for name, state in sorted(found.states.items()) if state.runs]
    assert with_cadence == ["L000", "L004"]


def test_an_opportunity_comes_before_the_room_that_history_makes_in_the_same_second() -> None:
    rules = company(weighted(ann=1), pool={"caps": caps(open=1)}, clocks=CADENCE)
    ended = MONDAY + 2 * DAY
    past = {"L000": PastLead("L000", ended, Stage.DISQUALIFIED)}
    sold = ("L001", OpenOpportunity("o", ended, "o", actor="person:ann"))
    found = replay(rules, [*arrivals(2), sold], past=past)
    # History's ends come last in their second: the lead was sold by then, and waits no longer.
    assert found.route_of("L001") is None
    later = replay(
        rules,
        [*arrivals(2), ("L001", replace(sold[1], occurred_at=ended + timedelta(seconds=1)))],
        past=past,
    )
    assert routes(later)["L001"].as_of == ended
    assert [run.state for run in later.states["L001"].runs] == [CadenceState.STOPPED]


def test_the_leads_of_a_rep_who_leaves_the_company_go_to_those_who_stay() -> None:
    gone = row("ann", active_to=MONDAY + 3 * DAY)
    found = replay(company([gone, row("bob", weight=0.01)]), arrivals(3))
    assert {state.owner_rep_id for state in found.states.values()} == {"bob"}
    assert reps_of(found)[0] == "ann"


def test_where_nobody_stays_the_leads_of_who_left_wait_and_say_why() -> None:
    found = replay(company([row("ann", active_to=MONDAY + 3 * DAY)]), arrivals(1))
    state = found.states["L000"]
    assert state.owner_rep_id is None
    assert state.is_waiting


def test_leads_are_handed_over_when_their_rep_goes_on_leave_where_the_pact_says_so() -> None:
    cadences = "cadences: {tracks: [{id: all, steps: [{id: call, channel: call}]}], on_leave: %s}\n"
    leave = [away("ann", MONDAY + DAY, MONDAY + 9 * DAY)]
    owners = {}
    for policy in ("pause", "hand_over"):
        rules = company(
            [row("ann"), row("bob", weight=0.01)], absences=leave, clocks=cadences % policy
        )
        owners[policy] = replay(rules, arrivals(1)).states["L000"].owner_rep_id
    assert owners == {"pause": "ann", "hand_over": "bob"}
