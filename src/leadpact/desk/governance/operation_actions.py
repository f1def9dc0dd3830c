"""Try again what is stuck: leads, commands, messages; each time it is audited."""

from leadpact.desk import clock
from leadpact.desk.governance.audit import note_audit
from leadpact.desk.leads.models import StoredLead
from leadpact.desk.store import in_transaction
from leadpact.desk.work.attempts import attempt
from leadpact.desk.work.inbox import try_again
from leadpact.desk.work.models import OutboxRow
from leadpact.engine.lifecycle import AdvanceTime
from leadpact.terms.actors import TIME


def try_lead(lead_id: str, *, by: str) -> bool | None:
    """Decide on a stuck lead again now; return whether it did well, None: it is not stuck."""
    if not StoredLead.objects.filter(lead_id=lead_id, failures__gt=0).exists():
        return None
    now = clock.now()
    _note(by, "lead.tried", lead=lead_id)
    attempt(lead_id, lambda _row: AdvanceTime("", now, actor=TIME), as_of=now)
    return not StoredLead.objects.filter(lead_id=lead_id, failures__gt=0).exists()


def try_command(lead_id: str, command_id: str, *, by: str) -> bool:
    """Let a command be decided on again; False: it is no longer there."""
    is_there = try_again(lead_id, command_id)
    if is_there:
        _note(by, "command.tried", lead=lead_id, command=command_id)
    return is_there


@in_transaction
def send_again(row_id: int, *, by: str) -> bool:
    """Let a message that was given up be sent again; False: it is no dead letter."""
    dead = OutboxRow.objects.filter(pk=row_id, is_dead=True)
    is_there = dead.update(is_dead=False, n_attempts=0, lease_until=None, due_at=clock.now()) > 0
    if is_there:
        _note(by, "message.tried", message=row_id)
    return is_there


@in_transaction
def _note(by: str, what: str, **about: object) -> None:
    note_audit(by, what, **about)
