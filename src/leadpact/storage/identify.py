"""Work out who the leads of a data set are, as a pact's section `identity` asks."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from leadpact.identity.batch.accounts import MatchedLeads, match_leads
from leadpact.identity.batch.clean import clean_leads
from leadpact.identity.batch.people import MergedLeads, merge_leads
from leadpact.identity.batch.summary import summarise_identity
from leadpact.identity.duplicates.batch import UnableToDedupe
from leadpact.identity.duplicates.splink_model import UnableToUseSplink
from leadpact.identity.enrichment.providers import AppendProvider
from leadpact.outputs import Output
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy, TieBreaker
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.relational.expressions import Table
from leadpact.storage.dataset import Dataset
from leadpact.storage.merge_history import MERGES, read_merges, unread_merges, write_merges
from leadpact.storage.store import Store
from leadpact.terms.issues import Issue, UnableToIdentify

_OF_LEADS = ("activities", "touches", "events", "opportunities")


@dataclass(frozen=True, slots=True)
class Identified:
    """The data set to judge, what was done in numbers (`identity.json`), and warnings."""

    dataset: Dataset
    values: dict[str, Any]
    issues: tuple[Issue, ...]


def identify(
    store: Store,
    dataset: Dataset,
    policy: IdentityPolicy,
    *,
    as_of: datetime,
    output: Output,
    fingerprint: str = "",
    providers: Sequence[AppendProvider] = (),
    memory_limit: str = "4GB",
    report: Callable[[int, int], None] = lambda _done, _total: None,
) -> Identified:
    """Clean, enrich, merge and match the leads of a data set, as far as the policy asks.

    Everything that was decided is written to `output` with its evidence; the data set itself is
    not changed. `report` is called with how many leads are cleaned, of how many.

    Raises
    ------
    UnableToIdentify
        Where a part that the policy needs is not installed, no field of the leads can be compared,
        or the merge history of an earlier run cannot be read.
    """
    given = _with_company(dataset.tables["leads"], dataset.tables.get("accounts"))
    cleaned = clean_leads(
        _plain(store.fetch_sorted(given)),
        policy=policy,
        as_of=as_of.date(),
        providers=providers,
        report_progress=report,
    )
    leads = cleaned.leads
    merged: MergedLeads | None = None
    matched: MatchedLeads | None = None
    earlier = read_merges(output.earlier)
    if policy.duplicates is not None:
        with _named_failures(dataset):
            merged = merge_leads(
                leads,
                policy=policy.duplicates,
                survivorship=policy.survivorship,
                as_of=as_of,
                fingerprint=fingerprint,
                earlier=[*_merge_events(store, dataset), *earlier],
                memory_limit=memory_limit,
            )
        leads = merged.leads
    if policy.accounts is not None:
        matched = _matched(store, dataset, leads, policy.accounts)
        leads = matched.leads
    values = summarise_identity(cleaned, merged, matched)
    tables = {"leads": leads, "faults": cleaned.faults, "provenance": cleaned.provenance}
    if matched is not None:
        tables |= {"account_matches": matched.matches, "founded_accounts": matched.founded}
    _write(output, tables, values, merged, earlier)
    n_unread = 0 if merged is None else merged.n_unread
    found = open_identified(store, dataset, output.folder)
    return Identified(found, values, tuple(unread_merges(n_unread, "events")))


def _matched(
    store: Store, dataset: Dataset, leads: Any, policy: AccountMatchingPolicy
) -> MatchedLeads:
    """Match leads to the accounts of a data set; activities are counted where they break ties."""
    accounts = dataset.tables.get("accounts")
    table = None if accounts is None else _plain(store.fetch_sorted(accounts))
    wants_activity = TieBreaker.MOST_ACTIVE in policy.tie_breakers
    activity = _n_activities(store, dataset) if wants_activity else {}
    return match_leads(leads, table, policy=policy, n_activities=activity)


@contextmanager
def _named_failures(dataset: Dataset) -> Iterator[None]:
    """Give what keeps leads from being compared its code, place and fix."""
    try:
        yield
    except UnableToUseSplink as error:
        fact, _, fix = str(error).partition(". ")
        raise UnableToIdentify("extra-missing", "leadpact[er]", f"{fact}.", fix) from error
    except UnableToDedupe as error:
        place, fix = str(dataset.folder), "See the fields of a lead."
        raise UnableToIdentify("duplicates-unable", place, str(error), fix) from error


def _with_company(leads: Table, accounts: Table | None) -> Table:
    """Return the leads with the company that is on record: their own, or their account's name."""
    if accounts is None or not {"account_id", "name"} <= set(accounts.columns):
        return leads
    if "account_id" not in leads.columns:
        return leads
    columns = [name for name in leads.columns if name != "company"]
    names = accounts.select(_account_id=accounts.account_id, _account_name=accounts.name)
    joined = leads.left_join(names, leads.account_id == names._account_id)
    company = joined._account_name
    if "company" in leads.columns:
        company = joined.company.coalesce(company)
    return joined.select(*columns, company=company)


