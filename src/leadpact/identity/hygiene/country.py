"""Countries: any usual writing of one, in several languages, as its ISO 3166-1 alpha-2 code."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import pycountry

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.name_atoms import atoms_of, key_of
from leadpact.identity.hygiene.plain_text import tidy
from leadpact.terms.hygiene import FaultCode, FieldFault

LONGEST_COUNTRY = 120
"""Characters of a country's name that are looked at."""

_PARTS = re.compile(r"[/|,;()\[\]:]| - | – ")
_SHARED = frozenset({"GE", "JE", "JO"})  # also a US state or a first name: another country wins
_NOT_NAMIBIA = frozenset({"n/a", "n.a.", "n.a", "n\\a"})


class CountryForm(StrEnum):
    """How a country was written."""

    CODE_2 = "CODE_2"
    CODE_3 = "CODE_3"
    NUMBER = "NUMBER"
    NAME = "NAME"
    PART = "PART"


@dataclass(frozen=True, slots=True)
class CleanCountry:
    """A country, cleaned.

    Attributes
    ----------
    value
        ISO 3166-1 alpha-2, or `XK` for Kosovo; `None` where nothing was recognised.
    form
        How it was written; `PART` where only a part of the text names a country.
    faults
        `COUNTRY_UNKNOWN` where there is a text that names none, or several.
    """

    value: str | None
    form: CountryForm | None = None
    faults: tuple[FieldFault, ...] = ()


def clean_country(text: str | None, *, field: str = "country") -> CleanCountry:
    """Recognise one country.

    Parameters
    ----------
    text
        A code or a name in English, German, French, Spanish, Portuguese, Italian, Dutch or the
        country's own language; case, accents, dots and a leading "the" do not matter.
    field
        The column that faults name.

    Examples
    --------
    >>> [clean_country(text).value for text in ("UK", "Deutschland", "EE. UU.", "Germany (DE)")]
    ['GB', 'DE', 'US', 'DE']
    """
    shown = tidy(text or "", limit=LONGEST_COUNTRY)
    if not shown:
        return CleanCountry(None)
    value, form = _recognised(shown)
    if value is None and shown.casefold() not in _NOT_NAMIBIA:
        value, form = _of_parts(shown), CountryForm.PART
    if value is None:
        return CleanCountry(None, faults=(FieldFault(FaultCode.COUNTRY_UNKNOWN, field),))
    return CleanCountry(value, form)


def _recognised(text: str) -> tuple[str | None, CountryForm | None]:
    if text.casefold() in _NOT_NAMIBIA:
        return None, None
    key = key_of(atoms_of(text))
    if key in _codes():
        return _codes()[key]
    named = _names().get(key) or _names().get(key.removeprefix("the "))
    return named or _names().get(key.removesuffix(" the")), CountryForm.NAME


def _of_parts(text: str) -> str | None:
    """Return the one country that parts of the text name, such as `DE - Germany`."""
    parts = [part for part in _PARTS.split(text) if part.strip()]
    found = {code for code, _ in map(_recognised, parts) if code}
    if len(found) > 1:
        found -= _SHARED
    return found.pop() if len(parts) > 1 and len(found) == 1 else None


@cache
def _names() -> dict[str, str]:
    return {row["alias"]: row["country"] for row in read_table("country_aliases.tsv")}


@cache
def _codes() -> dict[str, tuple[str, CountryForm]]:
    codes: dict[str, tuple[str, CountryForm]] = {"xk": ("XK", CountryForm.CODE_2)}
    for country in pycountry.countries:
        codes[country.alpha_2.lower()] = (country.alpha_2, CountryForm.CODE_2)
        codes[country.alpha_3.lower()] = (country.alpha_2, CountryForm.CODE_3)
        codes[country.numeric] = (country.alpha_2, CountryForm.NUMBER)
    return codes
