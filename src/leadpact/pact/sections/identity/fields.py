"""The fields of identity: how each is compared, its words, and its normal form."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

from leadpact.pact.changes import (
    Change,
    added,
    diff_entries,
    diff_facts,
    diff_order,
    diff_part,
    diff_words,
    removed,
)
from leadpact.pact.sections.fields import FieldTable, Row, unordered
from leadpact.pact.sections.identity.accounts import (
    AccountMatchingPolicy,
    AccountWeights,
    Ambiguity,
    BlankField,
    MatchTo,
)
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.pact.sections.identity.enrichment import EnrichmentPolicy
from leadpact.pact.sections.identity.hygiene import HygienePolicy, Severity
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.pact.sections.identity.survivorship import (
    FieldSurvival,
    Strategy,
    SurvivorshipPolicy,
)
from leadpact.pact.sections.words import listed, say, spoken


def _values(row: Row, *policies: Any) -> Iterator[Any]:
    return (getattr(policy, row.field) for policy in policies)


def _compared(code: str, field: str, name: str, words: Callable[[Any], str] = say) -> Row:
    """Return the row of a field that is compared by its words."""

    def diff(row: Row, old: Any, new: Any) -> Iterator[Change]:
        return diff_words(code, name, *map(words, _values(row, old, new)))

    return Row(field, name, words, diff=diff)


def _ordered(code: str, field: str, name: str) -> Row:
    """Return the row of a list of which entries are new, gone or moved."""

    def diff(row: Row, old: Any, new: Any) -> Iterator[Change]:
        return diff_order(code, name, *([*map(say, one)] for one in _values(row, old, new)))

    return Row(field, name, diff=diff)


def _listed(
    code: str,
    field: str,
    name: str,
    everything: str = "",
    *,
    words: Callable[[Any], str] = say,
    normal: Callable[[Any], Any] | None = None,
) -> Row:
    """Return the row of a list without order, of which entries are new or gone.

    Where an empty list stands for everything, it is compared in full with another one.
    """

    def diff(row: Row, old: Any, new: Any) -> Iterator[Change]:
        before, after = ([*map(words, one)] for one in _values(row, old, new))
        if everything and not (before and after):
            return diff_words(code, name, listed(before, everything), listed(after, everything))
        return diff_entries(code, name, before, after)

    row = unordered(field, name)
    return replace(row, diff=diff, normal=normal or row.normal)


def _counted(code: str, field: str, name: str) -> Row:
    """Return the row of a number of the search for duplicates."""

    def diff(row: Row, old: Any, new: Any) -> Iterator[Change]:
        numbers = ({name: _number_words(one)} for one in _values(row, old, new))
        return diff_facts(code, "duplicates", *numbers)

    return Row(field, name, _number_words, diff=diff)


def _part(
    field: str, table: FieldTable[Any], name: str = "", words: Callable[[Any], str] = say
) -> Row:
    """Return the row of a part that is new or gone, or that has a table of its own."""

    def diff(row: Row, old: Any, new: Any) -> Iterator[Change]:
        values = _values(row, old, new)
        return diff_part(field, name, *values, words=words, inner=table.diff_rows)

    def normal(policy: Any) -> Any:
        found = getattr(policy, field)
        return found and table.normal(found)

    return Row(field, name, normal=normal, diff=diff)


def _number_words(number: float) -> str:
    """Return a number: `1,000`, `0.95`."""
    return f"{number:,}" if isinstance(number, int) else repr(number)


def _age_words(days: int | None) -> str:
    """Return how old an appended value may be."""
    if days is None:
        return "of any age"
    return f"at most {days:,} day{'' if days == 1 else 's'} old"


def _strategies_words(strategies: tuple[Strategy, ...]) -> str:
    """Return ways to choose in their order: `verified first, then most recent`."""
    return ", then ".join(map(spoken, strategies))


def _blanks(blank: frozenset[BlankField]) -> str:
    """Return the fields whose blanks are equal."""
    return listed(sorted(map(spoken, blank)), "no field")


def _diff_severities(_row: Row, old: HygienePolicy, new: HygienePolicy) -> Iterator[Change]:
    for code in sorted(old.severities.keys() | new.severities.keys()):
        grave = [spoken(policy.severity_of(code)) for policy in (old, new)]
        yield from diff_words("fault-severity", f"fault {code}", *grave)


def _grave_faults(policy: HygienePolicy) -> object:
    """Leave out what is minor, as everything is that is not named."""
    named = sorted(policy.severities.items())
    kept = {code: severity for code, severity in named if severity is not Severity.MINOR}
    return MappingProxyType(kept)


HYGIENE_FIELDS = FieldTable(
    HygienePolicy,
    (
        _compared("default-country", "default_country", "country of numbers without one"),
        Row("severities", normal=_grave_faults, diff=_diff_severities),
    ),
)


def _diff_overwrite(_row: Row, old: EnrichmentPolicy, new: EnrichmentPolicy) -> Iterator[Change]:
    for name in sorted({name for name, _ in (*old.overwrite_fields, *new.overwrite_fields)}):
        how = [spoken(policy.overwrite_of(name)) for policy in (old, new)]
        yield from diff_words("overwrite-field", f"overwrite {name}", *how)


def _own_overwrite(policy: EnrichmentPolicy) -> object:
    """Leave out the fields that are overwritten as all others are."""
    own = {pair for pair in policy.overwrite_fields if pair[1] is not policy.overwrite}
    return tuple(sorted(own))


ENRICHMENT_FIELDS = FieldTable(
    EnrichmentPolicy,
    (
        _ordered("derivations", "derive", "derivations"),
        _ordered("providers", "providers", "providers"),
        _listed("appended-fields", "fields", "fields of providers"),
        _compared("overwrite", "overwrite", "overwrite"),
        Row("overwrite_fields", normal=_own_overwrite, diff=_diff_overwrite),
        _compared("appended-age", "at_most_days_old", "values of providers", _age_words),
    ),
)


def _keys_in_order(policy: DuplicatePolicy) -> object:
    return tuple(sorted({tuple(sorted(set(key))) for key in policy.keys}))


DUPLICATE_FIELDS = FieldTable(
    DuplicatePolicy,
    (
        _counted("duplicates-same", "p_same", "the same from"),
        _counted("duplicates-review", "p_possible", "to be reviewed from"),
        _counted("duplicates-limit", "at_most_per_key", "at most for a key"),
        _counted("duplicates-limit", "at_most_per_key_online", "at most for a key online"),
        _listed("compared-fields", "fields", "fields compared", "all"),
        _listed(
            "duplicate-keys",
            "keys",
            "keys of duplicates",
            "the model's",
            words=" and ".join,
            normal=_keys_in_order,
        ),
    ),
)


def _diff_survival(_row: Row, old: SurvivorshipPolicy, new: SurvivorshipPolicy) -> Iterator[Change]:
    before, after = (
        {listed(group.fields): _strategies_words(group.strategies) for group in policy.survival}
        for policy in (old, new)
    )
    for names in sorted(before.keys() | after.keys()):
        subject = f"survival of {names}"
        if names not in before:
            yield added("survival-added", subject, after[names])
        elif names not in after:
            yield removed("survival-removed", subject, before[names])
        else:
            yield from diff_words("survival", subject, before[names], after[names])


def _own_survival(policy: SurvivorshipPolicy) -> object:
    """Leave out the fields that are chosen by themselves as every other field is."""
    own = [
        FieldSurvival(tuple(sorted(group.fields)), group.strategies)
        for group in policy.survival
        if len(group.fields) > 1 or group.strategies != policy.otherwise
    ]
    return tuple(sorted(own, key=lambda group: group.fields))


SURVIVORSHIP_FIELDS = FieldTable(
    SurvivorshipPolicy,
    (
        Row("survival", normal=_own_survival, diff=_diff_survival),
        _compared("survival", "otherwise", "survival of other fields", _strategies_words),
        _ordered("source-order", "source_order", "order of sources"),
    ),
)

WEIGHT_FIELDS = FieldTable(
    AccountWeights,
    tuple(
        _compared("account-weight", item.name, f"weight of {item.name.replace('_', ' ')}")
        for item in fields(AccountWeights)
    ),
)

_MATCH_TO_WORDS = {MatchTo.LEAF: "the account itself", MatchTo.ROOT: "the top of its family"}
_AMBIGUITY_WORDS = {
    Ambiguity.LEAVE: "left to a person",
    Ambiguity.TIE_BREAK: "decided by the tie-breakers",
}
_FOUNDING_WORDS = {True: "found one", False: "stay without one"}

ACCOUNT_FIELDS = FieldTable(
    AccountMatchingPolicy,
    (
        _compared("domain-alone", "domain_alone", "domain alone"),
        _compared("match-to", "match_to", "leads are matched to", _MATCH_TO_WORDS.__getitem__),
        _ordered("tie-breakers", "tie_breakers", "tie-breakers"),
        _compared(
            "ambiguity",
            "ambiguity",
            "companies that fit equally well",
            _AMBIGUITY_WORDS.__getitem__,
        ),
        _compared("blank-equals-blank", "blank_equals_blank", "blank equals blank for", _blanks),
        _compared("match-threshold", "threshold", "threshold of accounts", "{} points".format),
        _compared("match-margin", "margin", "margin of accounts", "{} points".format),
        _compared(
            "accounts-founded",
            "founds_accounts",
            "leads without an account",
            _FOUNDING_WORDS.__getitem__,
        ),
        _part("weights", WEIGHT_FIELDS),
    ),
)


def _enrichment_words(policy: EnrichmentPolicy) -> str:
    """Return enrichment in one line."""
    derived = listed(map(spoken, policy.derive), "nothing")
    return f"derives {derived}; asks {listed(policy.providers, 'nobody')}"


def _duplicates_words(policy: DuplicatePolicy) -> str:
    """Return the search for duplicates in one line."""
    return f"the same from {policy.p_same}, to be reviewed from {policy.p_possible}"


def _accounts_words(policy: AccountMatchingPolicy) -> str:
    """Return account matching in one line."""
    alone = spoken(policy.domain_alone)
    return f"matched from {policy.threshold} points, domain alone: {alone}"


IDENTITY_FIELDS = FieldTable(
    IdentityPolicy,
    (
        _part("hygiene", HYGIENE_FIELDS),
        _part("enrichment", ENRICHMENT_FIELDS, "enrichment", _enrichment_words),
        _part("duplicates", DUPLICATE_FIELDS, "the search for duplicates", _duplicates_words),
        _part("survivorship", SURVIVORSHIP_FIELDS),
        _part("accounts", ACCOUNT_FIELDS, "the matching of accounts", _accounts_words),
    ),
)


def identity_words(policy: IdentityPolicy) -> str:
    """Return the section in one line."""
    parts = ["leads are cleaned"]
    parts += ["enriched"] if policy.enrichment else []
    parts += ["merged where they are one person's"] if policy.duplicates else []
    parts += ["matched to accounts"] if policy.accounts else []
    return ", ".join(parts)
