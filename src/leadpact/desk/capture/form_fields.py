"""The fields of a form: what each asks, how a browser shows it, and whether an answer will do."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from leadpact.desk.capture.cleaning import FURTHER_FIELDS, attributes_of, type_value
from leadpact.engine.read import UnableToReadLead
from leadpact.identity.hygiene.company_name import clean_company
from leadpact.identity.hygiene.email import clean_email
from leadpact.identity.hygiene.person_name import clean_person_name
from leadpact.identity.hygiene.phone import clean_phone
from leadpact.identity.hygiene.places import clean_country
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.attributes import AttributeType
from leadpact.terms.hygiene import FaultCode, FieldFault

LONGEST = 300
LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form: `type` is of `TYPES`, `name` that of the attribute it fills."""

    name: str
    label: str
    type: str = "text"
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def autocomplete(self) -> str:
        """What a browser may fill in by itself."""
        return _AUTOCOMPLETE.get(self.name, "off")


TYPES = ("text", "email", "tel", "number", "date", "select", "checkbox", "textarea", "url")

_AUTOCOMPLETE = {
    "first_name": "given-name",
    "last_name": "family-name",
    "email": "email",
    "phone": "tel",
    "company": "organization",
    "title": "organization-title",
    "country": "country-name",
    "state": "address-level1",
    "city": "address-level2",
    "website": "url",
}

LABELS = {
    "first_name": "First name",
    "last_name": "Last name",
    "email": "Work e-mail",
    "phone": "Phone",
    "company": "Company",
    "title": "Job title",
    "country": "Country",
    "state": "State or region",
    "city": "City",
    "website": "Website",
    "industry": "Industry",
    "n_employees": "Number of employees",
    "note": "How can we help?",
}
"""What the first version of a form calls them; a company writes its own."""

FIRST_FIELDS = (
    FormField("first_name", LABELS["first_name"], required=True),
    FormField("last_name", LABELS["last_name"], required=True),
    FormField("email", LABELS["email"], "email", required=True),
    FormField("company", LABELS["company"], required=True),
    FormField("phone", LABELS["phone"], "tel"),
    FormField("title", LABELS["title"]),
)


def read_fields(stored: Iterable[Mapping[str, Any]]) -> tuple[FormField, ...]:
    """Return the fields of a version as they are stored."""
    return tuple(FormField(**{**item, "choices": tuple(item["choices"])}) for item in stored)


def store_fields(fields: Iterable[FormField]) -> list[dict[str, Any]]:
    """Return fields as they are stored with a version."""
    return [{**asdict(item), "choices": list(item.choices)} for item in fields]


def fields_on_offer(ruleset: Ruleset) -> tuple[FormField, ...]:
    """Return what a form can ask, by the attributes of a pact; the most usual first."""
    attributes = attributes_of(ruleset)
    hidden = {"source", "campaign", "time_zone", "seniority", "job_function", "region"}
    hidden |= {"is_customer", "revenue_amount"}
    names = [*LABELS, *sorted(set(attributes) - set(LABELS) - hidden)]
    found = []
    for name in names:
        attribute = attributes.get(name)
        if attribute is None and name not in FURTHER_FIELDS:
            continue
        choices = attribute.values if attribute is not None else ()
        kind = "select" if choices else _type_of(name, attribute.type if attribute else None)
        label = LABELS.get(name, name.replace("_", " ").capitalize())
        found.append(FormField(name, label, kind, choices=choices))
    return tuple(found)


def value_words(value: str) -> str:
    """Return a value of a category as people read it.

    Examples
    --------
    >>> value_words("public_sector"), value_words("EMEA")
    ('Public sector', 'EMEA')
    """
    text = value.replace("_", " ")
    return text[:1].upper() + text[1:]


def _type_of(name: str, kind: AttributeType | None) -> str:
    own = {"email": "email", "phone": "tel", "note": "textarea", "website": "text"}
    if name in own:
        return own[name]
    of_kind = {
        AttributeType.INTEGER: "number",
        AttributeType.NUMBER: "number",
        AttributeType.BOOLEAN: "checkbox",
        AttributeType.DATE: "date",
    }
    return of_kind.get(kind, "text") if kind is not None else "text"


