"""The page of marketing: what was given back and why, what comes again, who has room."""

import secrets
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from leadpact.desk import access, clock
from leadpact.desk.csv_files import csv_response
from leadpact.desk.governance.audit import note_audit
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.store import rules_in_force
from leadpact.desk.team.campaigns import (
    FEWEST,
    PERIODS,
    CampaignFilter,
    campaign_names,
    disputable_reviews,
    rejection_notes,
    rejections,
)
from leadpact.desk.team.forms import PlanForm
from leadpact.desk.team.plan_actions import plan_return
from leadpact.desk.team.recycling import pool_room, recycled_leads


def show_marketing(request: HttpRequest) -> HttpResponse:
    """Show what reps gave back, what may come again, and the room of pools."""
    user, as_of = access.user_of(request), clock.now()
    rules, wanted = rules_in_force(as_of), _filter(request)
    recycled, n_recycled = recycled_leads(user, rules, wanted, today=_today())
    values = {
        "wanted": wanted,
        "periods": PERIODS,
        "campaigns": campaign_names(wanted, as_of=as_of),
        "rejections": rejections(rules, wanted, as_of=as_of),
        "notes": rejection_notes(rules, wanted, as_of=as_of),
        "disputable": disputable_reviews(user, rules, wanted, as_of=as_of),
        "recycled": recycled,
        "n_recycled": n_recycled,
        "pools": pool_room(rules, as_of=as_of),
        "fewest": FEWEST,
        "command_id": secrets.token_hex(12),
    }
    return render(request, "team/marketing.html", values)


def export(request: HttpRequest) -> HttpResponse:
    """Give the counts as a CSV file."""
    user, as_of, wanted = access.user_of(request), clock.now(), _filter(request)
    found = rejections(rules_in_force(as_of), wanted, as_of=as_of)
    note_audit(actor_of_user(user), "rejections.exported", days=wanted.days)
    header = ("campaign", "side", "disposition", "reason", "leads")
    rows = (
        (item.campaign, row.side, row.disposition, row.detail, row.n)
        for item in found
        for row in item.rows
    )
    return csv_response(f"rejections-{as_of:%Y-%m-%d}.csv", header, rows)


@require_POST
def plan(request: HttpRequest, lead_id: str) -> HttpResponse:
    """Take care of a recycled lead, and say when it is to come back."""
    user = access.user_of(request)
    card, form = access.lead_for(user, lead_id), PlanForm(request.POST)
    if form.is_valid():
        plan_return(card.lead_id, user, form.cleaned_data["return_on"])
        messages.success(request, "Planned: it is with you now.")
    else:
        messages.error(request, "Write the day on which it comes back as a date.")
    return redirect("marketing")


def _filter(request: HttpRequest) -> CampaignFilter:
    return CampaignFilter.of(request.GET.get("days", ""), request.GET.get("campaign"))


def _today() -> date:
    return timezone.localtime(clock.now()).date()
