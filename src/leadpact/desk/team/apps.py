"""The app of teams."""

from django.apps import AppConfig


class TeamConfig(AppConfig):
    """Screens of managers and of marketing; what they write is the leads' and the people's."""

    name = "leadpact.desk.team"
    label = "team"
