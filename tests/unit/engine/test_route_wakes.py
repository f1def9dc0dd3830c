"""When a lead that waits is tried again: the first second at which somebody can take it."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from route_wakes_world import DAY, at_work, calendars, june, office, waits
from routing_world import MONDAY, Desk, away, caps, lead, row, world

from leadpact.engine.routing import (
    Obstacle,
    ReleaseReason,
    Waiting,
    apply_change,
    release_lead,
    route_lead,
)
from leadpact.pact.sections.routing.policy import (
    Hours,
    Spread,
)

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
