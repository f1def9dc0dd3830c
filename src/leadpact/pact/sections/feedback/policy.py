"""The rules of a pact on feedback, compiled: dispositions, their reasons and faults, reviews.

Values only. Whether a disposition is taken, and how a review goes on, is in `engine.feedback`.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from leadpact.pact.sections.clocks.policy import BusinessSpan
from leadpact.terms.stages import RepRole

SIDES = (RepRole.SDR, RepRole.AE)
"""Who gives dispositions."""

UNREACHABLE = "unreachable"
"""The SDR's code that is held against the attempts made."""

CONVERTED = "converted"
"""The AE's code that is held against the opportunities."""


class Need(StrEnum):
    """What a rep must report with a disposition."""

    REASON = "REASON"
    FAULT = "FAULT"
    NOTE = "NOTE"
    UNTIL = "UNTIL"
    """Until when the lead is on hold."""


class LeadsTo(StrEnum):
    """Where a disposition puts the lead."""

    RECYCLED = "RECYCLED"
    DISQUALIFIED = "DISQUALIFIED"
    OPPORTUNITY = "OPPORTUNITY"
    STAYS = "STAYS"
    """It stays where it is, and with whom."""


class FaultKind(StrEnum):
    """What a fault is about."""

    DECLARED = "DECLARED"
    """One of those that the pact lists."""
    MISSING = "MISSING"
    """A must-have is not known."""
    WRONG = "WRONG"
    """A must-have is known, and it is not so."""


@dataclass(frozen=True, slots=True)
class FeedbackReason:
    """A cause that can be given with a disposition."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class LeadFault:
    """In what a lead was not as the pact has it.

    Attributes
    ----------
    code
        Of a must-have `missing:` or `wrong:` and its name, such as `wrong:phone`.
    attribute
        The must-have; None of a fault that the pact lists.
    """

    code: str
    label: str
    kind: FaultKind = FaultKind.DECLARED
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class Disposition:
    """An outcome that a rep can give.

    Attributes
    ----------
    needs
        What a rep must report with it. Every disposition can have a note; only one with reasons
        can have a reason, and only one that needs a fault or a date can have one.
    is_reviewed
        Whether a manager reviews it.
    work_goes_on
        Whether cadences go on, and the clocks that no disposition but a named one stops: it is a
        status. Only one that keeps the stage can be.
    after
        The codes of the same side of which one must have been given before; none: it can be the
        first.
    """

    side: RepRole
    code: str
    label: str
    leads_to: LeadsTo
    needs: frozenset[Need] = frozenset()
    reasons: tuple[FeedbackReason, ...] = ()
    is_reviewed: bool = False
    work_goes_on: bool = False
    after: frozenset[str] = frozenset()

    @property
    def is_end(self) -> bool:
        """Whether nothing can follow it: it moves the lead."""
        return self.leads_to is not LeadsTo.STAYS

    @property
    def is_hold(self) -> bool:
        """Whether it puts the lead on hold until a date."""
        return Need.UNTIL in self.needs


@dataclass(frozen=True, slots=True)
class FeedbackPolicy:
    """All rules of a pact on what must be reported back.

    Attributes
    ----------
    faults
        Those that the pact lists, then two for each must-have of its gates: missing and wrong.
    note_at_most
        Characters of a note.
    dispute_within
        Business time after a review, in which the other side may dispute it.
    """

    dispositions: tuple[Disposition, ...]
    faults: tuple[LeadFault, ...]
    note_at_most: int = 280
    dispute_within: BusinessSpan = field(default_factory=lambda: BusinessSpan(days=5))

    def disposition(self, side: RepRole, code: str) -> Disposition | None:
        """Return a disposition of one side, None where there is none of that code."""
        found = (item for item in self.dispositions if (item.side, item.code) == (side, code))
        return next(found, None)

    def fault(self, code: str) -> LeadFault | None:
        """Return a fault, None where there is none of that code."""
        return next((item for item in self.faults if item.code == code), None)


def _reasons(**labels: str) -> tuple[FeedbackReason, ...]:
    return tuple(FeedbackReason(code, label) for code, label in labels.items())


STANDARD_DISPOSITIONS: tuple[Disposition, ...] = (
    Disposition(RepRole.SDR, UNREACHABLE, "Unreachable", LeadsTo.RECYCLED, is_reviewed=True),
    Disposition(
        RepRole.SDR,
        "not_compliant",
        "Not as the pact has it",
        LeadsTo.DISQUALIFIED,
        needs=frozenset({Need.FAULT}),
        is_reviewed=True,
    ),
    Disposition(
        RepRole.SDR,
        "no_need",
        "No acknowledged need",
        LeadsTo.RECYCLED,
        reasons=_reasons(
            no_budget="No budget", has_solution="Content with what they have", timing="Not now"
        ),
    ),
    Disposition(
        RepRole.SDR,
        "other",
        "Other",
        LeadsTo.DISQUALIFIED,
        needs=frozenset({Need.NOTE}),
        is_reviewed=True,
    ),
    Disposition(
        RepRole.AE,
        "not_compliant",
        "Not as the pact has it",
        LeadsTo.DISQUALIFIED,
        needs=frozenset({Need.FAULT}),
        is_reviewed=True,
    ),
    Disposition(RepRole.AE, CONVERTED, "Converted", LeadsTo.OPPORTUNITY),
    Disposition(
        RepRole.AE,
        "unqualified",
        "Unqualified",
        LeadsTo.RECYCLED,
        needs=frozenset({Need.REASON}),
        reasons=_reasons(
            no_budget="No budget",
            no_authority="Not who decides",
            no_need="No need",
            timing="Not now",
        ),
        is_reviewed=True,
    ),
)
"""The dispositions as companies usually agree them."""

STANDARD_FAULTS: tuple[LeadFault, ...] = (
    LeadFault("wrong_person", "Not a person we agreed on"),
    LeadFault("bad_data", "Wrong or made-up contact data"),
    LeadFault("outside_target", "Outside the target market"),
)
"""The faults that can be named besides missing and wrong must-haves."""
