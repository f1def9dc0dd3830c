"""The small world of random pacts and companies: so few names and values that tests often meet."""

from datetime import date
from typing import Any

from leadpact.terms.attributes import AttributeType, NameType

KINDS = ("web", "demo")
"""Kinds of activity that a pact may declare."""

UNDECLARED_KIND = "fax"
"""A kind that no pact declares; its activities count nothing."""

ZONES = (
    "UTC",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "America/Santiago",
)
"""Zones with and without daylight saving, half an hour of it, and clocks changed at midnight."""

DECLARED: dict[str, dict[str, Any]] = {
    "industry": {"type": "category", "values": ["software", "fintech", "éducation"]},
    "tier": {"type": "category", "values": ["gold", "Software", "_%"], "from": "leads.plan"},
    "growth": {"type": "number"},
    "margin": {"type": "number", "from": "accounts.margin_rate"},
    "seats": {"type": "integer"},
    "renewal_on": {"type": "date"},
    "trial_ends_on": {"type": "date", "from": "accounts.trial_ends_on"},
    "wants_demo": {"type": "boolean"},
}
"""How a pact declares its own attributes."""


NAMES: dict[str, NameType] = {
    "title": NameType(AttributeType.TEXT),
    "country": NameType(AttributeType.TEXT),
    "n_employees": NameType(AttributeType.INTEGER),
    "is_customer": NameType(AttributeType.BOOLEAN),
    **{
        name: NameType(AttributeType(item["type"]), tuple(item.get("values", ())))
        for name, item in DECLARED.items()
    },
}
"""The attributes that conditions may ask about, standard ones first."""

DAYS = (date(2026, 1, 30), date(2026, 1, 31), date(2026, 2, 1), date(1969, 12, 31))

TEXTS = ("VP Sales", "sales rep", "CÉO", "o'neill \\ co", "50%_off", "ÎLE", "İstanbul", "ß", "")
"""Values of text attributes; the empty text is a value, not a missing one."""

PARTS = ("sales", "S", "éo", "'", "\\", "%", "_", "vp", "ÎL", "i", "ß", "off")
"""What `contains` and `starts_with` look for."""

NUMBERS = (-3, -1, 0, 1, 2, 3, 5, 8)

FRACTIONS = (-0.5, 0.1, 0.5, 2.5, 2.0, 1e-05)

LARGE_NUMBERS = (2**31, 2**53, -(2**53))
"""Values beyond 32 bits. Beyond 53 bits an engine compares a whole number with another as doubles,
which are equal where the numbers are not; no attribute of a lead is as large."""

STRANGE_NUMBERS = (float("nan"), float("inf"), 9_007_199_254_740_992.0)
"""Values that are no number, or no ordinary one; what is no number counts as missing."""

FIELD_TEXTS = ("email", "Événement", "ads", "ADS %", "")
"""Values of an activity's channel, campaign and content."""
