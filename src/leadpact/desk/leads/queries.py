"""Read leads for pages; nothing is locked, and nothing written."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadpact.desk.leads.models import StoredLead
from leadpact.desk.store import open_store, rules_in_force
from leadpact.engine.lifecycle import FollowUp, LeadState
from leadpact.events import PersonalValues


@dataclass(frozen=True, slots=True)
class LeadView:
    """A lead as it is, under the pact in force."""

    state: LeadState
    rules: FollowUp


def read_lead(lead_id: str, *, as_of: datetime, rules: FollowUp | None = None) -> LeadView:
    """Return a lead with its activities; the ids of its commands are left out.

    Parameters
    ----------
    rules
        The pact in force, where the caller has it already.
    """
    store, rules = open_store(), rules or rules_in_force(as_of)
    text = StoredLead.objects.values_list("state", flat=True).get(lead_id=lead_id)
    personal, activities = store.personal_of(lead_id), store.activities_of(lead_id)
    return LeadView(store.codec.decode_state(text, personal, activities), rules)


def read_states(lead_ids: Iterable[str]) -> dict[str, LeadState]:
    """Return several leads without their activities, in three queries; those there are."""
    store, wanted = open_store(), sorted(set(lead_ids))
    if not wanted:
        return {}
    texts = StoredLead.objects.filter(pk__in=wanted, version__gt=0).values_list("pk", "state")
    marks = ", ".join("?" * len(wanted))
    of_leads = f"WHERE lead_id IN ({marks})"
    salts = dict(
        store.statements.run(f"SELECT lead_id, salt FROM personal_salt {of_leads}", *wanted)
    )
    known: dict[str, dict[str, Any]] = defaultdict(dict)
    rows = f"SELECT lead_id, digest, value FROM personal {of_leads}"
    for lead_id, digest, value in store.statements.run(rows, *wanted):
        known[lead_id][digest] = json.loads(value)
    return {
        lead_id: store.codec.decode_state(
            text, PersonalValues(salts.get(lead_id, ""), known[lead_id]), ()
        )
        for lead_id, text in texts
    }
