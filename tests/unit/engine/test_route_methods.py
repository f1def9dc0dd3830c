"""Routes and the ways to pick a rep: order, direction, queue, random, territory, owner, pair."""

from datetime import timedelta

import pytest
from routing_world import MONDAY, Desk, away, caps, lead, row, sdr_pool, weighted, world

from leadpact.conditions.parse import parse_condition
from leadpact.engine.routing import (
    Obstacle,
    RoutingOutcome,
    Waiting,
    apply_change,
    claim_lead,
    reassign_lead,
)
from leadpact.pact.sections.routing.policy import (
    DEFAULT_ROUTE,
    Direction,
    Otherwise,
    Pool,
    Route,
    RouteTarget,
    RoutingPolicy,
    SelectionMethod,
    Territory,
)

DAY = timedelta(days=1)
SDRS = [row("ann"), row("bob"), row("cid")]


def when(text: str) -> dict:
    return {"when": parse_condition(text), "opens": parse_condition(text)}


def test_the_first_route_whose_condition_is_true_takes_the_lead():
    routes = [
        Route("big", RouteTarget.POOL, pool="big", **when("n_employees >= 1000")),
        Route("any", RouteTarget.POOL, pool="any", **when("n_employees >= 10")),
    ]
    pools = [Pool("big", reps=("ann",)), Pool("any", reps=("bob",))]
    desk = Desk(world(SDRS, routes=routes, pools=pools))
    assert [desk.route(lead(str(n), n_employees=n)).route_id for n in (5000, 50, 5)] == [
        "big",
        "any",
        DEFAULT_ROUTE,
    ]


def test_a_condition_that_is_unknown_takes_no_lead():
    route = Route("big", RouteTarget.POOL, pool="sdr", **when("n_employees >= 1000"))
    assert Desk(world(SDRS, routes=[route])).route(lead("1")).route_id == DEFAULT_ROUTE


def test_without_a_default_there_is_no_policy():
    with pytest.raises(ValueError, match="default"):
        RoutingPolicy(pools=(sdr_pool(),), routes=())
    with pytest.raises(ValueError, match="elsewhere"):
        RoutingPolicy((sdr_pool(),), (Route(DEFAULT_ROUTE, RouteTarget.POOL, pool="elsewhere"),))


def test_a_route_that_cannot_place_a_lead_passes_it_on_and_says_why():
    full = Pool("full", reps=("ann",), caps=caps(open=0))
    route = Route("first", RouteTarget.POOL, pool="full", otherwise=Otherwise.NEXT_ROUTE)
    decision = Desk(world(SDRS, routes=[route], pools=[full])).route(lead("1"))
    assert decision.route_id == DEFAULT_ROUTE
    (passed,) = decision.passed
    assert (passed.route_id, passed.why) == ("first", Waiting.EVERYONE_AT_CAP)
    assert [item.obstacle for item in passed.considered] == [Obstacle.AT_OPEN_CAP]


def test_a_route_that_waits_keeps_the_lead():
    full = Pool("full", reps=("ann",), caps=caps(open=0))
    route = Route("first", RouteTarget.POOL, pool="full", otherwise=Otherwise.WAIT)
    decision = Desk(world(SDRS, routes=[route], pools=[full])).route(lead("1"))
    assert (decision.outcome, decision.waiting) == (RoutingOutcome.WAITING, Waiting.EVERYONE_AT_CAP)


def test_inbound_and_outbound_go_to_teams_apart():
    pools = [
        Pool("in", reps=("ann",), direction=Direction.INBOUND),
        Pool("out", reps=("bob",), direction=Direction.OUTBOUND),
    ]
    routes = [
        Route("inbound", RouteTarget.POOL, pool="in", direction=Direction.INBOUND),
        Route("outbound", RouteTarget.POOL, pool="out", direction=Direction.OUTBOUND),
    ]
    outbound = parse_condition("source == 'cold list'")
    router = world(
        SDRS, pools=pools, routes=routes, outbound_when=outbound, outbound_opens=outbound
    )
    desk = Desk(router)
    cold, warm = desk.route(lead("1", source="cold list")), desk.route(lead("2"))
    assert (cold.rep_id, cold.direction) == ("bob", Direction.OUTBOUND)
    assert (warm.rep_id, warm.direction) == ("ann", Direction.INBOUND)


