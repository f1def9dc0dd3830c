"""Canonical tables with every canonical column, so that no relation has to ask what is there."""

from collections.abc import Mapping

import ibis

from leadpact.relational.types import Table
from leadpact.terms.tables import TABLES, ColumnType

_IBIS_TYPES = {
    ColumnType.STRING: "string",
    ColumnType.INTEGER: "int64",
    ColumnType.NUMBER: "float64",
    ColumnType.BOOLEAN: "boolean",
    ColumnType.DATE: "date",
    ColumnType.TIMESTAMP: "timestamp",
    ColumnType.MONEY: "decimal(18, 2)",
}


def whole_table(tables: Mapping[str, Table], name: str) -> Table:
    """Return a canonical table with all of its columns; what a company lacks is missing.

    Parameters
    ----------
    tables
        The tables that the company has, by name.
    name
        A name of `TABLES`. A table that the company does not have has no rows.
    """
    types = {column.name: _IBIS_TYPES[column.type] for column in TABLES[name].columns}
    table = tables.get(name)
    if table is None:
        return ibis.memtable([], schema=types)
    present = set(table.columns)
    return table.select(
        **{
            column: table[column] if column in present else ibis.null(kind)
            for column, kind in types.items()
        }
    )
