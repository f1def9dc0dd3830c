"""The weighted round robin and its switches: return, newcomers, credits, period, rotation."""

from datetime import timedelta
from fractions import Fraction

import pytest
from routing_world import DEFAULT, MONDAY, Desk, away, lead, row, sdr_pool, weighted, world

from leadpact.engine.routing import (
    Obstacle,
    ReleaseReason,
    RoutingOutcome,
    Waiting,
    apply_change,
    make_roster,
    make_router,
    reassign_lead,
    release_lead,
)
from leadpact.engine.routing.pooling import EligibleRep, shortfalls
from leadpact.pact.sections.routing.policy import (
    EveryoneAway,
    Hours,
    Newcomers,
    OnReturn,
    PeriodKind,
    ReassignmentCredit,
    RepTerms,
    Rotation,
    RotationPeriod,
    RoutingPolicy,
)

DAY = timedelta(days=1)
WEEK = [row(name) for name in ("ann", "bob", "cid")]


@pytest.mark.parametrize(
    ("weights", "n", "expected"),
    [
        ({"a": 200, "b": 100, "c": 100}, 60, {"a": 30, "b": 15, "c": 15}),
        ({"a": 50, "b": 100, "c": 100}, 30, {"a": 6, "b": 12, "c": 12}),
        ({"a": 1, "b": 1, "c": 1}, 10, {"a": 4, "b": 3, "c": 3}),
        ({"a": 0.1, "b": 0.2, "c": 0.7}, 100, {"a": 10, "b": 20, "c": 70}),
    ],
)
def test_leads_are_shared_by_weight(weights, n, expected):
    desk = Desk(world(weighted(**weights)))
    desk.many(n)
    assert desk.shares() == expected


@pytest.mark.parametrize("factor", [1, 7, 0.01, 12.5])
def test_only_the_ratios_of_weights_matter(factor):
    plain = Desk(world(weighted(a=2, b=1, c=1)))
    scaled = Desk(world(weighted(a=2 * factor, b=factor, c=factor)))
    assert plain.many(97) == scaled.many(97)


def test_the_formula_is_in_the_decision():
    desk = Desk(world(weighted(a=2, b=1, c=1)))
    desk.many(5)
    decision = desk.route("next", MONDAY + DAY)
    levels = {item.rep_id: item.level for item in decision.considered}
    total = sum(levels.values())
    for item in decision.considered:
        share = Fraction(item.weight, 4)
        assert item.shortfall == total * share - item.level
    assert total == 5
    best = max(decision.considered, key=lambda item: item.shortfall)
    assert decision.rep_id == best.rep_id


def test_ties_go_by_weight_then_priority_then_longest_idle_then_id():
    by_weight = Desk(world(weighted(a=1, b=2)))
    assert by_weight.route("1").rep_id == "b"
    by_id = Desk(world(weighted(b=1, a=1)))
    assert by_id.many(3) == ["a", "b", "a"]


def under(terms: RepTerms, **weights: int) -> Desk:
    """Return a desk of reps by their weights, with the pact's terms of one of them."""
    policy = RoutingPolicy(pools=(sdr_pool(),), routes=(DEFAULT,))
    return Desk(make_router(policy, make_roster(weighted(**weights), (), [terms])))


def test_of_equals_of_one_weight_the_higher_priority_comes_first():
    higher = under(RepTerms("b", priority=1), a=1, b=1)
    assert higher.many(3) == ["b", "a", "b"]
    heavier = under(RepTerms("b", priority=1), a=2, b=1)
    assert heavier.route("1").rep_id == "a"
    # Of whom the pact says nothing, it is 0.
    stated = under(RepTerms("a", priority=0), a=1, b=1)
    assert stated.route("1").rep_id == "a"
    lower = under(RepTerms("a", priority=-1), a=1, b=1)
    assert lower.route("1").rep_id == "b"


def test_shortfalls_of_parts_of_leads_are_exact():
    members = world(weighted(a=1, b=1)).pools["sdr"].members
    levels = (Fraction(1, 2), Fraction(4, 3))
    reps = [EligibleRep(item, level) for item, level in zip(members, levels, strict=True)]
    behind = shortfalls(reps)
    # Half of 11/6 is 11/12: that is 5/12 more than 1/2, and as much less than 4/3.
    found = [Fraction(n, behind.denominator) for n in behind.numerators]
    assert found == [Fraction(5, 12), Fraction(-5, 12)]


