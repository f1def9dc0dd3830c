"""What a decision says of each rep, what stays counted, and what a territory asks for."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from routing_world import MONDAY, Desk, away, caps, lead, levels, row, world

from leadpact.engine.routing import (
    ReleaseReason,
    apply_change,
    credit_lead,
    fold_changes,
    reassign_lead,
    release_lead,
)
from leadpact.engine.routing.change import NO_CHANGE, add_load
from leadpact.engine.routing.roster import caps_over
from leadpact.engine.routing.state import REMEMBERED_DAYS, Load
from leadpact.pact.sections.routing.policy import (
    Caps,
    OnReturn,
    Otherwise,
    PeriodKind,
    Pool,
    ReassignmentCredit,
    RotationPeriod,
    Route,
    RouteTarget,
    Spread,
    Territory,
)

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ALL_JUNE = (MONDAY - DAY, MONDAY + 29 * DAY)


def test_each_who_could_be_chosen_has_their_own_shortfall_and_the_others_none() -> None:
    leave = away("ann", *ALL_JUNE)
    reps = [row("ann"), row("bob", weight=2), row("cid"), row("dan", daily_cap=0)]
    desk = Desk(world(reps, absences=[leave]))
    desk.many(4)
    assert desk.shares() == {"bob": 3, "cid": 1}
    desk.route("next")
    found = {item.rep_id: item.shortfall for item in desk.decisions[-1].considered}
    # Of 4 leads, bob's share of 2 in 3 is 8/3 and cid's 4/3.
    assert found == {"ann": None, "bob": Fraction(-1, 3), "cid": Fraction(1, 3), "dan": None}


@pytest.mark.parametrize(("credits", "counted_for"), [(True, None), (False, "ann")])
def test_a_missed_meeting_stays_counted_where_the_pool_gives_no_credit(
    credits: bool, counted_for: str | None
) -> None:
    desk = Desk(world([row("ann"), row("bob")], pool={"credits_no_shows": credits}))
    held = desk.route("1").assignment
    assert held is not None
    after, change = credit_lead(
        held, desk.state, desk.router, reason=ReleaseReason.NO_SHOW, at=MONDAY + HOUR
    )
    desk.state = apply_change(desk.state, change)
    assert (after.rep_id, after.counted_for) == ("ann", counted_for)
    desk.route("2", MONDAY + 2 * HOUR)
    assert levels(desk) == {"ann": 0 if credits else 1, "bob": 0}


def test_a_lead_that_is_not_counted_any_more_gives_no_second_credit() -> None:
    desk = Desk(world([row("ann"), row("bob")]))
    held = desk.route("1").assignment
    desk.many(2)
    assert desk.shares() == {"ann": 2, "bob": 1}
    once, change = credit_lead(
        held, desk.state, desk.router, reason=ReleaseReason.NO_SHOW, at=MONDAY + HOUR
    )
    desk.state = apply_change(desk.state, change)
    again = release_lead(
        once, desk.state, desk.router, reason=ReleaseReason.RETURNED, at=MONDAY + 2 * HOUR
    )
    desk.state = apply_change(desk.state, again)
    desk.route("2", MONDAY + 3 * HOUR)
    assert levels(desk) == {"ann": 1, "bob": 1}


def test_a_lead_that_stays_in_the_first_owner_s_count_adds_no_day_to_the_next_owner_s() -> None:
    switches = {
        "reassignment_credit": ReassignmentCredit.NONE,
        "period": RotationPeriod(PeriodKind.ROLLING_DAYS, 30),
    }
    desk = Desk(world([row("ann"), row("bob")], pool=switches))
    held = desk.route("1").assignment
    moved = desk.keep(
        reassign_lead(lead("1"), held, desk.state, desk.router, as_of=MONDAY + DAY)  # type: ignore[arg-type]
    )
    assert (moved.rep_id, moved.assignment.counted_for) == ("bob", "ann")  # type: ignore[union-attr]
    balances = desk.state.pool("sdr").balances
    assert len(balances["ann"].tallies) == 1
    assert balances["bob"].tallies == ()
    assert balances["bob"].last_at == int((MONDAY + DAY).timestamp())


def test_what_is_older_than_the_rolling_days_is_not_kept() -> None:
    period = RotationPeriod(PeriodKind.ROLLING_DAYS, 3)
    desk = Desk(world([row("ann")], pool={"period": period}))
    for day in range(10):
        desk.route(f"day {day}", MONDAY + day * DAY)
        desk.route(f"day {day}, later", MONDAY + day * DAY + HOUR)
    [balance] = desk.state.pool("sdr").balances.values()
    last = int((MONDAY + 9 * DAY).timestamp()) // 86_400
    assert [(tally.day, tally.n) for tally in balance.tallies] == [
        (last - 2, 2),
        (last - 1, 2),
        (last, 2),
    ]


@pytest.mark.parametrize(
    ("reason", "has_room"),
    [
        (ReleaseReason.CANCELLED, True),
        (ReleaseReason.RETURNED, True),
        (ReleaseReason.NO_SHOW, False),
        (ReleaseReason.CLOSED, False),
    ],
)
def test_the_day_of_a_meeting_to_come_has_room_again_unless_it_is_missed_or_closed(
    reason: ReleaseReason, has_room: bool
) -> None:
    wednesday = MONDAY + 2 * DAY
    desk = Desk(world([row("ann", daily_cap=1)]))
    held = desk.route(lead("1", meeting_at=wednesday)).assignment
    assert held is not None
    change = release_lead(held, desk.state, desk.router, reason=reason, at=MONDAY + DAY)
    desk.state = apply_change(desk.state, change)
    again = desk.route(lead("2", meeting_at=wednesday), MONDAY + DAY)
    assert again.rep_id == ("ann" if has_room else None)


def test_a_meeting_of_the_next_day_leaves_room_on_the_day_before() -> None:
    desk = Desk(world([row("ann", daily_cap=1)]))
    assert desk.route(lead("1", meeting_at=MONDAY + DAY)).rep_id == "ann"
    assert desk.route("today").rep_id == "ann"
    assert desk.route("one more today").rep_id is None


@pytest.mark.parametrize(("cap", "next_at"), [("per_week", 7), ("per_month", 30)])
def test_a_meeting_of_the_next_week_or_month_leaves_room_in_this_one(
    cap: str, next_at: int
) -> None:
    desk = Desk(world([row("ann")], pool={"caps": caps(**{cap: 1})}))
    assert desk.route(lead("1", meeting_at=MONDAY + next_at * DAY)).rep_id == "ann"
    assert desk.route("now").rep_id == "ann"
    assert desk.route("one more now").rep_id is None


def test_a_lead_of_who_left_in_a_month_that_is_over_changes_no_count() -> None:
    july = MONDAY + 30 * DAY
    desk = Desk(world([row("ann", active_to=july - DAY), row("bob")]))
    held = desk.route("1").assignment
    assert (held is not None, desk.decisions[-1].rep_id) == (True, "ann")
    assert desk.route("2", july).rep_id == "bob"
    assert "ann" not in desk.state.pool("sdr").balances
    change = release_lead(
        held, desk.state, desk.router, reason=ReleaseReason.RETURNED, at=july + HOUR
    )  # type: ignore[arg-type]
    assert (change.pools, change.members, change.balances) == ((), (), ())
    desk.state = apply_change(desk.state, change)
    assert desk.state.load("ann").n_open == 0


# Territories: each thing that one asks for is asked by itself

BY_ONE = (
    ({"countries": ("DE",)}, {"country": "DE"}, {"country": "AT"}),
    ({"regions": ("West",)}, {"region": "West"}, {"region": "East"}),
    ({"industries": ("software",)}, {"industry": "software"}, {"industry": "education"}),
    ({"time_zones": ("Asia/Tokyo",)}, {"time_zone": "Asia/Tokyo"}, {"time_zone": "UTC"}),
    ({"employees_from": 200}, {"n_employees": 200}, {"n_employees": 199}),
    ({"employees_to": 200}, {"n_employees": 200}, {"n_employees": 201}),
    ({"accounts": ("acc-7",)}, {"account_id": "acc-7"}, {"account_id": "acc-8"}),
)


@pytest.mark.parametrize(("asks", "inside", "outside"), BY_ONE)
def test_each_thing_that_a_territory_asks_for_is_asked(
    asks: dict, inside: dict, outside: dict
) -> None:
    territory = Territory("only", pool="key", **asks)
    route = Route("where", RouteTarget.TERRITORY, pool="key", otherwise=Otherwise.NEXT_ROUTE)
    reps = [row("ann"), row("key", role="KEY")]
    router = world(
        reps, pools=[Pool("key", reps=("key",))], routes=[route], territories=(territory,)
    )
    assert Desk(router).route(lead("1", **inside)).rep_id == "key"
    for record in (outside, {}):
        assert Desk(router).route(lead("1", **record)).rep_id == "ann"


def test_a_territory_without_a_pool_is_worked_by_the_reps_who_have_it() -> None:
    reps = [
        row("abe", role="AE", territory="west"),
        row("dora", role="AE", territory="dach"),
        row("zoe", role="AE"),
    ]
    territories = (Territory("dach", countries=("DE",)), Territory("west", countries=("US",)))
    route = Route("where", RouteTarget.TERRITORY)
    desk = Desk(world(reps, routes=[route], territories=territories))
    assert desk.route(lead("1", country="DE")).rep_id == "dora"
    assert desk.route(lead("2", country="US")).rep_id == "abe"


def test_who_joins_is_at_the_average_of_all_with_what_those_who_joined_were_given() -> None:
    reps = [
        row("ann"),
        row("bob", active_from=MONDAY + HOUR),
        row("cid", active_from=MONDAY + 2 * HOUR),
    ]
    desk = Desk(world(reps))
    assert desk.many(4) == ["ann"] * 4
    # bob joins at ann's 4, and both get one more.
    assert sorted(map(str, desk.many(2, at=MONDAY + HOUR))) == ["ann", "bob"]
    desk.route("next", MONDAY + 2 * HOUR)
    assert levels(desk) == {"ann": 5, "bob": 5, "cid": 5}


def test_who_was_on_leave_from_the_beginning_returns_without_a_position_to_keep() -> None:
    leave = away("ann", MONDAY - DAY, MONDAY + HOUR)
    pool = {"on_return": OnReturn.KEEP_POSITION}
    desk = Desk(world([row("ann"), row("bob")], absences=[leave], pool=pool))
    assert desk.many(3) == ["bob"] * 3
    desk.route("next", MONDAY + HOUR)
    assert levels(desk) == {"ann": 3, "bob": 3}


def test_a_day_of_a_rep_is_kept_as_long_as_a_cap_can_look_back() -> None:
    def days_of(*rows: tuple[int, int, int]) -> tuple[tuple[int, int], ...]:
        changes = [
            add_load(NO_CHANGE, "ann", n_open=0, day=day, n=n, today=at) for day, n, at in rows
        ]
        return fold_changes(changes).load("ann").days

    two = (0, 2, REMEMBERED_DAYS)
    assert days_of(two) == ((0, 2),)
    assert days_of(two, (45, 1, 45)) == ((0, 2), (45, 1))
    assert days_of(two, (46, 1, 46)) == ((46, 1),)
    assert days_of(two, (0, -2, 1)) == ()


def test_leads_of_some_days_are_those_from_the_first_to_before_the_last() -> None:
    load = Load(days=((1, 1), (2, 10), (3, 100), (4, 1000)))
    assert load.n_between(2, 4) == 110


LIMITS = Caps(per_day=1, per_week=2, per_month=Fraction(3), open=4, spread=Spread.EVEN)
OTHERS = Caps(per_day=5, per_week=6, per_month=Fraction(7), open=8)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        (LIMITS, OTHERS, LIMITS),
        (OTHERS, LIMITS, OTHERS),
        (Caps(), LIMITS, LIMITS),
        (LIMITS, Caps(), LIMITS),
        # A limit of nothing is a limit.
        (Caps(0, 0, Fraction(0), 0), LIMITS, Caps(0, 0, Fraction(0), 0)),
        # How a month is spread belongs to its limit.
        (Caps(per_day=5, spread=Spread.EVEN), OTHERS, replace(OTHERS, per_day=5)),
    ],
)
def test_each_limit_of_the_pact_is_before_that_of_the_table(
    first: Caps, second: Caps, found: Caps
) -> None:
    assert caps_over(first, second) == found


@pytest.mark.parametrize(
    ("at", "period", "changed"),
    [
        (MONDAY + DAY, PeriodKind.MONTH, {"bob"}),
        (MONDAY + 40 * DAY, PeriodKind.MONTH, {"ann", "bob", "cid"}),
        (MONDAY + 40 * DAY, PeriodKind.FOREVER, {"bob"}),
    ],
)
def test_a_decision_notes_all_reps_where_a_period_begins_and_else_who_changed(
    at: datetime, period: PeriodKind, changed: set[str]
) -> None:
    reps = [row("ann"), row("bob"), row("cid")]
    pool = {"period": RotationPeriod(period), "carry_over": False}
    desk = Desk(world(reps, pool=pool))
    assert desk.route("1").rep_id == "ann"
    change = desk.route("2", at).change
    assert {member.rep_id for member in change.members} == changed
    assert [pool.pool for pool in change.pools] == ["sdr"] * (len(changed) == 3)
    assert [(item.rep_id, item.n) for item in change.balances] == [("bob", 1)]
    assert set(desk.state.pool("sdr").balances) == {"ann", "bob", "cid"}


def test_counts_of_rolling_days_go_on_where_a_new_pact_counts_for_ever() -> None:
    before = Desk(world([row("ann")], pool={"period": RotationPeriod(PeriodKind.ROLLING_DAYS, 30)}))
    before.many(4)
    now = Desk(world([row("ann")], pool={"period": RotationPeriod(PeriodKind.FOREVER)}))
    now.state = before.state
    now.route("next", MONDAY + 40 * DAY)
    assert levels(now) == {"ann": 4}
