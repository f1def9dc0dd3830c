"""The page of a lead."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leadpact.desk import access, clock
from leadpact.desk.leads.page import lead_page


def show_lead(request: HttpRequest, lead_id: str) -> HttpResponse:
    """Show one lead and why it is where it is."""
    user = access.user_of(request)
    card = access.lead_for(user, lead_id)
    page = lead_page(user, card, as_of=clock.now())
    return render(request, "leads/lead.html", {"page": page, "card": card})
