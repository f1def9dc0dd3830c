"""Random histories under a pact with ladders: every decision holds what all decisions hold."""

from datetime import timedelta
from random import Random

import pytest
from follow_up_invariants import hold_all, hold_fold
from follow_up_random import DAY, HOUR, MINUTE, happen, kind_for, ladder_pact
from follow_up_stored import hold_stored
from follow_up_world import june

from leadpact.engine.lifecycle import Decision, EventKind, LeadState, decide
from leadpact.engine.routing import RoutingState

N_HISTORIES, N_PARTS = 600, 4
RULES = ladder_pact()
WAITS = (timedelta(0), 10 * MINUTE, HOUR, 3 * HOUR, DAY, 4 * DAY, -2 * HOUR)


def live(seed: int) -> list[Decision]:
    """Live through a random history of one lead, whose every decision is held to all invariants."""
    random = Random(seed)
    state, routing, now = LeadState("l-1"), RoutingState(), june(1, 9)
    decisions = list[Decision]()
    for n in range(random.randint(8, 20)):
        now += random.choice(WAITS)
        kind = kind_for(random.choice, state)
        command = happen(random.choice, kind, state, now=now, fresh=f"h{n}")
        decision = decide(state, command, RULES, as_of=now, routing=routing)
        hold_fold(state, routing, decision)
        hold_all(state, routing, command, decision, RULES)
        hold_rungs(state, decision)
        decisions.append(decision)
        state, routing = decision.new_state, decision.routing
    return decisions


def hold_rungs(old: LeadState, decision: Decision) -> None:
    """Every rung that is newly climbed is an event at its moment, and there are no others."""
    known = {clock.clock_id: clock.rungs_due for clock in old.clocks}
    new = {
        (clock.clock_id, at)
        for clock in decision.new_state.clocks
        for at in clock.rungs_due
        if at not in known.get(clock.clock_id, ())
    }
    events = [event for event in decision.events if event.kind is EventKind.CLOCK_ESCALATED]
    climbed = {(event.payload.clock_id, event.occurred_at) for event in events}
    assert len(events) == len(climbed)
    # What was climbed as time passed may be undone by the report that is decided on after it.
    assert new <= climbed
    for event in events:
        assert event.occurred_at in event.payload.rungs_due
        assert event.payload.due_at < event.occurred_at <= event.origin.recorded_at


@pytest.mark.parametrize("part", range(N_PARTS))
def test_history_under_ladders_holds_every_invariant_and_is_read_as_it_was_stored(
    part: int,
) -> None:
    climbed = set[str]()
    for seed in range(part, N_HISTORIES, N_PARTS):
        decisions = live(seed)
        hold_stored(decisions, every_state=seed % 10 == 0)
        for decision in decisions:
            for event in decision.events:
                if event.kind is EventKind.CLOCK_ESCALATED:
                    climbed.add(event.payload.policy.name)
    assert {"first-touch", "resolve", "meeting-update", "confirm-meeting"} <= climbed
