"""All rules of a pact on who a lead is; a part that it leaves out is None."""

from dataclasses import dataclass, field

from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.pact.sections.identity.enrichment import EnrichmentPolicy
from leadpact.pact.sections.identity.hygiene import HygienePolicy
from leadpact.pact.sections.identity.survivorship import SurvivorshipPolicy


@dataclass(frozen=True, slots=True)
class IdentityPolicy:
    """What happens to leads before they are scored.

    Attributes
    ----------
    hygiene
        How fields are read and faults weighed; fields are always cleaned.
    enrichment
        What is added to a lead; None: nothing is.
    duplicates
        How leads of one person are found; None: they are not looked for.
    survivorship
        How the merged view of a person's leads is made.
    accounts
        How leads are matched to accounts; None: they keep the account on record.
    """

    hygiene: HygienePolicy = field(default_factory=HygienePolicy)
    enrichment: EnrichmentPolicy | None = None
    duplicates: DuplicatePolicy | None = None
    survivorship: SurvivorshipPolicy = field(default_factory=SurvivorshipPolicy)
    accounts: AccountMatchingPolicy | None = None
