"""A request that is sent twice under one `Idempotency-Key` is done once and answered alike."""

import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from leadpact.desk import clock
from leadpact.desk.api.models import RequestKey
from leadpact.desk.api.problems import Problem
from leadpact.desk.store import in_transaction

KEPT = timedelta(hours=72)
"""For how long an answer is kept."""
RUNS = timedelta(seconds=60)
"""After this a request that has no answer was ended with its process, and may be sent again."""
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What a request is answered with, as it can be kept."""

    status: int
    body: str
    media_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    def response(self, *, is_again: bool = False) -> HttpResponse:
        """Return the answer as a response."""
        headers = {**self.headers, **({"Idempotent-Replayed": "true"} if is_again else {})}
        return HttpResponse(
            self.body, content_type=self.media_type, status=self.status, headers=headers
        )


@dataclass(frozen=True, slots=True)
class TakenKey:
    """A key that this request has taken; nobody else does its work meanwhile."""

    pk: int
    taker: str


def read_key(request: HttpRequest) -> str | None:
    """Return the `Idempotency-Key` of a request; None: it has none."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _KEY.fullmatch(key):
        detail = "An Idempotency-Key has 1 to 200 visible characters of ASCII."
        raise Problem("request-key-invalid", detail)
    return key


@in_transaction
def take_key(request: HttpRequest, principal: str, key: str) -> TakenKey | KeptAnswer:
    """Take a key for a request, or return the answer that was given under it.

    Raises
    ------
    Problem
        Where another request was sent under the key, or the first one still runs.
    """
    now, taker, digest = clock.now(), secrets.token_hex(8), _digest(request)
    first = {"digest": digest, "recorded_at": now, "taken_at": now, "taker": taker}
    row, is_new = RequestKey.objects.get_or_create(principal=principal, key=key, defaults=first)
    if is_new:
        return TakenKey(row.pk, taker)
    is_over = row.recorded_at <= now - KEPT
    if not is_over and not hmac.compare_digest(row.digest, digest):
        detail = "Another request was sent under this key: take a new one for each request."
        raise Problem("request-key-reused", detail)
    if not is_over and row.status:
        return KeptAnswer(row.status, row.body, row.media_type, row.headers)
    if not is_over and row.taken_at > now - RUNS:
        detail = "The first request under this key still runs: ask again for its answer."
        raise Problem("request-key-running", detail, headers={"Retry-After": "1"})
    return _take_over(row, {**first, "status": 0, "body": "", "headers": {}})


def _take_over(row: RequestKey, values: dict[str, object]) -> TakenKey:
    """Take a key whose request was ended, or is too old; of two who try one has it."""
    if not RequestKey.objects.filter(pk=row.pk, taker=row.taker).update(**values):
        raise Problem("request-key-running", "Another request has just taken this key.")
    return TakenKey(row.pk, str(values["taker"]))


def keep_answer(taken: TakenKey, answer: KeptAnswer) -> None:
    """Keep an answer with what it answers, in one transaction."""
    RequestKey.objects.filter(pk=taken.pk, taker=taken.taker).update(
        status=answer.status,
        body=answer.body,
        media_type=answer.media_type,
        headers=answer.headers,
    )


@in_transaction
def free_key(taken: TakenKey) -> None:
    """Give a key back whose request changed nothing, so that it can be sent again."""
    RequestKey.objects.filter(pk=taken.pk, taker=taken.taker, status=0).delete()


@in_transaction
def forget_old_keys(as_of: datetime, limit: int = 1000) -> int:
    """Delete keys that are older than an answer is kept; return how many."""
    old = RequestKey.objects.filter(recorded_at__lte=as_of - KEPT).order_by("recorded_at")
    rows = list(old.values_list("pk", flat=True)[:limit])
    return RequestKey.objects.filter(pk__in=rows).delete()[0] if rows else 0


def _digest(request: HttpRequest) -> str:
    text = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    return hmac.new(settings.SECRET_KEY.encode(), text, sha256).hexdigest()
