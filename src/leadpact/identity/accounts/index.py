"""Accounts in memory, found by their keys."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from leadpact.identity.accounts.candidates import choose_candidates, most_per_key
from leadpact.identity.accounts.facts import PreparedAccount, PreparedLead
from leadpact.identity.accounts.keys import EXACT_KEYS, account_keys, lead_keys
from leadpact.identity.accounts.match import AccountMatch, match_account
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy


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
