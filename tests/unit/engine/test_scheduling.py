"""Which waiting leads are tried, what a woken lead gets, who backs off how long, by hand."""

from datetime import datetime, timedelta, timezone
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from routing_world import MONDAY, away, row

from leadpact.engine.lifecycle import AdvanceTime, AssignLead, RecordOwnerAbsence
from leadpact.engine.routing import make_roster
from leadpact.engine.scheduling import (
    FIRST_DELAY,
    LONGEST_DELAY,
    MOST_FAILURES,
    LeadsToTry,
    RetryTrigger,
    StuckLead,
    TriggerKind,
    WaitingLead,
    absence_commands,
    leads_to_try,
    leave_moments,
    next_attempt_at,
    reps_of_group,
    stuck_after,
    wake_command,
)
from leadpact.terms.actors import SCHEDULER, TIME

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


def group(*reps: str, had: tuple[str, ...] = (), passed: str = "") -> str:
    """Return a waiting group as `waiting_group_of` writes it."""
    names, past = ",".join(f'"{name}"' for name in reps), ",".join(f'"{name}"' for name in had)
    return f'["default","sdr","","INBOUND","",[{passed}],[{past}],[{names}]]'


SDRS, AES = group("ann", "bob"), group("eve")


def waits(lead_id: str, name: str, hours: float, retry: datetime | None = None, n: int = 0):
    return WaitingLead(lead_id, name, MONDAY + hours * HOUR, retry, n)


def tried(waiting, kind: TriggerKind, rep_id: str | None = None, at: datetime = MONDAY + DAY):
    found = leads_to_try(waiting, RetryTrigger(kind, at, rep_id))
    return [(item.group, *item.lead_ids) for item in found]


WAITING = (
    waits("c", SDRS, 3),
    waits("e", AES, 1, MONDAY + DAY),
    waits("a", SDRS, 2, MONDAY + 2 * DAY),
    waits("b", SDRS, 5),
)

# Which leads are tried


@pytest.mark.parametrize("kind", [TriggerKind.RELEASED, TriggerKind.ROOM, TriggerKind.LEAVE_BEGAN])
def test_a_rep_with_room_serves_the_groups_they_belong_to_the_longest_waiting_first(kind) -> None:
    assert tried(WAITING, kind, "bob") == [(SDRS, "a", "c", "b")]
    assert tried(WAITING, kind, "eve") == [(AES, "e")]
    assert tried(WAITING, kind, "dan") == []


def test_a_change_of_the_roster_tries_every_group_that_of_the_longest_waiting_lead_first() -> None:
    assert tried(WAITING, TriggerKind.ROSTER) == [(AES, "e"), (SDRS, "a", "c", "b")]


def test_a_release_without_a_name_tries_every_group() -> None:
    assert len(tried(WAITING, TriggerKind.RELEASED)) == 2


@pytest.mark.parametrize(
    ("at", "groups"),
    [
        (MONDAY + DAY - SECOND, []),
        (MONDAY + DAY, [AES]),
        (MONDAY + 2 * DAY, [AES, SDRS]),
    ],
)
def test_a_moment_tries_the_groups_of_leads_whose_obstacle_ends_by_then(at, groups) -> None:
    assert [name for name, *_ in tried(WAITING, TriggerKind.MOMENT, at=at)] == groups


def test_several_things_of_one_moment_try_a_group_once() -> None:
    at = MONDAY + DAY
    moment, back = (RetryTrigger(kind, at) for kind in (TriggerKind.MOMENT, TriggerKind.ROSTER))
    assert leads_to_try(WAITING, moment, back) == leads_to_try(WAITING, back)


def test_a_rep_who_had_the_leads_of_a_group_does_not_serve_it() -> None:
    name = group("ann", "bob", had=("bob",))
    assert reps_of_group(name) == {"ann"}
    assert tried([waits("a", name, 1)], TriggerKind.RELEASED, "bob") == []


def test_leads_that_passed_other_routes_are_tried_whichever_rep_has_room() -> None:
    name = group("ann", passed='"own"')
    assert reps_of_group(name) is None
    assert tried([waits("a", name, 1)], TriggerKind.RELEASED, "zoe") == [(name, "a")]


def test_leads_of_one_second_are_ordered_by_their_number_then_by_id() -> None:
    leads = [waits("b", AES, 1, n=2), waits("c", AES, 1, n=1), waits("a", AES, 1, n=2)]
    assert tried(leads, TriggerKind.ROSTER) == [(AES, "c", "a", "b")]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=30), st.integers())
