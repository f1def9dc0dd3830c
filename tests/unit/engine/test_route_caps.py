"""Caps by day, week, month and open leads; hours, calendars and absences."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from routing_world import MONDAY, Desk, away, caps, lead, row, world

from leadpact.engine.routing import (
    Obstacle,
    ReleaseReason,
    Waiting,
    apply_change,
    make_roster,
    release_lead,
)
from leadpact.engine.routing.availability import month_allotment
from leadpact.engine.routing.roster import joined, overlaps
from leadpact.pact.sections.calendars.policy import CalendarPolicy, standard_calendar
from leadpact.pact.sections.routing.policy import Caps, Hours, Leave, RepTerms, Spread
from leadpact.terms.calendar import BusinessCalendar

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI")


def only(rep_id: str = "ann", *, pool_caps: Caps | None = None, **columns) -> Desk:
    return Desk(world([row(rep_id, **columns)], pool={"caps": pool_caps or Caps()}))


def test_a_day_s_cap_is_of_the_rep_s_own_day():
    desk = only(daily_cap=2, time_zone="America/Los_Angeles")
    late = datetime(2026, 6, 2, 4, tzinfo=UTC)  # 21:00 on Monday in Los Angeles
    assert desk.many(3, at=late) == ["ann", "ann", None]
    waiting = desk.decisions[-1]
    assert waiting.considered[0].obstacle is Obstacle.AT_DAILY_CAP
    assert waiting.retry_at == datetime(2026, 6, 2, 7, tzinfo=UTC)
    assert desk.route("next day", waiting.retry_at).rep_id == "ann"


def test_a_week_runs_from_monday():
    desk = only(pool_caps=caps(per_week=3))
    friday = MONDAY + 4 * DAY
    assert desk.many(5, at=friday, every=HOUR) == ["ann"] * 3 + [None] * 2
    waiting = desk.decisions[-1]
    assert waiting.considered[0].obstacle is Obstacle.AT_WEEKLY_CAP
    assert waiting.retry_at == MONDAY.replace(hour=0) + 7 * DAY
    assert desk.route("sunday", MONDAY + 6 * DAY).rep_id is None
    assert desk.route("monday", MONDAY + 7 * DAY).rep_id == "ann"


def test_nine_a_month_are_nine_in_every_month():
    desk = only(pool_caps=caps(per_month=9))
    for month in range(6, 13):
        got = desk.many(12, at=MONDAY.replace(month=month), every=DAY)
        assert got == ["ann"] * 9 + [None] * 3
    assert desk.decisions[-1].considered[0].obstacle is Obstacle.AT_MONTHLY_CAP
    assert desk.decisions[-1].retry_at == datetime(2027, 1, 1, tzinfo=UTC)


def test_what_is_left_of_a_fraction_goes_over_to_the_next_month():
    first_days = [(date(1970 + i // 12, 1 + i % 12, 1) - date(1970, 1, 1)).days for i in range(240)]
    for per_month in (Fraction(9, 2), Fraction("3.07"), Fraction(1, 5)):
        got = [month_allotment(per_month, day) for day in first_days]
        for i in range(len(got)):
            assert abs(sum(got[: i + 1]) - per_month * (i + 1)) < 1
        assert max(got) - min(got) <= 1


@pytest.mark.parametrize(
    ("per_month", "more_in"),
    [
        # One more than usual in the months in which the sum since January 1970 gains a whole lead.
        (Fraction(1, 3), [2, 5, 8, 11, 14]),
        (Fraction("2.07"), [14]),
    ],
)
def test_the_sum_of_a_fraction_is_counted_from_january_1970_on(per_month, more_in):
    first_days = [(date(1970 + i // 12, 1 + i % 12, 1) - date(1970, 1, 1)).days for i in range(16)]
    got = [month_allotment(per_month, day) for day in first_days]
    assert [i for i, n in enumerate(got) if n > int(per_month)] == more_in


def test_a_month_that_is_spread_evenly_gives_each_day_its_share_rounded_up():
    desk = only(pool_caps=caps(per_month=9, spread=Spread.EVEN))
    given = []
    for day in range(30):
        got = desk.many(3, at=MONDAY + day * DAY)
        given.append(sum(rep_id is not None for rep_id in got))
    so_far = [sum(given[: day + 1]) for day in range(30)]
    assert so_far == [-(-9 * (day + 1) // 30) for day in range(30)]
    assert so_far[-1] == 9
    first = desk.decisions[1]  # one on the first day, the next when 9 × d / 30 goes over one
    assert (first.rep_id, first.retry_at) == (None, MONDAY.replace(hour=0) + 3 * DAY)
    assert given[:4] == [1, 0, 0, 1]


def test_open_leads_are_capped_until_one_is_closed():
    desk = only(open_cap=2)
    assert desk.many(3) == ["ann", "ann", None]
    assert desk.decisions[-1].considered[0].obstacle is Obstacle.AT_OPEN_CAP
    assert desk.decisions[-1].retry_at is None
    held = desk.decisions[0].assignment
    change = release_lead(
        held, desk.state, desk.router, reason=ReleaseReason.CLOSED, at=MONDAY + HOUR
    )
    desk.state = apply_change(desk.state, change)
    assert desk.route("next", MONDAY + HOUR).rep_id == "ann"


def test_the_tightest_cap_holds_whether_the_rep_s_or_the_pool_s():
    assert only(daily_cap=1, pool_caps=caps(per_day=5)).many(2) == ["ann", None]
    assert only(daily_cap=5, pool_caps=caps(per_day=1)).many(2) == ["ann", None]


def test_a_meeting_counts_on_the_day_it_is_held():
    desk = only(daily_cap=1)
    wednesday, thursday = MONDAY + 2 * DAY, MONDAY + 3 * DAY

    def book(name: str, meeting_at: datetime) -> str | None:
        return desk.route(lead(name, meeting_at=meeting_at)).rep_id

    assert book("1", wednesday) == "ann"
    assert book("2", wednesday) is None
    assert book("3", thursday) == "ann"
    assert desk.route("no meeting", MONDAY).rep_id == "ann"
    assert desk.route("on wednesday", wednesday).rep_id is None


def test_a_meeting_called_off_makes_room_on_its_day_and_a_missed_one_does_not():
    wednesday = MONDAY + 2 * DAY
    for reason, at, room in [
        (ReleaseReason.CANCELLED, MONDAY + DAY, "ann"),
        (ReleaseReason.NO_SHOW, wednesday, None),
        (ReleaseReason.CANCELLED, wednesday + HOUR, None),
    ]:
        desk = only(daily_cap=1)
        held = desk.route(lead("1", meeting_at=wednesday)).assignment
        change = release_lead(held, desk.state, desk.router, reason=reason, at=at)
        desk.state = apply_change(desk.state, change)
        assert desk.route(lead("2", meeting_at=wednesday), at).rep_id == room


def test_who_is_on_leave_when_the_meeting_is_held_does_not_get_it():
    leave = away("ann", MONDAY + 2 * DAY, MONDAY + 4 * DAY)
    desk = Desk(world([row("ann"), row("bob")], absences=[leave]))
    decision = desk.route(lead("1", meeting_at=MONDAY + 3 * DAY))
    assert decision.rep_id == "bob"
    assert decision.considered[0].obstacle is Obstacle.AWAY
    assert desk.route(lead("2", meeting_at=MONDAY + 5 * DAY)).rep_id == "ann"


# Hours and calendars

OFFICE = dict.fromkeys(WEEKDAYS, (("09:00", "12:00"), ("13:00", "17:00")))


def office(zone: str) -> BusinessCalendar:
    return BusinessCalendar(zone=zone, windows=OFFICE)


COASTS = CalendarPolicy(
    {"east": office("America/New_York"), "west": office("America/Los_Angeles")}, "east"
)


def coasts(hours: Hours, **switches) -> Desk:
    reps = [row("eve", calendar="east"), row("wes", calendar="west")]
    return Desk(world(reps, calendars=COASTS, pool={"hours": hours, **switches}))


MORNING = datetime(2026, 6, 1, 13, 30, tzinfo=UTC)  # 09:30 in New York, 06:30 in Los Angeles
NIGHT = datetime(2026, 6, 1, 4, tzinfo=UTC)
EVENING = datetime(2026, 6, 1, 22, tzinfo=UTC)  # 18:00 in New York, 15:00 in Los Angeles


def test_next_to_open_gives_leads_to_who_works_or_else_to_who_starts_first():
    desk = coasts(Hours.NEXT_TO_OPEN)
    assert [desk.route(f"{at}", at).rep_id for at in (NIGHT, MORNING, EVENING)] == [
        "eve",
        "eve",
        "wes",
    ]
    west = desk.decisions[0].considered[1]
    assert (west.obstacle, west.obstacle_ends_at) == (
        Obstacle.OPENS_LATER,
        int(datetime(2026, 6, 1, 16, tzinfo=UTC).timestamp()),
    )


def test_open_now_holds_leads_until_somebody_works():
    desk = coasts(Hours.OPEN_NOW)
    waiting = desk.route("night", NIGHT)
    assert waiting.waiting is Waiting.OUTSIDE_HOURS
    assert waiting.retry_at == datetime(2026, 6, 1, 13, tzinfo=UTC)
    assert desk.route("night", waiting.retry_at).rep_id == "eve"


def test_over_lunch_nobody_works():
    desk = Desk(
        world([row("eve")], calendars=COASTS, pool={"hours": Hours.OPEN_NOW, "calendar": "east"})
    )
    lunch = datetime(2026, 6, 1, 16, 30, tzinfo=UTC)
    assert desk.route("1", lunch).retry_at == lunch + HOUR / 2


def test_any_hours_ignore_the_calendar():
    assert sorted(coasts(Hours.ANY).many(2, at=NIGHT)) == ["eve", "wes"]


def test_the_pool_s_calendar_outranks_the_rep_s():
    desk = coasts(Hours.OPEN_NOW, calendar="west")
    assert desk.route("1", MORNING).waiting is Waiting.OUTSIDE_HOURS


@pytest.mark.parametrize(
    ("given", "zone", "opens"),
    [
        ({"clock": "west", "pool": "east", "rep": "east"}, "America/Los_Angeles", "09:00"),
        ({"pool": "west", "rep": "east"}, "America/Los_Angeles", "09:00"),
        ({"rep": "west", "rep_zone": "Europe/Paris"}, "America/Los_Angeles", "09:00"),
        ({"rep_zone": "Europe/Paris"}, "Europe/Paris", "09:00"),
        ({}, "America/New_York", "09:00"),
        ({"rep": "not a calendar"}, "America/New_York", "09:00"),
    ],
)
def test_a_calendar_is_that_of_the_clock_then_the_pool_the_rep_the_pact(given, zone, opens):
    found = COASTS.choose(pact_zone="UTC", **given)
    assert (found.zone, found.windows["MON"][0][0]) == (zone, opens)


def test_without_any_calendar_people_work_from_nine_to_five_in_the_pact_s_zone():
    assert CalendarPolicy().choose(pact_zone="Asia/Tokyo") == standard_calendar("Asia/Tokyo")


# Absences


def test_who_is_back_before_they_would_next_work_is_not_away():
    leave = away("ann", MONDAY - 3 * DAY, MONDAY - 4 * HOUR)  # until 08:00
    desk = Desk(world([row("ann")], absences=[leave]))
    assert desk.route("on sunday", MONDAY - DAY).rep_id == "ann"


def test_who_is_away_when_they_would_next_work_is_away():
    leave = away("ann", MONDAY - 4 * HOUR, MONDAY + 12 * HOUR)
    desk = Desk(world([row("ann"), row("bob")], absences=[leave]))
    assert desk.route("on sunday", MONDAY - DAY).rep_id == "bob"


def test_a_part_of_a_day_is_an_absence_too():
    leave = away("ann", MONDAY - HOUR, MONDAY + HOUR)
    desk = Desk(world([row("ann")], absences=[leave]))
    waiting = desk.route("at noon", MONDAY)
    assert (waiting.waiting, waiting.retry_at) == (Waiting.EVERYONE_AWAY, MONDAY + HOUR)
    assert desk.route("at one", MONDAY + HOUR).rep_id == "ann"


def test_absences_that_overlap_are_one():
    assert joined([(5, 9), (1, 3), (2, 6), (9, 10), (20, 20), (30, 25)]) == ((1, 10),)
    assert overlaps([(5, 9), (1, 3), (2, 6), (9, 10)]) == (((1, 3), (2, 6)), ((2, 6), (5, 9)))


def test_what_the_pact_says_of_a_rep_outranks_the_table():
    terms = [
        RepTerms(
            "ann", weight=Fraction(3), caps=Caps(per_day=7), away=(Leave(MONDAY, MONDAY + DAY),)
        ),
        RepTerms("new", priority=5),
    ]
    rows = [row("ann", weight=2.0, daily_cap=3, open_cap=9, team="x"), row("bob", weight=0.1)]
    roster = make_roster(rows, [away("ann", MONDAY + DAY, MONDAY + 2 * DAY)], terms)
    ann = roster.reps["ann"]
    assert (ann.weight, ann.caps, ann.team) == (3, Caps(per_day=7, open=9), "x")
    assert len(ann.away) == 1
    assert roster.reps["bob"].weight == Fraction(1, 10)
    assert roster.reps["new"].priority == 5
    assert list(roster.reps) == ["ann", "bob", "new"]


def test_a_row_with_nothing_but_an_id_is_a_rep():
    nothing = dict.fromkeys(("role", "weight", "daily_cap", "active_to", "calendar"))
    assert make_roster([{"rep_id": "a", **nothing}]).reps["a"].weight == 1
    assert make_roster([{"rep_id": "a", "weight": float("nan")}]).reps["a"].weight == 1
