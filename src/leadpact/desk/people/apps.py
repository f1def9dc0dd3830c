"""The app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Users, reps and their absences."""

    name = "leadpact.desk.people"
    label = "people"
