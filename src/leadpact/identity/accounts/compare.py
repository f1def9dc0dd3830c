"""How alike two company names are, and why; the same for both orders of the two."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from rapidfuzz.distance import OSA

from leadpact.identity.accounts.align import Alignment, align_names
from leadpact.identity.accounts.names import (
    CompanyNames,
    is_initials,
    known_name,
    names_of,
    short_name,
)
from leadpact.identity.accounts.words import NameWords, WordClass
from leadpact.identity.hygiene.company_name import CleanCompany

SAME_FROM = 0.80
"""The score from which two names are taken for names of one company."""

FIRST_OF_SERIES = "1"
"""The number that the first of a series often goes without: "Fund" and "Fund I"."""

_PART_FROM = 0.45
_LETTERS_PER_SLIP = 5


class NameLevel(StrEnum):
    """How two names relate to each other."""

    EXACT = "EXACT"
    ALIAS = "ALIAS"
    CLOSE = "CLOSE"
    ACRONYM = "ACRONYM"
    PART = "PART"
    DIFFERENT = "DIFFERENT"
    UNKNOWN = "UNKNOWN"


class NameReason(StrEnum):
    """Why two names are alike, or not."""

    SAME_WORDS = "SAME_WORDS"
    OTHER_ORDER = "OTHER_ORDER"
    OTHER_SPACES = "OTHER_SPACES"
    OTHER_SPELLING = "OTHER_SPELLING"
    KNOWN_ALIAS = "KNOWN_ALIAS"
    INITIALS = "INITIALS"
    COMMON_WORDS_ADDED = "COMMON_WORDS_ADDED"
    COMMON_WORDS_ONLY = "COMMON_WORDS_ONLY"
    COUNTRY_ADDED = "COUNTRY_ADDED"
    WORDS_ADDED = "WORDS_ADDED"
    WORDS_DIFFER = "WORDS_DIFFER"
    COUNTRIES_DIFFER = "COUNTRIES_DIFFER"
    NUMBERS_DIFFER = "NUMBERS_DIFFER"
    NUMBER_ADDED = "NUMBER_ADDED"
    LEGAL_FORM_DIFFERS = "LEGAL_FORM_DIFFERS"
    BLANK = "BLANK"


@dataclass(frozen=True, slots=True)
class CompanyComparison:
    """How alike two company names are.

    Attributes
    ----------
    score
        From 0 (nothing in common) to 1 (the same).
    level
        How the names relate to each other.
    reasons
        The observed differences, in the order of the enumeration.
    """

    score: float
    level: NameLevel
    reasons: tuple[NameReason, ...]

    @property
    def is_same(self) -> bool:
        """Return whether the names count as names of one company."""
        return self.score >= SAME_FROM


_UNKNOWN = CompanyComparison(0.0, NameLevel.UNKNOWN, (NameReason.BLANK,))


def compare_companies(one: CleanCompany, other: CleanCompany) -> CompanyComparison:
    """Compare two cleaned company names.

    Parameters
    ----------
    one, other
        What `clean_company` returned.

    Returns
    -------
    CompanyComparison
        The best result of comparing any name of one (its name, its trading names) with any of the
        other. A blank name is like no name, not even another blank one.

    Examples
    --------
    >>> from leadpact.identity.hygiene.company_name import clean_company
    >>> found = compare_companies(clean_company("Good Will Co."), clean_company("GOODWILL Company"))
    >>> found.level.value, [reason.value for reason in found.reasons]
    ('EXACT', ['OTHER_SPACES'])
    >>> compare_companies(clean_company("Fund 3"), clean_company("Fund IV")).level.value
    'DIFFERENT'
    """
    return compare_names(names_of(one), names_of(other))


def compare_names(one: CompanyNames, other: CompanyNames) -> CompanyComparison:
    """Compare two companies by all their names, as `compare_companies` does for two clean ones."""
    if not one.names or not other.names:
        return _UNKNOWN
    found = [_compare_pair(mine, yours) for mine, yours in product(one.names, other.names)]
    if _is_acronym(one, other) or _is_acronym(other, one):
        found.append(CompanyComparison(0.85, NameLevel.ACRONYM, (NameReason.INITIALS,)))
    best = max(found, key=lambda item: (item.score, item.level.value, item.reasons))
    return _with_legal_forms(_with_whole(best, one, other), one, other)


def _compare_pair(one: NameWords, other: NameWords) -> CompanyComparison:
    first, second = sorted((one, other), key=lambda name: [word.text for word in name.words])
    for reason, score, form in _EXACT_FORMS:
        if form(first) == form(second) and not _numbers_differ(first, second):
            common = () if first.is_own else (NameReason.COMMON_WORDS_ONLY,)
            return CompanyComparison(score, NameLevel.EXACT, (reason, *common))
    if known_name(first) == known_name(second) and first.squash != second.squash:
        return CompanyComparison(0.95, NameLevel.ALIAS, (NameReason.KNOWN_ALIAS,))
    return _judge(first, second, align_names(first, second))


_EXACT_FORMS: tuple[tuple[NameReason, float, Callable[[NameWords], object]], ...] = (
    (NameReason.SAME_WORDS, 1.0, lambda name: name.words),
    (NameReason.OTHER_SPACES, 0.98, lambda name: name.squash),
    (NameReason.OTHER_SPACES, 0.98, lambda name: name.raw_squash),
    (NameReason.OTHER_ORDER, 0.97, lambda name: name.sorted_squash),
)
"""The ways in which two names are the same, the best first, each with its score."""


def _is_acronym(short: CompanyNames, long: CompanyNames) -> bool:
    """Return whether a name of one company, apart from a country, is the initials of the other."""
    letters = {name for name in map(short_name, short.names) if len(name) > 1}
    return any(
        name in long.acronyms or any(is_initials(name, words) for words in long.names)
        for name in letters
    )


def _judge(one: NameWords, other: NameWords, found: Alignment) -> CompanyComparison:
    """Compare the words that the alignment left over."""
    reasons = tuple(_reasons(one, other, found))
    score = min(found.score, *(_LIMITS.get(reason, 1.0) for reason in reasons), 0.96)
    if score >= SAME_FROM:
        level = NameLevel.CLOSE
    elif score >= _PART_FROM and _is_part(found):
        level = NameLevel.PART
    else:
        level = NameLevel.DIFFERENT
    return CompanyComparison(score, level, reasons)


_LIMITS = {
    NameReason.NUMBERS_DIFFER: 0.4,
    NameReason.COUNTRIES_DIFFER: 0.4,
    NameReason.NUMBER_ADDED: 0.7,
}
"""The most that a score can be with such a reason."""


def _is_part(found: Alignment) -> bool:
    """Return whether one name is the other with words added, and shares a word of its own."""
    return not (found.only_one and found.only_other) and found.shared >= 0.8


def _reasons(one: NameWords, other: NameWords, found: Alignment) -> Iterator[NameReason]:
    if found.has_joined:
        yield NameReason.OTHER_SPACES
    if found.spelled:
        yield NameReason.OTHER_SPELLING
    if _numbers_differ(one, other):
        yield NameReason.NUMBERS_DIFFER
    elif (one.numbers ^ other.numbers) - {FIRST_OF_SERIES}:
        yield NameReason.NUMBER_ADDED
    if one.countries - other.countries and other.countries - one.countries:
        yield NameReason.COUNTRIES_DIFFER
    elif one.countries != other.countries:
        yield NameReason.COUNTRY_ADDED
    added = {word.kind for word in (*found.only_one, *found.only_other)}
    if added & {WordClass.NAME, WordClass.INITIAL}:
        is_one_sided = not (found.only_one and found.only_other)
        yield NameReason.WORDS_ADDED if is_one_sided else NameReason.WORDS_DIFFER
    elif added & {WordClass.KIND, WordClass.SECTOR}:
        yield NameReason.COMMON_WORDS_ADDED


def _numbers_differ(one: NameWords, other: NameWords) -> bool:
    return bool(one.numbers and other.numbers and one.numbers != other.numbers)


def _with_whole(
    best: CompanyComparison, one: CompanyNames, other: CompanyNames
) -> CompanyComparison:
    """Look at the names with their legal forms: a slip may have glued or disfigured the form."""
    is_form_lost = bool(one.legal_form) != bool(other.legal_form)
    if best.score >= SAME_FROM or not is_form_lost or _LIMITS.keys() & set(best.reasons):
        return best
    longest = max(len(one.whole), len(other.whole))
    slips = longest // _LETTERS_PER_SLIP
    if not (one.names[0].is_own and other.names[0].is_own) or slips == 0:
        return best
    distance = OSA.distance(one.whole, other.whole, score_cutoff=slips)
    score = 1 - distance / longest
    if distance > slips or score < SAME_FROM:
        return best
    return CompanyComparison(score, NameLevel.CLOSE, (NameReason.OTHER_SPELLING,))


def _with_legal_forms(
    best: CompanyComparison, one: CompanyNames, other: CompanyNames
) -> CompanyComparison:
    """Hold legal forms of different sorts against names that are the same."""
    if not legal_forms_differ(one, other):
        return best
    reasons = (*best.reasons, NameReason.LEGAL_FORM_DIFFERS)
    return replace(best, score=best.score * 0.79, reasons=reasons)


def legal_forms_differ(one: CompanyNames, other: CompanyNames) -> bool:
    """Return whether both have a legal form, and of different sorts; "company" is no sort."""
    kinds = {one.legal_kind, other.legal_kind}
    return len(kinds) == 2 and not kinds & {"", "COMPANY"}
