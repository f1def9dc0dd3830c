"""When a lead that waits is tried again: the first second at which somebody can take it."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from routing_random import STEPS, Company, routers
from routing_world import MONDAY, Desk, away, caps, lead, row, world

from leadpact.engine.routing import (
    Obstacle,
    ReleaseReason,
    RouteDecision,
    Waiting,
    apply_change,
    reassign_lead,
    release_lead,
    route_lead,
)
from leadpact.pact.sections.calendars.policy import CalendarPolicy
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
    Spread,
)
from leadpact.terms.calendar import BusinessCalendar
from vacuous import at_least

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI")
# MONDAY is Monday, 1 June 2026, 12:00 UTC.


def june(day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, second, tzinfo=UTC)


def office(zone: str = "UTC", **days) -> BusinessCalendar:
    return BusinessCalendar(
        zone=zone, windows=dict.fromkeys(WEEKDAYS, (("09:00", "17:00"),)), **days
    )


def calendars(**named: BusinessCalendar) -> CalendarPolicy:
    return CalendarPolicy(named, next(iter(named)))


def waits(desk: Desk, at: datetime = MONDAY, item="waits") -> RouteDecision:
    """Return the decision on a lead that has to wait, and see that it waits for just so long."""
    item = lead(item) if isinstance(item, str) else item
    decision = route_lead(item, desk.state, desk.router, as_of=at)
    assert decision.assignment is None
    if decision.retry_at is not None:
        assert decision.retry_at > at
        too_early = max(decision.retry_at - SECOND, at)
        assert route_lead(item, desk.state, desk.router, as_of=too_early).assignment is None
        on_time = route_lead(item, desk.state, desk.router, as_of=decision.retry_at)
        assert on_time.assignment is not None
    return decision


# Caps


@pytest.mark.parametrize(
    ("zone", "wakes_at"),
    [
        ("UTC", june(2)),
        ("America/Los_Angeles", june(2, 7)),  # midnight there, in summer time
        ("Asia/Tokyo", june(1, 15)),
        ("Asia/Kolkata", june(1, 18, 30)),
    ],
)
def test_a_daily_cap_ends_with_the_rep_s_own_day(zone: str, wakes_at: datetime):
    desk = Desk(world([row("ann", daily_cap=1, time_zone=zone)]))
    desk.route("1")
    assert waits(desk).retry_at == wakes_at


def test_a_daily_cap_ends_when_the_pool_opens_on_the_next_day_where_it_gives_leads_at_work_only():
    policy = calendars(office=office("America/New_York"))
    desk = Desk(world([row("ann", daily_cap=1)], calendars=policy, pool={"hours": Hours.OPEN_NOW}))
    desk.route("1", june(1, 14))
    assert waits(desk, june(1, 15)).retry_at == june(2, 13)  # 09:00 in New York
    desk.route("2", june(5, 14))  # a Friday
    assert waits(desk, june(5, 15)).retry_at == june(8, 13)


def test_a_daily_cap_ends_at_midnight_where_leads_go_to_who_opens_next():
    desk = Desk(world([row("ann", daily_cap=1)], pool={"hours": Hours.NEXT_TO_OPEN}))
    desk.route("1")
    assert waits(desk).retry_at == june(2)


def test_a_weekly_cap_ends_on_monday():
    desk = Desk(world([row("ann")], pool={"caps": caps(per_week=2)}))
    desk.many(2, at=june(3, 12))
    assert waits(desk, june(3, 13)).retry_at == june(8)


def test_a_monthly_cap_ends_on_the_first_whatever_the_length_of_the_month():
    desk = Desk(world([row("ann", time_zone="Europe/Paris")], pool={"caps": caps(per_month=1)}))
    desk.route("1", datetime(2028, 2, 10, 12, tzinfo=UTC))
    wakes_at = datetime(2028, 2, 29, 23, tzinfo=UTC)  # 1 March in Paris
    assert waits(desk, datetime(2028, 2, 10, 13, tzinfo=UTC)).retry_at == wakes_at


def test_a_month_without_a_lead_in_its_capacity_is_passed_over():
    # A third of a lead a month: one in March, June, September and December.
    desk = Desk(world([row("ann")], pool={"caps": caps(per_month=Fraction(1, 3))}))
    assert desk.route("1").rep_id == "ann"
    assert waits(desk).retry_at == datetime(2026, 9, 1, tzinfo=UTC)


def test_a_month_spread_evenly_opens_on_the_day_whose_share_is_one_more():
    # Three in 30 days: one to the 10th, two to the 20th.
    desk = Desk(world([row("ann")], pool={"caps": caps(per_month=3, spread=Spread.EVEN)}))
    desk.route("1")
    assert waits(desk).retry_at == june(11)


def test_behind_a_daily_cap_the_weekly_one_is_waited_for():
    desk = Desk(world([row("ann", daily_cap=2)], pool={"caps": caps(per_week=2)}))
    desk.many(2)
    decision = waits(desk)
    assert decision.considered[0].obstacle is Obstacle.AT_DAILY_CAP
    assert decision.retry_at == june(8)


def test_a_day_that_is_full_of_meetings_is_passed_over():
    desk = Desk(world([row("ann", daily_cap=1)]))
    desk.route("today")
    for day in (2, 3, 5):
        desk.route(lead(f"on {day}", meeting_at=june(day, 12)))
    assert waits(desk).retry_at == june(4)


def test_of_reps_with_different_caps_the_first_to_have_room_is_waited_for():
    reps = [
        row("ann", daily_cap=1, time_zone="America/Los_Angeles"),
        row("bob", daily_cap=1, time_zone="Asia/Tokyo"),
        row("cid", daily_cap=0),
    ]
    desk = Desk(world(reps))
    desk.many(2)
    assert waits(desk).retry_at == june(1, 15)


def test_a_cap_of_open_leads_has_no_moment_and_a_release_ends_it():
    desk = Desk(world([row("ann", open_cap=1)]))
    held = desk.route("1").assignment
    assert waits(desk).retry_at is None
    change = release_lead(held, desk.state, desk.router, reason=ReleaseReason.CLOSED, at=MONDAY)
    assert route_lead(lead("2"), apply_change(desk.state, change), desk.router, as_of=MONDAY).rep_id


def test_behind_a_daily_cap_one_of_open_leads_has_no_moment_either():
    desk = Desk(world([row("ann", daily_cap=1, open_cap=1)]))
    desk.route("1")
    decision = waits(desk)
    assert decision.considered[0].obstacle is Obstacle.AT_DAILY_CAP
    assert decision.retry_at is None


# Hours


def at_work(policy: CalendarPolicy, *reps, absences=(), **pool) -> Desk:
    rows = reps or (row("ann"),)
    switches = {"hours": Hours.OPEN_NOW, **pool}
    return Desk(world(rows, calendars=policy, absences=absences, pool=switches))


def test_closed_hours_end_on_monday_morning():
    assert waits(at_work(calendars(office=office())), june(5, 17)).retry_at == june(8, 9)


def test_the_second_of_closing_is_closed_and_that_of_opening_open():
    desk = at_work(calendars(office=office()))
    assert desk.route("1", june(1, 16, 59, 59)).rep_id == "ann"
    assert waits(desk, june(1, 17)).retry_at == june(2, 9)
    assert waits(desk, june(2, 8, 59, 59)).retry_at == june(2, 9)


def test_a_holiday_after_a_weekend_is_closed_too():
    desk = at_work(calendars(office=office(holidays=[date(2026, 6, 8)])))
    assert waits(desk, june(5, 18)).retry_at == june(9, 9)


@pytest.mark.parametrize(
    ("asked_at", "wakes_at"),
    [
        # Clocks go forward on Sunday, 8 March 2026 in New York, and back on 1 November.
        (datetime(2026, 3, 6, 22, tzinfo=UTC), datetime(2026, 3, 9, 13, tzinfo=UTC)),
        (datetime(2026, 2, 27, 22, tzinfo=UTC), datetime(2026, 3, 2, 14, tzinfo=UTC)),
        (datetime(2026, 10, 30, 21, tzinfo=UTC), datetime(2026, 11, 2, 14, tzinfo=UTC)),
    ],
)
def test_hours_after_a_change_of_clocks_begin_by_the_new_time(asked_at, wakes_at):
    assert waits(at_work(calendars(ny=office("America/New_York"))), asked_at).retry_at == wakes_at


def test_a_daily_cap_over_a_change_of_clocks_ends_at_the_midnight_of_the_zone():
    desk = Desk(world([row("ann", daily_cap=1, time_zone="America/New_York")]))
    saturday = datetime(2026, 3, 7, 12, tzinfo=UTC)
    for n, wakes_at in enumerate(
        (datetime(2026, 3, 8, 5, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC))
    ):
        desk.route(f"{n}", saturday + n * DAY)
        assert waits(desk, saturday + n * DAY).retry_at == wakes_at


def test_where_midnight_is_skipped_a_day_begins_when_the_clock_jumps():
    # In Santiago the clock went from 24:00 on 5 September 2026 to 01:00.
    desk = Desk(world([row("ann", daily_cap=1, time_zone="America/Santiago")]))
    at = datetime(2026, 9, 5, 15, tzinfo=UTC)
    desk.route("1", at)
    assert waits(desk, at).retry_at == datetime(2026, 9, 6, 4, tzinfo=UTC)


def test_of_reps_with_different_hours_the_first_to_open_is_waited_for():
    policy = calendars(east=office("America/New_York"), west=office("America/Los_Angeles"))
    desk = at_work(policy, row("eve", calendar="east", daily_cap=1), row("wes", calendar="west"))
    assert waits(desk, june(1, 4)).retry_at == june(1, 13)
    desk.route("1", june(1, 13))
    assert waits(desk, june(1, 14)).retry_at == june(1, 16)  # eve is at her cap


# Leave


def test_who_is_on_leave_returns_when_work_begins_where_leads_are_given_at_work_only():
    leave = [away("ann", june(1), june(3))]
    desk = at_work(calendars(office=office()), absences=leave)
    decision = waits(desk)
    assert (decision.waiting, decision.retry_at) == (Waiting.EVERYONE_AWAY, june(3, 9))


def test_who_is_on_leave_to_the_end_of_friday_can_take_from_the_last_closing_what_is_for_monday():
    # A lead of Friday evening is for whoever works on Monday; ann does.
    leave = [away("ann", june(1), june(6))]
    desk = Desk(
        world(
            [row("ann")],
            absences=leave,
            calendars=calendars(office=office()),
            pool={"hours": Hours.NEXT_TO_OPEN},
        )
    )
    decision = waits(desk)
    assert (decision.waiting, decision.retry_at) == (Waiting.EVERYONE_AWAY, june(5, 17))
    assert decision.considered[0].obstacle_ends_at == int(june(6).timestamp())


def test_a_leave_that_ends_within_hours_ends_at_its_second():
    leave = [away("ann", june(1), june(3, 11, 30, 1))]
    for hours in Hours:
        desk = at_work(calendars(office=office()), absences=leave, hours=hours)
        assert waits(desk).retry_at == june(3, 11, 30, 1)


def test_two_leaves_with_only_a_weekend_between_them_are_waited_out_together():
    leaves = [away("ann", june(1), june(6)), away("ann", june(8), june(10))]
    for hours, wakes_at in ((Hours.OPEN_NOW, june(10, 9)), (Hours.NEXT_TO_OPEN, june(9, 17))):
        desk = at_work(calendars(office=office()), absences=leaves, hours=hours)
        assert waits(desk).retry_at == wakes_at


def test_a_cap_today_and_a_leave_tomorrow_are_waited_out_together():
    leave = [away("ann", june(2), june(4))]
    desk = at_work(calendars(office=office()), row("ann", daily_cap=1), absences=leave)
    desk.route("1")
    decision = waits(desk)
    assert decision.considered[0].obstacle is Obstacle.AT_DAILY_CAP
    assert decision.retry_at == june(4, 9)


def test_everyone_on_leave_is_waited_for_until_the_first_is_back_and_has_room():
    reps = [row("ann", daily_cap=0), row("bob"), row("cid")]
    leaves = [
        away("ann", june(1), june(2, 10)),
        away("bob", june(1), june(5)),
        away("cid", june(1), june(3)),
    ]
    desk = at_work(calendars(office=office()), *reps, absences=leaves)
    assert waits(desk).retry_at == june(3, 9)


def test_who_begins_with_the_company_and_who_ends_count_from_their_second():
    desk = Desk(world([row("ann", active_from=june(3, 10)), row("bob", active_to=MONDAY)]))
    assert waits(desk).retry_at == june(3, 10)
    gone = Desk(
        world(
            [row("bob", active_to=june(3), daily_cap=1)], absences=[away("bob", june(1), june(4))]
        )
    )
    assert waits(gone).retry_at is None  # gone before the leave is over


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


def test_a_strict_rotation_begins_again_with_the_month():
    # 2 for ann and 1 for bob, whose turn it is and who has no room; in July ann is first again.
    desk = Desk(world([row("ann", weight=2), row("bob", open_cap=1)], pool=STRICT))
    assert desk.many(3) == ["ann", "bob", "ann"]
    desk.route("4")
    assert desk.decisions[-1].rep_id == "ann"
    decision = waits(desk)
    assert (decision.waiting, decision.retry_at) == (
        Waiting.TURN_IS_KEPT,
        datetime(2026, 7, 1, tzinfo=UTC),
    )


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
