"""The standard attributes: fields of the canonical tables that every pact may name undeclared."""

from leadpact.pact.ruleset import Attribute
from leadpact.terms.attributes import AttributeType

_TEXT = AttributeType.TEXT

_STANDARD = {
    "leads": (
        ("email", _TEXT, "email"),
        ("phone", _TEXT, "phone"),
        ("first_name", _TEXT, "first_name"),
        ("last_name", _TEXT, "last_name"),
        ("title", _TEXT, "title"),
        ("seniority", _TEXT, "seniority"),
        ("job_function", _TEXT, "job_function"),
        ("country", _TEXT, "country"),
        ("time_zone", _TEXT, "time_zone"),
        ("source", _TEXT, "source"),
        ("campaign", _TEXT, "campaign"),
    ),
    "accounts": (
        ("company", _TEXT, "name"),
        ("website", _TEXT, "domain"),
        ("industry", _TEXT, "industry"),
        ("n_employees", AttributeType.INTEGER, "n_employees"),
        ("revenue_amount", AttributeType.NUMBER, "revenue_amount"),
        ("region", _TEXT, "region"),
        ("is_customer", AttributeType.BOOLEAN, "is_customer"),
    ),
}

STANDARD_ATTRIBUTES: dict[str, Attribute] = {
    name: Attribute(name, kind, (), table, column)
    for table, entries in _STANDARD.items()
    for name, kind, column in entries
}
"""A pact that declares one of these names narrows it, for example to a category's values."""
