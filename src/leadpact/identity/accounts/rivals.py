"""Accounts that fit a lead equally well: whether they are one company, and which one goes first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from leadpact.identity.accounts.evidence import total_of, weigh
from leadpact.identity.accounts.facts import PreparedAccount, PreparedLead
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy, TieBreaker


@dataclass(frozen=True, slots=True)
class BrokenTie:
    """Accounts in the order of the tie-breakers.

    Attributes
    ----------
    accounts
        The chosen one first.
    decided_by
        The first tie-breaker in which the first two differ; None where only their ids differ.
    """

    accounts: tuple[PreparedAccount, ...]
    decided_by: TieBreaker | None


def are_one_company(
    one: PreparedAccount, other: PreparedAccount, *, policy: AccountMatchingPolicy
) -> bool:
    """Return whether two accounts are one company, entered twice: each would match the other."""
    there = total_of(weigh(one.company, other.company, policy=policy))
    back = total_of(weigh(other.company, one.company, policy=policy))
    return min(there, back) >= policy.threshold


def break_tie(
    lead: PreparedLead, accounts: Sequence[PreparedAccount], *, policy: AccountMatchingPolicy
) -> BrokenTie:
    """Put accounts into the order of the policy's tie-breakers, and their ids last.

    Parameters
    ----------
    lead
        The lead they are for; only `SAME_COUNTRY` looks at it.
    accounts
        At least one, in any order.
    policy
        Names the tie-breakers.
    """
    keys = [_KEYS[breaker] for breaker in policy.tie_breakers]
    order = sorted(accounts, key=lambda item: (*(key(item, lead) for key in keys), item.account_id))
    deciding = (
        breaker
        for breaker, key in zip(policy.tie_breakers, keys, strict=True)
        if len(order) > 1 and key(order[0], lead) != key(order[1], lead)
    )
    return BrokenTie(tuple(order), next(deciding, None))


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
