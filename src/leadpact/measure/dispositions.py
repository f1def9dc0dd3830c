"""Why leads were disqualified, by where they came from."""

import ibis

from leadpact.measure.leads import LeadStatus
from leadpact.relational.types import Table

AT_MOST = 2000
"""Rows returned at most; a column of free text can hold as many values as leads."""


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
    return reasons.order_by(ibis.desc("n_leads"), "reason", "source").limit(AT_MOST)
