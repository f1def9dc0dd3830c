"""Why something was decided: coded values. How a reason reads is rendered elsewhere."""

from dataclasses import dataclass
from enum import StrEnum


class JudgementReasonCode(StrEnum):
    """The kinds of reason a decision can carry."""

    CONDITION_TRUE = "CONDITION_TRUE"
    ACTIVITY_COUNTED = "ACTIVITY_COUNTED"
    SILENCE_COUNTED = "SILENCE_COUNTED"
    PERSON_COUNTED = "PERSON_COUNTED"
    SCORE_ADDED = "SCORE_ADDED"
    GROUP_LIMIT = "GROUP_LIMIT"
    NIGHTLY_FLOOR = "NIGHTLY_FLOOR"
    RANGE_LIMIT = "RANGE_LIMIT"
    MUST_HAVE_MISSING = "MUST_HAVE_MISSING"
    NICE_TO_HAVE_MISSING = "NICE_TO_HAVE_MISSING"
    GATE_CONDITION_FALSE = "GATE_CONDITION_FALSE"
    GATE_CONDITION_UNKNOWN = "GATE_CONDITION_UNKNOWN"
    GATE_BEFORE_CLOSED = "GATE_BEFORE_CLOSED"
    NOT_WHEN_ASKED = "NOT_WHEN_ASKED"
    NO_LEAD = "NO_LEAD"


POINT_CODES = frozenset(
    {
        JudgementReasonCode.CONDITION_TRUE,
        JudgementReasonCode.ACTIVITY_COUNTED,
        JudgementReasonCode.SILENCE_COUNTED,
        JudgementReasonCode.PERSON_COUNTED,
        JudgementReasonCode.SCORE_ADDED,
        JudgementReasonCode.GROUP_LIMIT,
        JudgementReasonCode.NIGHTLY_FLOOR,
        JudgementReasonCode.RANGE_LIMIT,
    }
)
"""The kinds of reason that give or take points."""

RULE_CODES = frozenset(
    {
        JudgementReasonCode.CONDITION_TRUE,
        JudgementReasonCode.ACTIVITY_COUNTED,
        JudgementReasonCode.SILENCE_COUNTED,
    }
)
"""The kinds of reason that say what a rule gave."""


@dataclass(frozen=True, slots=True)
class JudgementReason:
    """One cause of a decision.

    Attributes
    ----------
    code
        The kind of cause.
    rule_id
        The rule, group of rules, gate or added score it comes from; empty where there is none.
    field
        The attribute, score or person it is about; empty where there is none.
    n_counted
        How many activities were counted; of a score that a sum adds, its weight.
    millipoints
        The points it adds to the total, in thousandths of a point.
    """

    code: JudgementReasonCode
    rule_id: str = ""
    field: str = ""
    n_counted: int = 0
    millipoints: int = 0
