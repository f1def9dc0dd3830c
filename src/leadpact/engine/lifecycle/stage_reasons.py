"""Why a lead moved to another stage, as values that can be stored."""

from dataclasses import dataclass
from enum import StrEnum


class StageReasonCode(StrEnum):
    """The kinds of reasons why a lead moved; the text below a kind says what it is about."""

    GATE_OPENED = "GATE_OPENED"
    """The gate."""
    HAD_NO_ACTIVITY = "HAD_NO_ACTIVITY"
    HAD_ACTIVITY = "HAD_ACTIVITY"
    RECORDED = "RECORDED"
    """The lead has that stage on record."""
    ENDED_ELSEWHERE = "ENDED_ELSEWHERE"
    JUDGED_ELSEWHERE = "JUDGED_ELSEWHERE"
    MEETING_HELD = "MEETING_HELD"
    """The meeting."""
    OPPORTUNITY_OPENED = "OPPORTUNITY_OPENED"
    """The opportunity, as in the next three."""
    AMOUNT_KNOWN = "AMOUNT_KNOWN"
    OPPORTUNITY_WON = "OPPORTUNITY_WON"
    OPPORTUNITY_LOST = "OPPORTUNITY_LOST"
    DISPOSITION_GIVEN = "DISPOSITION_GIVEN"
    """The disposition, by its id."""
    DISPOSITION_OVERTURNED = "DISPOSITION_OVERTURNED"
    """The disposition, by its id."""
    OPTED_OUT = "OPTED_OUT"


@dataclass(frozen=True, slots=True)
class StageReason:
    """Why a lead moved: a code, and the id or name of what it is about, empty for the lead.

    `disposition` is the code of the disposition, as its pact spells it; empty for other reasons.
    """

    code: StageReasonCode
    about: str = ""
    disposition: str = ""
