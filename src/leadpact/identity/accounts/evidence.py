"""The evidence for and against a lead's company being an account: weighted, in a fixed order.

How the host a lead writes from relates to the hosts of an account is part of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from leadpact.identity.accounts.compare import (
    SAME_FROM,
    CompanyComparison,
    NameLevel,
    NameReason,
    compare_names,
)
from leadpact.identity.accounts.facts import CompanyEvidence, Host
from leadpact.pact.sections.identity.accounts import (
    AccountMatchingPolicy,
    AccountWeights,
    BlankField,
)

_SHORTEST_LABEL = 4


class DomainRelation(StrEnum):
    """How near two companies are on the web, the nearest first."""

    SAME = "SAME"
    """The lead's host is a host of the account."""
    UNDER = "UNDER"
    """The lead's host lies under a host of the account: mail.acme.com under acme.com."""
    ABOVE = "ABOVE"
    """A host of the account lies under the lead's: acme.com above emea.acme.com."""
    LABEL = "LABEL"
    """Only the suffix differs: acme.de and acme.com; or the lead's domain spells the name."""
    SIBLING = "SIBLING"
    """Both are under one registered domain, on the same level."""
    DIFFERENT = "DIFFERENT"
    """Both have hosts, and they have nothing to do with each other."""
    UNKNOWN = "UNKNOWN"
    """One of the two has none."""


def relate_domains(lead: CompanyEvidence, account: CompanyEvidence) -> tuple[DomainRelation, str]:
    """Find the nearest relation between the hosts of two companies.

    Parameters
    ----------
    lead, account
        Companies whose hosts are their own: mail providers and shared sites are not among them.

    Returns
    -------
    tuple[DomainRelation, str]
        The relation and the host of the lead that has it.
    """
    order = list(DomainRelation)
    found = [
        *((_relate(mine, yours), mine.name) for mine, yours in product(lead.hosts, account.hosts)),
        *((DomainRelation.LABEL, mine.name) for mine in lead.hosts if _spells_name(mine, account)),
        (DomainRelation.UNKNOWN, ""),
    ]
    return min(found, key=lambda item: (order.index(item[0]), item[1]))


def _relate(mine: Host, yours: Host) -> DomainRelation:
    if mine.name == yours.name:
        return DomainRelation.SAME
    if mine.name.endswith("." + yours.name):
        return DomainRelation.UNDER
    if yours.name.endswith("." + mine.name):
        return DomainRelation.ABOVE
    if mine.registrable == yours.registrable:
        return DomainRelation.SIBLING
    if mine.label == yours.label and len(mine.label) >= _SHORTEST_LABEL:
        return DomainRelation.LABEL
    return DomainRelation.DIFFERENT


def _spells_name(host: Host, account: CompanyEvidence) -> bool:
    label = host.label.replace("-", "")
    return len(label) >= _SHORTEST_LABEL and any(
        name.is_own and label in (name.squash, name.raw_squash) for name in account.names.names
    )


