"""A company's names prepared for comparison: the name, its trading names, its legal form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from leadpact.identity.accounts.words import (
    MAX_LETTERS,
    NameWord,
    NameWords,
    WordClass,
    fold_letters,
    split_name,
)
from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.company_name import CleanCompany, clean_company

MAX_NAMES = 20
"""Names of one company that are compared, the name itself first."""


@dataclass(frozen=True, slots=True)
class CompanyNames:
    """The names of a company, ready to be compared.

    Attributes
    ----------
    names
        Its names as words, without legal forms: the name itself, its trading and former names
        before, then aliases.
    shown
        The name as people should see it; empty where there is none.
    whole
        The complete name with its legal form, in small letters, without spaces.
    acronyms
        Short names that its words can make.
    legal_form
        Its canonical legal form; empty where it has none.
    legal_kind
        The sort of body that form is, such as `LLC`; empty where it has none.
    """

    names: tuple[NameWords, ...]
    shown: str = ""
    whole: str = ""
    acronyms: frozenset[str] = frozenset()
    legal_form: str = ""
    legal_kind: str = ""


def prepare_names(text: str | None, *, aliases: Sequence[str] = ()) -> CompanyNames:
    """Clean a company's name and its aliases, and take them apart.

    Parameters
    ----------
    text
        The name as it was entered.
    aliases
        Other names that the company is known to have.
    """
    known = [clean_company(alias) for alias in aliases[:MAX_NAMES]]
    return names_of(clean_company(text), aliases=known)


def names_of(company: CleanCompany, *, aliases: Sequence[CleanCompany] = ()) -> CompanyNames:
    """Take the names of a cleaned company apart."""
    names = tuple(dict.fromkeys(_all_names((company, *aliases[:MAX_NAMES]))))[:MAX_NAMES]
    return CompanyNames(
        names=names,
        shown=company.value or "",
        whole=fold_letters(company.value or "").replace(" ", "")[:MAX_LETTERS],
        acronyms=frozenset(
            (*company.acronyms, *(found for words in names for found in initials_of(words)))
        ),
        legal_form=company.legal_form or "",
        legal_kind=company.kind or "",
    )


def _all_names(companies: Iterable[CleanCompany]) -> Iterable[NameWords]:
    for company in companies:
        others = (text for text in (company.trading_as, company.formerly) if text)
        for latin in (company.latin, *(clean_company(text).latin for text in others)):
            if (words := split_name(latin)).words:
                yield words


def initials_of(words: NameWords) -> Iterable[str]:
    """Yield the initials of all words, and of those that are more than fillers."""
    parts = words.in_order
    for chosen in (parts, [part for part in parts if part.kind is not WordClass.FILLER]):
        initials = "".join(letters[0] for part in chosen for letters in part.raw.split())
        if len(chosen) > 1 and 2 <= len(initials) <= 8:
            yield initials


def is_initials(letters: str, words: NameWords) -> bool:
    """Return whether letters are the initials of a name; short words such as "of" may lack."""
    possible = {0}
    for part in words.in_order:
        initials = "".join(word[0] for word in part.raw.split())
        passed = {at + len(initials) for at in possible if letters.startswith(initials, at)}
        possible = passed | (possible if _may_lack(part) else set())
    return len(words.in_order) > 1 and len(letters) in possible


def _may_lack(word: NameWord) -> bool:
    return word.kind is WordClass.FILLER or (word.kind is WordClass.KIND and len(word.raw) <= 3)


def short_name(words: NameWords) -> str:
    """Return the name where it could be an acronym: one short word, else nothing."""
    distinctive = [word for word in words.words if word.kind is not WordClass.PLACE]
    only = distinctive[0].text if len(distinctive) == 1 else ""
    return only if 2 <= len(only) <= 8 else ""


@cache
def known_names() -> dict[str, str]:
    """Return the long name, squashed, that each squashed short name is generally known for."""
    return {
        split_name(row["alias"]).squash: split_name(row["name"]).squash
        for row in read_table("company_aliases.tsv")
    }


def known_name(words: NameWords) -> str:
    """Return what a name stands for, squashed: the long name of a known short one, else itself."""
    return known_names().get(words.squash, words.squash)
