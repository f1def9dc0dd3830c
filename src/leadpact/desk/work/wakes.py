"""Wake the leads whose moment has come: time passes for them, and those that wait are routed."""

from datetime import datetime

from leadpact.desk.leads.models import StoredLead
from leadpact.desk.work.attempts import attempt, note_failure
from leadpact.desk.work.ending import until_ending
from leadpact.desk.work.waiting import moment_triggers, try_waiting
from leadpact.engine.lifecycle import Command
from leadpact.engine.scheduling import wake_command
from leadpact.terms.zone import epoch_seconds

_BATCH = 100


class UnableToWake(RuntimeError):
    """A lead is due again although it was woken: it backs off, so that it holds up no other."""


def wake_leads(*, as_of: datetime, limit: int = _BATCH) -> int:
    """Wake leads that are due, the earliest first; return how many were due."""
    now = epoch_seconds(as_of)
    rows = StoredLead.objects.filter(wake_at__lte=now).order_by("wake_at", "lead_id")
    due = list(rows.values_list("lead_id", "waiting_group", "retry_at")[:limit])
    if any(group is not None and at is not None and at <= now for _, group, at in due):
        # In the order in which they wait, not in that in which their moments came.
        try_waiting(moment_triggers(as_of), as_of=as_of)
    for lead_id, *_ in until_ending(due):
        decision = attempt(lead_id, lambda row: _wake(row, as_of), as_of=as_of)
        if decision is not None and decision.wake_at is not None and decision.wake_at <= as_of:
            note_failure(lead_id, UnableToWake("It is due again at once."), as_of)
    return len(due)


def _wake(row: StoredLead, as_of: datetime) -> Command | None:
    """Return the command for a lead that is still due."""
    if row.wake_at is None or row.wake_at > epoch_seconds(as_of):
        return None
    return wake_command(as_of, retry_at=None)
