"""Feedback: what reps report back, what is refused of it, and how it is reviewed. Pure.

A disposition is checked against the pact and the record before it is taken. What a review of it
does to the lead, the state machine of the lead decides.
"""

from leadpact.engine.feedback.check import check_disposition
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
from leadpact.pact.sections.feedback.policy import FeedbackPolicy, LeadsTo
from leadpact.terms.stages import Stage

__all__ = [
    "ArbitrationOutcome",
    "GivenDisposition",
    "Record",
    "Referral",
    "Review",
    "ReviewState",
    "ReviewVerdict",
    "check_disposition",
    "disputable_until",
    "dispute_review",
    "end_arbitration",
    "has_review",
    "leads_to",
    "may_dispute",
    "open_review",
    "referral_of",
    "review_disposition",
    "start_arbitration",
]


def leads_to(policy: FeedbackPolicy, given: GivenDisposition) -> Stage | None:
    """Return the stage that a disposition puts the lead in, None where it stays in its own."""
    found = policy.disposition(given.side, given.code)
    if found is None or found.leads_to is LeadsTo.STAYS:
        return None
    return Stage(found.leads_to.value)


def referral_of(given: GivenDisposition, *, original_lead_id: str) -> Referral | None:
    """Return the link of the lead that a disposition refers to, None where it refers to none."""
    if given.referred_lead_id is None:
        return None
    return Referral(original_lead_id, given.referred_lead_id, given.disposition_id)
