"""What a user may see: the only module that makes querysets for one.

What somebody may not see is not there for them: 404, never 403. A list of leads begins with
`leads_for(user)`, a page of one with `lead_for(user, lead_id)`; marketing gets cards without
contact details from both `lead_for` and `masked`.
"""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from leadpact.desk import clock
from leadpact.desk.capture.models import ListImport
from leadpact.desk.governance.models import AuditEntry
from leadpact.desk.leads.models import LeadCard, LeadClock, LeadRep, LeadReview, LeadTask
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.people.models import ApiToken, StoredAbsence, StoredRep, User
from leadpact.desk.people.roles import Role
from leadpact.desk.store import has_pact, rules_in_force
from leadpact.engine.lifecycle import TaskKind
from leadpact.engine.routing import members_of

CONTACT_COLUMNS = ("name", "email", "phone", "title")
"""The columns of a card that tell who the person is."""


def user_of(request: HttpRequest) -> User:
    """Return who has signed in; the guard lets nobody else come to a page that asks."""
    if not isinstance(request.user, User):
        raise Http404("There is no such page for you.")
    return request.user


def leads_for(user: User) -> QuerySet[LeadCard]:
    """Return the cards of the leads that a user may see.

    RevOps and marketing see all (marketing without contact details), a manager those of their
    team and those that wait, a rep those they have, had or meet and those in the queues they may
    claim from. Executives and administrators see none.
    """
    if user.has(Role.MARKETING):
        return LeadCard.objects.all()
    return _with_contact(user)


def lists_for(user: User) -> QuerySet[ListImport]:
    """Return the lists of leads that a user may see: RevOps all, others their own."""
    if user.has(Role.REVOPS):
        return ListImport.objects.all()
    return ListImport.objects.filter(made_by=actor_of_user(user))


def list_for(user: User, list_id: int) -> ListImport:
    """Return a list of leads that a user may see."""
    found = lists_for(user).filter(pk=list_id).first()
    if found is None:
        raise Http404("There is no such list for you.")
    return found


def lead_for(user: User, lead_id: str) -> LeadCard:
    """Return the card of a lead that a user may see, without contact details where not for them."""
    card = leads_for(user).filter(lead_id=lead_id).first()
    if card is None:
        raise Http404("There is no such lead for you.")
    return masked(user, [card])[0]


def masked(user: User, cards: Iterable[LeadCard]) -> list[LeadCard]:
    """Return cards without the contact details that a user may not see; they are not saved."""
    found = list(cards)
    hidden = _without_contact(user, [card.lead_id for card in found])
    for card in found:
        if card.lead_id in hidden:
            for name in CONTACT_COLUMNS:
                setattr(card, name, "")
    return found


def may_see_contact(user: User, lead_id: str) -> bool:
    """Tell whether a user may see who the person of a lead is."""
    return lead_id not in _without_contact(user, [lead_id])


def _without_contact(user: User, lead_ids: list[str]) -> set[str]:
    if not user.has(Role.MARKETING):
        return set()  # whatever else they see, they see whole
    seen = _with_contact(user).filter(lead_id__in=lead_ids)
    return set(lead_ids).difference(seen.values_list("lead_id", flat=True))


def _with_contact(user: User) -> QuerySet[LeadCard]:
    has_no_team = user.has(Role.MANAGER) and not _own_team(user)
    if user.has(Role.REVOPS) or has_no_team:
        return LeadCard.objects.all()
    seen = Q(pk__in=[])
    if user.has(Role.MANAGER):
        team = team_of(user)
        seen |= Q(owner_rep_id__in=team) | Q(is_waiting=True) | _worked_by(team)
        if not _pact_routes():  # then no lead waits, and a manager gives each to a rep
            seen |= Q(owner_rep_id="")
    if user.rep_id and user.has(Role.SDR, Role.AE):
        own = LeadTask.objects.filter(of=user.rep_id).values("lead_id")
        seen |= Q(owner_rep_id=user.rep_id) | _worked_by([user.rep_id]) | Q(lead_id__in=own)
    if user.has(Role.SDR):
        seen |= Q(lead_id__in=claimable_for(user).values("lead_id"))
    return LeadCard.objects.filter(seen)


def _worked_by(rep_ids: list[str]) -> Q:
    return Q(lead_id__in=LeadRep.objects.filter(rep_id__in=rep_ids).values("lead_id"))


def claimable_for(user: User) -> QuerySet[LeadTask]:
    """Return what a rep may claim: the leads in the queues of their pools."""
    return LeadTask.objects.filter(kind=str(TaskKind.CLAIM), of__in=pools_of(user))


def pools_of(user: User) -> list[str]:
    """Return the pools of the pact in force that the rep of a user belongs to."""
    as_of = clock.now()
    if not user.rep_id or not has_pact(as_of):
        return []
    rules = rules_in_force(as_of)
    routing = rules.ruleset.routing
    return [
        pool.name
        for pool in (routing.pools if routing is not None else ())
        if any(rep.rep_id == user.rep_id for rep in members_of(pool, rules.roster))
    ]


