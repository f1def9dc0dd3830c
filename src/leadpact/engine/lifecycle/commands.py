"""The commands that `decide` takes: reports of what happened, and requests.

Every command has an `id`: one that arrives twice counts once. `occurred_at` is when it happened,
which may be long before it is reported. `actor` is who acts or reports it, as in `terms.actors`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias, TypeGuard

from leadpact.engine.cadences import SkipReason
from leadpact.engine.lead import Activity, AttributeValue, EarlierWork, Lead
from leadpact.engine.scoring import KnownFacts
from leadpact.terms.stages import Channel, RepRole, Stage


@dataclass(frozen=True, slots=True)
class _Command:
    id: str
    occurred_at: datetime
    actor: str = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class RecordLead(_Command):
    """Record a lead, or what changed of it: its values replace those known before.

    `meeting_at` is when the meeting that it asks for starts: the rep is chosen for that day.
    `earlier` is the work of reps on it from before it was recorded; None: nothing new is known.
    `activities` are what the prospect did before it was recorded, and is not known yet.
    """

    lead: Lead
    account_owner_rep_id: str | None = None
    meeting_at: datetime | None = None
    earlier: EarlierWork | None = None
    activities: tuple[Activity, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordJudgement(_Command):
    """Record a stage that was judged elsewhere, such as by the relations over a whole history.

    `facts` are the values that conditions read from now on; `earlier` is as in `RecordLead`.
    """

    lead: Lead
    stage: Stage
    facts: KnownFacts
    account_owner_rep_id: str | None = None
    earlier: EarlierWork | None = None


@dataclass(frozen=True, slots=True)
class UpdateAttributes(_Command):
    """Update attributes of the lead by name; None makes one unknown again."""

    attributes: Mapping[str, AttributeValue]


@dataclass(frozen=True, slots=True)
class RecordActivity(_Command):
    """Record something that the prospect did, at the moment of the activity."""

    activity: Activity


@dataclass(frozen=True, slots=True)
class RecordTouch(_Command):
    """Record a touch: a rep contacted the lead, or tried to."""

    rep_id: str | None
    channel: Channel


@dataclass(frozen=True, slots=True)
class SkipStep(_Command):
    """Skip the next step of a cadence, with the reason."""

    run_id: str
    step_id: str
    reason: SkipReason


@dataclass(frozen=True, slots=True)
class AgreeCallback(_Command):
    """Record that the rep and the prospect agreed when they talk next; its id is the command's."""

    callback_at: datetime


@dataclass(frozen=True, slots=True)
class RecordReply(_Command):
    """Record an answer of the prospect."""

    channel: Channel | None = None


@dataclass(frozen=True, slots=True)
class RecordOutOfOffice(_Command):
    """Record an automatic answer, which is no reply. `back_on` is the day it states, if any."""

    back_on: date | None = None


@dataclass(frozen=True, slots=True)
class RecordOptOut(_Command):
    """Record that the prospect wants no further contact."""


@dataclass(frozen=True, slots=True)
class AssignLead(_Command):
    """Try again to assign a lead that waits: a rep has room, or an obstacle ended."""


@dataclass(frozen=True, slots=True)
class ClaimLead(_Command):
    """Claim the lead from a queue, for a rep."""

    pool: str
    rep_id: str


@dataclass(frozen=True, slots=True)
class ReassignLead(_Command):
    """Reassign the lead to another rep, by the routes of the pact."""


@dataclass(frozen=True, slots=True)
class AssignToRep(_Command):
    """Assign the lead to a named rep: a manager decided so, or another system has it so."""

    rep_id: str


@dataclass(frozen=True, slots=True)
class UnassignLead(_Command):
    """Take the lead from its rep: nobody has it until a person or a system decides."""


@dataclass(frozen=True, slots=True)
class RecordOwnerAbsence(_Command):
    """Record that the owner went on leave until a moment; None: they left the company."""

    rep_id: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandOffLead(_Command):
    """Hand the lead off from the SDR to an AE, who has to set the meeting.

    `ae_rep_id` empty: the pact says who the AE is, or the pair of the lead's rep is.
    """

    ae_rep_id: str


@dataclass(frozen=True, slots=True)
class AnswerHandoff(_Command):
    """Answer a handoff: the AE accepts it or rejects it, for a reason of the pact's feedback."""

    handoff_id: str
    is_accepted: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class BookMeeting(_Command):
    """Book a meeting; its id is that of the command. `rebooks` is the one it replaces."""

    starts_at: datetime
    ae_rep_id: str | None = None
    minutes: int | None = None
    rebooks: str | None = None


