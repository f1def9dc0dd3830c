"""Clean a website or a domain: its host, and its registered domain."""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import idna
import tldextract

from leadpact.identity.data_files import read_lines
from leadpact.identity.hygiene.mail_lists import is_disposable_domain, is_free_mail_domain
from leadpact.identity.hygiene.plain_text import CleanField, narrow, trim_edges
from leadpact.terms.hygiene import FaultCode, FieldFault

MAX_CHARACTERS = 2_083
_MAX_HOST = 253
_SCHEME = re.compile(r"(?:(?:[a-z][a-z0-9+.\-]{0,9})?(?:[:;]/{1,3}|:?//)){1,3}", re.IGNORECASE)
_PORT = re.compile(r":\d{0,5}\Z")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?")
_DOTS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})
_NOT_PUBLIC = frozenset(
    {
        *("arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local"),
        *("localdomain", "localhost", "onion", "test"),
    }
)
_BLANK = frozenset({"", "http", "https", "www"})


class DomainKind(StrEnum):
    """The kinds of host that a website or domain field can name."""

    COMPANY = "COMPANY"
    MAIL_PROVIDER = "MAIL_PROVIDER"
    SHARED_SITE = "SHARED_SITE"
    IP_ADDRESS = "IP_ADDRESS"
    NOT_PUBLIC = "NOT_PUBLIC"


@dataclass(frozen=True, slots=True)
class CleanDomain(CleanField):
    """A cleaned website or domain.

    Attributes
    ----------
    value
        The registrable domain in lower case ASCII (IDNs in Punycode); None where there is none,
        and where the address names a page on a site of another company.
    host
        The complete host in the same form; an IP address as itself; None where nothing was read.
    kind
        The kind of host; None where the field is empty or cannot be read.
    is_listed_suffix
        Whether the ending is in the Public Suffix List; `.example` and mistypings are not.
    faults
        What is wrong with the field.
    """

    host: str | None = None
    kind: DomainKind | None = None
    is_listed_suffix: bool = False


def clean_domain(text: str | None, *, field: str = "domain") -> CleanDomain:
    """Clean a domain, or anything that people paste for one.

    Parameters
    ----------
    text
        Such as `Example.co.uk`, `https://www.example.co.uk:8080/path?x`, `jo@example.co.uk`.
    field
        The column that faults name.

    Returns
    -------
    CleanDomain
        The registrable domain, the host, its kind, and the faults.

    Examples
    --------
    >>> clean_domain("https://www.Acme.co.uk:8080/path?x").value
    'acme.co.uk'
    """
    trimmed = narrow(trim_edges(text))
    if len(trimmed) > MAX_CHARACTERS:
        return _refuse(field, f"longer than {MAX_CHARACTERS} characters")
    place = _split(trimmed)
    if place.host in _BLANK:
        return CleanDomain()
    if _is_ip_address(place.host):
        return _refuse(field, "an IP address", place.host.strip("[]"), DomainKind.IP_ADDRESS)
    host = ascii_host(place.host)
    if host is None:
        return _refuse(field, "not a host name")
    if "." not in host or host.rpartition(".")[2] in _NOT_PUBLIC:
        return _refuse(field, "not a public name", host, DomainKind.NOT_PUBLIC)
    return _result_of(host, place, field)


def clean_website(text: str | None) -> CleanDomain:
    """Clean the website of a lead: as `clean_domain`, with faults of the field `website`."""
    return clean_domain(text, field="website")


