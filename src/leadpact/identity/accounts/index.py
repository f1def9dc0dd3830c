"""Accounts in memory, found by their keys; which of those found are worth comparing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from leadpact.identity.accounts.facts import Account, Lead
from leadpact.identity.accounts.keys import account_keys, lead_keys
from leadpact.identity.accounts.match import AccountMatch, match_account
from leadpact.pact.identity.accounts import AccountMatchingPolicy

MAX_CANDIDATES = 24
"""Accounts that are compared with one lead, at most: those that share the most telling keys."""

MAX_PER_KEY = 400
"""A key that more accounts have is too common to find any by, unless it is an exact one."""

EXACT_KEYS = frozenset("hcnp")
"""The letters of keys that hold a whole host, name or phone."""

_KEY_WORTH = {"h": 8, "c": 8, "p": 6, "n": 6, "r": 3, "i": 2, "w": 2, "s": 1, "b": 1, "e": 1}


def key_worth(key: str) -> int:
    """Return how much it tells that two companies share a key, by the key's letter."""
    return _KEY_WORTH[key[0]]


def choose_candidates(found: Iterable[tuple[str, Sequence[str]]]) -> tuple[str, ...]:
    """Choose the accounts to compare among those that share keys with a lead.

    Parameters
    ----------
    found
        Each key of the lead with the ids of the accounts that have it.

    Returns
    -------
    tuple[str, ...]
        At most `MAX_CANDIDATES` ids, those with the most telling keys first, ties by id.
    """
    worth: Counter[str] = Counter()
    for key, account_ids in found:
        if len(account_ids) <= MAX_PER_KEY or key[0] in EXACT_KEYS:
            for account_id in account_ids:
                worth[account_id] += key_worth(key)
    ranked = sorted(worth.items(), key=lambda item: (-item[1], item[0]))
    return tuple(account_id for account_id, _ in ranked[:MAX_CANDIDATES])


class AccountIndex:
    """Accounts by their keys; what it finds does not depend on the order they came in."""

    def __init__(self, accounts: Iterable[Account]) -> None:
        self._accounts: dict[str, Account] = {}
        self._ids: dict[str, list[str]] = defaultdict(list)
        for account in accounts:
            self._accounts[account.account_id] = account
            for key in account_keys(account):
                self._ids[key].append(account.account_id)

    def __len__(self) -> int:
        """Return how many accounts there are."""
        return len(self._accounts)

    def find(self, lead: Lead) -> tuple[Account, ...]:
        """Return the accounts that share a telling key with a lead."""
        return tuple(self._accounts[key] for key in choose_candidates(self._found(lead)))

    def _found(self, lead: Lead) -> Iterator[tuple[str, Sequence[str]]]:
        for key in lead_keys(lead):
            if key in self._ids:
                yield key, self._ids[key]

    def match(self, lead: Lead, *, policy: AccountMatchingPolicy) -> AccountMatch:
        """Find the accounts of a lead and decide; see `match_account`."""
        return match_account(lead, self.find(lead), policy=policy)
