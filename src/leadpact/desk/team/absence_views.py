"""The page of absences: leave, and the caps and weights of reps."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from leadpact.desk import access, clock
from leadpact.desk.people.actions import actor_of_user, add_absence, change_rep, end_absence
from leadpact.desk.store import rules_in_force
from leadpact.desk.team.absences import absence_rows, caps_rows, leave_words
from leadpact.desk.team.forms import AbsenceForm, CapsForm
from leadpact.desk.team.views import command_id_of


def show_absences(
    request: HttpRequest, *, form: AbsenceForm | None = None, caps: CapsForm | None = None
) -> HttpResponse:
    """Show who is away and when, and the caps of each rep."""
    user, as_of = access.user_of(request), clock.now()
    rules = rules_in_force(as_of)
    values: dict[str, Any] = {
        "form": form or AbsenceForm(reps=access.reps_for(user)),
        "absences": absence_rows(user, as_of=as_of),
        "caps": caps_rows(user, rules, as_of=as_of, wrong=caps),
        "by_pact": leave_words(rules),
        "command_id": secrets.token_hex(12),
    }
    status = 422 if form is not None or caps is not None else 200
    return render(request, "team/absences.html", values, status=status)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a rep on leave."""
    user = access.user_of(request)
    form = AbsenceForm(request.POST, reps=access.reps_for(user))
    if not form.is_valid():
        return show_absences(request, form=form)
    values = form.cleaned_data
    add_absence(
        f"desk-{command_id_of(request)}",
        values["rep"],
        starts_at=values["starts_at"],
        ends_at=values["ends_at"],
        reason=values["reason"],
        by=actor_of_user(user),
    )
    by_pact = leave_words(rules_in_force(clock.now()))
    messages.success(request, f"{values['rep']} is put on leave: {by_pact}.")
    return redirect("absences")


@require_POST
def end(request: HttpRequest, absence_id: str) -> HttpResponse:
    """End leave that has begun, or call off leave that has not."""
    user = access.user_of(request)
    absence = access.absences_for(user).filter(pk=absence_id).first()
    if absence is None:
        raise Http404("There is no such absence for you.")
    done = end_absence(absence, at=clock.now(), by=actor_of_user(user))
    words = {"ended": "is back: the leave ended", "cancelled": "stays: the leave is called off"}
    messages.success(request, f"{absence.rep} {words.get(done, 'was back already')}.")
    return redirect("absences")


@require_POST
def change_caps(request: HttpRequest, rep_id: str) -> HttpResponse:
    """Change the caps and the weight of a rep."""
    user = access.user_of(request)
    rep = access.rep_for(user, rep_id)
    form = CapsForm(request.POST, rep=rep)
    if not form.is_valid():
        return show_absences(request, caps=form)
    is_changed = change_rep(rep, by=actor_of_user(user), **form.cleaned_data)
    messages.success(
        request, f"{rep}: {'changed' if is_changed else 'nothing was another before'}."
    )
    return redirect("absences")
