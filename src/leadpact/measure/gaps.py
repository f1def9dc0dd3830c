"""What the data lack, where they contradict themselves and what time they cover: facts for gaps."""

from collections.abc import Mapping
from datetime import datetime

import ibis

from leadpact.measure.tables import by_then, n_where, whole_table
from leadpact.relational.expressions import Table, Value, with_columns_of
from leadpact.relational.inputs import epoch_seconds

ASKED_COLUMNS: dict[str, tuple[str, ...]] = {
    "leads": (
        "source",
        "campaign",
        "created_at",
        "owner_rep_id",
        "stage",
        "disposition_reason",
    ),
    "activities": (),
    "touches": (),
    "opportunities": (
        "lead_id",
        "opened_at",
        "amount",
        "expected_close_on",
        "is_accepted",
        "decided_at",
        "closed_at",
        "outcome",
    ),
    "quotas": ("n_opportunities", "amount"),
}
"""The tables and columns that the scorecard would like to read."""


def known_columns(tables: Mapping[str, Table]) -> Table:
    """Count in how many rows each column that the scorecard asks for is known.

    Returns
    -------
    Table
        `place` (`table`, or `table.column`), `n_known`: the rows of the table, or those in which
        the column is not missing.
    """
    return ibis.union(*(_known_of(tables, name) for name in ASKED_COLUMNS), distinct=False)


def _known_of(tables: Mapping[str, Table], name: str) -> Table:
    table = whole_table(tables, name)
    columns = {f"{name}.{column}": table[column].count() for column in ASKED_COLUMNS[name]}
    counts = table.aggregate(**{name: table.count()}, **columns)
    return counts.pivot_longer([name, *columns], names_to="place", values_to="n_known")


def periods(tables: Mapping[str, Table]) -> Table:
    """Return the time that the data cover.

    Returns
    -------
    Table
        A row per kind of moment, `LEAD_CREATED`, `ACTIVITY`, `OPPORTUNITY_OPENED`,
        `OPPORTUNITY_DECIDED`, `OPPORTUNITY_CLOSED`: `moment, first_t, last_t` (epoch seconds).
    """
    leads, activities = whole_table(tables, "leads"), whole_table(tables, "activities")
    opportunities = whole_table(tables, "opportunities")
    moments = {
        "LEAD_CREATED": (leads, leads.created_at),
        "ACTIVITY": (activities, activities.occurred_at),
        "OPPORTUNITY_OPENED": (opportunities, opportunities.opened_at),
        "OPPORTUNITY_DECIDED": (opportunities, opportunities.decided_at),
        "OPPORTUNITY_CLOSED": (opportunities, opportunities.closed_at),
    }
    return ibis.union(*(_period(name, *what) for name, what in moments.items()), distinct=False)


def _period(name: str, table: Table, time: Value) -> Table:
    row = table.aggregate(first_t=epoch_seconds(time.min()), last_t=epoch_seconds(time.max()))
    return row.mutate(moment=ibis.literal(name))


def contradictions(
    tables: Mapping[str, Table], leads: Table, opportunities: Table, *, as_of: datetime
) -> Table:
    """Count what cannot be, or cannot be placed.

    Parameters
    ----------
    tables
        The company's canonical tables.
    leads
        From `measured_leads`.
    opportunities
        From `known_opportunities`.
    as_of
        Aware moment.

    Returns
    -------
    Table
        `code, n`: `LEADS_AFTER_AS_OF`, `LEADS_NOT_TRACED`, `OPPORTUNITIES_AFTER_AS_OF`,
        `OPPORTUNITIES_WITHOUT_LEAD`, `OPENED_BEFORE_CREATED`, `DECIDED_BEFORE_OPENED`,
        `CLOSED_BEFORE_CREATED`, `NEGATIVE_AMOUNTS`.
    """
    all_leads, all_opportunities = (
        whole_table(tables, "leads"),
        whole_table(tables, "opportunities"),
    )
    created = leads.select("lead_id", "created_t", _found=ibis.literal(True))
    made = with_columns_of(opportunities, created, "lead_id")
    started = all_opportunities.opened_at.coalesce(
        all_opportunities.decided_at, all_opportunities.closed_at
    )
    counts = {
        "LEADS_AFTER_AS_OF": (all_leads, ~by_then(epoch_seconds(all_leads.created_at), as_of)),
        "LEADS_NOT_TRACED": (leads, ~leads.is_traced),
        "OPPORTUNITIES_AFTER_AS_OF": (all_opportunities, ~by_then(epoch_seconds(started), as_of)),
        "OPPORTUNITIES_WITHOUT_LEAD": (made, made._found.isnull()),
        "OPENED_BEFORE_CREATED": (made, made.opened_t < made.created_t),
        "DECIDED_BEFORE_OPENED": (made, made.decided_t < made.opened_t),
        "CLOSED_BEFORE_CREATED": (made, made.closed_t < made.created_t),
        "NEGATIVE_AMOUNTS": (made, made.amount < 0),
    }
    return ibis.union(*(_tally(code, *what) for code, what in counts.items()), distinct=False)


def _tally(code: str, table: Table, holds: Value) -> Table:
    return table.aggregate(n=n_where(holds)).mutate(code=ibis.literal(code))
