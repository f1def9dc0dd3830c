"""Faults of a lead's own data: their codes, and one fault of one field with its detail."""

from dataclasses import dataclass
from enum import StrEnum


class FaultCode(StrEnum):
    """The kinds of fault that a field of a lead can have."""

    EMAIL_MISSING = "EMAIL_MISSING"
    EMAIL_INVALID = "EMAIL_INVALID"
    EMAIL_DISPOSABLE = "EMAIL_DISPOSABLE"
    EMAIL_FREE_MAIL = "EMAIL_FREE_MAIL"
    EMAIL_ROLE = "EMAIL_ROLE"
    EMAIL_TYPO = "EMAIL_TYPO"
    EMAIL_BOGUS = "EMAIL_BOGUS"
    EMAIL_SEVERAL = "EMAIL_SEVERAL"
    PHONE_INVALID = "PHONE_INVALID"
    PHONE_SEVERAL = "PHONE_SEVERAL"
    PERSON_NAME_BOGUS = "PERSON_NAME_BOGUS"
    PERSON_NAME_IS_COMPANY = "PERSON_NAME_IS_COMPANY"
    PERSON_NAME_MISSING = "PERSON_NAME_MISSING"
    COMPANY_BOGUS = "COMPANY_BOGUS"
    COMPANY_MISSING = "COMPANY_MISSING"
    DOMAIN_INVALID = "DOMAIN_INVALID"
    DOMAIN_SHARED = "DOMAIN_SHARED"
    WEBSITE_IS_EMAIL = "WEBSITE_IS_EMAIL"
    COUNTRY_UNKNOWN = "COUNTRY_UNKNOWN"
    STATE_UNKNOWN = "STATE_UNKNOWN"
    INDUSTRY_UNKNOWN = "INDUSTRY_UNKNOWN"
    TITLE_BOGUS = "TITLE_BOGUS"
    TITLE_UNKNOWN = "TITLE_UNKNOWN"
    PHONE_COUNTRY_DIFFERS = "PHONE_COUNTRY_DIFFERS"


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One fault of one field.

    Attributes
    ----------
    code
        The kind of fault.
    field
        The column of the lead that has it.
    detail
        What was recognised, or a suggestion; never personal text. Empty where the code is enough.
    """

    code: FaultCode
    field: str
    detail: str = ""
