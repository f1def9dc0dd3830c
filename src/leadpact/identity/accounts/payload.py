"""A prepared account as plain JSON values, for an index that keeps them, and back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from leadpact.identity.accounts.facts import CompanyEvidence, Host, PreparedAccount
from leadpact.identity.accounts.keys import account_keys
from leadpact.identity.accounts.names import CompanyNames
from leadpact.identity.accounts.words import NameWord, NameWords, WordClass

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
        raise ValueError(f"payload of version {payload['v']}, expected {PAYLOAD_VERSION}")
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