def _plain(table: Any) -> Any:
    """Return an Arrow table whose texts are of one kind, for functions that compare schemas."""
    fields = [
        field.with_type(pa.string()) if pa.types.is_large_string(field.type) else field
        for field in table.schema
    ]
    return table.cast(pa.schema(fields))


def _merge_events(store: Store, dataset: Dataset) -> list[dict[str, Any]]:
    events = dataset.tables.get("events")
    if events is None:
        return []
    kinds = ("identity.merged", "identity.unmerged")
    wanted = events.filter(events.kind.isin(kinds))
    return store.fetch_rows(wanted)


def _n_activities(store: Store, dataset: Dataset) -> dict[str, int]:
    activities, leads = dataset.tables.get("activities"), dataset.tables["leads"]
    if activities is None or "account_id" not in leads.columns:
        return {}
    joined = activities.select("lead_id").join(leads.select("lead_id", "account_id"), "lead_id")
    known = joined.filter(joined.account_id.notnull())
    rows = store.fetch_rows(known.group_by("account_id").aggregate(n=known.count()))
    return {row["account_id"]: row["n"] for row in rows}


def _write(
    output: Output,
    tables: dict[str, Any],
    values: dict[str, Any],
    merged: MergedLeads | None,
    earlier: list[dict[str, Any]],
) -> None:
    """Write the tables, the merge history where leads were merged, and the numbers."""
    if merged is not None:
        tables |= {"members": merged.members, "pairs": merged.pairs}
        with output.file(MERGES) as path:
            write_merges(path, [*earlier, *merged.events.to_pylist()])
    for name, table in tables.items():
        with output.file(f"{name}.parquet") as path:
            pq.write_table(table, path)
    output.write_text("identity.json", json.dumps(values, indent=2, ensure_ascii=False) + "\n")


def open_identified(store: Store, dataset: Dataset, folder: Path) -> Dataset:
    """Return a data set with what `identify` wrote to a folder in place of what was given."""
    tables: dict[str, Table] = dict(dataset.tables)
    tables["leads"] = store.read_parquet([folder / "leads.parquet"], "clean_leads")
    founded, members = folder / "founded_accounts.parquet", folder / "members.parquet"
    if founded.is_file():
        new = store.read_parquet([founded], "founded_accounts")
        tables["accounts"] = _stacked(tables.get("accounts"), new)
    if members.is_file():
        merged = store.read_parquet([members], "members")
        for name in _OF_LEADS:
            if name in tables:
                tables[name] = _of_persons(tables[name], merged)
    return replace(dataset, tables=tables)


def person_of(store: Store, folder: Path, lead_id: str) -> str:
    """Return the lead under which a lead is shown: another one where it was merged into it."""
    members = folder / "members.parquet"
    if not members.is_file():
        return lead_id
    table = store.read_parquet([members], "members")
    rows = store.fetch_rows(table.filter(table.lead_id == lead_id))
    return rows[0]["person_id"] if rows else lead_id


def _stacked(accounts: Table | None, founded: Table) -> Table:
    if accounts is None:
        return founded
    missing = {
        name: founded.account_id.nullif(founded.account_id).cast(kind)
        for name, kind in accounts.schema().items()
        if name not in founded.columns
    }
    own = [name for name in founded.columns if name in accounts.columns]
    founded = founded.select(*own, **missing).select(*accounts.columns)
    return accounts.union(founded, distinct=False)


def _of_persons(table: Table, members: Table) -> Table:
    """Return a table with the persons' leads in place of their members'."""
    columns = table.columns
    joined = table.left_join(members, table.lead_id == members.lead_id)
    person = joined.person_id.coalesce(joined.lead_id)
    return joined.mutate(lead_id=person).select(*columns)
