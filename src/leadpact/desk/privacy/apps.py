"""The app of privacy."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Who is to be left alone, the data of a person, and its erasure."""

    name = "leadpact.desk.privacy"
    label = "privacy"