def test_a_pool_takes_no_leads_of_the_other_direction():
    pool = Pool("out", reps=("bob",), direction=Direction.OUTBOUND)
    route = Route("any", RouteTarget.POOL, pool="out", otherwise=Otherwise.NEXT_ROUTE)
    decision = Desk(world(SDRS, pools=[pool], routes=[route])).route(lead("1"))
    assert decision.passed[0].why is Waiting.OTHER_DIRECTION


# Queue


def queue() -> Desk:
    reps = [row("ann"), row("bob", open_cap=1), row("cid")]
    leave = away("cid", MONDAY - DAY, MONDAY + DAY)
    return Desk(world(reps, absences=[leave], pool={"method": SelectionMethod.QUEUE}))


def claim(desk: Desk, rep_id: str, lead_id: str = "1", at=MONDAY):
    decision = claim_lead(
        lead(lead_id), desk.state, desk.router, pool="sdr", rep_id=rep_id, as_of=at
    )
    return desk.keep(decision)


def test_in_a_queue_a_lead_waits_until_somebody_claims_it():
    desk = queue()
    waiting = desk.route("1")
    assert (waiting.rep_id, waiting.waiting, waiting.retry_at) == (None, Waiting.IN_QUEUE, None)
    claimed = claim(desk, "ann")
    assert (claimed.rep_id, claimed.waiting, claimed.method) == ("ann", None, SelectionMethod.QUEUE)
    assert claimed.route_id == DEFAULT_ROUTE
    assert desk.state.load("ann").n_open == 1


@pytest.mark.parametrize(
    ("rep_id", "obstacle"),
    [("cid", Obstacle.AWAY), ("nobody", None), ("bob", Obstacle.AT_OPEN_CAP)],
)
def test_who_may_not_have_it_cannot_claim_it(rep_id, obstacle):
    desk = queue()
    claim(desk, "bob")
    refused = claim(desk, rep_id, "2")
    assert (refused.rep_id, refused.waiting) == (None, Waiting.IN_QUEUE)
    found = {item.rep_id: item.obstacle for item in refused.considered}
    assert found.get(rep_id) == obstacle
    assert found["ann"] is Obstacle.DID_NOT_CLAIM


def test_working_hours_do_not_hinder_a_claim():
    sunday = MONDAY - DAY
    assert claim(queue(), "ann", at=sunday).rep_id == "ann"


def test_a_lead_reassigned_in_a_queue_waits_there_again_and_leaves_the_hands_of_its_rep():
    desk = queue()
    held = claim(desk, "ann").assignment
    decision = desk.keep(reassign_lead(lead("1"), held, desk.state, desk.router, as_of=MONDAY))
    assert (decision.outcome, decision.rep_id) == (RoutingOutcome.WAITING, None)
    assert desk.state.load("ann").n_open == 0
    again = claim(desk, "ann")
    assert again.rep_id == "ann"


# Random, least open load


def test_random_is_a_function_of_lead_and_salt():
    router = world(SDRS, pool={"method": SelectionMethod.RANDOM})
    other = world(SDRS, pool={"method": SelectionMethod.RANDOM, "salt": "2026-Q3"})
    forwards, backwards = Desk(router), Desk(router)
    ids = [f"lead-{i}" for i in range(60)]
    first = {name: forwards.route(name).rep_id for name in ids}
    assert first == {name: backwards.route(name).rep_id for name in reversed(ids)}
    assert first != {name: Desk(other).route(name).rep_id for name in ids}


