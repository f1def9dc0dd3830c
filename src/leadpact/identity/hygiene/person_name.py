"""Names of people: their parts, their capitals, and bogus names."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from leadpact.identity.hygiene.bogus_names import bogus_person, is_absent, is_company_word
from leadpact.identity.hygiene.legal_forms import part_legal_forms
from leadpact.identity.hygiene.name_case import recased
from leadpact.identity.hygiene.name_parts import (
    NameParts,
    begins_with_particle,
    is_title,
    split_fields,
    split_full,
)
from leadpact.identity.hygiene.plain_text import CleanField, atoms_of, key_of, tidy, unquoted
from leadpact.terms.hygiene import FaultCode, FieldFault

LONGEST_PERSON_NAME = 120
"""Characters of a name's field that are kept."""

_ADDRESS = re.compile(r"\S+@\S+\.\w+")
_LINK = re.compile(r"(?:https?:|www\.)\S*", re.IGNORECASE)
_BEHIND_BAR = re.compile(r"[|•·].*")
_EDGES = " -,"
_NEVER = frozenset("_*#~+=:!?<>\\;")
_ROUNDS = 8
_DIGITS = re.compile(r"\d")
_SHORT_FORMS = frozenset(
    {
        *("ag", "bv", "kg", "nv", "oy", "aps", "bhd", "fze", "gbr", "inc", "jsc", "kft", "lda"),
        *("llc", "llp", "ltd", "mbh", "ohg", "ooo", "ооо", "oyj", "plc", "pte", "pty", "pvt"),
        *("sdn", "srl", "sro", "tbk", "zrt"),
    }
)
_OF = frozenset({"of", "de", "des", "di", "do", "da", "for", "fur"})
_ALSO_NAMES = frozenset({"amba", "chartered", "coop", "koop", "koll"})


@dataclass(frozen=True, slots=True)
class CleanPersonName(CleanField):
    """The name of a person, cleaned.

    Attributes
    ----------
    value
        The complete name as people should see it, without titles and degrees; `None` where there is
        none.
    first, middle, last
        Its parts. A name of one word is the first name unless it came in the last name's field.
    suffix
        Of the generation: `Jr.`, `III`.
    title
        The titles before the name: `Dr.`, `Prof. Dr.`.
    degrees
        The suffixes after it: `PhD`, `MBA`.
    nickname
        The nickname: text in brackets or quotes.
    company
        The complete text where it names a company; the parts are then `None`.
    is_swapped
        Whether the family name came first, as in `Last, First`.
    faults
        What is wrong with it.
    """

    first: str | None = None
    middle: str | None = None
    last: str | None = None
    suffix: str | None = None
    title: str | None = None
    degrees: tuple[str, ...] = ()
    nickname: str | None = None
    company: str | None = None
    is_swapped: bool = False


def clean_person_name(
    first: str | None, last: str | None, full: str | None = None
) -> CleanPersonName:
    """Clean the name of one person.

    Parameters
    ----------
    first, last
        The given names and the family name as they were given; one field may hold both.
    full
        The complete name, read only where neither of the others has a visible character.

    Returns
    -------
    CleanPersonName
        Faults name the column `first_name` or `last_name`. Cleaning `first` and `last` of the
        result again gives them again.

    Examples
    --------
    >>> name = clean_person_name("SMITH-MCDONALD, DR. MARY", None)
    >>> name.first, name.last, name.title, name.is_swapped
    ('Mary', 'Smith-McDonald', 'Dr.', True)
    >>> clean_person_name("Acme", "Inc.").company
    'Acme Inc.'
    """
    (one, odd_one), (two, odd_two) = map(_shown, (first, last))
    if not one and not two:
        one, odd_full = _shown(full)
        odd_one += odd_full
    odd = [
        FieldFault(FaultCode.PERSON_NAME_BOGUS, field, detail)
        for field, details in (("first_name", odd_one), ("last_name", odd_two))
        for detail in details
    ]
    one, two = _without_absent(one, two)
    is_turned = tidy(first or "", limit=LONGEST_PERSON_NAME).endswith(",")
    whole = f"{one} {two}".strip()
    if not whole:
        return CleanPersonName(
            faults=(*odd, FieldFault(FaultCode.PERSON_NAME_MISSING, "last_name"))
        )
    parts = _settled(_parts(f"{one}," if is_turned else one, two))
    if _is_company(whole) or _is_company(f"{parts.first} {parts.last}"):
        company = FieldFault(FaultCode.PERSON_NAME_IS_COMPANY, "last_name" if two else "first_name")
        return CleanPersonName(company=whole, faults=(*odd, company))
    return _result(parts, odd)


def _shown(text: str | None) -> tuple[str, tuple[str, ...]]:
    """Return a field without addresses, emoji and other signs, and what addresses there were."""
    shown = tidy(text or "", limit=LONGEST_PERSON_NAME)
    kinds = (("EMAIL", _ADDRESS), ("LINK", _LINK))
    found = tuple(detail for detail, kind in kinds if kind.search(shown))
    if found:
        shown = _LINK.sub(" ", _ADDRESS.sub(" ", shown)).replace("()", " ")
    kept = "".join(" " if _is_sign(char) else char for char in _BEHIND_BAR.sub("", shown))
    return _bare(" ".join(kept.split())), found


