"""A desk that follows up the leads of a case in memory, as an application does with its tables.

It decides nothing: `decide` does, and `engine.scheduling` says which lead is to be looked at when.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from leadpact.engine.lead import Person
from leadpact.engine.lifecycle import (
    AdvanceTime,
    Command,
    Decision,
    Event,
    EventKind,
    FollowUp,
    LeadState,
    TaskKind,
    decide,
    needs_log,
    tasks_of,
    time_changes_at,
)
from leadpact.engine.routing import RoutingState
from leadpact.engine.scheduling import (
    LeaveMoment,
    RetryTrigger,
    TriggerKind,
    WaitingGroups,
    absence_commands,
    leave_moments,
    retry_command,
)
from leadpact.engine.withdrawal import decide_with_log
from leadpact.terms.actors import TIME
from leadpact.terms.refusals import Refusal
from leadpact.testing.follow_up.entries import commands_of
from leadpact.testing.follow_up.values import Entry, FollowedLead

_LEAVE, _RETRY, _COMMAND, _TIME = range(4)
"""At one moment reps leave and return, then waiting leads are tried, then commands are taken."""

_Due = tuple[datetime, int, str]
"""A moment, what is due then, and the lead, rep or group that it is about."""


class Desk:
    """The leads of a case, their logs, and what routing remembers of all of them."""

    def __init__(
        self, rules: FollowUp, *, until: datetime, colleagues: Sequence[Person] = ()
    ) -> None:
        self._rules, self._until, self._colleagues = rules, until, colleagues
        self._routing = RoutingState()
        self._states: dict[str, LeadState] = {}
        self._logs: dict[str, list[Event]] = {}
        self._refusals: dict[str, Refusal | None] = {}
        self._wakes: dict[str, datetime] = {}
        self._waiting = WaitingGroups()
        self._retries: dict[str, datetime] = {}
        self._leaves = list(leave_moments(rules.roster.reps.values()))
        self._n_retried = 0

    @property
    def rules(self) -> FollowUp:
        """The pact in force over the reps of the case."""
        return self._rules

    def run(self, entry: Entry) -> None:
        """Let time pass up to an entry, then decide on it."""
        self._pass_time((entry.reported_at, _COMMAND, ""))
        self._refusals[entry.lead_id] = None
        for lead_id, command in commands_of(entry, self._states, self._rules):
            refusal = self._decide(lead_id, command, entry.reported_at).refusal
            self._refusals[entry.lead_id] = self._refusals[entry.lead_id] or refusal
        if entry.do == "time":
            self._pass_time((entry.reported_at, _TIME + 1, ""))

    def finish(self) -> None:
        """Let time pass up to the moment of the case."""
        self._pass_time((self._until, _TIME + 1, ""))

    def followed(self, lead_id: str) -> FollowedLead:
        """Return what became of a lead; of one that did not arrive nothing did."""
        state = self._states.get(lead_id, LeadState(lead_id))
        return FollowedLead(state, tuple(self._logs.get(lead_id, ())), self._refusals.get(lead_id))

    def owners(self) -> dict[str, str | None]:
        """Return who has each lead."""
        return {name: state.owner_rep_id for name, state in self._states.items()}

    def shares(self) -> Counter[str]:
        """Return how often each rep was given a lead."""
        logged = (event for log in self._logs.values() for event in log)
        return Counter(event.payload.rep_id for event in logged if event.kind is EventKind.ASSIGNED)

    def tasks(self, state: LeadState) -> tuple[TaskKind, ...]:
        """Return the kinds of what is to be done for a lead."""
        return tuple(task.kind for task in tasks_of(state, self._rules))

    def _pass_time(self, until: _Due) -> None:
        """Do all that is due before a moment, the earliest first."""
        while (due := self._next_due()) is not None and due < until:
            at, kind, name = due
            if kind == _LEAVE:
                self._leave(self._leaves.pop(0))
            elif kind == _RETRY:
                del self._retries[name]
                self._try_group(name, at)
            else:
                self._decide(name, AdvanceTime("", at, actor=TIME), at)

    def _next_due(self) -> _Due | None:
        due = [(at, _TIME, name) for name, at in self._wakes.items()]
        due += [(at, _RETRY, group) for group, at in self._retries.items()]
        due += [(leave.at, _LEAVE, leave.rep_id) for leave in self._leaves[:1]]
        return min(due, default=None)

    def _decide(self, lead_id: str, command: Command, at: datetime) -> Decision:
        """Decide on a command, and follow what it changes for other leads."""
        before = self._states.get(lead_id, LeadState(lead_id))
        decision = self._decision(before, command, at)
        self._logs.setdefault(lead_id, []).extend(decision.events)
        after = decision.new_state
        if after.version:
            self._states[lead_id] = after
        self._routing = decision.routing
        self._wakes.pop(lead_id, None)
        wake_at = time_changes_at(after, self._rules)
        if wake_at is not None and wake_at > at:
            self._wakes[lead_id] = wake_at
        self._follow_routing(before, decision, at)
        return decision

    def _decision(self, before: LeadState, command: Command, at: datetime) -> Decision:
        if needs_log(command):
            return decide_with_log(
                self._logs.get(before.lead_id, []),
                command,
                self._rules,
                rules_of=lambda _fingerprint: self._rules,
                lead_id=before.lead_id,
                as_of=at,
                routing=self._routing,
                colleagues=self._colleagues,
            )
        return decide(
            before,
            command,
            self._rules,
            as_of=at,
            routing=self._routing,
            colleagues=self._colleagues,
        )

    def _follow_routing(self, before: LeadState, decision: Decision, at: datetime) -> None:
        """Put the lead among those that wait, and try these where a rep has one lead less."""
        after, kinds = decision.new_state, {event.kind for event in decision.events}
        if after.is_waiting and EventKind.WAITING in kinds:
            row = self._waiting.put(after, at)
            if row is not None:
                self._plan(row.group, row.retry_at, at)
        elif before.is_waiting and not after.is_waiting:
            self._waiting.remove(after.lead_id)
        has_moved = EventKind.ASSIGNED in kinds and before.assignment is not None
        if EventKind.RELEASED in kinds or has_moved:
            for group in self._waiting.groups_for(RetryTrigger(TriggerKind.RELEASED, at)):
                self._try_group(group, at)

    def _plan(self, group: str, retry_at: datetime | None, now: datetime) -> None:
        if retry_at is not None and retry_at > now:
            self._retries[group] = min(retry_at, self._retries.get(group, retry_at))

    def _try_group(self, group: str, at: datetime) -> None:
        """Try the leads of a group in order, until one finds nobody: nor would the next."""
        while (lead := self._waiting.first(group)) is not None:
            self._n_retried += 1
            self._decide(lead.lead_id, retry_command(at, name=f"again/{self._n_retried}"), at)
            after = self._waiting.first(group)
            if after is not None and after.lead_id == lead.lead_id:
                self._plan(group, after.retry_at, at)
                return

    def _leave(self, leave: LeaveMoment) -> None:
        """Record the absence of a rep on each of their leads; then try the leads that wait."""
        held = [name for name, owner in self.owners().items() if owner == leave.rep_id]
        for lead_id, command in absence_commands(leave, held):
            self._decide(lead_id, command, leave.at)
        for group in self._waiting.groups_for(leave.trigger):
            self._try_group(group, leave.at)
