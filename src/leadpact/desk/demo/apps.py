"""The app of the demo."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """What makes a database a demo, and its sign-in links."""

    name = "leadpact.desk.demo"
    label = "demo"
