"""How many steps a rep makes on a day, and when a lead may be called unreachable, by hand."""

import pytest
from cadence_world import NAMED, cadences, local, shown, step

from leadpact.engine.cadences import (
    Attempt,
    DoneToday,
    DueStep,
    Prospect,
    check_unreachable,
    throttle_steps,
)
from leadpact.pact.sections.cadences.policy import Throttle, Unreachable
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import TouchKind

MONDAY = "2026-06-01"


def wanted(run_id, at, channel="EMAIL", rep_id="ann", **more):
    return DueStep(run_id, "one", TouchKind(channel), rep_id, local(at), **more)


def placed(made, steps, as_of=f"{MONDAY} 07:00", done_today=None, rep_zones=None):
    found = throttle_steps(
        made, steps, done_today or {}, as_of=local(as_of), rep_zones=rep_zones or {}
    )
    return [(item.step.run_id, shown(item.take_at), item.is_moved) for item in found]


def limited(per_day=None, calls_per_day=None):
    return cadences(step("one"), throttle=Throttle(per_day, calls_per_day))


def test_without_a_throttle_every_step_stays_where_it_is():
    steps = [wanted(f"run-{n}", f"{MONDAY} 10:00") for n in range(500)]
    found = placed(cadences(step("one")), steps)
    assert {(at, moved) for _, at, moved in found} == {("Mon 2026-06-01 10:00", False)}
    assert len(found) == 500


def test_what_exceeds_a_day_waits_for_the_next_in_order_of_due_moment_and_run():
    steps = [
        wanted("d", f"{MONDAY} 09:00"),
        wanted("a", f"{MONDAY} 10:00"),
        wanted("c", f"{MONDAY} 08:00"),
        wanted("b", f"{MONDAY} 10:00"),
        wanted("e", "2026-06-02 09:00"),
    ]
    assert placed(limited(per_day=2), steps) == [
        ("c", "Mon 2026-06-01 08:00", False),
        ("d", "Mon 2026-06-01 09:00", False),
        ("a", "Tue 2026-06-02 07:00", True),
        ("b", "Tue 2026-06-02 07:00", True),
        ("e", "Wed 2026-06-03 07:00", True),
    ]


def test_the_next_day_of_friday_is_monday():
    steps = [wanted("a", "2026-06-05 09:00"), wanted("b", "2026-06-05 10:00")]
    found = placed(limited(per_day=1), steps, as_of="2026-06-05 07:00")
    assert found[1] == ("b", "Mon 2026-06-08 07:00", True)


def test_calls_and_voicemails_have_a_limit_of_their_own():
    steps = [
        wanted("a", f"{MONDAY} 09:00", "CALL"),
        wanted("b", f"{MONDAY} 10:00", "VOICEMAIL"),
        wanted("c", f"{MONDAY} 11:00", "EMAIL"),
        wanted("d", f"{MONDAY} 12:00", "SOCIAL"),
    ]
    assert placed(limited(calls_per_day=1), steps) == [
        ("a", "Mon 2026-06-01 09:00", False),
        ("b", "Tue 2026-06-02 08:00", True),
        ("c", "Mon 2026-06-01 11:00", False),
        ("d", "Mon 2026-06-01 12:00", False),
    ]


def test_calls_count_among_all_steps():
    steps = [wanted(name, f"{MONDAY} 10:00", "CALL") for name in "abc"]
    found = placed(limited(per_day=2, calls_per_day=9), steps)
    assert [moved for _, _, moved in found] == [False, False, True]


def test_what_was_made_today_counts_and_only_today():
    steps = [wanted(name, f"{MONDAY} 10:00") for name in "ab"]
    steps += [wanted(name, "2026-06-02 10:00") for name in "cde"]
    done = {"ann": DoneToday(steps=2, calls=0)}
    found = placed(limited(per_day=3), steps, as_of=f"{MONDAY} 09:00", done_today=done)
    assert [at for _, at, _ in found] == [
        "Mon 2026-06-01 10:00",
        "Tue 2026-06-02 07:00",
        "Tue 2026-06-02 10:00",
        "Tue 2026-06-02 10:00",
        "Wed 2026-06-03 07:00",
    ]


