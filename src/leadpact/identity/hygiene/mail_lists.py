"""What lists know of mail addresses: of their domains and of their local parts.

Of a domain (in ASCII): whether it is free mail, disposable, or a slip of the fingers. Of the part
before the @: whether it stands for a function, is a placeholder, or neither.
"""

import re
from collections.abc import Iterator
from functools import cache

import disposable_email_domains

from leadpact.identity.data_files import read_lines, read_table

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ENDINGS = {"co", "cm", "om"}


def is_free_mail_domain(domain: str) -> bool:
    """Return whether a domain gives mailboxes to anyone."""
    listed = _free_mail()
    return domain in listed or any("." + parent in listed for parent in _parents(domain))


def is_disposable_domain(domain: str, registrable: str | None) -> bool:
    """Return whether a domain, or a parent up to its registrable one, is a throw-away domain."""
    above = (name for name in _parents(domain) if registrable and name.endswith(registrable))
    return any(name in disposable_email_domains.blocklist for name in (domain, *above))


def suggest_mail_domain(domain: str, *, is_listed_suffix: bool) -> str | None:
    """Suggest the domain that was meant, where a domain is one slip from a well known one.

    A slip is two letters changed about, a letter left out or doubled, a neighbour on the keyboard
    struck instead or as well, never in the first letter; or an ending such as `.con` or `.co`.

    Parameters
    ----------
    domain
        The domain as typed, in lower case ASCII.
    is_listed_suffix
        Whether its ending exists: `acme.con` is a slip of `acme.com` only because `.con` does not.

    Returns
    -------
    str | None
        The domain that was meant; None for well known domains and for everything not near one.

    Examples
    --------
    >>> suggest_mail_domain("gmial.com", is_listed_suffix=True)
    'gmail.com'
    >>> suggest_mail_domain("mail.com", is_listed_suffix=True) is None
    True
    """
    watched, real = _watched()
    if domain in watched or domain in real or is_free_mail_domain(domain):
        return None
    if (meant := _slips().get(domain)) is not None:
        return meant
    name, _, ending = domain.rpartition(".")
    if not name:
        return _undotted().get(domain)
    if ending in _ENDINGS:
        return name + ".com" if name + ".com" in watched else None
    return name + ".com" if not is_listed_suffix and ending in _com_slips() else None


def _parents(domain: str) -> Iterator[str]:
    while "." in domain:
        domain = domain.partition(".")[2]
        yield domain


@cache
def _free_mail() -> frozenset[str]:
    return frozenset(read_lines("free_mail.txt"))


@cache
def _watched() -> tuple[frozenset[str], frozenset[str]]:
    rows = read_table("mail_domain_typos.tsv")
    watched = frozenset(row["domain"] for row in rows if row["kind"] == "WATCHED")
    return watched, frozenset(row["domain"] for row in rows) - watched


@cache
def _undotted() -> dict[str, str]:
    return {name.replace(".", ""): name for name in _watched()[0]}


@cache
def _slips() -> dict[str, str]:
    """List every slip once; one that is near two domains is near neither."""
    near: dict[str, set[str]] = {}
    for meant in _watched()[0]:
        name, _, ending = meant.partition(".")
        for slip in slips_of(name):
            near.setdefault(f"{slip}.{ending}", set()).add(meant)
    return {slip: meant.pop() for slip, meant in near.items() if len(meant) == 1}


@cache
def _com_slips() -> frozenset[str]:
    return frozenset({*slips_of("com"), "ocm", "xom", "vom", "c0m"})


def slips_of(word: str) -> frozenset[str]:
    """List the likely typing slips of a word, its first letter kept."""
    made: set[str] = set()
    for i in range(1, len(word)):
        before, letter, after = word[:i], word[i], word[i + 1 :]
        made |= {before + after, before + letter + letter + after}
        if after:
            made.add(before + after[0] + letter + after[1:])
        for near in _neighbours().get(letter, ""):
            made |= {before + near + after, before + near + letter + after}
            made.add(before + letter + near + after)
    return frozenset(made | {word[0] + word}) - {word}


@cache
def _neighbours() -> dict[str, str]:
    """Map each letter to its neighbours (left, right, above, below) on an English keyboard."""
    found: dict[str, str] = {}
    for above, row in zip(("", *_ROWS), _ROWS, strict=False):
        for i, letter in enumerate(row):
            found[letter] = found.get(letter, "") + row[max(i - 1, 0) : i] + row[i + 1 : i + 2]
            for upper in above[i : i + 2]:
                found[letter] += upper
                found[upper] += letter
    return found


_SEPARATORS = re.compile(r"[.\-_]+")
_REGIONS = frozenset(
    {
        *("apac", "asia", "dach", "emea", "europe", "eur", "global", "intl", "latam"),
        *("nordics", "north", "south", "east", "west", "team"),
    }
)


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
