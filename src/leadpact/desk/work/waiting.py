"""Try leads that wait for a rep again: group by group, those that have waited longest first."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from leadpact.desk.leads.models import StoredLead
from leadpact.desk.store import open_store
from leadpact.desk.work.attempts import attempt
from leadpact.desk.work.ending import until_ending
from leadpact.desk.work.models import RetryRequest
from leadpact.engine.lifecycle import Command
from leadpact.engine.scheduling import (
    LeadsToTry,
    RetryTrigger,
    TriggerKind,
    leads_to_try,
    retry_command,
)
from leadpact.storage.lead_store import waiting_leads
from leadpact.terms.zone import epoch_seconds

_MOST_REQUESTS = 1000


def answer_requests(*, as_of: datetime) -> int:
    """Try the leads that may find somebody after what happened; return how many were tried.

    A request is dropped after it was answered: a worker that is killed leaves it to the next.
    """
    due = RetryRequest.objects.filter(happened_at__lte=as_of).order_by("id")[:_MOST_REQUESTS]
    requests = list(due)
    if not requests:
        return 0
    triggers = {
        RetryTrigger(TriggerKind(item.kind), as_of, item.rep_id or None) for item in requests
    }
    n_tried = try_waiting(triggers, as_of=as_of)
    RetryRequest.objects.filter(pk__in=[item.pk for item in requests]).delete()
    return n_tried + 1


def try_waiting(triggers: Iterable[RetryTrigger], *, as_of: datetime) -> int:
    """Try the leads that triggers are about; return how many were tried."""
    triggers = tuple(triggers)
    waiting = waiting_leads(open_store().statements)
    has_come = any(item.kind is TriggerKind.MOMENT for item in triggers)
    due = {
        lead.lead_id
        for lead in waiting
        if has_come and lead.retry_at is not None and lead.retry_at <= as_of
    }
    groups = leads_to_try(waiting, *triggers)
    return sum(_try_group(group, due, as_of) for group in until_ending(groups))


def _try_group(group: LeadsToTry, due: set[str], as_of: datetime) -> int:
    """Try leads until one finds nobody; those behind it only where their own moment has come."""
    n_tried, goes_on = 0, True
    for lead_id in until_ending(group.lead_ids):
        if not goes_on and lead_id not in due:
            continue
        decision = attempt(lead_id, lambda row: _again(row, group.group, as_of), as_of=as_of)
        if decision is not None:
            n_tried += 1
            goes_on = goes_on and not decision.new_state.is_waiting
    return n_tried


def _again(row: StoredLead, group: str, as_of: datetime) -> Command | None:
    """Return the command for a lead that still waits; one whose decision raised has its moment."""
    is_stuck = row.failures > 0 and (row.wake_at is None or row.wake_at > epoch_seconds(as_of))
    if row.waiting_group != group or is_stuck:
        return None
    return retry_command(as_of, name=f"again/{secrets.token_hex(8)}")


def moment_triggers(as_of: datetime) -> Sequence[RetryTrigger]:
    """Return the trigger by which leads are tried whose own moment has come."""
    return (RetryTrigger(TriggerKind.MOMENT, as_of),)
