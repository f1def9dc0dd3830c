"""Which rep can take a lead at the very moment something begins or ends, and why nobody can."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from routing_world import MONDAY, Desk, away, caps, lead, row, world

from leadpact.engine.routing import (
    Obstacle,
    ReleaseReason,
    Waiting,
    apply_change,
    claim_lead,
    credit_lead,
    release_lead,
)
from leadpact.engine.routing.pooling import why_nobody
from leadpact.engine.routing.state import REMEMBERED_DAYS, Tally
from leadpact.pact.sections.routing.policy import (
    PeriodKind,
    Pool,
    RotationPeriod,
    Route,
    RouteTarget,
    SelectionMethod,
)

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def obstacle_of(desk: Desk, item, at=MONDAY):
    """Return the obstacle of the only rep, and when the lead is tried again."""
    decision = desk.route(item, at)
    [candidate] = decision.considered
    return candidate.obstacle, decision.retry_at


# Who works for the company


@pytest.mark.parametrize(
    ("columns", "obstacle", "retry_at"),
    [
        ({"active_from": MONDAY}, None, None),
        ({"active_from": MONDAY + SECOND}, Obstacle.NOT_ACTIVE, MONDAY + SECOND),
        ({"active_to": MONDAY + SECOND}, None, None),
        ({"active_to": MONDAY}, Obstacle.NOT_ACTIVE, None),
        ({"active_from": MONDAY - DAY, "active_to": MONDAY}, Obstacle.NOT_ACTIVE, None),
    ],
)
def test_a_rep_works_from_the_first_second_to_before_the_last(columns, obstacle, retry_at):
    assert obstacle_of(Desk(world([row("ann", **columns)])), "1") == (obstacle, retry_at)


@pytest.mark.parametrize(
    ("columns", "obstacle", "retry_at"),
    [
        ({"active_to": MONDAY + 3 * DAY}, None, None),
        ({"active_to": MONDAY + 2 * DAY}, Obstacle.NOT_ACTIVE, None),  # gone by then
        ({"active_from": MONDAY, "active_to": MONDAY + DAY}, Obstacle.NOT_ACTIVE, None),
        (
            {"active_from": MONDAY + DAY},
            Obstacle.NOT_ACTIVE,
            MONDAY + DAY,
        ),  # there by then, not now
    ],
)
def test_who_gets_a_meeting_works_for_the_company_now_and_then(columns, obstacle, retry_at):
    item = lead("1", meeting_at=MONDAY + 2 * DAY)
    assert obstacle_of(Desk(world([row("ann", **columns)])), item) == (obstacle, retry_at)


# Leave


@pytest.mark.parametrize(
    ("from_at", "to_at", "obstacle"),
    [
        (MONDAY, MONDAY + DAY, Obstacle.AWAY),
        (MONDAY + SECOND, MONDAY + DAY, None),
        (MONDAY - DAY, MONDAY + SECOND, Obstacle.AWAY),
        (MONDAY - DAY, MONDAY, None),
    ],
)
def test_a_leave_holds_from_its_first_second_to_before_its_last(from_at, to_at, obstacle):
    desk = Desk(world([row("ann")], absences=[away("ann", from_at, to_at)]))
    assert obstacle_of(desk, "1") == (obstacle, to_at if obstacle else None)


def test_waiting_does_not_help_a_meeting_that_falls_into_a_leave_or_on_a_full_day():
    item = lead("1", meeting_at=MONDAY + 2 * DAY)
    leave = [away("ann", MONDAY + DAY, MONDAY + 3 * DAY)]
    assert obstacle_of(Desk(world([row("ann")], absences=leave)), item) == (Obstacle.AWAY, None)
    full = Desk(world([row("ann", daily_cap=1)]))
    full.route(lead("0", meeting_at=MONDAY + 2 * DAY))
    full.route("today")
    assert obstacle_of(full, item) == (Obstacle.AT_DAILY_CAP, None)
    assert obstacle_of(full, "2") == (Obstacle.AT_DAILY_CAP, MONDAY.replace(hour=0) + DAY)


def test_a_cap_of_nothing_never_ends():
    for limits in ({"per_day": 0}, {"per_week": 0}, {"per_month": 0}):
        desk = Desk(world([row("ann")], pool={"caps": caps(**limits)}))
        decision = desk.route("1")
        [candidate] = decision.considered
        assert (candidate.obstacle_ends_at, decision.retry_at) == (None, None)


# Why nobody can


@pytest.mark.parametrize(
    ("obstacles", "why"),
    [
        ((), Waiting.POOL_EMPTY),
        ((Obstacle.NOT_ACTIVE, Obstacle.NO_WEIGHT), Waiting.POOL_EMPTY),
        ((Obstacle.NOT_ACTIVE, Obstacle.HAD_IT), Waiting.EVERYONE_HAD_IT),
        ((Obstacle.HAD_IT, Obstacle.AWAY), Waiting.EVERYONE_AWAY),
        ((Obstacle.OTHER_TERRITORY, Obstacle.NO_WEIGHT), Waiting.NO_REP_IN_TERRITORY),
        ((Obstacle.OTHER_TERRITORY, Obstacle.AWAY), Waiting.EVERYONE_AWAY),
        ((Obstacle.AT_DAILY_CAP, Obstacle.AT_OPEN_CAP), Waiting.EVERYONE_AT_CAP),
        (
            (Obstacle.AT_WEEKLY_CAP, Obstacle.AT_MONTHLY_CAP, Obstacle.OTHER_TERRITORY),
            Waiting.EVERYONE_AT_CAP,
        ),
        ((Obstacle.OUTSIDE_HOURS, Obstacle.NOT_ACTIVE), Waiting.OUTSIDE_HOURS),
        ((Obstacle.OUTSIDE_HOURS, Obstacle.AT_DAILY_CAP), Waiting.NOBODY_FREE),
        ((Obstacle.AWAY, Obstacle.AT_DAILY_CAP), Waiting.NOBODY_FREE),
        ((Obstacle.OUTSIDE_HOURS, Obstacle.AWAY), Waiting.NOBODY_FREE),
    ],
)
def test_the_reason_for_waiting_is_that_of_all_who_count(obstacles, why):
    found = {f"rep-{n}": (obstacle, None) for n, obstacle in enumerate(obstacles)}
    assert why_nobody(found, Waiting.POOL_EMPTY) is why


# What decides


def test_random_is_where_the_hash_of_salt_and_lead_falls_among_the_weights():
    reps = [row("a", weight=2), row("b", weight=1), row("c", weight=3)]
    ids = [f"lead-{n}" for n in range(40)]
    for salt in (None, "2026-Q3"):
        desk = Desk(world(reps, pool={"method": SelectionMethod.RANDOM, "salt": salt}))
        for name in ids:
            digest = sha256(f"{salt or 'sdr'}\0{name}".encode()).hexdigest()
            assert desk.route(name).rep_id == "aabccc"[int(digest, 16) % 6]


def test_who_never_had_a_lead_is_idle_longer_than_who_had_one_in_1970():
    desk = Desk(world([row("a"), row("b")], pool={"method": SelectionMethod.LEAST_OPEN_LOAD}))
    then = datetime(1970, 1, 1, tzinfo=UTC)
    held = desk.route("1", then).assignment
    closed = release_lead(held, desk.state, desk.router, reason=ReleaseReason.CLOSED, at=then)
    desk.state = apply_change(desk.state, closed)
    assert (held.rep_id, desk.route("2", then).rep_id) == ("a", "b")


def test_a_count_that_is_never_reset_is_kept_under_one_day():
    desk = Desk(world([row("a")], pool={"period": RotationPeriod(PeriodKind.FOREVER)}))
    for day in range(3):
        desk.route(f"{day}", MONDAY + day * DAY)
    assert desk.state.pool("sdr").balances["a"].tallies == (Tally(0, n=3),)


def test_a_claim_names_the_route_that_leads_to_its_queue():
    desk = Desk(
        world(
            [row("ann")],
            pools=[
                Pool("desk", reps=("ann",), method=SelectionMethod.QUEUE),
                Pool("side", reps=("ann",), method=SelectionMethod.QUEUE),
            ],
            routes=[Route("fair", RouteTarget.POOL, pool="desk")],
        )
    )
    for pool, route_id in (("desk", "fair"), ("side", "default")):
        got = claim_lead(lead(pool), desk.state, desk.router, pool=pool, rep_id="ann", as_of=MONDAY)
        assert (got.rep_id, got.route_id, got.pool) == ("ann", route_id, pool)


def test_the_open_leads_of_an_owner_outside_pools_are_shown():
    route = Route("owner", RouteTarget.ACCOUNT_OWNER)
    desk = Desk(world([row("olga", role="AE")], routes=[route]))
    for n in range(3):
        decision = desk.route(lead(f"{n}", account_owner_rep_id="olga"))
        [candidate] = decision.considered
        assert (decision.rep_id, candidate.n_open, candidate.level) == ("olga", n, 0)


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_meeting_that_is_called_off_leaves_the_other_days_of_its_rep_as_they_were(is_kept):
    desk = Desk(world([row("ann")]))
    today = int(MONDAY.timestamp()) // 86_400
    desk.route("old", MONDAY - REMEMBERED_DAYS * DAY)
    held = desk.route(lead("1", meeting_at=MONDAY + DAY)).assignment
    desk.route("2")
    assert desk.state.load("ann").days == ((today - 45, 1), (today, 1), (today + 1, 1))
    called_off = {"reason": ReleaseReason.CANCELLED, "at": MONDAY}
    if is_kept:  # the lead stays with its rep
        _, change = credit_lead(held, desk.state, desk.router, **called_off)
    else:
        change = release_lead(held, desk.state, desk.router, **called_off)
    desk.state = apply_change(desk.state, change)
    assert desk.state.load("ann").days == ((today - 45, 1), (today, 1))
    assert desk.state.load("ann").n_open == (3 if is_kept else 2)


@pytest.mark.parametrize("method", list(SelectionMethod))
def test_who_had_no_lead_in_a_pool_is_shown_with_none(method):
    reps = [row("ann"), row("bob", weight=0), row("cid", active_from=MONDAY + DAY)]
    decision = Desk(world(reps, pool={"method": method})).route("1")
    assert [(item.rep_id, item.level, item.n_open) for item in decision.considered] == [
        ("ann", 0, 0),
        ("bob", 0, 0),
        ("cid", 0, 0),
    ]
