"""What holds for every request: headers of security, the guard of roles, the reader's zone."""

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from leadpact.desk.failure_pages import SIGNED_OUT
from leadpact.desk.failures import answer
from leadpact.desk.people.sign_in import lacks_second_factor
from leadpact.desk.permissions import OPEN_PREFIXES, may_open, page_of

Respond = Callable[[HttpRequest], HttpResponse]


class SecurityHeaders:
    """Lets a page load only what the desk itself serves (Django has this from 6.0 only)."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers to the response."""
        response = self.get_response(request)
        framed = " ".join(settings.ORIGINS) if getattr(response, "is_embeddable", False) else ""
        ancestors = f"'self' {framed}".strip() if framed else "'none'"
        response.headers.setdefault(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
            f" form-action 'self'; frame-ancestors {ancestors}",
        )
        if "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]:
            response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class RoleGuard:
    """Opens a page for the roles that `permissions` names; for others it is not there."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; `process_view` has the guard."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Stop a request that the user's roles do not open."""
        del view, args, kwargs
        if request.path.startswith(OPEN_PREFIXES):
            return None
        page = page_of(request.resolver_match.view_name if request.resolver_match else None)
        if page is not None and page.is_public:
            return None
        user = request.user
        if not user.is_authenticated:
            return _ask_to_sign_in(request)
        if page is None or not may_open(user.roles, page.name):
            raise Http404("There is no such page for you.")
        return None


def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    # After a form the reader comes back to the page that had it: its address takes forms alone.
    if request.headers.get("HX-Request"):
        return answer(request, SIGNED_OUT)
    if request.method in ("GET", "HEAD"):
        return redirect_to_login(request.get_full_path())
    came_from = urlsplit(request.headers.get("Referer", ""))
    is_ours = came_from.netloc == request.get_host()
    return redirect_to_login(came_from.path if is_ours and came_from.path else "/")


class SecondFactor:
    """Leads those who change what decides for everybody to a second factor, until they have one."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; `process_view` has the guard."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Lead to the second factor, from every page that is not about signing in."""
        del view, args, kwargs
        page = page_of(request.resolver_match.view_name if request.resolver_match else None)
        is_work = page is not None and not page.is_public and not page.is_own
        if is_work and lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        return None


class ReaderZone:
    """Shows times in the zone of who reads them."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the zone of the user, else of their rep, else in UTC."""
        user = request.user
        name = ""
        if user.is_authenticated:
            name = user.time_zone or (user.rep.time_zone if user.rep else "") or ""
        with timezone.override(zoneinfo.ZoneInfo(name or "UTC")):
            return self.get_response(request)
