"""The view of a lead that routing needs: facts for conditions, its owner, its account's owner."""

from dataclasses import dataclass
from datetime import datetime

from leadpact.engine.scoring import Facts


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