@dataclass(frozen=True, slots=True)
class MoveMeeting(_Command):
    """Move a meeting to another time before it starts: it stays the same meeting.

    `minutes` and `ae_rep_id` None: as before. `is_confirmed`: the prospect confirmed the new time.
    """

    meeting_id: str
    starts_at: datetime
    minutes: int | None = None
    ae_rep_id: str | None = None
    is_confirmed: bool = False


class MeetingStep(StrEnum):
    """What became of a meeting."""

    CONFIRMED = "CONFIRMED"
    HELD = "HELD"
    MISSED = "MISSED"
    CANCELLED = "CANCELLED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True)
class UpdateMeeting(_Command):
    """Update a meeting: confirmed, held, missed, cancelled, accepted or rejected.

    `reason` is why it was rejected, of the reasons of the pact's feedback.
    """

    meeting_id: str
    step: MeetingStep
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DebriefMeeting(_Command):
    """Debrief a meeting: how it went, by one side."""

    meeting_id: str
    side: RepRole
    produced_next_step: bool


@dataclass(frozen=True, slots=True)
class OpenOpportunity(_Command):
    """Open an opportunity; one with an amount and an expected close is pipeline."""

    opportunity_id: str
    meeting_id: str | None = None
    by_rep_id: str | None = None
    by_role: RepRole | None = None
    is_pipeline: bool = False


@dataclass(frozen=True, slots=True)
class MoveOpportunity(_Command):
    """Move an opportunity: amount and expected close are known, or it is won or lost."""

    opportunity_id: str
    to: Stage
    """`PIPELINE`, `CLOSED_WON`, or `RECYCLED` where it was lost."""


@dataclass(frozen=True, slots=True)
class DisposeLead(_Command):
    """Dispose of the lead, or of a meeting; the id is that of the disposition.

    `corrects` is the id of a disposition that was a mistake: this one is decided on in its place.
    `until` is the moment until which the lead is on hold, or a day, which ends it as it begins.
    """

    side: RepRole
    code: str
    by_rep_id: str | None = None
    reason: str | None = None
    fault: str | None = None
    note: str | None = None
    meeting_id: str | None = None
    referred_lead_id: str | None = None
    opportunity_id: str | None = None
    corrects: str | None = None
    until: date | datetime | None = None


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
class UpdateReview(_Command):
    """Update a review: reviewed by a manager, disputed by a side, or in arbitration."""

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
class ControlClock(_Command):
    """Stop, pause, resume or cancel a clock by hand."""

    clock_id: str
    step: ClockStep


@dataclass(frozen=True, slots=True)
class EndLead(_Command):
    """End a lead that was ended elsewhere, as a history shows; `stage` is its last stage.

    None: the history has no end, and the lead no longer counts as open for its rep.
    """

    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class WithdrawReport(_Command):
    """Withdraw a touch, a disposition or a merge that was a mistake, by the id of its command."""

    withdrawn_id: str


def needs_log(command: "Command") -> "TypeGuard[WithdrawReport | DisposeLead]":
    """Tell whether a command takes back an earlier one, so that its decision needs the log."""
    return isinstance(command, WithdrawReport) or (
        isinstance(command, DisposeLead) and command.corrects is not None
    )


@dataclass(frozen=True, slots=True)
class ErasePerson(_Command):
    """Erase the person of the lead: all work on it ends, and no command brings values of them."""


@dataclass(frozen=True, slots=True)
class MergeInto(_Command):
    """Merge the lead into another one of the same person: from now on that one is worked."""

    into_lead_id: str


@dataclass(frozen=True, slots=True)
class AbsorbLead(_Command):
    """Absorb the data of a lead that is merged into this one.

    `is_opted_out`: the prospect of that lead wants no further contact.
    """

    from_lead_id: str
    activities: tuple[Activity, ...] = ()
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    is_opted_out: bool = False


@dataclass(frozen=True, slots=True)
class AdvanceTime(_Command):
    """Advance the time, and nothing else; the id may be empty."""


Command: TypeAlias = (
    RecordLead
    | RecordJudgement
    | UpdateAttributes
    | RecordActivity
    | RecordTouch
    | SkipStep
    | AgreeCallback
    | RecordReply
    | RecordOutOfOffice
    | RecordOptOut
    | AssignLead
    | ClaimLead
    | ReassignLead
    | AssignToRep
    | UnassignLead
    | RecordOwnerAbsence
    | HandOffLead
    | AnswerHandoff
    | BookMeeting
    | MoveMeeting
    | UpdateMeeting
    | DebriefMeeting
    | OpenOpportunity
    | MoveOpportunity
    | DisposeLead
    | UpdateReview
    | ControlClock
    | EndLead
    | WithdrawReport
    | ErasePerson
    | MergeInto
    | AbsorbLead
    | AdvanceTime
)
