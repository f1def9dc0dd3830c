"""Clean a country or a state: any usual writing of it as its code of ISO 3166.

Countries, in several languages, become ISO 3166-1 alpha-2; states, provinces and cantons, by name
or postal code, become ISO 3166-2.
"""

import re
from functools import cache
from typing import Any

import pycountry

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.plain_text import CleanField, atoms_of, key_of, tidy
from leadpact.terms.hygiene import FaultCode, FieldFault

LONGEST_COUNTRY = 120
"""Characters of a country's name that are looked at."""

_PARTS = re.compile(r"[/|,;()\[\]:]| - | – ")
_SHARED = frozenset({"GE", "JE", "JO"})  # also a US state or a first name: another country wins
_NOT_NAMIBIA = frozenset({"n/a", "n.a.", "n.a", "n\\a"})


def clean_country(text: str | None, *, field: str = "country") -> CleanField:
    """Recognise one country.

    Parameters
    ----------
    text
        A code or a name in English, German, French, Spanish, Portuguese, Italian, Dutch or the
        country's own language; case, accents, dots and a leading "the" do not matter.
    field
        The column that faults name.

    Returns
    -------
    CleanField
        ISO 3166-1 alpha-2, or `XK` for Kosovo; `None` where nothing was recognised, with the fault
        `COUNTRY_UNKNOWN` where there is a text that names none, or several.

    Examples
    --------
    >>> [clean_country(text).value for text in ("UK", "Deutschland", "EE. UU.", "Germany (DE)")]
    ['GB', 'DE', 'US', 'DE']
    """
    shown = tidy(text or "", limit=LONGEST_COUNTRY)
    if not shown:
        return CleanField(None)
    value = _country_in(shown)
    if value is None and shown.casefold() not in _NOT_NAMIBIA:
        value = _of_parts(shown)
    if value is None:
        return CleanField(None, (FieldFault(FaultCode.COUNTRY_UNKNOWN, field),))
    return CleanField(value)


def _country_in(text: str) -> str | None:
    if text.casefold() in _NOT_NAMIBIA:
        return None
    key, names = key_of(atoms_of(text)), _country_names()
    named = names.get(key) or names.get(key.removeprefix("the "))
    return _country_codes().get(key) or named or names.get(key.removesuffix(" the"))


def _of_parts(text: str) -> str | None:
    """Return the one country that parts of the text name, such as `DE - Germany`."""
    parts = [part for part in _PARTS.split(text) if part.strip()]
    found = {code for code in map(_country_in, parts) if code}
    if len(found) > 1:
        found -= _SHARED
    return found.pop() if len(parts) > 1 and len(found) == 1 else None


@cache
def _country_names() -> dict[str, str]:
    return {row["alias"]: row["country"] for row in read_table("country_aliases.tsv")}


@cache
def _country_codes() -> dict[str, str]:
    return {"xk": "XK"} | {
        code.lower(): country.alpha_2
        for country in pycountry.countries
        for code in (country.alpha_2, country.alpha_3, country.numeric)
    }


LONGEST_STATE = 120
"""Characters of a state's name that are looked at."""

KNOWN_ALONE = ("US", "CA", "AU", "DE", "BR")
"""Countries whose states are recognised without a country, where no two of them share the word."""

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


def clean_state(text: str | None, *, country: str | None, field: str = "state") -> CleanField:
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

    Returns
    -------
    CleanField
        ISO 3166-2, such as `US-CA`; its first two letters are the country. `None` where nothing was
        recognised, with the fault `STATE_UNKNOWN` where there is a text that names none, or
        several; its detail is `NEEDS_COUNTRY` where only the country could tell which is meant.

    Examples
    --------
    >>> clean_state("Calif.", country="US").value, clean_state("Bavaria", country="DE").value
    ('US-CA', 'DE-BY')
    >>> clean_state("NSW", country=None).value, clean_state("SC", country=None).value
    ('AU-NSW', None)
    """
    shown = tidy(text or "", limit=LONGEST_STATE)
    if not shown:
        return CleanField(None)
    known = clean_country(country).value
    countries = (known,) if known else KNOWN_ALONE
    found = _states_in(shown, known, countries)
    if not found:
        parts = [part for part in _PARTS.split(shown) if part.strip()]
        found = {code for part in parts for code in _states_in(part, known, countries)}
    if len(found) == 1:
        return CleanField(found.pop())
    detail = "NEEDS_COUNTRY" if found and not known else ""
    return CleanField(None, (FieldFault(FaultCode.STATE_UNKNOWN, field, detail),))


def _states_in(text: str, known: str | None, countries: tuple[str, ...]) -> set[str]:
    """Return the states that the text may be."""
    if (code := _iso_code(text)) and known in (None, code[:2]):
        return {code}
    key = key_of(atoms_of(text))
    bare = _without_numbers(key)
    names = [(_state_names, name) for name in (key, _without_designation(key), bare)]
    for by_writing, name in ((_state_codes, key), *names, (_state_codes, bare)):
        found = {by_writing(land)[name] for land in countries if name in by_writing(land)}
        if found:
            return found
    return set()


def _iso_code(text: str) -> str | None:
    match = _ISO.fullmatch(text.strip())
    code = f"{match[1]}-{match[2]}".upper() if match else None
    return code if code and pycountry.subdivisions.get(code=code) else None


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


def _subdivisions(country: str) -> list[Any]:
    """Return the states of a country by their codes, those of the highest level last."""
    states = pycountry.subdivisions.get(country_code=country) or ()
    return sorted(states, key=lambda state: (state.parent_code is None, state.code))


@cache
def _state_codes(country: str) -> dict[str, str]:
    """Return the states of a country by the code behind the hyphen, in small letters."""
    return {state.code[3:].lower(): state.code for state in _subdivisions(country)}


@cache
def _state_names(country: str) -> dict[str, str]:
    """Return the states of a country by every name, folded; own names win."""
    names: dict[str, str] = {}
    for state in _subdivisions(country):
        for writing in _writings(state.name):
            key = key_of(atoms_of(writing))
            names |= {_without_designation(key): state.code, key: state.code}
    own = (row for row in read_table("state_aliases.tsv") if row["country"] == country)
    return names | {row["alias"]: row["state"] for row in own}


def _writings(name: str) -> list[str]:
    """Return the names in one entry, such as `Galicia [Galicia]` or `wallonne, Région`."""
    writings = [name, *re.split(r"[\[\]/()]", name)]
    front, comma, back = name.partition(",")
    return [*writings, f"{back} {front}", front] if comma else writings
