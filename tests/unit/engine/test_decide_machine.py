"""Random months of a small company: whatever happens, in whatever order, nobody is lost."""

from collections import Counter
from datetime import datetime, timedelta
from enum import Enum
from functools import reduce
from typing import NamedTuple

from follow_up_invariants import hold_all, retry_of
from follow_up_random import (
    CAPPED_POOL,
    DAILY_CAP,
    DAY,
    HOUR,
    KINDS,
    MINUTE,
    OPEN_CAPS,
    Choose,
    happen,
    kind_for,
    pacts,
)
from follow_up_world import june
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from leadpact.engine.lifecycle import (
    AssignLead,
    Command,
    Decision,
    EndLead,
    ErasePerson,
    Event,
    EventKind,
    FollowUp,
    LeadState,
    ReassignLead,
    RecordLead,
    RecordTouch,
    WithdrawReport,
    decide,
    fold_events,
    make_merge,
)
from leadpact.engine.routing import RoutingState, apply_change
from leadpact.engine.scheduling import wake_command
from leadpact.engine.withdrawal import decide_with_log
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import FUNNEL_RANK, Stage

PACTS = pacts()
LEADS = ("l-1", "l-2", "l-3", "l-4", "l-5")
FAR_AHEAD = june(1, 9) + 3_650 * DAY
QUALIFIED = FUNNEL_RANK[Stage.CONVERSATION_LEAD]
WAITS = (MINUTE, 20 * MINUTE, HOUR, 4 * HOUR, DAY, 5 * DAY)


class Merge(NamedTuple):
    """A lead that was merged into another one, and was not un-merged."""

    command_id: str
    lead: str
    into: str


