"""Records prepared for comparison: each field in one spelling, and its derived columns.

One function prepares a value, online and in batches, so that both compare the same texts. A value
without meaning ("n/a", "unknown") is missing, and so is a blank: blank never equals blank.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from leadpact.identity.data_files import read_table
from leadpact.identity.duplicates.model import FieldKind, MatchModel
from leadpact.identity.hygiene.mail_lists import is_free_mail_domain, is_placeholder, role_of
from leadpact.identity.hygiene.plain_text import fold

LONGEST = 100
"""Characters that are compared; later characters of a text are ignored."""

_MEANINGLESS = frozenset(
    """n a|none|unknown|null|nil|not provided|not available|not applicable|no name|anonymous|test
    |undefined|nan|keine angabe|inconnu|desconocido""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_NO_DIGIT = re.compile(r"[^0-9]+")
_SPACES = re.compile(r"[\s\x00]+")


@dataclass(frozen=True, slots=True)
class PreparedPerson:
    """One record, prepared: its columns by name, as a model reads them.

    `prepare_person` makes one; `None` stands for an unknown value.
    """

    values: Mapping[str, str | None]


def _plain_text(text: str) -> str | None:
    """Return words of letters and digits: lower case, without accents, one blank between."""
    words = _BETWEEN_WORDS.sub(" ", fold(text[: 4 * LONGEST])).strip()[:LONGEST].strip()
    return None if not words or words in _MEANINGLESS else words


def _storable(text: str) -> str | None:
    return text.encode("utf-8", "ignore").decode() or None


def _plain_code(text: str) -> str | None:
    words = _plain_text(text)
    return words.replace(" ", "") if words else None


def _plain_date(text: str) -> str | None:
    """Return a date as YYYY-MM-DD where it has eight digits in that order; else the text itself."""
    start = text.strip()[:LONGEST]
    digits = _NO_DIGIT.sub("", start[:10])
    if len(digits) == 8 and digits.isascii():
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    return _plain_text(start)


def _plain_phone(text: str) -> str | None:
    digits = _NO_DIGIT.sub("", text[:LONGEST])
    return digits if len(digits) >= 7 and len(set(digits)) > 1 else None


def _plain_address(text: str) -> str | None:
    """Return an e-mail address in lower case; None for one of a role, which is no person's own."""
    bare = _storable(_SPACES.sub("", text[: 2 * LONGEST]).casefold())
    local, at, domain = (bare or "").rpartition("@")
    if not at or not local or not domain or is_placeholder(local, domain):
        return None
    return None if role_of(local.partition("+")[0]) else bare


def _plain_domain(text: str) -> str | None:
    """Return a domain in lower case; None for a mail provider, which names no employer."""
    bare = _storable(_SPACES.sub("", text[: 2 * LONGEST]).casefold().removeprefix("www."))
    name, _, ending = (bare or "").strip(".").rpartition(".")
    if not name or len(ending) < 2 or is_free_mail_domain(bare or ""):
        return None
    return bare


@lru_cache(maxsize=1)
def _roots() -> Mapping[str, str]:
    return {row["short"]: row["name"] for row in read_table("diminutives.tsv")}


def _root(name: str) -> str:
    """Return the full name of a short form: bob is robert."""
    first = name.split(" ", maxsplit=1)[0]
    return _roots().get(first, first)


def _area(postcode: str) -> str:
    """Return the part of a postcode that names the town: before the blank, or the first half."""
    return (
        postcode.split(" ", maxsplit=1)[0]
        if " " in postcode
        else postcode[: max(len(postcode) // 2, 1)]
    )


PREPARE: dict[FieldKind, Callable[[str], str | None]] = {
    FieldKind.DATE: _plain_date,
    FieldKind.IDENTIFIER: _plain_code,
    FieldKind.EMAIL: _plain_address,
    FieldKind.PHONE: _plain_phone,
    FieldKind.DOMAIN: _plain_domain,
}
"""How a field of a kind is spelled; kinds that are not named are plain text."""

DERIVE: dict[str, Callable[[str], str | None]] = {
    "start": lambda text: text[:3],
    "initial": lambda text: text[:1],
    "root": _root,
    "year": lambda date: date[:4],
    "area": _area,
}
"""The functions that make the column `<field>__<name>` from the prepared field."""


def prepare_value(text: object, kind: FieldKind) -> str | None:
    """Return a value in the spelling in which it is compared; `None` where it has no meaning."""
    return None if text is None else PREPARE.get(kind, _plain_text)(str(text))


def prepare_person(record: Mapping[str, object], model: MatchModel) -> PreparedPerson:
    """Return one record as the model compares it; the twin of `prepare_table`.

    Parameters
    ----------
    record
        Values by the names of the model's fields; a missing field is unknown.
    model
        The model whose columns are needed.
    """
    own = {name: prepare_value(record.get(name), kind) for name, kind in model.fields.items()}
    values: dict[str, str | None] = {}
    for column in model.columns():
        name, _, derived = column.partition("__")
        value = own.get(name)
        values[column] = DERIVE[derived](value) if derived and value else value
    return PreparedPerson(values)
