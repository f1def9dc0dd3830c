"""The rules of a pact on enrichment: what is derived, who is asked, what may overwrite what."""

from dataclasses import dataclass
from enum import StrEnum


class Derivation(StrEnum):
    """A value of a lead that follows from another of its values."""

    DOMAIN_FROM_WEBSITE = "DOMAIN_FROM_WEBSITE"
    DOMAIN_FROM_EMAIL = "DOMAIN_FROM_EMAIL"
    WEBSITE_FROM_DOMAIN = "WEBSITE_FROM_DOMAIN"
    COUNTRY_FROM_PHONE = "COUNTRY_FROM_PHONE"
    TIME_ZONE_FROM_COUNTRY = "TIME_ZONE_FROM_COUNTRY"
    TIME_ZONE_FROM_PHONE = "TIME_ZONE_FROM_PHONE"
    SENIORITY_FROM_TITLE = "SENIORITY_FROM_TITLE"
    JOB_FUNCTION_FROM_TITLE = "JOB_FUNCTION_FROM_TITLE"


class Overwrite(StrEnum):
    """When an appended value replaces one that a person gave, or one derived from that."""

    NEVER = "NEVER"
    """A provider only fills what is missing."""
    WHEN_NEWER = "WHEN_NEWER"
    """The provider observed it on a later day than the person gave it."""
    ALWAYS = "ALWAYS"
    """The provider knows better."""


APPENDED_FIELDS = (
    *("company", "domain", "website", "industry", "n_employees", "revenue_amount", "currency"),
    *("country", "state", "city", "time_zone", "title", "seniority", "job_function"),
)
"""The fields that providers may give by default: none that identifies or reaches a person."""


@dataclass(frozen=True, slots=True)
class EnrichmentPolicy:
    """What is added to a lead, and by whom.

    Attributes
    ----------
    derive
        What follows from a lead's own values, in the order tried; what comes first stays.
    providers
        The names of the append providers, the most trusted first; none is asked by default.
    fields
        The fields that providers may give.
    overwrite
        Whether an appended value may replace one that a person gave.
    overwrite_fields
        The same for single fields, in place of `overwrite`.
    at_most_days_old
        Appended values observed longer ago are not used; None: their age does not matter.
    """

    derive: tuple[Derivation, ...] = tuple(Derivation)
    providers: tuple[str, ...] = ()
    fields: tuple[str, ...] = APPENDED_FIELDS
    overwrite: Overwrite = Overwrite.NEVER
    overwrite_fields: tuple[tuple[str, Overwrite], ...] = ()
    at_most_days_old: int | None = None

    def overwrite_of(self, field: str) -> Overwrite:
        """Return when an appended value may replace one that a person gave, in one field."""
        return dict(self.overwrite_fields).get(field, self.overwrite)
