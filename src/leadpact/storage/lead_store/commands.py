"""The commands of leads, as they were sent, with what became of them."""

from collections.abc import Iterable, Sequence
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
    replaces: bool = False,
) -> None:
    """Write a command with what became of it; one that was refused may come again.

    One that was taken is left as it is, unless the new row `replaces` it.
    """
    kept = "" if replaces else " WHERE command.refusal IS NOT NULL"
    store.statements.run(
        "INSERT INTO command"
        " (lead_id, command_id, body, digest, occurred_at, recorded_at, actor, refusal)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (lead_id, command_id) DO UPDATE SET"
        " body = excluded.body, digest = excluded.digest, occurred_at = excluded.occurred_at,"
        " recorded_at = excluded.recorded_at, actor = excluded.actor,"
        f" refusal = excluded.refusal{kept}",
        *(lead_id, command.id, store.codec.encode_command(command, personal), digest_of(command)),
        *(epoch_seconds(command.occurred_at), epoch_seconds(as_of), command.actor),
        str(refusal.code) if refusal else None,
    )
    store.add_kept_apart(lead_id, personal)


def settle_commands(
    store: LeadStore,
    lead_id: str,
    events: Sequence[Event],
    personal: PersonalValues,
) -> bool:
    """Write what became of commands where their rows have it otherwise.

    Parameters
    ----------
    events
        The log of the lead from its beginning, or what was added to it last.

    Returns
    -------
    bool
        Whether a row was otherwise. A refused command that is not stored is left: it may come
        again.
    """
    known = store.taken_commands(lead_id)
    is_whole = bool(events) and events[0].n == 1
    last = _last_events(events, taken=set() if is_whole else set(known))
    found = [event for name, event in last.items() if known.get(name) != _digest_if_taken(event)]
    for event in found:
        payload = event.payload
        refusal = payload.refusal if event.kind is EventKind.COMMAND_REFUSED else None
        save_command(
            store,
            lead_id,
            payload.command,
            personal,
            as_of=event.occurred_at,
            refusal=refusal,
            replaces=True,
        )
    return bool(found)


def _digest_if_taken(event: Event) -> str | None:
    return event.payload.digest if event.kind is EventKind.COMMAND_TAKEN else None


def _last_events(events: Iterable[Event], *, taken: set[str]) -> dict[str, Event]:
    """Return what became of each command in the end, by its id; `taken` were so before."""
    last: dict[str, Event] = {}
    for event in events:
        if event.kind is EventKind.DECIDED_AGAIN:
            taken.difference_update(event.payload.undone_ids)
        elif event.kind is EventKind.COMMAND_TAKEN:
            taken.add(event.payload.command.id)
            last[event.payload.command.id] = event
        elif event.kind is EventKind.COMMAND_REFUSED and event.payload.command.id not in taken:
            last[event.payload.command.id] = event
    return last
