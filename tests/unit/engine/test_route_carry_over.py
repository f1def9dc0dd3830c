"""What a month leaves owed: leave, caps, newcomers, weights that change, and the second in which
leads came."""

from datetime import datetime, timedelta
from fractions import Fraction

import pytest
from routing_world import MONDAY, Desk, away, lead, levels, row, world

from leadpact.engine.routing import RoutingState, fold_changes, release_lead
from leadpact.engine.routing.route import ReleaseReason
from leadpact.pact.sections.routing.policy import (
    Newcomers,
    OnReturn,
    PeriodKind,
    RotationPeriod,
    Route,
    RouteTarget,
    SelectionMethod,
    Territory,
)

DAY = timedelta(days=1)
JULY, AUGUST = MONDAY + 30 * DAY, MONDAY + 61 * DAY
PAIR = [row("ann"), row("bob")]
TRIO = [*PAIR, row("cid")]


def test_leads_of_one_second_rotate_where_all_are_equally_due():
    desk = Desk(world(TRIO, pool={"carry_over": False}))
    assert [desk.route(f"{i}").rep_id for i in range(4)] == ["ann", "bob", "cid", "ann"]
    # ann got the last of June, bob has waited longest.
    assert [desk.route(f"july {i}", JULY).rep_id for i in range(4)] == ["bob", "cid", "ann", "bob"]
    assert [desk.route(f"aug {i}", AUGUST).rep_id for i in range(3)] == ["cid", "ann", "bob"]


def test_the_place_within_a_second_survives_a_fold_in_any_order():
    desk = Desk(world(TRIO))
    for i in range(5):
        desk.route(f"{i}")
    changes = [item.change for item in desk.decisions]
    assert fold_changes(changes) == fold_changes(reversed(changes)) == desk.state
    held = desk.state.pool("sdr").balances
    assert {name: item.last_number for name, item in held.items()} == {"ann": 3, "bob": 4, "cid": 2}


def test_a_decision_that_comes_late_leaves_the_place_of_the_last_lead():
    desk = Desk(world(TRIO))
    for i in range(3):
        desk.route(f"{i}")
    before = desk.state.pool("sdr").balances["ann"]
    assert desk.route("late", MONDAY - DAY).rep_id == "ann"
    after = desk.state.pool("sdr").balances["ann"]
    assert (after.last_at, after.last_number) == (before.last_at, before.last_number)


def test_who_is_a_lead_behind_at_the_end_of_a_month_has_the_first_of_the_next():
    desk = Desk(world([row("ann", weight=2), row("bob", weight=1)]))
    assert desk.many(1) == ["ann"]
    assert desk.many(2, at=JULY) == ["bob", "ann"]
    assert levels(desk) == {"ann": Fraction(1, 3), "bob": Fraction(2, 3)}


def test_months_without_a_lead_forget_nothing():
    desk = Desk(world(TRIO))
    desk.many(1)
    assert desk.many(2, at=AUGUST + 200 * DAY) == ["bob", "cid"]


def test_a_clean_slate_forgets_what_was_owed():
    desk = Desk(world([row("ann", weight=2), row("bob", weight=1)], pool={"carry_over": False}))
    assert desk.many(1) == ["ann"]
    assert desk.many(1, at=JULY) == ["ann"]
    assert levels(desk) == {"ann": 0, "bob": 0}


@pytest.mark.parametrize("on_return", OnReturn)
def test_a_month_of_leave_builds_up_no_debt(on_return: OnReturn):
    leave = away("cid", MONDAY + DAY, AUGUST)
    desk = Desk(world(TRIO, absences=[leave], pool={"on_return": on_return}))
    desk.many(3)
    desk.many(20, at=MONDAY + 2 * DAY)
    desk.many(20, at=JULY)
    back = desk.many(6, at=AUGUST)
    assert sorted(back) == ["ann", "ann", "bob", "bob", "cid", "cid"]


def test_a_position_before_a_leave_over_the_end_of_a_month_is_kept():
    leave = away("bob", MONDAY + DAY, JULY)
    pool = {"on_return": OnReturn.KEEP_POSITION}
    desk = Desk(world(PAIR, absences=[leave], pool=pool))
    assert desk.many(1) == ["ann"]
    assert desk.many(2, at=MONDAY + 2 * DAY) == ["ann", "ann"]
    assert desk.many(2, at=JULY) == ["bob", "ann"]
    forgotten = Desk(world(PAIR, absences=[leave], pool={**pool, "carry_over": False}))
    forgotten.many(1)
    forgotten.many(2, at=MONDAY + 2 * DAY)
    forgotten.route("july", JULY)
    assert levels(forgotten) == {"ann": 0, "bob": 0}


def test_who_catches_up_begins_the_month_with_what_was_owed_on_leaving():
    leave = away("bob", MONDAY + DAY, JULY + 2 * DAY)
    desk = Desk(world(PAIR, absences=[leave], pool={"on_return": OnReturn.CATCH_UP}))
    assert desk.many(1) == ["ann"]  # bob is a lead behind
    desk.many(4, at=MONDAY + 2 * DAY)
    assert desk.many(2, at=JULY) == ["ann", "ann"]
    # The lead from before the leave and the two of July, not the four of June.
    assert desk.many(5, at=JULY + 3 * DAY) == ["bob", "bob", "bob", "ann", "bob"]


def test_who_left_the_company_counts_in_the_average_and_is_then_forgotten():
    desk = Desk(world([*PAIR, row("cid", active_to=JULY - DAY)]))
    desk.many(2)
    assert desk.many(1, at=JULY) == ["ann"]
    assert set(desk.state.pool("sdr").balances) == {"ann", "bob"}


