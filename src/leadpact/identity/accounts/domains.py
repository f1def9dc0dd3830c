"""How the host a lead writes from relates to the hosts of an account."""

from collections.abc import Iterator
from enum import StrEnum
from itertools import product

from leadpact.identity.accounts.facts import CompanyEvidence, Host

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
    found = [*_relations(lead, account), (DomainRelation.UNKNOWN, "")]
    return min(found, key=lambda item: (order.index(item[0]), item[1]))


def _relations(
    lead: CompanyEvidence, account: CompanyEvidence
) -> Iterator[tuple[DomainRelation, str]]:
    for mine, yours in product(lead.hosts, account.hosts):
        yield _relate(mine, yours), mine.name
    for mine in lead.hosts:
        if _spells_name(mine, account):
            yield DomainRelation.LABEL, mine.name


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
