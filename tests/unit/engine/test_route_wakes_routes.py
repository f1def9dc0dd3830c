"""When leads are tried again that routes passed on, or that wait in pools with an order."""

from datetime import UTC, datetime

from hypothesis import assume, given, settings
from route_wakes_world import DAY, HOUR, SECOND, WEEKDAYS, at_work, calendars, june, office, waits
from routing_random import STEPS, Company, routers
from routing_world import MONDAY, Desk, away, caps, lead, row, world

from leadpact.engine.routing import (
    Waiting,
    reassign_lead,
    route_lead,
)
from leadpact.pact.sections.routing.policy import (
    Direction,
    EveryoneAway,
    Hours,
    Otherwise,
    Pool,
    Rotation,
    Route,
    RouteTarget,
    SelectionMethod,
)
from leadpact.terms.calendar import BusinessCalendar
from vacuous import at_least

# What does not end by itself


def test_a_meeting_to_come_is_not_waited_for():
    item = lead("1", meeting_at=june(6, 12))  # a Saturday
    assert waits(at_work(calendars(office=office())), MONDAY, item).retry_at is None


def test_a_queue_is_waited_in_until_somebody_claims():
    desk = Desk(world([row("ann")], pool={"method": SelectionMethod.QUEUE}))
    assert waits(desk).retry_at is None


def test_a_lead_without_a_territory_an_owner_or_a_direction_has_no_moment():
    routes = [
        Route("where", RouteTarget.TERRITORY, otherwise=Otherwise.WAIT),
        Route("owner", RouteTarget.ACCOUNT_OWNER, otherwise=Otherwise.WAIT),
        Route("other", RouteTarget.POOL, pool="out", otherwise=Otherwise.WAIT),
    ]
    pools = [Pool("out", roles=("SDR",), direction=Direction.OUTBOUND)]
    for route in routes:
        desk = Desk(world([row("ann")], routes=[route], pools=pools))
        assert waits(desk).retry_at is None


# Routes that pass a lead on


def test_a_route_that_passed_the_lead_on_is_waited_for_too():
    routes = [Route("owner", RouteTarget.ACCOUNT_OWNER, otherwise=Otherwise.NEXT_ROUTE)]
    leaves = [away("olga", june(1), june(2, 10)), away("ann", june(1), june(3, 10))]
    reps = [row("olga", role="AE"), row("ann")]
    desk = Desk(world(reps, routes=routes, absences=leaves))
    decision = waits(desk, MONDAY, lead("1", account_owner_rep_id="olga"))
    assert (decision.route_id, decision.retry_at) == ("default", june(2, 10))
    assert waits(desk, MONDAY).retry_at == june(3, 10)


def test_a_queue_at_the_end_is_left_when_a_route_before_it_has_somebody():
    pools = [Pool("few", reps=("ann",), hours=Hours.ANY)]
    routes = [Route("few", RouteTarget.POOL, pool="few", otherwise=Otherwise.NEXT_ROUTE)]
    reps = [row("ann", daily_cap=1), row("bob")]
    desk = Desk(world(reps, routes=routes, pools=pools, pool={"method": SelectionMethod.QUEUE}))
    desk.route("1")
    decision = waits(desk)
    assert (decision.waiting, decision.retry_at) == (Waiting.IN_QUEUE, june(2))


def test_a_lead_that_is_kept_names_when_another_could_have_it():
    desk = Desk(world([row("ann"), row("bob")], absences=[away("bob", june(1), june(3, 10))]))
    held = desk.route("1").assignment
    kept = reassign_lead(lead("1"), held, desk.state, desk.router, as_of=MONDAY)
    assert (kept.rep_id, kept.retry_at) == ("ann", june(3, 10))


# Pools in which what one may take depends on the others

STRICT = {"rotation": Rotation.STRICT}


def test_a_strict_rotation_waits_for_whose_turn_it_is():
    reps = [row("ann", daily_cap=1), row("bob"), row("cid", weight=0)]
    desk = Desk(world(reps, pool=STRICT))
    assert desk.many(2) == ["ann", "bob"]
    decision = waits(desk)
    assert (decision.waiting, decision.retry_at) == (Waiting.TURN_IS_KEPT, june(2))


