"""Erase a person whole: every lead that merges made one, and what an un-merged lead was given."""

import json
import re
from collections.abc import Iterator
from datetime import datetime

from leadpact.engine.lifecycle import Decision, ErasePerson, EventKind, FollowUp
from leadpact.storage.lead_store.record import record_on_lead
from leadpact.storage.lead_store.store import LeadStore

_HASHES = re.compile(r'"personal":"([0-9a-f]+)"')
"""The hashes of personal values in a stored text."""


def erase_person(
    store: LeadStore, rules: FollowUp, lead_id: str, command: ErasePerson, *, as_of: datetime
) -> dict[str, Decision]:
    """Erase a person within the caller's transaction, in all their leads.

    Each lead that was merged with this one is erased by the same command. From leads that once
    absorbed one of them and were un-merged, the values that came with it are deleted.

    Parameters
    ----------
    lead_id
        Any lead of the person.

    Returns
    -------
    dict[str, Decision]
        By lead, in the order of ids. Where the actor may not erase, all refuse.

    Raises
    ------
    UnableToUseStore
        As `record_command`.
    """
    names = leads_of_person(store, lead_id)
    for name in names:  # locked in one order, so that nobody waits in a circle
        store.lock_row(name)
    names = leads_of_person(store, lead_id)
    decisions = {name: record_on_lead(store, rules, name, command, as_of=as_of) for name in names}
    if all(item.new_state.erased_at is not None for item in decisions.values()):
        for name in names:
            _forget_given(store, name)
    return decisions


def leads_of_person(store: LeadStore, lead_id: str) -> list[str]:
    """Return the leads that merges make one person, by id, the lead itself among them."""
    found, ahead = set[str](), [lead_id]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead.extend(_joined_with(store, name))
    return sorted(found)


def _joined_with(store: LeadStore, lead_id: str) -> list[str]:
    rows = store.statements.run("SELECT state FROM lead WHERE lead_id = ?", lead_id)
    if not rows or not rows[0][0]:
        return []
    state = store.codec.decode_state(rows[0][0], store.personal_of(lead_id))
    return [*state.absorbed_ids, *filter(None, (state.merged_into,))]


def _forget_given(store: LeadStore, lead_id: str) -> None:
    """Delete the values that a lead gave to others, where nothing else there names them."""
    for other_id, command_id in _absorbed(store, lead_id):
        given = set[str]()
        for (body,) in store.statements.run(
            "SELECT body FROM command WHERE lead_id = ? AND command_id = ?", other_id, command_id
        ):
            given.update(_HASHES.findall(body))
        for text in _other_texts(store, other_id, command_id):
            given.difference_update(_HASHES.findall(text))
        store.statements.run_many(
            "DELETE FROM personal WHERE lead_id = ? AND digest = ?",
            [(other_id, name) for name in sorted(given)],
        )


def _absorbed(store: LeadStore, lead_id: str) -> set[tuple[str, str]]:
    """Return the leads that ever absorbed a lead, each with the command."""
    rows = store.statements.run(
        "SELECT lead_id, command_id, payload FROM event WHERE kind = ?", str(EventKind.ABSORBED)
    )
    return {
        (other_id, command_id)
        for other_id, command_id, payload in rows
        if json.loads(payload)["from_lead_id"] == lead_id
    }


def _other_texts(store: LeadStore, lead_id: str, command_id: str) -> Iterator[str]:
    """Yield all texts of a lead that bring values, but for those of one command.

    Events are not among them: what they hold came with a command, or was decided again since.
    """
    bodies = "SELECT body FROM command WHERE lead_id = ? AND command_id <> ?"
    yield from (text for (text,) in store.statements.run(bodies, lead_id, command_id))
    state = "SELECT state FROM lead WHERE lead_id = ?"
    yield from (text for (text,) in store.statements.run(state, lead_id))
