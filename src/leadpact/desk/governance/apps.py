"""The app of governance."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """The audit, and the screens of RevOps."""

    name = "leadpact.desk.governance"
    label = "governance"
