"""Random values of attributes, near the constants that a pact compares them with.

And the small world of random pacts and companies: so few names and values that tests often meet.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from hypothesis import strategies as st

from leadpact.conditions.nodes import Compare, Condition, Constant, In, Name
from leadpact.conditions.walk import walk
from leadpact.pact.ruleset import Ruleset
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

TEXTS = (
    *("VP Sales", "sales rep", "CÉO", "o'neill \\ co", "50%_off", "ÎLE", "İstanbul", "ß", ""),
    *("sales—VP…", "svp/presales", "部长、sales", "🚀 rep\u00a0🚀", "é-o"),
)
"""Values of text attributes; the empty text is a value, not a missing one."""

PARTS = ("sales", "S", "éo", "'", "\\", "%", "_", "vp", "ÎL", "i", "ß", "off")
"""What `contains` and `starts_with` look for."""

WORDS = ("sales", "S", "vp", "éO", "neill", "off", "50", "ß", "部长", "rep", "🚀")
"""What `has_word` looks for."""

NUMBERS = (-3, -1, 0, 1, 2, 3, 5, 8)

FRACTIONS = (-0.5, 0.1, 0.5, 2.5, 2.0, 1e-05)

LARGE_NUMBERS = (2**31, 2**53, -(2**53))
"""Values beyond 32 bits. Beyond 53 bits an engine compares a whole number with another as doubles,
which are equal where the numbers are not; no attribute of a lead is as large."""

STRANGE_NUMBERS = (float("nan"), float("inf"), 9_007_199_254_740_992.0)
"""Values that are no number, or no ordinary one; what is no number counts as missing."""

FIELD_TEXTS = ("email", "Événement", "ads", "ADS %", "")
"""Values of an activity's channel, campaign and content."""


def conditions_of(ruleset: Ruleset) -> Iterator[Condition]:
    """Return every condition of a pact's rules and gates."""
    for score in ruleset.scores:
        yield from (rule.when for rule in score.condition_rules)
        yield from (rule.where for rule in score.activity_rules if rule.where)
    yield from (item.when for item in ruleset.not_leads)
    for gate in ruleset.gates:
        whens = [gate.when, *(path.when for path in gate.paths)]
        yield from (when for when in whens if when is not None)
    yield from (item.when for item in ruleset.checkpoints if item.when is not None)


def columns_of(
    ruleset: Ruleset, table: str, *, by_name: bool = False
) -> dict[str, st.SearchStrategy[Any]]:
    """Return the values of each attribute of a table, by column, or by the attribute's name."""
    constants = constants_of(ruleset)
    return {
        name if by_name else item.column: values_near(
            item.type, [*constants.get(name, ()), *item.values]
        )
        for name, item in ruleset.attributes.items()
        if item.table == table
    }


@lru_cache(maxsize=8)
def constants_of(ruleset: Ruleset) -> dict[str, tuple[Any, ...]]:
    """Return the constants that the pact compares each name with."""
    found: dict[str, tuple[Any, ...]] = {}
    for condition in conditions_of(ruleset):
        for node in walk(condition):
            operands: tuple[Any, ...] = ()
            if isinstance(node, Compare):
                operands = (node.left, node.right)
            elif isinstance(node, In):
                operands = (node.operand, *node.constants)
            names = [item.name for item in operands if isinstance(item, Name)]
            values = tuple(item.value for item in operands if isinstance(item, Constant))
            for name in names:
                found[name] = found.get(name, ()) + values
    return found


def values_near(kind: AttributeType, near: Sequence[Any]) -> st.SearchStrategy[Any]:
    """Return values of a type, often such as a rule compares with, or missing."""
    match kind:
        case AttributeType.BOOLEAN:
            return st.none() | st.booleans()
        case AttributeType.DATE:
            return st.none() | st.sampled_from([*near, *DAYS])
        case AttributeType.TEXT | AttributeType.CATEGORY:
            return st.none() | st.sampled_from([*near, *TEXTS])
        case AttributeType.INTEGER:
            beside = [int(value) + by for value in near for by in (0, 1, -1)]
            return st.none() | st.sampled_from([*beside, *NUMBERS]) | _LARGE
        case _:
            return st.none() | st.sampled_from([*near, *NUMBERS, *FRACTIONS]).map(float) | _STRANGE


_LARGE = st.sampled_from(LARGE_NUMBERS)
_STRANGE = st.sampled_from(STRANGE_NUMBERS)
