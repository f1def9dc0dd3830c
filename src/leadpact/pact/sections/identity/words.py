"""What a pact says of identity in words, as people say it in a meeting."""

from collections.abc import Iterable
from enum import StrEnum

from leadpact.pact.sections.identity.accounts import (
    AccountMatchingPolicy,
    Ambiguity,
    BlankField,
    MatchTo,
)
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.pact.sections.identity.enrichment import EnrichmentPolicy
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.pact.sections.identity.survivorship import FieldSurvival, Strategy

NONE = "none"


def spoken(code: StrEnum) -> str:
    """Return a code as people say it: `customer first`."""
    return code.value.lower().replace("_", " ")


def listed(words: Iterable[str], nothing: str = NONE) -> str:
    """Return words with commas between them, or what is said where there are none."""
    return ", ".join(words) or nothing


def strategies_words(strategies: tuple[Strategy, ...]) -> str:
    """Return ways to choose in their order: `verified first, then most recent`."""
    return ", then ".join(map(spoken, strategies))


def group_words(group: FieldSurvival) -> str:
    """Return the fields that survive together."""
    return listed(group.fields)


def key_words(key: tuple[str, ...]) -> str:
    """Return a key of duplicates: `domain and family_name`."""
    return " and ".join(key)


def number_words(number: float) -> str:
    """Return a number: `1,000`, `0.95`."""
    return f"{number:,}" if isinstance(number, int) else repr(number)


def age_words(days: int | None) -> str:
    """Return how old an appended value may be."""
    if days is None:
        return "of any age"
    return f"at most {days:,} day{'' if days == 1 else 's'} old"


MATCH_TO_WORDS = {MatchTo.LEAF: "the account itself", MatchTo.ROOT: "the top of its family"}
AMBIGUITY_WORDS = {
    Ambiguity.LEAVE: "left to a person",
    Ambiguity.TIE_BREAK: "decided by the tie-breakers",
}


def founding_words(policy: AccountMatchingPolicy) -> str:
    """Return what becomes of leads that match no account."""
    return "found one" if policy.founds_accounts else "stay without one"


def blanks_words(fields: frozenset[BlankField]) -> str:
    """Return the fields whose blanks are equal."""
    return listed(sorted(map(spoken, fields)), "no field")


def enrichment_words(policy: EnrichmentPolicy) -> str:
    """Return the whole of enrichment in a line."""
    derived = listed(map(spoken, policy.derive), "nothing")
    return f"derives {derived}; asks {listed(policy.providers, 'nobody')}"


def duplicates_words(policy: DuplicatePolicy) -> str:
    """Return the whole search for duplicates in a line."""
    return f"the same from {policy.p_same}, to be reviewed from {policy.p_possible}"


def accounts_words(policy: AccountMatchingPolicy) -> str:
    """Return the whole of account matching in a line."""
    alone = spoken(policy.domain_alone)
    return f"matched from {policy.threshold} points, domain alone: {alone}"


def identity_words(policy: IdentityPolicy) -> str:
    """Return the whole section in a line."""
    parts = ["leads are cleaned"]
    parts += ["enriched"] if policy.enrichment else []
    parts += ["merged where they are one person's"] if policy.duplicates else []
    parts += ["matched to accounts"] if policy.accounts else []
    return ", ".join(parts)
