"""What all relations here begin with: whole tables, local dates, what had happened by a moment.

Canonical tables have every canonical column, so that no relation has to ask what is there. Months
are those of the people's calendar: the local month of a moment, in the pact's zone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import ibis

from leadpact.relational.expressions import Table, Value, with_local_day, without
from leadpact.terms.tables import TABLES, ColumnType
from leadpact.terms.zone import epoch_seconds, load_zone_offsets

MONEY = "decimal(18, 2)"
"""The canonical type that Ibis has another name for."""


def whole_table(tables: Mapping[str, Table], name: str) -> Table:
    """Return a canonical table with all of its columns; what a company lacks is missing.

    Parameters
    ----------
    tables
        The tables that the company has, by name.
    name
        A name of `TABLES`. A table that the company does not have has no rows.
    """
    types = {
        column.name: MONEY if column.type is ColumnType.MONEY else str(column.type)
        for column in TABLES[name].columns
    }
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


def union_of(parts: Sequence[Table], columns: Mapping[str, str]) -> Table:
    """Return all rows of some relations; without a relation, no rows of these columns."""
    return ibis.union(*parts, distinct=False) if parts else ibis.memtable([], schema=columns)


def n_where(holds: Value) -> Value:
    """Count where something is true; nowhere true in no rows is none, not missing."""
    return holds.cast("int64").sum().coalesce(0)


def by_then(seconds: Value, as_of: datetime) -> Value:
    """Tell whether something had happened by then; what has no date is taken to have happened."""
    return (seconds <= epoch_seconds(as_of)).coalesce(True)


def with_local_date(table: Table, zone: str, **moments: Value) -> Table:
    """Add a local date for each moment given, under its name; missing where the moment is.

    Parameters
    ----------
    table
        Any relation.
    zone
        IANA name.
    moments
        Epoch seconds by the name of the column to add.
    """
    offsets = load_zone_offsets(zone)
    table = table.mutate(**{f"_at_{name}": moment for name, moment in moments.items()})
    for name in moments:
        moment = f"_at_{name}"
        # The join on the zone's offsets drops missing moments, so 1970 replaces them in it.
        dated = with_local_day(table.mutate(_t=table[moment].coalesce(0)), offsets)
        day = ibis.date(1970, 1, 1) + dated._day.as_interval("D")
        on = dated[moment].notnull().ifelse(day.cast("date"), ibis.null("date"))
        table = without(dated.mutate(**{name: on}), "_t", "_day", moment)
    return table


def month_of(date: Value) -> Value:
    """Return the first day of a date's month."""
    return date.truncate("M").cast("date")
