"""What the page of a team shows: promises near and missed, and leads that wait."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from leadpact.desk import access
from leadpact.desk.leads.models import LeadCard, LeadClock, StoredLead
from leadpact.desk.people.models import User
from leadpact.desk.team.words import HELPERS
from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import FollowUp
from leadpact.engine.routing import Waiting
from leadpact.explain.words import CLOCK_KINDS, WAITING, WAITING_ENDS
from leadpact.pact.sections.clocks.policy import ClockKind
from leadpact.terms.stages import Stage
from leadpact.terms.zone import moment_at

PAGE = 50
MISSED_DAYS = 14
"""How far back missed promises are listed."""

_OVER = [str(item) for item in (Stage.RECYCLED, Stage.DISQUALIFIED, Stage.CLOSED_WON)]


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise to a lead, and who keeps it."""

    clock: LeadClock
    card: LeadCard | None
    what: str
    rep: str


@dataclass(frozen=True, slots=True)
class Promises:
    """The promises of a list, the first page of them, and how many there are."""

    rows: tuple[PromiseRow, ...]
    total: int
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class WaitingReason:
    """The leads that wait for one reason: how many, since when, and what ends it."""

    code: str
    why: str
    ends: str
    helper: str
    n: int
    cards: tuple[LeadCard, ...]
    oldest_at: datetime | None
    next_try_at: datetime | None


def next_business_day(rules: FollowUp, as_of: datetime) -> datetime:
    """Return the end of the next business day: by then what is near is due."""
    return rules.calendar().add_days(as_of, 1)


def near_promises(user: User, rules: FollowUp, *, as_of: datetime) -> Promises:
    """Return the promises that run out by the end of the next business day, the nearest first."""
    until = next_business_day(rules, as_of)
    found = access.clocks_for(user).filter(
        ended_at=None, state=str(ClockState.RUNNING), due_at__lte=until, due_at__gt=as_of
    )
    return _promises(found.order_by("due_at", "id"), until=until)


def missed_promises(user: User, *, as_of: datetime) -> Promises:
    """Return the promises that were missed of late and are still owed, the latest first."""
    since = as_of - timedelta(days=MISSED_DAYS)
    over = Exists(LeadCard.objects.filter(pk=OuterRef("lead_id"), stage__in=_OVER))
    clocks = access.clocks_for(user).filter(ended_at=None, due_at__gte=since, due_at__lte=as_of)
    owed = clocks.exclude(state=str(ClockState.PAUSED)).exclude(over)
    return _promises(owed.order_by("-due_at", "id"))


def _promises(found: QuerySet[LeadClock], *, until: datetime | None = None) -> Promises:
    clocks = list(found[:PAGE])
    total = len(clocks) if len(clocks) < PAGE else found.count()
    cards = LeadCard.objects.in_bulk({item.lead_id for item in clocks})
    names = rep_names(item.rep_id for item in clocks)
    rows = (
        PromiseRow(item, cards.get(item.lead_id), clock_words(item), _keeper(item, names))
        for item in clocks
    )
    return Promises(tuple(rows), total, until)


def _keeper(clock: LeadClock, names: Mapping[str, str]) -> str:
    if clock.kind == ClockKind.MANAGER_REVIEW:
        return "a manager"
    return names.get(clock.rep_id, "")


def clock_words(clock: LeadClock) -> str:
    """Return what a clock promises."""
    return CLOCK_KINDS.get(ClockKind(clock.kind), clock.name.replace("_", " "))


def rep_names(rep_ids: Iterable[str]) -> Mapping[str, str]:
    """Return the names of reps by id; the id of one whom the table does not have."""
    wanted = {item for item in rep_ids if item}
    return {item: item for item in wanted} | access.names_of_reps(wanted)


def waiting_leads(user: User) -> tuple[WaitingReason, ...]:
    """Return the leads that wait, by reason, the reason of most leads first."""
    waiting = access.leads_for(user).filter(is_waiting=True)
    counts = waiting.values("waits_for").annotate(n=Count("lead_id"), oldest=Min("changed_at"))
    found = sorted(counts, key=lambda row: (-row["n"], row["waits_for"]))
    listed = list(waiting.order_by("changed_at", "lead_id")[:PAGE])
    tries = _next_tries()
    return tuple(_reason(row, listed, tries) for row in found)


def leads_of_nobody(user: User) -> tuple[LeadCard, ...]:
    """Return the qualified leads that nobody has, the latest first: where the pact does not route.

    Where it does, such a lead waits, and is among `waiting_leads`.
    """
    found = access.leads_for(user).filter(owner_rep_id="", stage=str(Stage.CONVERSATION_LEAD))
    return tuple(found.order_by("-changed_at", "lead_id")[:PAGE])


def _next_tries() -> dict[str, datetime]:
    """Return when the first lead of those that wait is tried again, by reason."""
    rows = StoredLead.objects.filter(waiting_group__isnull=False, retry_at__isnull=False)
    tries: dict[str, datetime] = {}
    found = dict(rows.order_by("retry_at").values_list("lead_id", "retry_at")[:PAGE])
    for lead_id, why in LeadCard.objects.filter(pk__in=found).values_list("lead_id", "waits_for"):
        at = moment_at(found[lead_id] or 0)
        tries[why] = min(at, tries.get(why, at))
    return tries


def _reason(
    row: Mapping[str, object], listed: list[LeadCard], tries: Mapping[str, datetime]
) -> WaitingReason:
    code = str(row["waits_for"])
    why = Waiting(code) if code in Waiting.__members__ else None
    return WaitingReason(
        code=code,
        why=WAITING[why] if why else "it waits",
        ends=WAITING_ENDS[why] if why else "",
        helper=HELPERS[why] if why else "you, who name a rep",
        n=int(str(row["n"])),
        cards=tuple(card for card in listed if card.waits_for == code),
        oldest_at=row["oldest"],  # type: ignore[arg-type]
        next_try_at=tries.get(code),
    )
