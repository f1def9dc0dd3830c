"""Replay a history under a pact: every command in its order, every lead to the end.

Leads that wait are tried again, the longest waiting first, when an obstacle ends or a rep has one
lead less. Pure: what happened is an argument, what came of it is returned.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from leadpact.engine.lifecycle import (
    AdvanceTime,
    AssignLead,
    Command,
    Decision,
    EndLead,
    EventKind,
    FollowUp,
    LeadState,
    RecordJudgement,
    RecordLead,
    RecordOwnerAbsence,
    decide,
)
from leadpact.engine.replay.commands import REFUSED_AS, Refused, in_order
from leadpact.engine.routing import Rep, RouteDecision, RoutingState, Waiting
from leadpact.terms.actors import HISTORY, SCHEDULER, TIME
from leadpact.terms.stages import Stage
from leadpact.terms.zone import moment_at

WaitingGroup = tuple[str, ...]
"""What leads wait for alike."""


def waiting_group_of(state: LeadState) -> WaitingGroup | None:
    """Return the waiting group of a lead; None: trying it again cannot place it.

    Leads of one group have the same route, pool, territory and direction behind them and before
    them, the same reps who may not have them and the same reps who could, which are those of the
    pool where there is one: where one finds nobody, nor does the next.
    """
    route = state.route
    assert route is not None
    if route.is_queued and not route.passed:
        return None
    return (
        route.route_id,
        route.pool or "",
        route.territory_id or "",
        str(route.direction),
        " ".join(item.route_id for item in route.passed),
        " ".join(sorted(state.past_owners)),
        " ".join(one.rep_id for one in route.considered),
    )


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
    """

    states: Mapping[str, LeadState]
    waited_for: Mapping[str, Waiting]
    first_routes: Mapping[str, RouteDecision]
    refused: Mapping[Refused, int]
    routing: RoutingState
    n_decisions: int

    def route_of(self, lead_id: str) -> RouteDecision | None:
        """Return what gave the lead to its first rep, or why it waits; None: it ended before."""
        return self.first_routes.get(lead_id) or self.states[lead_id].route


_LEAVE, _RELEASE, _RETRY, _COMMAND, _TIME, _END = range(6)
"""At one moment reps leave, then reps get room, then those who wait are tried, then commands;
the end from history comes last, after the disposition that gives its reason."""


