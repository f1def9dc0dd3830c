"""Set up Django, once a process."""

import os

import django
from django.apps import apps


def start_django() -> None:
    """Set up Django with the settings of the desk; again changes nothing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadpact.desk.settings")
    if not apps.ready:
        django.setup()
