"""What every page has around it: the navigation of the reader's roles, and where they begin."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from leadpact.desk.people.roles import ROLE_LABELS, Role
from leadpact.desk.permissions import may_open

NAVIGATION = (
    ("queue", "My queue"),
    ("team", "Team"),
    ("reviews", "Reviews"),
    ("marketing", "Campaigns"),
    ("forms", "Forms"),
    ("lists", "Lists"),
    ("quarantine", "Quarantine"),
    ("pact", "Pact"),
    ("operations", "Operations"),
    ("people", "People"),
    ("tokens", "Tokens"),
    ("connections", "Connections"),
    ("audit", "Audit"),
)
"""The rooms of the desk in their order; each opens for the roles that `permissions` names."""

_FIRST = ("queue", "team", "operations", "marketing")
"""Where work begins: the first of these that opens for somebody, else their first room."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template shows around a page."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    match = request.resolver_match
    here = match.url_name if match else ""
    return {
        "role_labels": ", ".join(ROLE_LABELS[Role(role)] for role in user.roles),
        "navigation": [
            {"name": name, "label": label, "is_here": name == here}
            for name, label in NAVIGATION
            if may_open(user.roles, name)
        ],
    }


def home(request: HttpRequest) -> HttpResponse:
    """Lead a user to where their work begins."""
    for name in (*_FIRST, *(name for name, _ in NAVIGATION)):
        if may_open(request.user.roles, name):  # type: ignore[union-attr]
            return redirect(name)
    return render(request, "desk/nothing_here.html")


def health(request: HttpRequest) -> HttpResponse:
    """Tell whether the desk and its database answer."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
