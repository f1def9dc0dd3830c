"""Count leads: by stage, by month of creation, by source, by reason, and those without an owner."""

import ibis

from leadpact.measure.leads import LeadStatus
from leadpact.measure.tables import n_where
from leadpact.relational.expressions import Table, Value
from leadpact.terms.stages import FUNNEL, FUNNEL_RANK, Stage

N_VALUES = 200
"""Sources or campaigns returned at most; free text can hold as many as there are leads."""

N_REASONS = 2000
"""Pairs of a reason and a source returned at most, for the same cause."""


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
    reached = {f"n_{stage.lower()}": n_where(reached_stage(dated, stage)) for stage in FUNNEL[1:]}
    months = dated.group_by(month=dated.created_month).aggregate(
        n_leads=dated.count(),
        n_open=n_where(dated.status == str(LeadStatus.OPEN)),
        **reached,
    )
    return months.order_by("month")


def reached_stage(leads: Table, stage: Stage) -> Value:
    """Return the flag of the leads that reached a stage or a later one."""
    return leads.reached >= FUNNEL_RANK[stage]


def _total(table: Table, holds: Value) -> Value:
    return holds.ifelse(table._n, 0).sum()


def conversion_by(leads: Table, column: str) -> Table:
    """Count what became of the leads by where they came from.

    Parameters
    ----------
    leads
        From `measured_leads`.
    column
        `source` or `campaign`.

    Returns
    -------
    Table
        `value` (missing where it is not known; a literal "unknown" stays what it is), `n_values`
        (how many there are, listed or not), `n_leads, n_opportunities` (leads that reached
        `OPPORTUNITY`), `n_decided, n_accepted` (leads with an opportunity that sales decided on,
        and accepted), `n_won, n_open`; largest first.
    """
    flags = {
        "n_opportunities": reached_stage(leads, Stage.OPPORTUNITY),
        "n_decided": leads.is_decided,
        "n_accepted": leads.is_accepted,
        "n_won": reached_stage(leads, Stage.CLOSED_WON),
        "n_open": leads.status == str(LeadStatus.OPEN),
    }
    sums = {name: n_where(flag) for name, flag in flags.items()}
    found = leads.group_by(value=leads[column]).aggregate(n_leads=leads.count(), **sums)
    found = found.mutate(n_values=found.count().over(ibis.window()))
    return found.order_by(ibis.desc("n_leads"), "value").limit(N_VALUES)


def unowned_by_month(leads: Table) -> Table:
    """Count leads, and those without an owner, by local month of creation.

    Returns
    -------
    Table
        `month` (missing where the creation is not dated), `n_leads, n_unowned`.
    """
    months = leads.group_by(month=leads.created_month).aggregate(**_counts(leads))
    return months.order_by("month")


def unowned_by_stage(leads: Table) -> Table:
    """Count leads, and those without an owner, by furthest stage and status.

    Returns
    -------
    Table
        `rank` (of the furthest stage), `status, n_leads, n_unowned`.
    """
    stages = leads.group_by("status", rank=leads.reached).aggregate(**_counts(leads))
    return stages.order_by("rank", "status")


def _counts(leads: Table) -> dict[str, Value]:
    return {"n_leads": leads.count(), "n_unowned": n_where(leads.is_unowned)}


def dispositions(leads: Table) -> Table:
    """Count the disqualified leads by reason and source.

    Only leads that are disqualified: others may carry a reason of an earlier day.

    Returns
    -------
    Table
        `reason, source` (missing where not known), `n_leads`; largest first.
    """
    out = leads.filter(leads.status == str(LeadStatus.DISQUALIFIED))
    reasons = out.group_by("source", reason=out.disposition_reason.nullif("")).aggregate(
        n_leads=out.count()
    )
    return reasons.order_by(ibis.desc("n_leads"), "reason", "source").limit(N_REASONS)
