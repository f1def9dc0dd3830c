"""The pages of a person's data: what is held, its export, its erasure."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from leadpact.desk import access
from leadpact.desk.leads.erasure import erase
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.privacy.export import (
    consent_of,
    erased_at,
    export_person,
    leads_with,
    suppressions_of,
)
from leadpact.terms.refusals import MEANINGS


def show_privacy(request: HttpRequest, lead_id: str) -> HttpResponse:
    """Show what is held of a person, and what can be done about it."""
    card = access.lead_for(access.user_of(request), lead_id)
    names = leads_with(lead_id)
    values = {
        "card": card,
        "lead_ids": names,
        "erased_at": erased_at(lead_id),
        "consent": consent_of(names),
        "left_alone": suppressions_of(names),
        "command_id": f"erase/{secrets.token_hex(8)}",
    }
    return render(request, "privacy/privacy.html", values)


@require_POST
def export(request: HttpRequest, lead_id: str) -> HttpResponse:
    """Send all that is stored of a person as a file."""
    user = access.user_of(request)
    card = access.lead_for(user, lead_id)
    data = export_person(card.lead_id, by=actor_of_user(user))
    name = f"person-{secrets.token_hex(4)}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return JsonResponse(data, headers=headers, json_dumps_params={"indent": 2})


@require_POST
def erase_lead(request: HttpRequest, lead_id: str) -> HttpResponse:
    """Erase a person, where the form confirms it."""
    user = access.user_of(request)
    card = access.lead_for(user, lead_id)
    if "is_sure" not in request.POST:
        messages.error(request, "Nothing was erased: confirm it first.")
        return redirect("lead-privacy", lead_id)
    refusal = erase(card.lead_id, by=actor_of_user(user), command_id=request.POST["command_id"])
    if refusal is not None:
        messages.error(request, f"Nothing was erased: {MEANINGS[refusal.code]}.")
    else:
        messages.success(request, "The person is erased. What was decided of them stays.")
    return redirect("lead-privacy", lead_id)
