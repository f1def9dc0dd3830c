"""From the written section `identity` to its policy."""

from collections.abc import Sequence
from types import MappingProxyType

from leadpact.pact.draft import Draft
from leadpact.pact.sections.identity.accounts import (
    AccountMatchingPolicy,
    AccountWeights,
    Ambiguity,
    BlankField,
    DomainAlone,
    MatchTo,
    TieBreaker,
)
from leadpact.pact.sections.identity.document import (
    DuplicatesDocument,
    EnrichmentDocument,
    FieldSurvivalDocument,
    HygieneDocument,
    IdentityDocument,
    SurvivorshipDocument,
)
from leadpact.pact.sections.identity.document_accounts import AccountMatchingDocument
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.pact.sections.identity.enrichment import Derivation, EnrichmentPolicy, Overwrite
from leadpact.pact.sections.identity.hygiene import DEFAULT_SEVERITIES, HygienePolicy, Severity
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.pact.sections.identity.survivorship import (
    DEFAULT_SURVIVAL,
    FieldSurvival,
    Strategy,
    SurvivorshipPolicy,
)
from leadpact.terms.hygiene import FaultCode


def compile_identity(_draft: Draft, document: IdentityDocument) -> IdentityPolicy:
    """Return the policy of a section without errors."""
    return IdentityPolicy(
        hygiene=_hygiene(document.hygiene),
        enrichment=_enrichment(document.enrichment) if document.enrichment else None,
        duplicates=_duplicates(document.duplicates) if document.duplicates else None,
        survivorship=_survivorship(document.survivorship),
        accounts=compile_accounts(document.accounts) if document.accounts else None,
    )


def _hygiene(document: HygieneDocument) -> HygienePolicy:
    own = {FaultCode(code): Severity(name.upper()) for code, name in document.faults.items()}
    severities = MappingProxyType({**DEFAULT_SEVERITIES, **own})
    return HygienePolicy(default_country=document.default_country, severities=severities)


def _enrichment(document: EnrichmentDocument) -> EnrichmentPolicy:
    return EnrichmentPolicy(
        derive=tuple(Derivation(name.upper()) for name in document.derive),
        providers=tuple(document.providers),
        fields=tuple(document.fields),
        overwrite=Overwrite(document.overwrite.upper()),
        overwrite_fields=tuple(
            (name, Overwrite(how.upper())) for name, how in document.overwrite_fields.items()
        ),
        at_most_days_old=document.at_most_days_old,
    )


def _duplicates(document: DuplicatesDocument) -> DuplicatePolicy:
    return DuplicatePolicy(
        p_same=document.same_from,
        p_possible=document.review_from,
        fields=tuple(document.fields),
        keys=tuple(tuple(key) for key in document.keys),
        at_most_per_key=document.at_most_per_key,
        at_most_per_key_online=document.at_most_per_key_online,
    )


def _survivorship(document: SurvivorshipDocument) -> SurvivorshipPolicy:
    return SurvivorshipPolicy(
        survival=survival_of(document.fields),
        otherwise=_strategies(document.otherwise),
        source_order=tuple(document.source_order),
    )


def survival_of(groups: Sequence[FieldSurvivalDocument]) -> tuple[FieldSurvival, ...]:
    """Return the groups given, and the default ones of which they name no field."""
    given = {name for group in groups for name in group.fields}
    kept = [group for group in DEFAULT_SURVIVAL if not given & set(group.fields)]
    own = [FieldSurvival(tuple(item.fields), _strategies(item.prefer)) for item in groups]
    return (*own, *kept)


def _strategies(names: Sequence[str]) -> tuple[Strategy, ...]:
    return tuple(Strategy(name.upper()) for name in names)


def compile_accounts(document: AccountMatchingDocument) -> AccountMatchingPolicy:
    """Return the policy of account matching."""
    return AccountMatchingPolicy(
        domain_alone=DomainAlone(document.domain_alone.upper()),
        match_to=MatchTo(document.match_to.upper()),
        tie_breakers=tuple(TieBreaker(name.upper()) for name in document.tie_breakers),
        ambiguity=Ambiguity(document.ambiguity.upper()),
        blank_equals_blank=frozenset(
            BlankField(name.upper()) for name in document.blank_equals_blank
        ),
        threshold=document.threshold,
        margin=document.margin,
        founds_accounts=document.founds_accounts,
        weights=AccountWeights(**document.weights.model_dump()),
    )
