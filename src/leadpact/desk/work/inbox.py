"""Commands that are stored first and decided on later: durable, undone by one key, stored once."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F

from leadpact.desk import clock
from leadpact.desk.leads.actions import record
from leadpact.desk.store import has_pact, in_transaction, open_store
from leadpact.desk.work.ending import until_ending
from leadpact.desk.work.failures import concerns_all, where
from leadpact.desk.work.models import PendingCommand
from leadpact.engine.lifecycle import Command, Decision, digest_of
from leadpact.engine.scheduling import MOST_FAILURES, next_attempt_at
from leadpact.events import PersonalValues
from leadpact.storage.lead_store import LeadStore
from leadpact.terms.actors import SCHEDULER
from leadpact.terms.refusals import Refusal, RefusalCode

_log = logging.getLogger(__name__)


@in_transaction
def put_off(
    lead_id: str, command: Command, *, not_before: datetime, what: str = ""
) -> Refusal | None:
    """Store a command that is to be decided on from a moment on; stored twice it is one.

    Parameters
    ----------
    what
        What the screen calls it while it may be undone; no personal value.

    Returns
    -------
    Refusal | None
        `ID_TAKEN` where another command has its id; nothing is stored then.
    """
    store = open_store()
    if command.id in store.taken_commands(lead_id, command.id):
        is_same = store.taken_commands(lead_id, command.id)[command.id] == digest_of(command)
        return None if is_same else Refusal(RefusalCode.ID_TAKEN, (("id", command.id),))
    body = _encode(store, lead_id, command)
    row, is_new = PendingCommand.objects.get_or_create(
        lead_id=lead_id,
        command_id=command.id,
        defaults={
            "body": body,
            "actor": command.actor,
            "what": what,
            "not_before": not_before,
            "recorded_at": clock.now(),
        },
    )
    if not is_new and row.body != body:
        return Refusal(RefusalCode.ID_TAKEN, (("id", command.id),))
    return None


def _encode(store: LeadStore, lead_id: str, command: Command) -> str:
    """Return a command in its stored form; its values are written with those of its lead."""
    if store.is_erased(lead_id):
        return store.codec.encode_command(
            store.codec.erase_command(command, store.make_token()), PersonalValues("")
        )
    # The salt comes first: of two who send commands for a new lead, both use the one that is kept.
    store.keep_salt(lead_id, store.make_token())
    personal = store.personal_of(lead_id)
    body = store.codec.encode_command(command, personal)
    store.add_kept_apart(lead_id, personal)
    return body


@in_transaction
def undo(lead_id: str, command_id: str) -> bool:
    """Delete a command that is not decided on yet; False: it was decided on, or never stored."""
    open_rows = PendingCommand.objects.filter(lead_id=lead_id, command_id=command_id, refusal="")
    return open_rows.delete()[0] > 0


@in_transaction
def dismiss(lead_id: str, command_id: str) -> bool:
    """Delete a command that was refused, once somebody has seen it; False: there is none."""
    rows = PendingCommand.objects.filter(lead_id=lead_id, command_id=command_id)
    return rows.exclude(refusal="").delete()[0] > 0


@in_transaction
def try_again(lead_id: str, command_id: str) -> bool:
    """Let a command that was refused, or whose decision raised, be decided on again now."""
    rows = PendingCommand.objects.filter(lead_id=lead_id, command_id=command_id)
    again = {"refusal": "", "missing": [], "n_failures": 0, "failure": ""}
    return rows.update(not_before=clock.now(), **again) > 0


def decide_pending(
    *, as_of: datetime, lead_id: str | None = None, actor: str | None = None, limit: int = 25
) -> int:
    """Decide on the commands that are due, in the order in which they came; return how many.

    Parameters
    ----------
    lead_id, actor
        Decide only on those of one lead, or of one actor.
    """
    if not has_pact(as_of):
        return 0
    due = PendingCommand.objects.filter(not_before__lte=as_of)
    for name, value in (("lead_id", lead_id), ("actor", actor)):
        due = due.filter(**{name: value}) if value is not None else due
    keys = list(due.order_by("not_before", "id").values_list("pk", flat=True)[:limit])
    return sum(_try(key, as_of) for key in until_ending(keys))


def _try(key: int, as_of: datetime) -> bool:
    """Decide on one command; one whose decision raises comes later, and holds up no other."""
    try:
        return _decide(key, as_of)
    except Exception as error:  # whatever it is: the other commands go on
        if concerns_all(error):
            raise
        _log.error("The decision on pending command %s failed: %s.", key, where(error))
        _put_back(key, error, as_of)
        return True


@in_transaction
def _decide(key: int, as_of: datetime) -> bool:
    """Decide on a command in one transaction with its row; False: another worker was first."""
    with transaction.atomic():
        due = PendingCommand.objects.select_for_update(skip_locked=True)
        row = due.filter(pk=key, not_before__lte=as_of).first()
        if row is None:
            return False
        store = open_store()
        command = store.codec.decode_command(row.body, store.personal_of(row.lead_id))
        _settle(row, record(row.lead_id, command, as_of=as_of))
        return True


def _settle(row: PendingCommand, decision: Decision) -> None:
    """Drop a command that was taken; keep one that was refused until somebody has seen it.

    Where nobody sent it, nobody has to see it: the lead of a rep who left has another owner now.
    """
    if decision.refusal is None or row.actor == SCHEDULER:
        row.delete()
        return
    row.refusal, row.not_before = str(decision.refusal.code), None
    row.missing = [list(pair) for pair in decision.refusal.missing]
    row.save(update_fields=["refusal", "missing", "not_before"])


@in_transaction
def _put_back(key: int, error: Exception, as_of: datetime) -> None:
    """Plan the next attempt; only the kind of the error is kept, as its text may quote a value."""
    row = PendingCommand.objects.filter(pk=key).first()
    if row is None:
        return
    n_failures = row.n_failures + 1
    later = next_attempt_at(as_of, n_failures) if n_failures < MOST_FAILURES else None
    PendingCommand.objects.filter(pk=key).update(
        n_failures=F("n_failures") + 1, failure=type(error).__name__, not_before=later
    )
