"""New reps have a part of their weight: exactly, by each method, and only in their first days."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from explain_world import PACT, REPS, Life, nov
from hypothesis import given
from hypothesis import strategies as st
from routing_world import MONDAY, Desk, lead, row, world

from leadpact.engine.lifecycle import make_follow_up
from leadpact.engine.routing import (
    ReleaseReason,
    RoutingState,
    apply_change,
    make_roster,
    reassign_lead,
    release_lead,
    undo_changes,
    without_calibration,
)
from leadpact.pact.check import load_pact_text
from leadpact.pact.sections.routing.policy import NewcomersWeight, SelectionMethod

HALF = NewcomersWeight(Fraction(1, 2), 30)
FIRST = MONDAY.date()
DAY = timedelta(days=1)


def desk(newcomers: NewcomersWeight | None = HALF, **pool: object) -> Desk:
    reps = [row("ann", hired_on=date(2020, 1, 1)), row("nina", hired_on=FIRST)]
    return Desk(world(reps, pool={"newcomers_weight": newcomers, **pool}))


@given(
    share=st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50),
    n=st.integers(1, 60),
)
def test_at_any_time_nobody_is_a_lead_from_the_exact_share(share: Fraction, n: int) -> None:
    company = desk(NewcomersWeight(share, 30))
    company.many(n)
    got = company.shares()
    due = n * share / (1 + share)
    assert abs(got.get("nina", 0) - due) <= 1


@given(
    share=st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50),
    early=st.integers(1, 40),
    late=st.integers(2, 40),
)
def test_after_the_first_days_nobody_catches_up(share: Fraction, early: int, late: int) -> None:
    company = desk(NewcomersWeight(share, 10))
    company.many(early)
    company.decisions.clear()
    company.many(late, at=MONDAY + 10 * DAY)
    got = company.shares()
    # What is left to balance is at most the last lead of a new rep, which counts as more than one.
    assert abs(got.get("ann", 0) - got.get("nina", 0)) <= 1 / share + 1


def test_one_lead_a_month_is_shared_over_the_months_as_exactly() -> None:
    company = desk(NewcomersWeight(Fraction(1, 4), 1000))
    for month in range(20):
        company.route(f"m{month}", datetime(2026 + month // 12, month % 12 + 1, 15, tzinfo=UTC))
    assert company.shares() == {"ann": 16, "nina": 4}


def test_by_hash_a_new_rep_gets_half_as_many() -> None:
    company = desk(method=SelectionMethod.RANDOM)
    company.many(900, every=timedelta(seconds=1))
    assert 250 < company.shares()["nina"] < 350


def test_by_hash_the_same_rep_gets_a_lead_once_nobody_is_new() -> None:
    usual, later = desk(None, method=SelectionMethod.RANDOM), desk(method=SelectionMethod.RANDOM)
    at = MONDAY + 30 * DAY
    assert usual.many(50, at=at) == later.many(50, at=at)


@pytest.mark.parametrize(
    ("columns", "last"),
    [
        ({"hired_on": FIRST}, MONDAY + 9 * DAY),
        ({"active_from": MONDAY + DAY}, MONDAY + 10 * DAY),
        ({"hired_on": FIRST, "active_from": MONDAY + DAY}, MONDAY + 10 * DAY),
        ({"hired_on": FIRST + 2 * DAY, "active_from": MONDAY}, MONDAY + 11 * DAY),
        ({"hired_on": date(2099, 12, 30)}, MONDAY),
    ],
)
def test_the_first_days_are_counted_from_the_later_day(columns: dict, last: datetime) -> None:
    reps = [row("nina", **columns)]
    router = world(reps, pool={"newcomers_weight": NewcomersWeight(Fraction(1, 2), 10)})
    (member,) = router.pools["sdr"].members
    midnight = datetime.combine(last.date(), datetime.min.time(), UTC) + DAY
    assert member.is_new(int(midnight.timestamp()) - 1)
    if columns.get("hired_on", FIRST).year < 2099:
        assert not member.is_new(int(midnight.timestamp()))


def test_a_lead_that_leaves_the_count_takes_all_that_it_counted() -> None:
    company = desk()
    company.many(1)
    before = company.state
    decision = company.route("second")
    assert decision.assignment is not None
    assert (decision.rep_id, decision.assignment.counted_extra) == ("nina", 1)
    gone = release_lead(
        decision.assignment,
        company.state,
        company.router,
        reason=ReleaseReason.RETURNED,
        at=MONDAY,
    )
    after = apply_change(company.state, gone).pools["sdr"].balances["nina"]
    assert after.level(0) == before.pools["sdr"].balances["nina"].level(0) == 0


def test_what_is_undone_leaves_nothing_of_a_new_rep_behind() -> None:
    company = desk()
    company.many(1)
    before = company.state
    decision = company.route("second")
    undone = undo_changes([decision.change], company.state)
    after = apply_change(company.state, undone)
    assert levels_of(after) == levels_of(before) == {"ann": 1, "nina": 0}
    again = without_calibration(decision.change)
    assert (
        levels_of(apply_change(after, again)) == levels_of(company.state) == {"ann": 1, "nina": 2}
    )


def test_a_lead_that_moves_to_another_rep_is_undone_as_a_whole() -> None:
    company = desk()
    company.many(1)
    given = company.route("second")
    assert given.assignment is not None
    held, before = given.assignment, company.state
    moved = reassign_lead(lead("second"), held, before, company.router, as_of=MONDAY)
    after = apply_change(before, moved.change)
    assert levels_of(after) == {"ann": 2, "nina": 0}
    undone = apply_change(after, undo_changes([moved.change], after))
    assert levels_of(undone) == levels_of(before) == {"ann": 1, "nina": 2}


def levels_of(state: RoutingState) -> dict[str, object]:
    return {name: item.level(0) for name, item in state.pools["sdr"].balances.items()}


def test_the_explanation_says_who_is_new_and_until_when() -> None:
    pact = PACT.replace("weights: {ann: 2}, ", "newcomers_weight: {share: 0.5, days: 30}, ")
    reps = [{**item, "hired_on": date(2026, 10, 20)} for item in REPS if item["rep_id"] == "bob"]
    reps += [item for item in REPS if item["rep_id"] != "bob"]
    rules = make_follow_up(load_pact_text(pact), make_roster(reps))
    life = Life(rules)
    life.qualify(nov(2, 10))
    reported = life.explained(nov(2, 11))
    assert "bob is new until Thu 19 Nov 00:00, with 0.5 of the weight." in reported
