"""Unusual moments of a pool: everybody or nobody is away, all return at once, a claim at night."""

from datetime import timedelta

import pytest
from routing_world import MONDAY, Desk, away, caps, lead, levels, row, world

from leadpact.engine.routing import (
    Obstacle,
    ReleaseReason,
    Waiting,
    apply_change,
    claim_lead,
    release_lead,
)
from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.pact.sections.routing.policy import (
    EveryoneAway,
    Hours,
    OnReturn,
    Otherwise,
    Route,
    RouteTarget,
    SelectionMethod,
)
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import WEEKDAYS

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ANYWAY = {"everyone_away": EveryoneAway.ASSIGN_ANYWAY}
ALL_JUNE = (MONDAY - DAY, MONDAY + 29 * DAY)


def close(desk: Desk, held) -> None:
    change = release_lead(
        held, desk.state, desk.router, reason=ReleaseReason.CLOSED, at=MONDAY + 2 * DAY
    )
    desk.state = apply_change(desk.state, change)


# Assign anyway


def test_who_is_on_leave_gets_nothing_anyway_while_somebody_is_free() -> None:
    desk = Desk(world([row("ann"), row("bob")], absences=[away("ann", *ALL_JUNE)], pool=ANYWAY))
    assert desk.many(3) == ["bob", "bob", "bob"]
    found = {item.rep_id: item.obstacle for item in desk.decisions[-1].considered}
    assert found == {"ann": Obstacle.AWAY, "bob": None}


def test_who_is_on_leave_gets_nothing_anyway_while_the_others_are_only_full() -> None:
    reps = [row("ann"), row("bob", daily_cap=1)]
    desk = Desk(world(reps, absences=[away("ann", *ALL_JUNE)], pool=ANYWAY))
    assert desk.many(2) == ["bob", None]
    assert desk.decisions[-1].waiting is Waiting.NOBODY_FREE


@pytest.mark.parametrize(
    "out",
    [
        row("old", active_to=MONDAY - DAY),
        row("new", active_from=MONDAY + DAY),
        row("nil", weight=0),
    ],
)
def test_who_is_not_counted_does_not_keep_leads_from_going_to_those_away(out) -> None:
    leaves = [away(name, *ALL_JUNE) for name in ("ann", "bob")]
    desk = Desk(world([row("ann"), row("bob"), out], absences=leaves, pool=ANYWAY))
    assert desk.many(2) == ["ann", "bob"]


def test_a_pool_whose_only_rep_is_inactive_assigns_to_nobody_anyway() -> None:
    desk = Desk(world([row("old", active_to=MONDAY - DAY)], pool=ANYWAY))
    assert desk.route("1").waiting is Waiting.POOL_EMPTY


def test_a_cap_holds_for_who_gets_leads_although_away() -> None:
    leave = away("ann", *ALL_JUNE)
    desk = Desk(world([row("ann")], absences=[leave], pool={**ANYWAY, "caps": caps(per_day=1)}))
    assert desk.many(2) == ["ann", None]


# Claims and working hours

OFFICE = dict.fromkeys(WEEKDAYS[:5], (("09:00", "17:00"),))
COASTS = CalendarPolicy(
    {
        "east": BusinessCalendar(zone="America/New_York", windows=OFFICE),
        "west": BusinessCalendar(zone="America/Los_Angeles", windows=OFFICE),
    },
    "east",
)
MORNING = MONDAY.replace(hour=13, minute=30)  # 09:30 in New York, 06:30 in Los Angeles


def queue(hours: Hours, **switches) -> Desk:
    reps = [row("eve", calendar="east"), row("wes", calendar="west")]
    pool = {"method": SelectionMethod.QUEUE, "hours": hours}
    return Desk(world(reps, calendars=COASTS, pool=pool, **switches))


@pytest.mark.parametrize("hours", list(Hours))
@pytest.mark.parametrize("at", [MORNING, MONDAY - DAY])
def test_who_claims_a_lead_outside_their_hours_has_it(hours: Hours, at) -> None:
    desk = queue(hours)
    item = lead("1")
    got = claim_lead(item, desk.state, desk.router, pool="sdr", rep_id="wes", as_of=at)
    assert (got.rep_id, got.waiting) == ("wes", None)


@pytest.mark.parametrize("hours", list(Hours))
def test_who_claims_a_lead_while_on_leave_does_not_have_it(hours: Hours) -> None:
    desk = queue(hours, absences=[away("wes", *ALL_JUNE)])
    item = lead("1")
    got = claim_lead(item, desk.state, desk.router, pool="sdr", rep_id="wes", as_of=MORNING)
    assert (got.rep_id, got.waiting, got.retry_at) == (None, Waiting.IN_QUEUE, None)


# Pairs