def _bare(text: str) -> str:
    """Return the text without signs at its ends that no name begins or ends with."""
    while (less := unquoted(text.strip(_EDGES))) != text:
        text = less
    return text


def _is_sign(char: str) -> bool:
    if char in _NEVER:
        return True
    return unicodedata.category(char) in ("So", "Sk", "Sm") or "\ufe00" <= char <= "\ufe0f"


def _without_absent(one: str, two: str) -> tuple[str, str]:
    """Drop a field that is only a placeholder, where the other field has a name."""
    gone_one, gone_two = is_absent(_key(one)), is_absent(_key(two))
    if gone_one and gone_two:
        return one, two
    return "" if gone_one else one, "" if gone_two else two


def _is_company(whole: str) -> bool:
    """Return whether the text begins or ends as only names of companies do."""
    atoms = atoms_of(whole)
    parted = part_legal_forms(atoms)
    if any(_is_no_name(form.written) for form in parted.forms):
        return True
    if len(atoms) < 2:
        return False
    is_of = is_company_word(atoms[0].text) and atoms[1].text in _OF
    return is_of or is_company_word(atoms[-1].text)


def _is_no_name(form: str) -> bool:
    key = key_of(atoms_of(form)).replace(" ", "")
    if len(key) < 4 and key < "\u3040":
        return key in _SHORT_FORMS
    return len(key) > 1 and key not in _ALSO_NAMES


def _parts(one: str, two: str) -> NameParts:
    """Return the parts of the two fields, one of which may hold the complete name."""
    if one.endswith(",") and one != "," and two:
        return split_full(f"{one} {two}")
    one = one.rstrip(",")
    if two and is_title(one):
        parts = _parts("", two)
        return replace(parts, titles=(*one.split(), *parts.titles))
    if one and two and (one.casefold() != two.casefold() or " " not in one):
        parts = split_fields(one, two)
        is_double = " " in parts.last and parts.first.casefold() == parts.last.casefold()
        return split_full(parts.last) if is_double else parts
    return _of_one(one or two, is_last=not one)


def _settled(parts: NameParts) -> NameParts:
    """Split the parts again until nothing changes: a title or a suffix may have come to an end."""
    for _ in range(_ROUNDS):
        parts = _cased(parts)
        again = _cased(_parts(*_without_absent(parts.first, parts.last)))
        if (again.first, again.last) == (parts.first, parts.last):
            return parts
        parts = replace(
            again,
            middle=" ".join(filter(None, (again.middle, parts.middle))),
            titles=(*parts.titles, *again.titles),
            suffix=" ".join(filter(None, (again.suffix, parts.suffix))),
            degrees=(*parts.degrees, *again.degrees),
            nickname=parts.nickname or again.nickname,
            is_swapped=parts.is_swapped or again.is_swapped,
        )
    return parts


def _cased(parts: NameParts) -> NameParts:
    first, middle, last = map(_bare, (parts.first, parts.middle, parts.last))
    given, more = recased(first, is_first=True), recased(middle, is_first=True)
    return replace(parts, first=given, middle=more, last=recased(last))


def _of_one(text: str, *, is_last: bool) -> NameParts:
    """Return the parts of one text; of a single word by the field that it stood in."""
    parts = split_full(text)
    is_family = is_last and (begins_with_particle(text) or not parts.last)
    return split_fields("", text) if is_family and not parts.is_swapped else parts


def _result(parts: NameParts, odd: list[FieldFault]) -> CleanPersonName:
    first, middle, last = parts.first, parts.middle, parts.last
    missing = [
        FieldFault(FaultCode.PERSON_NAME_MISSING, field)
        for field, part in (("first_name", first), ("last_name", last))
        if is_absent(_key(part))
    ]
    faults = [*odd, *missing]
    detail = bogus_person(_key(first), _key(last))
    if detail is None and _DIGITS.search(first + last):
        detail = "DIGITS"
    if detail:
        field = "last_name" if last else "first_name"
        faults.append(FieldFault(FaultCode.PERSON_NAME_BOGUS, field, detail))
    first, last = ("" if is_absent(_key(part)) else part for part in (first, last))
    whole = " ".join(filter(None, (first, middle, last, parts.suffix)))
    return CleanPersonName(
        value=whole or None,
        first=first or None,
        middle=middle or None,
        last=last or None,
        suffix=parts.suffix or None,
        title=" ".join(map(_title_cased, parts.titles)) or None,
        degrees=parts.degrees,
        nickname=parts.nickname or None,
        is_swapped=parts.is_swapped,
        faults=tuple(faults),
    )


def _title_cased(title: str) -> str:
    return title.capitalize() if title.isupper() and len(title.strip(".")) > 1 else title


@lru_cache(maxsize=4096)
def _key(part: str) -> str:
    return key_of(atoms_of(part))
