"""A history routed anew: nobody is lost, nobody is over a cap, those who wait longest are first."""

from collections import Counter
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from routing_world import MONDAY, Desk, away, caps, lead, row, weighted, world

from leadpact.engine.route import Router
from leadpact.engine.routing.decision import Outcome, Waiting
from leadpact.engine.routing.walk import Arrival, Walk, walk_arrivals
from leadpact.terms.zone import epoch_seconds

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def walk(router: Router, arrivals: list[Arrival], *, days: int = 60) -> Walk:
    return walk_arrivals(arrivals, router, until=epoch_seconds(MONDAY + days * DAY))


def arrivals(n: int, *, every: timedelta = HOUR, open_days: int | None = None) -> list[Arrival]:
    seconds = None if open_days is None else open_days * 86_400
    return [Arrival(lead(f"L{i:03}", at=MONDAY + i * every), seconds) for i in range(n)]


def reps_of(found: Walk) -> list[str | None]:
    return [found.decisions[name].rep_id for name in sorted(found.decisions)]


def test_where_nobody_waits_a_history_is_routed_as_lead_by_lead() -> None:
    router = world(weighted(ann=2, bob=1, cid=1))
    desk = Desk(router)
    one_by_one = [desk.route(item.lead, item.lead.arrived_at).rep_id for item in arrivals(24)]
    assert reps_of(walk(router, arrivals(24))) == one_by_one


def test_the_order_in_which_leads_are_given_makes_no_difference() -> None:
    router = world(weighted(ann=2, bob=1), pool={"caps": caps(per_day=3)})
    given_in_order = walk(router, arrivals(30))
    given_backwards = walk(router, arrivals(30)[::-1])
    assert given_in_order.decisions == given_backwards.decisions


def test_what_a_full_day_has_no_room_for_is_placed_the_next_in_order_of_arrival() -> None:
    found = walk(world(weighted(ann=1), pool={"caps": caps(per_day=2)}), arrivals(6, every=HOUR))
    days = [found.decisions[f"L{i:03}"].as_of.date() - MONDAY.date() for i in range(6)]
    assert [day.days for day in days] == [0, 0, 1, 1, 2, 2]
    assert found.waited_for == dict.fromkeys(
        ("L002", "L003", "L004", "L005"), Waiting.EVERYONE_AT_CAP
    )


def test_a_lead_that_is_done_makes_room_for_the_one_that_waits_longest() -> None:
    router = world(weighted(ann=1), pool={"caps": caps(open=1)})
    found = walk(router, arrivals(3, every=HOUR, open_days=5))
    assigned = [found.decisions[f"L{i:03}"].as_of - MONDAY for i in range(3)]
    assert assigned == [timedelta(0), 5 * DAY, 10 * DAY]


def test_who_waits_at_the_end_says_why() -> None:
    found = walk(world(weighted(ann=1), pool={"caps": caps(open=1)}), arrivals(3))
    assert reps_of(found) == ["ann", None, None]
    assert found.decisions["L002"].waiting is Waiting.EVERYONE_AT_CAP


def test_leads_of_a_week_of_leave_are_placed_when_it_ends() -> None:
    router = world([row("ann")], absences=[away("ann", MONDAY - DAY, MONDAY + 7 * DAY)])
    found = walk(router, arrivals(2))
    assert [found.decisions[name].as_of for name in ("L000", "L001")] == [MONDAY + 7 * DAY] * 2


def test_what_comes_after_the_end_is_left_out() -> None:
    assert len(walk(world(weighted(ann=1)), arrivals(10, every=DAY), days=4).decisions) == 5


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.integers(0, 240), min_size=1, max_size=60),
    st.integers(1, 3),
    st.integers(1, 6),
    st.integers(1, 9),
)
def test_every_lead_has_a_rep_or_a_reason_and_no_rep_is_over_a_cap(
    hours: list[int], per_day: int, n_open: int, open_days: int
) -> None:
    router = world(weighted(ann=2, bob=1), pool={"caps": caps(per_day=per_day, open=n_open)})
    came = [
        Arrival(lead(f"L{i:03}", at=MONDAY + hour * HOUR), open_days * 86_400)
        for i, hour in enumerate(hours)
    ]
    found = walk(router, came)
    assert set(found.decisions) == {item.lead.lead_id for item in came}
    for decision in found.decisions.values():
        assert (decision.rep_id is None) == (decision.waiting is not None)
    placed = [d for d in found.decisions.values() if d.outcome is Outcome.ASSIGNED]
    by_day = Counter((d.rep_id, d.as_of.date()) for d in placed)
    assert all(n <= per_day for n in by_day.values())
    for decision in placed:
        open_then = sum(
            other.rep_id == decision.rep_id
            and other.as_of <= decision.as_of < other.as_of + open_days * DAY
            for other in placed
        )
        assert open_then <= n_open
