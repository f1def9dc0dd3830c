"""Leave work to the worker, within the transaction of the decision that it follows from."""

from collections.abc import Iterable
from datetime import datetime

from leadpact.desk.work.models import OutboxRow, RetryRequest
from leadpact.engine.lifecycle import Message
from leadpact.engine.scheduling import TriggerKind


def queue_messages(lead_id: str, messages: Iterable[Message], *, as_of: datetime) -> None:
    """Queue the messages of a decision; each has an id, and is queued once."""
    OutboxRow.objects.bulk_create(
        [
            OutboxRow(
                kind=str(item.kind),
                dedupe_key=f"{lead_id}/{item.message_id}",
                lead_id=lead_id,
                about={"to": item.to, "about": item.about, "template": item.template},
                due_at=item.due_at,
                recorded_at=as_of,
            )
            for item in messages
        ],
        ignore_conflicts=True,
    )


def note_release(as_of: datetime) -> None:
    """Note that a rep has room: the worker tries the leads that wait."""
    RetryRequest.objects.create(kind=str(TriggerKind.RELEASED), happened_at=as_of)


def drop_messages(lead_id: str) -> None:
    """Drop the messages of a lead that were not sent: its person was erased, or opted out."""
    OutboxRow.objects.filter(lead_id=lead_id, done_at=None).delete()
