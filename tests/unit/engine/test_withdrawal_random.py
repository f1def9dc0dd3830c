"""Random lives of a lead: once a report is withdrawn, it is as if it had never been."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce
from random import Random
from typing import NamedTuple

import pytest
from follow_up_random import DAY, HOUR, MINUTE, happen, kind_for, pacts
from follow_up_stored import hold_stored
from follow_up_world import june

from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    Command,
    Decision,
    DisposeLead,
    Event,
    FollowUp,
    LeadState,
    RecordLead,
    RecordTouch,
    WithdrawReport,
    decide,
    fold_events,
    wake_at,
)
from leadpact.engine.routing import RoutingState, apply_change, without_calibration
from leadpact.engine.scheduling import wake_command
from leadpact.engine.withdrawal import decide_with_log, decisions_of, recorded_groups
from leadpact.terms.stages import TouchKind

N_LIVES, N_PARTS = 600, 4
PACTS = pacts()
RULES_OF = {rules.fingerprint: rules for rules in PACTS}
WAITS = (10 * MINUTE, HOUR, 3 * HOUR, DAY, 2 * DAY)
MANAGER = "person:max"


class Report(NamedTuple):
    """Something that happened, when it was reported and under which pact."""

    command: Command
    at: datetime
    rules: FollowUp


class Lived:
    """One lead, woken whenever time changes it, and its log."""

    def __init__(self, lead_id: str = "l-1") -> None:
        self.lead_id = lead_id
        self.state, self.routing = LeadState(lead_id), RoutingState()
        self.decisions: list[Decision] = []

    @property
    def events(self) -> list[Event]:
        """The whole log."""
        return [event for decision in self.decisions for event in decision.events]

    def take(self, decision: Decision) -> Decision:
        self.decisions.append(decision)
        self.state, self.routing = decision.new_state, decision.routing
        return decision

    def submit(self, report: Report) -> Decision:
        """Let time pass to a report, then decide on it."""
        self.wake(report.rules, until=report.at)
        return self.decide(report)

    def wake(self, rules: FollowUp, *, until: datetime) -> None:
        """Wake the lead at every moment that changes it."""
        while (wake := wake_at(self.state, rules)) is not None:
            state = self.state
            if state.as_of is None or not state.as_of < wake < until:
                return
            retry_at = state.route.retry_at if state.is_waiting and state.route else None
            self.decide(Report(wake_command(wake, retry_at=retry_at), wake, rules))

    def decide(self, report: Report) -> Decision:
        command, at, rules = report
        return self.take(decide(self.state, command, rules, as_of=at, routing=self.routing))

    def withdraw(self, name: str, at: datetime, rules: FollowUp, *, by: str = "w") -> Decision:
        """Withdraw a report."""
        self.wake(rules, until=at)
        return self.take(
            decide_with_log(
                self.events,
                WithdrawReport(by, at, name, actor=MANAGER),
                rules,
                rules_of=RULES_OF.__getitem__,
                lead_id=self.lead_id,
                as_of=at,
                routing=self.routing,
            )
        )


def live(seed: int) -> tuple[Lived, list[Report]]:
    """Live through a random history, reported in time or late."""
    random, lived, now, reports = Random(seed), Lived(), june(1, 9), list[Report]()
    rules = random.choice(PACTS)
    for n in range(random.randint(8, 16)):
        now += random.choice(WAITS)
        rules = random.choice(PACTS) if random.random() < 0.03 else rules
        kind = kind_for(random.choice, lived.state)
        command = happen(random.choice, kind, lived.state, now=now, fresh=f"h{n}")
        reports.append(Report(command, now, rules))
        lived.submit(reports[-1])
    return lived, reports


def as_if_never(state: LeadState) -> LeadState:
    """Return a state without the record of what was withdrawn."""
    route = state.route
    if route is not None:
        route = replace(route, change=without_calibration(route.change))
    return replace(state, seen={}, sent=frozenset(), version=0, withdrawn_ids=(), route=route)


def withdrawable(lived: Lived) -> list[str]:
    """Return the ids of the touches and dispositions that were taken."""
    return [
        name
        for item in decisions_of(lived.events, LeadState("l-1"))
        if isinstance(item.command, RecordTouch | DisposeLead) and (name := item.command_id)
    ]


@pytest.mark.parametrize("part", range(N_PARTS))
def test_what_was_withdrawn_is_as_if_it_had_never_been(part: int) -> None:
    n_tried = 0
    for seed in range(part, N_LIVES, N_PARTS):
        lived, reports = live(seed)
        names = withdrawable(lived)
        if names:
            n_tried += 1
            hold_withdrawn(lived, reports, Random(seed).choice(names))
    assert n_tried > N_LIVES // N_PARTS // 2


def hold_withdrawn(lived: Lived, reports: list[Report], name: str) -> None:
    """Withdraw a report a day after the last, and compare with the life without it."""
    other = withdrawn_and_without(lived, reports, name)
    assert as_if_never(lived.state) == as_if_never(other.state), name


def withdrawn_and_without(lived: Lived, reports: list[Report], name: str) -> Lived:
    """Withdraw a report a day after the last; return the life without it, to be compared."""
    # Seconds later than anything comes due: that is recorded as by time, not by the withdrawal.
    end, rules = reports[-1].at + DAY + timedelta(seconds=7), reports[-1].rules
    lived.wake(rules, until=end)
    before, routing, earlier = lived.state, lived.routing, lived.events
    decision = lived.withdraw(name, end, rules)
    other = live_without({name}, reports, end, lead_id=lived.lead_id)
    assert decision.refusal is None
    assert decision.new_state.withdrawn_ids == (name,)
    assert decision.new_state.sent >= before.sent | other.state.sent
    assert decision.new_state.seen.keys() == other.state.seen.keys() | {name, "w"}
    assert fold_events(before, decision.events, earlier=earlier) == decision.new_state
    assert fold_events(LeadState(lived.lead_id), lived.events) == decision.new_state
    assert reduce(apply_change, decision.routing_changes, routing) == decision.routing
    assert [event.n for event in lived.events] == list(range(1, len(lived.events) + 1))
    hold_stored(lived.decisions, every_state=False)
    return other


def live_without(
    names: set[str], reports: list[Report], end: datetime, *, lead_id: str = "l-1"
) -> Lived:
    """Live through a history without some reports."""
    other = Lived(lead_id)
    for report in reports:
        # Their ids stay taken: what was reported under one later is refused now as it was then.
        if report.command.id not in names:
            other.submit(report)
    other.submit(Report(wake_command(end, retry_at=None), end, reports[-1].rules))
    return other


def test_several_reports_are_withdrawn_in_any_order() -> None:
    n_tried = 0
    for seed in range(N_LIVES, N_LIVES + 120):
        names = withdrawable(live(seed)[0])
        if len(names) < 2:
            continue
        n_tried += 1
        one, other = Random(seed).sample(names, 2)
        for first, second in ((one, other), (other, one)):
            lived, reports = live(seed)
            end, rules = reports[-1].at + DAY, reports[-1].rules
            lived.withdraw(first, end, rules, by="w-1")
            lived.withdraw(second, end, rules, by="w-2")
            never = live_without({first, second}, reports, end)
            assert as_if_never(lived.state) == as_if_never(never.state), seed
            assert lived.state.withdrawn_ids == (first, second)
            assert fold_events(LeadState("l-1"), lived.events) == lived.state
    assert n_tried > 60


def test_a_log_with_many_withdrawals_is_folded_in_one_pass() -> None:
    # Folded from the beginning for each of them, it would take twice as long with every one more.
    n_touches = 60
    lived, rules, now = Lived(), PACTS[0], june(1, 9)
    lead = Lead("l-1", {"email": "a@b.example"}, created_at=now)
    lived.submit(Report(RecordLead("came", now, lead, actor=MANAGER), now, rules))
    for n in range(n_touches):
        now += MINUTE
        touch = RecordTouch(f"t{n}", now, "ann", TouchKind.CALL, actor=MANAGER)
        lived.submit(Report(touch, now, rules))
        lived.withdraw(f"t{n}", now, rules, by=f"w{n}")
    assert lived.state.touches == ()
    assert lived.state.withdrawn_ids == tuple(f"t{n}" for n in range(n_touches))
    assert fold_events(LeadState("l-1"), lived.events) == lived.state
    middle = len(lived.events) // 2
    before = fold_events(LeadState("l-1"), lived.events[:middle])
    assert fold_events(before, lived.events[middle:], earlier=lived.events[:middle]) == lived.state


def sent_again() -> Lived:
    """Let somebody who may not withdraw a touch try so, and a manager send the same command."""
    lived, rules = touched(1)
    for actor in ("person:bob", MANAGER):
        command = WithdrawReport("w", june(1, 11), "t0", actor=actor)
        lived.take(
            decide_with_log(
                lived.events,
                command,
                rules,
                rules_of=RULES_OF.__getitem__,
                lead_id="l-1",
                as_of=june(1, 11),
                routing=lived.routing,
            )
        )
    return lived


def test_a_withdrawal_that_was_refused_before_is_one_group_with_all_it_decides_again() -> None:
    lived = sent_again()
    assert lived.state.withdrawn_ids == ("t0",)
    assert list(recorded_groups(lived.events)) == [item.events for item in lived.decisions]


def touch(name: str) -> RecordTouch:
    return RecordTouch(name, june(1, 10), "ann", TouchKind.CALL, actor="person:ann")


def touched(n_touches: int) -> tuple[Lived, FollowUp]:
    """Let a lead come at 9, and be touched at 10."""
    lived, rules, arrived = Lived(), PACTS[0], Lead("l-1", {}, created_at=june(1, 9))
    came = RecordLead("came", june(1, 9), arrived, actor=MANAGER)
    lived.decide(Report(came, june(1, 9), rules))
    for n in range(n_touches):
        lived.decide(Report(touch(f"t{n}"), june(1, 10), rules))
    return lived, rules
