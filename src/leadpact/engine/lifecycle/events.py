"""The events of a lead, and the state that follows from them. Pure.

Applying events is the only way in which a state is made.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from leadpact.engine.lifecycle.state import ENDED, LeadState, with_changes
from leadpact.engine.routing import RoutingOutcome


class EventKind(StrEnum):
    """The kinds of event, as the table `events` has them."""

    LEAD_RECORDED = "lead.recorded"
    LEAD_JUDGED = "lead.judged"
    ACTIVITY_RECORDED = "activity.recorded"
    GATE_OPENED = "gate.opened"
    STAGE_CHANGED = "lead.stage.changed"
    ROUND_BEGAN = "lead.round.began"
    ASSIGNED = "lead.assigned"
    WAITING = "lead.waiting"
    KEPT = "lead.kept"
    RELEASED = "lead.released"
    CREDITED = "lead.credited"
    """A meeting was missed or called off, and no longer counts for its rep."""
    SIGNAL_RECEIVED = "signal.received"
    TOUCHED = "touch.made"
    REPLIED = "prospect.replied"
    AWAY = "prospect.away"
    """Out of office until a moment, or back."""
    OPTED_OUT = "prospect.opted_out"
    CLOCK_STARTED = "clock.started"
    CLOCK_UPDATED = "clock.updated"
    CLOCK_PAUSED = "clock.paused"
    CLOCK_RESUMED = "clock.resumed"
    CLOCK_WARNED = "clock.warned"
    CLOCK_MET = "clock.met"
    CLOCK_STOPPED = "clock.stopped"
    """After a breach: what was promised is done, late."""
    CLOCK_BREACHED = "clock.breached"
    CLOCK_CANCELLED = "clock.cancelled"
    CADENCE_STARTED = "cadence.started"
    CADENCE_MOVED = "cadence.moved"
    CADENCE_ENDED = "cadence.ended"
    HANDED_OFF = "lead.handed_off"
    HANDOFF_ANSWERED = "handoff.answered"
    HANDOFF_TAKEN_BACK = "handoff.taken_back"
    MEETING_BOOKED = "meeting.booked"
    MEETING_CHANGED = "meeting.changed"
    MEETING_HELD = "meeting.held"
    MEETING_MISSED = "meeting.missed"
    MEETING_CANCELLED = "meeting.cancelled"
    MEETING_ACCEPTED = "meeting.accepted"
    OPPORTUNITY_OPENED = "opportunity.opened"
    OPPORTUNITY_MOVED = "opportunity.moved"
    DISPOSITIONED = "lead.dispositioned"
    REFERRED = "lead.referred"
    REVIEW_OPENED = "review.opened"
    REVIEW_MOVED = "review.moved"
    MESSAGE_DUE = "message.due"
    DECIDED = "lead.decided"
    """The command is known and time has passed until then."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was decided or reported.

    Attributes
    ----------
    occurred_at
        When it took effect: a breach when it was due, whenever it was noticed.
    fingerprint
        The pact it was decided under.
    payload
        The new value, with which the projections replace the old one.
    """

    kind: EventKind
    lead_id: str
    occurred_at: datetime
    fingerprint: str
    payload: Any = None


Change = Callable[[LeadState, Event], Mapping[str, Any]]
"""From a state and an event to the new values of the fields that the event changes."""


def fold_events(state: LeadState, events: Iterable[Event]) -> LeadState:
    """Apply events in their order; all events of a lead start from `LeadState(lead_id)`."""
    for event in events:
        state = apply_event(state, event)
    return state


def apply_event(state: LeadState, event: Event) -> LeadState:
    """Return the state after an event of the same lead."""
    return with_changes(state, **_CHANGES[event.kind](state, event))


def _put(name: str, key: str) -> Change:
    """Return a change that replaces the item of the payload's id, or appends the payload."""

    def change(state: LeadState, event: Event) -> Mapping[str, Any]:
        items, wanted = getattr(state, name), getattr(event.payload, key)
        # By id, not by value: a lead may have many clocks, and to compare two is slow.
        places = (place for place, item in enumerate(items) if getattr(item, key) == wanted)
        place = next(places, len(items))
        return {name: (*items[:place], event.payload, *items[place + 1 :])}

    return change


def _append(name: str) -> Change:
    return lambda state, event: {name: (*getattr(state, name), event.payload)}


def _set(name: str) -> Change:
    return lambda _state, event: {name: event.payload}


def _recorded(state: LeadState, event: Event) -> Mapping[str, Any]:
    lead, owner, meeting_at = event.payload
    return {
        "lead": lead,
        "account_owner_rep_id": owner,
        "meeting_at": meeting_at or state.meeting_at,
        "round_at": state.round_at or event.occurred_at,
    }


def _gate_opened(state: LeadState, event: Event) -> Mapping[str, Any]:
    return {"opened_at": MappingProxyType({**state.opened_at, event.payload: event.occurred_at})}