def test_of_equals_the_one_who_is_idle_longest_comes_first_over_the_turn_of_a_month():
    desk = Desk(world(weighted(a=1, b=1)))
    desk.many(2)
    desk.route("third", MONDAY + DAY)  # a's second, and the last of June
    july = MONDAY + 30 * DAY
    assert july.month == 7
    assert desk.route("fourth", july).rep_id == "b"


def test_who_has_weight_zero_gets_nothing_and_the_decision_says_why():
    desk = Desk(world(weighted(a=0, b=1)))
    assert set(desk.many(5)) == {"b"}
    found = {item.rep_id: item.obstacle for item in desk.decisions[-1].considered}
    assert found == {"a": Obstacle.NO_WEIGHT, "b": None}


# Return from leave: the case of design §5 and issue 4, peers at 10 and 8.


def at_ten_and_eight(on_return: OnReturn) -> Desk:
    """Return a desk where cid is away from the second day and the others have 10 and 8."""
    leave = away("cid", MONDAY - DAY, MONDAY + 10 * DAY)
    desk = Desk(world(WEEK, absences=[leave], pool={"on_return": on_return}))
    desk.many(18)
    given = [(d.assignment, d) for d in desk.decisions if d.rep_id == "bob"]
    assert len(given) == 9
    held = given[-1][0]
    moved = reassign_lead(lead(held.lead_id), held, desk.state, desk.router, as_of=MONDAY + DAY)
    assert moved.rep_id == "ann"
    desk.keep(moved)
    return desk


def test_who_returns_is_normalised_to_the_average_and_the_next_goes_to_who_is_behind():
    desk = at_ten_and_eight(OnReturn.NORMALISE)
    decision = desk.route("next", MONDAY + 11 * DAY)
    assert {c.rep_id: c.level for c in decision.considered} == {"ann": 10, "bob": 8, "cid": 9}
    assert {c.rep_id: c.shortfall for c in decision.considered} == {"ann": -1, "bob": 1, "cid": 0}
    assert decision.rep_id == "bob"


def test_who_catches_up_gets_all_until_they_have_as_many_as_the_rest():
    desk = at_ten_and_eight(OnReturn.CATCH_UP)
    got = desk.many(12, at=MONDAY + 11 * DAY)
    assert got[:8] == ["cid"] * 8
    assert sorted(desk.shares().values()) == [10, 10, 11]


def test_who_keeps_the_position_is_as_far_behind_as_on_leaving():
    leave = away("cid", MONDAY + DAY, MONDAY + 10 * DAY)
    capped = row("cid", daily_cap=1)
    router = world(
        [row("ann"), row("bob"), capped],
        absences=[leave],
        pool={"on_return": OnReturn.KEEP_POSITION},
    )
    desk = Desk(router)
    desk.many(9)  # cid stops at one: ann and bob have four each
    assert desk.shares() == {"ann": 4, "bob": 4, "cid": 1}
    desk.many(8, at=MONDAY + 2 * DAY)
    decision = desk.route("next", MONDAY + 11 * DAY)
    assert {c.rep_id: c.level for c in decision.considered} == {"ann": 8, "bob": 8, "cid": 5}
    assert decision.rep_id == "cid"


def test_a_leave_during_which_nothing_came_changes_nothing():
    leave = away("cid", MONDAY + DAY, MONDAY + 2 * DAY)
    absent, there = Desk(world(WEEK, absences=[leave])), Desk(world(WEEK))
    for desk in (absent, there):
        desk.many(7)
        desk.many(7, at=MONDAY + 3 * DAY)
    assert absent.shares() == there.shares()


@pytest.mark.parametrize(
    ("newcomers", "level", "get_next"),
    [(Newcomers.AVERAGE, 5, ["new", "ann", "bob"]), (Newcomers.ZERO, 0, ["new", "new", "new"])],
)
def test_a_newcomer_starts_at_the_average_of_the_peers_or_at_zero(newcomers, level, get_next):
    hired = row("new", active_from=MONDAY + 5 * DAY)
    desk = Desk(world([*WEEK, hired], pool={"newcomers": newcomers}))
    desk.many(15)
    assert desk.many(3, at=MONDAY + 6 * DAY) == get_next
    first = desk.decisions[-3]
    assert {c.rep_id: c.level for c in first.considered}["new"] == level


