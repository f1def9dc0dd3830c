"""What each kind of exception becomes as an answer of the API."""

import logging
from collections.abc import Callable
from typing import Any, TypeAlias

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from leadpact.desk.api.problems import LARGEST_BODY, PlaceFault, Problem
from leadpact.desk.capture.actions import UnableToCapture
from leadpact.desk.work.failures import where
from leadpact.engine.read import UnableToReadLead
from leadpact.pact.check import UnableToLoadPact
from leadpact.storage.lead_store import UnableToUseStore

_Kinds: TypeAlias = type[Exception] | tuple[type[Exception], ...]
_log = logging.getLogger(__name__)
_STORE = {"pact-missing": 503, "clock-ahead": 503, "id-not-storable": 422, "erasure-not-whole": 409}
_AGAIN = {"Retry-After": "2"}
_FIELDS = "The body or a parameter is not as documented; `errors` names each place."


def problem_of(error: Exception) -> Problem:
    """Return the problem that an exception is to the sender."""
    if isinstance(error, Problem):
        return error
    for kind, make in _PROBLEMS:
        if isinstance(error, kind):
            return make(error)
    _log.error("A request of the API failed: %s.", where(error))
    return Problem("unexpected", "Nothing was changed. The log of the desk says where it failed.")


def no_token() -> Problem:
    """Return the answer to a request without a valid token."""
    detail = "Send `Authorization: Bearer lp_…` with a token that is neither over nor revoked."
    return Problem("token-missing", detail, headers={"WWW-Authenticate": "Bearer"})


def handle_exceptions(api: NinjaAPI) -> None:
    """Let every exception of a route become a problem."""

    def respond(request: HttpRequest, error: Exception) -> HttpResponse:
        del request
        return problem_of(error).response()

    kinds = (Exception, Http404, HttpError, ValidationError)
    for kind in kinds:
        api.add_exception_handler(kind, respond)  # type: ignore[arg-type]


def _http_problem(error: Any) -> Problem:
    if isinstance(error.__cause__, Problem):
        return error.__cause__
    return Problem("body-not-json", "The body cannot be read as JSON: send an object.")


def _lead_problem(error: Any) -> Problem:
    fault = PlaceFault(getattr(error, "path", "lead"), f"{error.fact} {error.fix}", "value-invalid")
    return Problem("fields-invalid", _FIELDS, errors=[fault])


def _database_problem(error: Any) -> Problem:
    _log.error("The database failed: %s.", where(error))
    detail = "Nothing was changed: send it again, under the same Idempotency-Key."
    return Problem("desk-busy", detail, headers=_AGAIN)


def _fault(error: dict[str, object]) -> PlaceFault:
    places = error["loc"] if isinstance(error["loc"], tuple | list) else ()
    source, *rest = map(str, places)
    path = [part for part in rest if part not in ("body", "data")] if source == "body" else rest
    return PlaceFault(".".join(path) or source, str(error["msg"]), str(error["type"]))


def _pact_problem(error: UnableToLoadPact) -> Problem:
    detail = "Nothing was published; `errors` names each line."
    faults = [
        PlaceFault(str(item.place), f"{item.fact} {item.fix}", item.code) for item in error.issues
    ]
    return Problem("pact-invalid", detail, errors=faults)


def _store_problem(error: UnableToUseStore) -> Problem:
    issue = error.issue
    status = _STORE.get(issue.code, 500)
    headers = _AGAIN if status == 503 else None
    return Problem(issue.code, f"{issue.fact} {issue.fix}", status=status, headers=headers)


_PROBLEMS: tuple[tuple[_Kinds, Callable[[Any], Problem]], ...] = (
    (AuthenticationError, lambda _: no_token()),
    (HttpError, _http_problem),
    (Http404, lambda _: Problem("not-found", "There is no such thing, or not for this token.")),
    (
        ValidationError,
        lambda error: Problem("fields-invalid", _FIELDS, errors=map(_fault, error.errors)),
    ),
    (
        RequestDataTooBig,
        lambda _: Problem("body-too-large", f"A body may have {LARGEST_BODY} bytes."),
    ),
    ((UnableToReadLead, UnableToCapture), _lead_problem),
    (UnableToLoadPact, _pact_problem),
    (UnableToUseStore, _store_problem),
    ((OperationalError, InterfaceError), _database_problem),
)
"""What becomes of each kind of exception; the first that fits is taken."""
