"""Pacts, dispositions and reviews that the tests of feedback share."""

from datetime import UTC, datetime

from leadpact.engine.feedback import GivenDisposition, Review, open_review
from leadpact.pact.check import load_pact_text
from leadpact.pact.sections.feedback.policy import FeedbackPolicy
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.stages import RepRole

HEAD = "spec: 1\nname: x\ngates: {conversation_lead: {must_have: [email, phone]}}\n"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
"""A Monday."""

OFFICE = BusinessCalendar(
    zone="UTC",
    windows=dict.fromkeys(("MON", "TUE", "WED", "THU", "FRI"), (("09:00", "17:00"),)),
)


def policy_of(text: str) -> FeedbackPolicy:
    policy = load_pact_text(HEAD + text).feedback
    assert policy is not None
    return policy


STANDARD = policy_of("feedback: {}\n")


def by_sdr(code: str, **more: object) -> GivenDisposition:
    return GivenDisposition("d-1", RepRole.SDR, code, NOON, "sdr-1", **more)


def by_ae(code: str, **more: object) -> GivenDisposition:
    return GivenDisposition("d-1", RepRole.AE, code, NOON, "ae-1", **more)


def review_of(given: GivenDisposition, policy: FeedbackPolicy = STANDARD) -> Review:
    review = open_review(policy, given)
    assert review is not None
    return review
