"""All that the page of the queue shows, read in few queries."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from leadpact.desk import access
from leadpact.desk.leads.models import LeadCard
from leadpact.desk.people.models import User
from leadpact.desk.queue.card import DeskLead, desk_lead
from leadpact.desk.queue.claims import Claims, to_claim
from leadpact.desk.queue.news import mark_of
from leadpact.desk.queue.outcomes import PAGE_KEYS
from leadpact.desk.queue.queries import NEXT, Queue, QueuePlace, read_queue
from leadpact.desk.work.models import PendingCommand
from leadpact.engine.lifecycle import FollowUp
from leadpact.explain.refusals import refusal_words
from leadpact.terms.refusals import Refusal, RefusalCode


@dataclass(frozen=True, slots=True)
class Refused:
    """An outcome that was put off and then refused, with why."""

    lead_id: str
    command_id: str
    what: str
    why: str
    card: LeadCard | None


@dataclass(frozen=True, slots=True)
class Screen:
    """The lead to work now, the next ones, and what was refused."""

    queue: Queue
    lead: DeskLead | None
    next_up: list[QueuePlace]
    refused: list[Refused]
    claims: Claims
    mark: str
    command_id: str = field(default_factory=lambda: secrets.token_hex(12))
    page_keys: Mapping[str, str] = field(default_factory=lambda: PAGE_KEYS)

    @property
    def note_at_most(self) -> int:
        """How many characters a note may have."""
        policy = self.queue.rules.feedback
        return policy.note_at_most if policy is not None else 0

    @property
    def n_now(self) -> int:
        """How many leads can be worked now."""
        return len(self.queue.now)

    @property
    def n_later(self) -> int:
        """How many leads come later."""
        return len(self.queue.later)


def screen_of(user: User, *, as_of: datetime, lead_id: str = "") -> Screen:
    """Return what a user's queue shows; `lead_id` comes first where it is theirs."""
    queue = read_queue(user, as_of=as_of, lead_id=lead_id)
    wanted = [lead_id] if lead_id else []
    wanted += [item.lead_id for item in (queue.first, *queue.next_up) if item is not None]
    wanted += [item.lead_id for item in queue.refused]
    cards = {item.lead_id: item for item in access.leads_for(user).filter(lead_id__in=wanted)}
    first = next((item for item in queue.now if item.lead_id in cards), None)
    card = _unplanned(user, queue, cards.get(lead_id)) or (cards[first.lead_id] if first else None)
    if card is None or first is None or first.lead_id != card.lead_id:
        first = None  # nothing is planned for the lead that was asked for
    lead = desk_lead(user, first, card, queue.rules, as_of) if card is not None else None
    behind = [item for item in queue.next_up if item.lead_id in cards and item is not first]
    next_up = [item.with_card(cards[item.lead_id]) for item in behind[:NEXT]]
    refused = [_refused(item, cards.get(item.lead_id), queue.rules) for item in queue.refused]
    mark = mark_of(user, queue)
    return Screen(queue, lead, next_up, refused, to_claim(user), mark)


def _unplanned(user: User, queue: Queue, card: LeadCard | None) -> LeadCard | None:
    """Return the card of a lead that was asked for, is theirs, and has no place in the queue."""
    if card is None or card.owner_rep_id != user.rep_id or card.lead_id in queue.undecided:
        return None
    has_place = any(item.lead_id == card.lead_id for item in (*queue.now, *queue.later))
    return None if has_place else card


def _refused(row: PendingCommand, card: LeadCard | None, rules: FollowUp) -> Refused:
    why = "It could not be decided on. RevOps sees it under what is stuck."
    if row.refusal:
        missing = tuple((name, value) for name, value in row.missing)
        why = refusal_words(Refusal(RefusalCode(row.refusal), missing), rules)
    return Refused(row.lead_id, row.command_id, row.what, why, card)
