"""A table of leads matched to a table of accounts; leads without one found their own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from leadpact.identity.accounts import (
    AccountIndex,
    AccountMatch,
    AccountRecord,
    LeadRecord,
    MatchOutcome,
    PreparedLead,
    ProposedAccount,
    prepare_accounts,
    prepare_lead,
    propose_accounts,
)
from leadpact.identity.batch.arrow import aware, rows_of, table_of, with_column
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy

_MATCH_COLUMNS = (
    "lead_id:s outcome:s account_id:s through_account_id:s total:i decided_by:s evidence:s"
    " runner_up_account_id:s runner_up_total:i runner_up_lost_by:s possible_account_ids:s"
)
ON_RECORD = "ON_RECORD"
"""The outcome of a lead that came with its account."""

FOUNDED = "FOUNDED"
"""The outcome of a lead whose account is new: it or a lead of the same batch founded it."""


@dataclass(frozen=True, slots=True)
class MatchedLeads:
    """The result of matching a table of leads to accounts.

    Attributes
    ----------
    leads
        The same rows with `account_id` filled where an account was found or founded.
    matches
        One row a lead: `lead_id, outcome` (`ON_RECORD, MATCHED, AMBIGUOUS, NONE, FOUNDED`), the
        account, the evidence as `CODE:weight` in order, and the runner-up with why it lost.
    founded
        The accounts that leads founded: `account_id, name, domain`.
    """

    leads: Any
    matches: Any
    founded: Any


def match_leads(
    leads: Any,
    accounts: Any | None,
    *,
    policy: AccountMatchingPolicy,
    n_activities: Mapping[str, int] | None = None,
) -> MatchedLeads:
    """Match every lead that has no account on record.

    Parameters
    ----------
    leads
        An Arrow table of cleaned leads, with `lead_id`.
    accounts
        The accounts; None where the company has no such table.
    policy
        The pact's policy for account matching.
    n_activities
        How active each account is, for the tie-breaker that uses it.

    Returns
    -------
    MatchedLeads
        The same whatever the order of rows.

    See Also
    --------
    leadpact.identity.accounts.match.match_account : the same for one lead.
    """
    known = account_records(accounts, n_activities or {})
    index = AccountIndex(prepare_accounts(known))
    rows: dict[str, tuple[object, ...]] = {}
    found: dict[str, str | None] = {}
    homeless: list[PreparedLead] = []
    for lead_id, account_id, lead in _leads(leads):
        if account_id is not None:
            rows[lead_id] = (lead_id, ON_RECORD, account_id, *[None] * 8)
            continue
        match = index.match(lead, policy=policy)
        rows[lead_id], found[lead_id] = match_row(match), match.account_id
        if match.outcome is MatchOutcome.NONE:
            homeless.append(lead)
    taken = {record.account_id for record in known}
    founded = propose_accounts(homeless, policy=policy, make_id=lambda key: _free_id(key, taken))
    for account in founded:
        for lead_id in account.lead_ids:
            found[lead_id] = account.account_id
            row = rows[lead_id]
            rows[lead_id] = (lead_id, FOUNDED, account.account_id, *row[3:])
    return MatchedLeads(
        _with_accounts(leads, found),
        table_of([rows[key] for key in sorted(rows)], _MATCH_COLUMNS),
        _founded_table(founded),
    )


def _free_id(lead_id: str, taken: set[str]) -> str:
    """Return an id for an account that a lead founds; no other account has it."""
    account_id = f"founded-{lead_id}"
    while account_id in taken:
        account_id += "-"
    return account_id


def account_records(accounts: Any | None, n_activities: Mapping[str, int]) -> list[AccountRecord]:
    """Return the accounts of a canonical table as they are matched."""
    if accounts is None:
        return []
    return [_account_record(row, n_activities) for row in accounts.to_pylist()]


def _account_record(row: Mapping[str, Any], n_activities: Mapping[str, int]) -> AccountRecord:
    places = ("phone", "address", "city", "state", "country", "parent_account_id", "n_employees")
    domains = [row.get(name) for name in ("domain", "website")]
    return AccountRecord(
        account_id=row["account_id"],
        name=row.get("name"),
        domains=tuple(text for text in domains if text),
        aliases=tuple(part.strip() for part in (row.get("aliases") or "").split("|") if part),
        is_customer=bool(row.get("is_customer")),
        has_owner=row.get("owner_rep_id") is not None,
        n_activities=n_activities.get(row["account_id"], 0),
        created_at=aware(row.get("created_at")),
        **{name: row.get(name) for name in places},
    )


def _leads(leads: Any) -> Iterator[tuple[str, str | None, PreparedLead]]:
    wanted = ("lead_id", "account_id", *LeadRecord.__dataclass_fields__)
    columns = {
        name: leads.column(name).to_pylist() for name in wanted if name in leads.column_names
    }
    for row in rows_of(columns):
        yield row["lead_id"], row.get("account_id"), prepare_lead(lead_record(row))  # type: ignore[misc]


def lead_record(row: Mapping[str, Any]) -> LeadRecord:
    """Return a row of leads as it is matched to accounts."""
    values: dict[str, Any] = {name: row.get(name) for name in LeadRecord.__dataclass_fields__}
    values["website"] = row.get("website") or row.get("domain")
    return LeadRecord(**values)


def match_row(match: AccountMatch) -> tuple[object, ...]:
    """Return a decision as a row of `matches`."""
    runner_up = match.runner_up
    return (
        match.lead_id,
        str(match.outcome),
        match.account_id,
        match.through_account_id,
        match.total,
        match.decided_by or None,
        " ".join(f"{item.code}:{item.weight:+d}" for item in match.evidence) or None,
        runner_up.account_id if runner_up else None,
        runner_up.total if runner_up else None,
        str(runner_up.lost_by) if runner_up else None,
        " ".join(match.possible_ids) or None,
    )


def _with_accounts(leads: Any, found: Mapping[str, str | None]) -> Any:
    ids = leads.column("lead_id").to_pylist()
    known = (
        leads.column("account_id").to_pylist()
        if "account_id" in leads.column_names
        else [None] * len(ids)
    )
    filled = [own or found.get(lead_id) for lead_id, own in zip(ids, known, strict=True)]
    return with_column(leads, "account_id", pa.array(filled, pa.string()))


def _founded_table(founded: tuple[ProposedAccount, ...]) -> Any:
    rows = [(item.account_id, item.name, next(iter(item.domains), None)) for item in founded]
    return table_of(rows, "account_id:s name:s domain:s")
