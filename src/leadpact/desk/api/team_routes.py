"""Routes of work and teams: the next task, reviews, reps and absences."""

import secrets
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Router

from leadpact.desk import access, clock
from leadpact.desk.api.answering import acts, command_id_of
from leadpact.desk.api.bodies import AbsenceBody, ReviewBody
from leadpact.desk.api.lead_queries import answer_of_decision
from leadpact.desk.api.problems import PlaceFault, Problem
from leadpact.desk.api.results import (
    AbsencePage,
    AbsenceResult,
    DecidedLead,
    NextTaskResult,
    RepPage,
    RepResult,
    ReviewPage,
    ReviewResult,
)
from leadpact.desk.api.tokens import BearerToken, require, token_of_request
from leadpact.desk.api.values import PageCursor, PageSize, read_cursor, write_cursor
from leadpact.desk.leads.actions import record
from leadpact.desk.leads.models import LeadReview
from leadpact.desk.people.actions import add_absence
from leadpact.desk.people.models import StoredRep, User
from leadpact.desk.people.tokens import actor_of
from leadpact.desk.queue.queries import read_queue
from leadpact.engine.feedback import ReviewState
from leadpact.engine.lifecycle import ReviewStep, UpdateReview
from leadpact.explain.places import explain_place
from leadpact.terms.stages import RepRole

router = Router(tags=["team"])
_READ = BearerToken("team:read")
_NOTHING = "Nothing can be done now."
_SIDES = {"SDR": RepRole.SDR, "AE": RepRole.AE, "MARKETING": RepRole.MARKETER}


@router.get("/queue/next", response=NextTaskResult, auth=BearerToken("work:write"), tags=["work"])
def next_task(request: HttpRequest) -> NextTaskResult:
    """Read what the token's rep does next, and why. A service has no queue."""
    user, as_of = token_of_request(request).user, clock.now()
    if user is None:
        raise Http404
    queue = read_queue(user, as_of=as_of)
    place = queue.first
    task = place.found.task.task if place else None
    why = explain_place(place.found, queue.rules, as_of=as_of) if place else _NOTHING
    return NextTaskResult(
        lead_id=place.lead_id if place else None,
        kind=str(task.kind) if task else None,
        about=task.about if task else None,
        why=why,
        n_now=len(queue.now),
        n_later=len(queue.later),
        next_at=queue.next_at,
    )


@router.get("/reviews", response=ReviewPage, auth=_READ)
def list_reviews(
    request: HttpRequest,
    after: PageCursor,
    limit: PageSize,
    state: Annotated[ReviewState | None, Query(default=None)],
) -> ReviewPage:
    """Read the reviews of dispositions, the oldest first."""
    reviews = access.reviews_for_token(token_of_request(request))
    reviews = reviews.filter(state=state) if state else reviews
    found = reviews.order_by("pk").filter(pk__gt=_number(after))[: limit + 1]
    items = [_review(row) for row in found]
    last = write_cursor(str(found[limit - 1].pk)) if len(items) > limit else None
    return ReviewPage(items=items[:limit], next=last)


def _number(after: str | None) -> int:
    if after is None:
        return 0
    (text,) = read_cursor(after, 1)
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        fault = PlaceFault("after", "It is no value that the desk gave.", "value-invalid")
        raise Problem("fields-invalid", "A parameter is not as documented.", errors=[fault])
    return int(text)


def _review(row: LeadReview) -> ReviewResult:
    names = [name for name in ReviewResult.model_fields if name != "id"]
    values = {name: getattr(row, name) for name in names}
    return ReviewResult(id=write_cursor(row.lead_id, row.review_id), **values)


@router.post(
    "/reviews/{review_id}", response=DecidedLead, auth=BearerToken("team:write", "work:write")
)
@acts
def update_review(request: HttpRequest, review_id: str, body: ReviewBody) -> DecidedLead:
    """Decide a review, dispute it, or end its arbitration; `review_id` is the `id` of the list."""
    token = token_of_request(request)
    if body.step is not ReviewStep.DISPUTED:
        require(token, "team:write")
    try:
        lead_id, name = read_cursor(review_id, 2)
    except Problem:
        raise Http404 from None
    if not access.reviews_for_token(token).filter(lead_id=lead_id, review_id=name).exists():
        raise Http404
    command_id = command_id_of(request, body.command_id)
    command = UpdateReview(
        command_id,
        body.occurred_at or clock.now(),
        name,
        body.step,
        by=token.user.rep_id if token.user is not None else None,
        by_side=RepRole(body.side) if body.side else _side(token.user),
        actor=actor_of(token),
    )
    return answer_of_decision(lead_id, command_id, record(lead_id, command))


def _side(user: User | None) -> RepRole | None:
    roles = user.roles if user is not None else ()
    return next((side for role, side in _SIDES.items() if role in roles), None)


@router.get("/reps", response=RepPage, auth=_READ)
def list_reps(request: HttpRequest, after: PageCursor, limit: PageSize) -> RepPage:
    """Read the reps; who works in the company is known to everybody in it."""
    del request
    rows, last = _page(StoredRep.objects.all(), after, limit)
    return RepPage(
        items=[RepResult.model_validate(row, from_attributes=True) for row in rows], next=last
    )


@router.get("/absences", response=AbsencePage, auth=_READ)
def list_absences(request: HttpRequest, after: PageCursor, limit: PageSize) -> AbsencePage:
    """Read the absences of reps."""
    rows, last = _page(access.absences_for_token(token_of_request(request)), after, limit)
    items = [AbsenceResult.model_validate(row, from_attributes=True) for row in rows]
    return AbsencePage(items=items, next=last)


@router.post("/absences", response=AbsenceResult, auth=BearerToken("team:write"))
@acts
def add_leave(request: HttpRequest, body: AbsenceBody) -> AbsenceResult:
    """Note that a rep is on leave; sent again under one id it is noted once."""
    rep = access.reps_for_token(token_of_request(request)).filter(pk=body.rep_id).first()
    if rep is None:
        raise _wrong("rep_id", "This token manages no such rep.")
    if body.ends_at <= body.starts_at:
        raise _wrong("ends_at", "The leave would end before it begins.")
    name = body.absence_id or secrets.token_hex(12)
    absence = add_absence(
        name, rep, starts_at=body.starts_at, ends_at=body.ends_at, reason=body.reason or ""
    )
    if absence.rep_id != rep.pk:
        raise _wrong("absence_id", "Another rep's leave has this id.")
    return AbsenceResult.model_validate(absence, from_attributes=True)


def _wrong(place: str, fact: str) -> Problem:
    fault = PlaceFault(place, fact, "value-invalid")
    return Problem("fields-invalid", "A field cannot be so.", errors=[fault])


def _page(rows: QuerySet[Any], after: str | None, limit: int) -> tuple[list[Any], str | None]:
    """Return a page of rows by their key, and the cursor of the next one."""
    if after is not None:
        rows = rows.filter(pk__gt=read_cursor(after, 1)[0])
    found = list(rows.order_by("pk")[: limit + 1])
    return found[:limit], write_cursor(found[limit - 1].pk) if len(found) > limit else None
