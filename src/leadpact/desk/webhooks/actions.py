"""Change endpoints and deliveries: add, rotate, switch, try, send again. Each leaves an audit."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from leadpact.desk import clock
from leadpact.desk.api.event_queries import last_number
from leadpact.desk.governance.audit import note_audit
from leadpact.desk.store import in_transaction
from leadpact.desk.webhooks.models import WebhookDelivery, WebhookEndpoint
from leadpact.desk.webhooks.rules import allows_loopback
from leadpact.desk.webhooks.secret_box import encrypt
from leadpact.desk.webhooks.signing import new_secret
from leadpact.desk.webhooks.targets import UnableToReachTarget, read_url
from leadpact.engine.lifecycle import EventKind

ROTATES = timedelta(hours=24)
"""For how long the secret of before signs too."""
MOST_ENDPOINTS = 50


class UnableToAddEndpoint(ValueError):
    """An endpoint cannot be added; the text says why, and what to do."""


@in_transaction
def add_endpoint(url: str, *, kinds: Sequence[str], by: str) -> tuple[WebhookEndpoint, str]:
    """Add an endpoint, which receives what happens from now on; return it with its secret.

    Parameters
    ----------
    kinds
        The events that it receives; empty: all.

    Raises
    ------
    UnableToAddEndpoint
        Where messages cannot go there, or an event has no such kind.
    """
    url = url.strip()
    try:
        read_url(url, allows_loopback=allows_loopback())
    except UnableToReachTarget as error:
        raise UnableToAddEndpoint(str(error)) from None
    unknown = [kind for kind in kinds if kind not in {str(item) for item in EventKind}]
    if unknown:
        raise UnableToAddEndpoint(f"There is no event {unknown[0]!r}: choose of the list.")
    if WebhookEndpoint.objects.count() >= MOST_ENDPOINTS:
        raise UnableToAddEndpoint(f"There are {MOST_ENDPOINTS} already: remove one first.")
    secret = new_secret()
    endpoint = WebhookEndpoint.objects.create(
        url=url,
        secret=encrypt(secret),
        kinds=sorted(set(kinds)),
        after_seq=last_number(),
        created_at=clock.now(),
    )
    note_audit(by, "webhook.added", endpoint=endpoint.pk, kinds=endpoint.kinds)
    return endpoint, secret


@in_transaction
def rotate_secret(endpoint: WebhookEndpoint, *, by: str) -> str:
    """Give an endpoint a new secret; for a day the one of before signs too."""
    secret = new_secret()
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        secret=encrypt(secret),
        old_secret=endpoint.secret,
        old_secret_until=clock.now() + ROTATES,
    )
    note_audit(by, "webhook.secret-rotated", endpoint=endpoint.pk)
    return secret


@in_transaction
def switch_endpoint(endpoint: WebhookEndpoint, *, is_active: bool, by: str) -> None:
    """Turn an endpoint on or off; turned on again, it receives what happened meanwhile."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        is_active=is_active, failing_since=None, rests_until=None, off_reason=""
    )
    act = "webhook.switched-on" if is_active else "webhook.switched-off"
    note_audit(by, act, endpoint=endpoint.pk)


@in_transaction
def remove_endpoint(endpoint: WebhookEndpoint, *, by: str) -> None:
    """Remove an endpoint with all that is still to be sent to it."""
    note_audit(by, "webhook.removed", endpoint=endpoint.pk)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).delete()


@in_transaction
def send_test(endpoint: WebhookEndpoint, *, by: str) -> WebhookDelivery:
    """Queue a message that is about nothing, to see whether it arrives."""
    now, message_id = clock.now(), f"test-{secrets.token_hex(8)}"
    note_audit(by, "webhook.tested", endpoint=endpoint.pk)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(rests_until=None)
    return WebhookDelivery.objects.create(
        endpoint=endpoint,
        message_id=message_id,
        kind="test",
        body=message_body("test", now, {}),
        due_at=now,
        recorded_at=now,
    )


@in_transaction
def send_again(endpoint: WebhookEndpoint, delivery_id: int | None = None, *, by: str) -> int:
    """Queue dead letters of an endpoint once more, one or all; return how many."""
    dead = WebhookDelivery.objects.filter(endpoint=endpoint, is_dead=True)
    dead = dead.filter(pk=delivery_id) if delivery_id is not None else dead
    n_again = dead.update(is_dead=False, n_attempts=0, due_at=clock.now(), lease_until=None)
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(rests_until=None)
    if n_again:
        note_audit(by, "webhook.sent-again", endpoint=endpoint.pk, n=n_again)
    return n_again


def message_body(kind: str, at: datetime, data: dict[str, object]) -> str:
    """Return a message as Standard Webhooks has it: what happened, when, and ids."""
    values = {"type": kind, "timestamp": at.isoformat(), "data": data}
    return json.dumps(values, separators=(",", ":"))
