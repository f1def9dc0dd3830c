"""Record one command on one lead: the only way in which a lead changes."""

from dataclasses import replace
from datetime import datetime

from leadpact.engine.lifecycle import (
    Command,
    Decision,
    EventKind,
    FollowUp,
    decide,
)
from leadpact.storage.lead_store.routing_rows import apply_rows, lock_routing, read_routing
from leadpact.storage.lead_store.store import LeadStore, LoadedLead
from leadpact.terms.refusals import Refusal, RefusalCode

ASSIGNMENT_EVENTS = frozenset(
    {
        EventKind.ASSIGNED,
        EventKind.WAITING,
        EventKind.KEPT,
        EventKind.RELEASED,
        EventKind.CREDITED,
    }
)
"""A decision with one of these changed what routing remembers, or read it."""


def record_command(
    store: LeadStore, rules: FollowUp, lead_id: str, command: Command, *, as_of: datetime
) -> Decision:
    """Decide on a command within the caller's transaction, and write what follows.

    The lead is locked first. The decision is made without the lock of routing; only where it
    touches the assignment is that lock taken, what routing remembers read again, and the decision
    made again. So many workers decide side by side, and no cap is broken.

    Parameters
    ----------
    as_of
        The moment it is. Fractions of a second are dropped, also from the command.

    Returns
    -------
    Decision
        A command that was taken before changes nothing again. One under the id of another is
        refused.
    """
    command, as_of = _whole_seconds(command), as_of.replace(microsecond=0)
    lead = store.load_lead(lead_id, command.id)
    routing = read_routing(store.statements)
    decision = decide(lead.state, command, rules, as_of=as_of, routing=routing)
    if decision.refusal is None and _is_another(store, lead, command):
        taken = Refusal(RefusalCode.ID_TAKEN, (("id", command.id),))
        return replace(decision, events=(), messages=(), routing_changes=(), refusal=taken)
    if touches_assignment(decision):
        lock_routing(store.statements)
        routing = read_routing(store.statements)
        decision = decide(lead.state, command, rules, as_of=as_of, routing=routing)
    if decision.events or lead.is_new:
        store.save_decision(lead, decision)
    for change in decision.routing_changes:
        apply_rows(store.statements, change)
    if command.id:
        store.save_command(lead, command, as_of=as_of, refusal=decision.refusal)
    return decision


def touches_assignment(decision: Decision) -> bool:
    """Tell whether a decision changed what routing remembers, or depends on it."""
    return any(event.kind in ASSIGNMENT_EVENTS for event in decision.events)


def _is_another(store: LeadStore, lead: LoadedLead, command: Command) -> bool:
    """Tell whether the id is that of another command, which may differ in a personal value only."""
    known = store.known_body(lead.state.lead_id, command.id) if command.id else None
    return known is not None and store.codec.encode_command(command, lead.personal) != known


def _whole_seconds(command: Command) -> Command:
    at = command.occurred_at
    return replace(command, occurred_at=at.replace(microsecond=0)) if at.microsecond else command
