"""Recognise addresses that opted out or were erased, without keeping any of them.

What is kept is an HMAC under a key of the installation's secret: without the key nobody can try
out addresses against it. Where the secret is changed, the old one stays among the fallbacks.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from django.conf import settings

from leadpact.desk.privacy.models import Suppression

_PURPOSE = b"leadpact suppression"


class SuppressionReason(StrEnum):
    """Why nobody is to contact an address."""

    OPTED_OUT = "OPTED_OUT"
    ERASED = "ERASED"


def suppress(
    addresses: Iterable[tuple[str, str]],
    reason: SuppressionReason,
    *,
    lead_id: str,
    as_of: datetime,
) -> None:
    """Note that addresses are to be left alone: pairs of `EMAIL` or `PHONE`, and the value."""
    Suppression.objects.bulk_create(
        [
            Suppression(
                kind=kind,
                digest=_digest(kind, plain, settings.SECRET_KEY),
                reason=str(reason),
                lead_id=lead_id,
                noted_at=as_of,
            )
            for kind, value in addresses
            if (plain := _plain(kind, value))
        ],
        ignore_conflicts=True,
    )


def suppression_of(email: str | None, phone: str | None = None) -> SuppressionReason | None:
    """Return why an address or a number is to be left alone; None: it is not.

    An erasure comes before an opt-out.
    """
    digests = [*_digests("EMAIL", email), *_digests("PHONE", phone)]
    if not digests:
        return None
    rows = Suppression.objects.filter(digest__in=digests)
    found = set(rows.values_list("reason", flat=True))
    return next((item for item in reversed(SuppressionReason) if str(item) in found), None)


def is_suppressed(email: str | None, phone: str | None = None) -> bool:
    """Tell whether nobody is to contact the person of an address or a number."""
    return suppression_of(email, phone) is not None


def _digests(kind: str, value: str | None) -> Iterator[str]:
    plain = _plain(kind, value or "")
    if plain:
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            yield _digest(kind, plain, str(key))


def _plain(kind: str, value: str) -> str:
    if kind == "EMAIL":
        return value.strip().casefold()
    return "".join(sign for sign in value if sign.isdigit()).lstrip("0")


def _digest(kind: str, plain: str, secret: str) -> str:
    key = hmac.new(secret.encode(), _PURPOSE, hashlib.sha256).digest()
    return hmac.new(key, f"{kind}:{plain}".encode(), hashlib.sha256).hexdigest()
