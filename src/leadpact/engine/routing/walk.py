"""A history routed anew: leads as they came, each to a rep or into a waiting line, to the end.

Those who wait are tried again, the longest waiting first, when an obstacle ends or a rep has one
lead less. Pure: what happened is an argument, what came of it is returned.
"""

import heapq
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leadpact.engine.route import Cause, release_lead, route_lead
from leadpact.engine.routing.decision import Assignment, Outcome, RouteDecision, Waiting
from leadpact.engine.routing.lead import RoutedLead
from leadpact.engine.routing.router import Router
from leadpact.engine.routing.state import RoutingState, apply_change
from leadpact.terms.zone import epoch_seconds, moment_at


@dataclass(frozen=True, slots=True)
class Arrival:
    """A lead that came, and how long a rep has it open (seconds); None: to the end."""

    lead: RoutedLead
    open_seconds: int | None = None

    @property
    def at(self) -> int:
        """When it came, epoch seconds."""
        return epoch_seconds(self.lead.arrived_at)


@dataclass(frozen=True, slots=True)
class Walk:
    """What came of a history.

    Attributes
    ----------
    decisions
        The last decision on each lead, by its id: an assignment, or why it still waits.
    waited_for
        Why a lead waited at first, by its id; leads that found somebody at once are not in it.
    state
        What routing remembers at the end.
    """

    decisions: Mapping[str, RouteDecision]
    waited_for: Mapping[str, Waiting]
    state: RoutingState


_RELEASE, _RETRY, _ARRIVAL = range(3)
"""At one moment, reps get room first, then those who wait are tried, then new leads come."""

Line = tuple[str, ...]
"""What leads wait for alike: a route, its pool and territory; or a lead by itself."""


def walk_arrivals(arrivals: Iterable[Arrival], router: Router, *, until: int) -> Walk:
    """Route a history.

    Parameters
    ----------
    arrivals
        The leads, each once, in any order.
    router
        The pact's routing over the reps.
    until
        The end of the history, epoch seconds; what comes later is left out.

    Returns
    -------
    Walk
        Every lead that came has one decision: a rep, or the reason for which it waits.
    """
    walker = _Walker(router)
    for arrival in arrivals:
        walker.push(arrival.at, _ARRIVAL, arrival.lead.lead_id, arrival)
    return walker.run(until)


class _Walker:
    def __init__(self, router: Router) -> None:
        self._router = router
        self._state = RoutingState()
        self._events: list[tuple[int, int, str, Arrival | Assignment | Line]] = []
        self._lines: dict[Line, deque[Arrival]] = {}
        self._retry_at: dict[Line, int] = {}
        self._decisions: dict[str, RouteDecision] = {}
        self._waited_for: dict[str, Waiting] = {}

    def push(self, at: int, kind: int, name: str, what: Arrival | Assignment | Line) -> None:
        heapq.heappush(self._events, (at, kind, name, what))

    def run(self, until: int) -> Walk:
        while self._events and self._events[0][0] <= until:
            at, _, _, what = heapq.heappop(self._events)
            if isinstance(what, Arrival):
                self._arrive(what, at)
            elif isinstance(what, Assignment):
                self._release(what, at)
            elif what in self._lines and self._retry_at.get(what) == at:
                self._try_line(what, at)
        return Walk(self._decisions, self._waited_for, self._state)

    def _arrive(self, arrival: Arrival, at: int) -> None:
        decision = self._route(arrival, at)
        if decision.waiting is None:
            return
        self._waited_for[arrival.lead.lead_id] = decision.waiting
        line = _line_of(decision)
        self._lines.setdefault(line, deque()).append(arrival)
        self._plan(line, decision)

    def _route(self, arrival: Arrival, at: int) -> RouteDecision:
        decision = route_lead(arrival.lead, self._state, self._router, as_of=moment_at(at))
        self._state = apply_change(self._state, decision.change)
        self._decisions[arrival.lead.lead_id] = decision
        if decision.assignment is not None and arrival.open_seconds is not None:
            ends_at = at + max(arrival.open_seconds, 1)
            self.push(ends_at, _RELEASE, arrival.lead.lead_id, decision.assignment)
        return decision

    def _release(self, held: Assignment, at: int) -> None:
        change = release_lead(held, self._state, self._router, cause=Cause.CLOSED, at=moment_at(at))
        self._state = apply_change(self._state, change)
        for line in list(self._lines):
            self._try_line(line, at)

    def _try_line(self, line: Line, at: int) -> None:
        """Try those who wait alike in their order, until one finds nobody: nor would the next."""
        waiting = self._lines[line]
        while waiting:
            decision = self._route(waiting[0], at)
            if decision.outcome is not Outcome.ASSIGNED:
                self._plan(line, decision)
                return
            waiting.popleft()
        del self._lines[line]

    def _plan(self, line: Line, decision: RouteDecision) -> None:
        """Plan to try a line again when the first of the obstacles ends."""
        if decision.retry_at is None:
            return
        retry_at = epoch_seconds(decision.retry_at)
        planned = self._retry_at.get(line)
        if retry_at > epoch_seconds(decision.as_of) and (
            planned is None or planned <= epoch_seconds(decision.as_of) or retry_at < planned
        ):
            self._retry_at[line] = retry_at
            self.push(retry_at, _RETRY, "/".join(line), line)


def _line_of(decision: RouteDecision) -> Line:
    if decision.pool is None or decision.is_queued:
        return ("", decision.lead_id)
    return (decision.route_id, decision.pool, decision.territory_id or "")
