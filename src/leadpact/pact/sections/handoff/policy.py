"""The rules of a pact on the handoff from SDR to AE, compiled: values only, all with a default.

How a meeting goes, which messages are due and which slots are free is in `engine.handoff`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from leadpact.conditions.nodes import Condition
from leadpact.pact.sections.clocks.policy import BusinessSpan
from leadpact.pact.sections.routing.policy import Route
from leadpact.terms.stages import RepRole


class AcceptanceWay(StrEnum):
    """Who makes the opportunity, and so how a meeting is accepted."""

    SDR_OPENS_OPPORTUNITY = "SDR_OPENS_OPPORTUNITY"
    """The SDR opens an early one; the AE accepts the meeting or rejects it."""
    AE_CONVERTS = "AE_CONVERTS"
    """The AE makes the meeting an opportunity, which accepts it."""


class Attendance(StrEnum):
    """Whether the SDR takes part in the meeting."""

    ATTENDS = "ATTENDS"
    INTRODUCES = "INTRODUCES"
    """The SDR opens the meeting, presents the AE and leaves."""
    STAYS_OUT = "STAYS_OUT"


class MeetingMessageKind(StrEnum):
    """What is sent about a meeting."""

    RECAP = "RECAP"
    """A summary of the talks so far, with the proposed agenda."""
    INVITE = "INVITE"
    CONFIRMATION = "CONFIRMATION"


_FOUR_HOURS, _ONE_DAY, _TEN_DAYS = (
    BusinessSpan(seconds=4 * 3600),
    BusinessSpan(days=1),
    BusinessSpan(days=10),
)


@dataclass(frozen=True, slots=True)
class SlotTerms:
    """What slots for a meeting are proposed.

    Attributes
    ----------
    minutes
        How long the meeting is.
    notice, within
        A slot begins not before the one has passed, and not after the other, in business time.
    buffer_minutes
        What is kept free before and after all that is busy.
    n
        How many are proposed, at most.
    every_minutes
        Slots begin at multiples of this, counted from local midnight.
    calendar
        The name of the calendar, before that of the AE and of the pact.
    """

    minutes: int = 30
    notice: BusinessSpan = _FOUR_HOURS
    within: BusinessSpan = _TEN_DAYS
    buffer_minutes: int = 15
    n: int = 3
    every_minutes: int = 30
    calendar: str | None = None


@dataclass(frozen=True, slots=True)
class AttendanceRule:
    """What the SDR does in the meetings of some leads.

    `when` is as written, None: every lead; `opens` is the same with scores in millipoints.
    """

    sdr: Attendance
    when: Condition | None = None
    opens: Condition | None = None


@dataclass(frozen=True, slots=True)
class CoachingTerms:
    """From which share of meetings missed or called off, of at least so many, a rep is coached."""

    rate: Fraction = Fraction(3, 10)
    n_meetings: int = 10


_NO_TEMPLATES: Mapping[MeetingMessageKind, str] = MappingProxyType({})
USUAL_ATTENDANCE = Attendance.INTRODUCES
"""What the SDR does where no rule of attendance holds."""


@dataclass(frozen=True, slots=True)
class HandoffPolicy:
    """All rules of a pact on meetings between an SDR's lead and an AE.

    Attributes
    ----------
    must_open_on_next_step
        Whether a meeting that produced a next step must become an opportunity.
    deemed_accepted_after
        Business time after the meeting from which silence accepts it; None: it never does. It is
        for `SDR_OPENS_OPPORTUNITY` only.
    sends, templates
        Which messages are sent, and the names of their templates where they have one.
    confirm
        How long before the meeting the confirmation is due.
    attendance
        In order: the first rule that holds.
    rebook_at_most
        How often a meeting that was missed or called off is booked again.
    debrief_by
        Who must tell how the meeting went.
    ae
        In order: routes to the AE of a meeting for which none is named; the first that finds one.
    """

    acceptance: AcceptanceWay = AcceptanceWay.SDR_OPENS_OPPORTUNITY
    must_open_on_next_step: bool = True
    deemed_accepted_after: BusinessSpan | None = None
    slots: SlotTerms = field(default_factory=SlotTerms)
    sends: frozenset[MeetingMessageKind] = frozenset(MeetingMessageKind)
    templates: Mapping[MeetingMessageKind, str] = field(default_factory=lambda: _NO_TEMPLATES)
    confirm: BusinessSpan = _ONE_DAY
    attendance: tuple[AttendanceRule, ...] = ()
    rebook_at_most: int = 2
    coaching: CoachingTerms = field(default_factory=CoachingTerms)
    debrief_by: frozenset[RepRole] = frozenset({RepRole.SDR, RepRole.AE})
    ae: tuple[Route, ...] = ()
