"""What the page of connections shows."""

from dataclasses import dataclass

from django.db.models import Count, Q

from leadpact.desk.webhooks.models import WebhookDelivery, WebhookEndpoint
from leadpact.engine.lifecycle import EventKind

_DEAD_SHOWN = 50


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """An endpoint, with what waits for it and its dead letters."""

    endpoint: WebhookEndpoint
    n_waiting: int
    n_dead: int
    dead: tuple[WebhookDelivery, ...]

    @property
    def state(self) -> str:
        """How it is, in words."""
        if not self.endpoint.is_active:
            return "off"
        return "failing" if self.endpoint.failing_since else "on"


def read_endpoints() -> list[EndpointRow]:
    """Return every endpoint, with its newest dead letters."""
    waits = Q(deliveries__done_at=None, deliveries__is_dead=False)
    endpoints = WebhookEndpoint.objects.annotate(
        n_waiting=Count("deliveries", filter=waits),
        n_dead=Count("deliveries", filter=Q(deliveries__is_dead=True)),
    )
    dead: dict[int, list[WebhookDelivery]] = {}
    for item in WebhookDelivery.objects.filter(is_dead=True).order_by("-pk")[:_DEAD_SHOWN]:
        dead.setdefault(item.endpoint_id, []).append(item)
    return [
        EndpointRow(item, item.n_waiting, item.n_dead, tuple(dead.get(item.pk, ())))
        for item in endpoints
    ]


def find_endpoint(endpoint_id: int) -> WebhookEndpoint | None:
    """Return an endpoint, or None where there is none."""
    return WebhookEndpoint.objects.filter(pk=endpoint_id).first()


def event_kinds() -> list[str]:
    """Return the kinds of events that an endpoint can receive."""
    return sorted(str(kind) for kind in EventKind)
