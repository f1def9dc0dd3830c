"""Replay the history of a data set under a pact, and read the deals that its leads made."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from leadpact.engine.lifecycle import make_follow_up
from leadpact.engine.replay import Replayed, replay_history
from leadpact.engine.routing import make_roster, roster_notes
from leadpact.measure.opportunities import LeadDeals, known_opportunities, lead_deals
from leadpact.pact.ruleset import Ruleset
from leadpact.storage.dataset import Dataset
from leadpact.storage.history import read_history
from leadpact.storage.moments import kept_within
from leadpact.storage.store import Store
from leadpact.terms.zone import moment_at


def replay_dataset(
    store: Store, dataset: Dataset, ruleset: Ruleset, *, from_at: int | None, to_at: int
) -> Replayed:
    """Replay the leads of a data set that came in `[from_at, to_at]` (epoch seconds)."""
    policy = ruleset.routing
    assert policy is not None
    history = read_history(store, dataset, ruleset, as_of=to_at, from_at=from_at)
    reps, absences = _rows(store, dataset, "reps"), _rows(store, dataset, "absences")
    notes = roster_notes(policy, reps, absences, calendars=ruleset.calendars)
    rules = make_follow_up(ruleset, make_roster(reps, absences, policy.reps))
    end = moment_at(to_at)
    with _without_cycles():
        outcome = replay_history(
            history.commands,
            history.past,
            rules,
            until=end,
            usually_open=history.usually_open,
        )
    began_at = min(history.came_at.values(), default=end)
    return Replayed(ruleset, history, rules, outcome, began_at, end, notes)


def read_deals(store: Store, dataset: Dataset, zone: str, end: datetime) -> dict[str, LeadDeals]:
    """Return the deals of every lead with an opportunity, by lead id, as known at the end."""
    if "opportunities" not in dataset.tables:
        return {}
    known = known_opportunities(dataset.tables, zone, as_of=end)
    known = known.filter(known.lead_id.notnull())
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in store.fetch_rows(known.select("lead_id", "outcome", "amount", "currency")):
        found.setdefault(row["lead_id"], []).append(row)
    return {lead_id: lead_deals(rows) for lead_id, rows in found.items()}


@contextmanager
def _without_cycles() -> Iterator[None]:
    """Pause the garbage collector: a replay makes millions of values, none of them in a cycle.

    Collecting again and again takes a fifth of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _rows(store: Store, dataset: Dataset, name: str) -> list[dict[str, Any]]:
    if name not in dataset.tables:
        return []
    return [_aware(row) for row in store.fetch_rows(dataset.tables[name])]


def _aware(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with aware moments; a bound such as the year 9999 is the last that is known."""
    return {
        name: kept_within(value.replace(tzinfo=value.tzinfo or UTC))
        if isinstance(value, datetime)
        else value
        for name, value in row.items()
    }