def check_answers(
    fields: Iterable[FormField], values: Mapping[str, str], ruleset: Ruleset
) -> dict[str, str]:
    """Return what is wrong with the answers to a form, by field, in words that help."""
    found = {}
    for item in fields:
        text = values.get(item.name, "").strip()
        fault = _check_one(item, text, values, ruleset)
        if fault:
            found[item.name] = fault
    return found


def _check_one(
    item: FormField, text: str, values: Mapping[str, str], ruleset: Ruleset
) -> str | None:
    if not text:
        is_choice = item.type in ("select", "checkbox")
        what = "Choose" if is_choice else "Enter"
        return f"{what} your {item.label.lower()}." if item.required else None
    most = LONGEST_NOTE if item.type == "textarea" else LONGEST
    if len(text) > most:
        return f"Use at most {most} characters; these are {len(text)}."
    if item.choices and text not in item.choices:
        return "Choose one of the list."
    if item.name in _CHECKS:
        return _CHECKS[item.name](text, values)
    attribute = attributes_of(ruleset).get(item.name)
    try:
        if attribute is not None:
            type_value(text, attribute)
    except UnableToReadLead as error:
        return _FIXES.get(attribute.type, error.fact) if attribute else error.fact
    return None


_FIXES = {
    AttributeType.INTEGER: "Enter a whole number, such as 250.",
    AttributeType.NUMBER: "Enter a number, such as 250.",
    AttributeType.DATE: "Enter a date, such as 2026-01-31.",
}


def _check_email(text: str, values: Mapping[str, str]) -> str | None:
    found = clean_email(text)
    codes = {fault.code: fault for fault in found.faults}
    if FaultCode.EMAIL_INVALID in codes or found.value is None:
        return "Enter an e-mail address like name@example.com."
    if FaultCode.EMAIL_BOGUS in codes:
        return "This looks like a placeholder. Enter an address where we can reach you."
    typo = codes.get(FaultCode.EMAIL_TYPO)
    if typo is not None:
        # Sent a second time, it is meant.
        is_meant = values.get("email_as_is", "").strip() == text
        meant = f" Did you mean {typo.detail}?" if typo.detail else ""
        words = f"Is this address spelt right?{meant} Send it again to keep it as it is."
        return None if is_meant else words
    if FaultCode.EMAIL_DISPOSABLE in codes:
        return "This mailbox is thrown away after a while. Enter one where we can reach you."
    return None


def _check_phone(text: str, values: Mapping[str, str]) -> str | None:
    country = clean_country(values.get("country") or None).value
    faults = clean_phone(text, country=country).faults
    # A number without a country's code is read by the pact's country later on: only what is no
    # number at all is refused here.
    if any(fault.code is FaultCode.PHONE_INVALID for fault in faults) and not _has_digits(text):
        return "Enter a phone number with its area code, or leave it out."
    return None


def _has_digits(text: str) -> bool:
    return 7 <= sum(letter.isdigit() for letter in text) <= 20


def _check_company(text: str, values: Mapping[str, str]) -> str | None:
    del values
    return _bogus(clean_company(text).faults, FaultCode.COMPANY_BOGUS, "company")


def _check_name(text: str, values: Mapping[str, str]) -> str | None:
    del values
    faults = clean_person_name(text, text, None).faults
    is_no_name = any(fault.detail in ("LINK", "DIGITS") for fault in faults)
    return "Enter your name as you write it." if is_no_name else None


def _bogus(faults: Iterable[FieldFault], code: FaultCode, what: str) -> str | None:
    if any(fault.code is code for fault in faults):
        return f"This looks like a placeholder. Enter the name of your {what}."
    return None


_CHECKS = {
    "email": _check_email,
    "phone": _check_phone,
    "company": _check_company,
    "first_name": _check_name,
    "last_name": _check_name,
}
