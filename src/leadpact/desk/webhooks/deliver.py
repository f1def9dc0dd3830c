"""Send what is due, each endpoint by itself: one that is dead delays no other.

A delivery is taken by a lease, sent outside of any transaction, and noted after. A process that is
killed in between leaves it to the next one, which may repeat a message under the same id.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import datetime

from django.db import connection
from django.db.models import Q, QuerySet

from leadpact.desk import clock
from leadpact.desk.store import in_transaction
from leadpact.desk.webhooks.fan_out import fan_out
from leadpact.desk.webhooks.models import WebhookDelivery, WebhookEndpoint
from leadpact.desk.webhooks.rules import LEASE, OFF_AFTER, RESTS, allows_loopback, next_try_at
from leadpact.desk.webhooks.secret_box import decrypt
from leadpact.desk.webhooks.sending import SentResult, send
from leadpact.desk.webhooks.signing import sign
from leadpact.desk.webhooks.targets import UnableToReachTarget, look_up, resolve_host
from leadpact.desk.work.failures import where

_BATCH = 20
_log = logging.getLogger(__name__)
Deliver = Callable[[int, datetime], int]


class WebhookSenders:
    """Threads that send, one endpoint in one thread; those that fail have threads of their own.

    So an endpoint that never answers holds up neither the worker nor those that answer.
    """

    def __init__(self, healthy: Executor | None = None, failing: Executor | None = None) -> None:
        self._healthy = healthy or ThreadPoolExecutor(8, "webhooks")
        self._failing = failing or ThreadPoolExecutor(4, "failing-webhooks")
        self._busy = set[int]()

    def start(self, deliver: Deliver, *, as_of: datetime) -> int:
        """Let every endpoint that has something due be sent to; return how many were begun."""
        n_begun = 0
        for pk, is_failing in endpoints_due(as_of=as_of):
            if pk not in self._busy:
                self._busy.add(pk)
                pool = self._failing if is_failing else self._healthy
                pool.submit(self._run, deliver, pk, as_of)
                n_begun += 1
        return n_begun

    def _run(self, deliver: Deliver, pk: int, as_of: datetime) -> None:
        try:
            deliver(pk, as_of)
        except Exception as error:  # whatever it is: the rows are due again after their lease
            _log.error("Sending to endpoint %s failed: %s.", pk, where(error))
        finally:
            connection.close()  # of this thread
            self._busy.discard(pk)


_senders: list[WebhookSenders] = []


def work_once(*, as_of: datetime) -> int:
    """Queue what is new and begin to send what is due; return how much was queued."""
    n_queued = fan_out(as_of=as_of)
    if not _senders:
        _senders.append(WebhookSenders())
    _senders[0].start(deliver_due, as_of=as_of)
    return n_queued


def endpoints_due(*, as_of: datetime) -> list[tuple[int, bool]]:
    """Return the endpoints that have something due, and whether their last delivery failed."""
    is_rested = Q(endpoint__rests_until=None) | Q(endpoint__rests_until__lte=as_of)
    due = _due(as_of).filter(is_rested, endpoint__is_active=True)
    rows = due.values_list("endpoint_id", "endpoint__failing_since").distinct().order_by()
    return [(pk, since is not None) for pk, since in rows]


def _due(as_of: datetime) -> QuerySet[WebhookDelivery]:
    is_free = Q(lease_until=None) | Q(lease_until__lte=as_of)
    return WebhookDelivery.objects.filter(is_free, done_at=None, is_dead=False, due_at__lte=as_of)


def deliver_due(endpoint_id: int, as_of: datetime) -> int:
    """Send what is due to one endpoint, until one fails; return how many were taken."""
    n_taken = 0
    due = _due(as_of).filter(endpoint_id=endpoint_id).order_by("due_at", "pk")
    for pk in list(due.values_list("pk", flat=True)[:_BATCH]):
        delivery = take(pk, as_of)
        if delivery is None:
            continue
        result = _attempt(delivery)
        note(delivery, result, at=clock.now())
        if not result.is_taken:
            break
        n_taken += 1
    return n_taken


@in_transaction
def take(pk: int, as_of: datetime) -> WebhookDelivery | None:
    """Take a delivery for this process; None: another one has it, or it is sent."""
    if not _due(as_of).filter(pk=pk, endpoint__is_active=True).exists():
        return None
    lease = clock.now() + LEASE
    if not _due(as_of).filter(pk=pk).update(lease_until=lease):
        return None
    return WebhookDelivery.objects.select_related("endpoint").get(pk=pk)


def _attempt(delivery: WebhookDelivery) -> SentResult:
    endpoint = delivery.endpoint
    keys = secrets_of(endpoint, as_of=clock.now())
    if not keys:
        return SentResult(None, "its secret cannot be read: rotate it")
    try:
        target = look_up(endpoint.url, allows_loopback=allows_loopback(), resolve=resolve_host)
    except UnableToReachTarget as error:
        return SentResult(None, str(error).rstrip("."))
    timestamp = int(clock.now().timestamp())
    headers = {
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(keys, delivery.message_id, timestamp, delivery.body),
    }
    return send(target, delivery.body, headers)


def secrets_of(endpoint: WebhookEndpoint, *, as_of: datetime) -> list[str]:
    """Return the secrets that sign: two while one is rotated."""
    until = endpoint.old_secret_until
    kept = [endpoint.secret]
    if endpoint.old_secret and until is not None and as_of < until:
        kept.append(endpoint.old_secret)
    return [text for text in map(decrypt, kept) if text is not None]


@in_transaction
def note(delivery: WebhookDelivery, result: SentResult, *, at: datetime) -> None:
    """Note how a delivery went, and how its endpoint is after it."""
    n_attempts = delivery.n_attempts + 1
    later = None if result.is_taken else next_try_at(at, n_attempts)
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        n_attempts=n_attempts,
        result=result.words,
        lease_until=None,
        done_at=at if result.is_taken else None,
        is_dead=not result.is_taken and later is None,
        due_at=later or delivery.due_at,
    )
    endpoint = WebhookEndpoint.objects.filter(pk=delivery.endpoint_id)
    endpoint.update(last_sent_at=at, last_result=result.words)
    if result.is_taken:
        endpoint.update(failing_since=None, rests_until=None)
        return
    endpoint.update(rests_until=min(later or at + RESTS, at + RESTS))
    endpoint.filter(failing_since=None).update(failing_since=at)
    if result.is_gone:
        endpoint.update(is_active=False, off_reason="It answered that it is gone.")
    is_lasting = endpoint.filter(failing_since__lte=at - OFF_AFTER, is_active=True)
    is_lasting.update(is_active=False, off_reason="It failed for five days.")
