"""Keep what routing decided for a lead, where the command behind it is decided again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import attrgetter

from leadpact.engine.lifecycle.events import Event, EventKind, apply_event
from leadpact.engine.lifecycle.state import LeadState
from leadpact.engine.routing import RouteDecision, StateChange, without_calibration

ROUTED = frozenset({EventKind.ASSIGNED, EventKind.WAITING, EventKind.KEPT})
"""The events of a decision of routing."""


_COUNTED = frozenset(
    {EventKind.ASSIGNED, EventKind.WAITING, EventKind.RELEASED, EventKind.CREDITED}
)


def routing_change_of(event: Event) -> StateChange | None:
    """Return what an event changes in routing; of a lead that is kept, nothing changes."""
    if event.kind in _COUNTED or event.kind is EventKind.DECIDED_AGAIN:
        change: StateChange = event.payload.change
        return change
    return None


@dataclass(slots=True)
class RecordedRoutes:
    """What routing decided in one decision of a lead, in order, each with the state it met.

    Attributes
    ----------
    before
        The state before the decision.
    """

    before: LeadState
    routes: list[tuple[LeadState, RouteDecision]]

    def take(self, state: LeadState) -> RouteDecision | None:
        """Return what was decided in the same circumstances; None: it is to be decided now.

        Where a lead went on waiting as before, nothing was recorded: it goes on waiting.
        """
        if self.routes and is_alike(self.routes[0][0], state):
            return self.routes.pop(0)[1]
        if self.routes or not is_alike(self.before, state):
            return None
        return state.route if state.is_waiting and state.route == self.before.route else None


def is_alike(one: LeadState, other: LeadState) -> bool:
    """Tell whether two states are the same for routing: owner, past owners, the lead itself."""
    return _CIRCUMSTANCES(one) == _CIRCUMSTANCES(other)


_CIRCUMSTANCES = attrgetter(
    *("assignment", "past_owners", "lead", "activities", "facts"),
    *("account_owner_rep_id", "meeting_at"),
)
"""What routing reads of a lead; its data differ where a merge is withdrawn."""


def recorded_routes(before: LeadState, events: Iterable[Event]) -> RecordedRoutes:
    """Return the decisions of routing among the events of one decision.

    What a pool noted of reps who came back from leave was counted then, and is not again.
    """
    found, state = [], before
    for event in events:
        if event.kind in ROUTED:
            route = event.payload
            kept = replace(route, change=without_calibration(route.change))
            found.append((state, kept))
        state = apply_event(state, event)
    return RecordedRoutes(before, found)
