"""The meaning of the part of an address before the @: a function, a placeholder, or a person."""

import re
from functools import cache

from leadpact.identity.data_files import read_lines, read_table

_SEPARATORS = re.compile(r"[.\-_]+")
_WORDS = "apac asia dach emea europe eur global intl latam nordics north south east west team"
_REGIONS = frozenset(_WORDS.split())


def role_of(local: str) -> str | None:
    """Name the function that a local part stands for, or None where it stands for none.

    Parameters
    ----------
    local
        The local part without its tag, case folded: `sales`, `customer-service`, `info.de`.

    Returns
    -------
    str | None
        A category of `role_accounts.tsv`.

    Examples
    --------
    >>> role_of("customer-service"), role_of("sales-emea"), role_of("jo.smith")
    ('SUPPORT', 'SALES', None)
    """
    stem = local.rstrip("0123456789")
    known = _roles()
    if (category := known.get(_SEPARATORS.sub("", stem))) is not None:
        return category
    first, *rest = _SEPARATORS.split(stem)
    if len(first) > 2 and rest and all(map(_is_region, rest)):
        return known.get(first)
    return None


def is_placeholder(local: str, domain: str) -> bool:
    """Return whether an address is one that people make up, such as `asdf@asdf.com`."""
    known = _placeholders()
    if "@" + domain in known:
        return True
    return _SEPARATORS.sub("", local.rstrip("0123456789")) in known


def _is_region(word: str) -> bool:
    return word in _REGIONS or (len(word) == 2 and word.isascii() and word.isalpha())


@cache
def _roles() -> dict[str, str]:
    return {row["local_part"]: row["category"] for row in read_table("role_accounts.tsv")}


@cache
def _placeholders() -> frozenset[str]:
    return frozenset(read_lines("placeholder_mail.txt"))
