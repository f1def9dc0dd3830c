"""A history replayed under a pact's routing: who would have had which lead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from leadpact.conditions.nodes import Condition
from leadpact.engine.route import RouteDecision, make_roster, make_router
from leadpact.engine.routing.roster_notes import RosterNote, roster_notes
from leadpact.engine.routing.walk import Walk, walk_arrivals
from leadpact.pact.follow_up.routing.policy import RoutingPolicy
from leadpact.pact.ruleset import Ruleset
from leadpact.storage.arrivals import History, read_history
from leadpact.storage.dataset import Dataset
from leadpact.storage.store import Store


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a history under one pact; `notes` tell where reps and pact do not fit."""

    ruleset: Ruleset
    history: History
    walk: Walk
    began_at: datetime
    ended_at: datetime
    notes: tuple[RosterNote, ...]

    @property
    def decisions(self) -> list[RouteDecision]:
        """The last decision on each lead that came in the period, by id."""
        return [self.walk.decisions[name] for name in sorted(self.walk.decisions)]


def replay_dataset(
    store: Store, dataset: Dataset, ruleset: Ruleset, *, from_at: int | None, to_at: int
) -> Replayed:
    """Replay the leads of a data set that came in `[from_at, to_at]` (epoch seconds)."""
    policy = ruleset.routing
    assert policy is not None
    history = read_history(
        store, dataset, ruleset, as_of=to_at, conditions=tuple(conditions_of(policy))
    )
    arrivals = [item for item in history.arrivals if from_at is None or item.at >= from_at]
    reps, absences = _rows(store, dataset, "reps"), _rows(store, dataset, "absences")
    notes = roster_notes(policy, reps, absences, calendars=ruleset.calendars)
    roster = make_roster(reps, absences, policy.reps)
    router = make_router(
        policy,
        roster,
        calendars=ruleset.calendars,
        time_zone=ruleset.time_zone,
        fingerprint=ruleset.fingerprint,
    )
    walk = walk_arrivals(arrivals, router, until=to_at)
    came = [item.lead.arrived_at for item in arrivals]
    end = datetime.fromtimestamp(to_at, UTC)
    return Replayed(ruleset, history, walk, min(came, default=end), end, notes)


def conditions_of(policy: RoutingPolicy) -> Iterable[Condition]:
    """Yield every condition that routing asks."""
    yield from (route.opens for route in policy.routes if route.opens is not None)
    if policy.outbound_opens is not None:
        yield policy.outbound_opens


def _rows(store: Store, dataset: Dataset, name: str) -> list[dict[str, Any]]:
    if name not in dataset.tables:
        return []
    return [_aware(row) for row in store.fetch_rows(dataset.tables[name])]


def _aware(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.replace(tzinfo=UTC)
        if isinstance(value, datetime) and not value.tzinfo
        else value
        for name, value in row.items()
    }
