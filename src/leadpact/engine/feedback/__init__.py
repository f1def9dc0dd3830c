"""Check the dispositions that reps report, and review them. Pure.

A disposition is checked against the pact and the record before it is taken. What a review of it
does to the lead, the state machine of the lead decides.
"""

from leadpact.engine.feedback.check import (
    check_disposition,
    check_rejection,
    leads_to,
    referral_of,
    rejection_reasons,
)
from leadpact.engine.feedback.review import (
    disputable_until,
    dispute_review,
    end_arbitration,
    has_review,
    may_dispute,
    open_review,
    review_disposition,
    start_arbitration,
)
from leadpact.engine.feedback.values import (
    ArbitrationOutcome,
    GivenDisposition,
    Record,
    Referral,
    Review,
    ReviewState,
    ReviewVerdict,
)

__all__ = [
    "ArbitrationOutcome",
    "GivenDisposition",
    "Record",
    "Referral",
    "Review",
    "ReviewState",
    "ReviewVerdict",
    "check_disposition",
    "check_rejection",
    "disputable_until",
    "dispute_review",
    "end_arbitration",
    "has_review",
    "leads_to",
    "may_dispute",
    "open_review",
    "referral_of",
    "rejection_reasons",
    "review_disposition",
    "start_arbitration",
]
