"""Read leads for the API."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from leadpact.desk import clock
from leadpact.desk.api.problems import CommandRefused, PlaceFault, Problem
from leadpact.desk.api.results import DecidedLead, LeadClockResult, LeadResult, LeadTaskResult
from leadpact.desk.capture.cleaning import FURTHER_FIELDS, attributes_of
from leadpact.desk.leads.models import LeadCard, LeadClock, LeadTask, StoredLead
from leadpact.desk.store import open_store, rules_in_force
from leadpact.engine.lifecycle import Decision
from leadpact.identity.clean_lead import FIELDS
from leadpact.terms.zone import moment_at

_CARD = (
    *("lead_id", "company", "account_id", "time_zone", "source", "campaign"),
    *("stage", "is_waiting", "waits_for", "came_at", "changed_at"),
)
_CONTACT = ("name", "email", "phone", "title")
_CLOCK = tuple(LeadClockResult.model_fields)
_TASK = tuple(LeadTaskResult.model_fields)


def lead_result(card: LeadCard, *, is_shown: bool) -> LeadResult:
    """Return a lead with its clocks and tasks; without who it is unless that is shown."""
    lead_id = card.lead_id
    version = StoredLead.objects.values_list("version", flat=True).get(pk=lead_id)
    clocks = LeadClock.objects.filter(lead_id=lead_id).order_by("due_at", "clock_id")
    tasks = LeadTask.objects.filter(lead_id=lead_id).order_by("kind", "of", "about")
    values: dict[str, Any] = {name: getattr(card, name) for name in _CARD}
    contact: dict[str, Any] = {name: getattr(card, name) if is_shown else None for name in _CONTACT}
    return LeadResult(
        version=version,
        owner_rep_id=card.owner_rep_id or None,
        clocks=[LeadClockResult(**row) for row in clocks.values(*_CLOCK)],
        tasks=[LeadTaskResult(**row) for row in tasks.values(*_TASK)],
        **values,
        **contact,
    )


def answer_of_decision(lead_id: str, command_id: str, decision: Decision) -> DecidedLead:
    """Return a lead after a decision.

    Raises
    ------
    CommandRefused
        Where the engine refused.
    """
    if decision.refusal is not None:
        raise CommandRefused(decision.refusal)
    state = decision.new_state
    return DecidedLead(
        lead_id=lead_id,
        command_id=command_id,
        version=state.version,
        stage=state.stage,
        owner_rep_id=state.owner_rep_id,
        is_waiting=state.is_waiting,
        events=[str(event.kind) for event in decision.events],
    )


def first_sent_at(lead_id: str, command_id: str) -> datetime | None:
    """Return when a command happened that was sent before without saying when; None: it is new.

    A report that is sent again has the moment of the first: else it would be another report.
    """
    wanted = "SELECT occurred_at FROM command WHERE lead_id = ? AND command_id = ?"
    rows = open_store().statements.run(wanted, lead_id, command_id)
    return moment_at(rows[0][0]) if rows else None


def refuse_unknown_fields(names: Iterable[str]) -> None:
    """Refuse fields of a lead that neither the desk nor the pact in force knows.

    Raises
    ------
    Problem
        With each of them.
    """
    ruleset = rules_in_force(clock.now()).ruleset
    own = ("full_name", "lead_id", "account_id")
    known = {*attributes_of(ruleset), *FURTHER_FIELDS, *FIELDS, *own}
    fact = "Neither the desk nor the pact in force has such a field."
    faults = [
        PlaceFault(f"lead.{name}", fact, "field-unknown") for name in names if name not in known
    ]
    if faults:
        raise Problem("fields-invalid", "The lead has unknown fields.", errors=faults)
