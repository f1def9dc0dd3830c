"""Changes are rows that add up: in any order, whoever decided on the same state."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, permutations
from random import Random

from follow_up_random import DAY, HOUR, happen, kind_for, pacts
from follow_up_world import june
from hypothesis import given, settings
from hypothesis import strategies as st
from routing_random import Company, routers
from routing_world import MONDAY, Desk, away, lead, row, world

from leadpact.engine.lifecycle import LeadState, decide
from leadpact.engine.routing import (
    BalanceRow,
    DayRow,
    LoadRow,
    MemberRow,
    PoolRow,
    ReleaseReason,
    RoutingState,
    StateChange,
    apply_change,
    change_of,
    count_open_leads,
    credit_lead,
    fold_changes,
    reassign_lead,
    release_lead,
    route_lead,
)
from leadpact.engine.routing.state import (
    REMEMBERED_DAYS,
    Load,
    PoolState,
    RotationBalance,
    Tally,
)

JUNE, TODAY = 20605, 20605  # 1 June 2026, a Monday, in days since 1970-01-01
NOON = int(MONDAY.timestamp())
HOURS = st.sampled_from([0, 1, 5, 20, 60, 800, -2, -30])
"""How long after another something is decided; clocks of workers differ, and may be set back."""
LATE_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["route", "route", "meeting", "retry", "claim", "reassign", "end"]),
        st.integers(0, 30),
        st.integers(0, 30),
        HOURS,
    ),
    max_size=40,
)


def keys_of(change: StateChange) -> list[tuple]:
    """Return what each row is about: its table, and what a store would have as its key."""
    return [
        *(("pool", row.pool) for row in change.pools),
        *(("member", row.pool, row.period, row.rep_id) for row in change.members),
        *(("balance", row.pool, row.period, row.rep_id, row.day) for row in change.balances),
        *(("load", row.rep_id) for row in change.loads),
        *(("day", row.rep_id, row.day) for row in change.days),
    ]


def counts_of(change: StateChange) -> Counter:
    """Return what is added to each count."""
    found: Counter = Counter()
    for one in change.balances:
        found["n", one.pool, one.period, one.rep_id, one.day] += one.n
        found["calibration", one.pool, one.period, one.rep_id, one.day] += one.calibration
    for load in change.loads:
        found["n_open", load.rep_id] += load.n_open
    for day in change.days:
        found["load", day.rep_id, day.day] += day.n
    return found


def state_counts(state: RoutingState) -> Counter:
    """Return every count that a state holds."""
    found: Counter = Counter()
    for name, pool in state.pools.items():
        for rep_id, balance in pool.balances.items():
            for tally in balance.tallies:
                found["n", name, pool.period, rep_id, tally.day] += tally.n
                found["calibration", name, pool.period, rep_id, tally.day] += tally.calibration
    for rep_id, load in state.loads.items():
        found["n_open", rep_id] += load.n_open
        for day, n in load.days:
            found["load", rep_id, day] += n
    return found


# What a decision changes


def test_an_assignment_is_one_row_of_each_table():
    desk = Desk(world([row("ann")]))
    desk.route("first")
    assert desk.decisions[-1].change == StateChange(
        pools=(PoolRow("sdr", JUNE, JUNE),),
        members=(MemberRow("sdr", JUNE, "ann", last_at=NOON, last_weight=1),),
        balances=(BalanceRow("sdr", JUNE, "ann", JUNE, n=1),),
        loads=(LoadRow("ann", 1, TODAY - REMEMBERED_DAYS),),
        days=(DayRow("ann", TODAY, 1),),
    )
    desk.route("second", MONDAY + HOUR)
    assert desk.decisions[-1].change == StateChange(
        members=(MemberRow("sdr", JUNE, "ann", last_at=NOON + 3600, last_weight=1),),
        balances=(BalanceRow("sdr", JUNE, "ann", JUNE, n=1),),
        loads=(LoadRow("ann", 1, TODAY - REMEMBERED_DAYS),),
        days=(DayRow("ann", TODAY, 1),),
    )


def test_a_release_and_a_credit_are_rows_that_take_away():
    desk = Desk(world([row("ann")]))
    held = desk.route(lead("1", meeting_at=MONDAY + DAY)).assignment
    called_off = {"reason": ReleaseReason.CANCELLED, "at": MONDAY + HOUR}
    uncounted = (BalanceRow("sdr", JUNE, "ann", JUNE, n=-1),)
    from_day = TODAY - REMEMBERED_DAYS
    assert release_lead(held, desk.state, desk.router, **called_off) == StateChange(
        balances=uncounted,
        loads=(LoadRow("ann", -1, from_day),),
        days=(DayRow("ann", TODAY + 1, -1),),
    )
    _, change = credit_lead(held, desk.state, desk.router, **called_off)
    assert change == StateChange(
        balances=uncounted,
        loads=(LoadRow("ann", 0, from_day),),
        days=(DayRow("ann", TODAY + 1, -1),),
    )


def test_a_reassignment_within_a_pool_has_one_row_for_each_key():
    """The lead goes from who has it to who is back from leave, and everybody is calibrated."""
    leave = [away("bob", MONDAY - DAY, MONDAY + HOUR)]
    desk = Desk(world([row("ann"), row("bob")], absences=leave))
    held = desk.route("1").assignment
    desk.route("2")
    moved = reassign_lead(lead("1"), held, desk.state, desk.router, as_of=MONDAY + 2 * HOUR)
    assert (moved.rep_id, len(keys_of(moved.change))) == ("bob", len(set(keys_of(moved.change))))
    # bob starts at what ann has without the lead, and then gets it.
    assert moved.change.balances == (
        BalanceRow("sdr", JUNE, "ann", JUNE, n=-1),
        BalanceRow("sdr", JUNE, "bob", JUNE, n=1, calibration=1),
    )
    assert moved.change.loads == (
        LoadRow("ann", -1, TODAY - REMEMBERED_DAYS),
        LoadRow("bob", 1, TODAY - REMEMBERED_DAYS),
    )


def test_what_came_to_nothing_does_not_linger():
    desk = Desk(world([row("ann"), row("bob")]))
    held = desk.route(lead("1", meeting_at=MONDAY + DAY)).assignment
    change = release_lead(
        held, desk.state, desk.router, reason=ReleaseReason.CANCELLED, at=MONDAY + HOUR
    )
    after = apply_change(desk.state, change)
    assert after.pool("sdr").balances["ann"].tallies == ()
    assert after.load("ann") == Load(0, (), TODAY - REMEMBERED_DAYS)


def test_calibration_adds_up_exactly_and_becomes_a_whole_number_again():
    row_of = BalanceRow("sdr", JUNE, "ann", JUNE, calibration=Fraction(1, 3))
    state = fold_changes([StateChange(balances=(row_of,))] * 3)
    assert state.pool("sdr").balances["ann"].tallies == (Tally(JUNE, 0, 1),)
    assert isinstance(state.pool("sdr").balances["ann"].tallies[0].calibration, int)


# Two decisions on one state


def test_two_leads_given_on_one_state_count_twice():
    desk = Desk(world([row("ann", daily_cap=2)]))
    desk.route("before")
    one, two = (route_lead(lead(name), desk.state, desk.router, as_of=MONDAY) for name in "12")
    for first, second in permutations((one, two)):
        state = apply_change(apply_change(desk.state, first.change), second.change)
        assert state.load("ann").n_open == 3
        assert state.load("ann").n_between(TODAY, TODAY + 1) == 3
        assert state.pool("sdr").balances["ann"].level(JUNE) == 3
        assert route_lead(lead("3"), state, desk.router, as_of=MONDAY).rep_id is None


def test_who_decides_late_in_a_new_month_does_not_empty_it():
    july = MONDAY + 30 * DAY
    desk = Desk(world([row("ann"), row("bob")], pool={"carry_over": False}))
    desk.many(3)
    new, late = (
        route_lead(lead(f"{at}"), desk.state, desk.router, as_of=at) for at in (july, july - DAY)
    )
    states = [
        apply_change(apply_change(desk.state, first.change), second.change)
        for first, second in permutations((new, late))
    ]
    assert states[0] == states[1]
    assert states[0].pool("sdr").period == JUNE + 30
    assert [item.level(JUNE) for item in states[0].pool("sdr").balances.values()] == [0, 1]
    # Decided again on what is held by then, it counts in the month that has begun.
    again = route_lead(
        lead("late"), apply_change(desk.state, new.change), desk.router, as_of=july - DAY
    )
    assert again.change.balances == (BalanceRow("sdr", JUNE + 30, "ann", JUNE + 30, n=1),)


def test_of_two_notes_on_a_rep_the_later_is_kept():
    early = MemberRow("sdr", 0, "ann", noted_at=5, is_away=True, lead_on_peers=Fraction(1, 2))
    late = MemberRow("sdr", 0, "ann", last_at=3, noted_at=7)
    for rows in permutations((early, late)):
        state = fold_changes(StateChange(members=(item,)) for item in rows)
        assert state.pool("sdr").balances["ann"] == RotationBalance(last_at=3, noted_at=7)


def test_a_note_of_a_decision_that_comes_late_is_kept_by_who_knew_of_the_one_before():
    desk = Desk(world([row("ann"), row("bob")], absences=[away("ann", MONDAY, MONDAY + DAY)]))
    desk.route("0", MONDAY - HOUR)
    desk.route("1", MONDAY)
    assert desk.state.pool("sdr").balances["ann"].is_away
    desk.route("late", MONDAY - HOUR)
    assert not desk.state.pool("sdr").balances["ann"].is_away


def test_a_day_that_nothing_looks_back_to_is_not_added_again_by_a_change_from_before():
    old = StateChange(loads=(LoadRow("ann", 1, 0),), days=(DayRow("ann", 3, 1),))
    new = StateChange(loads=(LoadRow("ann", 1, 4),), days=(DayRow("ann", 4, 1),))
    of_pool = StateChange(
        pools=(PoolRow("sdr", 0, 4),), balances=(BalanceRow("sdr", 0, "ann", 4, n=1),)
    )
    old_pool = StateChange(balances=(BalanceRow("sdr", 0, "ann", 3, n=1),))
    for order in permutations((old, new, of_pool, old_pool)):
        state = fold_changes(order)
        assert state.load("ann") == Load(2, ((4, 1),), 4)
        assert state.pool("sdr") == PoolState(0, 4, {"ann": RotationBalance((Tally(4, 1),))})


def two_changes(company: Company, random: Random) -> Iterator[StateChange]:
    """Decide twice on the state of a company, as two workers do, at moments of their own."""
    for n in range(2):
        at = company.at + random.choice([0, 1, 7, 30, 90, 400, 800]) * HOUR
        held = random.choice(list(company.owned.values())) if company.owned else None
        kind = random.choice(["route", "reassign", "release", "meeting"])
        if held is None or kind in ("route", "meeting"):
            item = lead(f"new-{n}", meeting_at=at + DAY if kind == "meeting" else None)
            yield route_lead(item, company.state, company.router, as_of=at).change
        elif kind == "reassign":
            item = lead(held.lead_id, meeting_at=held.meeting_at)
            yield reassign_lead(item, held, company.state, company.router, as_of=at).change
        else:
            reason = random.choice(list(ReleaseReason))
            yield release_lead(held, company.state, company.router, reason=reason, at=at)


@settings(max_examples=300, deadline=None)
@given(routers(), LATE_STEPS, st.randoms(use_true_random=False))
def test_two_changes_from_one_state_add_up_in_either_order(router, steps, random):
    company = Company(router)
    for step in steps:
        company.step(*step)
    one, two = two_changes(company, random)
    state = apply_change(apply_change(company.state, one), two)
    assert apply_change(apply_change(company.state, two), one) == state
    before, added = state_counts(company.state), counts_of(one)
    added.update(counts_of(two))
    for key, n in state_counts(state).items():
        if key[0] in ("n", "calibration") and key[2] != company.state.pool(key[1]).period:
            assert n == added[key]
        else:
            assert n == before[key] + added[key]


@settings(max_examples=300, deadline=None)
@given(routers(), LATE_STEPS)
def test_the_difference_of_two_states_applied_to_the_first_is_the_second(router, steps):
    company, states = Company(router), [RoutingState()]
    for step in steps:
        company.step(*step)
        states.append(company.state)
    for before, after in [*pairwise(states), (states[0], states[-1])]:
        change = change_of(before, after)
        assert apply_change(before, change) == after
        assert len(keys_of(change)) == len(set(keys_of(change)))
    assert change_of(company.state, company.state).is_empty


@settings(max_examples=300, deadline=None)
@given(routers(), LATE_STEPS, st.randoms(use_true_random=False))
def test_a_log_of_changes_in_any_order_gives_the_state_that_was_carried_along(
    router, steps, random
):
    company = Company(router)
    for step in steps:
        company.step(*step)
    log = list(company.changes)
    assert all(len(keys_of(change)) == len(set(keys_of(change))) for change in log)
    random.shuffle(log)
    assert fold_changes(log) == company.state
    open_leads = count_open_leads(company.owned.values())
    assert open_leads == {k: v.n_open for k, v in company.state.loads.items() if v.n_open}


N_COMPANIES, N_LEADS = 60, 8


def test_the_changes_of_a_company_s_life_add_up_to_its_open_leads():
    """Leads of one company live through random histories in turn, on one state of routing."""
    first, second = pacts()
    n_assigned = 0
    for seed in range(N_COMPANIES):
        random, routing, now = Random(seed), RoutingState(), june(1, 9)
        leads = [LeadState(f"l-{n}") for n in range(N_LEADS)]
        log: list[StateChange] = []
        for n in range(60):
            now += random.choice([0, 0, 1, 3, 24, 96, -2]) * HOUR
            which, rules = random.randrange(N_LEADS), random.choice([first, second])
            kind = kind_for(random.choice, leads[which])
            command = happen(random.choice, kind, leads[which], now=now, fresh=f"h{n}")
            decision = decide(leads[which], command, rules, as_of=now, routing=routing)
            for before, after in pairwise([routing, decision.routing]):
                assert apply_change(before, change_of(before, after)) == after
            log += decision.routing_changes
            leads[which], routing = decision.new_state, decision.routing
        held = [item.assignment for item in leads if item.assignment is not None]
        n_assigned += len(held)
        open_leads = {name: load.n_open for name, load in routing.loads.items() if load.n_open}
        assert count_open_leads(held) == open_leads
        random.shuffle(log)
        assert fold_changes(log) == routing
    assert n_assigned > N_COMPANIES
