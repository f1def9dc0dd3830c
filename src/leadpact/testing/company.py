"""A small company in rows: as people for the engine, and as tables for the relations."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeAlias

import pyarrow as pa

from leadpact.engine.lead import Activity, Lead, Person
from leadpact.pact.ruleset import Attribute, Ruleset
from leadpact.relational.inputs import ACTIVITY_FIELDS, Inputs
from leadpact.storage.store import Store
from leadpact.terms.attributes import AttributeType
from leadpact.terms.stages import Stage

Row: TypeAlias = Mapping[str, Any]

_TIME = pa.timestamp("us")
_TYPES = {
    AttributeType.TEXT: pa.string(),
    AttributeType.CATEGORY: pa.string(),
    AttributeType.INTEGER: pa.int64(),
    AttributeType.NUMBER: pa.float64(),
    AttributeType.BOOLEAN: pa.bool_(),
    AttributeType.DATE: pa.date32(),
}
_LEAD_COLUMNS = {
    "lead_id": pa.string(),
    "account_id": pa.string(),
    "created_at": _TIME,
    "stage": pa.string(),
}
_ACTIVITY_COLUMNS = {
    "activity_id": pa.string(),
    "lead_id": pa.string(),
    "kind": pa.string(),
    "occurred_at": _TIME,
    **{name: pa.float64() if name == "value" else pa.string() for name in ACTIVITY_FIELDS},
}

_NEEDED = {"lead_id", "account_id", "activity_id", "kind", "occurred_at"}

_numbers = count()
"""Names of tables: several companies can stand side by side in one engine."""


@dataclass(frozen=True, slots=True)
class Company:
    """Rows of the canonical tables by column; times are aware. A table it lacks is None.

    A column that no row of a table names is not in the table; a row may leave columns out.

    Attributes
    ----------
    leads, accounts, activities
        Rows; `stage` is the code of a stage.
    has_unique_activities
        Whether the relations are told that every activity id stands once.
    """

    leads: tuple[Row, ...]
    accounts: tuple[Row, ...] | None = None
    activities: tuple[Row, ...] | None = None
    has_unique_activities: bool = False


def people_of(company: Company, ruleset: Ruleset) -> list[Person]:
    """Return every lead with its attributes, as the pact names them, and its activities."""
    accounts = {row["account_id"]: row for row in company.accounts or ()}
    acted: dict[str, list[Activity]] = {}
    for row in company.activities or ():
        fields = {name: row.get(name) for name in ACTIVITY_FIELDS}
        activity = Activity(row["activity_id"], row["kind"], row["occurred_at"], **fields)
        acted.setdefault(row["lead_id"], []).append(activity)
    return [
        Person(_lead(row, accounts, ruleset), acted.get(row["lead_id"], []))
        for row in company.leads
    ]


def colleagues_of(person: Person, people: Sequence[Person]) -> list[Person]:
    """Return the other people of the same account; none for a lead without an account."""
    account_id = person.lead.account_id
    if account_id is None:
        return []
    return [
        other
        for other in people
        if other.lead.account_id == account_id and other.lead.lead_id != person.lead.lead_id
    ]


@contextmanager
def company_tables(store: Store, company: Company, ruleset: Ruleset) -> Iterator[Inputs]:
    """Put the company's tables into an engine for as long as they are needed.

    Parameters
    ----------
    store
        Any engine; its session is in UTC.
    company
        The rows.
    ruleset
        The pact, for the types of columns.
    """
    attributes = ruleset.attributes.values()
    own, shared = (_columns_of(table, attributes) for table in ("leads", "accounts"))
    columns = {
        "leads": {**shared, **own, **_LEAD_COLUMNS},
        "accounts": {**shared, "account_id": pa.string()},
        "activities": _ACTIVITY_COLUMNS,
    }
    prefix = f"company_{next(_numbers)}"
    names: dict[str, str] = {}
    tables: dict[str, Any] = {}
    try:
        for name, types in columns.items():
            rows = getattr(company, name)
            if rows is not None:
                names[name] = f"{prefix}_{name}"
                tables[name] = store.backend.create_table(names[name], _arrow(rows, types))
        yield Inputs(**tables, has_unique_activities=company.has_unique_activities)
    finally:
        for name in names.values():
            store.backend.drop_table(name, force=True)


def _lead(row: Row, accounts: Mapping[str, Row], ruleset: Ruleset) -> Lead:
    account = accounts.get(row.get("account_id") or "", {})
    stage = row.get("stage")
    return Lead(
        lead_id=row["lead_id"],
        attributes={
            name: _attribute(row, account, item) for name, item in ruleset.attributes.items()
        },
        created_at=row.get("created_at"),
        account_id=row.get("account_id"),
        stage=None if stage is None else Stage(stage),
        stage_at=row.get("stage_at"),
    )


def _attribute(row: Row, account: Row, item: Attribute) -> Any:
    """Return the account's value, else the lead's own; twin of `relational.inputs`."""
    value = account.get(item.column) if item.table == "accounts" else None
    return row.get(item.column) if value is None else value


def _columns_of(table: str, attributes: Any) -> dict[str, pa.DataType]:
    return {item.column: _TYPES[item.type] for item in attributes if item.table == table}


def _arrow(rows: Sequence[Row], types: Mapping[str, pa.DataType]) -> pa.Table:
    """Return rows as a table with the columns that any row names, and those all must have."""
    named = {column for row in rows for column in row} | _NEEDED
    schema = pa.schema([(column, kind) for column, kind in types.items() if column in named])
    plain = [{name: _without_zone(row.get(name)) for name in schema.names} for row in rows]
    return pa.Table.from_pylist(plain, schema=schema)


def _without_zone(value: Any) -> Any:
    """Return a moment as UTC without a zone, other values as they are."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return value