def registrable_domain(host: str) -> str | None:
    """Find the registered domain of a host, by the Public Suffix List.

    Private suffixes (`github.io`) count as suffixes, and an ending that is not listed counts as one
    label, as the list's own algorithm has it. The list is the one within tldextract, so that no
    network is needed; it is as old as that package.

    Parameters
    ----------
    host
        A host name, in Unicode or Punycode; the answer keeps that form, in lower case.

    Returns
    -------
    str | None
        None for a public suffix itself, and for a text that is no host name.

    Examples
    --------
    >>> registrable_domain("www.Acme.co.uk"), registrable_domain("co.uk")
    ('acme.co.uk', None)
    """
    lowered = host.translate(_DOTS).lower()
    labels = lowered.split(".")
    if len(lowered) > _MAX_HOST or "" in labels or len(labels) < 2:
        return None
    found = _suffix_list().extract_str("//" + lowered)
    if not found.suffix:
        return ".".join(labels[-2:])
    return found.top_domain_under_public_suffix or None


def ascii_host(host: str) -> str | None:
    """Write a host name in lower case ASCII, IDNs in Punycode; None where it is none."""
    plain = host.translate(_DOTS).rstrip(".")
    if not plain or len(plain) > _MAX_HOST:
        return None
    try:
        encoded = plain.lower() if plain.isascii() else idna.encode(plain, uts46=True).decode()
        if "xn--" in encoded:
            idna.decode(encoded)
    except ValueError:
        return None
    labels = encoded.split(".")
    fits = len(encoded) <= _MAX_HOST and all(map(_LABEL.fullmatch, labels))
    return encoded if fits and not labels[-1].isdigit() else None


def is_listed_suffix(host: str) -> bool:
    """Return whether the ending of a host name is in the Public Suffix List."""
    return bool(_suffix_list().extract_str("//" + host).suffix)


@dataclass(frozen=True, slots=True)
class _Place:
    host: str
    has_path: bool = False
    is_email: bool = False


def _split(text: str) -> _Place:
    first = re.split(r"[\s,;|]+(?=\S)", text, maxsplit=1)[0] if "//" not in text[:12] else text
    scheme = _SCHEME.match(first)
    rest = first[scheme.end() :] if scheme else first.removeprefix("mailto:")
    authority, *path = re.split(r"[/?#\\\s]", rest, maxsplit=1)
    user, _, place = authority.rpartition("@")
    host = place if _is_ip_address(place) else _PORT.sub("", place)
    is_email = bool(user) and scheme is None
    return _Place(host.rstrip(".,;").lower(), bool(path and path[0].strip("/ ")), is_email)


def _result_of(host: str, place: _Place, field: str) -> CleanDomain:
    domain = _registered(host)
    if domain is None:
        return _refuse(field, "a public suffix", host, DomainKind.NOT_PUBLIC)
    kind = _kind_of(host, domain, place)
    faults = [FieldFault(FaultCode.WEBSITE_IS_EMAIL, field)] if place.is_email else []
    if kind is not DomainKind.COMPANY:
        faults.append(FieldFault(FaultCode.DOMAIN_SHARED, field, kind.value))
    value = None if kind is DomainKind.SHARED_SITE else domain
    return CleanDomain(value, tuple(faults), host, kind, is_listed_suffix(host))


def _registered(host: str) -> str | None:
    """Find the registrable domain; a private suffix itself belongs to the company that runs it."""
    if (found := registrable_domain(host)) is not None:
        return found
    return _suffix_list().extract_str("//" + host, False).top_domain_under_public_suffix or None


def _kind_of(host: str, domain: str, place: _Place) -> DomainKind:
    if is_free_mail_domain(host.removeprefix("www.")) or is_disposable_domain(host, domain):
        return DomainKind.MAIL_PROVIDER
    if place.has_path and not place.is_email and not _shared_sites().isdisjoint({host, domain}):
        return DomainKind.SHARED_SITE
    return DomainKind.COMPANY


def _refuse(
    field: str, why: str, host: str | None = None, kind: DomainKind | None = None
) -> CleanDomain:
    return CleanDomain(None, (FieldFault(FaultCode.DOMAIN_INVALID, field, why),), host, kind)


def _is_ip_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


@cache
def _shared_sites() -> frozenset[str]:
    return frozenset(read_lines("shared_sites.txt"))


@cache
def _suffix_list() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(
        cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True
    )
