"""A history replayed under a pact: who would have had which lead, and what became of promises."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from leadpact.engine.lifecycle import FollowUp, make_follow_up
from leadpact.engine.replay import ReplayedHistory, replay_history
from leadpact.engine.routing import RosterNote, RouteDecision, make_roster, roster_notes
from leadpact.pact.ruleset import Ruleset
from leadpact.storage.dataset import Dataset
from leadpact.storage.history import DatasetHistory, read_history
from leadpact.storage.moments import kept_within
from leadpact.storage.store import Store
from leadpact.terms.zone import moment_at


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a history under one pact; `notes` tell where reps and pact do not fit."""

    ruleset: Ruleset
    history: DatasetHistory
    rules: FollowUp
    outcome: ReplayedHistory
    began_at: datetime
    ended_at: datetime
    notes: tuple[RosterNote, ...]

    @property
    def routes(self) -> Mapping[str, RouteDecision | None]:
        """What gave each lead to its first rep, or why it waits; None: it ended before."""
        return {name: self.outcome.route_of(name) for name in sorted(self.outcome.states)}


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


@contextmanager
def _without_cycles() -> Iterator[None]:
    """Look for no cycles meanwhile: a replay makes millions of values, none of which is in one.

    Looking through them again and again takes a fifth of the time.
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
