"""Find the known lead of a person, and the account of a lead, in the stored indexes."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, cast

from leadpact.desk.capture.indexes import ACCOUNTS, PEOPLE, lock_keys, open_index
from leadpact.desk.capture.models import Account
from leadpact.identity.accounts import (
    AccountMatch,
    AccountRecord,
    LeadRecord,
    account_keys,
    account_to_payload,
    find_candidates,
    match_account,
    prepare_accounts,
    prepare_lead,
)
from leadpact.identity.duplicates import (
    MatchModel,
    PersonMatch,
    PreparedPerson,
    blocking_keys,
    match_person,
    prepare_person,
    shipped_model,
)
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.storage.key_index import KeyedRecord

_OWN = (("email",), ("phone",), ("first_name", "last_name"))
"""Values that say by themselves who somebody is: while one is looked for, no other is added."""

_BLOCK = 2000


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person as they were looked for, and whom of the known leads they are like."""

    prepared: PreparedPerson
    keys: tuple[str, ...]
    match: PersonMatch
    lead_ids: Mapping[str, str]

    @property
    def best_lead_id(self) -> str:
        """The known lead that is most alike; empty where there is none."""
        best = self.match.best
        return self.lead_ids[best.record_id] if best is not None else ""


def find_person(
    values: Mapping[str, Any], policy: DuplicatePolicy, *, lock: bool = True
) -> FoundPerson:
    """Find the known leads of a person by their keys, and weigh how alike they are.

    Parameters
    ----------
    lock
        Whether the caller may add the person: nobody else does so until its transaction ends.
    """
    model = model_of(policy)
    prepared = prepare_person(values, model)
    keys = blocking_keys(prepared, model)
    if lock:
        lock_keys(_own_values(prepared))
    found = open_index(PEOPLE).find(keys, at_most=policy.at_most_per_key_online)
    candidates = {
        name: PreparedPerson(dict.fromkeys(model.columns()) | kept["values"])
        for name, kept in found.payloads.items()
    }
    match = match_person(prepared, candidates, model, policy, crowded_keys=found.crowded_keys)
    return FoundPerson(
        prepared, keys, match, {name: kept["lead"] for name, kept in found.payloads.items()}
    )


def model_of(policy: DuplicatePolicy) -> MatchModel:
    """Return the model of a policy: the one that ships, with the fields and keys that it names."""
    return _shipped().only(policy.fields, policy.keys)


@lru_cache(maxsize=1)
def _shipped() -> MatchModel:
    return shipped_model()


def _own_values(person: PreparedPerson) -> list[str]:
    parts = ([person.values.get(name) for name in names] for names in _OWN)
    return ["|".join(map(str, own)) for own in parts if all(own)]


def keep_person(lead_id: str, record_id: str, found: FoundPerson) -> None:
    """Let a lead be found by the values of a capture too, unless they were known already."""
    best = found.match.best
    if best is not None and found.best_lead_id == lead_id and _is_alike(found):
        return
    open_index(PEOPLE).put([_record(lead_id, record_id, found.prepared, found.keys)])


def _is_alike(found: FoundPerson) -> bool:
    best = found.match.best
    return best is not None and all(reason.level == 1 for reason in best.match.reasons)


def _record(
    lead_id: str, record_id: str, person: PreparedPerson, keys: tuple[str, ...]
) -> KeyedRecord:
    known = {name: value for name, value in person.values.items() if value}
    return KeyedRecord(record_id, keys, {"lead": lead_id, "values": known})


def index_people(
    rows: Iterable[tuple[str, Mapping[str, Any]]], policy: DuplicatePolicy | None = None
) -> int:
    """Let leads be found that came in another way, such as by loading a history.

    Parameters
    ----------
    rows
        Ids of leads, each with its values by name.
    """
    model = model_of(policy or DuplicatePolicy())
    index, n_put = open_index(PEOPLE), 0
    block: list[KeyedRecord] = []
    for lead_id, values in rows:
        person = prepare_person(values, model)
        block.append(_record(lead_id, lead_id, person, blocking_keys(person, model)))
        if len(block) == _BLOCK:
            n_put, block = n_put + index.put(block), []
    return n_put + (index.put(block) if block else 0)


