"""Blocking keys: two companies are compared only if they share one of them."""

from collections.abc import Iterable, Iterator

from leadpact.identity.accounts.facts import CompanyEvidence, Host, PreparedAccount, PreparedLead
from leadpact.identity.accounts.names import known_name, short_name
from leadpact.identity.accounts.words import NameWords

MAX_NAME_KEYS = 6
"""The words of a name that become keys."""

MAX_KEY = 200
"""Letters of a key: databases limit what they index."""

EXACT_KEYS = frozenset("hcnpr")
"""The letters of keys that hold a complete host, name or phone."""

_SHORT = 8
_EDGE = 5


def account_keys(account: PreparedAccount) -> tuple[str, ...]:
    """Return the keys under which an index keeps an account, sorted.

    Twin of `lead_keys`. A key is a letter, a colon and text: `h:` a host, `r:` a registered
    domain, `p:` a phone, `n:` a whole name, `c:` that with its city, `i:` initials, `w:` a word
    of its own, `s:` a short word with one letter left out, `b:` and `e:` the beginning and the end
    of a long word.
    """
    company = account.company
    return _sorted((f"h:{host.name}" for host in company.hosts), _common_keys(company))


def lead_keys(lead: PreparedLead) -> tuple[str, ...]:
    """Return the keys under which to look for the accounts of a lead, sorted.

    Twin of `account_keys`. A host is looked up with all its parent domains, down to the
    registered domain.
    """
    hosts = (f"h:{name}" for host in lead.company.hosts for name in _upwards(host))
    return _sorted(hosts, _common_keys(lead.company))


def _sorted(*keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({key[:MAX_KEY] for some in keys for key in some}))


def _upwards(host: Host) -> Iterator[str]:
    name = host.name
    while name.endswith(host.registrable):
        yield name
        name = name.partition(".")[2]


def _common_keys(company: CompanyEvidence) -> Iterator[str]:
    yield from (f"r:{host.registrable}" for host in company.hosts)
    if company.phone:
        yield f"p:{company.phone}"
    for words in company.names.names:
        yield from _name_keys(words)
        if company.city:
            yield f"c:{words.sorted_squash}|{company.city}"
    yield from (f"i:{initials}" for initials in company.names.acronyms if len(initials) > 2)
    for host in company.hosts:
        yield f"n:{host.label.replace('-', '')}"


def _name_keys(words: NameWords) -> Iterator[str]:
    for name in {words.squash, words.sorted_squash, words.raw_squash, known_name(words)}:
        yield f"n:{name}"
    if len(short := short_name(words)) > 2:
        yield f"i:{short}"
    names = list(dict.fromkeys(words.names))
    yield from (f"w:{name}" for name in names[:MAX_NAME_KEYS])
    if len(names) == 1:
        yield from _slip_keys(names[0])


def _slip_keys(word: str) -> Iterator[str]:
    """Yield keys of which a word keeps one when one of its letters is wrong."""
    if len(word) <= _SHORT:
        yield from (f"s:{word[:i]}{word[i + 1 :]}" for i in range(len(word)))
        yield f"s:{word}"
    if len(word) >= _SHORT:
        yield f"b:{word[:_EDGE]}"
        yield f"e:{word[-_EDGE:]}"
