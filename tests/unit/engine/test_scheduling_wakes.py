"""A lead that waits is tried again at the right second, worked by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routing_world import DEFAULT, MONDAY, away, caps, row, sdr_pool
from scheduled_desk import ScheduledDesk

from leadpact.engine.lifecycle import AdvanceTime, AssignLead, FollowUp, decide, make_follow_up
from leadpact.engine.routing import Waiting, make_roster
from leadpact.engine.scheduling import leave_moments
from leadpact.pact.check import load_pact_text
from leadpact.pact.sections.routing.policy import (
    Hours,
    Otherwise,
    Pool,
    Route,
    RouteTarget,
    RoutingPolicy,
)
from leadpact.terms.actors import SCHEDULER, TIME

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
BARE = load_pact_text("spec: 1\nname: Bare\n")


def company(reps: list[dict[str, Any]], *absences: dict[str, Any], **pool: Any) -> FollowUp:
    routing = RoutingPolicy(pools=(sdr_pool(**pool),), routes=(DEFAULT,))
    return make_follow_up(replace(BARE, routing=routing), make_roster(reps, absences))


def utc(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)


NEW_YORK = [row("ann", time_zone="America/New_York")]

# When the second lead comes, for what it waits, and the second from which it can be placed.
CASES = {
    "a daily cap: midnight in the zone of the rep, which is 04:00 in UTC": (
        company(NEW_YORK, caps=caps(per_day=1)),
        MONDAY + HOUR,
        Waiting.EVERYONE_AT_CAP,
        utc(2, 4),
    ),
    "a daily cap of two reps: the first midnight of the two": (
        company([*NEW_YORK, row("bob", time_zone="Asia/Tokyo")], caps=caps(per_day=1)),
        MONDAY + 2 * HOUR,
        Waiting.EVERYONE_AT_CAP,
        utc(1, 15),
    ),
    "a weekly cap: Monday at midnight": (
        company([row("ann")], caps=caps(per_week=1)),
        utc(3, 12),
        Waiting.EVERYONE_AT_CAP,
        utc(8),
    ),
    "a monthly cap: the first of July": (
        company([row("ann")], caps=caps(per_month=1)),
        utc(20, 12),
        Waiting.EVERYONE_AT_CAP,
        datetime(2026, 7, 1, tzinfo=UTC),
    ),
    "closed hours on a Friday evening: Monday at nine": (
        company([row("ann")], hours=Hours.OPEN_NOW),
        utc(5, 17),
        Waiting.OUTSIDE_HOURS,
        utc(8, 9),
    ),
    "everyone's leave: as the first of them is back at work": (
        company(
            [row("ann"), row("bob")],
            away("ann", utc(2), utc(11, 10)),
            away("bob", utc(2), utc(10, 11, 30)),
        ),
        utc(3, 12),
        Waiting.EVERYONE_AWAY,
        utc(10, 11, 30),
    ),
    "a rep who joins: on their first day": (
        company([row("ann", active_from=utc(9, 10))]),
        utc(2, 12),
        Waiting.POOL_EMPTY,
        utc(9, 10),
    ),
}


@pytest.mark.parametrize(("rules", "at", "why", "placed_at"), CASES.values(), ids=CASES)
def test_a_lead_that_waits_wakes_at_the_second_at_which_somebody_can_take_it(
    rules: FollowUp, at: datetime, why: Waiting, placed_at: datetime
) -> None:
    desk = ScheduledDesk(rules)
    n_before = len(rules.roster.reps) if why is Waiting.EVERYONE_AT_CAP else 0
    for number in range(n_before):
        desk.come(f"L{number}", MONDAY)
    desk.come("late", at)
    route = desk.states["late"].route
    assert route is not None
    assert (route.waiting, desk.wake_at["late"]) == (why, placed_at)
    desk.run_until(placed_at - SECOND)
    assert desk.states["late"].is_waiting
    desk.run_until(placed_at)
    assigned = desk.states["late"].assignment
    assert assigned is not None
    assert assigned.assigned_at == placed_at
    assert "late" not in desk.wake_at


def test_a_lead_that_waits_for_an_open_lead_to_end_has_no_moment_and_wakes_by_the_release() -> None:
    desk = ScheduledDesk(company([row("ann")], caps=caps(open=1)))
    for number in range(3):
        desk.come(f"L{number}", MONDAY + number * HOUR)
    assert desk.wake_at == {}
    desk.run_until(MONDAY + 300 * DAY)
    assert desk.states["L1"].is_waiting
    ended_at = MONDAY + 300 * DAY + SECOND
    desk.end("L0", ended_at)
    assert [desk.states[name].is_waiting for name in ("L1", "L2")] == [False, True]
    assigned = desk.states["L1"].assignment
    assert assigned is not None
    assert assigned.assigned_at == ended_at


def test_of_a_hundred_leads_at_a_cap_as_many_are_tried_as_there_is_room_for_and_one_more() -> None:
    desk = ScheduledDesk(company([row("ann")], caps=caps(per_day=3)))
    for number in range(103):
        desk.come(f"L{number:03}", MONDAY + number * SECOND)
    assert desk.n_decisions == 103
    desk.run_until(MONDAY + DAY)
    assert desk.n_tried == 4
    assert [f"L{n:03}" for n in range(103) if not desk.states[f"L{n:03}"].is_waiting] == [
        f"L{n:03}" for n in range(6)
    ]
    assert {desk.wake_at[name] for name in desk.waiting} == {utc(3)}


def test_a_rep_who_returns_gets_a_lead_that_passed_their_pool_and_waits_for_another() -> None:
    first = Pool("first", reps=("ann",), hours=Hours.ANY)
    to_first = Route("first", RouteTarget.POOL, pool="first", otherwise=Otherwise.NEXT_ROUTE)
    full = sdr_pool(roles=(), reps=("bob",), caps=caps(open=0))
    routing = RoutingPolicy(pools=(first, full), routes=(to_first, DEFAULT))
    roster = make_roster([row("ann"), row("bob")], [away("ann", utc(1), utc(3, 10))])
    desk = ScheduledDesk(make_follow_up(replace(BARE, routing=routing), roster))
    desk.come("L0", MONDAY)
    for moment in leave_moments(roster.reps.values()):
        if moment.is_return:
            desk.leave(moment)
    assigned = desk.states["L0"].assignment
    assert assigned is not None
    assert (assigned.rep_id, assigned.assigned_at) == ("ann", utc(3, 10))


def test_a_retry_that_is_overdue_is_due_at_once() -> None:
    desk = ScheduledDesk(company([row("ann")], caps=caps(per_day=1)))
    for number in range(2):
        desk.come(f"L{number}", MONDAY)
    woken_late = MONDAY + 3 * DAY
    desk.decide(
        "L1", AdvanceTime("", woken_late, actor=TIME), woken_late
    )  # before a worker woke the lead
    assert desk.states["L1"].is_waiting
    assert desk.wake_at["L1"] == utc(2) < woken_late
    desk.run_until(woken_late)
    assert not desk.states["L1"].is_waiting


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from(list(Hours)), st.integers(1, 3), st.integers(1, 5))
def test_no_lead_waits_while_somebody_could_take_it(
    data: st.DataObject, hours: Hours, per_day: int, n_open: int
) -> None:
    reps = [row("ann", time_zone="Asia/Tokyo"), row("bob"), row("cid", daily_cap=1)]
    desk = ScheduledDesk(company(reps, hours=hours, caps=caps(per_day=per_day, open=n_open)))
    now = MONDAY
    for number in range(data.draw(st.integers(5, 25))):
        now += data.draw(st.sampled_from((SECOND, HOUR, 5 * HOUR, DAY)))
        held = sorted(name for name, state in desk.states.items() if state.assignment)
        if held and data.draw(st.booleans()):
            desk.end(data.draw(st.sampled_from(held)), now)
        else:
            desk.come(f"L{number:02}", now)
        desk.run_until(now)
        for name in desk.waiting:
            state, retry = desk.states[name], AssignLead("probe", now, actor=SCHEDULER)
            again = decide(state, retry, desk.rules, as_of=now, routing=desk.routing)
            assert again.new_state.is_waiting, name
