"""Open, uphold, overturn, dispute and arbitrate a review. A repeated step changes nothing."""

from dataclasses import replace
from datetime import datetime

from leadpact.engine.clocks import shifted
from leadpact.engine.feedback.values import (
    ArbitrationOutcome,
    GivenDisposition,
    Review,
    ReviewState,
    ReviewVerdict,
)
from leadpact.pact.sections.feedback.policy import FeedbackPolicy
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole

_GAVE_THE_LEAD = {RepRole.SDR: RepRole.MARKETER, RepRole.AE: RepRole.SDR}
"""Who handed over what a side gives its disposition of."""


def has_review(policy: FeedbackPolicy, given: GivenDisposition) -> bool:
    """Tell whether a manager reviews a disposition."""
    found = policy.disposition(given.side, given.code)
    return found is not None and found.is_reviewed


def open_review(policy: FeedbackPolicy, given: GivenDisposition) -> Review | None:
    """Return the review that a disposition is due for, None where it is not reviewed.

    Its id is `review-` and that of the disposition: a disposition has one review.
    """
    if not has_review(policy, given):
        return None
    return Review(
        review_id=f"review-{given.disposition_id}",
        disposition_id=given.disposition_id,
        side=given.side,
        due_since=given.given_at,
    )


def review_disposition(
    review: Review, *, verdict: ReviewVerdict, by: str | None, at: datetime
) -> Review | Refusal:
    """Return the review with a manager's verdict."""
    if review.verdict is not None:
        is_same = review.verdict is verdict
        return review if is_same else Refusal(RefusalCode.ALREADY_REVIEWED)
    if at < review.due_since:
        return Refusal(RefusalCode.OUT_OF_ORDER)
    state = ReviewState(verdict.value)
    return replace(review, state=state, verdict=verdict, reviewed_at=at, reviewed_by=by)


def may_dispute(review: Review) -> RepRole | None:
    """Return the side that a verdict went against, None while there is none.

    Upheld, it is who handed the lead or the meeting over: marketing to an SDR, an SDR to an AE.
    Overturned, it is who gave the disposition.
    """
    if review.verdict is ReviewVerdict.OVERTURNED:
        return review.side
    return _GAVE_THE_LEAD.get(review.side) if review.verdict is ReviewVerdict.UPHELD else None


def disputable_until(
    policy: FeedbackPolicy, review: Review, *, calendar: BusinessCalendar
) -> datetime | None:
    """Return the last moment at which a verdict can be disputed, None while there is none."""
    if review.reviewed_at is None:
        return None
    return shifted(calendar, review.reviewed_at, policy.dispute_within)


def dispute_review(
    policy: FeedbackPolicy,
    review: Review,
    *,
    by_side: RepRole,
    at: datetime,
    calendar: BusinessCalendar,
) -> Review | Refusal:
    """Return the review as disputed by the side that the verdict went against."""
    until, other_side = disputable_until(policy, review, calendar=calendar), may_dispute(review)
    if until is None or other_side is None or review.reviewed_at is None:
        return Refusal(RefusalCode.NOT_REVIEWED)
    if by_side is not other_side:
        return Refusal(RefusalCode.NOT_THE_OTHER_SIDE, (("side", other_side.value),))
    if review.disputed_at is not None:
        return review
    if at < review.reviewed_at:
        return Refusal(RefusalCode.OUT_OF_ORDER)
    if at > until:
        return Refusal(RefusalCode.DISPUTE_TOO_LATE, (("until", until.isoformat()),))
    return replace(review, state=ReviewState.DISPUTED, disputed_at=at, disputed_by=by_side)


def start_arbitration(review: Review, *, at: datetime) -> Review | Refusal:
    """Return a disputed review as in arbitration."""
    if review.arbitration_at is not None:
        return review
    if review.disputed_at is None:
        return Refusal(RefusalCode.NOT_DISPUTED)
    if at < review.disputed_at:
        return Refusal(RefusalCode.OUT_OF_ORDER)
    return replace(review, state=ReviewState.IN_ARBITRATION, arbitration_at=at)


def end_arbitration(
    review: Review, *, outcome: ArbitrationOutcome, at: datetime
) -> Review | Refusal:
    """Return the review as closed, with what the arbitration ended in."""
    if review.outcome is not None:
        is_same = review.outcome is outcome
        return review if is_same else Refusal(RefusalCode.ARBITRATION_ENDED)
    if review.arbitration_at is None:
        return Refusal(RefusalCode.NOT_IN_ARBITRATION)
    if at < review.arbitration_at:
        return Refusal(RefusalCode.OUT_OF_ORDER)
    return replace(review, state=ReviewState.CLOSED, outcome=outcome, ended_at=at)
