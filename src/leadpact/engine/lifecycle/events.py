"""The events of a lead, which are stored and folded: `fold_events` applies them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class EventKind(StrEnum):
    """The kinds of event, as the table `events` has them."""

    LEAD_RECORDED = "lead.recorded"
    LEAD_JUDGED = "lead.judged"
    ACTIVITY_RECORDED = "activity.recorded"
    GATE_OPENED = "gate.opened"
    STAGE_CHANGED = "lead.stage.changed"
    ROUND_BEGAN = "lead.round.began"
    ASSIGNED = "lead.assigned"
    WAITING = "lead.waiting"
    KEPT = "lead.kept"
    RELEASED = "lead.released"
    CREDITED = "lead.credited"
    """A meeting was missed or called off, and no longer counts for its rep."""
    SIGNAL_RECEIVED = "signal.received"
    TOUCHED = "touch.made"
    REPLIED = "prospect.replied"
    AWAY = "prospect.away"
    """Out of office until a moment, or back."""
    OPTED_OUT = "prospect.opted_out"
    CLOCK_STARTED = "clock.started"
    CLOCK_UPDATED = "clock.updated"
    CLOCK_PAUSED = "clock.paused"
    CLOCK_RESUMED = "clock.resumed"
    CLOCK_WARNED = "clock.warned"
    CLOCK_MET = "clock.met"
    CLOCK_STOPPED = "clock.stopped"
    """After a breach: what was promised is done, late."""
    CLOCK_BREACHED = "clock.breached"
    CLOCK_CANCELLED = "clock.cancelled"
    CADENCE_STARTED = "cadence.started"
    CADENCE_MOVED = "cadence.moved"
    CADENCE_ENDED = "cadence.ended"
    HANDED_OFF = "lead.handed_off"
    HANDOFF_ANSWERED = "handoff.answered"
    HANDOFF_TAKEN_BACK = "handoff.taken_back"
    MEETING_BOOKED = "meeting.booked"
    MEETING_CHANGED = "meeting.changed"
    MEETING_HELD = "meeting.held"
    MEETING_MISSED = "meeting.missed"
    MEETING_CANCELLED = "meeting.cancelled"
    MEETING_ACCEPTED = "meeting.accepted"
    OPPORTUNITY_OPENED = "opportunity.opened"
    OPPORTUNITY_MOVED = "opportunity.moved"
    DISPOSITIONED = "lead.dispositioned"
    REFERRED = "lead.referred"
    REVIEW_OPENED = "review.opened"
    REVIEW_MOVED = "review.moved"
    MESSAGE_DUE = "message.due"
    DECIDED = "lead.decided"
    """The command is known and time has passed until then."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was decided or reported.

    Attributes
    ----------
    occurred_at
        When it took effect: a breach when it was due, whenever it was noticed.
    fingerprint
        The pact it was decided under.
    payload
        The value that is new: what the projections put in the place of the old one.
    """

    kind: EventKind
    lead_id: str
    occurred_at: datetime
    fingerprint: str
    payload: Any = None
