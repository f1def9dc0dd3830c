"""Accounts weighed against a lead, one by one, and their totals explained.

Of accounts that fit a lead equally well: whether they are one company, and which one goes first. Of
one account: the waterfall, each piece of evidence with the total after it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from leadpact.identity.accounts.evidence import Evidence, EvidenceCode, total_of, weigh
from leadpact.identity.accounts.facts import PreparedAccount, PreparedLead
from leadpact.pact.sections.identity.accounts import (
    AccountMatchingPolicy,
    DomainAlone,
    TieBreaker,
)

_DOMAIN_MATCHES = frozenset({EvidenceCode.DOMAIN_SAME, EvidenceCode.DOMAIN_UNDER})


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with its evidence."""

    account: PreparedAccount
    evidence: tuple[Evidence, ...]
    total: int


def weigh_account(
    lead: PreparedLead, account: PreparedAccount, *, policy: AccountMatchingPolicy
) -> Weighed:
    """Weigh one account for a lead; with `ALWAYS`, its domain may match by itself."""
    found = weigh(lead.company, account.company, policy=policy)
    weighed = Weighed(account, found, total_of(found))
    return _credited(weighed, policy) if policy.domain_alone is DomainAlone.ALWAYS else weighed


def with_domain_alone(weighed: list[Weighed], policy: AccountMatchingPolicy) -> list[Weighed]:
    """Let domains match by themselves where nothing else does and the policy allows it."""
    has_match = any(item.total >= policy.threshold for item in weighed)
    if policy.domain_alone is not DomainAlone.FALLBACK or has_match:
        return weighed
    return [_credited(item, policy) for item in weighed]


def _credited(weighed: Weighed, policy: AccountMatchingPolicy) -> Weighed:
    if not _DOMAIN_MATCHES & {item.code for item in weighed.evidence}:
        return weighed
    credit = Evidence(
        EvidenceCode.DOMAIN_ALONE, policy.weights.domain_alone, policy.domain_alone.value
    )
    return replace(
        weighed, evidence=(*weighed.evidence, credit), total=weighed.total + credit.weight
    )


def are_one_company(
    one: PreparedAccount, other: PreparedAccount, *, policy: AccountMatchingPolicy
) -> bool:
    """Return whether two accounts are one company, entered twice: each would match the other."""
    there = total_of(weigh(one.company, other.company, policy=policy))
    back = total_of(weigh(other.company, one.company, policy=policy))
    return min(there, back) >= policy.threshold


def break_tie(
    lead: PreparedLead, rivals: Sequence[Weighed], *, policy: AccountMatchingPolicy
) -> tuple[list[Weighed], TieBreaker | None]:
    """Put accounts into the order of the policy's tie-breakers, and their ids last.

    Parameters
    ----------
    lead
        The lead they are for; only `SAME_COUNTRY` looks at it.
    rivals
        At least one, in any order.
    policy
        Names the tie-breakers.

    Returns
    -------
    tuple[list[Weighed], TieBreaker | None]
        The accounts in the order of the tie-breakers, the chosen one first, and the first
        tie-breaker in which the first two differ; None where only their ids differ.
    """
    keys = {breaker: _KEYS[breaker] for breaker in policy.tie_breakers}
    order = sorted(
        rivals,
        key=lambda item: (
            *(key(item.account, lead) for key in keys.values()),
            item.account.account_id,
        ),
    )
    deciding = (
        breaker
        for breaker, key in keys.items()
        if len({key(item.account, lead) for item in order[:2]}) > 1
    )
    return order, next(deciding, None)


Key = Callable[[PreparedAccount, PreparedLead], tuple[bool, float]]


def _age(account: PreparedAccount) -> tuple[bool, float]:
    created_at = account.created_at
    return (created_at is None, created_at.timestamp() if created_at else 0.0)


def _newest(account: PreparedAccount) -> tuple[bool, float]:
    is_unknown, seconds = _age(account)
    return is_unknown, -seconds


def _same_country(account: PreparedAccount, lead: PreparedLead) -> tuple[bool, float]:
    own = lead.company.country
    return not own or own != account.company.country, 0.0


_KEYS: dict[TieBreaker, Key] = {
    TieBreaker.CUSTOMER_FIRST: lambda account, _: (not account.is_customer, 0.0),
    TieBreaker.HAS_OWNER: lambda account, _: (not account.has_owner, 0.0),
    TieBreaker.MOST_ACTIVE: lambda account, _: (False, -float(account.n_activities)),
    TieBreaker.OLDEST: lambda account, _: _age(account),
    TieBreaker.NEWEST: lambda account, _: _newest(account),
    TieBreaker.LARGEST: lambda account, _: (
        account.n_employees is None,
        -float(account.n_employees or 0),
    ),
    TieBreaker.SAME_COUNTRY: _same_country,
    TieBreaker.TOP_OF_FAMILY: lambda account, _: (account.parent_account_id is not None, 0.0),
}
"""The key by which each tie-breaker sorts; the account with the lower key goes first."""


@dataclass(frozen=True, slots=True)
class WaterfallStep:
    """One piece of evidence and the total with it."""

    evidence: Evidence
    running_total: int


@dataclass(frozen=True, slots=True)
class Waterfall:
    """How a lead and an account come to their total.

    Attributes
    ----------
    steps
        The evidence in its order; the last running total is `total`.
    total
        The sum of all weights.
    threshold
        The total from which the account matches.
    """

    lead_id: str
    account_id: str
    steps: tuple[WaterfallStep, ...]
    total: int
    threshold: int

    @property
    def is_match(self) -> bool:
        """Return whether the account would match if it were the only one."""
        return self.total >= self.threshold


def explain_account_match(
    lead: PreparedLead, account: PreparedAccount, *, policy: AccountMatchingPolicy
) -> Waterfall:
    """Explain how one lead and one account come to their total, as if it were the only account.

    Parameters
    ----------
    lead, account
        Prepared.
    policy
        The same as in `match_account`. With `FALLBACK`, the domain is added where the rest does
        not reach the threshold; among several accounts it is not where another one does.
    """
    weighed = with_domain_alone([weigh_account(lead, account, policy=policy)], policy)[0]
    totals = accumulate(item.weight for item in weighed.evidence)
    steps = tuple(map(WaterfallStep, weighed.evidence, totals))
    return Waterfall(lead.lead_id, account.account_id, steps, weighed.total, policy.threshold)
