"""A company of a few leads for the tests of `measure`: tables as literals, executed by DuckDB."""

from datetime import UTC, datetime
from typing import Any

import ibis

from leadpact.measure.leads import measured_leads
from leadpact.measure.opportunities import known_opportunities
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.tables import TABLES

AS_OF = datetime(2026, 7, 1, tzinfo=UTC)

PACT = """
spec: 1
name: Small company
time_zone: America/New_York
activities: {pricing_viewed: {label: looked at prices}}
scores:
  fit:
    range: [0, 100]
    rules:
      - {id: big, when: "n_employees >= 200", points: 30}
      - {id: pricing, on: pricing_viewed, points: 8}
gates:
  conversation_lead:
    must_have: [email, phone]
    when: "fit >= 30"
  first_meeting:
    must_have: [phone]
    when: "fit >= 38"
"""

_TYPES = {
    "string": "string",
    "int64": "int64",
    "float64": "float64",
    "boolean": "boolean",
    "date": "date",
    "timestamp": "timestamp",
    "decimal": "decimal(18, 2)",
}


def ruleset() -> Ruleset:
    return load_pact_text(PACT)


def at(text: str) -> datetime:
    """Read a UTC time without a zone, as tables hold it."""
    return datetime.fromisoformat(text)


def table(name: str, columns: str, *rows: tuple[Any, ...]) -> Any:
    """Make a canonical table of some of its columns."""
    names = columns.split()
    kinds = {column.name: _TYPES[column.type] for column in TABLES[name].columns}
    return ibis.memtable(list(rows), schema={column: kinds[column] for column in names})


def decisions(*rows: tuple[Any, ...]) -> Any:
    """Make decisions from `(lead_id, stage, conversation_lead_at, first_meeting_at)`."""
    whole = [(*row, None, None)[:4] for row in rows]
    schema = {
        "lead_id": "string",
        "stage": "string",
        "conversation_lead_at": "timestamp",
        "first_meeting_at": "timestamp",
    }
    return ibis.memtable(whole, schema=schema)


def opportunities(tables: dict[str, Any], as_of: datetime = AS_OF) -> Any:
    return known_opportunities(tables, ruleset().time_zone, as_of=as_of)


def leads(tables: dict[str, Any], judged: Any, as_of: datetime = AS_OF) -> Any:
    made = opportunities(tables, as_of)
    return measured_leads(tables, judged, made, ruleset(), as_of=as_of)


def fetch_arrow(relation: Any) -> Any:
    """Execute a relation."""
    backend = ibis.duckdb.connect()
    try:
        return backend.to_pyarrow(relation)
    finally:
        backend.disconnect()


def fetch(relation: Any) -> list[dict[str, Any]]:
    """Execute a relation; return its rows."""
    rows: list[dict[str, Any]] = fetch_arrow(relation).to_pylist()
    return rows


def fetch_by(relation: Any, *keys: str) -> dict[Any, dict[str, Any]]:
    """Execute a relation; return its rows by the value of one key, or of several."""
    rows = fetch(relation)
    if len(keys) == 1:
        return {row[keys[0]]: row for row in rows}
    return {tuple(row[key] for key in keys): row for row in rows}
