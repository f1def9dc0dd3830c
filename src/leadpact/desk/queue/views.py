"""The pages of the queue."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from leadpact.desk import access, clock
from leadpact.desk.queue.actions import take_back
from leadpact.desk.queue.claims import ask_for_leads, claim
from leadpact.desk.queue.done import add_done, last_done, pop_done
from leadpact.desk.queue.find import find_leads
from leadpact.desk.queue.forms import report_form
from leadpact.desk.queue.keys import save_keys
from leadpact.desk.queue.mine import my_leads
from leadpact.desk.queue.news import is_same, mark_of
from leadpact.desk.queue.outcomes import PAGE_KEYS, outcomes_of
from leadpact.desk.queue.queries import read_queue
from leadpact.desk.queue.screen import screen_of
from leadpact.desk.store import rules_in_force
from leadpact.desk.work.inbox import dismiss


def show_queue(request: HttpRequest) -> HttpResponse:
    """Show the next lead, or the one that was asked for."""
    return _page(request, lead_id=request.GET.get("lead", ""))


@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Record an outcome, then show the next lead; where it is refused, the same one with why."""
    user, form = access.user_of(request), request.POST
    card = access.lead_for(user, form["lead_id"])
    reported = report_form(user, card.lead_id, form, as_of=clock.now())
    if reported.answer.done is None:
        opened = reported.outcome.code if reported.outcome is not None else ""
        shown = {"error": reported.error, "moved": reported.moved, "opened": opened, "form": form}
        return _page(request, lead_id=card.lead_id, status=reported.status, shown=shown)
    add_done(request.session, reported.answer.done)
    return _after(request, f"{reported.answer.done.label}: {card}.")


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
        return _page(request, status=422, shown={"error": refusal})
    lead_id = card.lead_id if card is not None else ""
    return _after(request, f"Undone: {done.label}.", lead_id=lead_id)


@require_POST
def see_refusal(request: HttpRequest) -> HttpResponse:
    """Put away the notice that an outcome was refused after all."""
    card = access.lead_for(access.user_of(request), request.POST["lead_id"])
    dismiss(card.lead_id, request.POST["command_id"])
    return _after(request, "", lead_id=card.lead_id)


def _after(request: HttpRequest, notice: str, *, lead_id: str = "") -> HttpResponse:
    """Go on with the next lead: at once within the page, or by loading it again."""
    if is_swap(request):
        return _page(request, lead_id=lead_id, shown={"notice": notice})
    if notice:
        messages.success(request, notice)
    return redirect(f"{reverse('queue')}?lead={lead_id}" if lead_id else "queue")


def is_swap(request: HttpRequest) -> bool:
    """Tell whether only a part of the page is asked for."""
    return request.headers.get("HX-Request") == "true"


def _page(
    request: HttpRequest,
    *,
    status: int = 200,
    lead_id: str = "",
    shown: Mapping[str, Any] = MappingProxyType({}),
) -> HttpResponse:
    user, as_of = access.user_of(request), clock.now()
    screen = screen_of(user, as_of=as_of, lead_id=lead_id)
    template = "queue/_desk.html" if is_swap(request) else "queue/queue.html"
    values = {"screen": screen, "done": last_done(request.session), **shown}
    return render(request, template, values, status=status)


@require_POST
def claim_lead(request: HttpRequest) -> HttpResponse:
    """Claim a lead from the queue of a pool, and show it."""
    user, form, as_of = access.user_of(request), request.POST, clock.now()
    refusal = claim(user, form["lead_id"], form["pool"], form["command_id"], as_of=as_of)
    if refusal:
        return _page(request, status=409, shown={"error": refusal})
    return _after(request, "It is yours.", lead_id=form["lead_id"])


@require_POST
def have_room(request: HttpRequest) -> HttpResponse:
    """Ask for more leads."""
    ask_for_leads(access.user_of(request), as_of=clock.now())
    return _after(request, "Noted: you have room. A lead that waits for you comes by itself.")


def show_news(request: HttpRequest) -> HttpResponse:
    """Say whether something new is on top: nothing, a link to it, or the lead itself."""
    user, as_of = access.user_of(request), clock.now()
    top, shown = request.GET.get("top", ""), request.GET.get("shown", "")
    if is_same(user, request.GET.get("mark", ""), as_of=as_of):
        return HttpResponse(status=204)
    if not shown:
        answer = _page(request)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#desk", "outerHTML"
        return answer
    queue = read_queue(user, as_of=as_of)
    is_new = queue.top not in ("", top, shown)
    card = access.leads_for(user).filter(lead_id=queue.top).first() if is_new else None
    values = {"card": card, "mark": mark_of(user, queue), "top": top, "shown": shown}
    return render(request, "queue/_news.html", {**values, "page_keys": PAGE_KEYS})


def find(request: HttpRequest) -> HttpResponse:
    """Show the leads of a rep that match a text."""
    text = request.GET.get("q", "")
    cards = find_leads(access.user_of(request), text)
    return render(request, "queue/find.html", {"text": text, "cards": cards})


def show_mine(request: HttpRequest) -> HttpResponse:
    """Show the leads of a rep that are not in the queue."""
    mine = my_leads(access.user_of(request), as_of=clock.now())
    return render(request, "queue/mine.html", {"mine": mine})


def show_keys(request: HttpRequest) -> HttpResponse:
    """Show the keys, and keep those that somebody chooses."""
    user, rules = access.user_of(request), rules_in_force(clock.now())
    faults = save_keys(user, request.POST, rules) if request.method == "POST" else []
    if request.method == "POST" and not faults:
        messages.success(request, "Your keys are saved.")
        return redirect("queue-keys")
    outcomes = outcomes_of(rules, user.keys)
    values = {"outcomes": outcomes, "page_keys": PAGE_KEYS, "faults": faults}
    return render(request, "queue/keys.html", values, status=422 if faults else 200)
