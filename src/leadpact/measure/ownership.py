"""Leads without an owner: when they came, and at which stage they are."""

from leadpact.relational.types import Table, Value


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
