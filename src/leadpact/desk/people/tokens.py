"""Tokens of the API: which scopes there are, how a token is made, found, counted and revoked."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from leadpact.desk import clock
from leadpact.desk.governance.audit import note_audit
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.people.models import ApiToken, User
from leadpact.desk.people.roles import Role
from leadpact.desk.store import in_transaction
from leadpact.terms.actors import SYSTEM

REQUESTS_A_MINUTE = 600
LONGEST = timedelta(days=366)
_TOKEN = re.compile(r"lp_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_SERVICE = re.compile(r"[a-z][a-z0-9-]{0,48}")
_RESERVED = ("time", "scheduler", "history", "setup", "worker", "desk")
_ALL = tuple(Role)


@dataclass(frozen=True, slots=True)
class TokenScope:
    """What a token may do; a token of a user needs one of the roles too."""

    name: str
    what: str
    roles: frozenset[Role]


def _scope(name: str, what: str, *roles: Role) -> TokenScope:
    return TokenScope(name, what, frozenset(roles))


_R = Role
SCOPES: tuple[TokenScope, ...] = (
    _scope(
        "leads:read",
        "Read leads, why they are where they are, and their events.",
        *(_R.SDR, _R.AE, _R.MANAGER, _R.MARKETING, _R.REVOPS),
    ),
    _scope("leads:write", "Send leads and what prospects did.", _R.SDR, _R.MANAGER, _R.REVOPS),
    _scope("leads:erase", "Erase the person of a lead.", _R.REVOPS),
    _scope(
        "work:write",
        "Read the queue; report touches, outcomes, replies and callbacks; claim and skip.",
        *(_R.SDR, _R.AE, _R.MANAGER, _R.REVOPS),
    ),
    _scope("team:read", "Read reps, absences and reviews.", _R.SDR, _R.AE, _R.MANAGER, _R.REVOPS),
    _scope("team:write", "Assign leads, note absences, decide reviews.", _R.MANAGER, _R.REVOPS),
    _scope("pact:read", "Read, check and compare pacts.", *_ALL),
    _scope("pact:write", "Publish a pact.", _R.REVOPS),
    _scope("events:read", "Read the events of all leads.", _R.REVOPS),
)
"""Every scope; `docs/reference/api.md` has a row for each."""

_BY_NAME = {scope.name: scope for scope in SCOPES}


class UnableToIssueToken(ValueError):
    """A token cannot be made; `fact` and `fix` say why."""

    def __init__(self, fact: str, fix: str) -> None:
        super().__init__(f"{fact} {fix}")
        self.fact, self.fix = fact, fix


@in_transaction
def issue_token(
    name: str,
    *,
    scopes: Sequence[str],
    by: str,
    user: User | None = None,
    service: str = "",
    expires_at: datetime | None = None,
) -> tuple[ApiToken, str]:
    """Make a token; return it with its secret, which nobody can read again.

    Raises
    ------
    UnableToIssueToken
        Where a scope is unknown or beyond the user's roles, the name of the service cannot be one,
        or the time is over before it begins.
    """
    _check(name, scopes, user, service, expires_at)
    prefix, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    text = f"lp_{prefix}_{secret}"
    token = ApiToken.objects.create(
        name=name.strip(),
        prefix=prefix,
        digest=_digest(text),
        scopes=sorted(set(scopes)),
        user=user,
        service=service,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    note_audit(by, "token.issued", token=token.pk, scopes=token.scopes, acts_as=actor_of(token))
    return token, text


def _check(
    name: str,
    scopes: Sequence[str],
    user: User | None,
    service: str,
    expires_at: datetime | None,
) -> None:
    if not 0 < len(name.strip()) <= 100:
        raise UnableToIssueToken("The token has no name.", "Say what it is for, in 100 characters.")
    if (user is None) == (not service):
        fact = "A token acts as one user or as one service."
        raise UnableToIssueToken(fact, "Choose a user, or name a service.")
    if service and (not _SERVICE.fullmatch(service) or service in _RESERVED):
        fact = f"{service!r} cannot be the name of a service."
        raise UnableToIssueToken(fact, "Use small letters, digits and hyphens, such as `website`.")
    unknown = [item for item in scopes if item not in _BY_NAME]
    if unknown or not scopes:
        fact = f"There is no scope {unknown[0]!r}." if unknown else "It has no scope."
        raise UnableToIssueToken(fact, f"Choose of {', '.join(_BY_NAME)}.")
    beyond = [item for item in scopes if user is not None and not _has_role(user, item)]
    if beyond:
        fact = f"The roles of {user} do not go as far as {beyond[0]}."
        raise UnableToIssueToken(fact, "Leave that scope out, or choose another user.")
    now = clock.now()
    if expires_at is not None and not now < expires_at <= now + LONGEST:
        fact = "The token would end before it begins, or later than in a year."
        raise UnableToIssueToken(fact, "Choose a day within a year.")


@in_transaction
def revoke_token(token: ApiToken, *, by: str) -> None:
    """Revoke a token from now on; again changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        note_audit(by, "token.revoked", token=token.pk)


def token_of(header: str | None) -> ApiToken | None:
    """Return the token of an `Authorization` header; None: there is none that is valid now."""
    kind, _, text = (header or "").partition(" ")
    matched = _TOKEN.fullmatch(text.strip())
    if kind.lower() != "bearer" or matched is None:
        return None
    token = ApiToken.objects.select_related("user__rep").filter(prefix=matched[1]).first()
    if token is None or not hmac.compare_digest(token.digest, _digest(text.strip())):
        return None
    return token if is_valid(token, as_of=clock.now()) else None


def is_valid(token: ApiToken, *, as_of: datetime) -> bool:
    """Tell whether a token opens anything: not revoked, not over, its user not shut out."""
    is_over = token.expires_at is not None and token.expires_at <= as_of
    is_shut_out = token.user is not None and not token.user.is_active
    return token.revoked_at is None and not is_over and not is_shut_out


def allows(token: ApiToken, scope: str) -> bool:
    """Tell whether a token has a scope, and its user still a role for it."""
    return scope in token.scopes and (token.user is None or _has_role(token.user, scope))


def actor_of(token: ApiToken) -> str:
    """Return who acts by a token, as events name them."""
    return actor_of_user(token.user) if token.user is not None else f"{SYSTEM}{token.service}"


def count_request(token: ApiToken, *, as_of: datetime) -> int:
    """Count a request of a token; return how many it made in this minute, with this one.

    One statement, so that the processes of several machines count together.
    """
    minute = int(as_of.timestamp()) // 60
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE api_token SET last_used_at = %s, "
            "minute = %s, n_in_minute = CASE WHEN minute = %s THEN n_in_minute + 1 ELSE 1 END"
            " WHERE id = %s RETURNING n_in_minute",
            [connection.ops.adapt_datetimefield_value(as_of), minute, minute, token.pk],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _has_role(user: User, scope: str) -> bool:
    return user.has(*_BY_NAME[scope].roles)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
