"""Ten thousand random histories: every decision returns, and returns the same the second time."""

from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import NamedTuple

import pytest
from follow_up_invariants import hold_all, hold_fold
from follow_up_random import DAY, HOUR, MINUTE, happen, kind_for, pacts
from follow_up_stored import hold_stored
from follow_up_world import june

from leadpact.engine.feedback import ReviewState
from leadpact.engine.handoff import Acceptance, MeetingState
from leadpact.engine.lifecycle import (
    Command,
    Decision,
    ErasePerson,
    EventKind,
    FollowUp,
    LeadState,
    TaskKind,
    decide,
)
from leadpact.engine.routing import RoutingState
from leadpact.terms.stages import Stage

N_HISTORIES, N_PARTS = 10_000, 8
PACTS = pacts()
WAITS = (timedelta(0), timedelta(0), 10 * MINUTE, HOUR, 3 * HOUR, DAY, 4 * DAY, -2 * HOUR)
"""How long after another something is told; a clock may be set back."""
HELD_TO_ALL = 3
"""Of so many histories, one is held to every invariant, and all to their fold."""

EVERY_STATE_OF = 10
"""Of so many histories, one has all its states stored and read, and all have their last."""


ERASED_OF = 97
"""Of so many histories, one has its person erased at its first command, one at its second, ..."""
ELSEWHERE = (
    *(EventKind.DECIDED_AGAIN, EventKind.MERGED, EventKind.ABSORBED),
    *(EventKind.CLOCK_ESCALATED, EventKind.LEFT, EventKind.RETURNED),
    *(EventKind.HOLD_BEGAN, EventKind.HOLD_ENDED, TaskKind.TAKE_UP),
)

EVERYTHING: tuple[StrEnum, ...] = (
    *Stage,
    # What is withdrawn is decided by `engine.withdrawal`: test_withdrawal_random.py. What is merged
    # needs two leads: test_merging_random.py. Ladders: test_ladders_random.py. No leads by hand:
    # test_decide_no_leads.py. Holds until a date: test_decide_holds.py.
    *(kind for kind in (*EventKind, *TaskKind) if kind not in ELSEWHERE),
    *MeetingState,
    *Acceptance,
    *ReviewState,
)
"""What each part of the histories must come to at least once."""


class Report(NamedTuple):
    """Something that happened, when it was told and under which pact."""

    command: Command
    at: datetime
    rules: FollowUp


def live(seed: int, reached: set[str]) -> tuple[list[Report], list[Decision]]:
    """Live through a random history of one lead."""
    random = Random(seed)
    state, routing, now = LeadState("l-1"), RoutingState(), june(1, 9)
    rules = random.choice(PACTS)
    history: list[Report] = []
    decisions: list[Decision] = []
    for n in range(random.randint(8, 20)):
        now += random.choice(WAITS)
        rules = random.choice(PACTS) if random.random() < 0.03 else rules
        kind = kind_for(random.choice, state)
        kind = ErasePerson if n == seed % ERASED_OF and state.lead is not None else kind
        command = happen(random.choice, kind, state, now=now, fresh=f"h{n}")
        decision = decide(state, command, rules, as_of=now, routing=routing)
        hold_fold(state, routing, decision)
        if seed % HELD_TO_ALL == 0:
            hold_all(state, routing, command, decision, rules)
        history.append(Report(command, now, rules))
        decisions.append(decision)
        state, routing = decision.new_state, decision.routing
        note(decision, reached)
    return history, decisions


def note(decision: Decision, reached: set[str]) -> None:
    """Note what came of a decision, so that a test can tell how far histories go."""
    state = decision.new_state
    reached.update(
        {
            repr(state.stage),
            *(repr(event.kind) for event in decision.events),
            *(repr(task.kind) for task in decision.tasks),
            *(repr(item.state) for item in state.meetings),
            *(repr(item.acceptance) for item in state.meetings),
            *(repr(item.state) for item in state.reviews),
        }
    )


def decide_again(history: list[Report]) -> list[Decision]:
    """Decide on a history as it was told."""
    state, routing = LeadState("l-1"), RoutingState()
    decisions = []
    for reported in history:
        decisions.append(
            decide(state, reported.command, reported.rules, as_of=reported.at, routing=routing)
        )
        state, routing = decisions[-1].new_state, decisions[-1].routing
    return decisions


@pytest.mark.parametrize("part", range(N_PARTS))
def test_every_history_is_decided_and_the_second_time_as_the_first(part: int) -> None:
    reached: set[str] = set()
    seeds = range(part, N_HISTORIES, N_PARTS)
    for seed in seeds:
        history, decisions = live(seed, reached)
        assert 8 <= len(history) <= 20
        assert decide_again(history) == decisions, seed
        hold_stored(decisions, every_state=seed % EVERY_STATE_OF == 0)
    assert [item for item in EVERYTHING if repr(item) not in reached] == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(N_PARTS))
def test_every_state_of_every_history_is_stored(part: int) -> None:
    for seed in range(part, N_HISTORIES, N_PARTS):
        _, decisions = live(seed, set())
        hold_stored(decisions, every_state=True)


def test_the_histories_are_ten_thousand() -> None:
    seeds = [seed for part in range(N_PARTS) for seed in range(part, N_HISTORIES, N_PARTS)]
    assert len(set(seeds)) == len(seeds) == N_HISTORIES == 10_000
