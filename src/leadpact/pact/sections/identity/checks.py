"""Checks of identity: countries, faults, probabilities, lists, and the weights of accounts."""

from collections.abc import Iterator
from typing import Any

from leadpact.pact.checks.base import add_repeats
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
from leadpact.pact.sections.identity.countries import COUNTRIES, meant_country
from leadpact.pact.sections.identity.document import (
    DuplicatesDocument,
    IdentityDocument,
    SurvivorshipDocument,
)
from leadpact.terms.hygiene import FaultCode


def check_country_is_known(draft: Draft, identity: IdentityDocument) -> None:
    """Check that the country of numbers without one is a code of ISO 3166."""
    country = identity.hygiene.default_country
    if country is None or country in COUNTRIES:
        return
    code = meant_country(country)
    fact = f"`{country}` is not the code of a country."
    fix = "Write its two letters in ISO 3166, such as `US`."
    if code is not None:
        fix = f"Did you mean `{code}`?"
    draft.add("country-unknown", ("identity", "hygiene", "default_country"), fact, fix)


def check_faults_count(draft: Draft, identity: IdentityDocument) -> None:
    """Check that some fault of a lead's data counts in its grade."""
    if all(identity.hygiene.faults.get(code.value) == "ignored" for code in FaultCode):
        draft.add(
            "faults-all-ignored",
            ("identity", "hygiene", "faults"),
            "Every fault is ignored, so the data of every lead has the best grade.",
            "Take those out of the list that matter.",
        )


def check_review_is_below_same(draft: Draft, identity: IdentityDocument) -> None:
    """Check that leads are reviewed from a lower probability than they are the same."""
    part = identity.duplicates
    if part and part.review_from > part.same_from:
        key = "review_from" if "review_from" in part.model_fields_set else "same_from"
        draft.add(
            "review-above-same",
            ("identity", "duplicates", key),
            f"Leads are to be reviewed from {part.review_from}, and are the same person from"
            f" {part.same_from}: none would be reviewed, and it is unclear which is"
            " meant.",
            "Write `review_from` at most as high as `same_from`.",
        )


def check_identity_entries_are_unique(draft: Draft, identity: IdentityDocument) -> None:
    """Check that no list of the section has an entry twice."""
    for path, entries in _lists(identity):
        add_repeats(draft, path, entries)


_ORDINARY = {
    "enrichment": ("derive", "providers", "fields"),
    "duplicates": ("fields",),
    "survivorship": ("source_order", "otherwise"),
    "accounts": ("tie_breakers", "blank_equals_blank"),
}


def _lists(identity: IdentityDocument) -> Iterator[tuple[Path_, list[Any]]]:
    """Yield every list of the section whose entries differ; a key has no order."""
    for name, keys in _ORDINARY.items():
        part = getattr(identity, name)
        if part is not None:
            yield from ((("identity", name, key), getattr(part, key)) for key in keys)
        if isinstance(part, DuplicatesDocument):
            path: Path_ = ("identity", name, "keys")
            yield path, [", ".join(sorted(set(key))) for key in part.keys]
            yield from (((*path, index), key) for index, key in enumerate(part.keys))
        if isinstance(part, SurvivorshipDocument):
            for index, group in enumerate(part.fields):
                yield ("identity", name, "fields", index, "prefer"), group.prefer


_ACCOUNTS: Path_ = ("identity", "accounts")


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
            (*_ACCOUNTS, "threshold"),
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
    path = (*_ACCOUNTS, "domain_alone")
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
            (*_ACCOUNTS, "ambiguity"),
            "Tie-breakers decide between companies that fit equally well, and there are"
            " none: the smaller account id decides.",
            "Name some under `tie_breakers`, or write `ambiguity: leave`.",
        )