def test_the_average_is_by_weight():
    hired = row("new", weight=0.5, active_from=MONDAY + 5 * DAY)
    desk = Desk(world([row("ann", weight=2), row("bob", weight=1), hired]))
    desk.many(9)
    decision = desk.route("next", MONDAY + 6 * DAY)
    assert {c.rep_id: c.level for c in decision.considered}["new"] == Fraction(3, 2)


@pytest.mark.parametrize(
    ("switch", "outcome", "why"),
    [
        (EveryoneAway.HOLD, None, Waiting.EVERYONE_AWAY),
        (EveryoneAway.ASSIGN_ANYWAY, "ann", None),
    ],
)
def test_while_everybody_is_away_leads_are_held_or_assigned_anyway(switch, outcome, why):
    leaves = [away(r["rep_id"], MONDAY - DAY, MONDAY + (i + 2) * DAY) for i, r in enumerate(WEEK)]
    desk = Desk(world(WEEK, absences=leaves, pool={"everyone_away": switch}))
    decision = desk.route("1")
    assert (decision.rep_id, decision.waiting) == (outcome, why)
    if why:
        assert decision.retry_at == MONDAY + 2 * DAY  # when the first is back


def test_a_reassigned_lead_credits_the_first_owner_who_is_sooner_next():
    desk = Desk(world(WEEK))
    desk.many(3)
    held = desk.decisions[0].assignment
    assert held.rep_id == "ann"
    moved = desk.keep(
        reassign_lead(lead(held.lead_id), held, desk.state, desk.router, as_of=MONDAY + DAY)
    )
    assert moved.rep_id == "bob"
    assert desk.route("next", MONDAY + DAY).rep_id == "ann"
    assert desk.route("one more", MONDAY + DAY).rep_id == "cid"


def test_without_reassignment_credit_the_count_stays_where_it_was():
    desk = Desk(world(WEEK, pool={"reassignment_credit": ReassignmentCredit.NONE}))
    desk.many(3)
    held = desk.decisions[0].assignment
    moved = desk.keep(
        reassign_lead(lead(held.lead_id), held, desk.state, desk.router, as_of=MONDAY + DAY)
    )
    assert moved.rep_id == "bob"
    assert moved.assignment.counted_for == "ann"
    decision = desk.route("next", MONDAY + DAY)
    assert {c.rep_id: c.level for c in decision.considered} == {"ann": 1, "bob": 1, "cid": 1}
    assert {c.rep_id: c.n_open for c in decision.considered} == {"ann": 0, "bob": 2, "cid": 1}


def test_what_nobody_else_can_take_stays_where_it_is_and_nothing_changes():
    desk = Desk(world([row("ann"), row("bob", open_cap=0)]))
    held = desk.route("1").assignment
    kept = reassign_lead(lead("1"), held, desk.state, desk.router, as_of=MONDAY + DAY)
    assert (kept.outcome, kept.rep_id, kept.waiting) == (
        RoutingOutcome.KEPT,
        "ann",
        Waiting.EVERYONE_AT_CAP,
    )
    assert apply_change(desk.state, kept.change) == desk.state


@pytest.mark.parametrize(
    ("reason", "switches", "counts_on"),
    [
        (ReleaseReason.CLOSED, {}, True),
        (ReleaseReason.NO_SHOW, {}, False),
        (ReleaseReason.NO_SHOW, {"credits_no_shows": False}, True),
        (ReleaseReason.CANCELLED, {}, False),
        (ReleaseReason.CANCELLED, {"credits_cancelled": False}, True),
        (ReleaseReason.RETURNED, {}, False),
        (ReleaseReason.RETURNED, {"reassignment_credit": ReassignmentCredit.NONE}, True),
    ],
)
def test_what_is_credited_leaves_the_count_and_all_of_it_leaves_the_open_load(
    reason, switches, counts_on
):
    desk = Desk(world(WEEK, pool=switches))
    desk.many(3)
    held = desk.decisions[1].assignment
    change = release_lead(held, desk.state, desk.router, reason=reason, at=MONDAY + DAY)
    desk.state = apply_change(desk.state, change)
    decision = desk.route("next", MONDAY + DAY)
    bob = next(item for item in decision.considered if item.rep_id == "bob")
    assert (bob.level, bob.n_open) == (1 if counts_on else 0, 0)
    assert decision.rep_id == ("ann" if counts_on else "bob")