def test_a_cap_for_years_leaves_no_more_owed_than_a_month_and_a_lead_each():
    capped = Desk(world([row("ann", daily_cap=1), row("bob")]))
    for month in range(24):
        capped.many(10, at=MONDAY + month * 30 * DAY + DAY)
    free = Desk(world(PAIR), capped.state)
    first = free.many(30, at=MONDAY + 24 * 30 * DAY + DAY)
    # Ten leads of one month: five for each is the share, and a lead for each of two.
    assert first.index("bob") <= 7 + 5
    assert first.count("bob") >= 9


def test_a_gap_between_groups_leaves_the_order_within_each():
    """Reps of a territory that gets few leads go on taking turns, however far behind the others."""
    reps = [row(name, territory=name[:4]) for name in ("east1", "east2", "west1", "west2")]
    territories = (Territory("east", countries=("US",)), Territory("west", countries=("CA",)))
    route = Route("by-place", RouteTarget.TERRITORY, pool="sdr")
    desk = Desk(world(reps, routes=[route], territories=territories))
    got = []
    for month in range(7):
        at = MONDAY + month * 31 * DAY
        for i in range(20):
            desk.route(lead(f"us {month} {i}", country="US"), at)
        got.append(desk.route(lead(f"ca {month}", country="CA"), at + DAY).rep_id)
    assert got == ["west1", "west2"] * 3 + ["west1"]


def test_a_weight_that_changes_with_the_month_is_no_debt_of_the_month_before():
    desk = Desk(world(PAIR))
    desk.many(20)
    changed = Desk(world([row("ann", weight=3), row("bob")]), desk.state)
    assert changed.many(4, at=JULY).count("ann") == 3
    assert changed.many(4, at=JULY + DAY).count("ann") == 3


def test_a_credit_of_the_last_day_is_owed_in_the_next_month():
    desk = Desk(world(TRIO))
    desk.many(3)
    held = desk.decisions[2].assignment
    assert held is not None
    change = release_lead(
        held, desk.state, desk.router, reason=ReleaseReason.NO_SHOW, at=JULY - DAY
    )
    desk.state = fold_changes([*(item.change for item in desk.decisions), change])
    assert desk.many(4, at=JULY) == ["cid", "ann", "bob", "cid"]


@pytest.mark.parametrize(
    ("switches", "level", "get_next"),
    [
        ({"newcomers": Newcomers.HIGHEST}, 6, ["bob", "new", "ann"]),
        ({"newcomers_at": 7}, 7, ["bob", "ann", "bob"]),
        ({"newcomers_at": 0}, 0, ["new", "new", "new"]),
    ],
)
def test_a_newcomer_starts_at_the_highest_or_at_a_number(switches, level, get_next):
    hired = row("new", active_from=MONDAY + 5 * DAY)
    desk = Desk(world([*PAIR, hired], pool=switches))
    desk.many(11)
    assert desk.many(3, at=MONDAY + 6 * DAY) == get_next
    assert {c.rep_id: c.level for c in desk.decisions[-3].considered}["new"] == level


def test_the_highest_is_by_weight():
    hired = row("new", weight=0.5, active_from=MONDAY + 5 * DAY)
    reps = [row("ann", weight=2), row("bob", weight=1), hired]
    desk = Desk(world(reps, pool={"newcomers": Newcomers.HIGHEST}))
    assert desk.many(4) == ["ann", "bob", "ann", "ann"]
    desk.route("next", MONDAY + 6 * DAY)
    assert levels(desk)["new"] == Fraction(3, 4)  # half of what ann has for a weight of one


def test_nobody_is_a_newcomer_in_the_first_lead_of_a_pool():
    desk = Desk(world(TRIO, pool={"newcomers_at": 5}))
    desk.many(1)
    assert levels(desk) == {"ann": 0, "bob": 0, "cid": 0}


@pytest.mark.parametrize(
    "pool",
    [
        {"period": RotationPeriod(PeriodKind.FOREVER)},
        {"period": RotationPeriod(PeriodKind.ROLLING_DAYS, 60)},
        {"method": SelectionMethod.LEAST_OPEN_LOAD},
        {"method": SelectionMethod.RANDOM},
    ],
)
def test_only_a_round_robin_by_months_carries_over(pool):
    both = [Desk(world(TRIO, pool={**pool, "carry_over": value})) for value in (None, False)]
    for desk in both:
        desk.many(5)
        desk.many(5, at=JULY)
    assert both[0].state == both[1].state
    assert both[0].state != RoutingState()


def test_what_is_carried_over_stays_short_however_often_the_reps_change():
    """Without a limit, the fractions of ten years of changing averages have thousands of digits."""
    reps = [row(f"r{i}", weight=f"{i}.7") for i in range(1, 8)]
    leaves = [
        away(
            f"r{1 + (month * 3 + i) % 6}", datetime(*_month(month), 3, tzinfo=MONDAY.tzinfo), until
        )
        for month in range(120)
        for i in range(2)
        for until in [datetime(*_month(month), 20, tzinfo=MONDAY.tzinfo)]
    ]
    desk = Desk(world(reps, absences=leaves))
    for month in range(120):
        for day in (2, 10, 25):
            desk.route(f"{month}/{day}", datetime(*_month(month), day, tzinfo=MONDAY.tzinfo))
    held = desk.state.pool("sdr").balances.values()
    assert max(Fraction(item.level(0)).denominator for item in held) < 10**12


def _month(number: int) -> tuple[int, int]:
    return 2024 + number // 12, number % 12 + 1
