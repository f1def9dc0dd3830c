"""Read the events of a lead as a story in words; nothing is locked, and nothing written."""

from collections.abc import Collection
from datetime import datetime

from leadpact.desk.leads.queries import LeadView
from leadpact.desk.people.names import names_of_reps
from leadpact.desk.store import open_store
from leadpact.engine.lifecycle import EventKind
from leadpact.explain.story import StoryLine, story_lines
from leadpact.explain.view import FollowUpView
from leadpact.storage.lead_store.rows import EVENT_COLUMNS, event_of_row

_SHORT = (
    *(EventKind.LEAD_RECORDED, EventKind.ACTIVITY_RECORDED, EventKind.STAGE_CHANGED),
    *(EventKind.ASSIGNED, EventKind.RELEASED, EventKind.KEPT, EventKind.WAITING),
    *(EventKind.TOUCHED, EventKind.REPLIED, EventKind.AWAY, EventKind.OPTED_OUT),
    *(EventKind.CALLBACK_AGREED, EventKind.CALLBACK_MADE, EventKind.HOLD_BEGAN),
    *(EventKind.HOLD_ENDED, EventKind.CLOCK_BREACHED, EventKind.CADENCE_ENDED),
    *(EventKind.MEETING_BOOKED, EventKind.MEETING_MOVED, EventKind.MEETING_HELD),
    *(EventKind.MEETING_MISSED, EventKind.MEETING_CANCELLED, EventKind.DISPOSITIONED),
    *(EventKind.REVIEW_MOVED, EventKind.DECIDED_AGAIN),
)
"""What a rep wants to know before they contact somebody; the page of the lead has the rest."""


def last_events(view: LeadView, *, as_of: datetime, at_most: int = 5) -> list[StoryLine]:
    """Return the last events of a lead in words, the latest first; only those are read."""
    lines = _story(view, as_of, kinds=_SHORT, limit=at_most * 3)
    return lines[::-1][:at_most]


def whole_story(view: LeadView, *, as_of: datetime) -> list[StoryLine]:
    """Return all events of a lead in words, the latest first."""
    return _story(view, as_of)[::-1]


def events_since(view: LeadView, version: int, *, as_of: datetime) -> list[StoryLine]:
    """Return what happened to a lead after a version of it, in words, in its order."""
    return _story(view, as_of, after=version)


def _story(
    view: LeadView,
    as_of: datetime,
    *,
    kinds: Collection[EventKind] = (),
    limit: int = 100_000,
    after: int = 0,
) -> list[StoryLine]:
    store, lead_id = open_store(), view.state.lead_id
    marks = ", ".join("?" * len(kinds))
    of_kinds = f" AND kind IN ({marks})" if kinds else ""
    rows = store.statements.run(
        f"SELECT {EVENT_COLUMNS} FROM event WHERE lead_id = ? AND n > ?{of_kinds}"
        " ORDER BY n DESC LIMIT ?",
        *(lead_id, after),
        *map(str, kinds),
        limit,
    )
    personal = store.personal_of(lead_id)
    events = [store.codec.decode_event(event_of_row(row), personal) for row in reversed(rows)]
    return story_lines(events, view_of(view, as_of=as_of))


def view_of(view: LeadView, *, as_of: datetime) -> FollowUpView:
    """Return a lead as explanations read it, with the names of reps."""
    return FollowUpView(view.state, view.rules, as_of, names_of_reps(), is_on_screen=True)