def test_a_month_begins_in_the_zone_of_the_pool():
    desk = Desk(world(WEEK, time_zone="America/New_York"))
    desk.many(2)
    still_june = MONDAY.replace(month=7, day=1, hour=3)  # 23:00 on 30 June in New York
    assert desk.route("a", still_june).rep_id == "cid"
    july = desk.route("b", still_june + timedelta(hours=2))
    assert {item.level for item in july.considered} == {0}


@pytest.mark.parametrize("days", [1, 7, 30])
def test_rolling_days_forget_what_is_older(days):
    desk = Desk(world(WEEK, pool={"period": RotationPeriod(PeriodKind.ROLLING_DAYS, days)}))
    desk.many(2)
    last = desk.route("a", MONDAY + (days - 1) * DAY)
    assert [item.level for item in last.considered] == [1, 1, 0]
    later = desk.route("b", MONDAY + days * DAY)
    n_left = 1 if days > 1 else 0
    assert sum(item.level for item in later.considered) == n_left


def test_a_newcomer_under_rolling_days_forgets_with_the_peers():
    hired = row("new", active_from=MONDAY + 3 * DAY)
    period = RotationPeriod(PeriodKind.ROLLING_DAYS, 5)
    desk = Desk(world([row("ann"), row("bob"), hired], pool={"period": period}))
    for day in range(3):
        desk.many(4, at=MONDAY + day * DAY)
    desk.route("x", MONDAY + 3 * DAY)
    levels = []
    for day in range(3, 9):
        found = desk.route(f"day {day}", MONDAY + day * DAY).considered
        levels.append([item.level for item in found])
    assert levels[0] == [6, 6, 7]  # of equals, who never had one is first
    assert max(max(level) - min(level) for level in levels) <= 1


def test_a_count_that_is_never_reset_goes_on_for_years():
    desk = Desk(world(WEEK, pool={"period": RotationPeriod(PeriodKind.FOREVER)}))
    desk.many(2)
    assert desk.route("a", MONDAY + 800 * DAY).rep_id == "cid"


def test_a_flexible_rotation_passes_over_who_is_at_the_cap_and_makes_up_for_it():
    reps = [row("ann", daily_cap=1), row("bob")]
    desk = Desk(world(reps))
    assert desk.many(4) == ["ann", "bob", "bob", "bob"]
    assert desk.route("next day", MONDAY + DAY).rep_id == "ann"


def test_a_strict_rotation_waits_for_whose_turn_it_is():
    reps = [row("ann", daily_cap=1), row("bob")]
    desk = Desk(world(reps, pool={"rotation": Rotation.STRICT}))
    assert desk.many(3) == ["ann", "bob", None]
    waiting = desk.decisions[-1]
    assert waiting.waiting is Waiting.TURN_IS_KEPT
    assert waiting.retry_at == MONDAY.replace(hour=0) + DAY
    assert desk.route("next day", MONDAY + DAY).rep_id == "ann"


def test_a_strict_rotation_does_not_wait_for_who_is_on_leave():
    leave = away("ann", MONDAY - DAY, MONDAY + 20 * DAY)
    desk = Desk(world(WEEK, absences=[leave], pool={"rotation": Rotation.STRICT}))
    assert desk.many(4) == ["bob", "cid", "bob", "cid"]


def test_who_is_away_when_the_month_begins_is_normalised_too():
    leave = away("cid", MONDAY - DAY, MONDAY + 3 * DAY)
    desk = Desk(world(WEEK, absences=[leave], pool={"hours": Hours.ANY}))
    desk.many(6)
    decision = desk.route("next", MONDAY + 4 * DAY)
    assert [item.level for item in decision.considered] == [3, 3, 3]
