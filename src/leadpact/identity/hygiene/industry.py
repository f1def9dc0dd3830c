"""Industries: codes of NAICS and SIC, pick lists and free text as one of our sectors."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.plain_text import CleanField, atoms_of, key_of, tidy
from leadpact.terms.hygiene import FaultCode, FieldFault

LONGEST_INDUSTRY = 200
"""Characters of an industry's name that are looked at."""

_CODE = re.compile(r"(?:(NAICS|SIC)\b[ :#-]*)?(\d{2,6})(?:-\d{2,6})?(?!\d)(.*)", re.IGNORECASE)
_GENERAL = frozenset(
    ["branche", "companies", "company", "industries", "industry", "other", "secteur", "sector"]
)
_PARTS = re.compile(r"[/,;|&()]| - | and | und | et | y | e ", re.IGNORECASE)
_ONLY_ALONE = frozenset(
    {
        *("ai", "auto", "building", "care", "communication", "communications", "computer"),
        *("computers", "culture", "digital", "film", "general", "health", "it", "law"),
        *("mobile", "mode", "moving", "music", "platform", "power", "pr", "production"),
        *("research", "security", "service", "services", "servicios", "servicos", "space"),
        *("tech", "technology", "ti", "water", "wind"),
    }
)
_FIRST_WINS = frozenset(
    {"of", "for", "de", "del", "da", "do", "du", "des", "fur", "in", "im", "par"}
)


class IndustryForm(StrEnum):
    """How an industry was written."""

    SECTOR = "SECTOR"
    NAICS = "NAICS"
    SIC = "SIC"
    WORDS = "WORDS"
    PART = "PART"


@dataclass(frozen=True, slots=True)
class CleanIndustry(CleanField):
    """An industry, cleaned.

    Attributes
    ----------
    value
        A sector of `industries.tsv`, such as `SOFTWARE`; `None` where nothing was recognised.
    form
        How it was written; `PART` where some words of the text name a sector, but not all of it.
    matched
        The code or the words of the table that were recognised.
    faults
        `INDUSTRY_UNKNOWN` where there is a text that names no sector; its detail is `NEEDS_SCHEME`
        where it is a number that NAICS and SIC give to different sectors.
    """

    form: IndustryForm | None = None
    matched: str = ""


def clean_industry(
    text: str | None, *, scheme: str | None = None, field: str = "industry"
) -> CleanIndustry:
    """Recognise the sector of one industry.

    Parameters
    ----------
    text
        A code with or without its name, a pick-list value (`COMPUTER_SOFTWARE`), or free text.
    scheme
        `NAICS` or `SIC` where codes are known to be of one; else four digits count only where both
        agree or the text names the version.
    field
        The column that faults name.

    Examples
    --------
    >>> [clean_industry(text).value for text in ("COMPUTER_SOFTWARE", "Maschinenbau", "524210")]
    ['SOFTWARE', 'MANUFACTURING', 'INSURANCE']
    >>> clean_industry("Regional grocery retail chain").matched
    'grocery retail'
    """
    shown = tidy((text or "")[: 4 * LONGEST_INDUSTRY].replace("_", " "), limit=LONGEST_INDUSTRY)
    if not shown:
        return CleanIndustry(None)
    code = _CODE.fullmatch(shown)
    found = _by_code(code[2], (code[1] or scheme or "").upper()) if code else None
    found = found or _by_words(code[3] if code else shown)
    if found:
        return found
    is_of_both = code and not code[3].strip() and _naics(code[2]) and _sic(code[2])
    detail = "NEEDS_SCHEME" if is_of_both else ""
    return CleanIndustry(None, faults=(FieldFault(FaultCode.INDUSTRY_UNKNOWN, field, detail),))


def _by_code(code: str, scheme: str) -> CleanIndustry | None:
    naics = _naics(code) if scheme != "SIC" else None
    sic = _sic(code) if scheme != "NAICS" and len(code) == 4 else None
    if naics and sic and naics.value != sic.value:
        return None
    return sic if scheme == "SIC" else naics or sic


def _naics(code: str) -> CleanIndustry | None:
    """Return the sector of the longest prefix that the table has."""
    table = _table("NAICS")
    prefix = next((code[:n] for n in range(len(code), 1, -1) if code[:n] in table), None)
    return CleanIndustry(table[prefix], form=IndustryForm.NAICS, matched=prefix) if prefix else None


def _sic(code: str) -> CleanIndustry | None:
    """Return the sector of the narrowest range that holds the code."""
    held = [row for row in _sic_ranges() if row[0] <= int(code) <= row[1]]
    if not held:
        return None
    first, last, sector = min(held, key=lambda row: row[1] - row[0])
    return CleanIndustry(sector, form=IndustryForm.SIC, matched=f"{first:04}-{last:04}")


def _by_words(text: str) -> CleanIndustry | None:
    key = key_of(atoms_of(text))
    if (sector := key.upper().replace(" ", "_")) in _table("SECTOR"):
        return CleanIndustry(sector, form=IndustryForm.SECTOR, matched=sector)
    table = _table("WORDS")
    bare = " ".join(word for word in key.split() if word not in _GENERAL)
    for words in (key, bare):
        if words in table:
            return CleanIndustry(table[words], form=IndustryForm.WORDS, matched=words)
    return _by_parts(text)


def _by_parts(text: str) -> CleanIndustry | None:
    """Return the sector of the first part of a list (`Banking/Insurance`) that names one."""
    for part in _PARTS.split(text):
        words = key_of(atoms_of(part)).split()
        known = _table("WORDS").get(" ".join(words))
        if known:
            return CleanIndustry(known, form=IndustryForm.PART, matched=" ".join(words))
        if found := _within(words):
            return found
    return None


def _within(words: list[str]) -> CleanIndustry | None:
    """Return the sector of the longest run of words that the table has.

    Of runs as long as each other the last wins, as the head of a name does in English (`banking
    software`), but not behind a preposition (`software for banks`).
    """
    stop = next((i for i, word in enumerate(words) if i and word in _FIRST_WINS), len(words))
    for part in (words[:stop], words[stop + 1 :]):
        for n in range(min(_longest(), len(part)), 0, -1):
            runs = [" ".join(part[i : i + n]) for i in range(len(part) - n + 1)]
            known = [run for run in runs if run in _table("WORDS") and run not in _ONLY_ALONE]
            if known:
                sector = _table("WORDS")[known[-1]]
                return CleanIndustry(sector, form=IndustryForm.PART, matched=known[-1])
    return None


@cache
def _table(scheme: str) -> dict[str, str]:
    rows = read_table("industries.tsv")
    return {row["code"]: row["sector"] for row in rows if row["scheme"] == scheme}


@cache
def _longest() -> int:
    return max(len(words.split()) for words in _table("WORDS"))


@cache
def _sic_ranges() -> tuple[tuple[int, int, str], ...]:
    ranges = ((code.split("-"), sector) for code, sector in _table("SIC").items())
    return tuple((int(first), int(last), sector) for (first, last), sector in ranges)