def test_a_strict_rotation_goes_on_without_who_goes_on_leave():
    # It is ann's turn, who has no room before Monday; her leave begins on Wednesday at 14:00.
    leave = [away("ann", june(3, 14), june(20))]
    desk = Desk(
        world([row("ann"), row("bob")], absences=leave, pool={**STRICT, "caps": caps(per_week=1)})
    )
    assert desk.route("1", june(1, 9)).rep_id == "ann"
    bob_only = route_lead(lead("x"), desk.state, desk.router, as_of=june(1, 10))
    assert bob_only.rep_id == "bob"
    desk = Desk(
        world([row("ann", open_cap=1), row("bob")], absences=leave, pool=STRICT), desk.state
    )
    desk.keep(route_lead(lead("2"), desk.state, desk.router, as_of=june(1, 10)))
    decision = waits(desk, june(1, 11))
    assert (decision.waiting, decision.retry_at) == (Waiting.TURN_IS_KEPT, june(3, 14))


def test_a_strict_rotation_without_carry_over_begins_again_with_the_month():
    # 2 for ann and 1 for bob, whose turn it is and who has no room; in July ann is first again.
    pool = {**STRICT, "carry_over": False}
    desk = Desk(world([row("ann", weight=2), row("bob", open_cap=1)], pool=pool))
    assert desk.many(3) == ["ann", "bob", "ann"]
    desk.route("4")
    assert desk.decisions[-1].rep_id == "ann"
    decision = waits(desk)
    assert (decision.waiting, decision.retry_at) == (
        Waiting.TURN_IS_KEPT,
        datetime(2026, 7, 1, tzinfo=UTC),
    )


def test_a_strict_rotation_that_carries_over_keeps_the_turn_into_the_next_month():
    desk = Desk(world([row("ann", weight=2), row("bob", open_cap=1)], pool=STRICT))
    assert desk.many(4) == ["ann", "bob", "ann", "ann"]
    decision = waits(desk)
    assert (decision.waiting, decision.retry_at) == (Waiting.TURN_IS_KEPT, None)
    assert waits(desk, june(30, 12) + DAY).waiting is Waiting.TURN_IS_KEPT


def test_a_strict_rotation_goes_on_when_who_works_now_closes_and_whose_turn_it_is_opens_next():
    late = BusinessCalendar(zone="UTC", windows=dict.fromkeys(WEEKDAYS, (("22:00", "23:30"),)))
    policy = calendars(east=office("America/New_York"), late=late)
    reps = [row("eve", calendar="east"), row("wes", calendar="late")]
    desk = Desk(world(reps, calendars=policy, pool={**STRICT, "hours": Hours.NEXT_TO_OPEN}))
    assert desk.route("1", june(1, 19)).rep_id == "eve"
    decision = waits(desk, june(1, 20))
    assert decision.waiting is Waiting.TURN_IS_KEPT
    assert decision.retry_at == june(1, 21)  # 17:00 in New York: wes is the next to open


def test_where_leave_is_ignored_once_all_have_it_the_leave_of_the_last_is_waited_for():
    reps = [row("ann", open_cap=1), row("bob")]
    leaves = [away("ann", june(3, 10), june(20)), away("bob", june(1), june(9))]
    anyway = {"everyone_away": EveryoneAway.ASSIGN_ANYWAY}
    desk = Desk(world(reps, absences=leaves, pool=anyway))
    assert desk.route("1").rep_id == "ann"
    decision = waits(desk)
    assert (decision.waiting, decision.retry_at) == (Waiting.NOBODY_FREE, june(3, 10))


@at_least(100)
@settings(max_examples=300, deadline=None)
@given(routers(), STEPS)
def test_a_lead_is_tried_again_at_the_first_second_at_which_somebody_can_take_it(router, steps):
    """Between now and then nobody can; where no moment is named, nobody can for 90 days."""
    company = Company(router)
    for step in steps:
        company.step(*step)
    for n in range(12):
        item = lead(f"last-{n}")
        decision = route_lead(item, company.state, router, as_of=company.at)
        if decision.assignment is None:
            break
        company.keep(decision)
    assume(decision.assignment is None and not decision.is_queued)
    until = decision.retry_at or company.at + 90 * DAY
    if decision.retry_at is not None:
        assert route_lead(item, company.state, router, as_of=until).assignment is not None
    moments = [until - SECOND, *(company.at + n * HOUR / 2 for n in range(1, 400, 7))]
    moments += [company.at.replace(hour=0) + n * DAY for n in range(1, 90, 2)]
    for at in moments:
        if company.at < at < until:
            early = route_lead(item, company.state, router, as_of=at)
            assert early.assignment is None
