"""Company names: how they are shown, what compares them, their legal form, and bogus ones.

Greek and Cyrillic letters are compared in Latin ones; other scripts are left as they are.
"""

import re
from dataclasses import dataclass

from leadpact.identity.hygiene.bogus_names import bogus_company
from leadpact.identity.hygiene.legal_forms import LegalForm, part_legal_forms
from leadpact.identity.hygiene.plain_text import (
    Atom,
    CleanField,
    atoms_of,
    fold,
    key_of,
    tidy,
    unquoted,
)
from leadpact.terms.hygiene import FaultCode, FieldFault

LONGEST_COMPANY_NAME = 300
"""Characters of a company name that are kept; a longer name is cut off and has a fault."""

_TRADING_AS = re.compile(
    r"[ ,;(]+(?:d/b/a|dba|d\.b\.a\.|doing business as|t/a|trading as|trading under the name"
    r"|o/a|operating as|carrying on business as|handelnd unter)[ :]+",
    re.IGNORECASE,
)
_FORMERLY = re.compile(
    r"[ ,;(]+(?:f/k/a|fka|formerly known as|formerly|previously known as"
    r"|vormals|anciennement)[ :]+",
    re.IGNORECASE,
)
_SMALL_WORDS = frozenset(
    {
        *("a", "an", "and", "at", "das", "de", "dei", "del", "della", "der", "des", "di"),
        *("die", "do", "du", "e", "en", "et", "for", "fur", "i", "in", "la", "le", "les", "of"),
        *("on", "the", "to", "und", "van", "von", "y"),
    }
)
_FORM_INITIALS = {"Co": "c", "Corp": "c", "Co Ltd": "c", "Co Inc": "c", "Inc": "i"}


@dataclass(frozen=True, slots=True)
class CleanCompany(CleanField):
    """A company name, cleaned.

    Attributes
    ----------
    value
        The name as people should see it; `None` where there is none.
    core
        What compares names: folded, without legal forms, a leading `The` and punctuation. In the
        script it came in; empty only where the name is missing or has no letter and no digit.
    latin
        The core with Greek and Cyrillic letters as Latin ones.
    legal_form
        The canonical legal form, the outermost that is more specific than "company"; else that one.
    kind
        The sort of body the form is, such as `LLC`; `None` without a form.
    countries
        Countries that the form is of (ISO 3166-1 alpha-2); empty where the form has no country.
    trading_as
        The text after `d/b/a` and the like; `core` is then that of the text before.
    formerly
        The text after `formerly` and the like.
    acronyms
        Short names that the words of the core can make, the likeliest first.
    faults
        Its faults; details are `TOO_LONG` or a kind of `name_words.tsv`.
    """

    core: str = ""
    latin: str = ""
    legal_form: str | None = None
    kind: str | None = None
    countries: tuple[str, ...] = ()
    trading_as: str | None = None
    formerly: str | None = None
    acronyms: tuple[str, ...] = ()


def clean_company(
    text: str | None, *, person: str | None = None, field: str = "company"
) -> CleanCompany:
    """Clean one company name.

    Parameters
    ----------
    text
        The name as it was given.
    person
        The full name of the person of the lead; a company of that name is a fault.
    field
        The column that faults name.

    Returns
    -------
    CleanCompany
        Never without a value where the text has a visible character.

    Examples
    --------
    >>> clean_company("The Walt Disney Company").core
    'walt disney'
    >>> shown = clean_company("ACME Bakery, S. de R.L. de C.V.")
    >>> shown.core, shown.legal_form, shown.countries
    ('acme bakery', 'S de RL de CV', ('MX',))
    """
    value = unquoted(tidy(text or "", limit=LONGEST_COMPANY_NAME))
    if not value:
        return CleanCompany(None, faults=(FieldFault(FaultCode.COMPANY_MISSING, field),))
    name, trading_as = _split_off(value, _TRADING_AS)
    name, formerly = _split_off(name, _FORMERLY)
    parted = part_legal_forms(atoms_of(name))
    form = _main_form(parted.forms)
    core = key_of(_without_article(parted.atoms))
    return CleanCompany(
        value=value,
        core=core,
        latin=latin(core),
        legal_form=form.canonical if form else None,
        kind=form.kind if form else None,
        countries=form.countries if form else (),
        trading_as=trading_as,
        formerly=formerly,
        acronyms=_acronyms(core, form),
        faults=_faults(text or "", core, person, field),
    )


def _split_off(name: str, words: re.Pattern[str]) -> tuple[str, str | None]:
    """Return the text before the words and the text after, where neither is empty."""
    match = words.search(name)
    if match is None or not atoms_of(name[: match.start()]):
        return name, None
    behind = unquoted(name[match.end() :].strip(" ()"))
    return (unquoted(name[: match.start()]), behind) if atoms_of(behind) else (name, None)


def _without_article(atoms: tuple[Atom, ...]) -> tuple[Atom, ...]:
    return atoms[1:] if len(atoms) > 1 and atoms[0].text == "the" else atoms


def _main_form(forms: tuple[LegalForm, ...]) -> LegalForm | None:
    """Return the outermost form that names a sort of body, else the outermost."""
    return next((form for form in forms if form.kind != "COMPANY"), forms[0] if forms else None)


def _acronyms(core: str, form: LegalForm | None) -> tuple[str, ...]:
    words = core.split()
    distinctive = [word for word in words if word not in _SMALL_WORDS]
    if len(distinctive) < 2:
        return ()
    short, long = ("".join(word[0] for word in some) for some in (distinctive, words))
    tail = _FORM_INITIALS.get(form.canonical, "") if form else ""
    candidates = (short, short + tail, long, long + tail)
    return tuple(dict.fromkeys(word for word in candidates if 2 <= len(word) <= 8))


def _faults(text: str, core: str, person: str | None, field: str) -> tuple[FieldFault, ...]:
    details = [bogus_company(core, person=person)]
    if len(text.strip()) > LONGEST_COMPANY_NAME:
        details.append("TOO_LONG")
    return tuple(FieldFault(FaultCode.COMPANY_BOGUS, field, detail) for detail in details if detail)


_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_CYRILLIC_LATIN = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya"
_OTHER_CYRILLIC = "єіїґўђјљњћџѓќѕқғҳәңөүұһѣ"
_OTHER_CYRILLIC_LATIN = "ye i yi g u dj j lj nj c dz gj kj dz q g h a n o u u h e"
_GREEK = "αβγδεζηθικλμνξοπρσςτυφχψω"
_GREEK_LATIN = "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
_GREEK_PAIRS = (("ου", "ou"), ("αυ", "av"), ("ευ", "ev"), ("μπ", "b"), ("ντ", "nt"), ("γγ", "ng"))


def _pairs(letters: str, in_latin: str) -> dict[str, str]:
    return dict(zip(letters, in_latin.replace("-", "\0").split(), strict=True))


_LATIN = str.maketrans(
    _pairs(_CYRILLIC, _CYRILLIC_LATIN)
    | _pairs(_OTHER_CYRILLIC, _OTHER_CYRILLIC_LATIN)
    | _pairs(_GREEK, _GREEK_LATIN)
)


def latin(text: str) -> str:
    """Return the folded text with Greek and Cyrillic letters as Latin ones.

    Examples
    --------
    >>> latin("Муромский завод")
    'muromskiy zavod'
    >>> latin("Ελλάδα"), latin("日立")
    ('ellada', '日立')
    """
    plain = fold(text)
    if plain.isascii():
        return plain
    for greek, roman in _GREEK_PAIRS:
        plain = plain.replace(greek, roman)
    return plain.translate(_LATIN).replace("\0", "")