def test_random_follows_the_weights():
    desk = Desk(world(weighted(a=2, b=1, c=1, d=0), pool={"method": SelectionMethod.RANDOM}))
    desk.many(4000)
    got = desk.shares()
    assert set(got) == {"a", "b", "c"}
    for name, expected in {"a": 2000, "b": 1000, "c": 1000}.items():
        assert abs(got[name] - expected) < 150  # five standard deviations


def test_the_least_open_load_comes_first_by_weight():
    desk = Desk(world(weighted(a=2, b=1), pool={"method": SelectionMethod.LEAST_OPEN_LOAD}))
    assert desk.many(6) == ["a", "b", "a", "a", "b", "a"]


# Territories

TERRITORIES = (
    Territory("named", accounts=("acme.example", "acc-7"), pool="key"),
    Territory("dach-large", countries=("DE", "AT", "CH"), employees_from=200, pool="key"),
    Territory("dach", countries=("DE", "AT", "CH")),
    Territory("west", regions=("West",), time_zones=("America/Los_Angeles",), employees_to=199),
    Territory("schools", industries=("education",), pool="sdr"),
)


def by_territory(otherwise=Otherwise.NEXT_ROUTE) -> Desk:
    reps = [
        *SDRS,
        row("dora", role="AE", territory="dach"),
        row("wes", role="AE", territory="west"),
        row("key", role="KEY"),
    ]
    pools = [Pool("field", roles=("AE",)), Pool("key", reps=("key",))]
    route = Route("where", RouteTarget.TERRITORY, pool="field", otherwise=otherwise)
    return Desk(world(reps, pools=pools, routes=[route], territories=TERRITORIES))


@pytest.mark.parametrize(
    ("record", "territory", "rep_id"),
    [
        ({"account_id": "acc-7", "country": "DE"}, "named", "key"),
        ({"website": "acme.example"}, "named", "key"),
        ({"country": "AT", "n_employees": 200}, "dach-large", "key"),
        ({"country": "AT", "n_employees": 199}, "dach", "dora"),
        ({"country": "AT"}, "dach", "dora"),
        (
            {"region": "West", "time_zone": "America/Los_Angeles", "n_employees": 199},
            "west",
            "wes",
        ),
        ({"industry": "education"}, "schools", "ann"),
    ],
)
def test_a_lead_goes_to_who_works_the_first_territory_it_lies_in(record, territory, rep_id):
    decision = by_territory().route(lead("1", **record))
    assert (decision.territory_id, decision.rep_id) == (territory, rep_id)


@pytest.mark.parametrize(
    "record",
    [
        {},
        {"region": "West", "n_employees": 10},
        {"region": "West", "time_zone": "America/Los_Angeles", "n_employees": 200},
        {"region": "West", "time_zone": "America/Los_Angeles"},
    ],
)
def test_a_lead_in_no_territory_goes_on_or_waits(record):
    goes_on = by_territory().route(lead("1", **record))
    assert (goes_on.route_id, goes_on.passed[0].why) == (DEFAULT_ROUTE, Waiting.NO_TERRITORY)
    waits = by_territory(Otherwise.WAIT).route(lead("1", **record))
    assert waits.waiting is Waiting.NO_TERRITORY


def test_a_territory_that_no_rep_of_the_pool_has_waits_with_that_reason():
    territories = (Territory("north", regions=("North",)),)
    route = Route("where", RouteTarget.TERRITORY, pool="sdr")
    desk = Desk(world(SDRS, routes=[route], territories=territories))
    waiting = desk.route(lead("1", region="North"))
    assert waiting.waiting is Waiting.NO_REP_IN_TERRITORY


# Owner, pair, inside sales


def owner_first(**reps_of_owner) -> Desk:
    reps = [*SDRS, row("olga", role="AE", **reps_of_owner)]
    route = Route("owner", RouteTarget.ACCOUNT_OWNER, otherwise=Otherwise.NEXT_ROUTE)
    return Desk(world(reps, routes=[route]))


def test_the_owner_of_the_account_comes_first_and_counts_in_no_pool():
    desk = owner_first()
    decision = desk.route(lead("1", account_owner_rep_id="olga"))
    assert (decision.route_id, decision.rep_id, decision.pool) == ("owner", "olga", None)
    assert desk.state.load("olga").n_open == 1
    assert not desk.state.pools


