"""Why points were given: what each rule did to how many leads."""

from leadpact.relational.types import Table


def points_by_rule(leads: Table, ledger: Table) -> Table:
    """Add up what each rule gave, over all leads.

    Parameters
    ----------
    leads
        From `measured_leads`; others' entries are left out.
    ledger
        From `relational.score.ledger`.

    Returns
    -------
    Table
        `score, rule_id, code, n_leads` (that it touched), `millipoints` (in total). The row of
        code `RANGE_LIMIT` has no rule: it is what a score's range took away, or added.
    """
    entries = ledger.semi_join(leads, "lead_id")
    rules = entries.group_by("score", "rule_id", "code").aggregate(
        n_leads=entries.lead_id.nunique(),
        millipoints=entries.millipoints.sum().cast("int64"),
    )
    return rules.order_by("score", "rule_id", "code")
