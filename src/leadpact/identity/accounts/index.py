"""Accounts found by their keys, in memory or in an index that keeps them as plain JSON values.

A prepared account becomes JSON values, for an index that keeps them, and back. Of the accounts
found, those that share the most telling keys with a lead are compared with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from heapq import nsmallest
from typing import Any, Protocol

from leadpact.identity.accounts.facts import CompanyEvidence, Host, PreparedAccount, PreparedLead
from leadpact.identity.accounts.keys import EXACT_KEYS, account_keys, lead_keys
from leadpact.identity.accounts.match import AccountMatch, match_account
from leadpact.identity.accounts.names import CompanyNames
from leadpact.identity.accounts.words import NameWord, NameWords, WordClass
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy

PAYLOAD_VERSION = 1
"""Increase this when the prepared values change, so that an index prepares its accounts again."""

_CODES = {kind: kind.value[:2] for kind in WordClass}
_KINDS = {code: kind for kind, code in _CODES.items()}


def account_to_payload(account: PreparedAccount) -> dict[str, Any]:
    """Return a prepared account and its keys as JSON values; twin of `account_from_payload`."""
    company = account.company
    return {
        "v": PAYLOAD_VERSION,
        "id": account.account_id,
        "keys": list(account_keys(account)),
        "parent": account.parent_account_id,
        "root": account.root_account_id,
        "customer": account.is_customer,
        "owner": account.has_owner,
        "activities": account.n_activities,
        "employees": account.n_employees,
        "created": account.created_at.isoformat() if account.created_at else None,
        "hosts": [[host.name, host.registrable] for host in company.hosts],
        "at": [company.phone, company.address, company.city, company.state, company.country],
        "names": [_pack_words(words) for words in company.names.names],
        "shown": company.names.shown,
        "whole": company.names.whole,
        "acronyms": sorted(company.names.acronyms),
        "legal": [company.names.legal_form, company.names.legal_kind],
    }


def account_from_payload(payload: Mapping[str, Any]) -> PreparedAccount:
    """Return the account that `account_to_payload` wrote down.

    Raises
    ------
    ValueError
        Where another version wrote it: the account has to be prepared again.
    """
    if payload["v"] != PAYLOAD_VERSION:
        fact = f"The payload has version {payload['v']}, not {PAYLOAD_VERSION}."
        raise ValueError(f"{fact} Prepare the account again.")
    names = CompanyNames(
        tuple(_unpack_words(packed) for packed in payload["names"]),
        payload["shown"],
        payload["whole"],
        frozenset(payload["acronyms"]),
        *payload["legal"],
    )
    hosts = tuple(Host(name, registrable) for name, registrable in payload["hosts"])
    created = payload["created"]
    return PreparedAccount(
        account_id=payload["id"],
        company=CompanyEvidence(names, hosts, *payload["at"]),
        parent_account_id=payload["parent"],
        root_account_id=payload["root"],
        is_customer=payload["customer"],
        has_owner=payload["owner"],
        n_activities=payload["activities"],
        n_employees=payload["employees"],
        created_at=datetime.fromisoformat(created) if created else None,
    )


def _pack_words(words: NameWords) -> list[list[str]]:
    return [[word.text, _CODES[word.kind], word.raw] for word in words.in_order]


def _unpack_words(packed: Sequence[Sequence[str]]) -> NameWords:
    return NameWords.of(tuple(NameWord(text, _KINDS[code], raw) for text, code, raw in packed))


MAX_CANDIDATES = 24
"""Accounts that are compared with one lead, at most."""

MAX_PER_EXACT_KEY = 200
"""A whole host, name or phone that more accounts have finds none of them."""

MAX_PER_WORD_KEY = 50
"""The same for words and parts of words."""

_WORTH = {"h": 8, "c": 8, "p": 6, "n": 6, "r": 3, "i": 2, "w": 2, "s": 1, "b": 1, "e": 1}


class FoundPayloads(Protocol):
    """What an index found for some keys."""

    @property
    def payloads(self) -> Mapping[str, Any]:
        """Return the kept value of each record that has one of the keys, by its id."""


class KeyFinder(Protocol):
    """An index of payloads by keys, such as those of `leadpact.storage.key_index`."""

    def find(self, keys: Sequence[str], *, at_most: int) -> FoundPayloads:
        """Return the records of some keys; none of a key that more records have than `at_most`."""


def most_per_key(key: str) -> int:
    """Return how many accounts may share a key for it to find any."""
    return MAX_PER_EXACT_KEY if key[0] in EXACT_KEYS else MAX_PER_WORD_KEY


def choose_candidates(asked: Iterable[str], known: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Choose the accounts to compare among those that were found.

    Parameters
    ----------
    asked
        The keys of the lead.
    known
        The keys of each account that was found, by its id.

    Returns
    -------
    tuple[str, ...]
        At most `MAX_CANDIDATES` ids, those that share the most telling keys first, ties by id.
    """
    worths = {key: _WORTH[key[0]] for key in asked}
    worth = {
        account_id: sum(worths.get(key, 0) for key in keys) for account_id, keys in known.items()
    }
    return tuple(nsmallest(MAX_CANDIDATES, worth, key=lambda name: (-worth[name], name)))


