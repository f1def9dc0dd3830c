"""The app of work in the background."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """The inbox of commands, the outbox of messages, and what the worker remembers."""

    name = "leadpact.desk.work"
    label = "work"
