"""A small company in rows: as people for the engine, and as tables for the relations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from math import isfinite
from typing import Any, TypeAlias

import ibis
import pyarrow as pa

from leadpact.engine.lead import Activity, Lead, Person
from leadpact.pact.ruleset import Attribute, Ruleset
from leadpact.relational.expressions import Table
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
    "stage_at": _TIME,
}
_ACTIVITY_COLUMNS = {
    "activity_id": pa.string(),
    "lead_id": pa.string(),
    "kind": pa.string(),
    "occurred_at": _TIME,
    **{name: pa.float64() if name == "value" else pa.string() for name in ACTIVITY_FIELDS},
}

_IDS = ("lead_id", "account_id", "activity_id")
_NEEDED = {"lead_id", "account_id", "activity_id", "kind", "occurred_at"}

_numbers = count()
"""Names of views in Spark."""


@dataclass(frozen=True, slots=True)
class Company:
    """Rows of the canonical tables by column; times are aware. A table it lacks is None.

    A column that no row of a table names is not in the table; a row may leave columns out.

    Attributes
    ----------
    leads, accounts, activities
        Rows; `stage` is the code of a stage.
    has_unique_activities
        Whether the relations may assume that every activity id occurs once.
    """

    leads: tuple[Row, ...]
    accounts: tuple[Row, ...] | None = None
    activities: tuple[Row, ...] | None = None
    has_unique_activities: bool = False


def join_companies(companies: Sequence[Company]) -> Company:
    """Return several companies as one, in which they stay apart.

    Their ids are led by the number of the company and a colon, as in `2:L7`: no lead, account or
    activity of one can be taken for that of another. They have the same tables.
    """
    tables = {
        name: _joined([getattr(company, name) for company in companies])
        for name in ("leads", "accounts", "activities")
    }
    is_unique = all(company.has_unique_activities for company in companies)
    return Company(**tables, has_unique_activities=is_unique)


def _joined(tables: Sequence[Sequence[Row] | None]) -> Any:
    if all(rows is None for rows in tables):
        return None
    return tuple(
        _led_by(number, row) for number, rows in enumerate(tables, start=1) for row in rows or ()
    )


def _led_by(number: int, row: Row) -> Row:
    ids = {name: f"{number}:{row[name]}" for name in _IDS if row.get(name) is not None}
    return {**row, **ids}


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


def put_company(store: Store, company: Company, ruleset: Ruleset) -> Inputs:
    """Give the company's tables to an engine and return them as relations.

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
    named = {item.name: _TYPES[item.type] for item in attributes if item.table == "accounts"}
    columns = {
        "leads": {**named, **own, **_LEAD_COLUMNS},
        "accounts": {**shared, "account_id": pa.string()},
        "activities": _ACTIVITY_COLUMNS,
    }
    tables = {
        name: None if (rows := getattr(company, name)) is None else put_rows(store, rows, types)
        for name, types in columns.items()
    }
    return Inputs(**tables, has_unique_activities=company.has_unique_activities)


def put_rows(store: Store, rows: Sequence[Row], types: Mapping[str, pa.DataType]) -> Table:
    """Give rows to an engine: with the columns that any row names, and those all must have."""
    named = {column for row in rows for column in row} | _NEEDED
    schema = pa.schema([(column, kind) for column, kind in types.items() if column in named])
    plain = [{name: _without_zone(row.get(name)) for name in schema.names} for row in rows]
    table = pa.Table.from_pylist(plain, schema=schema)
    if store.backend.name != "pyspark":
        return ibis.memtable(table)
    name = f"rows_{next(_numbers)}"  # Ibis would go through pandas, where what is missing is NaN
    store.backend._session.createDataFrame(table).createOrReplaceTempView(name)
    return store.backend.table(name)


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
    if item.table == "leads":
        return row.get(item.column)
    value = account.get(item.column)
    is_missing = value is None or (isinstance(value, float) and not isfinite(value))
    return row.get(item.name) if is_missing else value


def _columns_of(table: str, attributes: Any) -> dict[str, pa.DataType]:
    return {item.column: _TYPES[item.type] for item in attributes if item.table == table}


def _without_zone(value: Any) -> Any:
    """Return a moment as UTC without a zone, other values as they are."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)
    return value
