"""The rules of a pact on clean data: how grave each fault is, and the grade that follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from leadpact.terms.hygiene import FaultCode


class Severity(StrEnum):
    """How much a fault matters to the people who work the lead."""

    IGNORED = "IGNORED"
    """The pact does not count it."""
    MINOR = "MINOR"
    """Somebody should fix it; the lead can be worked meanwhile."""
    MAJOR = "MAJOR"
    """It hinders the work."""
    FATAL = "FATAL"
    """The lead cannot be worked: it is bogus, or nobody can reach it."""


class Grade(StrEnum):
    """The quality of one lead's data, by its gravest faults."""

    A = "A"
    """No fault that counts."""
    B = "B"
    """Minor faults only."""
    C = "C"
    """One major fault."""
    D = "D"
    """Several major faults."""
    F = "F"
    """A fatal fault."""


DEFAULT_SEVERITIES: Mapping[FaultCode, Severity] = MappingProxyType(
    {
        FaultCode.EMAIL_INVALID: Severity.FATAL,
        FaultCode.EMAIL_BOGUS: Severity.FATAL,
        FaultCode.EMAIL_DISPOSABLE: Severity.FATAL,
        FaultCode.PERSON_NAME_BOGUS: Severity.FATAL,
        FaultCode.EMAIL_MISSING: Severity.MAJOR,
        FaultCode.EMAIL_TYPO: Severity.MAJOR,
        FaultCode.COMPANY_BOGUS: Severity.MAJOR,
        FaultCode.COMPANY_MISSING: Severity.MAJOR,
        FaultCode.PERSON_NAME_MISSING: Severity.MAJOR,
        FaultCode.PERSON_NAME_IS_COMPANY: Severity.MAJOR,
        FaultCode.PHONE_INVALID: Severity.MAJOR,
    }
)
"""What is not listed is minor."""


@dataclass(frozen=True, slots=True)
class HygienePolicy:
    """How the fields of a lead are read, and how grave their faults are.

    Attributes
    ----------
    default_country
        The country (ISO 3166 alpha-2) that a phone number without a country code is read in where
        the lead names none; None: such a number stays without a country.
    severities
        How grave each kind of fault is; what is not named is minor.
    """

    default_country: str | None = None
    severities: Mapping[FaultCode, Severity] = field(default_factory=lambda: DEFAULT_SEVERITIES)

    def severity_of(self, code: FaultCode) -> Severity:
        """Return how grave a kind of fault is."""
        return self.severities.get(code, Severity.MINOR)
