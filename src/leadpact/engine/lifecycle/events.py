"""The events of a lead, and the state that follows from them. Pure.

Applying events is the only way in which a state is made.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from leadpact.engine.cadences import CadenceRun
from leadpact.engine.clocks import Clock, ReceivedSignal
from leadpact.engine.feedback import GivenDisposition, Referral, Review
from leadpact.engine.handoff import Meeting
from leadpact.engine.lead import NO_EARLIER_WORK, Activity
from leadpact.engine.lifecycle.commands import WithdrawReport
from leadpact.engine.lifecycle.event_kinds import EventKind
from leadpact.engine.lifecycle.payloads import (
    DecidedAgain,
    LeadAbsorption,
    LeadLeft,
    LeadMerge,
    Message,
    OpenedGate,
    OptOut,
    ProspectAbsence,
    ProspectReply,
    RecordedLead,
    RefusedCommand,
    Release,
    TakenCommand,
)
from leadpact.engine.lifecycle.state import (
    ENDED,
    OVER,
    Callback,
    Hold,
    LeadHandoff,
    LeadState,
    Opportunity,
    StageChange,
    Touch,
)
from leadpact.engine.routing import RouteDecision, RoutingOutcome
from leadpact.engine.scoring import KnownFacts
from leadpact.terms.frozen import change_draft, draft_of, updated

__all__ = [
    "PAYLOADS",
    "Event",
    "EventKind",
    "Origin",
    "apply_event",
    "fold_events",
    "go_back",
]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the events of one decision come from.

    Attributes
    ----------
    command_id
        The command that was decided on.
    actor
        Who acted, as in `terms.actors`; `system:time` where time alone made the change.
    recorded_at
        The moment that was decided on.
    fingerprint
        The pact it was decided under.
    """

    command_id: str
    actor: str
    recorded_at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was decided or reported.

    Attributes
    ----------
    n
        Its number among the events of its lead, from 1 and without gaps.
    occurred_at
        When it took effect: a breach when it was due, whenever it was noticed.
    payload
        The new value, with which the projections replace the old one: of the type in `PAYLOADS`.
    """

    kind: EventKind
    lead_id: str
    n: int
    occurred_at: datetime
    origin: Origin
    payload: Any = None

    @property
    def event_id(self) -> str:
        """Its id, which no other event has."""
        return f"{self.lead_id}/{self.n}"


Change = Callable[[LeadState, Event], Mapping[str, Any]]
"""From a state and an event to the new values of the fields that the event changes."""


def fold_events(
    state: LeadState, events: Iterable[Event], *, earlier: Iterable[Event] = ()
) -> LeadState:
    """Apply events in their order; all events of a lead start from `LeadState(lead_id)`.

    Parameters
    ----------
    earlier
        The events that led to the state, from the first one on. Needed where a report is
        withdrawn by the events, since the lead goes back to a state before.
    """
    events = tuple(events)
    if any(event.kind is EventKind.DECIDED_AGAIN for event in events):
        return _fold_with_returns(state, events, tuple(earlier))
    draft = draft_of(state)
    for event in events:
        apply_to_draft(draft, event)
    return draft


def _fold_with_returns(
    state: LeadState, events: tuple[Event, ...], earlier: tuple[Event, ...]
) -> LeadState:
    """Apply events that go back to states before, each of which is kept for that."""
    # A withdrawal may be decided again by a later one: to fold from the beginning for each of them
    # would take twice as long with every one more.
    first = state = LeadState(state.lead_id) if earlier else state
    states = {first.version: first}
    for event in (*earlier, *events):
        if event.kind is EventKind.DECIDED_AGAIN:
            state = go_back(state, event, states.get(event.payload.after_n, first))
        else:
            state = apply_event(state, event)
        states[event.n] = state
    return state


def go_back(state: LeadState, event: Event, before: LeadState) -> LeadState:
    """Return the state after a report was withdrawn, up to what is decided again.

    What was sent or withdrawn stays so, and ids of commands stay taken, unless decided again.

    Raises
    ------
    ValueError
        Where `before` is not the state that the event names.
    """
    payload = event.payload
    if before.version != payload.after_n:
        raise ValueError(f"the state before event {event.event_id} needs the events before it")
    seen = {name: item for name, item in state.seen.items() if name not in payload.undone_ids}
    after = draft_of(before)
    kept = {"sent": state.sent, "withdrawn_ids": state.withdrawn_ids, "version": event.n}
    change_draft(after, kept, seen=MappingProxyType(seen))
    return after


def apply_event(state: LeadState, event: Event) -> LeadState:
    """Return the state after an event of the same lead; a withdrawal is for `go_back`."""
    draft = draft_of(state)
    apply_to_draft(draft, event)
    return draft


def apply_to_draft(draft: LeadState, event: Event) -> None:
    """Apply an event to a copy of the state of its lead, made by `draft_of`, in place."""
    _, change = _EFFECTS[event.kind]
    change_draft(draft, change(draft, event), version=event.n)


def _put(name: str, key: str) -> Change:
    """Return a change that replaces the item of the payload's id, or appends the payload."""
    items_of, id_of = attrgetter(name), attrgetter(key)

    def change(state: LeadState, event: Event) -> Mapping[str, Any]:
        items, wanted = items_of(state), id_of(event.payload)
        # By id, not by value: a lead may have many clocks, and to compare two is slow.
        for place, item in enumerate(items):
            if id_of(item) == wanted:
                return {name: (*items[:place], event.payload, *items[place + 1 :])}
        return {name: (*items, event.payload)}

    return change


