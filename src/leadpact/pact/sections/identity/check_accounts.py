"""Checks of account matching: its weights, its threshold, its switch and its tie-breakers agree."""

from leadpact.pact.document_model import written
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.identity.accounts import (
    AccountMatchingPolicy,
    AccountWeights,
    Ambiguity,
    DomainAlone,
)
from leadpact.pact.sections.identity.compile import compile_accounts
from leadpact.pact.sections.identity.document import IdentityDocument

_PATH: Path_ = ("identity", "accounts")


def _policy(identity: IdentityDocument) -> AccountMatchingPolicy | None:
    return compile_accounts(identity.accounts) if identity.accounts else None


def most_points(policy: AccountMatchingPolicy) -> int:
    """Return the most points that any evidence at all can add up to."""
    weights = policy.weights
    credit = 0 if policy.domain_alone is DomainAlone.OFF else weights.domain_alone
    alone = [weights.domain_same + credit, weights.domain_under + credit]
    return (
        _most_of_name(weights)
        + max(0, *alone, weights.domain_above, weights.domain_label, weights.domain_differs)
        + max(0, weights.phone_same)
        + max(0, weights.address_same)
        + max(0, weights.city_same, weights.city_differs)
        + max(0, weights.state_same, weights.state_differs)
        + max(0, weights.country_same, weights.country_differs)
    )


def _most_of_name(weights: AccountWeights) -> int:
    close = weights.name_close + weights.name_close_range
    alike = max(weights.name_exact, weights.name_alias, close, weights.name_acronym)
    others = max(weights.name_part, weights.name_differs)
    beside = max(0, weights.name_common_words) + max(0, weights.legal_form_differs)
    return max(0, alike, others) + beside


def check_threshold_can_be_reached(draft: Draft, identity: IdentityDocument) -> None:
    """Check that some evidence is enough to match a lead."""
    policy = _policy(identity)
    most = most_points(policy) if policy else 0
    if policy and most < policy.threshold:
        draft.add(
            "threshold-unreachable",
            (*_PATH, "threshold"),
            f"An account gets at most {most} points where everything agrees, and"
            f" {policy.threshold} are needed: no lead is ever matched.",
            "Lower `threshold`, or give evidence more weight.",
        )


def check_domain_alone_has_effect(draft: Draft, identity: IdentityDocument) -> None:
    """Check that the switch `domain_alone` agrees with the weights and the threshold."""
    policy = _policy(identity)
    if policy is None or most_points(policy) < policy.threshold:
        return
    words, needed = written(policy.domain_alone), f"{policy.threshold} are needed"
    best = max(policy.weights.domain_same, policy.weights.domain_under)
    credited = best + policy.weights.domain_alone
    path = (*_PATH, "domain_alone")
    if policy.domain_alone is not DomainAlone.ALWAYS and best >= policy.threshold:
        draft.add(
            "domain-alone-contradicted",
            path,
            f"`domain_alone` is {words}, and a domain has {best} points already, where"
            f" {needed}: it matches without a name.",
            "Lower `domain_same` and `domain_under`, or write `domain_alone: always`.",
        )
    elif policy.domain_alone is not DomainAlone.OFF and credited < policy.threshold:
        draft.add(
            "domain-alone-contradicted",
            path,
            f"`domain_alone` is {words}, and a domain by itself has at most {credited} points,"
            f" where {needed}: it never matches without a name.",
            "Raise the weight `domain_alone`, or write `domain_alone: off`.",
        )


def check_ties_can_be_broken(draft: Draft, identity: IdentityDocument) -> None:
    """Check that there are tie-breakers where they are to decide."""
    policy = _policy(identity)
    if policy and policy.ambiguity is Ambiguity.TIE_BREAK and not policy.tie_breakers:
        draft.add(
            "tie-breakers-missing",
            (*_PATH, "ambiguity"),
            "Tie-breakers decide between companies that fit equally well, and there are"
            " none: the smaller account id decides.",
            "Name some under `tie_breakers`, or write `ambiguity: leave`.",
        )
