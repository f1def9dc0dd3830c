"""The app of the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The keys under which requests were sent, with their answers."""

    name = "leadpact.desk.api"
    label = "api"