def _append(name: str) -> Change:
    return lambda state, event: {name: (*getattr(state, name), event.payload)}


def _set(name: str) -> Change:
    return lambda _state, event: {name: event.payload}


def _recorded(state: LeadState, event: Event) -> Mapping[str, Any]:
    recorded = event.payload
    return {
        "lead": recorded.lead,
        "account_owner_rep_id": recorded.account_owner_rep_id,
        "meeting_at": recorded.meeting_at or state.meeting_at,
        "round_at": state.round_at or event.occurred_at,
        "earlier": recorded.earlier or state.earlier,
    }


def _gate_opened(state: LeadState, event: Event) -> Mapping[str, Any]:
    opened = event.payload
    opened_at = updated(state.opened_at, {opened.gate: event.occurred_at})
    changes: dict[str, Any] = {"opened_at": opened_at}
    if opened.path is not None:
        changes["paths"] = updated(state.paths, {opened.gate: opened.path})
    return changes


def _left(_state: LeadState, event: Event) -> Mapping[str, Any]:
    return {**_NOTHING_OWED, "not_lead": event.payload.not_lead, "away_until": None}


def _returned(_state: LeadState, _event: Event) -> Mapping[str, Any]:
    """Forget who had it, so that it is routed as if it came now, perhaps to the same rep."""
    return {"not_lead": None, "route": None, "past_owners": ()}


def _round_began(state: LeadState, event: Event) -> Mapping[str, Any]:
    """Forget what belongs to the round before; what was decided stays on record."""
    return {
        "earlier": state.work_so_far(),
        "round_at": event.occurred_at,
        "opened_at": MappingProxyType({}),
        "paths": MappingProxyType({}),
        "past_owners": (),
        "touches": (),
        "replied_at": None,
        "away_until": None,
        "signals": (),
        "route": None,
        **_NOTHING_OWED,
    }


def _touched(state: LeadState, event: Event) -> Mapping[str, Any]:
    """Keep a touch of the present round; of one of an earlier round, if it was the last."""
    touch = event.payload
    if not state.is_before_round(event.occurred_at):
        return {"touches": (*state.touches, touch)}
    if touch.rep_id is None:
        return {}
    known = state.earlier or NO_EARLIER_WORK
    touches = [(touch.made_at, touch.rep_id, touch.channel)]
    return {"earlier": known.after(owner=None, touches=touches)}


def _replied(state: LeadState, event: Event) -> Mapping[str, Any]:
    at = event.payload.at
    return {} if state.is_before_round(at) else {"replied_at": at}


def _assigned(state: LeadState, event: Event) -> Mapping[str, Any]:
    decision, past = event.payload, state.past_owners
    if decision.rep_id not in past:
        past = (*past, decision.rep_id)
    return {"route": decision, "assignment": decision.assignment, "past_owners": past}


def _waiting(_state: LeadState, event: Event) -> Mapping[str, Any]:
    return {"route": event.payload, "assignment": None}


def _released(state: LeadState, _event: Event) -> Mapping[str, Any]:
    """Keep what gave the lead to its last rep; what it waited for, or was kept for, is over."""
    route = state.route
    is_given = route is not None and route.outcome is RoutingOutcome.ASSIGNED
    return {"assignment": None, "route": route if is_given else None}


def _stage_changed(state: LeadState, event: Event) -> Mapping[str, Any]:
    """Forget the last route of a lead that comes back, so that it is routed again."""
    changes = (*state.stage_changes, event.payload)
    comes_back = state.is_ended and event.payload.to not in ENDED
    return {
        "stage_changes": changes,
        "route": None if comes_back else state.route,
        **(_NOTHING_OWED if event.payload.to in OVER else {}),
    }


_NOTHING_OWED = MappingProxyType[str, Any]({"callback": None, "hold": None})


def _person_erased(_state: LeadState, event: Event) -> Mapping[str, Any]:
    return {**_NOTHING_OWED, "erased_at": event.occurred_at, "away_until": None}


def _merged(_state: LeadState, event: Event) -> Mapping[str, Any]:
    return {**_NOTHING_OWED, "merged_into": event.payload.into_lead_id, "away_until": None}


def _absorbed(state: LeadState, event: Event) -> Mapping[str, Any]:
    return {"absorbed_ids": (*state.absorbed_ids, event.payload.from_lead_id)}


def _message_due(state: LeadState, event: Event) -> Mapping[str, Any]:
    return {"sent": state.sent | {event.payload.message_id}}


def _decided_again(_state: LeadState, event: Event) -> Mapping[str, Any]:
    raise ValueError(f"event {event.event_id} goes back to an earlier state: fold the whole log")