def team_of(user: User) -> list[str]:
    """Return the reps of a manager: those of their own team, or all where they have none."""
    return list(reps_for(user).values_list("rep_id", flat=True))


def reps_for(user: User) -> QuerySet[StoredRep]:
    """Return the reps whom a user may see the work of.

    A manager sees their team, or all where they have none; RevOps and marketing see all, others
    themselves.
    """
    team = _own_team(user)
    if user.has(Role.MANAGER) and team and not user.has(Role.REVOPS):
        return StoredRep.objects.filter(team=team)
    if user.has(Role.MANAGER, Role.REVOPS, Role.MARKETING):
        return StoredRep.objects.all()
    return StoredRep.objects.filter(pk=user.rep_id or "")


def rep_for(user: User, rep_id: str) -> StoredRep:
    """Return a rep whose work a user may see."""
    rep = reps_for(user).filter(pk=rep_id).first()
    if rep is None:
        raise Http404("There is no such rep for you.")
    return rep


def names_of_reps(rep_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of reps by id; who works in the company is known to everybody in it."""
    return dict(StoredRep.objects.filter(rep_id__in=set(rep_ids)).values_list("rep_id", "name"))


def clocks_for(user: User) -> QuerySet[LeadClock]:
    """Return the clocks of the leads of a manager's team, and of those that nobody has."""
    return LeadClock.objects.filter(rep_id__in=["", *team_of(user)])


def _own_team(user: User) -> str | None:
    return user.rep.team if user.rep is not None else None


def reviews_for(user: User) -> QuerySet[LeadReview]:
    """Return the reviews that a user may see.

    RevOps and marketing see all, a manager those of their team's dispositions and of those that
    name no rep, others those of their own dispositions.
    """
    if user.has(Role.REVOPS, Role.MARKETING):
        return LeadReview.objects.all()
    seen = Q(rep_id=user.rep_id or "-")
    if user.has(Role.MANAGER):
        seen |= Q(rep_id__in=["", *team_of(user)])
    return LeadReview.objects.filter(seen)


def absences_for(user: User) -> QuerySet[StoredAbsence]:
    """Return the absences of the reps whom a manager manages."""
    return StoredAbsence.objects.filter(rep__in=reps_for(user)).select_related("rep")


def leads_for_token(token: ApiToken) -> QuerySet[LeadCard]:
    """Return the cards of the leads that a token may see: its user's, or all for a service."""
    return leads_for(token.user) if token.user is not None else LeadCard.objects.all()


def lead_for_token(token: ApiToken, lead_id: str) -> LeadCard:
    """Return the card of a lead that a token may see."""
    if token.user is not None:
        return lead_for(token.user, lead_id)
    card = LeadCard.objects.filter(lead_id=lead_id).first()
    if card is None:
        raise Http404("There is no such lead.")
    return card


def reviews_for_token(token: ApiToken) -> QuerySet[LeadReview]:
    """Return the reviews that a token may see."""
    return reviews_for(token.user) if token.user is not None else LeadReview.objects.all()


def reps_for_token(token: ApiToken) -> QuerySet[StoredRep]:
    """Return the reps whose work a token may see and plan."""
    return reps_for(token.user) if token.user is not None else StoredRep.objects.all()


def absences_for_token(token: ApiToken) -> QuerySet[StoredAbsence]:
    """Return the absences of the reps whose work a token may see."""
    return StoredAbsence.objects.filter(rep__in=reps_for_token(token))


def _pact_routes() -> bool:
    as_of = clock.now()
    return not has_pact(as_of) or rules_in_force(as_of).router is not None


def all_reps() -> QuerySet[StoredRep]:
    """Return all reps; who works in the company is known to everybody in it."""
    return StoredRep.objects.all()


def users_for(user: User) -> QuerySet[User]:
    """Return the users whom somebody may change: all for an administrator, for others none."""
    users = User.objects.select_related("rep").order_by("-is_active", "name", "pk")
    return users if user.has(Role.ADMIN) else users.none()


def user_for(user: User, user_id: int) -> User:
    """Return a user whom somebody may change."""
    found = users_for(user).filter(pk=user_id).first()
    if found is None:
        raise Http404("There is no such user for you.")
    return found


def audit_for(user: User) -> QuerySet[AuditEntry]:
    """Return what somebody may read of the audit: all, for RevOps and administrators."""
    entries = AuditEntry.objects.all()
    return entries if user.has(Role.REVOPS, Role.ADMIN) else entries.none()


def tokens_for(user: User) -> QuerySet[ApiToken]:
    """Return the tokens that somebody may see: all, for RevOps and administrators."""
    tokens = ApiToken.objects.select_related("user")
    return tokens if user.has(Role.REVOPS, Role.ADMIN) else tokens.none()


def active_users_for(user: User) -> QuerySet[User]:
    """Return the users whom a token may act as, for who may make one."""
    users = User.objects.filter(is_active=True)
    return users if user.has(Role.REVOPS, Role.ADMIN) else users.none()
