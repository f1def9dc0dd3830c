"""A simulated company, its history apart from the desk, and what must hold once it is loaded."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from leadpact.desk import clock
from leadpact.desk import store as desk_store
from leadpact.desk.leads.models import StoredLead
from leadpact.desk.leads.projections import differing
from leadpact.desk.setup.load import LoadedHistory
from leadpact.desk.store import open_store, rules_in_force
from leadpact.engine.lifecycle import FollowUp, make_follow_up, wake_at
from leadpact.engine.replay import ReplayedHistory, replay_history
from leadpact.engine.routing import make_roster
from leadpact.pact.check import load_pact_text
from leadpact.simulate import simulate_company
from leadpact.storage.dataset import open_dataset
from leadpact.storage.lead_store import read_routing, rebuild_lead
from leadpact.storage.replay import read_rows
from leadpact.storage.store import open_duckdb
from leadpact.storage.whole_history import WholeHistory, read_whole_history
from leadpact.terms.zone import epoch_seconds

ROOT = Path(__file__).parents[2]
PACT = (ROOT / "examples/saas-follow-up/pact.yaml").read_text(encoding="utf-8")
TIGHT = re.sub(r"(territories: \[[A-Z]+\])", r"\1, caps: {open: 1}", PACT)
"""Reps who have their hands full, so that leads wait."""

END = datetime(2026, 6, 1, tzinfo=UTC)


def make_company(folder: Path, n_leads: int) -> Path:
    """Simulate a company up to `END`."""
    start = date(2026, 3, 1)
    simulate_company(n_leads=n_leads, n_months=3, seed=4, out=folder, starts_on=start)
    return folder


@contextmanager
def empty_desk(at: datetime = END) -> Iterator[None]:
    """Give a desk with tables and nothing in them, whose clock shows a moment; rolled back."""
    desk_store._rules.clear()  # a version of the roster says nothing about another test's
    with transaction.atomic(), clock.fixed(at):
        yield
        transaction.set_rollback(True)


@cache
def history_of(folder: Path, pact: str, until: datetime) -> tuple[WholeHistory, FollowUp]:
    """Read the history of a company apart from the desk."""
    with open_duckdb(threads=1) as store:
        dataset, ruleset = open_dataset(store, folder), load_pact_text(pact)
        found = read_whole_history(store, dataset, ruleset, as_of=epoch_seconds(until))
        assert ruleset.routing is not None
        rows = [read_rows(store, dataset, name) for name in ("reps", "absences")]
        return found, make_follow_up(ruleset, make_roster(*rows, ruleset.routing.reps))


def replay_of(folder: Path, pact: str) -> ReplayedHistory:
    """Replay the history of a company apart from the desk."""
    found, rules = history_of(folder, pact, END)
    return replay_history(
        found.commands, {}, rules, until=END, usually_open=None, arrivals=found.arrivals
    )


def stored_states() -> dict[str, Any]:
    """Return the states of all leads of the desk."""
    store = open_store()
    ids = StoredLead.objects.values_list("lead_id", flat=True)
    return {lead_id: store.load_lead(lead_id).state for lead_id in ids}


def hold_equal(outcome: ReplayedHistory, loaded: LoadedHistory) -> None:
    """Hold the desk to a replay: states, routing, wakes, the log, and what screens read."""
    states = {name: one for name, one in outcome.states.items() if one.lead is not None}
    assert stored_states() == states
    store, rules = open_store(), rules_in_force(END)
    assert read_routing(store.statements) == outcome.routing
    for row in StoredLead.objects.all():
        expected = wake_at(states[row.lead_id], rules)
        assert row.wake_at == (None if expected is None else epoch_seconds(expected))
        assert not rebuild_lead(store, rules, row.lead_id).differed
        state = states[row.lead_id]
        assert list(differing(state, rules, store.codec.parts, as_of=loaded.until)) == []
