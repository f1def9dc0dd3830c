"""One decision per lead: the account it belongs to, several it may belong to, or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from leadpact.identity.accounts.evidence import Evidence
from leadpact.identity.accounts.facts import PreparedAccount, PreparedLead
from leadpact.identity.accounts.weighing import (
    Weighed,
    are_one_company,
    break_tie,
    weigh_account,
    with_domain_alone,
)
from leadpact.pact.sections.identity.accounts import (
    AccountMatchingPolicy,
    Ambiguity,
    MatchTo,
)


class MatchOutcome(StrEnum):
    """The outcome of matching a lead."""

    MATCHED = "MATCHED"
    AMBIGUOUS = "AMBIGUOUS"
    NONE = "NONE"


class DecidedBy(StrEnum):
    """Why the account came before its runner-up, where no tie-breaker decided."""

    EVIDENCE = "EVIDENCE"
    ACCOUNT_ID = "ACCOUNT_ID"


class LostBy(StrEnum):
    """Why the runner-up was not chosen."""

    LESS_EVIDENCE = "LESS_EVIDENCE"
    BELOW_THRESHOLD = "BELOW_THRESHOLD"
    TIE_BREAKER = "TIE_BREAKER"
    EQUALLY_GOOD = "EQUALLY_GOOD"


@dataclass(frozen=True, slots=True)
class RunnerUp:
    """The account that came second, and why; where nothing matched, the one that came nearest.

    Attributes
    ----------
    lost_by
        Why it lost.
    tie_breaker
        The one that decided, where one did; `ACCOUNT_ID` where none could.
    """

    account_id: str
    total: int
    evidence: tuple[Evidence, ...]
    lost_by: LostBy
    tie_breaker: str = ""


@dataclass(frozen=True, slots=True)
class AccountMatch:
    """The decision on one lead, with its evidence.

    Attributes
    ----------
    account_id
        The account the lead belongs to; None unless `MATCHED`.
    through_account_id
        The account that the evidence supports: another one than `account_id` where the policy
        matches to the top of the family.
    total
        The sum of the evidence's weights; 0 where there is no account.
    decided_by
        `EVIDENCE`, the tie-breaker that decided, or `ACCOUNT_ID`; empty where nothing matched.
    possible_ids
        The accounts in question where the outcome is `AMBIGUOUS`, sorted.
    """

    lead_id: str
    outcome: MatchOutcome
    account_id: str | None
    through_account_id: str | None
    total: int
    evidence: tuple[Evidence, ...]
    decided_by: str
    runner_up: RunnerUp | None
    possible_ids: tuple[str, ...] = ()


def match_account(
    lead: PreparedLead, candidates: Iterable[PreparedAccount], *, policy: AccountMatchingPolicy
) -> AccountMatch:
    """Decide which account a lead belongs to.

    Parameters
    ----------
    lead
        The lead, prepared by `prepare_lead`.
    candidates
        The accounts that share a key with it, prepared, in any order.
    policy
        Weights, threshold, switches, tie-breakers.

    Returns
    -------
    AccountMatch
        The same whatever the order of the candidates. Accounts of different companies that fit
        equally well are `AMBIGUOUS`, unless the policy lets the tie-breakers decide.
    """
    unique = {account.account_id: account for account in candidates}
    weighed = [weigh_account(lead, unique[key], policy=policy) for key in sorted(unique)]
    ranked = sorted(
        with_domain_alone(weighed, policy),
        key=lambda item: (-item.total, item.account.account_id),
    )
    good = [item for item in ranked if item.total >= policy.threshold]
    if not good:
        return _no_match(lead, ranked)
    best = good[0]
    rivals = [item for item in good if best.total - item.total < policy.margin]
    apart = [item for item in rivals if not _belong_together(best, item, policy)]
    if apart and policy.ambiguity is Ambiguity.LEAVE:
        return _ambiguous(lead, best, rivals, apart[0])
    return _decided(lead, rivals, ranked, policy)


def _belong_together(one: Weighed, other: Weighed, policy: AccountMatchingPolicy) -> bool:
    """Return whether choosing the wrong one of two would do little harm."""
    is_family = one.account.root_account_id == other.account.root_account_id
    return is_family or are_one_company(one.account, other.account, policy=policy)


def _no_match(lead: PreparedLead, ranked: Sequence[Weighed]) -> AccountMatch:
    nearest = _runner_up(ranked[0], LostBy.BELOW_THRESHOLD) if ranked else None
    return AccountMatch(lead.lead_id, MatchOutcome.NONE, None, None, 0, (), "", nearest)


def _ambiguous(
    lead: PreparedLead, best: Weighed, rivals: Sequence[Weighed], other: Weighed
) -> AccountMatch:
    return AccountMatch(
        lead_id=lead.lead_id,
        outcome=MatchOutcome.AMBIGUOUS,
        account_id=None,
        through_account_id=None,
        total=best.total,
        evidence=best.evidence,
        decided_by="",
        runner_up=_runner_up(other, LostBy.EQUALLY_GOOD),
        possible_ids=tuple(sorted(item.account.account_id for item in rivals)),
    )


def _decided(
    lead: PreparedLead, rivals: list[Weighed], ranked: list[Weighed], policy: AccountMatchingPolicy
) -> AccountMatch:
    order, breaker = break_tie(lead, rivals, policy=policy)
    best, decided_by = order[0], str(breaker or DecidedBy.ACCOUNT_ID)
    if len(order) > 1:
        runner_up: RunnerUp | None = _runner_up(order[1], LostBy.TIE_BREAKER, decided_by)
    else:
        decided_by, runner_up = DecidedBy.EVIDENCE.value, _second(best, ranked, policy)
    through = best.account.account_id
    return AccountMatch(
        lead_id=lead.lead_id,
        outcome=MatchOutcome.MATCHED,
        account_id=best.account.root_account_id if policy.match_to is MatchTo.ROOT else through,
        through_account_id=through,
        total=best.total,
        evidence=best.evidence,
        decided_by=decided_by,
        runner_up=runner_up,
    )


def _second(
    best: Weighed, ranked: Sequence[Weighed], policy: AccountMatchingPolicy
) -> RunnerUp | None:
    others = [item for item in ranked if item is not best]
    if not others:
        return None
    is_low = others[0].total < policy.threshold
    return _runner_up(others[0], LostBy.BELOW_THRESHOLD if is_low else LostBy.LESS_EVIDENCE)


def _runner_up(item: Weighed, lost_by: LostBy, tie_breaker: str = "") -> RunnerUp:
    return RunnerUp(item.account.account_id, item.total, item.evidence, lost_by, tie_breaker)
