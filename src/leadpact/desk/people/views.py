"""The pages of people: administrators add users and change them, everybody has a profile."""

import zoneinfo
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from leadpact.desk import access
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.people.roles import ROLE_LABELS
from leadpact.desk.people.users import (
    UnableToSaveUser,
    add_user,
    change_user,
    end_sessions,
    renew_password,
    save_profile,
    sessions_of,
)

_A_PAGE = 50


def show_people(request: HttpRequest, *, fault: str = "", given: Any = None) -> HttpResponse:
    """Show every user, and the form for another."""
    users = Paginator(access.users_for(access.user_of(request)), _A_PAGE)
    page = users.get_page(request.GET.get("page"))
    sessions = sessions_of(page.object_list)
    values = {
        "page": page,
        "rows": [(user, len(sessions[user.pk])) for user in page],
        "given": given or {},
        "fault": fault,
        **_choices(),
    }
    return render(request, "people/people.html", values, status=422 if fault else 200)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a user, and show their password this once."""
    given, by = request.POST, actor_of_user(access.user_of(request))
    try:
        user, password = add_user(given["email"], by=by, **_values(request))
    except UnableToSaveUser as error:
        kept = {**given.dict(), "roles": given.getlist("roles")}
        return show_people(request, fault=str(error), given=kept)
    return render(request, "people/password.html", {"person": user, "password": password})


def show_person(request: HttpRequest, user_id: int, *, fault: str = "") -> HttpResponse:
    """Show one user, with what can be changed of them."""
    person = access.user_for(access.user_of(request), user_id)
    values = {"person": person, "sessions": sessions_of([person])[person.pk], "fault": fault}
    return render(
        request, "people/person.html", {**values, **_choices()}, status=422 if fault else 200
    )


@require_POST
def change(request: HttpRequest, user_id: int) -> HttpResponse:
    """Change what a user may do."""
    by = access.user_of(request)
    person, is_active = access.user_for(by, user_id), "is_active" in request.POST
    try:
        change_user(person, is_active=is_active, by=actor_of_user(by), **_values(request))
    except UnableToSaveUser as error:
        return show_person(request, user_id, fault=str(error))
    messages.success(request, "The change is saved.")
    return redirect("people")


@require_POST
def give_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a user a new password, and show it this once."""
    by = access.user_of(request)
    person = access.user_for(by, user_id)
    password = renew_password(person, by=actor_of_user(by))
    return render(request, "people/password.html", {"person": person, "password": password})


@require_POST
def sign_out(request: HttpRequest, user_id: int) -> HttpResponse:
    """End all sessions of a user."""
    by = access.user_of(request)
    n = end_sessions(access.user_for(by, user_id), by=actor_of_user(by))
    messages.success(request, f"Sessions ended: {n}.")
    return redirect("person", user_id)


def show_profile(request: HttpRequest) -> HttpResponse:
    """Show and save what a user chooses for themselves."""
    user, fault = access.user_of(request), ""
    if request.method == "POST":
        zone, uses_keys = request.POST["time_zone"].strip(), "uses_keys" in request.POST
        try:
            save_profile(user, time_zone=zone, uses_keys=uses_keys)
        except UnableToSaveUser as error:
            fault = str(error)
        else:
            messages.success(request, "Your profile is saved.")
            return redirect("profile")
    zones = sorted(name for name in zoneinfo.available_timezones() if "/" in name)
    values = {"fault": fault, "zones": ["UTC", *zones]}
    return render(request, "people/profile.html", values, status=422 if fault else 200)


def _choices() -> dict[str, Any]:
    return {"roles": ROLE_LABELS.items(), "reps": access.all_reps()}


def _values(request: HttpRequest) -> dict[str, Any]:
    given = request.POST
    return {
        "name": given["name"],
        "roles": given.getlist("roles"),
        "rep_id": given.get("rep") or None,
    }
