"""Whether sales took what it was given, and how long each step took."""

import ibis

from leadpact.measure.opportunities import WON
from leadpact.relational.columns import with_columns_of
from leadpact.relational.types import Table, Value

DAY_SECONDS = 86_400


def acceptance(opportunities: Table) -> Table:
    """Count the decisions of sales on opportunities.

    Parameters
    ----------
    opportunities
        From `known_opportunities`.

    Returns
    -------
    Table
        One row: `n_opportunities, n_accepted, n_rejected, n_undecided, n_won, n_lost`.
    """
    answer, outcome = opportunities.is_accepted, opportunities.outcome
    return opportunities.aggregate(
        n_opportunities=opportunities.count(),
        n_accepted=_count(answer),
        n_rejected=_count(~answer),
        n_undecided=_count(answer.isnull()),
        n_won=_count(outcome == WON),
        n_lost=_count(outcome == "LOST"),
    )


def delays(leads: Table, opportunities: Table) -> Table:
    """Measure how long opportunities took, in days.

    Parameters
    ----------
    leads
        From `measured_leads`.
    opportunities
        From `known_opportunities`.

    Returns
    -------
    Table
        A row per step, `CREATED_TO_OPENED`, `OPENED_TO_DECIDED` and `CREATED_TO_WON`: `step, n,
        n_negative` (impossible ones, which are left out of the rest), `shortest_days,
        first_quartile_days, median_days, third_quartile_days, longest_days`.
    """
    created = leads.select("lead_id", "created_t")
    joined = with_columns_of(opportunities, created, "lead_id")
    won_t = (joined.outcome == WON).ifelse(joined.closed_t, ibis.null("int64"))
    steps = {
        "CREATED_TO_OPENED": joined.opened_t - joined.created_t,
        "OPENED_TO_DECIDED": joined.decided_t - joined.opened_t,
        "CREATED_TO_WON": won_t - joined.created_t,
    }
    return ibis.union(*(_spread(joined, *step) for step in steps.items()), distinct=False)


def _spread(table: Table, step: str, seconds: Value) -> Table:
    timed = table.select(_days=seconds / DAY_SECONDS)
    days = (timed._days >= 0).ifelse(timed._days, ibis.null("float64"))
    row = timed.aggregate(
        n=days.count(),
        n_negative=_count(timed._days < 0),
        shortest_days=days.min(),
        first_quartile_days=days.quantile(0.25),
        median_days=days.quantile(0.5),
        third_quartile_days=days.quantile(0.75),
        longest_days=days.max(),
    )
    return row.mutate(step=ibis.literal(step))


def _count(holds: Value) -> Value:
    """Count where something is true; nowhere true in no rows is none, not missing."""
    return holds.cast("int64").sum().coalesce(0)
