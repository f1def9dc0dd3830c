"""What can happen to a lead: facts from outside, as frozen values. What follows is `decide`.

Every happening has an `id`: what arrives twice under one id counts once. `occurred_at` is when it
happened, which may be long before it is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from leadpact.engine.evaluate import Facts
from leadpact.engine.lead import Activity, AttributeValue, Lead
from leadpact.terms.stages import RepRole, Stage, TouchKind


@dataclass(frozen=True, slots=True)
class _Happening:
    id: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class LeadArrived(_Happening):
    """A lead is known from now on, or known better: what it says replaces what was known.

    `meeting_at` is when the meeting is that it asks for: who gets the lead is chosen for that day.
    """

    lead: Lead
    account_owner_rep_id: str | None = None
    meeting_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LeadJudged(_Happening):
    """A lead whose stage was judged elsewhere, such as by the relations over a whole history.

    `facts` are what conditions may ask of it from now on.
    """

    lead: Lead
    stage: Stage
    facts: Facts
    account_owner_rep_id: str | None = None


@dataclass(frozen=True, slots=True)
class AttributesLearnt(_Happening):
    """More is known of the lead: names of attributes with their values; None: unknown again."""

    attributes: Mapping[str, AttributeValue]


@dataclass(frozen=True, slots=True)
class ActivityRecorded(_Happening):
    """The prospect did something. It occurred when the activity did."""

    activity: Activity


@dataclass(frozen=True, slots=True)
class TouchMade(_Happening):
    """A rep did something towards the lead."""

    rep_id: str | None
    channel: TouchKind


@dataclass(frozen=True, slots=True)
class ProspectReplied(_Happening):
    """The prospect answered."""

    channel: TouchKind | None = None


@dataclass(frozen=True, slots=True)
class OutOfOfficeHeard(_Happening):
    """An automatic answer came: no reply. `back_on` is the day it states, if any."""

    back_on: date | None = None


@dataclass(frozen=True, slots=True)
class ProspectOptedOut(_Happening):
    """The prospect wants to hear no more."""


@dataclass(frozen=True, slots=True)
class RoutingAsked(_Happening):
    """A lead that waits is to be tried again: a rep has room, or an obstacle ended."""


@dataclass(frozen=True, slots=True)
class LeadClaimed(_Happening):
    """A rep claims the lead from a queue."""

    pool: str
    rep_id: str


@dataclass(frozen=True, slots=True)
class ReassignmentAsked(_Happening):
    """Somebody else is to have the lead, by the routes of the pact."""


@dataclass(frozen=True, slots=True)
class OwnerLeft(_Happening):
    """The lead's rep went on leave; `until` is when it ends, None: they left the company."""

    rep_id: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandedOff(_Happening):
    """The SDR handed the lead to an AE who has to set the meeting."""

    ae_rep_id: str


@dataclass(frozen=True, slots=True)
class HandoffAnswered(_Happening):
    """The AE takes the lead that was handed off under `handoff_id`, or does not."""

    handoff_id: str
    is_accepted: bool


@dataclass(frozen=True, slots=True)
class MeetingBooked(_Happening):
    """A meeting was agreed; its id is that of the happening. `rebooks` is the one it replaces."""

    starts_at: datetime
    ae_rep_id: str | None = None
    minutes: int | None = None
    rebooks: str | None = None


class MeetingStep(StrEnum):
    """What became of a meeting."""

    CONFIRMED = "CONFIRMED"
    HELD = "HELD"
    MISSED = "MISSED"
    CANCELLED = "CANCELLED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True)
class MeetingMoved(_Happening):
    """A meeting was confirmed, held, missed, called off, accepted or rejected."""

    meeting_id: str
    step: MeetingStep


@dataclass(frozen=True, slots=True)
class MeetingDebriefed(_Happening):
    """Somebody tells how the meeting went."""

    meeting_id: str
    side: RepRole
    produced_next_step: bool


@dataclass(frozen=True, slots=True)
class OpportunityOpened(_Happening):
    """An opportunity was made of the lead; one with an amount and an expected close is pipeline."""

    opportunity_id: str
    meeting_id: str | None = None
    by_rep_id: str | None = None
    by_role: RepRole | None = None
    is_pipeline: bool = False


@dataclass(frozen=True, slots=True)
class OpportunityMoved(_Happening):
    """An opportunity got an amount and an expected close, was won or was lost."""

    opportunity_id: str
    to: Stage
    """`PIPELINE`, `CLOSED_WON`, or `RECYCLED` where it was lost."""


@dataclass(frozen=True, slots=True)
class DispositionGiven(_Happening):
    """A rep says what came of the lead, or of a meeting; its id is that of the disposition."""

    side: RepRole
    code: str
    by_rep_id: str | None = None
    reason: str | None = None
    fault: str | None = None
    note: str | None = None
    meeting_id: str | None = None
    referred_lead_id: str | None = None
    opportunity_id: str | None = None


class ReviewStep(StrEnum):
    """What became of a review."""

    UPHELD = "UPHELD"
    OVERTURNED = "OVERTURNED"
    DISPUTED = "DISPUTED"
    IN_ARBITRATION = "IN_ARBITRATION"
    TRAINING = "TRAINING"
    PACT_PROPOSAL = "PACT_PROPOSAL"
    NEITHER = "NEITHER"


@dataclass(frozen=True, slots=True)
class ReviewMoved(_Happening):
    """A manager reviewed a disposition, a side disputes it, or arbitration began or ended."""

    review_id: str
    step: ReviewStep
    by: str | None = None
    by_side: RepRole | None = None


class ClockStep(StrEnum):
    """What somebody does with a clock by hand."""

    STOP = "STOP"
    PAUSE = "PAUSE"
    RESUME = "RESUME"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class ClockMoved(_Happening):
    """A clock was stopped, paused, resumed or cancelled by hand."""

    clock_id: str
    step: ClockStep


@dataclass(frozen=True, slots=True)
class LeadEnded(_Happening):
    """The lead was ended elsewhere, as a history tells; `stage` says how.

    None: nobody tells how or when, and the rep is taken to have it off their hands by now.
    """

    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class TimePassed(_Happening):
    """Nothing happened but time; its id may be empty."""


Happening: TypeAlias = (
    LeadArrived
    | LeadJudged
    | AttributesLearnt
    | ActivityRecorded
    | TouchMade
    | ProspectReplied
    | OutOfOfficeHeard
    | ProspectOptedOut
    | RoutingAsked
    | LeadClaimed
    | ReassignmentAsked
    | OwnerLeft
    | HandedOff
    | HandoffAnswered
    | MeetingBooked
    | MeetingMoved
    | MeetingDebriefed
    | OpportunityOpened
    | OpportunityMoved
    | DispositionGiven
    | ReviewMoved
    | ClockMoved
    | LeadEnded
    | TimePassed
)