def test_the_rep_whom_the_own_rep_names_comes_before_those_who_name_them() -> None:
    reps = [
        row("abe", role="AE", paired_rep_id="ann"),  # the first by id, and not the one named
        row("ann", paired_rep_id="olga"),
        row("olga", role="AE"),
    ]
    route = Route("pair", RouteTarget.PAIRED_REP, otherwise=Otherwise.NEXT_ROUTE)
    desk = Desk(world(reps, routes=[route]))
    assert desk.route(lead("1", rep_id="ann")).rep_id == "olga"
    assert [rep.rep_id for rep in desk.router.roster.paired_with("ann")] == ["olga", "abe"]


# Rotation


def all_back_but_one(*reps: dict) -> Desk:
    """Return a desk where ann and bob return on the day on which cid, who stayed, leaves."""
    leaves = [away(name, MONDAY + DAY, MONDAY + 3 * DAY) for name in ("ann", "bob")]
    leaves.append(away("cid", MONDAY + 3 * DAY, MONDAY + 29 * DAY))
    return Desk(world(reps, absences=leaves))


def test_who_return_at_once_are_at_the_level_of_the_highest() -> None:
    desk = all_back_but_one(row("ann"), row("bob"), row("cid"))
    desk.many(5)
    desk.many(4, at=MONDAY + 2 * DAY)
    assert desk.shares() == {"ann": 2, "bob": 2, "cid": 5}
    desk.route("next", MONDAY + 4 * DAY)
    assert levels(desk) == {"ann": 5, "bob": 5, "cid": 5}


def test_the_highest_of_those_who_return_at_once_may_be_one_of_them() -> None:
    desk = all_back_but_one(row("ann"), row("bob", daily_cap=1), row("cid", daily_cap=1))
    desk.many(5)
    desk.many(1, at=MONDAY + 2 * DAY)
    assert desk.shares() == {"ann": 3, "bob": 1, "cid": 2}
    desk.route("next", MONDAY + 4 * DAY)
    assert levels(desk) == {"ann": 3, "bob": 3, "cid": 2}


def test_the_highest_is_who_has_most_for_their_weight() -> None:
    desk = all_back_but_one(row("ann", weight=2, daily_cap=4), row("bob"), row("cid", daily_cap=1))
    desk.many(8)
    desk.many(1, at=MONDAY + 2 * DAY)
    assert desk.shares() == {"ann": 4, "bob": 3, "cid": 2}
    desk.route("next", MONDAY + 4 * DAY)
    assert levels(desk) == {"ann": 6, "bob": 3, "cid": 2}


def test_who_all_leave_at_once_and_keep_their_position_are_ahead_of_nobody() -> None:
    leaves = [away(name, MONDAY + DAY, MONDAY + 3 * DAY) for name in ("ann", "bob")]
    switches = {"on_return": OnReturn.KEEP_POSITION, **ANYWAY}
    desk = Desk(world([row("ann"), row("bob", daily_cap=1)], absences=leaves, pool=switches))
    desk.many(4)
    assert desk.shares() == {"ann": 3, "bob": 1}
    desk.route("while both are away", MONDAY + 2 * DAY)
    balances = desk.state.pool("sdr").balances
    assert {name: item.lead_on_peers for name, item in balances.items()} == {"ann": 0, "bob": 0}
    assert all(item.is_away for item in balances.values())


def test_of_equal_load_the_longest_idle_is_first_in_a_new_month_too() -> None:
    desk = Desk(world([row("ann"), row("bob")], pool={"method": SelectionMethod.LEAST_OPEN_LOAD}))
    assert desk.many(2) == ["ann", "bob"]
    july = MONDAY + 30 * DAY
    assert desk.route("third", MONDAY + DAY).rep_id == "ann"
    for given in (desk.decisions[0], desk.decisions[1], desk.decisions[2]):
        close(desk, given.assignment)
    assert desk.route("fourth", july).rep_id == "bob"


@pytest.mark.parametrize(
    ("on_return", "back_at"), [(OnReturn.NORMALISE, 4), (OnReturn.KEEP_POSITION, 5)]
)
def test_who_is_back_counts_as_the_others_from_then_on(on_return: OnReturn, back_at: int) -> None:
    leave = away("ann", MONDAY + HOUR, MONDAY + 3 * HOUR)
    desk = Desk(world([row("ann"), row("bob")], absences=[leave], pool={"on_return": on_return}))
    assert desk.many(3) == ["ann", "bob", "ann"]  # ann leaves one lead ahead
    assert desk.many(3, at=MONDAY + 2 * HOUR) == ["bob"] * 3
    desk.route("back", MONDAY + 4 * HOUR)
    assert levels(desk) == {"ann": back_at, "bob": 4}
    first = desk.decisions[-1].rep_id
    desk.route("next", MONDAY + 5 * HOUR)
    expected = {"ann": back_at, "bob": 4}
    expected[str(first)] += 1
    assert levels(desk) == expected
    ann = desk.state.pool("sdr").balances["ann"]
    assert (ann.is_away, ann.lead_on_peers) == (False, 0)
