"""Change leads: one command, one transaction. Pages, API, worker and import come through here."""

from collections.abc import Sequence
from datetime import datetime

from leadpact.desk import clock
from leadpact.desk.leads.projections import save_projections
from leadpact.desk.leads.work_log import save_work
from leadpact.desk.privacy.suppression import SuppressionReason, suppress
from leadpact.desk.store import in_transaction, open_store, rules_in_force
from leadpact.desk.work.actions import note_release, queue_messages
from leadpact.engine.lifecycle import Command, Decision, EventKind, FollowUp, LeadState
from leadpact.storage.lead_store import LeadStore, record_command


@in_transaction
def record(lead_id: str, command: Command, *, as_of: datetime | None = None) -> Decision:
    """Record a command on a lead by the pact in force, with all that follows from it.

    Parameters
    ----------
    as_of
        The moment to decide at; by default now.

    Returns
    -------
    Decision
        With the refusal, where the engine refused the command: nothing but that was stored then.

    Raises
    ------
    UnableToUseStore
        `pact-missing` where no pact is in force; else as `record_command`.
    """
    at = as_of or clock.now()
    store, rules = open_store(), rules_in_force(at)
    decision = record_command(store, rules, lead_id, command, as_of=at)
    follow(store, rules, decision, as_of=at)
    return decision


def follow(store: LeadStore, rules: FollowUp, decision: Decision, *, as_of: datetime) -> None:
    """Write what screens and senders read of a decision, within its transaction."""
    state = decision.new_state
    if state.lead is None:
        return
    if decision.events:
        save_work(state, decision.events)
        save_projections(state, rules, store.codec.parts, as_of=as_of)
        store.add_kept_apart(state.lead_id, store.personal_of(state.lead_id))
    queue_messages(state.lead_id, decision.messages, as_of=as_of)
    if gives_room(decision):
        note_release(as_of)
    if any(event.kind is EventKind.OPTED_OUT for event in decision.events):
        reason = SuppressionReason.OPTED_OUT
        suppress(addresses_of(state), reason, lead_id=state.lead_id, as_of=as_of)


def addresses_of(state: LeadState) -> list[tuple[str, str]]:
    """Return the addresses of a lead's person by which they would be known again."""
    known = state.lead.attributes if state.lead is not None and state.erased_at is None else {}
    pairs = (("EMAIL", known.get("email")), ("PHONE", known.get("phone")))
    return [(kind, str(value)) for kind, value in pairs if value]


def gives_room(decision: Decision) -> bool:
    """Tell whether a decision gave a rep room, so that leads which wait may find somebody."""
    kinds: Sequence[EventKind] = [event.kind for event in decision.events]
    return EventKind.RELEASED in kinds or (
        EventKind.ASSIGNED in kinds and len(decision.new_state.past_owners) > 0
    )
