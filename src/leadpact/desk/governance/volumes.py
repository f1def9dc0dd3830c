"""What two pacts make of the same leads: how many qualify, and where they go, as counts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from leadpact.engine.gates import judge_lead
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import FollowUp
from leadpact.engine.routing import RouteDecision, RoutedLead, RoutingState, route_lead
from leadpact.engine.scoring import make_program, moment_of
from leadpact.explain.words import TARGETS, WAITING
from leadpact.terms.zone import epoch_seconds

_NOBODY_HAS_ANY = RoutingState(MappingProxyType({}), MappingProxyType({}))
WAITS = "waits: "
"""What the destination of a lead begins with that nobody could take."""


@dataclass(slots=True)
class Volumes:
    """Counts of leads: all, those that left as no leads, by gate passed, by destination."""

    n_leads: int = 0
    n_left: int = 0
    gates: Counter[str] = field(default_factory=Counter)
    to: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, values: dict[str, Any]) -> "Volumes":
        """Return counts from plain values."""
        counts = Counter(values.get("gates", {})), Counter(values.get("to", {}))
        return cls(values.get("n_leads", 0), values.get("n_left", 0), *counts)

    def as_dict(self) -> dict[str, Any]:
        """Return the counts as plain values."""
        return {
            "n_leads": self.n_leads,
            "n_left": self.n_left,
            "gates": dict(self.gates),
            "to": dict(self.to),
        }

    def add(
        self,
        lead: Lead,
        activities: Sequence[Activity],
        rules: FollowUp,
        *,
        owner_rep_id: str | None,
        as_of: datetime,
    ) -> None:
        """Count a lead by its fields and activities, judged up to a moment.

        Who gets it is asked as if nobody had any lead: caps that are reached are not counted.
        """
        self.n_leads += 1
        judgement = judge_lead(lead, activities, rules.ruleset, as_of=as_of)
        if judgement.not_lead is not None:
            self.n_left += 1
            return
        passed = [(name, at) for name, at in judgement.opened_at.items() if at is not None]
        self.gates.update(name for name, _ in passed)
        if passed and rules.router is not None:
            at = min(moment for _, moment in passed)
            moment = moment_of(make_program(rules.ruleset), lead, activities, epoch_seconds(at))
            routed = RoutedLead(
                lead.lead_id, moment, lead.account_id, account_owner_rep_id=owner_rep_id
            )
            found = route_lead(routed, _NOBODY_HAS_ANY, rules.router, as_of=at)
            self.to[destination(found)] += 1


def destination(found: RouteDecision) -> str:
    """Return where a lead goes, in words."""
    if found.waiting is not None and not found.is_queued:
        return f"{WAITS}{WAITING[found.waiting]}"
    return f"pool {found.pool}" if found.pool else TARGETS[found.target]


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """A count by the pact in force and by the draft; `change` is the difference."""

    what: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """How many more by the draft."""
        return self.after - self.before


def volume_rows(old: Volumes, new: Volumes, labels: dict[str, str]) -> Iterable[VolumeRow]:
    """Yield the counts side by side: gates in the order of the draft, then destinations."""
    yield VolumeRow("leads that came", old.n_leads, new.n_leads)
    for name in dict.fromkeys([*labels, *sorted(old.gates | new.gates)]):
        what = f"qualify: {labels.get(name, name.replace('_', ' '))}"
        yield VolumeRow(what, old.gates[name], new.gates[name])
    if old.n_left or new.n_left:
        yield VolumeRow("are no leads", old.n_left, new.n_left)
    for name in sorted(old.to | new.to, key=lambda it: (it.startswith(WAITS), it)):
        what = name if name.startswith(WAITS) else f"go {_to(name)}"
        yield VolumeRow(what, old.to[name], new.to[name])


def _to(name: str) -> str:
    return name if name.startswith("to ") else f"to {name}"
