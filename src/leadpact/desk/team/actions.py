"""What a manager does with leads: reassign, name a rep, take back. One transaction a lead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from leadpact.desk import access, clock
from leadpact.desk.governance.audit import note_audit
from leadpact.desk.leads.actions import record
from leadpact.desk.leads.models import LeadCard
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.people.models import User
from leadpact.desk.store import in_transaction, rules_in_force
from leadpact.desk.team.words import WHY_NAMED
from leadpact.engine.lifecycle import (
    AssignToRep,
    Command,
    LeadState,
    ReassignLead,
    UnassignLead,
)
from leadpact.explain.refusals import refusal_words
from leadpact.explain.words import WAITING

ACTS = {
    "reassign": "Give to another rep by the routes",
    "name": "Give to the rep named",
    "take": "Take back from its rep",
}


@dataclass(frozen=True, slots=True)
class LeadMove:
    """What is to be done with leads: one of `ACTS`, with the rep and the reason where named."""

    act: str
    rep_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MovedLead:
    """What became of one lead, in words."""

    lead_id: str
    name: str
    words: str
    is_done: bool


def check_move(user: User, move: LeadMove) -> str:
    """Return what a request lacks, in words; empty: nothing."""
    if move.act not in ACTS:
        return "Choose what to do with the leads."
    if move.act == "reassign" and rules_in_force(clock.now()).router is None:
        return "The pact does not say who gets a lead: name the rep."
    if move.act != "name":
        return ""
    if move.rep_id not in access.team_of(user):
        return "Choose the rep who gets the leads: one of your team."
    return "" if move.reason in WHY_NAMED else "Choose why this rep gets the leads."


def move_leads(
    user: User, lead_ids: Iterable[str], move: LeadMove, *, command_id: str
) -> tuple[MovedLead, ...]:
    """Do the same with several leads, each in its own transaction; return what became of each."""
    return tuple(_move(user, lead_id, move, command_id) for lead_id in dict.fromkeys(lead_ids))


def _move(user: User, lead_id: str, move: LeadMove, command_id: str) -> MovedLead:
    try:
        card = access.lead_for(user, lead_id)
    except Http404:
        gone = "It is not with your team any more: nothing was changed."
        return MovedLead(lead_id, lead_id, gone, is_done=False)
    press = "/".join(filter(None, (command_id, move.act, move.rep_id, lead_id)))
    return _move_lead(user, card, move, press)


@in_transaction
def _move_lead(user: User, card: LeadCard, move: LeadMove, command_id: str) -> MovedLead:
    command = _command(user, move, command_id, clock.now())
    decision = record(card.lead_id, command)
    if decision.refusal is not None:
        return MovedLead(
            card.lead_id,
            str(card),
            refusal_words(decision.refusal, rules_in_force(clock.now())),
            is_done=False,
        )
    if decision.events:
        about = {"lead": card.lead_id, "how": move.act, "rep": move.rep_id, "why": move.reason}
        note_audit(command.actor, "lead.moved", **{name: it for name, it in about.items() if it})
    words = _words(decision.new_state, card, changed=bool(decision.events))
    return MovedLead(card.lead_id, str(card), words, is_done=True)


def _command(user: User, move: LeadMove, command_id: str, at: datetime) -> Command:
    actor = actor_of_user(user)
    if move.act == "name":
        return AssignToRep(command_id, at, move.rep_id, actor=actor)
    if move.act == "take":
        return UnassignLead(command_id, at, actor=actor)
    return ReassignLead(command_id, at, actor=actor)


def _words(state: LeadState, card: LeadCard, *, changed: bool) -> str:
    owner = state.owner_rep_id
    if owner is not None:
        name = access.names_of_reps([owner]).get(owner, owner)
        if changed and owner == card.owner_rep_id:
            waiting = state.route.waiting if state.route is not None else None
            why = f": {WAITING[waiting]}" if waiting is not None else ""
            return f"{name} keeps it{why}."
        return f"{name} has it now."
    waiting = state.route.waiting if state.is_waiting and state.route is not None else None
    return f"Nobody has it: {WAITING[waiting]}." if waiting is not None else "Nobody has it now."
