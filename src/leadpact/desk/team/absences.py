"""What the page of absences shows: who is away and when, and the caps of each rep."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from leadpact.desk import access
from leadpact.desk.leads.models import LeadCard
from leadpact.desk.people.models import StoredAbsence, User
from leadpact.desk.team.forms import REASONS, CapsForm
from leadpact.desk.team.load import RepLoad, team_load
from leadpact.engine.lifecycle import FollowUp
from leadpact.pact.sections.cadences.policy import OnLeave


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Leave of a rep: whether it has begun, and how many leads they still have."""

    absence: StoredAbsence
    why: str
    has_begun: bool
    n_leads: int


@dataclass(frozen=True, slots=True)
class CapsRow:
    """The load of a rep, and the form of their caps."""

    load: RepLoad
    form: CapsForm
    is_wrong: bool


def absence_rows(user: User, *, as_of: datetime) -> tuple[AbsenceRow, ...]:
    """Return the leave that lasts or is to come, the earliest first."""
    found = list(access.absences_for(user).filter(ends_at__gt=as_of)[:200])
    held = dict(
        LeadCard.objects.filter(owner_rep_id__in={item.rep_id for item in found})
        .values_list("owner_rep_id")
        .annotate(n=Count("lead_id"))
    )
    reasons = dict(REASONS)
    return tuple(
        AbsenceRow(
            item,
            reasons.get(item.reason or "", item.reason or ""),
            item.starts_at <= as_of,
            held.get(item.rep_id, 0),
        )
        for item in found
    )


def leave_words(rules: FollowUp) -> str:
    """Return what becomes of the leads of a rep whose leave begins, by the pact in force."""
    policy = rules.ruleset.cadences
    if policy is not None and policy.on_leave is OnLeave.HAND_OVER:
        return (
            "their leads go to other reps by the routes of the pact;"
            " a lead that nobody else may have stays with them"
        )
    return "they keep their leads, and the steps of these rest until they are back"


def caps_rows(
    user: User, rules: FollowUp, *, as_of: datetime, wrong: CapsForm | None = None
) -> tuple[CapsRow, ...]:
    """Return a form of caps for each rep who works leads; `wrong` is one that was refused."""
    rows = []
    for load in team_load(user, rules, as_of=as_of):
        is_wrong = wrong is not None and wrong.rep.pk == load.rep.pk
        form = wrong if is_wrong and wrong is not None else CapsForm(rep=load.rep)
        rows.append(CapsRow(load, form, is_wrong))
    return tuple(rows)
