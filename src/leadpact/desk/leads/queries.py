"""Read a lead for its page; nothing is locked, and nothing written."""

from dataclasses import dataclass
from datetime import datetime

from leadpact.desk.leads.models import StoredLead
from leadpact.desk.store import open_store, rules_in_force
from leadpact.engine.lifecycle import FollowUp, LeadState


@dataclass(frozen=True, slots=True)
class LeadView:
    """A lead as it is, under the pact in force."""

    state: LeadState
    rules: FollowUp


def read_lead(lead_id: str, *, as_of: datetime) -> LeadView:
    """Return a lead with its activities; the ids of its commands are left out."""
    store, rules = open_store(), rules_in_force(as_of)
    text = StoredLead.objects.values_list("state", flat=True).get(lead_id=lead_id)
    personal, activities = store.personal_of(lead_id), store.activities_of(lead_id)
    return LeadView(store.codec.decode_state(text, personal, activities), rules)
