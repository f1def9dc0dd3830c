"""Forget the values of a person who was erased, and take none of them again.

Events, states and commands hold only hashes of values. Here the values go, and the salt of the
hashes, without which a guess can be compared with none of them.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from leadpact.engine.lifecycle import (
    Command,
    Decision,
    ErasePerson,
    Event,
    EventKind,
    LeadState,
)
from leadpact.storage.lead_store.failures import UnableToUseStore
from leadpact.storage.lead_store.statements import Statements
from leadpact.storage.lead_store.store import LeadStore
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.zone import moment_at

_WITH_COMMAND = (EventKind.COMMAND_TAKEN, EventKind.COMMAND_REFUSED)


def forgets_person(decision: Decision, command: Command) -> bool:
    """Tell whether a command erases a person, also one who was erased before.

    Sent again it deletes what a copy of the tables brought back.
    """
    return isinstance(command, ErasePerson) and decision.new_state.erased_at is not None


def check_is_whole(state: LeadState) -> None:
    """Refuse to erase one lead of a person who has others: those hold the same values."""
    others = [*state.absorbed_ids, *filter(None, (state.merged_into,))]
    if others and state.erased_at is None:
        fact = f"The person has other leads too, merged with this one: {', '.join(others)}."
        fix = "Erase all of them with `erase_person`; nothing was erased."
        raise UnableToUseStore("erasure-not-whole", f"lead {state.lead_id}", fact, fix)


def forget_person(store: LeadStore, lead_id: str) -> None:
    """Delete the values of a lead's person, their salt, and the error that may quote values."""
    for table in ("personal", "personal_salt"):
        store.statements.run(f"DELETE FROM {table} WHERE lead_id = ?", lead_id)
    store.statements.run("UPDATE lead SET failure = NULL WHERE lead_id = ?", lead_id)


def must_not_keep(decision: Decision) -> bool:
    """Tell whether the values of a command are not to be kept with the lead that it was sent to.

    The lead's person was erased, or no erasure would find them here: the lead is not known, or the
    command is about another one.
    """
    state, refusal = decision.new_state, decision.refusal
    is_of_other = refusal is not None and refusal.code is RefusalCode.OTHER_LEAD
    return is_of_other or state.lead is None or state.erased_at is not None


def without_values(
    store: LeadStore, decision: Decision, command: Command
) -> tuple[Decision, Command]:
    """Return a decision and its command without personal values, under hashes nobody can guess."""
    bare = store.codec.erase_command(command, store.make_token())
    return replace(decision, events=tuple(_with(event, bare) for event in decision.events)), bare


def _with(event: Event, bare: Command) -> Event:
    if event.kind not in _WITH_COMMAND or event.payload.command.id != bare.id:
        return event
    return replace(event, payload=replace(event.payload, command=bare))


@dataclass(frozen=True, slots=True)
class ErasedLead:
    """A lead whose person was erased, by which command and when."""

    lead_id: str
    command_id: str
    erased_at: datetime


def erased_leads(statements: Statements) -> list[ErasedLead]:
    """Return the leads whose persons were erased, in the order in which that was recorded.

    Keep the list outside the database: a copy that is older than an erasure is brought back with
    the values, and the erasures are to be sent again.
    """
    rows = statements.run(
        "SELECT lead_id, command_id, occurred_at FROM event WHERE kind = ? ORDER BY seq",
        str(EventKind.PERSON_ERASED),
    )
    return [ErasedLead(lead_id, command_id, moment_at(at)) for lead_id, command_id, at in rows]
