"""Values derived from a lead's own: domain, website, country, time zone, seniority and function."""

from collections.abc import Callable, Mapping, Sequence

from leadpact.identity.enrichment.values import DERIVED, Provided
from leadpact.identity.hygiene.domain import DomainKind, clean_domain
from leadpact.identity.hygiene.email import EmailKind, clean_email
from leadpact.identity.hygiene.job_title import clean_title
from leadpact.identity.hygiene.phone import clean_phone
from leadpact.identity.time_zones import zone_of_country
from leadpact.pact.sections.identity.enrichment import Derivation
from leadpact.terms.hygiene import FaultCode

_OF_A_COMPANY = frozenset({EmailKind.CORPORATE, EmailKind.ROLE})
_DOUBTFUL = frozenset({FaultCode.EMAIL_TYPO, FaultCode.EMAIL_BOGUS})
_UNKNOWN = "UNKNOWN"


Values = Mapping[str, Provided]


def derive_values(values: Values, *, derive: Sequence[Derivation]) -> dict[str, Provided]:
    """Derive missing values from the values of a lead.

    Values derived from a person's statement take precedence over those derived from a provider's.

    Parameters
    ----------
    values
        The known values. Countries are ISO 3166 codes; other fields may be as a person typed them.
    derive
        The derivations, in the order in which they are tried.

    Returns
    -------
    dict[str, Provided]
        All values, those given unchanged, those derived with the field they follow from and its
        day.
    """
    given = {field: value for field, value in values.items() if not value.is_appended}
    found = {**_derive_missing(given, derive), **values}
    overruled = {field for field in found if field in values and field not in given}
    while stale := {f for f, v in found.items() if f not in values and v.derived_from in overruled}:
        overruled |= stale
        found = {field: value for field, value in found.items() if field not in stale}
    return _derive_missing(found, derive)


def _derive_missing(values: Values, derive: Sequence[Derivation]) -> dict[str, Provided]:
    found = dict(values)
    for derivation in derive:
        target, base = target_and_base(derivation)
        if target not in found and base in found:
            value = _HANDLERS[derivation](found)
            if value is not None:
                found[target] = Provided(value, DERIVED + base, found[base].observed_on)
    return found


def target_and_base(derivation: Derivation) -> tuple[str, str]:
    """Name the field that a derivation fills, and the field it follows from."""
    target, _, base = derivation.lower().partition("_from_")
    return target, base


def company_domain(values: Values) -> str | None:
    """Name the domain of a lead's company: its own, its website's, or its work address's."""
    for base in ("domain", "website"):
        if base in values and (domain := domain_of_website(values[base].value)) is not None:
            return domain
    return _of_email(values["email"].value) if "email" in values else None


def domain_of_website(text: str | None) -> str | None:
    """Return the registrable domain of a website or domain; None where it is no company's own."""
    domain = clean_domain(text)
    return domain.value if domain.kind is DomainKind.COMPANY else None


def _of_email(text: str) -> str | None:
    email = clean_email(text)
    is_doubtful = any(fault.code in _DOUBTFUL for fault in email.faults)
    return email.registrable_domain if email.kind in _OF_A_COMPANY and not is_doubtful else None


def _zone_of_phone(values: Values) -> str | None:
    """Trust the zone of a number only where it is of the lead's country, if that is known."""
    country = values["country"].value if "country" in values else None
    phone = clean_phone(values["phone"].value, country=country)
    return phone.time_zone if country in {None, phone.country} else None


def _known_code(code: str) -> str | None:
    """Count a code `UNKNOWN`, read out of a job title, as missing."""
    return None if code == _UNKNOWN else str(code)


_HANDLERS: dict[Derivation, Callable[[Values], str | None]] = {
    Derivation.DOMAIN_FROM_WEBSITE: lambda values: domain_of_website(values["website"].value),
    Derivation.DOMAIN_FROM_EMAIL: lambda values: _of_email(values["email"].value),
    Derivation.WEBSITE_FROM_DOMAIN: lambda values: domain_of_website(values["domain"].value),
    Derivation.COUNTRY_FROM_PHONE: lambda values: clean_phone(values["phone"].value).country,
    Derivation.TIME_ZONE_FROM_COUNTRY: lambda values: zone_of_country(values["country"].value),
    Derivation.TIME_ZONE_FROM_PHONE: _zone_of_phone,
    Derivation.SENIORITY_FROM_TITLE: lambda values: _known_code(
        clean_title(values["title"].value).seniority
    ),
    Derivation.JOB_FUNCTION_FROM_TITLE: lambda values: _known_code(
        clean_title(values["title"].value).job_function
    ),
}
