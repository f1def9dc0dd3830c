"""Which accounts are compared with a lead: those that share the most telling keys with it."""

from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import Any, Protocol

from leadpact.identity.accounts.facts import PreparedAccount, PreparedLead
from leadpact.identity.accounts.keys import EXACT_KEYS, lead_keys
from leadpact.identity.accounts.payload import account_from_payload

MAX_CANDIDATES = 24
"""Accounts that are compared with one lead, at most."""

MAX_PER_EXACT_KEY = 200
"""A whole host, name or phone that more accounts have finds none of them."""

MAX_PER_WORD_KEY = 50
"""The same for words and parts of words."""

_WORTH = {"h": 8, "c": 8, "p": 6, "n": 6, "r": 3, "i": 2, "w": 2, "s": 1, "b": 1, "e": 1}


class FoundPayloads(Protocol):
    """A value that an index keeps and returns."""

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
