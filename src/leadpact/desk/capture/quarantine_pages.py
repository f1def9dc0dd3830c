"""The page of submissions that may be a machine's: a person releases or discards each."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from leadpact.desk import access
from leadpact.desk.capture.actions import UnableToCapture
from leadpact.desk.capture.form_actions import discard, release
from leadpact.desk.capture.form_fields import LABELS, read_fields
from leadpact.desk.capture.form_queries import read_quarantine
from leadpact.desk.capture.models import QuarantinedSubmission
from leadpact.desk.capture.suspicion import REASONS
from leadpact.desk.numbers import number_of
from leadpact.desk.people.actions import actor_of_user
from leadpact.engine.read import UnableToReadLead

_A_PAGE = 50


def show_quarantine(request: HttpRequest) -> HttpResponse:
    """Show the submissions that wait, the newest first."""
    shown, total = read_quarantine(_A_PAGE)
    values = {"rows": [_row(item) for item in shown], "total": total}
    return render(request, "capture/quarantine.html", values)


def _row(item: QuarantinedSubmission) -> dict[str, object]:
    labels = {**LABELS, **{field.name: field.label for field in read_fields(item.form.fields)}}
    return {
        "item": item,
        "reasons": [REASONS.get(code, code) for code in item.reasons],
        "answers": [(labels.get(name, name), text) for name, text in item.values.items()],
    }


@require_POST
def decide_submissions(request: HttpRequest) -> HttpResponse:
    """Release or discard the submissions that are ticked, or one."""
    by = actor_of_user(access.user_of(request))
    numbers = [number_of(text) for text in request.POST.getlist("submission")]
    chosen = [number for number in numbers if number is not None]
    is_release = request.POST.get("act") == "release"
    decide = release if is_release else discard
    n_done, faults = 0, []
    for number in chosen[:_A_PAGE]:
        try:
            n_done += decide(number, by=by)
        except (UnableToReadLead, UnableToCapture) as error:
            faults.append(str(error))
    if not chosen:
        messages.error(request, "Tick the submissions first.")
    elif n_done:
        done = "released: each is a lead now" if is_release else "discarded"
        messages.success(request, f"{n_done} {done}.")
    for fault in faults:
        messages.error(request, f"One was not released. {fault}")
    return redirect("quarantine")
