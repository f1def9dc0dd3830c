"""The app of capture."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    """Forms, their quarantine, lists of leads, and how each came to be the lead it is."""

    name = "leadpact.desk.capture"
    label = "capture"
