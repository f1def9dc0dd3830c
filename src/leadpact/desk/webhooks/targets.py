"""Which addresses messages may go to: https to public ones, and nothing inside a network."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias
from urllib.parse import urlsplit

IpAddress: TypeAlias = IPv4Address | IPv6Address
Resolve: TypeAlias = Callable[[str, int], Sequence[str]]
"""Returns the addresses of a host."""

_LONGEST = 2000
_NAT64 = IPv6Network("64:ff9b::/96")
_OWN_USE = tuple(
    ip_network(text)
    for text in (
        *("192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "100.64.0.0/10"),
        *("::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "5f00::/16", "fec0::/10"),
    )
)
"""Ranges of the registries of IANA that lead nowhere public, whatever Python's version knows."""


class UnableToReachTarget(ValueError):
    """An address is none that messages go to; the text says why."""


@dataclass(frozen=True, slots=True)
class WebhookTarget:
    """Where a message goes: the name to be proved, and the address that was looked up and checked.

    The connection is made to that address, so that a name cannot lead elsewhere after the check.
    """

    host: str
    port: int
    path: str
    is_secure: bool
    address: str


def read_url(url: str, *, allows_loopback: bool) -> tuple[str, int, str, bool]:
    """Return host, port, path and whether it is https, of the URL of an endpoint.

    Parameters
    ----------
    allows_loopback
        Let `http` lead to this machine, for a demo or a test.

    Raises
    ------
    UnableToReachTarget
        Where the URL is none that messages go to.
    """
    if len(url) > _LONGEST or not url.isascii() or any(ord(letter) <= 32 for letter in url):
        raise UnableToReachTarget("It is no URL: write https://… without spaces, in ASCII.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UnableToReachTarget("It is no URL: write https://host/path.") from None
    is_secure = parts.scheme == "https"
    if not is_secure and not (parts.scheme == "http" and allows_loopback):
        raise UnableToReachTarget("Messages go by https alone.")
    if not parts.hostname or parts.username is not None or parts.password is not None:
        raise UnableToReachTarget("Write a host, without a user and a password before it.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.hostname, port or (443 if is_secure else 80), path, is_secure


def look_up(url: str, *, allows_loopback: bool, resolve: Resolve) -> WebhookTarget:
    """Return the target of a URL, at an address that was looked up now.

    Raises
    ------
    UnableToReachTarget
        Where the URL is none, the host is not known, or one of its addresses is not public.
    """
    host, port, path, is_secure = read_url(url, allows_loopback=allows_loopback)
    try:
        found = [ip_address(text.partition("%")[0]) for text in resolve(host, port)]
    except (OSError, ValueError):
        found = []
    if not found:
        raise UnableToReachTarget("The name of the host is not known.")
    for address in found:
        is_local = allows_loopback and _meant(address).is_loopback
        if not is_local and (not is_secure or not is_public(address)):
            raise UnableToReachTarget("The host is not on the public internet.")
    return WebhookTarget(host, port, path, is_secure, str(found[0]))


def is_public(address: IpAddress) -> bool:
    """Tell whether an address is on the public internet, also where it stands for another one.

    Examples
    --------
    >>> [is_public(ip_address(text)) for text in ("8.8.8.8", "::ffff:10.0.0.1", "169.254.169.254")]
    [True, False, False]
    """
    meant = _meant(address)
    if any(meant in network for network in _OWN_USE):
        return False
    return meant.is_global and not meant.is_multicast and not meant.is_reserved


def _meant(address: IpAddress) -> IpAddress:
    """Return the IPv4 address that an IPv6 address leads to, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def resolve_host(host: str, port: int) -> list[str]:
    """Return the addresses of a host, by the resolver of this machine."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))
