"""Dispositions and their reviews, as frozen values."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from leadpact.terms.stages import RepRole, Stage

AttemptT = TypeVar("AttemptT")


@dataclass(frozen=True, slots=True)
class GivenDisposition:
    """A rep's disposition of a lead or a meeting.

    Attributes
    ----------
    side
        `SDR` or `AE`.
    code, reason, fault
        As the pact spells them; a must-have is `missing:phone` or `wrong:phone`.
    note
        In the rep's words. It is confidential: it is not shown when the value is printed, and no
        other value repeats it.
    subject_id
        The meeting it is about; None: the lead.
    referred_lead_id
        Whom the prospect named instead; that lead keeps the link to this one.
    opportunity_id
        The opportunity that it opens.
    corrects
        The disposition in whose place it is, which was withdrawn.
    work_goes_on
        Whether it left the work as it was: a status.
    until
        Until when the lead is on hold by it; None: it is no hold.
    """

    disposition_id: str
    side: RepRole
    code: str
    given_at: datetime
    by_rep_id: str | None
    reason: str | None = None
    fault: str | None = None
    note: str | None = field(default=None, repr=False)
    subject_id: str | None = None
    referred_lead_id: str | None = None
    opportunity_id: str | None = None
    corrects: str | None = None
    work_goes_on: bool = False
    until: datetime | None = None

    @property
    def note_length(self) -> int:
        """The characters of the note, 0 where there is none or only blanks."""
        return len((self.note or "").strip())


@dataclass(frozen=True, slots=True)
class Record(Generic[AttemptT]):
    """The values of a lead, since it was last assigned, that may contradict a disposition.

    Attributes
    ----------
    attempts
        Touches of reps, as the cadence's `check_unreachable` reads them.
    replied_at
        When the prospect first replied; an out-of-office is no reply.
    meetings_held
        Ids of the meetings that were held.
    is_meeting_booked
        Whether a meeting lies ahead that was neither missed nor cancelled.
    has_opportunity
        Whether one is open.
    known_fields
        The must-haves whose values are known.
    earlier
        Dispositions given before, without those that a review overturned.
    is_owner
        Whether who gives the disposition has the lead or the meeting, or manages who does.
    """

    lead_id: str | None = None
    stage: Stage | None = None
    attempts: tuple[AttemptT, ...] = ()
    replied_at: datetime | None = None
    meetings_held: frozenset[str] = frozenset()
    is_meeting_booked: bool = False
    has_opportunity: bool = False
    known_fields: frozenset[str] = frozenset()
    earlier: tuple[GivenDisposition, ...] = ()
    is_owner: bool = True


@dataclass(frozen=True, slots=True)
class Referral:
    """The link of a lead to the one that named it."""

    original_lead_id: str
    referred_lead_id: str
    disposition_id: str


class ReviewVerdict(StrEnum):
    """A manager's verdict on a disposition."""

    UPHELD = "UPHELD"
    OVERTURNED = "OVERTURNED"
    """The lead comes back, and is routed again."""


class ReviewState(StrEnum):
    """How far a review is."""

    DUE = "DUE"
    UPHELD = "UPHELD"
    OVERTURNED = "OVERTURNED"
    DISPUTED = "DISPUTED"
    IN_ARBITRATION = "IN_ARBITRATION"
    CLOSED = "CLOSED"


class ArbitrationOutcome(StrEnum):
    """What an arbitration ends in."""

    TRAINING = "TRAINING"
    PACT_PROPOSAL = "PACT_PROPOSAL"
    NEITHER = "NEITHER"


@dataclass(frozen=True, slots=True)
class Review:
    """A manager's review of a disposition; made by `open_review`.

    Attributes
    ----------
    side
        Who gave the disposition.
    due_since
        When it was given; by when it must be reviewed, the clock `manager_review` says.
    verdict
        None while it is due; kept through dispute and arbitration.
    disputed_by
        The side that disputes it.
    outcome
        Of the arbitration.
    """

    review_id: str
    disposition_id: str
    side: RepRole
    due_since: datetime
    state: ReviewState = ReviewState.DUE
    verdict: ReviewVerdict | None = None
    reviewed_at: datetime | None = None
    reviewed_by: str | None = None
    disputed_at: datetime | None = None
    disputed_by: RepRole | None = None
    arbitration_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: ArbitrationOutcome | None = None