class EvidenceCode(StrEnum):
    """The kinds of evidence, in the order in which they are listed."""

    NAME_EXACT = "NAME_EXACT"
    NAME_ALIAS = "NAME_ALIAS"
    NAME_CLOSE = "NAME_CLOSE"
    NAME_ACRONYM = "NAME_ACRONYM"
    NAME_PART = "NAME_PART"
    NAME_DIFFERS = "NAME_DIFFERS"
    NAME_COMMON_WORDS = "NAME_COMMON_WORDS"
    LEGAL_FORM_DIFFERS = "LEGAL_FORM_DIFFERS"
    DOMAIN_SAME = "DOMAIN_SAME"
    DOMAIN_UNDER = "DOMAIN_UNDER"
    DOMAIN_ABOVE = "DOMAIN_ABOVE"
    DOMAIN_LABEL = "DOMAIN_LABEL"
    DOMAIN_DIFFERS = "DOMAIN_DIFFERS"
    PHONE_SAME = "PHONE_SAME"
    ADDRESS_SAME = "ADDRESS_SAME"
    CITY_SAME = "CITY_SAME"
    CITY_DIFFERS = "CITY_DIFFERS"
    STATE_SAME = "STATE_SAME"
    STATE_DIFFERS = "STATE_DIFFERS"
    COUNTRY_SAME = "COUNTRY_SAME"
    COUNTRY_DIFFERS = "COUNTRY_DIFFERS"
    DOMAIN_ALONE = "DOMAIN_ALONE"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence.

    Attributes
    ----------
    code
        What was seen.
    weight
        The points it adds to the total; negative for evidence against.
    detail
        The reasons of the comparison, or the host; never a person's own data.
    """

    code: EvidenceCode
    weight: int
    detail: str = ""


def weigh(
    lead: CompanyEvidence, account: CompanyEvidence, *, policy: AccountMatchingPolicy
) -> tuple[Evidence, ...]:
    """Weigh the evidence that a lead's company is an account's.

    Parameters
    ----------
    lead, account
        The two companies, prepared.
    policy
        Gives the weights. That a domain may match by itself is not decided here.

    Returns
    -------
    tuple[Evidence, ...]
        In the order of `EvidenceCode`. A field that is blank on either side is no evidence.
    """
    weights = policy.weights
    return (
        *_name_evidence(compare_names(lead.names, account.names), weights),
        *_domain_evidence(lead, account, weights),
        *_place_evidence(lead, account, policy),
    )


def total_of(evidence: tuple[Evidence, ...]) -> int:
    """Return the sum of the weights."""
    return sum(item.weight for item in evidence)


def _name_evidence(found: CompanyComparison, weights: AccountWeights) -> Iterator[Evidence]:
    if found.level is NameLevel.UNKNOWN:
        return
    code, weight = _NAME_CODES[found.level], _name_weight(found, weights)
    yield Evidence(code, weight, " ".join(found.reasons))
    if NameReason.COMMON_WORDS_ONLY in found.reasons:
        yield Evidence(EvidenceCode.NAME_COMMON_WORDS, weights.name_common_words)
    has_clash = NameReason.LEGAL_FORM_DIFFERS in found.reasons
    if has_clash and found.level is not NameLevel.DIFFERENT:
        yield Evidence(EvidenceCode.LEGAL_FORM_DIFFERS, weights.legal_form_differs)


_NAME_CODES = {
    NameLevel.EXACT: EvidenceCode.NAME_EXACT,
    NameLevel.ALIAS: EvidenceCode.NAME_ALIAS,
    NameLevel.CLOSE: EvidenceCode.NAME_CLOSE,
    NameLevel.ACRONYM: EvidenceCode.NAME_ACRONYM,
    NameLevel.PART: EvidenceCode.NAME_PART,
    NameLevel.DIFFERENT: EvidenceCode.NAME_DIFFERS,
}


def _name_weight(found: CompanyComparison, weights: AccountWeights) -> int:
    """Return the points of the name; the closer a close name is, the more, in whole points."""
    if found.level is not NameLevel.CLOSE:
        return int(getattr(weights, _NAME_CODES[found.level].lower()))
    above = max(found.score - SAME_FROM, 0.0) / (1 - SAME_FROM)
    return weights.name_close + round(weights.name_close_range * above)


_DOMAIN_CODES = {
    DomainRelation.SAME: EvidenceCode.DOMAIN_SAME,
    DomainRelation.UNDER: EvidenceCode.DOMAIN_UNDER,
    DomainRelation.ABOVE: EvidenceCode.DOMAIN_ABOVE,
    DomainRelation.LABEL: EvidenceCode.DOMAIN_LABEL,
    DomainRelation.DIFFERENT: EvidenceCode.DOMAIN_DIFFERS,
}


def _domain_evidence(
    lead: CompanyEvidence, account: CompanyEvidence, weights: AccountWeights
) -> Iterator[Evidence]:
    relation, host = relate_domains(lead, account)
    if relation in _DOMAIN_CODES:
        code = _DOMAIN_CODES[relation]
        yield Evidence(code, getattr(weights, code.lower()), host)


def _place_evidence(
    lead: CompanyEvidence, account: CompanyEvidence, policy: AccountMatchingPolicy
) -> Iterator[Evidence]:
    weights = policy.weights
    if lead.phone and lead.phone == account.phone:
        yield Evidence(EvidenceCode.PHONE_SAME, weights.phone_same)
    is_elsewhere = lead.country and account.country and lead.country != account.country
    if lead.address and lead.address == account.address and not is_elsewhere:
        yield Evidence(EvidenceCode.ADDRESS_SAME, weights.address_same)
    if not is_elsewhere:
        yield from _place(BlankField.CITY, lead.city, account.city, policy)
        yield from _place(BlankField.STATE, lead.state, account.state, policy)
    yield from _place(BlankField.COUNTRY, lead.country, account.country, policy)


def _place(
    field: BlankField, mine: str, yours: str, policy: AccountMatchingPolicy
) -> Iterator[Evidence]:
    """Compare one field with the other; two blanks agree only where the policy allows it."""
    is_same = mine == yours
    if not (mine and yours) and not (is_same and field in policy.blank_equals_blank):
        return
    code = EvidenceCode(f"{field}_SAME" if is_same else f"{field}_DIFFERS")
    yield Evidence(code, getattr(policy.weights, code.lower()), "" if mine else "BLANK")
