"""Links that sign in at a demo: signed, for twelve hours, opened on this machine alone."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest

from leadpact.desk import clock
from leadpact.desk.demo.models import DemoDesk
from leadpact.desk.people.models import User
from leadpact.terms.zone import epoch_seconds

VALID = timedelta(hours=12)

SESSION_MARK = "demo"
"""Set in a session that a link began: no second factor is asked for there."""

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class UnableToSignIn(Exception):
    """A link does not sign in; the text says why, and what to do."""


def is_demo() -> bool:
    """Tell whether the leads of this database are those of a simulated company."""
    return DemoDesk.objects.exists()


def make_token(user: User) -> str:
    """Return the token of a user, valid for twelve hours from now."""
    until = clock.now() + VALID
    return _signer().sign(f"{user.pk}-{epoch_seconds(until)}")


def user_of_token(token: str) -> User:
    """Return whom a token signs in.

    Raises
    ------
    UnableToSignIn
        Where it was not made by this desk, or its time is over.
    """
    try:
        key, until = _signer().unsign(token).split("-")
    except signing.BadSignature as error:
        fact = "This link was not made by this desk. `leadpact serve` prints the links of today."
        raise UnableToSignIn(fact) from error
    user = User.objects.filter(pk=int(key), is_active=True).first()
    if int(until) <= epoch_seconds(clock.now()) or user is None:
        fact = "This link was valid for twelve hours. `leadpact serve` prints new ones."
        raise UnableToSignIn(fact)
    return user


def _signer() -> signing.Signer:
    return signing.Signer(salt="leadpact.desk.demo")


def is_of_this_machine(request: HttpRequest) -> bool:
    """Tell whether a request comes from this machine, through no proxy."""
    host = urlsplit(f"//{request.get_host()}").hostname
    is_forwarded = any(name.startswith("HTTP_X_FORWARDED") for name in request.META)
    is_near = request.META.get("REMOTE_ADDR") in _LOOPBACK
    return is_near and not is_forwarded and host in _LOOPBACK
