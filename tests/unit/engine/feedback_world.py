"""Pacts, dispositions and reviews that the tests of feedback share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from leadpact.engine.cadences import Attempt
from leadpact.engine.feedback import (
    GivenDisposition,
    Record,
    Review,
    check_disposition,
    open_review,
)
from leadpact.pact.check import load_pact_text
from leadpact.pact.sections.feedback.policy import FeedbackPolicy
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole, Stage, TouchKind

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


FRESH: Record[Attempt] = Record(lead_id="lead-1", stage=Stage.CONVERSATION_LEAD)
MET = replace(FRESH, meetings_held=frozenset({"m-1"}))
KNOWN = replace(FRESH, known_fields=frozenset({"email", "phone"}))
OWN = policy_of(
    """feedback:
  dispositions:
    sdr:
      opened: {leads_to: opportunity}
      later: {leads_to: stays}
      full: {needs: [reason, fault, note], reasons: {a: A, b: B}, leads_to: recycled}
    ae:
      converted: {leads_to: recycled}
      unreachable: {leads_to: recycled}
  faults: {competitor: Works for a competitor}
  note: {at_most: 5}
"""
)


def four_needed(attempts: Sequence[Attempt]) -> Refusal | None:
    """Ask for four attempts."""
    n_missing = 4 - len(attempts)
    missing = (("attempts", str(n_missing)),)
    return Refusal(RefusalCode.TOO_FEW_ATTEMPTS, missing) if n_missing > 0 else None


def calls(n: int) -> tuple[Attempt, ...]:
    """Return a call on each of the last days."""
    return tuple(Attempt(TouchKind.CALL, NOON - timedelta(days=day)) for day in range(n))


def stated(
    policy: FeedbackPolicy, disposition: GivenDisposition, record: Record[Attempt] = FRESH
) -> tuple[RefusalCode, tuple[tuple[str, str], ...]] | None:
    """Return code and what is missing, None where the disposition is taken."""
    found = check_disposition(policy, disposition, record, check_unreachable=four_needed)
    return found and (found.code, found.missing)


def options(name: str, *values: str) -> tuple[tuple[str, str], ...]:
    """Return what is missing where one of some values of a field must be named."""
    return tuple((name, value) for value in values)
