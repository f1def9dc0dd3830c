"""What changed between what two pacts say of identity, in business words."""

from collections.abc import Iterator
from dataclasses import fields

from leadpact.pact.changes import ARROW, Change, added, changed, removed
from leadpact.pact.diff_lists import diff_entries, diff_order
from leadpact.pact.sections.diff_facts import diff_part
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy, AccountWeights
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.pact.sections.identity.enrichment import EnrichmentPolicy
from leadpact.pact.sections.identity.hygiene import HygienePolicy
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.pact.sections.identity.survivorship import SurvivorshipPolicy
from leadpact.pact.sections.identity.words import (
    AMBIGUITY_WORDS,
    MATCH_TO_WORDS,
    NONE,
    accounts_words,
    age_words,
    blanks_words,
    duplicates_words,
    enrichment_words,
    founding_words,
    group_words,
    key_words,
    number_words,
    spoken,
    strategies_words,
)


def diff_identity(old: IdentityPolicy, new: IdentityPolicy) -> Iterator[Change]:
    """Yield what changed between two policies in normal form."""
    yield from _diff_hygiene(old.hygiene, new.hygiene)
    both = old.enrichment, new.enrichment
    yield from diff_part(
        "enrichment", "enrichment", *both, words=enrichment_words, inner=_diff_enrichment
    )
    sought = old.duplicates, new.duplicates
    subject = "the search for duplicates"
    yield from diff_part(
        "duplicates", subject, *sought, words=duplicates_words, inner=_diff_duplicates
    )
    yield from _diff_survivorship(old.survivorship, new.survivorship)
    matched = old.accounts, new.accounts
    subject = "the matching of accounts"
    yield from diff_part("accounts", subject, *matched, words=accounts_words, inner=_diff_accounts)


def _diff_words(code: str, subject: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield changed(code, subject, before, after)


def _diff_hygiene(old: HygienePolicy, new: HygienePolicy) -> Iterator[Change]:
    yield from _diff_words(
        "default-country",
        "country of numbers without one",
        old.default_country or NONE,
        new.default_country or NONE,
    )
    for code in sorted(old.severities.keys() | new.severities.keys()):
        grave = [spoken(policy.severity_of(code)) for policy in (old, new)]
        yield from _diff_words("fault-severity", f"fault {code}", *grave)


def _diff_enrichment(old: EnrichmentPolicy, new: EnrichmentPolicy) -> Iterator[Change]:
    derived = [[spoken(item) for item in policy.derive] for policy in (old, new)]
    yield from diff_order("derivations", "derivations", *derived)
    yield from diff_order("providers", "providers", old.providers, new.providers)
    yield from diff_entries("appended-fields", "fields of providers", old.fields, new.fields)
    yield from _diff_words("overwrite", "overwrite", spoken(old.overwrite), spoken(new.overwrite))
    for name in sorted({name for name, _ in (*old.overwrite_fields, *new.overwrite_fields)}):
        how = [spoken(policy.overwrite_of(name)) for policy in (old, new)]
        yield from _diff_words("overwrite-field", f"overwrite {name}", *how)
    ages = [age_words(policy.at_most_days_old) for policy in (old, new)]
    yield from _diff_words("appended-age", "values of providers", *ages)


def _diff_duplicates(old: DuplicatePolicy, new: DuplicatePolicy) -> Iterator[Change]:
    for code, words, name in (
        ("duplicates-same", "the same from", "p_same"),
        ("duplicates-review", "to be reviewed from", "p_possible"),
        ("duplicates-limit", "at most for a key", "at_most_per_key"),
        ("duplicates-limit", "at most for a key online", "at_most_per_key_online"),
    ):
        one, other = (number_words(getattr(policy, name)) for policy in (old, new))
        if one != other:
            text = f"duplicates: {words} {one} {ARROW} {other}"
            yield Change(code, "duplicates", f"{words} {one}", f"{words} {other}", text)
    yield from _diff_choice("compared-fields", "fields compared", old.fields, new.fields, "all")
    before, after = (tuple(map(key_words, policy.keys)) for policy in (old, new))
    yield from _diff_choice("duplicate-keys", "keys of duplicates", before, after, "the model's")


def _diff_choice(
    code: str, subject: str, old: tuple[str, ...], new: tuple[str, ...], all_of_them: str
) -> Iterator[Change]:
    """Yield what changed in a list that stands for everything where it is empty."""
    if old and new:
        yield from diff_entries(code, subject, old, new)
    else:
        yield from _diff_words(
            code, subject, ", ".join(old) or all_of_them, ", ".join(new) or all_of_them
        )


def _diff_survivorship(old: SurvivorshipPolicy, new: SurvivorshipPolicy) -> Iterator[Change]:
    before, after = (
        {group_words(group): strategies_words(group.strategies) for group in policy.survival}
        for policy in (old, new)
    )
    for fields_ in sorted(before.keys() | after.keys()):
        subject = f"survival of {fields_}"
        if fields_ not in before:
            yield added("survival-added", subject, after[fields_])
        elif fields_ not in after:
            yield removed("survival-removed", subject, before[fields_])
        else:
            yield from _diff_words("survival", subject, before[fields_], after[fields_])
    others = [strategies_words(policy.otherwise) for policy in (old, new)]
    yield from _diff_words("survival", "survival of other fields", *others)
    yield from diff_order("source-order", "order of sources", old.source_order, new.source_order)


def _diff_accounts(old: AccountMatchingPolicy, new: AccountMatchingPolicy) -> Iterator[Change]:
    both = (old, new)
    alone = [spoken(policy.domain_alone) for policy in both]
    yield from _diff_words("domain-alone", "domain alone", *alone)
    matched = [MATCH_TO_WORDS[policy.match_to] for policy in both]
    yield from _diff_words("match-to", "leads are matched to", *matched)
    breakers = [[spoken(item) for item in policy.tie_breakers] for policy in both]
    yield from diff_order("tie-breakers", "tie-breakers", *breakers)
    ambiguity = [AMBIGUITY_WORDS[policy.ambiguity] for policy in both]
    yield from _diff_words("ambiguity", "companies that fit equally well", *ambiguity)
    blanks = [blanks_words(policy.blank_equals_blank) for policy in both]
    yield from _diff_words("blank-equals-blank", "blank equals blank for", *blanks)
    for name in ("threshold", "margin"):
        points = [f"{getattr(policy, name)} points" for policy in both]
        yield from _diff_words(f"match-{name}", f"{name} of accounts", *points)
    founding = [founding_words(policy) for policy in both]
    yield from _diff_words("accounts-founded", "leads without an account", *founding)
    yield from _diff_weights(old.weights, new.weights)


def _diff_weights(old: AccountWeights, new: AccountWeights) -> Iterator[Change]:
    for item in fields(new):
        before, after = getattr(old, item.name), getattr(new, item.name)
        subject = f"weight of {item.name.replace('_', ' ')}"
        yield from _diff_words("account-weight", subject, str(before), str(after))
