"""The values of a replay: the history of a data set, and what came of it under one pact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from leadpact.engine.lifecycle import Command, FollowUp
from leadpact.engine.replay.history import PastLead, ReplayedHistory
from leadpact.engine.routing import RosterNote, RouteDecision
from leadpact.pact.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class DatasetHistory:
    """The history that is replayed.

    Attributes
    ----------
    came_at
        When each lead came, by id: as its first gate opened, or as it was created where the pact
        has no gates.
    commands
        Every lead as it came, then what was done towards it and what became of it, by lead id.
    past
        How leads ended, by id.
    owners
        Who had each lead in history, by id, also of those that do not come; None where nobody had.
    touched
        The leads towards which something was done in history.
    usually_open
        How long a lead counts as open where history does not record its end: the median of those
        whose end it records, else 15 business days. One that ended before it was created does not
        count.
    unread
        How many rows of each table were left out because they could not be read.
    arrivals
        The number of each lead in the order in which leads came, by id.
    """

    came_at: Mapping[str, datetime]
    commands: tuple[tuple[str, Command], ...]
    past: Mapping[str, PastLead]
    owners: Mapping[str, str | None]
    touched: frozenset[str]
    usually_open: timedelta
    unread: Mapping[str, int]
    arrivals: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of a history under one pact; `notes` list where reps and pact do not fit."""

    ruleset: Ruleset
    history: DatasetHistory
    rules: FollowUp
    outcome: ReplayedHistory
    began_at: datetime
    ended_at: datetime
    notes: tuple[RosterNote, ...]

    @property
    def routes(self) -> Mapping[str, RouteDecision | None]:
        """What gave each lead to its first rep, or why it waits; None: neither was needed."""
        return {name: self.outcome.route_of(name) for name in sorted(self.outcome.states)}