@pytest.mark.parametrize(
    ("record", "columns", "why"),
    [
        ({}, {}, Waiting.NO_OWNER),
        ({"account_owner_rep_id": "gone"}, {}, Waiting.NO_OWNER),
        ({"account_owner_rep_id": "olga"}, {"open_cap": 0}, Waiting.EVERYONE_AT_CAP),
        ({"account_owner_rep_id": "olga"}, {"active_to": MONDAY}, Waiting.NO_OWNER),
    ],
)
def test_without_an_owner_who_can_take_it_the_next_route_does(record, columns, why):
    decision = owner_first(**columns).route(lead("1", **record))
    assert (decision.rep_id, decision.passed[0].why) == ("ann", why)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"rep_id": "ann"}, "olga"),  # ann names olga
        ({"rep_id": "pete"}, "cid"),  # cid names pete
        ({"account_owner_rep_id": "pete"}, "cid"),
        ({"rep_id": "ann", "account_owner_rep_id": "pete"}, "olga"),
    ],
)
def test_the_paired_rep_is_that_of_the_present_rep_or_of_the_owner(record, expected):
    reps = [
        row("ann", paired_rep_id="olga"),
        row("cid", paired_rep_id="pete"),
        row("olga", role="AE"),
        row("pete", role="AE"),
    ]
    route = Route("pair", RouteTarget.PAIRED_REP, otherwise=Otherwise.NEXT_ROUTE)
    assert Desk(world(reps, routes=[route])).route(lead("1", **record)).rep_id == expected


def test_nobody_s_pair_goes_on_to_the_next_route():
    route = Route("pair", RouteTarget.PAIRED_REP, otherwise=Otherwise.NEXT_ROUTE)
    decision = Desk(world(SDRS, routes=[route])).route(lead("1", rep_id="ann"))
    assert decision.passed[0].why is Waiting.NO_PAIRED_REP


def test_small_deals_go_straight_to_inside_sales():
    route = Route("small", RouteTarget.INSIDE_SALES, pool="inside", **when("n_employees < 20"))
    inside = Pool("inside", teams=("inside",))
    reps = [*SDRS, row("ida", role="AE", team="inside")]
    desk = Desk(world(reps, routes=[route], pools=[inside]))
    small, large = desk.route(lead("1", n_employees=5)), desk.route(lead("2", n_employees=50))
    assert (small.rep_id, small.is_direct) == ("ida", True)
    assert (large.rep_id, large.is_direct) == ("ann", False)


def test_a_pool_takes_the_reps_of_every_kind_it_lists_and_those_it_names():
    reps = [
        row("a", team="x", territory="t"),
        row("b", team="x"),
        row("c", role="AE", team="x", territory="t"),
        row("d", role="AE"),
    ]
    pool = {"roles": ("SDR",), "teams": ("x",), "territories": ("t",), "reps": ("d",)}
    router = world(reps, pool=pool)
    assert [item.rep.rep_id for item in router.pools["sdr"].members] == ["a", "d"]


def test_a_pool_without_anybody_waits_with_that_reason():
    assert Desk(world([])).route("1").waiting is Waiting.POOL_EMPTY


def test_an_empty_pool_whose_rep_starts_later_is_tried_again_then():
    starts = MONDAY + 3 * DAY
    decision = Desk(world([row("ann", active_from=starts)])).route("1")
    assert (decision.waiting, decision.retry_at) == (Waiting.POOL_EMPTY, starts)


def test_every_decision_names_the_pact_it_was_made_under():
    desk = Desk(world(SDRS))
    assert desk.route("1").fingerprint == desk.router.fingerprint == "f" * 64


def test_a_lead_that_waits_changes_nothing():
    desk = Desk(world([row("ann", open_cap=0)]))
    waiting = desk.route("1")
    assert waiting.waiting
    assert apply_change(desk.state, waiting.change) == desk.state
