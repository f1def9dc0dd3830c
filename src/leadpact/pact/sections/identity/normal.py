"""One form of a policy for all spellings of one meaning, as the fingerprint and the diff see it."""

from dataclasses import replace
from types import MappingProxyType

from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.pact.sections.identity.enrichment import EnrichmentPolicy
from leadpact.pact.sections.identity.hygiene import HygienePolicy, Severity
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.pact.sections.identity.survivorship import FieldSurvival, SurvivorshipPolicy


def normal_identity(policy: IdentityPolicy) -> IdentityPolicy:
    """Return the policy with what has no order sorted, and without what says nothing of its own.

    Two policies do the same exactly if their normal forms are equal.
    """
    return replace(
        policy,
        hygiene=_normal_hygiene(policy.hygiene),
        enrichment=policy.enrichment and _normal_enrichment(policy.enrichment),
        duplicates=policy.duplicates and _normal_duplicates(policy.duplicates),
        survivorship=_normal_survivorship(policy.survivorship),
    )


def _normal_hygiene(policy: HygienePolicy) -> HygienePolicy:
    """Leave out what is minor, as everything is that is not named."""
    named = sorted(policy.severities.items())
    kept = {code: severity for code, severity in named if severity is not Severity.MINOR}
    return replace(policy, severities=MappingProxyType(kept))


def _normal_enrichment(policy: EnrichmentPolicy) -> EnrichmentPolicy:
    own = {pair for pair in policy.overwrite_fields if pair[1] is not policy.overwrite}
    return replace(
        policy, fields=tuple(sorted(set(policy.fields))), overwrite_fields=tuple(sorted(own))
    )


def _normal_duplicates(policy: DuplicatePolicy) -> DuplicatePolicy:
    keys = {tuple(sorted(set(key))) for key in policy.keys}
    return replace(policy, fields=tuple(sorted(set(policy.fields))), keys=tuple(sorted(keys)))


def _normal_survivorship(policy: SurvivorshipPolicy) -> SurvivorshipPolicy:
    """Leave out the fields that are chosen by themselves as every other field is."""
    own = [
        FieldSurvival(tuple(sorted(group.fields)), group.strategies)
        for group in policy.survival
        if len(group.fields) > 1 or group.strategies != policy.otherwise
    ]
    return replace(policy, survival=tuple(sorted(own, key=lambda group: group.fields)))
