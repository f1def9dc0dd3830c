"""The app of leads."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """The tables of the store of leads, and what screens read beside them."""

    name = "leadpact.desk.leads"
    label = "leads"
