"""Send a lead the command that its moment asks for; a decision that raises stops no other lead."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from leadpact.desk.leads.actions import record
from leadpact.desk.leads.models import StoredLead
from leadpact.desk.store import in_transaction, open_store
from leadpact.desk.work.failures import concerns_all, where
from leadpact.engine.lifecycle import Command, Decision

_log = logging.getLogger(__name__)

MakeCommand = Callable[[StoredLead], Command | None]
"""Returns the command for a lead as its row is now; None: there is nothing to do any more."""


def attempt(lead_id: str, make_command: MakeCommand, *, as_of: datetime) -> Decision | None:
    """Record a command on a lead that no other worker has just now; None: nothing was done.

    Raises
    ------
    Exception
        Only where it concerns all leads, such as a database that is gone.
    """
    try:
        return _attempt(lead_id, make_command, as_of)
    except Exception as error:  # whatever it is: the other leads go on
        if concerns_all(error):
            raise
        _log.error("The decision on lead %s failed: %s.", lead_id, where(error))
        note_failure(lead_id, error, as_of)
        return None


@in_transaction
def _attempt(lead_id: str, make_command: MakeCommand, as_of: datetime) -> Decision | None:
    with transaction.atomic():
        # The transaction is the lease: another worker passes the lead over, and nobody waits.
        rows = StoredLead.objects.select_for_update(skip_locked=True).filter(lead_id=lead_id)
        row = rows.defer("state").first()
        command = make_command(row) if row is not None else None
        return record(lead_id, command, as_of=as_of) if command is not None else None


@in_transaction
def note_failure(lead_id: str, error: Exception, as_of: datetime) -> None:
    """Let a lead whose decision raised be tried later and later, and then no more by itself."""
    open_store().save_failure(lead_id, error, at=as_of)
