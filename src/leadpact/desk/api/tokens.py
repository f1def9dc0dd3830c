"""Who sends a request: the token, what it may do, how much it has sent."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from ninja.security import HttpBearer

from leadpact.desk import clock
from leadpact.desk.api.handlers import no_token
from leadpact.desk.api.problems import PlaceFault, Problem
from leadpact.desk.people.models import ApiToken
from leadpact.desk.people.tokens import REQUESTS_A_MINUTE, allows, count_request, token_of


class BearerToken(HttpBearer):
    """Lets requests through whose token has one of the scopes, up to so many a minute."""

    def __init__(self, *scopes: str) -> None:
        super().__init__()
        self.scopes = scopes

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken:
        """Return the token of a request.

        Raises
        ------
        Problem
            Where there is none, its scopes do not go so far, or it sent too much.
        """
        del token
        found = token_of(request.headers.get("Authorization"))
        if found is None:
            raise no_token()
        _count(found)
        require(found, *self.scopes)
        _check_address(request)
        return found


def require(token: ApiToken, *scopes: str) -> None:
    """Refuse a token that has none of the scopes."""
    if not any(allows(token, scope) for scope in scopes):
        wanted = " or ".join(scopes)
        detail = f"This needs the scope {wanted}, and a role that may do it."
        raise Problem("scope-missing", detail)


def token_of_request(request: HttpRequest) -> ApiToken:
    """Return the token that `BearerToken` let through."""
    found = getattr(request, "auth", None)
    if not isinstance(found, ApiToken):
        raise no_token()
    return found


def _count(token: ApiToken) -> None:
    now = clock.now()
    if count_request(token, as_of=now) > REQUESTS_A_MINUTE:
        detail = f"A token may send {REQUESTS_A_MINUTE} requests a minute."
        again = {"Retry-After": str(60 - int(now.timestamp()) % 60)}
        raise Problem("rate-exceeded", detail, headers=again)


def _check_address(request: HttpRequest) -> None:
    """Refuse what no database keeps, before anything asks one for it."""
    kwargs: dict[str, Any] = request.resolver_match.kwargs if request.resolver_match else {}
    if any(not is_storable(str(value)) for value in kwargs.values()):
        raise Http404
    bad = [name for name, value in _pairs(request.GET) if not is_storable(name + value)]
    if bad:
        fault = PlaceFault(bad[0].replace("\0", ""), "It has a null character.", "value-invalid")
        raise Problem(
            "fields-invalid", "A parameter has characters that cannot be.", errors=[fault]
        )


def _pairs(given: QueryDict) -> Iterator[tuple[str, str]]:
    for name, values in given.lists():
        for value in values:
            yield name, str(value)


def is_storable(text: str) -> bool:
    """Tell whether a database keeps a text: no null character, no half of a character."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
