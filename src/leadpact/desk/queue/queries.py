"""What the queue shows: the tasks of a rep in their order."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from leadpact.desk.leads.models import LeadCard, LeadTask, RepWork, WorkKind
from leadpact.desk.leads.task_codec import decode_task
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.people.models import User
from leadpact.desk.queue.words import title_of
from leadpact.desk.store import open_store, rules_in_force
from leadpact.desk.work.models import PendingCommand
from leadpact.engine.cadences import DoneToday
from leadpact.engine.lifecycle import FollowUp
from leadpact.engine.scheduling import OpenTask, OrderedTask, order_tasks
from leadpact.pact.sections.cadences.policy import CALL_CHANNELS, Throttle

NEXT = 5
"""How many leads are shown behind the first."""


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """A lead in the queue by its most pressing task, and how many others it has."""

    lead_id: str
    found: OrderedTask
    title: str
    n_others: int = 0
    card: LeadCard | None = None

    def with_card(self, card: LeadCard) -> "QueuePlace":
        """Return the place with the card of its lead."""
        return replace(self, card=card)

    @property
    def take_at(self) -> datetime | None:
        """From when it can be done; None: no moment is known."""
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
    undecided: frozenset[str] = frozenset()
    top: str = ""

    @property
    def n_undecided(self) -> int:
        """How many leads have an outcome that can still be undone."""
        return len(self.undecided)

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
    rules = rules_in_force(as_of)
    mine = PendingCommand.objects.filter(actor=actor_of_user(user)).order_by("id")
    refused = tuple(item for item in mine if item.refusal or item.not_before is None)
    undecided = frozenset(item.lead_id for item in mine if item not in refused)
    rows = LeadTask.objects.filter(of=user.rep_id or "").values_list("body", flat=True)
    tasks = [_decoded(body) for body in rows]
    ordered = order_tasks(
        (item for item in tasks if item.lead_id not in undecided),
        as_of=as_of,
        cadences=rules.cadences,
        done_today=done_today(user, rules, as_of=as_of),
        rep_zones=_zones(user, rules),
    )
    places = _by_lead(ordered, rules)
    first = {item.lead_id for item in refused}
    now = [item for item in places if _is_now(item, as_of) or item.lead_id == lead_id]
    now.sort(key=lambda item: item.lead_id not in first)
    top = next((item.lead_id for item in now if _is_now(item, as_of)), "")
    now.sort(key=lambda item: item.lead_id != lead_id)
    taken = {item.lead_id for item in now}
    later = [item for item in places if item.lead_id not in taken]
    return Queue(tuple(now), tuple(later), rules, as_of, refused, undecided, top)


@lru_cache(maxsize=20_000)
def _decoded(body: str) -> OpenTask:
    """Return the task of a row; most rows of a queue are those of the page before."""
    return decode_task(body, open_store().codec.parts)


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
        QueuePlace(item.task.lead_id, item, title_of(item.task, rules), others[item.task.lead_id])
        for item in firsts
    ]


def done_today(user: User, rules: FollowUp, *, as_of: datetime) -> dict[str, DoneToday]:
    """Return how many touches a rep made today, where the pact limits them."""
    cadences, rep_id = rules.cadences, user.rep_id
    if cadences is None or rep_id is None or cadences.policy.throttle == Throttle():
        return {}
    zone = _zones(user, rules).get(rep_id, rules.ruleset.time_zone)
    midnight = as_of.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    made = RepWork.objects.filter(rep_id=rep_id, kind=str(WorkKind.TOUCH), at__gte=midnight)
    channels = list(made.values_list("about", flat=True))
    n_calls = sum(channel in CALL_CHANNELS for channel in channels)
    return {rep_id: DoneToday(len(channels), n_calls)}


def _zones(user: User, rules: FollowUp) -> dict[str, str]:
    """Return the zone of a rep's days, where it is known."""
    rep = rules.rep(user.rep_id)
    return {rep.rep_id: rep.time_zone} if rep is not None and rep.time_zone else {}
