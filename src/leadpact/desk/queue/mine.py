"""The leads of a rep that are not in the queue: nothing is planned for them, or recycled."""

from dataclasses import dataclass
from datetime import datetime

from leadpact.desk.access import leads_for
from leadpact.desk.leads.models import LeadCard, LeadRep, LeadTask
from leadpact.desk.leads.queries import read_states
from leadpact.desk.people.models import User
from leadpact.desk.store import rules_in_force
from leadpact.engine.lifecycle import FollowUp, LeadState
from leadpact.terms.stages import Stage

PAGE = 50
_WORKED = (Stage.EXCHANGE, Stage.CONVERSATION_LEAD, Stage.FIRST_MEETING)
"""The stages in which an SDR owes a lead a next step."""


@dataclass(frozen=True, slots=True)
class Recycled:
    """A lead that was given back: why, since when, who nurtures it, and when it returns."""

    card: LeadCard
    reason: str
    since: datetime | None
    returns_at: datetime | None


@dataclass(frozen=True, slots=True)
class MyLeads:
    """The leads of a rep; a list that is longer than a page says so."""

    unplanned: list[LeadCard]
    recycled: list[Recycled]
    has_more: bool


def my_leads(user: User, *, as_of: datetime) -> MyLeads:
    """Return the leads of a user that are not in their queue."""
    rules, rep_id = rules_in_force(as_of), user.rep_id or ""
    cards = list(
        LeadCard.objects.filter(owner_rep_id=rep_id, stage__in=[str(item) for item in _WORKED])
        .exclude(lead_id__in=LeadTask.objects.filter(of=rep_id).values("lead_id"))
        .order_by("changed_at")[:PAGE]
    )
    had = LeadRep.objects.filter(rep_id=rep_id).values("lead_id")
    ended = list(
        leads_for(user)
        .filter(stage=str(Stage.RECYCLED), lead_id__in=had)
        .order_by("-changed_at")[: PAGE + 1]
    )
    states = read_states([item.lead_id for item in (*cards, *ended[:PAGE])])
    return MyLeads(
        [item for item in cards if not _rests(states[item.lead_id])],
        [_recycled(item, states[item.lead_id], rules) for item in ended[:PAGE]],
        has_more=len(ended) > PAGE,
    )


def _rests(state: LeadState) -> bool:
    """Tell whether a lead comes back by itself: a callback, a hold, a cadence that goes on."""
    waits = state.active_hold is not None or state.away_until is not None
    return waits or any(not run.is_over for run in state.runs)


def _recycled(card: LeadCard, state: LeadState, rules: FollowUp) -> Recycled:
    given = next(reversed(state.dispositions), None)
    policy, reason = rules.feedback, ""
    known = policy.disposition(given.side, given.code) if policy and given else None
    if given is not None:
        reasons = {item.code: item.label for item in known.reasons} if known else {}
        label = known.label if known else given.code
        reason = ", ".join(filter(None, [label, reasons.get(given.reason or "", "")]))
    since = state.stage_changes[-1].at if state.stage_changes else None
    return Recycled(card, reason, since, given.until if given is not None else None)
