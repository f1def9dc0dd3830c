"""Replay a history under a pact: every command in its order, every lead to the end.

When to look at a lead again, and which waiting leads to try, is for `engine.scheduling`; here is
only the queue of history. Pure: the history is an argument, its outcome is returned.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from leadpact.engine.lifecycle import (
    Command,
    Decision,
    EndLead,
    Event,
    EventKind,
    FollowUp,
    LeadState,
    RecordJudgement,
    RecordLead,
    decide,
    time_changes_at,
)
from leadpact.engine.replay.commands import REFUSED_AS, UNNUMBERED, Refused, in_order
from leadpact.engine.routing import RouteDecision, RoutingState, Waiting
from leadpact.engine.scheduling import (
    LeaveMoment,
    RetryTrigger,
    StuckLead,
    TriggerKind,
    WaitingGroups,
    absence_commands,
    leave_moments,
    retry_command,
    stuck_after,
    wake_command,
)
from leadpact.terms.actors import HISTORY
from leadpact.terms.refusals import Refusal
from leadpact.terms.stages import Stage

PAST_END_ID = "history/end"
"""The id of the command that ends a lead as history shows it, or as the replay assumes it."""


@dataclass(frozen=True, slots=True)
class PastLead:
    """How a lead ended in history.

    Attributes
    ----------
    ended_at, stage
        When it ended, and in which stage; None: history does not show it.
    """

    lead_id: str
    ended_at: datetime | None = None
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class ReplayedHistory:
    """The result of a replay.

    Attributes
    ----------
    states
        The state of every lead that came, by its id.
    waited_for
        Why a lead waited at first, by its id; leads that found somebody at once are not in it.
    first_routes
        The first decision that gave the lead to somebody; leads that found nobody are not in it.
    refused
        How many commands of the history were refused, by `REFUSED_AS` and the code. Those dated
        before their lead came are left out, and not counted.
    routing
        What routing remembers at the end.
    n_decisions
        How many decisions were made.
    failed
        The leads on which a decision raised, by id; one that came so is not in `states`, or only
        from the attempt on that succeeded.
    """

    states: Mapping[str, LeadState]
    waited_for: Mapping[str, Waiting]
    first_routes: Mapping[str, RouteDecision]
    refused: Mapping[Refused, int]
    routing: RoutingState
    n_decisions: int
    failed: Mapping[str, StuckLead]

    def route_of(self, lead_id: str) -> RouteDecision | None:
        """Return what gave the lead to its first rep, or why it waits; None: neither was needed."""
        return self.first_routes.get(lead_id) or self.states[lead_id].route


_LEAVE, _RELEASE, _RETRY, _COMMAND, _TIME, _END = range(6)
"""At one moment reps leave, then reps get room, then those who wait are tried, then commands;
the end from history comes last, after the disposition that gives its reason."""


@dataclass(frozen=True, slots=True)
class _GroupRetry:
    """A waiting group is to be tried."""

    group: str


@dataclass(frozen=True, slots=True)
class _NextAttempt:
    """A lead whose decision raised is to be tried again."""


_Queued = Command | LeaveMoment | _GroupRetry | _NextAttempt
_Entry = tuple[datetime, int, float, str, int, _Queued]


def replay_history(
    commands: Iterable[tuple[str, Command]],
    past: Mapping[str, PastLead],
    rules: FollowUp,
    *,
    until: datetime,
    usually_open: timedelta | None,
    arrivals: Mapping[str, int] | None = None,
    record: Callable[[Sequence[Event]], None] | None = None,
) -> ReplayedHistory:
    """Replay a history.

    Parameters
    ----------
    commands
        Leads by id with what happened to them, in any order. What happened before a lead came is
        left out: under this pact nobody knew of it.
    past
        How leads ended, by id.
    rules
        The pact over the reps.
    until
        The end of the history; what comes later is left out.
    usually_open
        How long a rep has a lead open whose end history lacks, or has before it was given; at least
        zero. None: such leads stay open, as in an application that goes on from there.
    arrivals
        The number of each lead in the order in which leads came, by id: of one second the lower is
        decided on first. Those without one come last, by id.
    record
        Called with the events of each decision, in the order in which decisions are made.
    """
    known = _KnownOfLeads(past, arrivals or {})
    replay = _HistoryReplay(known, rules, until, usually_open, record)
    replay.begin(in_order(commands, known.arrivals))
    for leave in leave_moments(rules.roster.reps.values()):
        replay.push(leave.at, _LEAVE, leave.rep_id, leave)
    return replay.run()


class _KnownOfLeads(NamedTuple):
    """What history knows of leads besides commands: how they ended, and the order they came in."""

    past: Mapping[str, PastLead]
    arrivals: Mapping[str, int]


class _HistoryReplay:
    """The queue of all that is to happen, and the states of the leads so far."""

    def __init__(
        self,
        known: _KnownOfLeads,
        rules: FollowUp,
        until: datetime,
        usually_open: timedelta | None,
        record: Callable[[Sequence[Event]], None] | None,
    ) -> None:
        (self._past, self._arrivals), self._rules = known, rules
        self._until = until
        self._usually_open = None if usually_open is None else max(usually_open, timedelta(0))
        self._record = record
        self._routing = RoutingState()
        self._queue: list[_Entry] = []
        self._reported: list[_Entry] = []
        self._states: dict[str, LeadState] = {}
        self._wakes: dict[str, datetime | None] = {}
        self._waiting = WaitingGroups()
        self._waited_for: dict[str, Waiting] = {}
        self._first: dict[str, RouteDecision] = {}
        self._refused: Counter[Refused] = Counter()
        self._held: dict[str, set[str]] = {}
        self._failed: dict[str, StuckLead] = {}
        self._put_off: dict[str, list[Command]] = {}
        self._n_pushed = self._n_decisions = self._n_retried = 0

    def begin(self, commands: Iterable[tuple[str, Command]]) -> None:
        """Take the commands of the history, which need no queue: all of them are known."""
        self._reported = [
            self._entry(command.occurred_at, _COMMAND, lead_id, command)
            for lead_id, command in commands
        ]
        self._reported.sort(reverse=True)  # so that the next is the last

    def _next(self) -> _Entry | None:
        """Take what is next of the history and of the queue; None: nothing up to the end."""
        queue, reported = self._queue, self._reported
        is_reported = bool(reported) and (not queue or reported[-1] < queue[0])
        first = reported[-1] if is_reported else queue[0] if queue else None
        if first is None or first[0] > self._until:
            return None
        return reported.pop() if is_reported else heapq.heappop(queue)

    def push(self, at: datetime, kind: int, name: str, what: _Queued) -> None:
        heapq.heappush(self._queue, self._entry(at, kind, name, what))

    def _entry(self, at: datetime, kind: int, name: str, what: _Queued) -> _Entry:
        self._n_pushed += 1
        # The names of leaves and of retries are not those of leads.
        is_lead = kind not in (_LEAVE, _RETRY)
        number = self._arrivals.get(name, UNNUMBERED) if is_lead else 0
        return at, kind, number, name, self._n_pushed, what

    def run(self) -> ReplayedHistory:
        while (entry := self._next()) is not None:
            at, kind, _, name, _, what = entry
            if isinstance(what, LeaveMoment):
                self._leave(what)
            elif isinstance(what, _GroupRetry):
                if self._waiting.is_due(what.group, at):
                    self._try_group(what.group, at)
            elif isinstance(what, _NextAttempt):
                self._go_on(name, at)
            elif kind != _TIME or self._wakes.get(name) == at:
                self._submit(name, what, at)
        return ReplayedHistory(
            self._states,
            self._waited_for,
            self._first,
            self._refused,
            self._routing,
            self._n_decisions,
            self._failed,
        )

    def _submit(self, lead_id: str, command: Command, at: datetime) -> None:
        """Decide on a command, unless an earlier one of its lead is still to be decided on."""
        put_off = self._put_off.get(lead_id)
        if put_off is not None:
            put_off.append(command)
        elif not self._decide(lead_id, command, at):
            self._put_off[lead_id] = [command]

    def _go_on(self, lead_id: str, at: datetime) -> None:
        """Decide on the commands that were put off, up to the first that raises again."""
        commands = self._put_off.pop(lead_id, [])
        for place, command in enumerate(commands):
            if not self._decide(lead_id, command, at):
                self._put_off[lead_id] = commands[place:]
                return
        if (state := self._states.get(lead_id)) is not None and state.is_waiting:
            self._wait(lead_id, at)

    def _decide(self, lead_id: str, command: Command, at: datetime) -> bool:
        """Decide on a command and follow what it changes for other leads; False: it raised."""
        state = self._states.get(lead_id)
        if state is None:
            if not isinstance(command, RecordLead | RecordJudgement):
                return True
            state = LeadState(lead_id)
        try:
            decision = decide(state, command, self._rules, as_of=at, routing=self._routing)
        except Exception as error:  # whatever it is: the other leads go on
            self._fail(state, error, at)
            return False
        self._n_decisions += 1
        if self._record is not None:
            self._record(decision.events)
        self._states[lead_id], self._routing = decision.new_state, decision.routing
        if decision.refusal is not None:
            self._count_refusal(command, decision.refusal)
        self._plan_time(decision.new_state)
        self._follow_routing(state, decision, at)
        return True

    def _count_refusal(self, command: Command, refusal: Refusal) -> None:
        name_of = REFUSED_AS.get(type(command))
        if name_of is not None:
            self._refused[name_of(command), refusal.code] += 1

    def _fail(self, state: LeadState, error: Exception, at: datetime) -> None:
        """Note that a decision raised; the lead is tried later, and holds up no waiting group."""
        lead_id = state.lead_id
        known = self._failed.get(lead_id)
        stuck = stuck_after(error, lead_id=lead_id, at=at, known=known)
        self._failed[lead_id] = stuck
        self._waiting.set_aside(lead_id)
        if stuck.retry_at is not None:
            self.push(stuck.retry_at, _COMMAND, lead_id, _NextAttempt())

    def _plan_time(self, state: LeadState) -> None:
        # The moment to route a waiting lead again is that of its whole group, and left out here.
        lead_id, wake_at = state.lead_id, time_changes_at(state, self._rules)
        if wake_at != self._wakes.get(lead_id):
            self._wakes[lead_id] = wake_at
            if wake_at is not None:
                self.push(wake_at, _TIME, lead_id, wake_command(wake_at, retry_at=None))

    def _follow_routing(self, before: LeadState, decision: Decision, at: datetime) -> None:
        """Follow what a decision changes in routing: an owner, a wait, room for other leads."""
        after = decision.new_state
        if after.route is before.route and after.assignment is before.assignment:
            return  # as after most decisions
        self._hold(after.lead_id, before.owner_rep_id, after.owner_rep_id)
        kinds = {event.kind for event in decision.events}
        if EventKind.ASSIGNED in kinds:
            self._note_owner(after.lead_id, decision, at)
        if after.is_waiting and EventKind.WAITING in kinds:
            self._wait(after.lead_id, at)
        elif before.is_waiting and not after.is_waiting:
            self._waiting.remove(after.lead_id)
        has_moved = EventKind.ASSIGNED in kinds and before.assignment is not None
        if EventKind.RELEASED in kinds or has_moved:
            # Every group, not only those of the rep: `retry_at` can be later than need be.
            for group in self._waiting.groups_for(RetryTrigger(TriggerKind.RELEASED, at)):
                self._try_group(group, at)

    def _hold(self, lead_id: str, before: str | None, after: str | None) -> None:
        if before == after:
            return
        if before is not None:
            self._held[before].discard(lead_id)
        if after is not None:
            self._held.setdefault(after, set()).add(lead_id)

    def _leave(self, leave: LeaveMoment) -> None:
        """Record the absence of a rep on each of their leads; then try those who wait for them."""
        for lead_id, command in absence_commands(leave, self._held.get(leave.rep_id, ())):
            self._submit(lead_id, command, leave.at)
        if not leave.is_return:
            return
        for group in self._waiting.groups_for(leave.trigger):
            if self._waiting.plan_now(group, leave.at):
                self._push_retry(group, leave.at)

    def _note_owner(self, lead_id: str, decision: Decision, at: datetime) -> None:
        """Schedule the end of a lead that got its first rep, as far as history shows it."""
        if lead_id in self._first:
            return
        given = (item.payload for item in decision.events if item.kind is EventKind.ASSIGNED)
        self._first[lead_id] = next(given)
        past = self._past.get(lead_id, PastLead(lead_id))
        if past.ended_at is not None and past.ended_at > at:
            end = EndLead(PAST_END_ID, past.ended_at, past.stage, actor=HISTORY)
            self.push(past.ended_at, _END, lead_id, end)
        elif self._usually_open is not None and self._usually_open <= self._until - at:
            ends_at = at + self._usually_open
            end = EndLead(PAST_END_ID, ends_at, actor=HISTORY)
            self.push(ends_at, _RELEASE, lead_id, end)

    def _wait(self, lead_id: str, at: datetime) -> None:
        """Put a lead in its waiting group, and plan when that is tried."""
        state = self._states[lead_id]
        assert state.route is not None
        assert state.route.waiting is not None
        if lead_id not in self._first:
            self._waited_for.setdefault(lead_id, state.route.waiting)
        row = self._waiting.put(state, at)
        if row is not None:
            self._plan_group(row.group, row.retry_at, at)

    def _try_group(self, group: str, at: datetime) -> None:
        """Retry a waiting group in order, until one lead finds nobody: nor would the next."""
        while (lead := self._waiting.first(group)) is not None:
            self._n_retried += 1
            again = retry_command(at, name=f"again/{self._n_retried}")
            self._submit(lead.lead_id, again, at)
            after = self._waiting.first(group)
            if after is not None and after.lead_id == lead.lead_id:
                self._plan_group(group, after.retry_at, at)
                return

    def _plan_group(self, group: str, retry_at: datetime | None, now: datetime) -> None:
        """Schedule the retry of a group for when the first of its obstacles ends."""
        if self._waiting.plan(group, retry_at, now=now):
            assert retry_at is not None
            self._push_retry(group, retry_at)

    def _push_retry(self, group: str, at: datetime) -> None:
        first = self._waiting.first(group)
        assert first is not None
        self.push(at, _RETRY, f"{first.sequence:012}", _GroupRetry(group))
