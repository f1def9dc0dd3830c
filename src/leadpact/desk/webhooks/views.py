"""The page of connections: endpoints, how they are, their dead letters."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from leadpact.desk import access
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.webhooks import actions
from leadpact.desk.webhooks.models import WebhookEndpoint
from leadpact.desk.webhooks.queries import event_kinds, find_endpoint, read_endpoints


def show_connections(request: HttpRequest, secret: str = "", *, fault: str = "") -> HttpResponse:
    """Show every endpoint; the secret of a new one is shown this once."""
    values = {
        "rows": read_endpoints(),
        "kinds": event_kinds(),
        "secret": secret,
        "fault": fault,
        "given": request.POST,
        "chosen": request.POST.getlist("kinds"),
    }
    return render(request, "webhooks/connections.html", values, status=422 if fault else 200)


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add an endpoint."""
    kinds = request.POST.getlist("kinds")
    try:
        _, secret = actions.add_endpoint(
            request.POST.get("url", ""), kinds=kinds, by=_actor(request)
        )
    except actions.UnableToAddEndpoint as error:
        return show_connections(request, fault=str(error))
    return show_connections(request, secret)


@require_POST
def rotate(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Give an endpoint a new secret."""
    secret = actions.rotate_secret(_endpoint(endpoint_id), by=_actor(request))
    return show_connections(request, secret)


@require_POST
def switch(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Turn an endpoint on or off."""
    endpoint = _endpoint(endpoint_id)
    is_active = request.POST.get("on") == "1"
    actions.switch_endpoint(endpoint, is_active=is_active, by=_actor(request))
    return _after(request, f"{endpoint} is {'on' if is_active else 'off'}.")


@require_POST
def remove(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Remove an endpoint."""
    endpoint = _endpoint(endpoint_id)
    actions.remove_endpoint(endpoint, by=_actor(request))
    return _after(request, f"{endpoint} is removed.")


@require_POST
def test(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Send a test."""
    actions.send_test(_endpoint(endpoint_id), by=_actor(request))
    return _after(request, "The test is on its way: reload in a few seconds to see what came back.")


@require_POST
def again(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Send dead letters again: one, or all of the endpoint."""
    given = request.POST.get("delivery", "")
    one = int(given) if given.isascii() and given.isdigit() and len(given) < 18 else None
    n_again = actions.send_again(_endpoint(endpoint_id), one, by=_actor(request))
    return _after(request, f"{n_again} on the way again.")


def _endpoint(endpoint_id: int) -> WebhookEndpoint:
    endpoint = find_endpoint(endpoint_id)
    if endpoint is None:
        raise Http404("There is no such endpoint.")
    return endpoint


def _actor(request: HttpRequest) -> str:
    return actor_of_user(access.user_of(request))


def _after(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("connections")
