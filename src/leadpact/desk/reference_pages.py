"""Write the reference of tables and of settings from models and options, whole as they are."""

from django.apps import apps
from django.db.models import Model

from leadpact.desk.options import OPTIONS

_OWN = "leadpact.desk"

HEAD = """# Tables of the desk

Written from the models by `python tests/docs/test_desk_reference_docs.py`. All are in one
database, SQLite or PostgreSQL. Moments are in UTC. Read them for reports; write them never: the
rows of a lead follow from its events, and what is changed by hand is written over by the next
decision or by `desk rebuild`.

The store of leads has its own tables: `lead`, `command`, `activity`, `event`, `part`, `pact`,
`personal`, `personal_salt` and those that begin with `routing_`; their moments are seconds since
1970. Tables that begin with `django_`, `auth_`, `account_`, `mfa_`, `socialaccount_` or
`usersessions_` are of Django and of django-allauth: sessions, second factors, sign-in by another
company.
"""


def tables_page() -> str:
    """Return the page."""
    return HEAD + "".join(map(_section, own_models()))


SETTINGS_HEAD = """# Settings of the desk

Written from `desk/options.py` by `python tests/docs/test_desk_reference_docs.py`. Settings are
environment variables, read once when a process starts; every process of a desk is to have the same
ones. Nothing else is read from the environment. How they are set on a server: [deploy the
desk](../how-to/deploy-the-desk.md).

| setting | default | meaning |
| --- | --- | --- |
"""


def settings_page() -> str:
    """Return the page of settings."""
    rows = (
        f"| `{option.name}` | {f'`{option.default}`' if option.default else ''} |"
        f" {option.meaning} |\n"
        for option in OPTIONS
    )
    return SETTINGS_HEAD + "".join(rows)


def own_models() -> list[type[Model]]:
    """Return the models of the desk, by table."""
    found = [model for model in apps.get_models() if model.__module__.startswith(_OWN)]
    return sorted(found, key=lambda model: model._meta.db_table)


def _section(model: type[Model]) -> str:
    meaning = " ".join((model.__doc__ or "").split("\n\n")[0].split())
    columns = ", ".join(f"`{field.column}`" for field in model._meta.concrete_fields)
    return f"\n## `{model._meta.db_table}`\n\n{meaning}\n\nColumns: {columns}.\n"
