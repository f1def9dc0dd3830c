"""Compare what is stored of leads with what follows from their events, and correct it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from leadpact.desk.leads.models import StoredLead
from leadpact.desk.leads.projections import differing, save_projections
from leadpact.desk.store import in_transaction, open_store, rules_in_force
from leadpact.engine.lifecycle import wake_at
from leadpact.events import UnableToReadEvents
from leadpact.storage.lead_store import rebuild_lead
from leadpact.terms.zone import epoch_seconds


@dataclass(frozen=True, slots=True)
class Difference:
    """A lead whose rows are not what follows from its events.

    Attributes
    ----------
    tables
        The tables that differ; `event` where the events themselves cannot be read.
    fact
        Why the events cannot be read; it names no value of a person.
    """

    lead_id: str
    tables: tuple[str, ...]
    fact: str = ""


def compare_leads(*, as_of: datetime, corrects: bool = True) -> Iterator[Difference | None]:
    """Yield for each lead what differs, or None, as the leads are compared one after the other.

    Parameters
    ----------
    corrects
        Whether rows that differ are written again; events are never changed.
    """
    for lead_id in lead_ids():
        yield compare_lead(lead_id, as_of=as_of, corrects=corrects)


def lead_ids() -> list[str]:
    """Return the ids of all leads that a command made known."""
    known = StoredLead.objects.filter(version__gt=0).order_by("lead_id")
    return list(known.values_list("lead_id", flat=True))


@in_transaction
def compare_lead(lead_id: str, *, as_of: datetime, corrects: bool = True) -> Difference | None:
    """Return what differs of one lead; None: nothing does."""
    with transaction.atomic():
        try:
            tables = _correct(lead_id, as_of)
        except UnableToReadEvents as error:
            fact = f"{error.issue.code}: {error.issue.fact}"
            return Difference(lead_id, ("event",), fact)
        if not corrects:
            transaction.set_rollback(True)
    return Difference(lead_id, tables) if tables else None


def _correct(lead_id: str, as_of: datetime) -> tuple[str, ...]:
    store, rules = open_store(), rules_in_force(as_of)
    stuck = _set_failure_aside(lead_id, as_of)
    rebuilt = rebuild_lead(store, rules, lead_id)
    if stuck:
        StoredLead.objects.filter(lead_id=lead_id).update(**stuck)
    at = rebuilt.state.as_of or as_of
    tables = tuple(differing(rebuilt.state, rules, store.codec.parts, as_of=at))
    if tables:
        save_projections(rebuilt.state, rules, store.codec.parts, as_of=at)
    return (*(("lead",) if rebuilt.differed else ()), *tables)


def _set_failure_aside(lead_id: str, as_of: datetime) -> dict[str, Any]:
    """Give a lead that backs off the moment of its state, and return what it is to have again."""
    rows = StoredLead.objects.filter(lead_id=lead_id, failures__gt=0)
    stuck = rows.values("failures", "failure", "wake_at").first()
    if stuck is not None:
        state = open_store().load_lead(lead_id, "").state
        wakes = wake_at(state, rules_in_force(as_of))
        rows.update(wake_at=epoch_seconds(wakes) if wakes is not None else None)
    return dict(stuck or {})
