"""Whatever happens in a company: no lead is lost, no cap is broken, the fold is the history."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from routing_random import STEPS, Company, routers
from routing_world import lead, route_all, row, world

from leadpact.engine.routing import RoutingState, apply_change, route_lead
from leadpact.pact.sections.routing.policy import Rotation, SelectionMethod


@settings(max_examples=300, deadline=None)
@given(routers(), STEPS)
def test_every_lead_has_one_owner_or_one_reason_and_no_cap_is_ever_broken(router, steps):
    company = Company(router)
    for step in steps:
        company.step(*step)
        everywhere = [*company.owned, *company.waiting, *company.ended]
        assert len(everywhere) == len(set(everywhere)) == company.came
    for rep_id in router.roster.reps:
        held = [item for item in company.owned.values() if item.rep_id == rep_id]
        assert company.state.load(rep_id).n_open == len(held)


@settings(max_examples=100, deadline=None)
@given(routers(), STEPS)
def test_the_changes_folded_are_the_state_and_the_same_history_gives_the_same(router, steps):
    company, again = Company(router), Company(router)
    for step in steps:
        company.step(*step)
        again.step(*step)
    assert reduce(apply_change, company.changes, RoutingState()) == company.state == again.state
    assert company.owned == again.owned


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=6), st.integers(2, 9))
def test_only_the_ratios_of_weights_matter(weights, factor):
    def picks(times: int) -> list[str | None]:
        reps = [row(f"r{i}", weight=weight * times) for i, weight in enumerate(weights)]
        leads = [lead(f"{i:03}") for i in range(30)]
        return [decision.rep_id for decision in route_all(leads, world(reps))[0]]

    assert picks(1) == picks(factor)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(1, 4))
def test_after_whole_rounds_the_shares_are_exact(weights, n_rounds):
    whole = sum(weights)
    router = world([row(f"r{i}", weight=weight) for i, weight in enumerate(weights)])
    leads = [lead(f"{i:04}") for i in range(whole * n_rounds)]
    decisions, _ = route_all(leads, router)
    got = Counter(decision.rep_id for decision in decisions)
    assert got == {f"r{i}": weight * n_rounds for i, weight in enumerate(weights)}


@settings(max_examples=100, deadline=None)
@given(routers(), STEPS)
def test_shortfalls_add_up_to_zero_and_the_largest_is_picked(router, steps):
    pool = router.pools["sdr"]
    rounds = replace(
        pool.pool, method=SelectionMethod.WEIGHTED_ROUND_ROBIN, rotation=Rotation.FLEXIBLE
    )
    router = replace(router, pools={"sdr": replace(pool, pool=rounds)})
    company = Company(router)
    for step in steps:
        company.step(*step)
    decision = route_lead(lead("last"), company.state, router, as_of=company.at)
    behind = {c.rep_id: c.shortfall for c in decision.considered if c.shortfall is not None}
    assert sum(behind.values()) == Fraction(0)
    assert not behind or behind[decision.rep_id] == max(behind.values())
    assert all(one < other for one, other in pairwise(c.rep_id for c in decision.considered))
