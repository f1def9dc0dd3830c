"""Legal forms at the ends of a company name: the table's index, and parting them from the name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.plain_text import Atom, atoms_of, fold, key_of

MOST_FORMS = 8
"""Legal forms that are taken off one name at most."""

_GLUED = re.compile(
    r"(.*[^\W\d_A-Z].*?(?<=[a-zß-ÿ]))(AG|GmbH|mbH|PLC|LLC|LLP|Ltd|Inc|KGaA|SpA|ApS)"
)
_LEADING = frozenset({"of", "the", "for", "de", "du", "des", "da", "do", "del", "von", "van", "di"})
_HOLLOW = frozenset({"the", "and", "der", "die", "das"})


@dataclass(frozen=True, slots=True)
class LegalForm:
    """One written form of the table `legal_forms.tsv`.

    Attributes
    ----------
    canonical
        The canonical form, such as `GmbH`.
    kind
        The kind of body, such as `LLC`; `COMPANY` is a name of no particular kind.
    countries
        ISO 3166-1 alpha-2 codes of the countries that use it; empty where many do.
    """

    written: str
    canonical: str
    kind: str
    countries: tuple[str, ...]
    position: str
    caution: str


@dataclass(frozen=True, slots=True)
class Parted:
    """A name without its legal forms: the rest, and the forms from the outside inwards."""

    atoms: tuple[Atom, ...]
    forms: tuple[LegalForm, ...]


@dataclass(frozen=True, slots=True)
class _Index:
    by_key: dict[str, LegalForm]
    first_words: frozenset[str]
    last_words: frozenset[str]
    longest: int
    glued: tuple[tuple[str, LegalForm], ...]


@cache
def _index() -> _Index:
    by_key: dict[str, LegalForm] = {}
    longest = 1
    for row in read_table("legal_forms.tsv"):
        countries = tuple(row["countries"].split(",")) if row["countries"] else ()
        form = LegalForm(
            row["form"], row["canonical"], row["kind"], countries, row["position"], row["caution"]
        )
        atoms = atoms_of(form.written)
        longest = max(longest, len(atoms))
        by_key[key_of(atoms)] = form
    glued = [(key, form) for key, form in by_key.items() if _is_east_asian(key) and len(key) > 1]
    return _Index(
        by_key,
        first_words=frozenset(key.split(" ", 1)[0] for key in by_key),
        last_words=frozenset(key.rsplit(" ", 1)[-1] for key in by_key),
        longest=longest,
        glued=tuple(sorted(glued, key=lambda pair: -len(pair[0]))),
    )


def _is_east_asian(key: str) -> bool:
    return all(char >= "\u3040" for char in key)


def known_form(text: str) -> LegalForm | None:
    """Return the legal form that the whole text is, whatever its dots and its case."""
    return _index().by_key.get(key_of(atoms_of(text)))


def part_legal_forms(atoms: Sequence[Atom]) -> Parted:
    """Take legal forms off both ends of a name until there is none; something always stays.

    Examples
    --------
    >>> parted = part_legal_forms(atoms_of("OOO Foo & Sons Co., Ltd."))
    >>> [a.text for a in parted.atoms], [f.canonical for f in parted.forms]
    (['foo', 'and', 'sons'], ['Co Ltd', 'OOO'])
    """
    left, found = tuple(atoms), list[LegalForm]()
    while len(found) < MOST_FORMS:
        hit = _at_end(left) or _at_start(left, found) or _within_word(left)
        if hit is None:
            break
        left, form = hit
        found.append(form)
    return Parted(left, tuple(found))


_Hit = tuple[tuple[Atom, ...], LegalForm]


def _at_end(atoms: tuple[Atom, ...]) -> _Hit | None:
    index = _index()
    if not atoms or not (atoms[-1].is_initial or atoms[-1].text in index.last_words):
        return None
    for n in range(min(index.longest, len(atoms) - 1), 0, -1):
        rest, taken = atoms[:-n], atoms[-n:]
        form = index.by_key.get(key_of(taken))
        if form and form.position != "prefix" and _ends_name(form, taken, rest):
            return _without_dangling(rest), form
    return None


def _at_start(atoms: tuple[Atom, ...], found: list[LegalForm]) -> _Hit | None:
    index = _index()
    if not atoms or not (atoms[0].is_initial or atoms[0].text in index.first_words):
        return None
    for n in range(min(index.longest, len(atoms) - 1), 0, -1):
        rest, taken = atoms[n:], atoms[:n]
        form = index.by_key.get(key_of(taken))
        if form is None or form.position == "suffix":
            continue
        if _is_paired(form, found) if form.caution == "paired" else _counts(form, taken, rest):
            return rest, form
    return None


def _is_paired(form: LegalForm, found: list[LegalForm]) -> bool:
    return any(set(other.countries) & set(form.countries) for other in found)


def _ends_name(form: LegalForm, taken: tuple[Atom, ...], rest: tuple[Atom, ...]) -> bool:
    return rest[-1].text not in _LEADING and _counts(form, taken, rest)


def _counts(form: LegalForm, taken: tuple[Atom, ...], rest: tuple[Atom, ...]) -> bool:
    """Return whether the form may be taken off: something stays, and it is no common word here."""
    written = "".join(atom.raw for atom in taken)
    if all(atom.text in _HOLLOW for atom in rest) or _has_other_accents(written, form.written):
        return False
    if not form.caution or any(atom.has_marks for atom in taken):
        return True
    others = "".join(atom.raw for atom in rest)
    is_as_listed = written == "".join(filter(str.isalpha, form.written))
    is_shown = is_as_listed or (form.caution == "word" and written.isupper())
    return form.caution in ("word", "exact") and is_shown and not others.isupper()


def _has_other_accents(written: str, listed: str) -> bool:
    """Return whether a short word has accents that the form has not: `Sá` is no `SA`."""
    return len(written) <= 3 and listed.isascii() and fold(written).isascii() != written.isascii()


def _without_dangling(atoms: tuple[Atom, ...]) -> tuple[Atom, ...]:
    return atoms[:-1] if atoms[-1].text == "and" else atoms


def _within_word(atoms: tuple[Atom, ...]) -> _Hit | None:
    """Take off a form that is written together with the name: `SiemensAG`, `日立株式会社`."""
    match = _GLUED.fullmatch(atoms[-1].raw) if atoms else None
    if match:
        return (*atoms[:-1], *atoms_of(match[1])), _index().by_key[key_of(atoms_of(match[2]))]
    first, last = (atoms[0].text, atoms[-1].text) if atoms else ("", "")
    for key, form in _index().glued if max(first, last) >= "\u3040" else ():
        if form.position != "prefix" and last.endswith(key) and last != key:
            return (*atoms[:-1], *atoms_of(last[: -len(key)])), form
        if form.position != "suffix" and first.startswith(key) and first != key:
            return (*atoms_of(first[len(key) :]), *atoms[1:]), form
    return None
