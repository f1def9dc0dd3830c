"""The app of the queue."""

from django.apps import AppConfig


class QueueConfig(AppConfig):
    """Screens of the SDR; what they write is the leads'."""

    name = "leadpact.desk.queue"
    label = "queue"
