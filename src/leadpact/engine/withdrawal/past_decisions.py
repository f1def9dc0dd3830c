"""Group the events of a lead by the decisions that made them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from leadpact.engine.lifecycle import (
    Command,
    Event,
    EventKind,
    LeadState,
    apply_event,
    go_back,
)
from leadpact.terms.refusals import Refusal

LAST = frozenset({EventKind.COMMAND_TAKEN, EventKind.COMMAND_REFUSED, EventKind.TIME_PASSED})
"""The kinds of the last event of a decision."""


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A decision that a log of events has.

    Attributes
    ----------
    before
        The state that it was made in.
    events
        What followed, the last of them one of `LAST`.
    command
        What was decided on; None: time passed, and nothing else.
    refusal
        Why it was refused; None: it was taken.
    """

    before: LeadState
    events: tuple[Event, ...]
    command: Command | None = None
    refusal: Refusal | None = None

    @property
    def as_of(self) -> datetime:
        """The moment that was decided on."""
        return self.events[-1].occurred_at

    @property
    def fingerprint(self) -> str:
        """The pact it was decided under."""
        return self.events[-1].origin.fingerprint

    @property
    def command_id(self) -> str | None:
        """The id of the command that was taken; None: none was."""
        return None if self.command is None or self.refusal else self.command.id


def recorded_groups(events: Iterable[Event]) -> Iterator[tuple[Event, ...]]:
    """Yield the events of a lead by what was recorded at once: one command, or time.

    The withdrawal of a report is one group, with all that was decided again.
    """
    group: list[Event] = []
    withdrawn_by = None
    for event in events:
        group.append(event)
        if event.kind is EventKind.DECIDED_AGAIN:
            withdrawn_by = event.origin.command_id
        # The same withdrawal may have been refused before, and is refused again within the group.
        is_withdrawal = event.kind is EventKind.COMMAND_TAKEN
        is_withdrawal &= event.origin.command_id == withdrawn_by
        if is_withdrawal or (withdrawn_by is None and event.kind in LAST):
            yield tuple(group)
            group, withdrawn_by = [], None


def decisions_of(events: Iterable[Event], state: LeadState) -> list[PastDecision]:
    """Return the decisions that made a lead what it is, in their order.

    Parameters
    ----------
    events
        The whole log of the lead.
    state
        The state before them: `LeadState(lead_id)`.

    Returns
    -------
    list[PastDecision]
        Those that were decided again later are not among them, but what was decided instead. The
        last event of the log ends the last decision.
    """
    found: list[PastDecision] = []
    before, group = state, list[Event]()
    for event in events:
        if event.kind is EventKind.DECIDED_AGAIN:
            after_n = event.payload.after_n
            place = next((at for at, item in enumerate(found) if item.before.version == after_n), 0)
            state = before = go_back(state, event, found[place].before)
            del found[place:]
            group = []
            continue
        state = apply_event(state, event)
        group.append(event)
        if event.kind in LAST:
            found.append(_decision(before, tuple(group)))
            before, group = state, []
    return found


def _decision(before: LeadState, events: tuple[Event, ...]) -> PastDecision:
    last = events[-1]
    if last.kind is EventKind.TIME_PASSED:
        return PastDecision(before, events)
    refusal = last.payload.refusal if last.kind is EventKind.COMMAND_REFUSED else None
    return PastDecision(before, events, last.payload.command, refusal)


def place_of(decisions: list[PastDecision], command_id: str) -> int:
    """Return the place of the decision that took a command; after all of them, if none did."""
    places = (at for at, item in enumerate(decisions) if item.command_id == command_id)
    return next(places, len(decisions))
