"""The commands of leads, as they were sent, with what became of them."""

from collections.abc import Iterable
from datetime import datetime

from leadpact.engine.lifecycle import Command, Event, EventKind, digest_of
from leadpact.events import PersonalValues
from leadpact.storage.lead_store.store import LeadStore
from leadpact.terms.refusals import Refusal
from leadpact.terms.zone import epoch_seconds


def is_of_another(
    store: LeadStore, lead_id: str, command: Command, personal: PersonalValues
) -> bool:
    """Tell whether a taken command has this id and another body, perhaps in a personal value."""
    rows = store.statements.run(
        "SELECT body FROM command WHERE lead_id = ? AND command_id = ? AND refusal IS NULL",
        *(lead_id, command.id),
    )
    scratch = PersonalValues(personal.salt)  # what is refused is not kept
    return bool(rows) and store.codec.encode_command(command, scratch) != rows[0][0]


def save_command(
    store: LeadStore,
    lead_id: str,
    command: Command,
    personal: PersonalValues,
    *,
    as_of: datetime,
    refusal: Refusal | None = None,
) -> None:
    """Write a command with what became of it; one that was refused may come again."""
    store.statements.run(
        "INSERT INTO command"
        " (lead_id, command_id, body, digest, occurred_at, recorded_at, actor, refusal)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (lead_id, command_id) DO UPDATE SET"
        " body = excluded.body, digest = excluded.digest, occurred_at = excluded.occurred_at,"
        " recorded_at = excluded.recorded_at, actor = excluded.actor,"
        " refusal = excluded.refusal WHERE command.refusal IS NOT NULL",
        *(lead_id, command.id, store.codec.encode_command(command, personal), digest_of(command)),
        *(epoch_seconds(command.occurred_at), epoch_seconds(as_of), command.actor),
        str(refusal.code) if refusal else None,
    )
    store.add_kept_apart(lead_id, personal)


def restore_commands(
    store: LeadStore, lead_id: str, events: Iterable[Event], personal: PersonalValues
) -> bool:
    """Write the taken commands of a lead that are missing; return whether some were."""
    known = store.taken_commands(lead_id)
    taken = [event for event in events if event.kind is EventKind.COMMAND_TAKEN]
    lost = [event for event in taken if event.payload.command.id not in known]
    for event in lost:
        at, command = event.origin.recorded_at, event.payload.command
        save_command(store, lead_id, command, personal, as_of=at)
    return bool(lost)