class Company(RuleBasedStateMachine):
    """Several leads under one routing, whose pact may change at any moment."""

    def __init__(self) -> None:
        super().__init__()
        self.rules: FollowUp = PACTS[0]
        self.states = {name: LeadState(name) for name in LEADS}
        self.events: dict[str, list[Event]] = {name: [] for name in LEADS}
        self.wakes: dict[str, datetime | None] = dict.fromkeys(LEADS)
        self.routing = RoutingState()
        self.now = june(1, 9)
        self.merges: list[Merge] = []
        self.n_submitted = 0

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Some leads are there from the start."""
        self.rules = data.draw(st.sampled_from(PACTS))
        for name in LEADS[:3]:
            self.submit(name, RecordLead, data)

    @rule(lead=st.sampled_from(LEADS), data=st.data())
    def something_happens(self, lead: str, data: st.DataObject) -> None:
        """Something that makes sense happens to a lead."""
        kind = kind_for(picker(data), self.states[lead])
        self.submit(lead, kind, data)

    @rule(lead=st.sampled_from(LEADS), kind=st.sampled_from(KINDS), data=st.data())
    def anything_happens(self, lead: str, kind: type, data: st.DataObject) -> None:
        """Anything happens to a lead."""
        self.submit(lead, kind, data)

    @rule(lead=st.sampled_from(LEADS), data=st.data())
    def a_touch_is_made(self, lead: str, data: st.DataObject) -> None:
        """A rep works."""
        self.submit(lead, RecordTouch, data)

    @rule(span=st.sampled_from(WAITS))
    def hours_pass(self, span: timedelta) -> None:
        """Nobody looks for a while."""
        self.now += span

    @rule(data=st.data())
    def the_pact_changes(self, data: st.DataObject) -> None:
        """Another pact is in force from now on."""
        self.rules = data.draw(st.sampled_from(PACTS))

    @precondition(lambda self: any(self.wakes.values()))
    @rule()
    def the_next_lead_wakes(self) -> None:
        """Time goes on to where it changes something."""
        wake, lead = min((at, name) for name, at in self.wakes.items() if at is not None)
        if wake > FAR_AHEAD:  # a meeting of the year 2099: soon after it no moment can be told
            return
        self.now = max(self.now, wake)
        self.n_submitted += 1
        retry, name = retry_of(self.states[lead]), f"t{self.n_submitted}"
        self.decide(lead, wake_command(self.now, retry_at=retry, name=name))

    @rule(days=st.integers(0, 3))
    def everybody_who_waits_is_tried(self, days: int) -> None:
        """Whoever holds all leads tries those that wait, in their order."""
        self.now += days * DAY
        for name, state in self.states.items():
            if state.is_waiting:
                self.n_submitted += 1
                self.decide(name, AssignLead(f"t{self.n_submitted}", self.now, actor="person:ann"))

    @rule(lead=st.sampled_from(LEADS))
    def a_lead_is_taken_from_its_rep(self, lead: str) -> None:
        """A manager gives the lead to somebody else."""
        self.n_submitted += 1
        self.decide(lead, ReassignLead(f"t{self.n_submitted}", self.now, actor="person:ann"))

    @rule(lead=st.sampled_from(LEADS), data=st.data())
    def a_report_is_withdrawn(self, lead: str, data: st.DataObject) -> None:
        """A touch or a disposition was reported by mistake; sometimes it was another command."""
        known = self.states[lead].seen.keys() - {item.command_id for item in self.merges}
        if not known:
            return
        self.n_submitted += 1
        name = data.draw(st.sampled_from(sorted(known)))
        command = WithdrawReport(f"t{self.n_submitted}", self.now, name, actor="person:max")
        self.withdraw(lead, command)

    @rule(leads=st.lists(st.sampled_from(LEADS), min_size=2, max_size=2, unique=True))
    def two_leads_are_merged(self, leads: list[str]) -> None:
        """Two leads are found to be one person."""
        lead, into = leads
        self.n_submitted += 1
        name, states = f"m{self.n_submitted}", [self.states[lead], self.states[into]]
        made = make_merge(
            states[0], into, command_id=name, occurred_at=self.now, actor="system:identity"
        )
        decisions = [
            decide(state, command, self.rules, as_of=self.now, routing=self.routing)
            for state, command in zip(states, made, strict=True)
        ]
        if any(item.refusal for item in decisions):
            return
        self.decide(lead, made[0])
        self.decide(into, made[1])
        self.merges.append(Merge(name, lead, into))

    @precondition(lambda self: self.merges)
    @rule(data=st.data())
    def two_leads_are_unmerged(self, data: st.DataObject) -> None:
        """They are two persons after all; a lead that was merged on has to come back first."""
        merge = data.draw(st.sampled_from(self.merges))
        self.n_submitted += 1
        command = WithdrawReport(
            f"t{self.n_submitted}", self.now, merge.command_id, actor="person:max"
        )
        states = {lead: self.states[lead] for lead in (merge.lead, merge.into)}
        hindered = {
            lead: RefusalCode.PERSON_ERASED if state.erased_at else RefusalCode.LEAD_MERGED
            for lead, state in states.items()
            if state.erased_at or (lead == merge.into and state.merged_into)
        }
        if hindered:
            for lead, code in hindered.items():
                assert self.withdraw(lead, command).refusal == refusal_of(code, states[lead])
            return
        for lead in (merge.lead, merge.into):
            assert self.withdraw(lead, command).refusal is None
        assert self.states[merge.lead].merged_into is None
        assert merge.lead not in self.states[merge.into].absorbed_ids
        self.merges.remove(merge)

    def withdraw(self, lead: str, command: WithdrawReport) -> Decision:
        decision = decide_with_log(
            self.events[lead],
            command,
            self.rules,
            rules_of={rules.fingerprint: rules for rules in PACTS}.__getitem__,
            lead_id=lead,
            as_of=self.now,
            routing=self.routing,
        )
        before, earlier = self.states[lead], self.events[lead]
        assert fold_events(before, decision.events, earlier=earlier) == decision.new_state
        assert reduce(apply_change, decision.routing_changes, self.routing) == decision.routing
        known = self.states[lead].withdrawn_ids
        withdrawn = (*known, command.withdrawn_id) if decision.refusal is None else known
        assert decision.new_state.withdrawn_ids == withdrawn
        self.take(lead, decision)
        return decision

    @rule(lead=st.sampled_from(LEADS), data=st.data())
    def a_person_is_erased(self, lead: str, data: st.DataObject) -> None:
        """Somebody asks that nothing of them is kept."""
        if data.draw(st.integers(0, 9)) == 0:  # else few leads would be left
            self.submit(lead, ErasePerson, data)

    def submit(self, lead: str, kind: type, data: st.DataObject) -> None:
        self.n_submitted += 1
        name = f"h{self.n_submitted}"
        choose, state = picker(data), self.states[lead]
        self.decide(lead, happen(choose, kind, state, now=self.now, fresh=name))

    def decide(self, lead: str, command: Command) -> None:
        old, routing = self.states[lead], self.routing
        decision, again = (self.decision(lead, command) for _ in range(2))
        assert decision == again
        hold_all(old, routing, command, decision, self.rules)
        self.take(lead, decision)

    def take(self, lead: str, decision: Decision) -> None:
        self.states[lead], self.routing = decision.new_state, decision.routing
        self.wakes[lead] = decision.wake_at
        self.events[lead].extend(decision.events)

    def decision(self, lead: str, command: Command) -> Decision:
        old = self.states[lead]
        return decide(old, command, self.rules, as_of=self.now, routing=self.routing)

    @invariant()
    def nobody_is_over_a_cap(self) -> None:
        """Who has how many leads by routes, and how many of them since today."""
        # Who was named may go beyond a cap: `hold_by_hand` asks for the reason. So may who has a
        # lead again because its end was withdrawn.
        held = [
            item.assignment
            for item in self.states.values()
            if item.assignment and item.assignment.route_id and not item.withdrawn_ids
        ]
        n_open = Counter(item.rep_id for item in held)
        assert all(n_open[name] <= most for name, most in OPEN_CAPS.items())
        today = Counter(
            (item.rep_id, item.load_day)
            for item in held
            if item.pool == CAPPED_POOL and item.meeting_at is None
        )
        assert all(n <= DAILY_CAP for n in today.values())

    @invariant()
    def every_qualified_lead_has_a_rep_or_waits_or_ended(self) -> None:
        """Nobody is lost: one rep has the lead, or it waits for a reason, or it came to an end."""
        for name, state in self.states.items():
            if not has_qualified(state):
                continue
            has_rep, waits, ends = state.owner_rep_id is not None, state.is_waiting, end_of(state)
            if waits:
                assert state.route is not None
                assert state.route.waiting is not None
            if ends is End.WITH_AE:  # an SDR may keep it, or have it by hand and lose it to a pool
                continue
            if ends is not None:
                assert (has_rep, waits) == (False, False), (name, ends)
            else:
                has_end = was_ended_elsewhere(self.events[name])
                assert has_rep != waits or (has_end and not has_rep), name

    @invariant()
    def every_merge_is_on_both_leads(self) -> None:
        """Each of two merged leads names the other, and no other lead does."""
        merged = {(item.lead, item.into) for item in self.merges}
        assert merged == {
            (name, state.merged_into)
            for name, state in self.states.items()
            if state.merged_into is not None
        }
        assert merged == {
            (name, into) for into, state in self.states.items() for name in state.absorbed_ids
        }

    @invariant()
    def every_log_gives_its_state(self) -> None:
        """The whole log of a lead, whatever was decided again in it, gives what the lead is."""
        for name, state in self.states.items():
            assert state.version == len(self.events[name])
            assert not state.withdrawn_ids or fold_events(LeadState(name), self.events[name]) == (
                state
            )

    @invariant()
    def routing_knows_who_has_how_many(self) -> None:
        """What routing remembers is what the leads say."""
        n_open = Counter(item.owner_rep_id for item in self.states.values() if item.owner_rep_id)
        known = {name: load.n_open for name, load in self.routing.loads.items() if load.n_open}
        assert known == dict(n_open)


def refusal_of(code: RefusalCode, state: LeadState) -> Refusal:
    """Return the refusal of a command to a lead that was erased, or merged into another one."""
    into = state.merged_into if code is RefusalCode.LEAD_MERGED else None
    return Refusal(code, (("lead", into),) if into else ())


class End(Enum):
    """Why a qualified lead needs no SDR any more."""

    ENDED = "recycled or disqualified"
    WON = "it bought"
    OPTED_OUT = "the prospect wants no contact"
    ERASED = "the person was erased"
    MERGED = "another lead of the person is worked"
    WITH_AE = "it is an opportunity, which is its AE's"


def end_of(state: LeadState) -> End | None:
    """Return why a lead needs no SDR any more; None: it needs one."""
    if state.merged_into is not None:
        return End.MERGED
    if state.erased_at is not None:
        return End.ERASED
    if state.opted_out_at is not None:
        return End.OPTED_OUT
    if state.is_ended:
        return End.ENDED
    if state.is_won:
        return End.WON
    return End.WITH_AE if state.is_with_ae else None


def has_qualified(state: LeadState) -> bool:
    """Tell whether a lead is, or was before it ended, one that SDRs work; all pacts route."""
    stages = {change.to for change in state.stage_changes}
    return any(FUNNEL_RANK.get(stage, -1) >= QUALIFIED for stage in stages)


def was_ended_elsewhere(events: list[Event]) -> bool:
    """Tell whether another system said that a lead ended, which releases it in any stage."""
    taken = (event.payload.command for event in events if event.kind is EventKind.COMMAND_TAKEN)
    return any(isinstance(command, EndLead) for command in taken)


def picker(data: st.DataObject) -> Choose:
    """Return what chooses by what Hypothesis draws."""
    return lambda options: data.draw(st.sampled_from(options))


TestRandomMonths = Company.TestCase
TestRandomMonths.settings = settings(max_examples=150, stateful_step_count=50, deadline=None)
