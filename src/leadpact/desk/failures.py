"""What the desk answers where a request fails: in words, with what to do, and nothing lost."""

import logging
import sys
from collections.abc import Callable
from dataclasses import replace

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from leadpact.desk.failure_pages import (
    MISSING,
    ONLY_FORMS,
    REFUSED,
    STALE_FORM,
    UNEXPECTED,
    UNREADABLE,
    FailurePage,
    kind_of,
)
from leadpact.desk.work.failures import where

Respond = Callable[[HttpRequest], HttpResponse]

_log = logging.getLogger(__name__)


def answer(request: HttpRequest, page: FailurePage) -> HttpResponse:
    """Return a failure as the asker takes it: a page, a part of a page for htmx, or JSON."""
    if request.path.startswith("/api/"):
        return _problem(page)
    is_part = bool(request.headers.get("HX-Request"))
    values = {
        "page": page,
        "path": request.path,
        "fields": _fields_to_repeat(request) if page.may_repeat and not is_part else (),
    }
    name = "desk/failure_part.html" if is_part else "desk/failure.html"
    text = render_to_string(name, values, request=None if page.is_bare else request)
    response = HttpResponse(text, status=page.status)
    if page.status == 503:
        response.headers["Retry-After"] = "2"
    if is_part:
        response.headers["HX-Retarget"] = "#failure"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _problem(page: FailurePage) -> HttpResponse:
    body = {
        "type": f"urn:leadpact:{page.code}",
        "title": page.title,
        "status": page.status,
        "detail": f"{page.fact} {page.fix}",
        "code": page.code,
    }
    return JsonResponse(body, status=page.status, content_type="application/problem+json")


def _fields_to_repeat(request: HttpRequest) -> list[tuple[str, str]]:
    # A password is never written into a page; a file cannot be.
    if request.method != "POST" or request.path.startswith("/accounts/") or request.FILES:
        return []
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    return pairs if sum(len(value) for _, value in pairs) < 100_000 else []


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404, with the words of who raised it."""
    words = exception.args[0] if exception.args else None
    fact = words if isinstance(exception, Http404) and isinstance(words, str) else MISSING.fact
    return answer(request, replace(MISSING, fact=fact))


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    del exception
    return answer(request, REFUSED)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, or 413 where it is too large."""
    return answer(request, kind_of(exception) or UNREADABLE)


@requires_csrf_token
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old."""
    del reason
    return answer(request, STALE_FORM)


@requires_csrf_token
def unexpected(request: HttpRequest) -> HttpResponse:
    """Answer an exception that nothing caught, also one from before the view was called."""
    return answer(request, kind_of(sys.exception()) or UNEXPECTED)


class Failures:
    """Answers what a view raises, where it is no fault of the desk."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, and say in words that an address takes forms alone."""
        response = self.get_response(request)
        is_blank = response.status_code == 405 and not response.content
        if is_blank and not request.path.startswith("/api/"):
            allowed = response.headers.get("Allow", "")
            response = answer(request, ONLY_FORMS)
            response.headers["Allow"] = allowed
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer the failures of `failure_pages`; the rest goes to `unexpected`."""
        page = kind_of(error)
        if page is None or isinstance(error, SuspiciousOperation):
            return None
        _log.warning("%s %s: %s, by %s.", request.method, request.path, page.code, where(error))
        return answer(request, page)
