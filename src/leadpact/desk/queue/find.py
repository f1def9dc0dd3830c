"""Find a lead of a rep by a part of its name, company or e-mail address."""

from django.db.models import Q

from leadpact.desk.access import claimable_for
from leadpact.desk.leads.models import LeadCard, LeadRep
from leadpact.desk.people.models import User

_MOST = 20


def find_leads(user: User, text: str) -> list[LeadCard]:
    """Return the leads that a rep has, had or may claim and that match, the latest first."""
    wanted = text.strip()
    if not wanted or not user.rep_id:
        return []
    matches = Q(name__icontains=wanted) | Q(company__icontains=wanted) | Q(email__icontains=wanted)
    had = LeadRep.objects.filter(rep_id=user.rep_id).values("lead_id")
    # One after another, each by its index: together they would be looked for in all leads.
    seen = (
        LeadCard.objects.filter(owner_rep_id=user.rep_id),
        LeadCard.objects.filter(lead_id__in=had),
        LeadCard.objects.filter(lead_id__in=claimable_for(user).values("lead_id")),
    )
    found: dict[str, LeadCard] = {}
    for cards in seen:
        found |= {card.lead_id: card for card in cards.filter(matches).order_by("-came_at")[:_MOST]}
    return list(found.values())[:_MOST]