def test_the_order_of_the_rows_makes_no_difference(drawn, seed: int) -> None:
    rows = [
        waits(f"L{n:02}", (SDRS, AES, group("cid"))[place % 3], hours)
        for n, (place, hours) in enumerate(drawn)
    ]
    trigger = RetryTrigger(TriggerKind.ROSTER, MONDAY)
    found = leads_to_try(rows, trigger)
    assert leads_to_try(Random(seed).sample(rows, len(rows)), trigger) == found
    assert sorted(name for item in found for name in item.lead_ids) == [r.lead_id for r in rows]
    assert all(isinstance(item, LeadsToTry) for item in found)


# What a woken lead gets


def test_a_waiting_lead_is_routed_from_the_second_its_obstacle_ends() -> None:
    early, due = (wake_command(at, retry_at=MONDAY) for at in (MONDAY - SECOND, MONDAY))
    assert early == AdvanceTime("", MONDAY - SECOND, actor=TIME)
    assert due == AssignLead("retry/20260601T120000Z", MONDAY, actor=SCHEDULER)


def test_for_a_lead_that_waits_for_nothing_time_passes() -> None:
    assert wake_command(MONDAY, retry_at=None) == AdvanceTime("", MONDAY, actor=TIME)


def test_a_retry_can_have_a_name_of_the_callers() -> None:
    assert wake_command(MONDAY, retry_at=MONDAY, name="again/7") == AssignLead(
        "again/7", MONDAY, actor=SCHEDULER
    )


# Who leaves and returns

SPAN = (MONDAY + DAY, MONDAY + 9 * DAY)


def shown(rows, absences=()):
    moments = leave_moments(make_roster(rows, absences).reps.values())
    return [(one.at - MONDAY, one.rep_id, one.is_return, one.until) for one in moments]


def test_a_leave_has_its_begin_with_the_day_of_return_and_its_end() -> None:
    assert shown([row("ann")], [away("ann", *SPAN)]) == [
        (DAY, "ann", False, SPAN[1]),
        (9 * DAY, "ann", True, None),
    ]


def test_who_leaves_the_company_does_not_return_from_a_leave_that_ends_later() -> None:
    gone = row("ann", active_to=MONDAY + 3 * DAY)
    assert shown([gone], [away("ann", *SPAN)]) == [
        (DAY, "ann", False, SPAN[1]),
        (3 * DAY, "ann", False, None),
    ]


def test_who_begins_counts_as_one_who_returns_unless_they_begin_with_leave() -> None:
    new = row("ann", active_from=SPAN[0])
    assert shown([new]) == [(DAY, "ann", True, None)]
    assert [one[2] for one in shown([new], [away("ann", *SPAN)])] == [False, True]


def test_moments_are_in_order_of_time_then_of_reps() -> None:
    rows = [row("bob"), row("ann")]
    found = shown(rows, [away("bob", *SPAN), away("ann", *SPAN)])
    assert [one[1] for one in found] == ["ann", "bob", "ann", "bob"]


def test_a_leave_is_recorded_on_every_lead_the_rep_has_under_one_id() -> None:
    leave, back = leave_moments(make_roster([row("ann")], [away("ann", *SPAN)]).reps.values())
    command = RecordOwnerAbsence(
        "leave/ann/20260602T120000Z", SPAN[0], "ann", SPAN[1], actor=SCHEDULER
    )
    assert absence_commands(leave, {"L2", "L1"}) == (("L1", command), ("L2", command))
    assert absence_commands(back, {"L2", "L1"}) == ()
    assert leave.trigger == RetryTrigger(TriggerKind.LEAVE_BEGAN, SPAN[0], "ann")
    assert back.trigger == RetryTrigger(TriggerKind.LEAVE_ENDED, SPAN[1], "ann")


# Who backs off


def test_a_lead_that_raises_is_tried_after_one_minute_then_twice_as_long_up_to_six_hours() -> None:
    waits_for = [next_attempt_at(MONDAY, n) - MONDAY for n in range(1, 13)]
    minutes = [delay / timedelta(minutes=1) for delay in waits_for]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]
    assert (waits_for[0], waits_for[-1]) == (FIRST_DELAY, LONGEST_DELAY)


@given(st.integers(-5, 10**9))
def test_the_next_attempt_is_never_now_and_never_later_than_six_hours(n: int) -> None:
    assert FIRST_DELAY <= next_attempt_at(MONDAY, n) - MONDAY <= LONGEST_DELAY


def test_a_lead_that_raised_often_enough_is_left_to_people() -> None:
    stuck = None
    for n in range(1, MOST_FAILURES + 1):
        stuck = stuck_after(ValueError(f"no. {n}"), lead_id="L1", at=MONDAY, known=stuck)
        assert (stuck.retry_at is None) == (n == MOST_FAILURES)
    assert stuck == StuckLead("L1", MOST_FAILURES, "ValueError: no. 12", MONDAY)


def test_a_moment_in_another_zone_gives_the_same_ids() -> None:
    there = MONDAY.astimezone(timezone(timedelta(hours=-5)))
    assert wake_command(there, retry_at=there).id == "retry/20260601T120000Z"
