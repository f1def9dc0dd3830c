"""What the queue shows: the tasks of a rep in their order."""

from dataclasses import dataclass, replace
from datetime import datetime

from leadpact.desk.leads.models import LeadCard, LeadTask
from leadpact.desk.leads.task_codec import decode_task
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.people.models import User
from leadpact.desk.queue.words import title_of
from leadpact.desk.store import open_store, rules_in_force
from leadpact.desk.work.models import PendingCommand
from leadpact.engine.lifecycle import FollowUp
from leadpact.engine.scheduling import OrderedTask, order_tasks

NEXT = 5
"""How many leads are shown behind the first."""


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """A lead in the queue by its most pressing task, and how many others it has."""

    found: OrderedTask
    title: str
    n_others: int = 0
    card: LeadCard | None = None

    @property
    def lead_id(self) -> str:
        """The lead."""
        return self.found.task.lead_id

    def with_card(self, card: LeadCard) -> "QueuePlace":
        """Return the place with the card of its lead."""
        return replace(self, card=card)

    @property
    def take_at(self) -> datetime | None:
        """From when it can be done."""
        return self.found.take_at


@dataclass(frozen=True, slots=True)
class Queue:
    """The leads of a rep: what can be done now, in order, then what comes later.

    `refused` are outcomes of theirs that were put off and then refused: those leads come first.
    """

    now: tuple[QueuePlace, ...]
    later: tuple[QueuePlace, ...]
    rules: FollowUp
    as_of: datetime
    refused: tuple[PendingCommand, ...] = ()
    n_undecided: int = 0

    @property
    def first(self) -> QueuePlace | None:
        """The lead to work next; None: nothing can be done now."""
        return self.now[0] if self.now else None

    @property
    def next_up(self) -> tuple[QueuePlace, ...]:
        """The leads behind the first."""
        return (*self.now[1:], *self.later)[:NEXT]

    @property
    def next_at(self) -> datetime | None:
        """When the next lead can be worked, of those that cannot be yet."""
        return self.later[0].take_at if self.later else None


def read_queue(user: User, *, as_of: datetime, lead_id: str = "") -> Queue:
    """Return the queue of a user; one without a rep has none.

    A lead that they have just reported on is left out, although that is decided in some seconds.

    Parameters
    ----------
    lead_id
        A lead of theirs that comes first, because they asked for it.
    """
    rules, parts = rules_in_force(as_of), open_store().codec.parts
    mine = PendingCommand.objects.filter(actor=actor_of_user(user)).order_by("id")
    refused = tuple(item for item in mine if item.refusal or item.not_before is None)
    undecided = {item.lead_id for item in mine if item not in refused}
    rows = LeadTask.objects.filter(of=user.rep_id or "").values_list("body", flat=True)
    tasks = [decode_task(body, parts) for body in rows]
    ordered = order_tasks(
        (item for item in tasks if item.lead_id not in undecided),
        as_of=as_of,
        cadences=rules.cadences,
    )
    places = _by_lead(ordered, rules)
    first = {lead_id, *(item.lead_id for item in refused)}
    now = [item for item in places if _is_now(item, as_of) or item.lead_id == lead_id]
    now.sort(key=lambda item: (item.lead_id != lead_id, item.lead_id not in first))
    taken = {item.lead_id for item in now}
    later = [item for item in places if item.lead_id not in taken]
    return Queue(tuple(now), tuple(later), rules, as_of, refused, len(undecided))


def _is_now(item: QueuePlace, as_of: datetime) -> bool:
    return item.take_at is not None and item.take_at <= as_of


def _by_lead(ordered: tuple[OrderedTask, ...], rules: FollowUp) -> list[QueuePlace]:
    """Return each lead once, where its first task is."""
    others: dict[str, int] = {}
    firsts: list[OrderedTask] = []
    for item in ordered:
        lead_id = item.task.lead_id
        if lead_id not in others:
            firsts.append(item)
        others[lead_id] = others.get(lead_id, -1) + 1
    return [
        QueuePlace(item, title_of(item.task, rules), others[item.task.lead_id]) for item in firsts
    ]