def find_account(
    lead_id: str, values: Mapping[str, Any], policy: AccountMatchingPolicy
) -> AccountMatch:
    """Find the account of a lead among those known."""
    fields = ("company", "email", "website", "phone", "address", "city", "state", "country")
    lead = prepare_lead(LeadRecord(lead_id, **{name: _text(values.get(name)) for name in fields}))
    return match_account(lead, find_candidates(lead, open_index(ACCOUNTS)), policy=policy)


def _text(value: object) -> str | None:
    return str(value) if value is not None else None


def save_accounts(rows: Iterable[Mapping[str, Any]]) -> int:
    """Add accounts, or replace those of the same id, from rows of `accounts`; return how many."""
    accounts = [_account(row) for row in rows]
    names = [item.name for item in Account._meta.fields if item.name != "account_id"]
    Account.objects.bulk_create(
        accounts,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["account_id"],
        update_fields=names,
    )
    prepared = prepare_accounts(map(_account_record, accounts))
    open_index(ACCOUNTS).put(
        KeyedRecord(item.account_id, tuple(account_keys(item)), account_to_payload(item))
        for item in prepared
    )
    return len(accounts)


def _account(row: Mapping[str, Any]) -> Account:
    fields = {item.name: item for item in Account._meta.fields if item.name != "further"}
    known = {name: row.get(name) for name in fields}
    texts = {name for name, item in fields.items() if not item.null and name != "account_id"}
    values = {name: (known[name] or "") if name in texts else known[name] for name in fields}
    if values["revenue_amount"] is not None:
        values["revenue_amount"] = float(values["revenue_amount"])
    further = {
        name: value
        for name, value in row.items()
        if name not in fields and isinstance(value, str | int | float | bool)
    }
    return Account(**values, further=further)


def _account_record(account: Account) -> AccountRecord:
    same = ("name", "phone", "address", "city", "state", "country")
    return AccountRecord(
        account.account_id,
        **cast(Any, {name: getattr(account, name) or None for name in same}),
        domains=(account.domain,) if account.domain else (),
        parent_account_id=account.parent_account_id or None,
        is_customer=bool(account.is_customer),
        has_owner=bool(account.owner_rep_id),
        n_employees=account.n_employees,
        created_at=account.created_at,
    )


def account_values(account: Account) -> dict[str, Any]:
    """Return the values of an account, by the names of its columns."""
    fields = [item.name for item in Account._meta.fields if item.name != "further"]
    known = {name: getattr(account, name) for name in fields}
    return {**account.further, **{name: value for name, value in known.items() if value != ""}}


def explain_person(found: FoundPerson) -> dict[str, Any]:
    """Return why somebody is the lead that they are: ids, weights and levels, no values."""
    best, second = found.match.best, found.match.runner_up
    return {
        "n_compared": found.match.n_compared,
        "crowded_keys": len(found.match.crowded_keys),
        "reasons": [asdict(reason) for reason in best.match.reasons] if best else [],
        "runner_up": found.lead_ids[second.record_id] if second else "",
        "runner_up_weight": second.match.weight if second else None,
    }


def explain_account(match: AccountMatch) -> dict[str, Any]:
    """Return why a lead belongs to its account, or to none."""
    rival = match.runner_up
    return {
        "outcome": str(match.outcome),
        "account_id": match.account_id or "",
        "total": match.total,
        "evidence": [[str(item.code), item.weight, item.detail] for item in match.evidence],
        "decided_by": match.decided_by,
        "runner_up": rival.account_id if rival else "",
        "possible": list(match.possible_ids),
    }
