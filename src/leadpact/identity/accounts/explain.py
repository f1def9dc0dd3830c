"""The waterfall of one lead and one account: each piece of evidence and the total after it."""

from dataclasses import dataclass

from leadpact.identity.accounts.evidence import Evidence
from leadpact.identity.accounts.facts import PreparedAccount, PreparedLead
from leadpact.identity.accounts.match import weigh_account, with_domain_alone
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy


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
    steps: list[WaterfallStep] = []
    for item in weighed.evidence:
        before = steps[-1].running_total if steps else 0
        steps.append(WaterfallStep(item, before + item.weight))
    return Waterfall(
        lead.lead_id, account.account_id, tuple(steps), weighed.total, policy.threshold
    )
