"""The pages of the queue."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from leadpact.desk import access, clock
from leadpact.desk.leads.queries import read_lead
from leadpact.desk.queue.actions import LeadMoved, report, take_back
from leadpact.desk.queue.commands import Report, UnableToRead
from leadpact.desk.queue.done import add_done, last_done, pop_done
from leadpact.desk.queue.outcomes import outcomes_of
from leadpact.desk.queue.screen import screen_of
from leadpact.desk.store import rules_in_force
from leadpact.desk.work.inbox import dismiss


def show_queue(request: HttpRequest) -> HttpResponse:
    """Show the next lead, or the one that was asked for."""
    return _page(request, lead_id=request.GET.get("lead", ""))


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Record an outcome, then show the next lead; where it is refused, the same one with why."""
    user, as_of, form = access.user_of(request), clock.now(), request.POST
    card = access.lead_for(user, form["lead_id"])
    rules = rules_in_force(as_of)
    known = {item.code: item for item in outcomes_of(rules, user.keys)}
    outcome = known.get(form["outcome"])
    if outcome is None:
        error = "The pact in force has no such outcome. Choose one of those below."
        return _page(request, lead_id=card.lead_id, error=error, status=422)
    view = read_lead(card.lead_id, as_of=as_of, rules=rules)
    asked: dict[str, Any] = {"lead_id": card.lead_id, "opened": outcome.code, "form": form}
    try:
        said = Report.of_form(form, outcome)
        version = int(form["version"])
        answer = report(user, view, said, version=version, as_of=as_of)
    except UnableToRead as error:
        return _page(request, **asked, error=str(error), field=error.field, status=422)
    except ValueError:
        return _page(request, **asked, error="The page was damaged. Try again.", status=422)
    except LeadMoved as moved:
        return _page(request, **asked, moved=moved.lines, status=409)
    if answer.done is None:
        return _page(request, **asked, error=answer.refusal, status=422)
    add_done(request.session, answer.done)
    return _after(request, f"{outcome.label}: {card}.")


@require_POST
def undo_last(request: HttpRequest) -> HttpResponse:
    """Undo the last outcome that was reported; the lead comes back on top."""
    user, done = access.user_of(request), last_done(request.session)
    if done is None:
        return _after(request, "There is nothing to undo.")
    card = access.leads_for(user).filter(lead_id=done.lead_id).first()
    refusal = take_back(user, done, as_of=clock.now())
    pop_done(request.session)
    if refusal:
        return _page(request, error=refusal, status=422)
    lead_id = card.lead_id if card is not None else ""
    return _after(request, f"Undone: {done.label}.", lead_id=lead_id)


@require_POST
def see_refusal(request: HttpRequest) -> HttpResponse:
    """Put away the notice that an outcome was refused after all."""
    card = access.lead_for(access.user_of(request), request.POST["lead_id"])
    dismiss(card.lead_id, request.POST["command_id"])
    return _after(request, "", lead_id=card.lead_id)


def _after(request: HttpRequest, said: str, *, lead_id: str = "") -> HttpResponse:
    """Go on with the next lead: at once within the page, or by loading it again."""
    if is_swap(request):
        return _page(request, lead_id=lead_id, said=said)
    if said:
        messages.success(request, said)
    return redirect(f"{reverse('queue')}?lead={lead_id}" if lead_id else "queue")


def is_swap(request: HttpRequest) -> bool:
    """Tell whether only a part of the page is asked for."""
    return request.headers.get("HX-Request") == "true"


def _page(
    request: HttpRequest, *, status: int = 200, lead_id: str = "", **said: Any
) -> HttpResponse:
    user, as_of = access.user_of(request), clock.now()
    screen = screen_of(user, as_of=as_of, lead_id=lead_id)
    template = "queue/_desk.html" if is_swap(request) else "queue/queue.html"
    values = {"screen": screen, "done": last_done(request.session), **said}
    return render(request, template, values, status=status)
