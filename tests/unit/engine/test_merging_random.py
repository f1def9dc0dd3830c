"""Random lives of two leads that are merged: each decision holds, and un-merging undoes it all."""

from dataclasses import replace
from random import Random

import pytest
from follow_up_invariants import hold_all
from follow_up_random import happen, kind_for
from follow_up_world import june
from test_withdrawal_random import (
    MANAGER,
    PACTS,
    WAITS,
    Lived,
    Report,
    as_if_never,
    withdrawn_and_without,
)

from leadpact.engine.lifecycle import Command, EventKind, LeadState, make_merge
from leadpact.engine.routing import NO_CHANGE
from leadpact.engine.withdrawal import decisions_of
from leadpact.terms.refusals import RefusalCode

N_PAIRS, N_PARTS = 800, 4


class Pair:
    """Two leads of one person, and what was reported of each."""

    def __init__(self, seed: int) -> None:
        self.random, self.now = Random(seed), june(1, 9)
        self.rules = [self.random.choice(PACTS)] * 2
        self.lives = Lived("l-1"), Lived("l-2")
        self.reports: tuple[list[Report], list[Report]] = [], []

    def live(self, n: int, name: str) -> None:
        """Let random things happen to both leads."""
        choose = self.random.choice
        for place in range(n):
            self.now += choose(WAITS)
            which = choose([0, 1])
            if self.random.random() < 0.03:
                self.rules[which] = choose(PACTS)
            state = self.lives[which].state
            fresh = f"{name}{place}"
            kind = kind_for(choose, state)
            self.submit(which, happen(choose, kind, state, now=self.now, fresh=fresh))

    def submit(self, which: int, command: Command) -> None:
        """Decide on a command, and hold the decision to what holds after every one."""
        report = Report(command, self.now, self.rules[which])
        lived = self.lives[which]
        self.reports[which].append(report)
        lived.wake(report.rules, until=report.at)
        before, routing = lived.state, lived.routing
        decision = lived.decide(report)
        hold_all(before, routing, report.command, decision, report.rules)

    def merge(self) -> bool:
        """Merge the first lead into the second; return whether both were taken."""
        made = make_merge(
            self.lives[0].state, "l-2", command_id="m", occurred_at=self.now, actor=MANAGER
        )
        for which, command in enumerate(made):
            self.submit(which, command)
        return all("m" in life.state.seen for life in self.lives)


def merged_pair(seed: int) -> Pair | None:
    """Return two leads that were merged in the middle of their lives; None: one was unknown."""
    pair = Pair(seed)
    pair.live(pair.random.randint(6, 16), "h")
    if not pair.merge():
        return None
    pair.live(pair.random.randint(4, 12), "k")
    return pair


def gist(state: LeadState) -> LeadState:
    """Return a state without the record of the merge, and without what a pool noted of its reps."""
    route = state.route
    return as_if_never(replace(state, route=route and replace(route, change=NO_CHANGE)))


def is_chosen_otherwise(life: Lived, other: Lived) -> bool:
    """Tell whether two lives part where one pool chose two reps, since it remembers other things.

    The lead that absorbed values was chosen for by them; what it has without them is chosen for
    by what the pool remembers now.
    """
    pairs = zip(choices(life), choices(other), strict=False)
    one, another = next(pair for pair in pairs if pair[0] != pair[1])
    return one[:-1] == another[:-1]


def choices(life: Lived) -> list[tuple[object, ...]]:
    """Return who got the lead, when and by what, with the rep last."""
    decided = decisions_of(life.events, LeadState(life.lead_id))
    given = (
        event.payload
        for item in decided
        for event in item.events
        if event.kind is EventKind.ASSIGNED
    )
    return [(item.as_of, item.route_id, item.pool, item.rep_id) for item in given]


@pytest.mark.parametrize("part", range(N_PARTS))
def test_leads_that_are_unmerged_are_as_if_they_had_never_been_merged(part: int) -> None:
    n_tried, n_otherwise, refused, kinds = 0, 0, set[str](), set[EventKind]()
    for seed in range(part, N_PAIRS, N_PARTS):
        pair = merged_pair(seed)
        if pair is None:
            continue
        n_tried += 1
        first, second = pair.lives
        assert first.state.merged_into == "l-2"
        assert second.state.absorbed_ids == ("l-1",)
        for life, reports in zip(pair.lives, pair.reports, strict=True):
            refused |= {str(item.refusal.code) for item in life.decisions if item.refusal}
            other = withdrawn_and_without(life, reports, "m")
            kinds |= {event.kind for event in life.events}
            if gist(life.state) != gist(other.state):
                assert is_chosen_otherwise(life, other), seed
                n_otherwise += 1
            assert life.state.merged_into is None
            assert life.state.absorbed_ids == ()
    assert n_tried > N_PAIRS // N_PARTS // 2
    assert n_otherwise <= n_tried // 30
    assert RefusalCode.LEAD_MERGED in refused
    assert {EventKind.MERGED, EventKind.ABSORBED, EventKind.DECIDED_AGAIN} <= kinds
