"""A pact is published while leads come in from several sides at once."""

import threading
from collections import defaultdict
from datetime import datetime

import pytest
from company import PACT, Desk
from django.db import connections
from whole import differences

from leadpact.desk.governance.actions import publish
from leadpact.desk.leads.models import LeadCard, LeadClock
from leadpact.desk.store import in_transaction, open_store
from leadpact.engine.lifecycle import Decision
from leadpact.pact.check import load_pact_text

N_THREADS, N_BEFORE, N_EACH = 4, 5, 20
PAUSE_SECONDS = 0.2
"""Four threads with a lead each so many seconds: 20 a second, as far as the machine can."""
QUICKER = PACT.replace("within: {hours: 4}", "within: {hours: 2}")


def _capture(desk: Desk, name: str, n_leads: int, decisions: list[Decision]) -> None:
    """Add leads one after another, in a thread of its own."""
    try:
        for number in range(n_leads):
            decisions.append(desk.add_lead(f"{name}-{number}"))
            threading.Event().wait(PAUSE_SECONDS)
    finally:
        connections["default"].close()


def _clocks() -> dict[tuple[str, str], tuple[datetime, datetime]]:
    rows = LeadClock.objects.values_list("lead_id", "clock_id", "started_at", "due_at")
    return {(lead, clock): (started, due) for lead, clock, started, due in rows}


@in_transaction
def _fingerprints() -> dict[tuple[str, int, str], set[str]]:
    """Return the fingerprints of the events of each decision: by lead, moment and command."""
    found: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for lead_id, recorded_at, command_id, fingerprint in open_store().statements.run(
        "SELECT lead_id, recorded_at, command_id, fingerprint FROM event"
    ):
        found[lead_id, recorded_at, command_id].add(fingerprint)
    return found


@pytest.mark.long
def test_each_decision_names_one_pact_and_running_clocks_do_not_move(fresh_desk: Desk) -> None:
    """Must hold 20: publish while captures arrive: one fingerprint per decision, clocks unmoved."""
    decisions: list[Decision] = []
    decisions.extend(fresh_desk.add_lead(f"before-{number}") for number in range(N_BEFORE))
    before = _clocks()
    threads = [
        threading.Thread(target=_capture, args=(fresh_desk, f"t{n}", N_EACH, decisions))
        for n in range(N_THREADS)
    ]
    for thread in threads:
        thread.start()
    _wait_for(N_BEFORE + N_THREADS * N_EACH // 4)
    publish(QUICKER, by="system:test")
    for thread in threads:
        thread.join(timeout=120)
    total = N_BEFORE + N_THREADS * N_EACH
    assert len(decisions) == total
    assert all(decision.refusal is None for decision in decisions)
    known = {load_pact_text(text).fingerprint for text in (PACT, QUICKER)}
    by_decision = _fingerprints()
    assert len(by_decision) >= total
    assert all(len(found) == 1 for found in by_decision.values())
    assert set().union(*by_decision.values()) == known  # leads came before it and after it
    after = _clocks()
    assert {key: after[key] for key in before} == before
    assert LeadCard.objects.exclude(owner_rep_id="").count() == min(total, 60)  # two reps of 30
    assert differences() == []


def _wait_for(n_leads: int) -> None:
    while LeadCard.objects.count() < n_leads:
        threading.Event().wait(0.01)
