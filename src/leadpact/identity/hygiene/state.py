"""States, provinces and cantons: their names and postal codes as ISO 3166-2."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import pycountry

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.country import clean_country
from leadpact.identity.hygiene.name_atoms import atoms_of, key_of
from leadpact.identity.hygiene.plain_text import tidy
from leadpact.terms.hygiene import FaultCode, FieldFault

LONGEST_STATE = 120
"""Characters of a state's name that are looked at."""

KNOWN_ALONE = ("US", "CA", "AU", "DE", "BR")
"""Countries whose states are recognised without a country, where no two of them share the word."""

_PARTS = re.compile(r"[/|,;()\[\]:]| - | – ")
_ISO = re.compile(r"([A-Za-z]{2})[-_ ]([A-Za-z0-9]{1,3})")
_DESIGNATIONS = frozenset(
    word
    for words in (
        "state province prefecture region county department departement departamento provincia",
        "provincie provinz kanton canton cantone land estado etat sheng shi voivodeship",
        "wojewodztwo oblast governorate district territory comunidad autonoma regione gewest co",
    )
    for word in words.split()
)
_JOINTS = frozenset({"of", "de", "di", "du", "do", "da", "van", "the", "la", "von", "des"})


class StateForm(StrEnum):
    """How a state was written."""

    CODE = "CODE"
    NAME = "NAME"
    PART = "PART"


@dataclass(frozen=True, slots=True)
class CleanState:
    """A state, cleaned.

    Attributes
    ----------
    value
        ISO 3166-2, such as `US-CA`; its first two letters are the country. `None` where nothing
        was recognised.
    form
        How it was written; `PART` where only a part of the text names a state.
    faults
        `STATE_UNKNOWN` where there is a text that names none, or several; its detail is
        `NEEDS_COUNTRY` where the country is not known and more than one could be meant.
    """

    value: str | None
    form: StateForm | None = None
    faults: tuple[FieldFault, ...] = ()


def clean_state(text: str | None, *, country: str | None, field: str = "state") -> CleanState:
    """Recognise one state of a country.

    Parameters
    ----------
    text
        A name, a postal code, or the ISO code itself.
    country
        The country as `clean_country` recognises it; `None` or unknown where it is not known. Then
        only ISO codes are recognised, and states of `KNOWN_ALONE` that no other of them shares.
    field
        The column that faults name.

    Examples
    --------
    >>> clean_state("Calif.", country="US").value, clean_state("Bavaria", country="DE").value
    ('US-CA', 'DE-BY')
    >>> clean_state("NSW", country=None).value, clean_state("SC", country=None).value
    ('AU-NSW', None)
    """
    shown = tidy(text or "", limit=LONGEST_STATE)
    if not shown:
        return CleanState(None)
    known = clean_country(country).value
    countries = (known,) if known else KNOWN_ALONE
    found, form = _recognised(shown, known, countries)
    if not found:
        parts = [part for part in _PARTS.split(shown) if part.strip()]
        found = {code for part in parts for code in _recognised(part, known, countries)[0]}
        form = StateForm.PART
    if len(found) == 1:
        return CleanState(found.pop(), form)
    detail = "NEEDS_COUNTRY" if found and not known else ""
    return CleanState(None, faults=(FieldFault(FaultCode.STATE_UNKNOWN, field, detail),))


def _recognised(
    text: str, known: str | None, countries: tuple[str, ...]
) -> tuple[set[str], StateForm]:
    """Return the states that the text may be, and how it was written."""
    if (code := _iso_code(text)) and known in (None, code[:2]):
        return {code}, StateForm.CODE
    key = key_of(atoms_of(text))
    codes = {_codes(land)[key] for land in countries if key in _codes(land)}
    if codes:
        return codes, StateForm.CODE
    for name in (key, _without_designation(key), _without_numbers(key)):
        named = {_names(land)[name] for land in countries if name in _names(land)}
        if named:
            return named, StateForm.NAME
    return {
        _codes(land)[k] for land in countries if (k := _without_numbers(key)) in _codes(land)
    }, (StateForm.PART)


def _iso_code(text: str) -> str | None:
    match = _ISO.fullmatch(text.strip())
    code = f"{match[1]}-{match[2]}".upper() if match else None
    return code if code in _iso_codes() else None


def _without_designation(key: str) -> str:
    """Return the name without the words for its kind: `state of`, `province`, `kanton`."""
    words = key.split()
    while len(words) > 1 and words[0] in _DESIGNATIONS | _JOINTS:
        words = words[1:]
    while len(words) > 1 and words[-1] in _DESIGNATIONS:
        words = words[:-1]
    return " ".join(words)


def _without_numbers(key: str) -> str:
    """Return the name without a postal number behind it."""
    return " ".join(word for word in key.split() if not word.isdigit())


@cache
def _iso_codes() -> frozenset[str]:
    return frozenset(state.code for state in pycountry.subdivisions)


@cache
def _subdivisions(country: str) -> tuple[tuple[str, str, bool], ...]:
    """Return code, name and whether it is of the highest level, the highest level last."""
    states = [state for state in pycountry.subdivisions if state.country_code == country]
    found = [(state.code, state.name, state.parent_code is None) for state in states]
    return tuple(sorted(found, key=lambda state: (state[2], state[0])))


@cache
def _codes(country: str) -> dict[str, str]:
    """Return the states of a country by the code behind the hyphen, in small letters."""
    return {code[3:].lower(): code for code, _, _ in _subdivisions(country) if len(code) > 3}


@cache
def _names(country: str) -> dict[str, str]:
    """Return the states of a country by every name, folded; own names win."""
    names: dict[str, str] = {}
    for code, name, _ in _subdivisions(country):
        for writing in _writings(name):
            key = key_of(atoms_of(writing))
            names[_without_designation(key)] = code
            names[key] = code
    own = (row for row in read_table("state_aliases.tsv") if row["country"] == country)
    return names | {row["alias"]: row["state"] for row in own}


def _writings(name: str) -> list[str]:
    """Return the names in one entry, such as `Galicia [Galicia]` or `wallonne, Région`."""
    writings = [name, *re.split(r"[\[\]/()]", name)]
    front, comma, back = name.partition(",")
    return [*writings, f"{back} {front}", front] if comma else writings
