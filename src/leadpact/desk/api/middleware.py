"""Answers of the API that Django gives by itself, in the shape of all its errors."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from leadpact.desk.api.problems import CODES, MEDIA_TYPE, Problem

PREFIX = "/api/"
_CODES = {status: code for code, (status, _) in reversed(list(CODES.items()))}


class ApiProblems:
    """Turns an error without a problem into one, for paths of the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        response = self.get_response(request)
        is_plain = not response.headers.get("Content-Type", "").startswith(MEDIA_TYPE)
        if not request.path.startswith(PREFIX) or response.status_code < 400 or not is_plain:
            return response
        status = response.status_code
        code = _CODES.get(status, "unexpected")
        allowed = {name: response.headers[name] for name in ("Allow",) if name in response.headers}
        detail = CODES[code][1]
        return Problem(code, detail, status=status, headers=allowed).response()