def replay_history(
    commands: Iterable[tuple[str, Command]],
    past: Mapping[str, PastLead],
    rules: FollowUp,
    *,
    until: datetime,
    usually_open: timedelta,
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
        zero.
    """
    replay = _HistoryReplay(past, rules, until, usually_open)
    for lead_id, command in in_order(commands):
        replay.push(command.occurred_at, _COMMAND, lead_id, command)
    for rep in rules.roster.reps.values():
        for leave in _leaves(rep):
            replay.push(leave.at, _LEAVE, rep.rep_id, leave)
    return replay.run()


@dataclass(frozen=True, slots=True)
class _Leave:
    """A rep goes at a moment, until another one; None: for good."""

    rep_id: str
    at: datetime
    until: datetime | None = None


def _leaves(rep: Rep) -> Iterator[_Leave]:
    for from_at, to_at in rep.away:
        yield _Leave(rep.rep_id, moment_at(from_at), moment_at(to_at))
    if rep.active_to is not None:
        yield _Leave(rep.rep_id, moment_at(rep.active_to))


_Place = tuple[int, str]
"""A lead in its waiting group: a number that rises with every lead that begins to wait, its id."""


class _HistoryReplay:
    """The queue of all that is to happen, the states of the leads so far, and who waits for what.

    A waiting group is retried when a rep gets room, and when the first of its obstacles ends.
    """

    def __init__(
        self,
        past: Mapping[str, PastLead],
        rules: FollowUp,
        until: datetime,
        usually_open: timedelta,
    ) -> None:
        self._past, self._rules = past, rules
        self._until, self._usually_open = until, max(usually_open, timedelta(0))
        self._routing = RoutingState()
        self._now = until
        self._queue: list[tuple[datetime, int, str, int, Command | WaitingGroup | _Leave]] = []
        self._states: dict[str, LeadState] = {}
        self._wakes: dict[str, datetime | None] = {}
        self._groups: dict[WaitingGroup, list[_Place]] = {}
        self._retry_at: dict[WaitingGroup, datetime] = {}
        self._waited_for: dict[str, Waiting] = {}
        self._first: dict[str, RouteDecision] = {}
        self._refused: Counter[Refused] = Counter()
        self._group_of: dict[str, WaitingGroup] = {}
        self._held: dict[str, set[str]] = {}
        self._since: dict[str, int] = {}
        self._n_pushed = self._n_decisions = self._n_retried = self._n_waited = 0

    def push(
        self, at: datetime, kind: int, name: str, what: Command | WaitingGroup | _Leave
    ) -> None:
        self._n_pushed += 1
        heapq.heappush(self._queue, (at, kind, name, self._n_pushed, what))

    def run(self) -> ReplayedHistory:
        while self._queue and self._queue[0][0] <= self._until:
            at, kind, name, _, what = heapq.heappop(self._queue)
            self._now = at
            if isinstance(what, _Leave):
                self._leave(what)
            elif isinstance(what, tuple):
                if what in self._groups and self._retry_at.get(what) == at:
                    self._try_group(what, at)
            elif kind != _TIME or self._wakes.get(name) == at:
                self._decide(name, what, at)
        return ReplayedHistory(
            self._states,
            self._waited_for,
            self._first,
            self._refused,
            self._routing,
            self._n_decisions,
        )

    def _decide(self, lead_id: str, command: Command, at: datetime) -> None:
        state = self._states.get(lead_id)
        if state is None:
            if not isinstance(command, RecordLead | RecordJudgement):
                return
            state = LeadState(lead_id)
        decision = decide(state, command, self._rules, as_of=at, routing=self._routing)
        self._n_decisions += 1
        self._states[lead_id], self._routing = decision.new_state, decision.routing
        self._hold(lead_id, state.owner_rep_id, decision.new_state.owner_rep_id)
        refusal_name = REFUSED_AS.get(type(command))
        if decision.refusal is not None and refusal_name is not None:
            self._refused[refusal_name(command), decision.refusal.code] += 1
        self._plan_time(lead_id, decision)
        kinds = {event.kind for event in decision.events}
        if EventKind.ASSIGNED in kinds:
            self._note_owner(lead_id, decision, at)
        if decision.new_state.is_waiting and EventKind.WAITING in kinds:
            self._wait(lead_id, decision.new_state)
        if EventKind.RELEASED in kinds or (EventKind.ASSIGNED in kinds and state.assignment):
            for group in sorted(self._groups, key=lambda item: self._groups[item][0]):
                self._try_group(group, at)

    def _plan_time(self, lead_id: str, decision: Decision) -> None:
        wake_at = decision.wake_at
        if wake_at != self._wakes.get(lead_id):
            self._wakes[lead_id] = wake_at
            if wake_at is not None:
                self.push(wake_at, _TIME, lead_id, AdvanceTime("", wake_at, actor=TIME))

    def _hold(self, lead_id: str, before: str | None, after: str | None) -> None:
        if before == after:
            return
        if before is not None:
            self._held[before].discard(lead_id)
        if after is not None:
            self._held.setdefault(after, set()).add(lead_id)

    def _leave(self, leave: _Leave) -> None:
        """Record the absence of a rep on each of their leads."""
        for lead_id in sorted(self._held.get(leave.rep_id, ())):
            name = f"leave/{leave.rep_id}/{leave.at:%Y%m%dT%H%M%SZ}"
            away = RecordOwnerAbsence(name, leave.at, leave.rep_id, leave.until, actor=SCHEDULER)
            self._decide(lead_id, away, leave.at)

    def _note_owner(self, lead_id: str, decision: Decision, at: datetime) -> None:
        """Schedule the end of a lead that got its first rep, as far as history shows it."""
        if lead_id in self._first:
            return
        given = (item.payload for item in decision.events if item.kind is EventKind.ASSIGNED)
        self._first[lead_id] = next(given)
        past = self._past.get(lead_id, PastLead(lead_id))
        if past.ended_at is not None and past.ended_at > at:
            end = EndLead("history/end", past.ended_at, past.stage, actor=HISTORY)
            self.push(past.ended_at, _END, lead_id, end)
        elif self._usually_open <= self._until - at:
            ends_at = at + self._usually_open
            end = EndLead("history/end", ends_at, actor=HISTORY)
            self.push(ends_at, _RELEASE, lead_id, end)

    def _wait(self, lead_id: str, state: LeadState) -> None:
        route = state.route
        assert route is not None
        assert route.waiting is not None
        if lead_id not in self._first:
            self._waited_for.setdefault(lead_id, route.waiting)
        group = waiting_group_of(state)
        if group is None:
            self._group_of.pop(lead_id, None)
            return
        if lead_id not in self._group_of:
            self._n_waited += 1
            self._since[lead_id] = self._n_waited
        if self._group_of.get(lead_id) != group:
            self._group_of[lead_id] = group
            heapq.heappush(self._groups.setdefault(group, []), (self._since[lead_id], lead_id))
        self._plan(group, route)

    def _try_group(self, group: WaitingGroup, at: datetime) -> None:
        """Retry a waiting group in order, until one lead finds nobody: nor would the next."""
        waiting = self._groups.get(group, [])
        while waiting:
            first = waiting[0]
            if self._is_in(first, group):
                self._n_retried += 1
                again = AssignLead(f"again/{self._n_retried}", at, actor=SCHEDULER)
                self._decide(first[1], again, at)
                if self._is_in(first, group):
                    route = self._states[first[1]].route
                    assert route is not None
                    self._plan(group, route)
                    return
            if waiting and waiting[0] == first:
                heapq.heappop(waiting)
        self._groups.pop(group, None)

    def _is_in(self, place: _Place, group: WaitingGroup) -> bool:
        """Tell whether a lead still waits at its place, and for just that."""
        since, lead_id = place
        if self._group_of.get(lead_id) != group or self._since[lead_id] != since:
            return False
        if not self._states[lead_id].is_waiting:
            del self._group_of[lead_id]
            return False
        return True

    def _plan(self, group: WaitingGroup, route: RouteDecision) -> None:
        """Schedule the retry of a group for when the first of the obstacles ends."""
        if route.retry_at is None:
            return
        now, planned = self._now, self._retry_at.get(group)
        if route.retry_at > now and (planned is None or planned <= now or route.retry_at < planned):
            self._retry_at[group] = route.retry_at
            since, _ = self._groups[group][0]
            self.push(route.retry_at, _RETRY, f"{since:012}", group)