def find_candidates(lead: PreparedLead, index: KeyFinder) -> tuple[PreparedAccount, ...]:
    """Find the accounts to compare with a lead in an index; twin of `AccountIndex.find`.

    Parameters
    ----------
    lead
        The lead, prepared.
    index
        Keeps `account_to_payload` of each account under its `account_keys`.
    """
    keys = lead_keys(lead)
    payloads: dict[str, Any] = {}
    for at_most in (MAX_PER_EXACT_KEY, MAX_PER_WORD_KEY):
        asked = [key for key in keys if most_per_key(key) == at_most]
        payloads |= index.find(asked, at_most=at_most).payloads if asked else {}
    chosen = choose_candidates(keys, {name: kept["keys"] for name, kept in payloads.items()})
    return tuple(account_from_payload(payloads[name]) for name in chosen)


class AccountIndex:
    """Accounts by their keys; the result does not depend on the order in which they were added.

    Parameters
    ----------
    accounts
        The accounts, prepared.
    has_crowds
        Whether a complete host, name or phone finds accounts however many share it, as it must
        where the accounts are leads that may found one.
    """

    def __init__(self, accounts: Iterable[PreparedAccount], *, has_crowds: bool = False) -> None:
        self._accounts: dict[str, PreparedAccount] = {}
        self._keys: dict[str, tuple[str, ...]] = {}
        self._ids: dict[str, list[str]] = defaultdict(list)
        self._has_crowds = has_crowds
        for account in accounts:
            self._accounts[account.account_id] = account
            self._keys[account.account_id] = account_keys(account)
            for key in self._keys[account.account_id]:
                self._ids[key].append(account.account_id)

    def __len__(self) -> int:
        """Return how many accounts there are."""
        return len(self._accounts)

    def find(self, lead: PreparedLead) -> tuple[PreparedAccount, ...]:
        """Return the accounts to compare with a lead; twin of `find_candidates`."""
        asked = lead_keys(lead)
        known = {name: self._keys[name] for key in asked for name in self._found(key)}
        return tuple(self._accounts[name] for name in choose_candidates(asked, known))

    def _found(self, key: str) -> Sequence[str]:
        account_ids = self._ids.get(key, ())
        is_crowd_found = self._has_crowds and key[0] in EXACT_KEYS
        return account_ids if is_crowd_found or len(account_ids) <= most_per_key(key) else ()

    def match(self, lead: PreparedLead, *, policy: AccountMatchingPolicy) -> AccountMatch:
        """Find the accounts of a lead and decide; see `match_account`."""
        return match_account(lead, self.find(lead), policy=policy)
