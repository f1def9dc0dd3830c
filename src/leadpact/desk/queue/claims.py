"""Leads that a rep may claim from the queues of their pools, and room for more."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from leadpact.desk.access import claimable_for, pools_of
from leadpact.desk.leads.actions import record
from leadpact.desk.leads.models import LeadCard, StoredLead
from leadpact.desk.leads.queries import read_lead
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.people.models import User
from leadpact.desk.people.names import names_of_reps
from leadpact.desk.queue.words import plain_name
from leadpact.desk.store import in_transaction
from leadpact.desk.work.models import RetryRequest
from leadpact.engine.lifecycle import ClaimLead
from leadpact.engine.scheduling import TriggerKind
from leadpact.explain.refusals import refusal_words
from leadpact.terms.refusals import RefusalCode

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ToClaim:
    """A lead that waits in the queue of a pool."""

    card: LeadCard
    pool: str
    pool_name: str


@dataclass(frozen=True, slots=True)
class Claims:
    """What can be claimed: the leads that have waited longest, and how many there are."""

    leads: list[ToClaim]
    n_leads: int


def to_claim(user: User, *, at_most: int = _SHOWN) -> Claims:
    """Return what the rep of a user may claim."""
    tasks = list(claimable_for(user).order_by("id").values_list("lead_id", "of")[: at_most + 1])
    shown = tasks[:at_most]
    n_leads = len(tasks) if len(tasks) <= at_most else claimable_for(user).count()
    cards = LeadCard.objects.in_bulk([lead_id for lead_id, _ in shown]) if shown else {}
    leads = [
        ToClaim(cards[lead_id], pool, plain_name(pool))
        for lead_id, pool in shown
        if lead_id in cards
    ]
    return Claims(leads, n_leads)


@in_transaction
def claim(user: User, lead_id: str, pool: str, command_id: str, *, as_of: datetime) -> str:
    """Claim a lead for the rep of a user; return why not, in words, where somebody else has it.

    Raises
    ------
    Http404
        Where the lead is in none of the queues of the rep, and was in none.
    """
    stored = StoredLead.objects.filter(lead_id=lead_id, version__gt=0).exists()
    if pool not in pools_of(user) or not stored:
        raise Http404("There is no such lead to claim for you.")
    view = read_lead(lead_id, as_of=as_of)
    if view.state.route is None or view.state.route.pool != pool:
        raise Http404("There is no such lead to claim for you.")
    actor, rep_id = actor_of_user(user), user.rep_id or ""
    command = ClaimLead(f"{command_id[:60]}/claim", as_of, pool, rep_id, actor=actor)
    decision = record(lead_id, command, as_of=as_of)
    if decision.refusal is None:
        return ""
    owner = decision.new_state.owner_rep_id
    if decision.refusal.code is RefusalCode.NOT_WAITING and owner is not None:
        return f"{names_of_reps().get(owner, owner)} claimed it first."
    return refusal_words(decision.refusal, view.rules)


@in_transaction
def ask_for_leads(user: User, *, as_of: datetime) -> None:
    """Note that a rep has room: the worker tries to give them a lead that waits."""
    if user.rep_id:
        known = RetryRequest.objects.filter(kind=str(TriggerKind.ROOM), rep_id=user.rep_id)
        if not known.exists():
            RetryRequest.objects.create(
                kind=str(TriggerKind.ROOM), rep_id=user.rep_id, happened_at=as_of
            )