def _round_began(_state: LeadState, event: Event) -> Mapping[str, Any]:
    """Forget what belongs to the round before; what was decided stays on record."""
    return {
        "round_at": event.occurred_at,
        "opened_at": MappingProxyType({}),
        "past_owners": (),
        "touches": (),
        "replied_at": None,
        "away_until": None,
        "signals": (),
        "route": None,
    }


def _touched(state: LeadState, event: Event) -> Mapping[str, Any]:
    """Keep a touch of the present round; one of an earlier round leaves only its event."""
    is_over = state.is_before_round(event.occurred_at)
    return {} if is_over else {"touches": (*state.touches, event.payload)}


def _replied(state: LeadState, event: Event) -> Mapping[str, Any]:
    return {} if state.is_before_round(event.payload) else {"replied_at": event.payload}


def _assigned(state: LeadState, event: Event) -> Mapping[str, Any]:
    decision, past = event.payload, state.past_owners
    if decision.rep_id not in past:
        past = (*past, decision.rep_id)
    return {"route": decision, "assignment": decision.assignment, "past_owners": past}


def _released(state: LeadState, _event: Event) -> Mapping[str, Any]:
    """Keep what gave the lead to its last rep; what it waited for, or was kept for, is over."""
    route = state.route
    is_given = route is not None and route.outcome is RoutingOutcome.ASSIGNED
    return {"assignment": None, "route": route if is_given else None}


def _stage_changed(state: LeadState, event: Event) -> Mapping[str, Any]:
    """Forget the last route of a lead that comes back, so that it is routed again."""
    changes = (*state.stage_changes, event.payload)
    comes_back = state.is_ended and event.payload.to not in ENDED
    return {"stage_changes": changes, "route": None if comes_back else state.route}


def _decided(state: LeadState, event: Event) -> Mapping[str, Any]:
    name = event.payload
    seen = state.seen | {name} if name else state.seen
    return {"seen": seen, "as_of": event.occurred_at}  # `decide` never goes back in time


_CLOCK, _RUN = _put("clocks", "clock_id"), _put("runs", "run_id")
_MEETING, _REVIEW = _put("meetings", "meeting_id"), _put("reviews", "review_id")
_HANDOFF = _put("handoffs", "handoff_id")
_OPPORTUNITY = _put("opportunities", "opportunity_id")

_CHANGES: dict[EventKind, Change] = {
    EventKind.LEAD_RECORDED: _recorded,
    EventKind.LEAD_JUDGED: _set("facts"),
    EventKind.ACTIVITY_RECORDED: _append("activities"),
    EventKind.GATE_OPENED: _gate_opened,
    EventKind.STAGE_CHANGED: _stage_changed,
    EventKind.ROUND_BEGAN: _round_began,
    EventKind.ASSIGNED: _assigned,
    EventKind.WAITING: lambda _state, event: {"route": event.payload, "assignment": None},
    EventKind.KEPT: _set("route"),
    EventKind.RELEASED: _released,
    EventKind.CREDITED: lambda _state, event: {"assignment": event.payload.held},
    EventKind.SIGNAL_RECEIVED: _append("signals"),
    EventKind.TOUCHED: _touched,
    EventKind.REPLIED: _replied,
    EventKind.AWAY: _set("away_until"),
    EventKind.OPTED_OUT: _set("opted_out_at"),
    EventKind.CLOCK_STARTED: _CLOCK,
    EventKind.CLOCK_UPDATED: _CLOCK,
    EventKind.CLOCK_PAUSED: _CLOCK,
    EventKind.CLOCK_RESUMED: _CLOCK,
    EventKind.CLOCK_WARNED: _CLOCK,
    EventKind.CLOCK_MET: _CLOCK,
    EventKind.CLOCK_STOPPED: _CLOCK,
    EventKind.CLOCK_BREACHED: _CLOCK,
    EventKind.CLOCK_CANCELLED: _CLOCK,
    EventKind.CADENCE_STARTED: _RUN,
    EventKind.CADENCE_MOVED: _RUN,
    EventKind.CADENCE_ENDED: _RUN,
    EventKind.HANDED_OFF: _HANDOFF,
    EventKind.HANDOFF_ANSWERED: _HANDOFF,
    EventKind.HANDOFF_TAKEN_BACK: _HANDOFF,
    EventKind.MEETING_BOOKED: _MEETING,
    EventKind.MEETING_CHANGED: _MEETING,
    EventKind.MEETING_HELD: _MEETING,
    EventKind.MEETING_MISSED: _MEETING,
    EventKind.MEETING_CANCELLED: _MEETING,
    EventKind.MEETING_ACCEPTED: _MEETING,
    EventKind.OPPORTUNITY_OPENED: _OPPORTUNITY,
    EventKind.OPPORTUNITY_MOVED: _OPPORTUNITY,
    EventKind.DISPOSITIONED: _append("dispositions"),
    EventKind.REFERRED: _append("referrals"),
    EventKind.REVIEW_OPENED: _REVIEW,
    EventKind.REVIEW_MOVED: _REVIEW,
    EventKind.MESSAGE_DUE: lambda state, event: {"sent": state.sent | {event.payload.message_id}},
    EventKind.DECIDED: _decided,
}
