"""Leads by where they came from: what became of them, and why they were disqualified.

And those without an owner: when they came, and at which stage they are.
"""

import ibis

from leadpact.measure.funnel import reached_stage
from leadpact.measure.leads import LeadStatus
from leadpact.relational.expressions import Table, Value
from leadpact.terms.stages import Stage

N_VALUES = 200
"""Rows returned at most; a column of free text can hold as many values as leads."""

N_REASONS = 2000
"""Rows returned at most; a column of free text can hold as many values as leads."""


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
    sums = {name: flag.cast("int64").sum() for name, flag in flags.items()}
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
    return {"n_leads": leads.count(), "n_unowned": leads.is_unowned.cast("int64").sum()}


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
