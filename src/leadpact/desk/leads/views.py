"""The page of a lead."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leadpact.desk import access, clock
from leadpact.desk.leads.queries import read_lead
from leadpact.explain.follow_up import explain_follow_up


def show_lead(request: HttpRequest, lead_id: str) -> HttpResponse:
    """Show one lead and why it is where it is."""
    card, as_of = access.lead_for(access.user_of(request), lead_id), clock.now()
    view = read_lead(lead_id, as_of=as_of)
    text = explain_follow_up(view.state, view.rules, as_of=as_of)
    return render(request, "leads/lead.html", {"card": card, "story": text.split("\n\n")})
