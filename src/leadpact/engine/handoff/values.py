"""A pact's handoff and the meetings between a prospect and an AE, as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leadpact.engine.scoring import Facts, Test, compile_if_any, holds
from leadpact.pact.sections.handoff.policy import (
    USUAL_ATTENDANCE,
    Attendance,
    HandoffPolicy,
    MeetingMessageKind,
)
from leadpact.terms.stages import RepRole


@dataclass(frozen=True, slots=True, eq=False)
class Handoff:
    """A pact's handoff, compiled. Make it once, with `make_handoff`."""

    policy: HandoffPolicy
    attendance: tuple[tuple[Test | None, Attendance], ...]

    def attendance_for(self, facts: Facts) -> Attendance:
        """Return what the SDR does in the meeting of a lead: the first rule that is true."""
        return next(
            (sdr for opens, sdr in self.attendance if holds(opens, facts)), USUAL_ATTENDANCE
        )


def make_handoff(policy: HandoffPolicy) -> Handoff:
    """Compile a pact's handoff, `Ruleset.handoff`: conditions as closures."""
    return Handoff(
        policy, tuple((compile_if_any(rule.opens), rule.sdr) for rule in policy.attendance)
    )


class MeetingState(StrEnum):
    """What became of a meeting: booked is not held."""

    BOOKED = "BOOKED"
    HELD = "HELD"
    MISSED = "MISSED"
    CANCELLED = "CANCELLED"


class Acceptance(StrEnum):
    """The AE's answer to a meeting."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    DEEMED = "DEEMED"
    """The AE gave no answer within the agreed time."""


@dataclass(frozen=True, slots=True)
class Debrief:
    """One side's report on a meeting; `produced_next_step` None: it left that open."""

    side: RepRole
    given_at: datetime
    produced_next_step: bool | None = None
    note_given: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that was booked, and what became of it.

    Attributes
    ----------
    ae_rep_id
        Who holds it; of a direct meeting the rep who booked it.
    attendance
        What the SDR does in it.
    is_direct
        Booked by inside sales for themselves: nothing is handed over.
    ended_at
        When it was held, missed or called off.
    ae_route
        The entry of the pact's `ae` that found who holds it; None: none did.
    moved_at, n_moved
        When it was moved to its present time, and how often it was moved.
    n_rebooked
        How many meetings of this one's line were missed or called off before it.
    debriefs
        In the order they were given, one of each side.
    accepted_at
        When the AE accepted, was deemed to accept, or rejected it.
    rejection_reason
        The code of the reason for which the AE rejected it; None: none was given.
    """

    meeting_id: str
    starts_at: datetime
    ends_at: datetime
    booked_at: datetime
    ae_rep_id: str | None = None
    sdr_rep_id: str | None = None
    attendance: Attendance = Attendance.STAYS_OUT
    is_direct: bool = False
    state: MeetingState = MeetingState.BOOKED
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None
    n_rebooked: int = 0
    rebooks_meeting_id: str | None = None
    debriefs: tuple[Debrief, ...] = ()
    acceptance: Acceptance = Acceptance.OPEN
    accepted_at: datetime | None = None
    opportunity_id: str | None = None
    rejection_reason: str | None = None
    moved_at: datetime | None = None
    n_moved: int = 0
    ae_route: str | None = None

    @property
    def agreed_at(self) -> datetime:
        """When its present time was agreed: when it was moved last, else when it was booked."""
        return self.moved_at or self.booked_at

    def debrief_of(self, side: RepRole) -> Debrief | None:
        """Return the debrief of a side."""
        return next((item for item in self.debriefs if item.side is side), None)

    @property
    def produced_next_step(self) -> bool | None:
        """Whether there is a next step: by the AE's word, else by the SDR's; None: unknown."""
        for side in (RepRole.AE, RepRole.SDR):
            given = self.debrief_of(side)
            if given is not None and given.produced_next_step is not None:
                return given.produced_next_step
        return None


class Recipient(StrEnum):
    """Who gets a message."""

    PROSPECT = "PROSPECT"
    AE = "AE"
    """Who holds the meeting."""
    SDR = "SDR"


@dataclass(frozen=True, slots=True)
class DueMessage:
    """A message that is to be sent; `template` None: the pact names none."""

    kind: MeetingMessageKind
    template: str | None
    due_at: datetime
    to: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A span `[starts_at, ends_at)` in which a meeting could be."""

    starts_at: datetime
    ends_at: datetime
