"""The leads that reps gave back and that may come again, and how much room pools have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from leadpact.desk import access
from leadpact.desk.leads.models import LeadCard, LeadDisposition
from leadpact.desk.people.models import User
from leadpact.desk.store import open_store
from leadpact.desk.team.campaigns import CampaignFilter
from leadpact.desk.team.feedback_words import FeedbackLabels
from leadpact.desk.team.load import monday_of
from leadpact.desk.team.models import RecyclePlan
from leadpact.engine.lifecycle import FollowUp
from leadpact.engine.routing import Load, Member
from leadpact.pact.sections.routing.policy import Caps
from leadpact.terms.stages import Stage
from leadpact.terms.zone import SECONDS_A_DAY, epoch_seconds, moment_at, month_of_day

_PAGE = 50


@dataclass(frozen=True, slots=True)
class RecycledLead:
    """A lead that was recycled: since when, why, who takes care of it, and when it returns."""

    lead_id: str
    title: str
    campaign: str
    since: datetime | None
    why: str
    owner: str
    return_on: date | None
    is_due: bool


def recycled_leads(
    user: User, rules: FollowUp, wanted: CampaignFilter, *, today: date
) -> tuple[tuple[RecycledLead, ...], int]:
    """Return recycled leads and how many there are: those due to return first, then the latest."""
    cards = access.leads_for(user).filter(stage=str(Stage.RECYCLED))
    if wanted.campaign is not None:
        cards = cards.filter(campaign=wanted.campaign)
    due = RecyclePlan.objects.filter(return_on__lte=today).order_by("return_on").values("lead_id")
    first = list(cards.filter(pk__in=due)[:_PAGE])
    rest = cards.exclude(pk__in=due).order_by("-changed_at")[: _PAGE - len(first)]
    rows = access.masked(user, [*first, *rest])
    return _rows(rows, rules, today), cards.count()


def _rows(cards: list[LeadCard], rules: FollowUp, today: date) -> tuple[RecycledLead, ...]:
    ids = [card.lead_id for card in cards]
    plans = RecyclePlan.objects.select_related("owner").in_bulk(ids)
    given: Mapping[str, LeadDisposition] = {
        row.lead_id: row
        for row in LeadDisposition.objects.filter(
            lead_id__in=ids, leads_to=str(Stage.RECYCLED)
        ).order_by("given_at")
    }
    labels = FeedbackLabels(rules.ruleset)
    return tuple(
        _row(card, plans.get(card.lead_id), given.get(card.lead_id), labels, today)
        for card in cards
    )


def _row(
    card: LeadCard,
    plan: RecyclePlan | None,
    given: LeadDisposition | None,
    labels: FeedbackLabels,
    today: date,
) -> RecycledLead:
    parts = (
        (labels.code(given.side, given.code), labels.detail(given.reason, given.fault))
        if given
        else ()
    )
    return_on = plan.return_on if plan is not None else None
    return RecycledLead(
        card.lead_id,
        card.name or card.company or "A lead",
        card.campaign,
        card.changed_at,
        ": ".join(part for part in parts if part) or "not by a disposition",
        str(plan.owner) if plan is not None and plan.owner else "",
        return_on,
        is_due=return_on is not None and return_on <= today,
    )


@dataclass(frozen=True, slots=True)
class PoolRoom:
    """How many leads more a pool can take this week by its caps; None: as many as come."""

    pool: str
    n_reps: int
    n_away: int
    room: int | None


def pool_room(rules: FollowUp, *, as_of: datetime) -> tuple[PoolRoom, ...]:
    """Return the room of each pool until Sunday: what caps leave, for the reps who are there."""
    if rules.router is None:
        return ()
    _, routing = open_store().read_routing()
    now = epoch_seconds(as_of)
    found = []
    for name, pool in sorted(rules.router.pools.items()):
        members = [item for item in pool.members if item.rep.is_active(now) and item.weight]
        here = [item for item in members if item.rep.away_until(now) is None]
        rooms = [room_of(item, routing.load(item.rep.rep_id), now) for item in here]
        known = [room for room in rooms if room is not None]
        total = sum(known) if len(known) == len(rooms) else None
        found.append(PoolRoom(name, len(members), len(members) - len(here), total))
    return tuple(found)


def room_of(member: Member, load: Load, now: int) -> int | None:
    """Return how many leads more a rep can take until Sunday; None: no cap says."""
    day = member.day_zone.local_day(now)
    rooms = [room for cap in member.caps for room in _rooms(cap, load, day, member, now)]
    return max(min(rooms), 0) if rooms else None


def _rooms(cap: Caps, load: Load, day: int, member: Member, now: int) -> list[int]:
    monday, (first, following) = monday_of(day), month_of_day(day)
    rooms = []
    if cap.open is not None:
        rooms.append(cap.open - load.n_open)
    if cap.per_week is not None:
        rooms.append(cap.per_week - load.n_between(monday, monday + 7))
    if cap.per_day is not None:
        days = range(day, monday + 7)
        rooms.append(
            sum(
                max(cap.per_day - load.n_between(it, it + 1), 0)
                for it in days
                if _works_on(member, it, now)
            )
        )
    if cap.per_month is not None:
        rooms.append(int(cap.per_month) - load.n_between(first, following))
    return rooms


def _works_on(member: Member, day: int, now: int) -> bool:
    """Tell whether a rep still works on a day."""
    zone = member.day_zone
    begins = max(zone.first_moment_at(day * SECONDS_A_DAY), now)
    ends = zone.first_moment_at((day + 1) * SECONDS_A_DAY)
    opening = member.calendar.next_opening(moment_at(begins))
    return epoch_seconds(opening) < ends and member.rep.away_until(begins) is None
