"""The app of privacy."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Who is to be left alone, what is known of a person, and its erasure."""

    name = "leadpact.desk.privacy"
    label = "privacy"
