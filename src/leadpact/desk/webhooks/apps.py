"""The app of outgoing webhooks."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """The endpoints that events are sent to, and the deliveries."""

    name = "leadpact.desk.webhooks"
    label = "webhooks"
