"""What a user may see: the only module that makes querysets for one.

What somebody may not see is not there for them: 404, never 403.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from leadpact.desk.leads.models import LeadCard, LeadClock
from leadpact.desk.people.models import StoredRep, User
from leadpact.desk.people.roles import Role


def user_of(request: HttpRequest) -> User:
    """Return who has signed in; the guard lets nobody else come to a page that asks."""
    if not isinstance(request.user, User):
        raise Http404("There is no such page for you.")
    return request.user


_ALL_LEADS = (Role.REVOPS, Role.MARKETING)


def leads_for(user: User) -> QuerySet[LeadCard]:
    """Return the cards of the leads that a user may see.

    RevOps and marketing see all (marketing without contact details), a manager those of their
    team and those that wait, a rep those they have and those in the queues they may claim from.
    """
    if user.has(*_ALL_LEADS):
        return LeadCard.objects.all()
    seen = Q(pk__in=[])
    if user.has(Role.MANAGER):
        seen |= Q(owner_rep_id__in=team_of(user)) | Q(is_waiting=True) | Q(owner_rep_id="")
    if user.rep_id and user.has(Role.SDR, Role.AE):
        seen |= Q(owner_rep_id=user.rep_id)
    return LeadCard.objects.filter(seen)


def lead_for(user: User, lead_id: str) -> LeadCard:
    """Return the card of a lead that a user may see."""
    card = leads_for(user).filter(lead_id=lead_id).first()
    if card is None:
        raise Http404("There is no such lead for you.")
    return card


def team_of(user: User) -> list[str]:
    """Return the reps of a manager: those of their own team, or all where they have none."""
    return list(reps_for(user).values_list("rep_id", flat=True))


def reps_for(user: User) -> QuerySet[StoredRep]:
    """Return the reps whom a manager manages: those of their own team, or all where it is none."""
    team = user.rep.team if user.rep is not None else None
    return StoredRep.objects.filter(team=team) if team else StoredRep.objects.all()


def rep_for(user: User, rep_id: str) -> StoredRep:
    """Return a rep whom a manager manages."""
    rep = reps_for(user).filter(rep_id=rep_id).first()
    if rep is None:
        raise Http404("There is no such rep in your team.")
    return rep


def names_of_reps(rep_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of reps by id; who works in the company is known to everybody in it."""
    return dict(StoredRep.objects.filter(rep_id__in=set(rep_ids)).values_list("rep_id", "name"))


def clocks_for(user: User) -> QuerySet[LeadClock]:
    """Return the clocks of the leads of a manager's team, and of those that nobody has."""
    return LeadClock.objects.filter(rep_id__in=["", *team_of(user)])
