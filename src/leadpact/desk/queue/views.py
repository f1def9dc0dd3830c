"""The pages of the queue."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from leadpact.desk import access, clock
from leadpact.desk.leads.actions import record
from leadpact.desk.queue.queries import read_queue
from leadpact.engine.lifecycle import RecordTouch
from leadpact.explain.places import explain_place
from leadpact.terms.actors import person_actor
from leadpact.terms.stages import channel_of


def show_queue(request: HttpRequest) -> HttpResponse:
    """Show the next lead."""
    user, as_of = access.user_of(request), clock.now()
    queue = read_queue(user, as_of=as_of)
    first = queue.first
    card = access.lead_for(user, first.task.lead_id) if first else None
    why = explain_place(first, queue.rules, as_of=as_of) if first else ""
    values = {"queue": queue, "first": first, "card": card, "why": why}
    return render(request, "queue/queue.html", {**values, "command_id": secrets.token_hex(12)})


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Record a touch."""
    user = access.user_of(request)
    rep_id = user.rep_id or ""
    command = RecordTouch(
        request.POST["command_id"],
        clock.now(),
        rep_id,
        channel_of(request.POST["channel"]),
        actor=person_actor(rep_id),
    )
    record(access.lead_for(user, request.POST["lead_id"]).lead_id, command)
    return redirect("queue")
