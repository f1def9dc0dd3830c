"""The page of the API's tokens."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from leadpact.desk import access, clock
from leadpact.desk.numbers import number_of
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.people.models import ApiToken
from leadpact.desk.people.tokens import SCOPES, UnableToIssueToken, issue_token, revoke_token

_DAYS = ("30", "90", "365")
_MOST = 200


def show_tokens(request: HttpRequest, secret: str = "", *, fault: str = "") -> HttpResponse:
    """Show every token, and the form for another; the secret of a new one is shown this once."""
    user = access.user_of(request)
    values = {
        "tokens": access.tokens_for(user)[:_MOST],
        "users": access.active_users_for(user),
        "scopes": SCOPES,
        "days": _DAYS,
        "secret": secret,
        "fault": fault,
        "now": clock.now(),
        "given": request.POST,
        "chosen": request.POST.getlist("scopes"),
    }
    return render(request, "people/tokens.html", values, status=422 if fault else 200)


@require_POST
def add_token(request: HttpRequest) -> HttpResponse:
    """Make a token."""
    given = request.POST
    days = given.get("days")
    n_days = int(days) if days and days in _DAYS else 30
    user_id = number_of(given.get("user"))
    users = access.active_users_for(access.user_of(request))
    user = users.filter(pk=user_id).first() if user_id is not None else None
    try:
        _, secret = issue_token(
            given.get("name", ""),
            scopes=given.getlist("scopes"),
            by=actor_of_user(access.user_of(request)),
            user=user,
            service=given.get("service", "").strip(),
            expires_at=clock.now() + timedelta(days=n_days),
        )
    except UnableToIssueToken as error:
        return show_tokens(request, fault=f"{error.fact} {error.fix}")
    return show_tokens(request, secret)


@require_POST
def end_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke a token."""
    token = get_object_or_404(ApiToken, pk=token_id)
    revoke_token(token, by=actor_of_user(access.user_of(request)))
    messages.success(request, f"{token.name} is revoked: it opens nothing from now on.")
    return redirect("tokens")
