"""Gather what the desk holds of a person, for a person who asks."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from leadpact.desk import clock
from leadpact.desk.capture.models import CaptureEvidence, Consent
from leadpact.desk.governance.audit import note_audit
from leadpact.desk.leads.queries import read_lead
from leadpact.desk.privacy.models import Suppression
from leadpact.desk.store import in_transaction, open_store
from leadpact.engine.lifecycle import LeadState
from leadpact.explain import explain_follow_up
from leadpact.storage.lead_store import leads_of_person

_OF_STATE = (
    *("stage_changes", "touches", "callback", "hold", "meetings", "dispositions", "opportunities"),
    *("handoffs", "referrals", "replied_at", "away_until", "opted_out_at", "erased_at"),
    *("merged_into", "absorbed_ids"),
)


@in_transaction
def export_person(lead_id: str, *, by: str) -> dict[str, Any]:
    """Return all that is stored of the person of a lead, as JSON can have it; it is audited."""
    names = leads_of_person(open_store(), lead_id)
    note_audit(by, "person.exported", lead_ids=names)
    return {"made_at": clock.now().isoformat(), "leads": [_lead(name) for name in names]}


def _lead(lead_id: str) -> dict[str, Any]:
    as_of = clock.now()
    view = read_lead(lead_id, as_of=as_of)
    state = view.state
    return {
        "lead_id": lead_id,
        "known": plain(dict(state.lead.attributes)) if state.lead is not None else {},
        "activities": plain(state.activities),
        **{name: plain(getattr(state, name)) for name in _OF_STATE},
        "in_words": explain_follow_up(state, view.rules, as_of=as_of).splitlines(),
        "events": _events(lead_id),
        "consent": plain(consent_of([lead_id])),
        "captures": _captures(lead_id),
        "left_alone": plain(suppressions_of([lead_id])),
    }


def _events(lead_id: str) -> list[dict[str, Any]]:
    """Return what was decided, when and by whom; values are under `known`, here are hashes."""
    return [
        {
            "happened_at": event.occurred_at.isoformat(),
            "what": str(event.kind),
            "actor": event.actor,
        }
        for event in open_store().events_of(lead_id)
    ]


def consent_of(lead_ids: list[str]) -> list[dict[str, Any]]:
    """Return what the person of leads agreed to: purpose, wording, version, page and time."""
    rows = Consent.objects.filter(lead_id__in=lead_ids).order_by("given_at", "pk")
    names = ("purpose", "wording", "wording_version", "page", "given_at")
    return [dict(row) for row in rows.values(*names)]


def suppressions_of(lead_ids: list[str]) -> list[dict[str, Any]]:
    """Return why the addresses of leads are left alone, and since when."""
    rows = Suppression.objects.filter(lead_id__in=lead_ids).order_by("pk")
    return [dict(row) for row in rows.values("kind", "reason", "noted_at")]


def _captures(lead_id: str) -> list[dict[str, Any]]:
    rows = CaptureEvidence.objects.filter(lead_id=lead_id).order_by("captured_at", "pk")
    return [plain(row) for row in rows.values("source", "captured_at", "body")]


def plain(value: Any) -> Any:
    """Return a value as JSON has it: fields by name, moments as text, codes as they are stored."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if is_dataclass(value):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (tuple, list, set, frozenset)):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def leads_with(lead_id: str) -> list[str]:
    """Return the leads of the person of a lead."""
    return leads_of_person(open_store(), lead_id)


def erased_at(lead_id: str) -> datetime | None:
    """Return when the person of a lead was erased; None: they were not."""
    state: LeadState = read_lead(lead_id, as_of=clock.now()).state
    return state.erased_at
