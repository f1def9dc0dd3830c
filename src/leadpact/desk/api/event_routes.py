"""Routes of events: those of all leads by a cursor, and those of one lead."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from leadpact.desk import access
from leadpact.desk.api.event_queries import events_of_lead, read_events
from leadpact.desk.api.results import EventPage
from leadpact.desk.api.tokens import BearerToken, token_of_request
from leadpact.desk.api.values import PageSize

router = Router(tags=["events"])
After = Annotated[int, Query(default=0, ge=0, le=2**53)]


@router.get("/events", response=EventPage, auth=BearerToken("events:read"))
def list_events(
    request: HttpRequest,
    after: After,
    limit: PageSize,
    kind: Annotated[str | None, Query(default=None, max_length=100)],
) -> EventPage:
    """Read the events of all leads after a number; ask again with `next`. None is skipped."""
    del request
    return read_events(after=after, limit=limit, kind=kind)


@router.get("/leads/{lead_id}/events", response=EventPage, auth=BearerToken("leads:read"))
def list_events_of_lead(
    request: HttpRequest, lead_id: str, after: After, limit: PageSize
) -> EventPage:
    """Read the events of one lead after a number of its own."""
    access.lead_for_token(token_of_request(request), lead_id)
    items = events_of_lead(lead_id, after=after, limit=limit)
    return EventPage(items=items, next=items[-1].n if items else after, is_end=len(items) < limit)
