"""What events of clocks say in the story of a lead."""

from collections.abc import Mapping

from leadpact.engine.clocks import Clock
from leadpact.engine.lifecycle import Event, EventKind
from leadpact.explain.actors import Describe
from leadpact.explain.view import FollowUpView
from leadpact.explain.words import CLOCK_KINDS


def _promise(clock: Clock) -> str:
    return CLOCK_KINDS[clock.policy.kind]


def _started(event: Event, view: FollowUpView) -> str:
    clock = event.payload
    return f"Promised: {_promise(clock)} by {view.at(clock.due_at)}."


def _warned(event: Event, view: FollowUpView) -> str:
    clock = event.payload
    return f"Warned: {_promise(clock)} is due {view.at(clock.due_at)}."


def _breached(event: Event, view: FollowUpView) -> str:
    clock = event.payload
    return f"Missed: {_promise(clock)} was due {view.at(clock.due_at)}."


def _of(text: str) -> Describe:
    return lambda event, _view: text.format(promise=_promise(event.payload))


CLOCK_EVENTS: Mapping[EventKind, Describe | None] = {
    EventKind.CLOCK_STARTED: _started,
    EventKind.CLOCK_UPDATED: None,
    EventKind.CLOCK_PAUSED: _of("The clock was paused: {promise}."),
    EventKind.CLOCK_RESUMED: _of("The clock goes on: {promise}."),
    EventKind.CLOCK_WARNED: _warned,
    EventKind.CLOCK_MET: _of("Kept in time: {promise}."),
    EventKind.CLOCK_STOPPED: _of("Done late: {promise}."),
    EventKind.CLOCK_BREACHED: _breached,
    EventKind.CLOCK_ESCALATED: _of("Still not done, and escalated: {promise}."),
    EventKind.CLOCK_CANCELLED: _of("No longer owed: {promise}."),
    EventKind.SIGNAL_RECEIVED: None,
    EventKind.MESSAGE_DUE: None,
    EventKind.TIME_PASSED: None,
}
"""What each kind says; None: it only keeps the books."""