def _command_taken(state: LeadState, event: Event) -> Mapping[str, Any]:
    command, digest = event.payload.command, event.payload.digest
    seen = updated(state.seen, {command.id: digest})
    changes = {"seen": seen, "as_of": event.occurred_at}  # `decide` never goes back in time
    if type(command) is WithdrawReport and command.withdrawn_id not in state.withdrawn_ids:
        changes["withdrawn_ids"] = (*state.withdrawn_ids, command.withdrawn_id)
    return changes


def _time_passed(_state: LeadState, event: Event) -> Mapping[str, Any]:
    return {"as_of": event.occurred_at}


_CLOCK = Clock, _put("clocks", "clock_id")
_RUN = CadenceRun, _put("runs", "run_id")
_HANDOFF = LeadHandoff, _put("handoffs", "handoff_id")
_MEETING = Meeting, _put("meetings", "meeting_id")
_OPPORTUNITY = Opportunity, _put("opportunities", "opportunity_id")
_REVIEW = Review, _put("reviews", "review_id")

_EFFECTS: Mapping[EventKind, tuple[type[Any] | None, Change]] = {
    EventKind.LEAD_RECORDED: (RecordedLead, _recorded),
    EventKind.LEAD_JUDGED: (KnownFacts, _set("facts")),
    EventKind.ACTIVITY_RECORDED: (Activity, _append("activities")),
    EventKind.GATE_OPENED: (OpenedGate, _gate_opened),
    EventKind.LEFT: (LeadLeft, _left),
    EventKind.RETURNED: (None, _returned),
    EventKind.STAGE_CHANGED: (StageChange, _stage_changed),
    EventKind.ROUND_BEGAN: (None, _round_began),
    EventKind.ASSIGNED: (RouteDecision, _assigned),
    EventKind.WAITING: (RouteDecision, _waiting),
    EventKind.KEPT: (RouteDecision, _set("route")),
    EventKind.RELEASED: (Release, _released),
    EventKind.CREDITED: (Release, lambda _state, event: {"assignment": event.payload.held}),
    EventKind.SIGNAL_RECEIVED: (ReceivedSignal, _append("signals")),
    EventKind.TOUCHED: (Touch, _touched),
    EventKind.REPLIED: (ProspectReply, _replied),
    EventKind.AWAY: (ProspectAbsence, lambda _state, event: {"away_until": event.payload.until}),
    EventKind.OPTED_OUT: (
        OptOut,
        lambda _, event: {**_NOTHING_OWED, "opted_out_at": event.payload.at},
    ),
    EventKind.PERSON_ERASED: (None, _person_erased),
    EventKind.MERGED: (LeadMerge, _merged),
    EventKind.ABSORBED: (LeadAbsorption, _absorbed),
    EventKind.CALLBACK_AGREED: (Callback, _set("callback")),
    EventKind.CALLBACK_MADE: (Callback, _set("callback")),
    **dict.fromkeys((EventKind.HOLD_BEGAN, EventKind.HOLD_ENDED), (Hold, _set("hold"))),
    **dict.fromkeys((kind for kind in EventKind if kind.startswith("clock.")), _CLOCK),
    EventKind.CADENCE_STARTED: _RUN,
    EventKind.CADENCE_MOVED: _RUN,
    EventKind.CADENCE_ENDED: _RUN,
    EventKind.HANDED_OFF: _HANDOFF,
    EventKind.HANDOFF_ANSWERED: _HANDOFF,
    EventKind.HANDOFF_TAKEN_BACK: _HANDOFF,
    EventKind.MEETING_BOOKED: _MEETING,
    EventKind.MEETING_MOVED: _MEETING,
    EventKind.MEETING_CHANGED: _MEETING,
    EventKind.MEETING_HELD: _MEETING,
    EventKind.MEETING_MISSED: _MEETING,
    EventKind.MEETING_CANCELLED: _MEETING,
    EventKind.MEETING_ACCEPTED: _MEETING,
    EventKind.OPPORTUNITY_OPENED: _OPPORTUNITY,
    EventKind.OPPORTUNITY_MOVED: _OPPORTUNITY,
    EventKind.DISPOSITIONED: (GivenDisposition, _append("dispositions")),
    EventKind.REFERRED: (Referral, _append("referrals")),
    EventKind.REVIEW_OPENED: _REVIEW,
    EventKind.REVIEW_MOVED: _REVIEW,
    EventKind.MESSAGE_DUE: (Message, _message_due),
    EventKind.DECIDED_AGAIN: (DecidedAgain, _decided_again),
    EventKind.COMMAND_TAKEN: (TakenCommand, _command_taken),
    EventKind.COMMAND_REFUSED: (RefusedCommand, _time_passed),
    EventKind.TIME_PASSED: (None, _time_passed),
}
"""The type of the payload of every kind, None where it has none, and what it does to the state."""

PAYLOADS: Mapping[EventKind, type[Any] | None] = {
    kind: payload for kind, (payload, _) in _EFFECTS.items()
}
"""The type of the payload of every kind; None: it has none."""
