"""Queue each event for the endpoints that receive it, in the order of events, none left out."""

from datetime import datetime
from urllib.parse import quote

from leadpact.desk.api.event_queries import read_events
from leadpact.desk.api.results import EventResult
from leadpact.desk.store import in_transaction
from leadpact.desk.webhooks.actions import message_body
from leadpact.desk.webhooks.models import WebhookDelivery, WebhookEndpoint
from leadpact.desk.webhooks.rules import KEPT

_PAGE = 200


def fan_out(*, as_of: datetime) -> int:
    """Queue what is new for every endpoint that is on; return how many events were looked at."""
    active = WebhookEndpoint.objects.filter(is_active=True).values_list("pk", flat=True)
    return sum(_queue(pk, as_of) for pk in list(active))


@in_transaction
def _queue(pk: int, as_of: datetime) -> int:
    endpoint = WebhookEndpoint.objects.filter(pk=pk, is_active=True).first()
    if endpoint is None:
        return 0
    page = read_events(after=endpoint.after_seq, limit=_PAGE)
    if page.next == endpoint.after_seq:
        return 0
    wanted = [item for item in page.items if not endpoint.kinds or item.kind in endpoint.kinds]
    WebhookDelivery.objects.bulk_create(
        [_delivery(endpoint, item, as_of) for item in wanted], ignore_conflicts=True
    )
    # Two workers may have read the same page: the second finds its rows there, and moves nothing.
    before = WebhookEndpoint.objects.filter(pk=pk, after_seq=endpoint.after_seq)
    before.update(after_seq=page.next)
    return len(page.items)


def _delivery(endpoint: WebhookEndpoint, event: EventResult, as_of: datetime) -> WebhookDelivery:
    data: dict[str, object] = {
        "event_id": event.event_id,
        "lead_id": event.lead_id,
        "seq": event.seq,
    }
    return WebhookDelivery(
        endpoint=endpoint,
        message_id=quote(event.event_id, safe="/:@._~-"),
        kind=event.kind,
        body=message_body(event.kind, event.occurred_at, data),
        due_at=as_of,
        recorded_at=as_of,
    )


@in_transaction
def forget_delivered(*, as_of: datetime, limit: int = 1000) -> int:
    """Delete deliveries that were taken long ago; return how many."""
    old = WebhookDelivery.objects.filter(done_at__lte=as_of - KEPT)
    rows = list(old.values_list("pk", flat=True)[:limit])
    return WebhookDelivery.objects.filter(pk__in=rows).delete()[0] if rows else 0