def test_of_what_a_rep_made_today_only_what_is_given_counts():
    steps = [wanted("a", f"{MONDAY} 10:00", "CALL")]
    for done in (DoneToday(), DoneToday(calls=0), DoneToday(steps=0)):
        found = placed(limited(1, 1), steps, f"{MONDAY} 09:00", {"ann": done})
        assert [moved for _, _, moved in found] == [False]


def test_today_is_that_of_the_rep():
    steps = [wanted("a", f"{MONDAY} 10:30"), wanted("b", f"{MONDAY} 12:00")]
    tokyo, done = {"ann": "Asia/Tokyo"}, {"ann": DoneToday(steps=1)}
    # 10:00 is Monday 23:00 there, and 12:00 is Tuesday 01:00
    found = placed(limited(per_day=2), steps, f"{MONDAY} 10:00", done, tokyo)
    assert [moved for _, _, moved in found] == [False, False]
    done = {"ann": DoneToday(steps=2)}
    found = placed(limited(per_day=2), steps, f"{MONDAY} 10:00", done, tokyo)
    assert found == [
        ("a", "Mon 2026-06-01 11:00", True),  # the next midnight there
        ("b", "Mon 2026-06-01 12:00", False),
    ]
    found = placed(limited(per_day=2), steps, f"{MONDAY} 12:00", done, tokyo)
    assert found[1] == ("b", "Tue 2026-06-02 11:00", True)


def test_calls_made_today_leave_room_for_other_steps():
    steps = [wanted("a", f"{MONDAY} 10:00", "CALL"), wanted("b", f"{MONDAY} 10:00")]
    done = {"ann": DoneToday(steps=1, calls=1)}
    found = placed(limited(calls_per_day=1), steps, done_today=done)
    assert [moved for _, _, moved in found] == [True, False]


def test_every_rep_has_days_of_their_own():
    steps = [wanted(name, f"{MONDAY} 10:00", rep_id=name) for name in ("ann", "bob")]
    assert [moved for _, _, moved in placed(limited(per_day=1), steps)] == [False, False]


def test_the_day_is_that_of_the_rep():
    steps = [wanted("a", f"{MONDAY} 10:00"), wanted("b", f"{MONDAY} 12:00")]
    tokyo = {"ann": "Asia/Tokyo"}  # 10:00 is Monday 23:00 there, 12:00 is Tuesday 01:00
    found = placed(limited(per_day=1), steps, rep_zones=tokyo)
    assert [moved for _, _, moved in found] == [False, False]
    assert [moved for _, _, moved in placed(limited(per_day=1), steps)] == [False, True]


def test_a_step_that_was_due_before_is_to_be_made_now_in_its_window():
    steps = [
        wanted("a", "2026-05-29 10:00"),
        wanted("b", "2026-05-29 11:00", window="mornings"),
    ]
    assert placed(limited(per_day=5), steps, as_of=f"{MONDAY} 12:00") == [
        ("a", "Mon 2026-06-01 12:00", False),
        ("b", "Tue 2026-06-02 08:00", False),
    ]


def test_a_step_that_is_due_now_is_to_be_made_now_even_outside_its_window():
    at, before = f"{MONDAY} 22:00", f"{MONDAY} 21:59"
    steps = [wanted("now", at, window="mornings"), wanted("before", before, window="mornings")]
    assert placed(limited(per_day=5), steps, as_of=at) == [
        ("before", "Tue 2026-06-02 08:00", False),
        ("now", "Mon 2026-06-01 22:00", False),
    ]


def test_a_step_that_waits_keeps_its_window_where_the_prospect_is():
    tokyo = Prospect("Asia/Tokyo")
    steps = [wanted(name, f"{MONDAY} 20:00", prospect=tokyo) for name in "ab"]
    found = placed(limited(per_day=1), steps)
    # Tuesday begins in New York at 13:00 in Tokyo, when the window there is open
    assert found[1] == ("b", "Tue 2026-06-02 00:00", True)


