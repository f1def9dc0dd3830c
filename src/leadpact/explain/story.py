"""The story of a lead: its events as sentences, each with its moment and who acted.

`explain_follow_up` says how a lead is now; here is how it came there. Nothing is decided again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from leadpact.engine.lifecycle import Event, EventKind, WithdrawReport
from leadpact.explain.actors import Describe, actor_words
from leadpact.explain.story_of_clocks import CLOCK_EVENTS
from leadpact.explain.story_of_leads import LEAD_EVENTS
from leadpact.explain.story_of_work import WORK_EVENTS
from leadpact.explain.view import FollowUpView


@dataclass(frozen=True, slots=True)
class StoryLine:
    """What one event says: when it happened, who acted (empty: time alone), under which pact."""

    n: int
    kind: EventKind
    at: datetime
    recorded_at: datetime
    by: str
    text: str
    fingerprint: str


def story_lines(events: Iterable[Event], view: FollowUpView) -> list[StoryLine]:
    """Return the events of a lead that people care about, in words, in their order.

    What was withdrawn is left out with all that followed from it; the withdrawal itself is in it.
    Events that only keep the books, such as that time passed, have no line.
    """
    lines: list[StoryLine] = []
    for event in events:
        if event.kind is EventKind.DECIDED_AGAIN:
            lines = [line for line in lines if line.n <= event.payload.after_n]
        text = describe_event(event, view)
        if text:
            lines.append(_line(event, view, text))
    return lines


def describe_event(event: Event, view: FollowUpView) -> str:
    """Return one event as a sentence; empty where it only keeps the books."""
    describe = EVENT_WORDS[event.kind]
    return "" if describe is None else describe(event, view)


def _line(event: Event, view: FollowUpView, text: str) -> StoryLine:
    origin = event.origin
    return StoryLine(
        event.n,
        event.kind,
        event.occurred_at,
        origin.recorded_at,
        actor_words(view, origin.actor),
        text,
        origin.fingerprint,
    )


def _withdrawn(event: Event, view: FollowUpView) -> str:
    by = actor_words(view, event.origin.actor) or "Somebody"
    return f"{by[:1].upper()}{by[1:]} withdrew a report, and what came after it was decided again."


def _taken(event: Event, view: FollowUpView) -> str:
    del view
    is_repair = isinstance(event.payload.command, WithdrawReport)
    return "The report counts nowhere any more." if is_repair else ""


EVENT_WORDS: Mapping[EventKind, Describe | None] = {
    **LEAD_EVENTS,
    **WORK_EVENTS,
    **CLOCK_EVENTS,
    EventKind.DECIDED_AGAIN: _withdrawn,
    EventKind.COMMAND_TAKEN: _taken,
}
"""What each kind of event says; None: it only keeps the books."""
