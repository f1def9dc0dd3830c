"""List the leads that a scheduler asks for: those that are due, that wait, or that a rep has.

They are read without locks. Whether a lead is still in the list is seen when its command is
recorded.
"""

from datetime import datetime

from leadpact.engine.scheduling import WaitingLead
from leadpact.storage.lead_store.rows import PLAIN_COLUMNS, LeadRow, waiting_of_row
from leadpact.storage.lead_store.statements import Statements
from leadpact.terms.zone import epoch_seconds, moment_at


def leads_due(
    statements: Statements, *, as_of: datetime, limit: int = 100
) -> list[tuple[str, datetime]]:
    """Return the leads whose moment has come, with that moment, the earliest first."""
    rows = statements.run(
        "SELECT lead_id, wake_at FROM lead WHERE wake_at <= ? ORDER BY wake_at, lead_id LIMIT ?",
        *(epoch_seconds(as_of), limit),
    )
    return [(lead_id, moment_at(wake_at)) for lead_id, wake_at in rows]


def waiting_leads(statements: Statements) -> list[WaitingLead]:
    """Return the leads that wait in a group, those that have waited longest first."""
    rows = statements.run(
        f"SELECT lead_id, {PLAIN_COLUMNS} FROM lead WHERE waiting_group IS NOT NULL"
        " ORDER BY waiting_since, waiting_number, lead_id"
    )
    found = (waiting_of_row(lead_id, LeadRow._make([*row, ""])) for lead_id, *row in rows)
    return [lead for lead in found if lead is not None]


def leads_of_rep(statements: Statements, rep_id: str) -> list[str]:
    """Return the ids of the leads that a rep has."""
    rows = statements.run(
        "SELECT lead_id FROM lead WHERE owner_rep_id = ? ORDER BY lead_id", rep_id
    )
    return [lead_id for (lead_id,) in rows]
