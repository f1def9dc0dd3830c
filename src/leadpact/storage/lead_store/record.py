"""Record one command on one lead: the only way in which a lead changes."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from leadpact.engine.lifecycle import (
    Command,
    Decision,
    ErasePerson,
    EventKind,
    FollowUp,
    decide,
    make_follow_up,
    needs_log,
)
from leadpact.engine.routing import RoutingState
from leadpact.engine.withdrawal import decide_with_log
from leadpact.events import read_log
from leadpact.storage.lead_store.commands import is_of_another, save_command, settle_commands
from leadpact.storage.lead_store.erasure import (
    check_is_whole,
    forget_person,
    forgets_person,
    must_not_keep,
    without_values,
)
from leadpact.storage.lead_store.failures import UnableToUseStore
from leadpact.storage.lead_store.pacts import check_is_stored, stored_ruleset
from leadpact.storage.lead_store.statements import check_texts
from leadpact.storage.lead_store.store import LeadStore, LoadedLead
from leadpact.terms.refusals import Refusal, RefusalCode

T = TypeVar("T")

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
    touches the assignment is that lock taken, and where routing has changed since, the decision
    made again. So many workers decide side by side, and no cap is broken.

    Parameters
    ----------
    as_of
        The moment it is. Fractions of a second are dropped, also from the command.

    Returns
    -------
    Decision
        A command that was taken before changes nothing again. One under the id of another is
        refused. Where no command has made the lead known, only the command itself is stored.
        With `ErasePerson` the values of the lead's person are deleted, and no command that comes
        later brings them back; the caller then cleans the file (`clean_store`).

    Raises
    ------
    UnableToUseStore
        `pact-not-stored`, where the decision would name a pact that nobody could read later;
        `clock-ahead`, where `as_of` is of the future; `id-not-storable`, where an id or the actor
        has a character that no database keeps; `erasure-not-whole`, where the person has other
        leads too: `erase_person` erases all of them.
    """
    check_texts(lead_id, command.id, command.actor)
    if isinstance(command, ErasePerson):
        check_is_whole(store.load_lead(lead_id, command.id).state)
    return record_on_lead(store, rules, lead_id, command, as_of=as_of)


def record_on_lead(
    store: LeadStore, rules: FollowUp, lead_id: str, command: Command, *, as_of: datetime
) -> Decision:
    """Record a command as `record_command` does, also the erasure of one lead of several."""
    check_is_stored(store.statements, rules.fingerprint)
    store.check_clock(as_of)
    command, as_of = in_whole_seconds(command), as_of.replace(microsecond=0)
    lead = store.load_lead(lead_id, command.id)
    decide_on = _decider(store, rules, lead, command, as_of)
    version, routing = store.read_routing()
    decision = decide_on(routing)
    is_touched = touches_assignment(decision)
    if is_touched:
        # The order of locks is lead, then routing: the other order would wait in a circle.
        locked, routing = store.read_routing(lock=True)
        if locked != version:
            decision = decide_on(routing)
    is_seen, personal = command.id in lead.state.seen, lead.personal
    # Of an erased person nothing is left to compare with: what is alike but for values is known.
    is_comparable = is_seen and lead.state.erased_at is None
    if (
        decision.refusal is None
        and is_comparable
        and is_of_another(store, lead_id, command, personal)
    ):
        taken = Refusal(RefusalCode.ID_TAKEN, (("id", command.id),))
        decision = replace(decision, refusal=taken)
    kept, sent = decision, command
    if must_not_keep(decision):
        kept, sent = without_values(store, decision, command)
    store.save_decision(lead, kept)
    if is_touched:
        store.save_routing(decision.routing_changes)
    if command.id and not is_seen:
        save_command(store, lead_id, sent, personal, as_of=as_of, refusal=decision.refusal)
    if needs_log(command):
        settle_commands(store, lead_id, decision.events, personal)
    if forgets_person(decision, command):
        forget_person(store, lead_id)  # last: what was written above may have values to forget
    return decision


def _decider(
    store: LeadStore, rules: FollowUp, lead: LoadedLead, command: Command, as_of: datetime
) -> Callable[[RoutingState], Decision]:
    """Return what decides on a command, given what routing remembers."""
    if not needs_log(command):
        return lambda routing: decide(lead.state, command, rules, as_of=as_of, routing=routing)
    lead_id = lead.state.lead_id
    rows, version = store.events_of(lead_id), lead.state.version
    log = read_log(rows, store.codec, lead.personal, lead_id=lead_id, version=version)
    if replace(log.state, seen=lead.state.seen) != lead.state:
        fact = "Its events give another state than its row has, so they cannot be decided again."
        fix = "Restore its events from a copy, or its row with `rebuild_lead`; nothing was changed."
        raise UnableToUseStore("log-not-the-state", f"lead {lead_id}", fact, fix)

    @cache
    def rules_of(fingerprint: str) -> FollowUp:
        if fingerprint == rules.fingerprint:
            return rules
        ruleset = stored_ruleset(store.statements, store.codec.parts, fingerprint)
        return make_follow_up(ruleset, rules.roster)

    return lambda routing: decide_with_log(
        log.events,
        command,
        rules,
        rules_of=rules_of,
        lead_id=lead_id,
        as_of=as_of,
        routing=routing,
    )


def touches_assignment(decision: Decision) -> bool:
    """Tell whether a decision changed what routing remembers, or depends on it."""
    kinds = {event.kind for event in decision.events}
    return bool(decision.routing_changes) or not kinds.isdisjoint(ASSIGNMENT_EVENTS)


def in_whole_seconds(value: T) -> T:
    """Return a command with the fractions of a second of all its moments dropped.

    A column holds whole seconds; an event has to be read as it was decided.
    """
    changes = dict(_changed_moments(value))
    return replace(value, **changes) if changes else value  # type: ignore[type-var]


def _changed_moments(value: Any) -> Iterator[tuple[str, Any]]:
    for item in fields(value):
        held = getattr(value, item.name)
        if isinstance(held, datetime):
            after: Any = held.replace(microsecond=0)
        elif is_dataclass(held) and not isinstance(held, type):
            after = in_whole_seconds(held)
        elif isinstance(held, tuple):
            after = tuple(in_whole_seconds(one) if is_dataclass(one) else one for one in held)
        else:
            continue
        if after is not held and after != held:
            yield item.name, after
