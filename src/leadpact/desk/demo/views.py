"""The link of the demo."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from leadpact.desk.demo.links import (
    SESSION_MARK,
    UnableToSignIn,
    is_demo,
    is_of_this_machine,
    user_of_token,
)

_BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in whom a link is for; one who has signed in already stays so."""
    if not is_demo() or not is_of_this_machine(request):
        raise Http404("There is no such page for you.")
    try:
        user = user_of_token(token)
    except UnableToSignIn as error:
        raise Http404(str(error)) from error
    if request.user != user:
        login(request, user, backend=_BACKEND)
        request.session[SESSION_MARK] = True
    return redirect("home")
