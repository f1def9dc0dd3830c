"""How many leads reached each stage, how many are there now, and how that differs by month."""

import ibis

from leadpact.measure.leads import LeadStatus
from leadpact.relational.expressions import Table, Value
from leadpact.terms.stages import FUNNEL, FUNNEL_RANK, Stage


def funnel(leads: Table) -> Table:
    """Count the leads that reached each of the eight stages, and those that are there now.

    Parameters
    ----------
    leads
        From `measured_leads`.

    Returns
    -------
    Table
        A row per stage, in order: `rank, stage, n_reached` (this stage or a later one) and, of
        the leads whose furthest stage it is, `n_open, n_won, n_lost, n_recycled,
        n_disqualified`. `n_reached` never grows from one row to the next.
    """
    counts = leads.group_by("reached", "status").aggregate(_n=leads.count())
    stages = ibis.memtable(
        [(FUNNEL_RANK[stage], str(stage)) for stage in FUNNEL],
        schema={"rank": "int64", "stage": "string"},
    )
    nothing = ibis.memtable(
        [(0, str(LeadStatus.OPEN), 0)],
        schema={"reached": "int64", "status": "string", "_n": "int64"},
    )
    # Without leads there would be no row to join to, and every stage is to have one.
    table = stages.cross_join(ibis.union(counts, nothing, distinct=False))
    here = table.reached == table.rank
    statuses = {
        f"n_{status.lower()}": _total(table, here & (table.status == str(status)))
        for status in LeadStatus
    }
    totals = table.group_by("rank", "stage").aggregate(
        n_reached=_total(table, table.reached >= table.rank), **statuses
    )
    return totals.order_by("rank")


def cohorts(leads: Table) -> Table:
    """Follow the leads of each month of creation: how many of them came how far.

    Returns
    -------
    Table
        A row per month: `month, n_leads, n_open` (so still undecided) and for each stage beyond
        the first `n_<stage>`, the leads that reached it.
    """
    dated = leads.filter(leads.created_month.notnull())
    reached = {
        f"n_{stage.lower()}": reached_stage(dated, stage).cast("int64").sum()
        for stage in FUNNEL[1:]
    }
    months = dated.group_by(month=dated.created_month).aggregate(
        n_leads=dated.count(),
        n_open=(dated.status == str(LeadStatus.OPEN)).cast("int64").sum(),
        **reached,
    )
    return months.order_by("month")


def reached_stage(leads: Table, stage: Stage) -> Value:
    """Return the flag of the leads that reached a stage or a later one."""
    return leads.reached >= FUNNEL_RANK[stage]


def _total(table: Table, holds: Value) -> Value:
    return holds.ifelse(table._n, 0).sum()
