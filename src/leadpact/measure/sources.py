"""What became of the leads of each source, and of each campaign."""

import ibis

from leadpact.measure.funnel import reached_stage
from leadpact.measure.leads import LeadStatus
from leadpact.relational.types import Table
from leadpact.terms.stages import Stage

AT_MOST = 200
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
    return found.order_by(ibis.desc("n_leads"), "value").limit(AT_MOST)
