"""A lead's fields as they came, made clean, complete and of the pact's types. Reads no table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from leadpact.engine.lead import AttributeValue
from leadpact.engine.read import UnableToReadLead, read_attribute
from leadpact.identity.clean_lead import FIELDS, clean_lead
from leadpact.identity.enrichment.enrich import enrich_lead
from leadpact.pact.ruleset import Attribute, Ruleset
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.pact.sections.identity.enrichment import EnrichmentPolicy
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.pact.standard import STANDARD_ATTRIBUTES
from leadpact.terms.attributes import AttributeType
from leadpact.terms.hygiene import FieldFault

FURTHER_FIELDS = ("domain", "state", "city", "note")
"""Fields that no pact may name by itself, and that people want to see of a lead."""

_UNNAMED = IdentityPolicy(
    enrichment=EnrichmentPolicy(), duplicates=DuplicatePolicy(), accounts=AccountMatchingPolicy()
)
_YES = frozenset({"true", "t", "yes", "y", "1", "on"})
_NO = frozenset({"false", "f", "no", "n", "0", "off"})


@dataclass(frozen=True, slots=True)
class CleanCapture:
    """The fields of one capture, clean.

    Attributes
    ----------
    attributes
        The values by name, typed by the pact; a field without a usable value is not there.
    derived_from
        Of derived values the field that each follows from.
    faults, grade
        What was wrong with the fields as they came, and the quality of the data.
    unused
        Names that neither the pact nor the desk knows, in order.
    """

    attributes: Mapping[str, AttributeValue]
    derived_from: Mapping[str, str]
    faults: tuple[FieldFault, ...]
    grade: str
    unused: tuple[str, ...]


def identity_policy(ruleset: Ruleset) -> IdentityPolicy:
    """Return what the pact says on identity; without a word of it, everything by the defaults."""
    return ruleset.identity or _UNNAMED


def attributes_of(ruleset: Ruleset) -> dict[str, Attribute]:
    """Return the attributes that a lead is kept with: those of the pact, and all standard ones."""
    return {**STANDARD_ATTRIBUTES, **ruleset.attributes}


def clean_capture(values: Mapping[str, Any], ruleset: Ruleset, *, as_of: date) -> CleanCapture:
    """Clean the fields of a lead, derive what follows from them, and type them by the pact.

    Nothing outside is asked: a provider that is slow or down never delays a lead.

    Raises
    ------
    UnableToReadLead
        At the first value that is not of the pact's type.
    """
    policy = identity_policy(ruleset)
    given = {name: item for name, item in values.items() if not _is_blank(item)}
    record = {name: item for name, item in given.items() if name in (*FIELDS, "full_name")}
    clean = clean_lead(record, policy=policy.hygiene)
    known = {name: item for name, item in clean.values.items() if item and name != "sector"}
    known |= {name: str(given[name]) for name in ("seniority", "time_zone") if name in given}
    derived: dict[str, str] = {}
    if policy.enrichment is not None:
        found = enrich_lead(known, policy=replace(policy.enrichment, providers=()), as_of=as_of)
        for name, item in found.values.items():
            if item.derived_from is not None:
                derived[name] = item.derived_from
                known[name] = item.value
    raw = {name: item for name, item in given.items() if name not in record} | known
    attributes = _typed(raw, ruleset)
    names = {*attributes_of(ruleset), *FURTHER_FIELDS, *FIELDS, "full_name"}
    return CleanCapture(
        attributes,
        {name: base for name, base in derived.items() if name in attributes},
        clean.faults,
        clean.grade.value,
        tuple(sorted(name for name in given if name not in names)),
    )


def _typed(raw: Mapping[str, Any], ruleset: Ruleset) -> dict[str, AttributeValue]:
    found: dict[str, AttributeValue] = {}
    for name, attribute in attributes_of(ruleset).items():
        value = type_value(raw.get(name), attribute)
        if value is not None:
            found[name] = value
    for name in FURTHER_FIELDS:
        if name not in found and raw.get(name):
            found[name] = _checked_text(str(raw[name]).strip(), name)
    return found


def type_value(value: Any, attribute: Attribute) -> AttributeValue:
    """Return a value by the type of its attribute; a form and a list write all values as texts.

    Raises
    ------
    UnableToReadLead
        Where it is not of the type, or no value of the category.
    """
    text = value.strip() if isinstance(value, str) else None
    if text is not None:
        value = _read_text(text, attribute.type)
    found = read_attribute(value, attribute, attribute.name)
    if isinstance(found, str):
        _checked_text(found, attribute.name)
        if attribute.values and found not in attribute.values:
            return _value_of_category(found, attribute)
    return found


def _read_text(text: str, kind: AttributeType) -> Any:
    if kind in (AttributeType.INTEGER, AttributeType.NUMBER):
        plain = text.replace(",", "").replace(" ", "").replace("\u00a0", "")
        try:
            return int(plain) if plain.lstrip("+-").isdecimal() else float(plain)
        except ValueError:
            return text
    if kind is AttributeType.BOOLEAN and text.lower() in _YES | _NO:
        return text.lower() in _YES
    return text


def _value_of_category(text: str, attribute: Attribute) -> str | None:
    """Return the declared value that a text means but for capitals; others are not known."""
    folded = {item.casefold(): item for item in attribute.values}
    return folded.get(text.casefold())


def _checked_text(text: str, name: str) -> str:
    if any(letter == "\0" or 0xD800 <= ord(letter) < 0xE000 for letter in text):
        fact = "It holds a NUL or half of a character."
        raise UnableToReadLead(name, fact, "Send whole characters.")
    return text


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def with_account(
    attributes: Mapping[str, AttributeValue], of_account: Mapping[str, Any], ruleset: Ruleset
) -> dict[str, AttributeValue]:
    """Fill what a lead lacks with the values of its account, as the pact's attributes say."""
    found = dict(attributes)
    for name, attribute in _of_accounts(attributes_of(ruleset).values()):
        if name not in found:
            value = type_value(of_account.get(attribute.column), attribute)
            if value is not None:
                found[name] = value
    return found


def _of_accounts(attributes: Iterable[Attribute]) -> Iterable[tuple[str, Attribute]]:
    return ((item.name, item) for item in attributes if item.table == "accounts")
