"""Whether a submission may be a machine's, by what it brings with it. No cookie, nobody followed.

A page of a form carries a token that the desk signed: the version, the moment and a number that
is used once. A browser that runs JavaScript also solves a small puzzle on that number.
"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.http import HttpRequest

from leadpact.desk.capture.models import NetworkCount
from leadpact.terms.zone import epoch_seconds

HONEYPOT = "fax_number"
"""A field that no person sees; a machine fills in every field."""

TOO_FAST_SECONDS = 3
TOO_OLD_SECONDS = 24 * 3600
PUZZLE_BITS = 14
"""About 16,000 attempts: a tenth of a second in a browser, unnoticed while somebody types."""

MOST_PER_NETWORK = 30
"""Submissions of one network within ten minutes that come straight through: an office, a fair."""

_MINUTES = 10
_KEPT_MINUTES = 60
_SALT = "leadpact.form"

REASONS = {
    "HONEYPOT": "It filled in a field that no person sees.",
    "NO_TOKEN": "It was sent without opening the form.",
    "TOO_FAST": f"It was sent within {TOO_FAST_SECONDS} seconds of opening the form.",
    "USED_TWICE": "One opened form was sent again with other answers.",
    "TOO_MANY": f"Its network sent more than {MOST_PER_NETWORK} in {_MINUTES} minutes.",
    "NO_PUZZLE": "It was sent without JavaScript: a person can do that, and most machines do.",
    "WRONG_PUZZLE": "It claims to have run JavaScript, and its puzzle is not solved.",
    "LINKS": "It has links where people write names.",
}
"""Why a submission waits for a person, by code."""


@dataclass(frozen=True, slots=True)
class FormToken:
    """The token of an opened form."""

    version_id: int
    nonce: str
    opened_at: int


def make_token(version_id: int, nonce: str, *, opened_at: datetime) -> str:
    """Return the signed token of a form that is opened."""
    value = {"v": version_id, "n": nonce, "t": epoch_seconds(opened_at)}
    return signing.dumps(value, salt=_SALT, compress=False)


def read_token(text: str) -> FormToken | None:
    """Return what a token says; None where the desk did not sign it."""
    try:
        value = signing.loads(text, salt=_SALT)
        return FormToken(int(value["v"]), str(value["n"]), int(value["t"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None


def is_too_old(token: FormToken, as_of: datetime) -> bool:
    """Tell whether a form was open for so long that it is shown again."""
    return epoch_seconds(as_of) - token.opened_at > TOO_OLD_SECONDS


def find_reasons(
    answers: Mapping[str, str], token: FormToken | None, *, as_of: datetime, n_recent: int
) -> list[str]:
    """Return why a submission may be a machine's, as codes; none: a person sent it.

    Parameters
    ----------
    answers
        All that was sent.
    token
        What its token says.
    n_recent
        How many submissions its network sent within the last ten minutes, this one among them.
    """
    found = ["HONEYPOT"] if answers.get(HONEYPOT) else []
    if token is None:
        found.append("NO_TOKEN")
    else:
        if epoch_seconds(as_of) - token.opened_at < TOO_FAST_SECONDS:
            found.append("TOO_FAST")
        proof = answers.get("proof", "")
        if not proof:
            found.append("NO_PUZZLE")
        elif not is_solved(token.nonce, proof):
            found.append("WRONG_PUZZLE")
    if n_recent > MOST_PER_NETWORK:
        found.append("TOO_MANY")
    if any("://" in answers.get(name, "") for name in ("first_name", "last_name", "title")):
        found.append("LINKS")
    return found


def is_solved(nonce: str, proof: str) -> bool:
    """Tell whether a proof solves the puzzle of a form: so many leading bits of SHA-256 are zero.

    Examples
    --------
    >>> is_solved("abc", "1")
    False
    """
    if len(proof) > 20 or not proof.isascii():
        return False
    digest = sha256(f"{nonce}:{proof}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - PUZZLE_BITS) == 0


def network_of(request: HttpRequest) -> str:
    """Return the network that a request came from: /24 of IPv4, /48 of IPv6.

    Behind proxies, as many as `LEADPACT_PROXIES` says, it is the address that the outermost of
    them saw; what is further left in the header anybody could have written.
    """
    text = str(request.META.get("REMOTE_ADDR", ""))
    if settings.N_PROXIES:
        passed = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
        text = passed[-min(settings.N_PROXIES, len(passed))].strip() or text
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    bits = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False))


def count_network(network: str, what: str, *, as_of: datetime) -> int:
    """Count something of a network; return how often it was within the last ten minutes."""
    minute = epoch_seconds(as_of) // 60
    rows = NetworkCount.objects.filter(network=network, what=what)
    if not rows.filter(minute=minute).update(n=F("n") + 1):
        NetworkCount.objects.filter(minute__lt=minute - _KEPT_MINUTES).delete()
        _, is_new = NetworkCount.objects.get_or_create(
            network=network, what=what, minute=minute, defaults={"n": 1}
        )
        if not is_new:
            rows.filter(minute=minute).update(n=F("n") + 1)
    recent = rows.filter(minute__gt=minute - _MINUTES).values_list("n", flat=True)
    return sum(recent)