def test_a_step_that_can_never_be_taken_is_reported_and_not_lost():
    steps = [wanted(name, f"{MONDAY} 10:00", "CALL", window="night") for name in "ab"]
    found = placed(limited(per_day=1), steps)
    assert found == [("a", "Mon 2026-06-01 10:00", False), ("b", "", True)]


# Unreachable

RULE = Unreachable(6, ((TouchKind.CALL, 3), (TouchKind.EMAIL, 2)), 10)
MADE = cadences(step("one"), unreachable=RULE)


def attempts(*written):
    """Return attempts such as `CALL 2026-06-01`."""
    pairs = (item.split() for item in written)
    return [Attempt(TouchKind(kind), local(f"{day} 10:00")) for kind, day in pairs]


def missing(made, *written):
    found = check_unreachable(made, attempts(*written), calendar=NAMED["office"])
    if found is not None:
        assert found == Refusal(RefusalCode.TOO_FEW_ATTEMPTS, found.missing)
        assert found.missing
    return None if found is None else dict(found.missing)


ENOUGH = (  # from Monday to Friday of the week after: ten business days
    *("CALL 2026-06-01", "EMAIL 2026-06-02", "CALL 2026-06-04"),
    *("EMAIL 2026-06-08", "SOCIAL 2026-06-10", "CALL 2026-06-12"),
)


def test_after_the_agreed_attempts_a_lead_may_be_called_unreachable():
    assert missing(MADE, *ENOUGH) is None
    assert missing(MADE, *reversed(ENOUGH)) is None


def test_what_lacks_is_stated_exactly():
    assert missing(MADE) == {"attempts": "6", "call": "3", "email": "2", "business_days": "10"}
    two = missing(MADE, "CALL 2026-06-01", "CALL 2026-06-03")
    assert two == {"attempts": "4", "call": "1", "email": "2", "business_days": "7"}
    late = (*ENOUGH[:5], "CALL 2026-06-11")
    assert missing(MADE, *late) == {"business_days": "1"}
    no_call = (*ENOUGH[:5], "VOICEMAIL 2026-06-12")
    assert missing(MADE, *no_call) == {"call": "1"}
    assert missing(MADE, *ENOUGH[:4], ENOUGH[5]) == {"attempts": "1"}


def test_attempts_of_one_moment_are_two():
    rule = cadences(step("one"), unreachable=Unreachable(2, (), 1))
    assert missing(rule, "CALL 2026-06-01", "CALL 2026-06-01") is None


def test_what_lacks_is_in_the_order_of_channels():
    found = check_unreachable(MADE, [], calendar=NAMED["office"])
    assert [name for name, _ in found.missing] == ["attempts", "call", "email", "business_days"]


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2026-06-01", "2026-06-01", 1),
        ("2026-06-05", "2026-06-08", 2),  # Friday and Monday
        ("2026-06-06", "2026-06-07", 0),  # a weekend
        ("2026-06-06", "2026-06-08", 1),
        ("2026-06-01", "2026-06-30", 22),
    ],
)
def test_business_days_are_counted_from_the_first_attempt_to_the_last(first, last, days):
    written = (f"CALL {first}", f"CALL {last}")
    for needed in (days, days + 1):
        made = cadences(step("one"), unreachable=Unreachable(1, (), max(needed, 1)))
        lacks = max(needed, 1) - days
        assert missing(made, *written) == ({"business_days": str(lacks)} if lacks else None)


def test_without_a_rule_nothing_is_asked():
    assert missing(cadences(step("one"))) is None


def test_the_policy_alone_is_enough_and_so_are_pairs():
    pairs = [(item.channel, item.made_at) for item in attempts(*ENOUGH)]
    assert check_unreachable(MADE.policy, pairs, calendar=NAMED["office"]) is None
    assert check_unreachable(MADE.policy, pairs[1:], calendar=NAMED["office"]) is not None
