"""One lead cleaned: every field normalised, its faults, and the grade of its data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from leadpact.identity.hygiene.company_name import clean_company
from leadpact.identity.hygiene.domain import clean_domain, clean_website
from leadpact.identity.hygiene.email import clean_email
from leadpact.identity.hygiene.industry import clean_industry
from leadpact.identity.hygiene.job_title import clean_title
from leadpact.identity.hygiene.person_name import clean_person_name
from leadpact.identity.hygiene.phone import clean_phone
from leadpact.identity.hygiene.places import clean_country, clean_state
from leadpact.identity.hygiene.plain_text import CleanField
from leadpact.pact.sections.identity.hygiene import Grade, HygienePolicy, Severity
from leadpact.terms.hygiene import FaultCode, FieldFault

FIELDS = (
    *("first_name", "last_name", "company", "email", "phone", "website", "domain", "title"),
    *("country", "state", "industry"),
)
"""The fields that are cleaned, by the names of their columns."""

_NAMES = frozenset({"first_name", "last_name", "full_name"})
_CACHED = 2**16
_LONGEST_CACHED = 200
_Clean = TypeVar("_Clean")

_UNUSABLE = {
    FaultCode.EMAIL_BOGUS: ("email",),
    FaultCode.PERSON_NAME_BOGUS: ("first_name", "last_name"),
    FaultCode.COMPANY_BOGUS: ("company",),
    FaultCode.TITLE_BOGUS: ("title",),
}
"""The fields that a lead with such a fault lacks: a bogus value is no value."""


@dataclass(frozen=True, slots=True)
class CleanLead:
    """One lead after hygiene.

    Attributes
    ----------
    values
        The normalised fields; None where there is no usable value. An industry stays in the
        company's own words, which its pact uses; here it is called `sector`.
    faults
        Everything wrong, in the order of the fields.
    grade
        The quality that follows, by the pact's severities.
    """

    values: Mapping[str, str | None]
    faults: tuple[FieldFault, ...]
    grade: Grade


def clean_lead(record: Mapping[str, object], *, policy: HygienePolicy) -> CleanLead:
    """Clean one lead.

    Parameters
    ----------
    record
        The fields of a lead as they came, of `FIELDS`. A field that is empty can be a fault; one
        that the company does not record, and so is no key here, cannot. `full_name` is read where
        there is neither a first nor a last name.
    policy
        The severities, and the country of numbers without one.

    Returns
    -------
    CleanLead
        Cleaning its values again changes nothing.

    See Also
    --------
    leadpact.identity.batch.clean.clean_leads : the same for a table.

    Examples
    --------
    >>> lead = clean_lead(
    ...     {"first_name": "JANE", "last_name": "O'NEIL", "email": "Jane@Acme.CO.UK",
    ...      "company": "acme ltd.", "country": "England", "phone": "020 7946 0958"},
    ...     policy=HygienePolicy(),
    ... )
    >>> lead.values["last_name"], lead.values["phone"], lead.values["country"], lead.grade.value
    ("O'Neil", '+442079460958', 'GB', 'A')
    """
    values, results = _clean_fields(record, policy)
    faults = tuple(
        fault
        for result in results
        for fault in result.faults
        if _is_of_record(fault, record, values["country"])
    )
    for fault in faults:
        values |= dict.fromkeys(_UNUSABLE.get(fault.code, ()))
    return CleanLead(values, faults, grade_of(faults, policy))


def _clean_fields(
    record: Mapping[str, object], policy: HygienePolicy
) -> tuple[dict[str, str | None], tuple[CleanField, ...]]:
    """Return the values of a lead, and the results of its fields, in the order of the faults."""
    given = {name: _text(record.get(name)) for name in (*FIELDS, "full_name")}
    country = _country(given["country"])
    state = _state(given["state"], country=country.value)
    email = clean_email(given["email"])
    phone = clean_phone(given["phone"], country=country.value or policy.default_country)
    name = clean_person_name(given["first_name"], given["last_name"], given["full_name"])
    company = clean_company(given["company"] or name.company, person=name.value)
    website = clean_website(given["website"])
    domain = clean_domain(given["domain"])
    title, industry = _title(given["title"]), _industry(given["industry"])
    values = {
        "first_name": name.first,
        "last_name": name.last,
        "company": company.value,
        "email": email.value,
        "phone": phone.value,
        "website": website.host,
        "domain": domain.value,
        "title": title.value,
        "country": country.value,
        "state": state.value,
        "industry": given["industry"],
        "sector": industry.value,
    }
    results = (name, company, email, phone, website, domain, title, country, state, industry)
    return values, results


def _is_of_record(fault: FieldFault, record: Mapping[str, object], country: str | None) -> bool:
    """Return whether a fault is about a recorded value, not about one that we assumed."""
    if fault.code is FaultCode.PHONE_COUNTRY_DIFFERS and country is None:
        return False
    is_of_name = fault.field in _NAMES and not _NAMES.isdisjoint(record)
    return fault.field in record or is_of_name


def grade_of(faults: tuple[FieldFault, ...], policy: HygienePolicy) -> Grade:
    """Return the grade that follows from faults.

    Parameters
    ----------
    faults
        Those of one lead; a kind of fault counts once.
    policy
        How grave each kind is.
    """
    found = [policy.severity_of(code) for code in {fault.code for fault in faults}]
    n_major = found.count(Severity.MAJOR)
    if Severity.FATAL in found:
        return Grade.F
    if n_major:
        return Grade.D if n_major > 1 else Grade.C
    return Grade.B if Severity.MINOR in found else Grade.A


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _cached(clean: Callable[..., _Clean]) -> Callable[..., _Clean]:
    """Remember what a function made of texts: thousands of leads have the same country or title.

    A long text is hardly ever met again, and would only fill the memory.
    """
    remembered = lru_cache(maxsize=_CACHED)(clean)

    def once(text: str | None, **known: str | None) -> _Clean:
        is_long = text is not None and len(text) > _LONGEST_CACHED
        return clean(text, **known) if is_long else remembered(text, **known)

    return once


_country = _cached(clean_country)
_state = _cached(clean_state)
_title = _cached(clean_title)
_industry = _cached(clean_industry)
