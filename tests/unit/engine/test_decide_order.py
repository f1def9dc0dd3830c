"""In which order things are told, how often, and how often anybody looks, makes no difference."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import pytest
from follow_up_world import Life, company, june
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.engine.lifecycle import FollowUp, LeadState, RecordOptOut, RecordReply, RecordTouch
from leadpact.terms.frozen import change_draft, draft_of
from leadpact.terms.stages import TouchKind

STILL = company(
    clocks="""
  - {kind: first_touch, on_breach: [{do: notify}]}
  - {kind: touches, n: 3, n_channels: 2, within: {days: 3}}
  - {kind: resolve, within: {days: 5}, on_breach: [{do: escalate}]}
"""
)
"""Under this pact a breach moves no lead."""

MOVING = company(
    clocks="""
  - {kind: first_touch, within: {hours: 2}}
  - {kind: touches, n: 3, n_channels: 2, within: {hours: 9}, on_breach: [{do: reassign}]}
  - {kind: resolve, within: {days: 5}, on_breach: [{do: return_to_pool}]}
"""
)
"""Under this one it does."""


class Reported(NamedTuple):
    """A touch on a channel, or a reply, so many minutes after the lead qualified."""

    minutes: int
    channel: TouchKind | None


REPORTED = st.builds(
    Reported,
    st.integers(1, 3 * 24 * 60),
    st.sampled_from([None, TouchKind.CALL, TouchKind.EMAIL, TouchKind.SOCIAL]),
)


def qualified(rules: FollowUp) -> Life:
    life = Life(rules)
    life.qualify(june(1, 10))
    return life


def submit(
    life: Life, name: str, received: Reported, *, reported_at: datetime | None = None
) -> None:
    at = june(1, 10) + timedelta(minutes=received.minutes)
    if received.channel is None:
        life.submit(RecordReply, at, id=name, reported_at=reported_at)
    else:
        life.submit(
            RecordTouch,
            at,
            id=name,
            reported_at=reported_at,
            rep_id="ann",
            channel=received.channel,
        )


def status(life: Life) -> list[tuple[object, ...]]:
    return [
        (clock.policy.name, clock.started_at, clock.state, clock.due_at, clock.stopped_at)
        for clock in life.state.clocks
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(REPORTED, max_size=6), st.randoms(use_true_random=False))
def test_clocks_are_the_same_in_whatever_order_and_however_often_things_are_reported(
    received: list[Reported], random: Random
) -> None:
    named = [(f"t{n}", item) for n, item in enumerate(received)]
    in_order = qualified(STILL)
    for name, item in sorted(named, key=lambda pair: pair[1].minutes):
        submit(in_order, name, item)
    in_order.wait(june(12, 12))
    shuffled = qualified(STILL)
    reported = [*named, *named[:3]]
    random.shuffle(reported)
    for name, item in reported:
        submit(shuffled, name, item, reported_at=june(12, 12))
    shuffled.wait(june(12, 12))
    assert status(shuffled) == status(in_order)


@settings(max_examples=100, deadline=None)
@given(st.lists(REPORTED, max_size=5), st.lists(st.integers(0, 9 * 24 * 60), max_size=12))
def test_to_look_more_often_than_a_lead_wakes_changes_nothing(
    received: list[Reported], looks: Sequence[int]
) -> None:
    rarely, often = follow(received, ()), follow(received, looks)
    assert status(rarely) == status(often)
    assert rarely.state.owner_rep_id == often.state.owner_rep_id
    assert rarely.state.past_owners == often.state.past_owners
    assert rarely.state.sent == often.state.sent


def follow(received: list[Reported], looks: Sequence[int]) -> Life:
    """Tell everything as it happens, and look whenever the lead wakes, and besides."""
    life = qualified(MOVING)
    items: list[tuple[int, Reported | None]] = [(item.minutes, item) for item in received]
    items += [(minutes, None) for minutes in looks]
    for minutes, item in sorted(items, key=lambda pair: (pair[0], str(pair[1]))):
        at = june(1, 10) + timedelta(minutes=minutes)
        sleep_until(life, at)
        if item is None:
            life.wait(at)
        else:
            submit(life, f"{minutes}/{item.channel}", item)
    sleep_until(life, june(12, 12))
    life.wait(june(12, 12))
    return life


def sleep_until(life: Life, at: datetime) -> None:
    """Look whenever time changes something, up to a moment."""
    while life.last.wake_at is not None and life.last.wake_at <= at:
        life.wait(life.last.wake_at)


@pytest.mark.parametrize(("second", "state"), [(0, "MET"), (1, "CANCELLED")])
def test_a_touch_in_the_second_of_an_opt_out_keeps_its_promise_whichever_is_reported_first(
    second: int, state: str
) -> None:
    found = []
    for order in (1, -1):
        life = qualified(STILL)
        reports: list[tuple[Any, datetime, dict[str, Any]]] = [
            (RecordTouch, june(1, 11, 0, second), {"rep_id": "ann", "channel": TouchKind.CALL}),
            (RecordOptOut, june(1, 11), {}),
        ]
        for kind, at, what in reports[::order]:
            life.submit(kind, at, reported_at=june(1, 12), **what)
        found.append([(clock.policy.name, str(clock.state)) for clock in life.state.clocks])
    first_touch, *others = found[0]
    assert first_touch == ("first-touch", state)
    assert others == [("touches", "CANCELLED"), ("resolve", "CANCELLED")]
    assert found[1] == found[0]


def test_a_changed_draft_of_a_state_is_what_replacing_its_fields_gives() -> None:
    state = LeadState("l-1", replied_at=june(1))
    changed: dict[str, Any] = {"touches": ("t",), "replied_at": None}
    draft = draft_of(state)
    assert draft == state
    change_draft(draft, changed)
    assert draft == replace(state, **changed)
    assert state == LeadState("l-1", replied_at=june(1))


def test_a_decision_leaves_the_state_it_was_given_as_it_was() -> None:
    life = qualified(STILL)
    before, kept = life.state, draft_of(life.state)
    life.submit(RecordOptOut, june(1, 11), reported_at=june(1, 12))
    assert life.state != before
    assert before == kept
