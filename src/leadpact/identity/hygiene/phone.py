"""Clean a telephone number: E.164, its kind, its country, its zone where there is only one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult, timezone

from leadpact.identity.hygiene.plain_text import CleanField, narrow, trim_edges
from leadpact.identity.time_zones import zone_of
from leadpact.terms.hygiene import FaultCode, FieldFault

phonenumbers.enable_pattern_cache()  # else many countries at once compile patterns for ever

MAX_CHARACTERS = 250
_BETWEEN = re.compile(r"[/;|,\n]|\b(?:or|and|oder|und|ou|et|o|y|e)\b", re.IGNORECASE)
_EXTENSION = re.compile(
    r"(?:extension|extn|ext|x|#|anexo|poste|ramal)[.: ]*\d+\W*\Z", re.IGNORECASE
)
_LETTERS = re.compile(r"\([^()\d]*\)|[^\W\d_]+[.:]?")
_LEAST_INTERNATIONAL = 11
_REASONS = {
    ValidationResult.IS_POSSIBLE: "not in its numbering plan",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "without its area",
    ValidationResult.INVALID_COUNTRY_CODE: "unknown country code",
    ValidationResult.TOO_SHORT: "too short",
    ValidationResult.TOO_LONG: "too long",
    ValidationResult.INVALID_LENGTH: "not the length of a number",
}


@dataclass(frozen=True, slots=True)
class CleanPhone(CleanField):
    """A cleaned telephone number.

    Attributes
    ----------
    value
        The number in E.164, such as `+12125550100`; None where none is valid.
    extension
        The digits to dial after the answer; not part of E.164.
    kind
        The use of the number by its numbering plan, in the words of phonenumbers: `FIXED_LINE`,
        `MOBILE`, `FIXED_LINE_OR_MOBILE`, `TOLL_FREE`, `VOIP` …; None where there is none.
    country
        The ISO 3166 code of its numbering plan; None for numbers of no country (`+800`).
    time_zone
        The IANA zone, where the number can only be in one; a toll-free number has none.
    n_found
        How many valid numbers the field holds; the first is taken.
    faults
        What is wrong with the field.
    """

    extension: str | None = None
    kind: str | None = None
    country: str | None = None
    time_zone: str | None = None
    n_found: int = 0


def clean_phone(text: str | None, *, country: str | None = None) -> CleanPhone:
    """Clean a telephone number by the numbering plans of the world; no call is made.

    Parameters
    ----------
    text
        The field as it arrived: separators, letters of a keypad, an extension, a note, a second
        number may be in it.
    country
        The lead's country (ISO 3166, two letters), by which a number without `+` is read. Without
        it such a number is not guessed at: `13012345678` is Maryland or a Chinese mobile.

    Returns
    -------
    CleanPhone
        The number, its kind, country and zone, and the faults of the field `phone`. An empty field
        has no fault.

    Examples
    --------
    >>> result = clean_phone("(020) 7946 0958 ext. 12", country="GB")
    >>> result.value, result.extension, result.kind, result.time_zone
    ('+442079460958', '12', 'FIXED_LINE', 'Europe/London')
    """
    trimmed = narrow(trim_edges(text))
    if len(trimmed) > MAX_CHARACTERS:
        return _invalid(f"longer than {MAX_CHARACTERS} characters")
    if not trimmed:
        return CleanPhone()
    region = _region(country)
    pieces = _pieces(trimmed) or [trimmed]
    found = [number for piece in pieces if (number := _read(piece, region)) is not None]
    if len(found) < 2 and pieces != [trimmed] and (whole := _read(trimmed, region)) is not None:
        found = [whole]
    if not found:
        return _invalid(_reason(pieces[0], region))
    return _result_of(found[0], len(found), region)


def _pieces(text: str) -> list[str]:
    return [piece for piece in _BETWEEN.split(text) if sum(map(str.isdigit, piece)) >= 5]


def _region(country: str | None) -> str | None:
    code = (country or "").strip().upper()
    return code if code in phonenumbers.SUPPORTED_REGIONS else None


def _read(text: str, region: str | None) -> PhoneNumber | None:
    """Return the first reading of a text that is a valid number."""
    for reading, of_region in _readings(text, region):
        number = _parse(reading, of_region)
        if number is not None and phonenumbers.is_valid_number(number):
            return number
    return None


def _readings(text: str, region: str | None) -> Iterator[tuple[str, str | None]]:
    """Yield a text without its notes, unchanged, and as the international number it may be."""
    plain = _without_notes(text)
    yield plain, region
    yield text, region
    bare = plain.lstrip("( ")
    if bare.startswith("00"):
        yield "+" + bare[2:], None
    elif (
        region and not bare.startswith("+") and sum(map(str.isdigit, bare)) >= _LEAST_INTERNATIONAL
    ):
        yield "+" + bare, None


def _without_notes(text: str) -> str:
    """Take words such as `mobile:` and `(home)` out, not an extension."""
    extension = _EXTENSION.search(text)
    end = extension.start() if extension else len(text)
    return _LETTERS.sub(" ", text[:end]) + text[end:]


def _parse(text: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def _result_of(number: PhoneNumber, n_found: int, asked: str | None) -> CleanPhone:
    region = phonenumbers.region_code_for_number(number)
    country = region if region in phonenumbers.SUPPORTED_REGIONS else None
    faults = []
    if asked and country and not phonenumbers.is_valid_number_for_region(number, asked):
        faults.append(FieldFault(FaultCode.PHONE_COUNTRY_DIFFERS, "phone", country))
    if n_found > 1:
        faults.append(FieldFault(FaultCode.PHONE_SEVERAL, "phone", str(n_found)))
    return CleanPhone(
        value=phonenumbers.format_number(number, PhoneNumberFormat.E164),
        extension=number.extension or None,
        kind=PhoneNumberType.to_string(phonenumbers.number_type(number)),
        country=country,
        time_zone=_only_zone(number),
        n_found=n_found,
        faults=tuple(faults),
    )


def _only_zone(number: PhoneNumber) -> str | None:
    zones = {zone_of(name) for name in timezone.time_zones_for_number(number)} - {None}
    return zones.pop() if len(zones) == 1 else None


def _reason(text: str, region: str | None) -> str:
    """Return why a text is no number, without repeating any of it."""
    number = _parse(text, region) or _parse(_without_notes(text), region)
    if number is not None:
        return _REASONS[phonenumbers.is_possible_number_with_reason(number)]
    if not any(map(str.isdigit, text)):
        return "no digits"
    return "not a number" if region or "+" in text else "no country"


def _invalid(detail: str) -> CleanPhone:
    return CleanPhone(faults=(FieldFault(FaultCode.PHONE_INVALID, "phone", detail),))
