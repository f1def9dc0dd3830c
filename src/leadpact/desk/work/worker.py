"""The worker: looks at leads whose moment has come, again and again."""

import logging
import signal
import threading
from datetime import datetime

from leadpact.desk import clock
from leadpact.desk.leads.actions import record
from leadpact.desk.leads.models import StoredLead
from leadpact.desk.store import has_pact, in_transaction, open_store
from leadpact.engine.scheduling import wake_command
from leadpact.storage.lead_store import leads_due
from leadpact.terms.zone import moment_at

_PAUSE_SECONDS = 1.0
_BATCH = 100
_log = logging.getLogger(__name__)


def run_worker() -> None:
    """Work until the process is asked to end; what is begun is finished."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    while not ending.is_set():
        if not work_once(as_of=clock.now()):
            ending.wait(_PAUSE_SECONDS)


def work_once(*, as_of: datetime) -> int:
    """Do what is due now; return how much that was."""
    return wake_leads(as_of=as_of)


def wake_leads(*, as_of: datetime) -> int:
    """Advance the leads whose moment has come; one whose decision raises blocks no other."""
    due = _due(as_of)
    for lead_id, _ in due:
        retry_at = StoredLead.objects.values_list("retry_at", flat=True).get(lead_id=lead_id)
        command = wake_command(as_of, retry_at=moment_at(retry_at) if retry_at else None)
        try:
            record(lead_id, command, as_of=as_of)
        except Exception as error:  # whatever it is: the other leads go on
            _log.exception("The decision on lead %s failed.", lead_id)
            _note_failure(lead_id, error, as_of)
    return len(due)


@in_transaction
def _due(as_of: datetime) -> list[tuple[str, datetime]]:
    if not has_pact(as_of):
        return []
    return leads_due(open_store().statements, as_of=as_of, limit=_BATCH)


@in_transaction
def _note_failure(lead_id: str, error: Exception, as_of: datetime) -> None:
    open_store().save_failure(lead_id, error, at=as_of)
