"""The page of operations, and what is tried again there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from leadpact.desk import access, clock
from leadpact.desk.governance.operation_actions import send_again, try_command, try_lead
from leadpact.desk.governance.operations import operation_links, read_operations
from leadpact.desk.people.actions import actor_of_user


def show_operations(request: HttpRequest) -> HttpResponse:
    """Show what is stuck, what waits, and whether the worker works."""
    user = access.user_of(request)
    values = {"operations": read_operations(clock.now()), "links": operation_links(user)}
    return render(request, "governance/operations.html", values)


@require_POST
def retry_lead(request: HttpRequest, lead_id: str) -> HttpResponse:
    """Decide on a stuck lead again."""
    is_done = try_lead(lead_id, by=actor_of_user(access.user_of(request)))
    if is_done is None:
        messages.info(request, "It is not stuck any more.")
    elif is_done:
        messages.success(request, "It went well: the lead is worked like others again.")
    else:
        messages.error(request, "It failed again. The log of the worker has the line.")
    return redirect("operations")


@require_POST
def retry_command(request: HttpRequest) -> HttpResponse:
    """Let a command be decided on again."""
    lead_id, command_id = (request.POST.get(name, "") for name in ("lead_id", "command_id"))
    if try_command(lead_id, command_id, by=actor_of_user(access.user_of(request))):
        messages.success(request, "The worker decides on it again.")
    else:
        messages.info(request, "It is no longer there: somebody saw to it.")
    return redirect("operations")


@require_POST
def resend(request: HttpRequest, row_id: int) -> HttpResponse:
    """Let a message be sent again."""
    if send_again(row_id, by=actor_of_user(access.user_of(request))):
        messages.success(request, "The worker sends it again.")
    else:
        messages.info(request, "It is no dead letter any more.")
    return redirect("operations")
