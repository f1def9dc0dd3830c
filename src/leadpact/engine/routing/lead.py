"""The view of a lead that routing needs: facts for conditions, its owner, its account's owner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.scoring import Facts, make_program, moment_of
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.zone import epoch_seconds


@dataclass(frozen=True, slots=True)
class RoutedLead:
    """A lead that is to be routed.

    Attributes
    ----------
    facts
        What the conditions of routes and territories ask.
    arrived_at
        When it came; of many leads, the first is routed first.
    account_id
        For territories that list accounts.
    account_owner_rep_id
        Who owns its account.
    rep_id
        Who has it now, for paired reps.
    meeting_at
        When the meeting is held that comes with it: it counts against caps on that day, and who
        is on leave or not at work then does not get it.
    """

    lead_id: str
    facts: Facts
    arrived_at: datetime
    account_id: str | None = None
    account_owner_rep_id: str | None = None
    rep_id: str | None = None
    meeting_at: datetime | None = None


class KnownValues:
    """Facts of a lead of which only attributes and scores (in millipoints) are known."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def value(self, name: str) -> Any:
        """Return an attribute or a score."""
        return self._values.get(name)

    def count(self, kind: str, days: int | None) -> int:  # noqa: ARG002 - nothing was done
        """Return 0: nothing is known of what it did."""
        return 0

    def seconds_since(self, kind: str) -> int | None:  # noqa: ARG002 - nothing was done
        """Return None: nothing is known of what it did."""
        return None


def facts_of(
    lead: Lead,
    activities: Sequence[Activity],
    ruleset: Ruleset,
    *,
    as_of: datetime,
    colleagues: Sequence[Person] = (),
) -> Facts:
    """Return the facts of a lead for conditions at a moment; arguments as in `score_lead`."""
    return moment_of(make_program(ruleset), lead, activities, epoch_seconds(as_of), colleagues)
