"""Check a disposition against the pact and the record, and find the stage it leads to."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from leadpact.engine.feedback.values import AttemptT, GivenDisposition, Record, Referral
from leadpact.pact.sections.feedback.policy import (
    CONVERTED,
    UNREACHABLE,
    Disposition,
    FaultKind,
    FeedbackPolicy,
    LeadFault,
    LeadsTo,
    Need,
)
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole, Stage


def check_disposition(
    policy: FeedbackPolicy,
    given: GivenDisposition,
    record: Record[AttemptT],
    *,
    check_unreachable: Callable[[Sequence[AttemptT]], Refusal | None] | None,
) -> Refusal | None:
    """Return why a disposition is refused, with the missing parts; None if it is taken.

    Parameters
    ----------
    record
        The lead's values when the disposition is given, which may contradict it.
    check_unreachable
        Checks the attempts by the lead's cadence; None where no number of them is agreed.
    """
    found = policy.disposition(given.side, given.code)
    if found is None:
        codes = (item.code for item in policy.dispositions if item.side is given.side)
        return _one_of(RefusalCode.DISPOSITION_UNKNOWN, "code", codes)
    refusals = (
        *_of_record(record),
        *_of_history(policy, found, given, record),
        *_of_referral(given, record),
        *_of_reason(found, given),
        *_of_fault(policy, found, given, record),
        *_of_note(policy, found, given),
        *_of_until(found, given),
        *_of_meeting(given, record),
        *_of_opportunity(found, given, record),
    )
    if refusals or (found.side, found.code) != (RepRole.SDR, UNREACHABLE):
        return next(iter(refusals), None)
    return _of_attempts(given, record, check_unreachable)


def _one_of(code: RefusalCode, name: str, values: Iterable[str]) -> Refusal:
    return Refusal(code, tuple((name, value) for value in values))


def _of_record(record: Record[AttemptT]) -> Iterator[Refusal]:
    if record.stage is Stage.DISQUALIFIED:
        yield Refusal(RefusalCode.LEAD_DISQUALIFIED)
    if not record.is_owner:
        yield Refusal(RefusalCode.NOT_THE_OWNER)


def _of_referral(given: GivenDisposition, record: Record[AttemptT]) -> Iterator[Refusal]:
    if given.referred_lead_id is not None and given.referred_lead_id == record.lead_id:
        yield Refusal(RefusalCode.REFERRED_TO_ITSELF)


def _of_history(
    policy: FeedbackPolicy, found: Disposition, given: GivenDisposition, record: Record[AttemptT]
) -> Iterator[Refusal]:
    """Yield a refusal of what cannot follow the dispositions that were given before.

    Nothing follows an end; a status is not given twice in a row, unless it is a hold until another
    date.
    """
    same = [
        item
        for item in record.earlier
        if (item.side, item.subject_id) == (given.side, given.subject_id)
    ]
    is_again = bool(same) and same[-1].code == given.code
    is_longer = is_again and found.is_hold and same[-1].until != given.until
    if any(_is_end(policy, item) for item in same) or (is_again and not is_longer):
        yield Refusal(RefusalCode.ALREADY_DISPOSITIONED)
    known = {item.code for item in record.earlier if item.side == given.side}
    if found.after and not found.after & known:
        yield _one_of(RefusalCode.EARLIER_STATUS_MISSING, "after", sorted(found.after))


def _is_end(policy: FeedbackPolicy, given: GivenDisposition) -> bool:
    """Tell whether nothing can follow a disposition; one that the pact does not have is an end."""
    known = policy.disposition(given.side, given.code)
    return known is None or known.is_end


def _of_reason(found: Disposition, given: GivenDisposition) -> Iterator[Refusal]:
    known = [reason.code for reason in found.reasons]
    if given.reason is None:
        if Need.REASON in found.needs:
            yield _one_of(RefusalCode.REASON_MISSING, "reason", known)
    elif given.reason not in known:
        yield _one_of(RefusalCode.REASON_UNKNOWN, "reason", known)


def check_rejection(policy: FeedbackPolicy | None, reason: str | None) -> Refusal | None:
    """Return why an AE's rejection of a meeting or a handoff is refused; None if it is taken.

    It needs a reason where a disposition by which an AE rejects needs one, and takes any reason of
    those. Without a policy any reason is taken, and none is needed.
    """
    if policy is None:
        return None
    known = rejection_reasons(policy)
    if reason is None:
        is_needed = any(Need.REASON in item.needs for item in _rejecting(policy))
        return _one_of(RefusalCode.REASON_MISSING, "reason", known) if is_needed else None
    return None if reason in known else _one_of(RefusalCode.REASON_UNKNOWN, "reason", known)


def rejection_reasons(policy: FeedbackPolicy) -> dict[str, str]:
    """Return the labels of the reasons for which an AE can reject, by code."""
    reasons = (reason for item in _rejecting(policy) for reason in item.reasons)
    return {reason.code: reason.label for reason in reasons}


def _rejecting(policy: FeedbackPolicy) -> list[Disposition]:
    """Return the dispositions by which an AE rejects a meeting: all that are no opportunity."""
    return [
        item
        for item in policy.dispositions
        if item.side is RepRole.AE
        and item.leads_to is not LeadsTo.OPPORTUNITY
        and not item.work_goes_on
    ]


def _of_fault(
    policy: FeedbackPolicy, found: Disposition, given: GivenDisposition, record: Record[AttemptT]
) -> Iterator[Refusal]:
    known = policy.faults if Need.FAULT in found.needs else ()
    possible = [fault.code for fault in known if not _is_contradicted(fault, record)]
    if given.fault is None:
        if Need.FAULT in found.needs:
            yield _one_of(RefusalCode.FAULT_MISSING, "fault", possible)
        return
    fault = next((item for item in known if item.code == given.fault), None)
    if fault is None:
        yield _one_of(RefusalCode.FAULT_UNKNOWN, "fault", possible)
    elif _is_contradicted(fault, record):
        others = (item.code for item in known if item.attribute == fault.attribute)
        rest = (code for code in others if code != fault.code)
        yield _one_of(RefusalCode.FAULT_CONTRADICTED, "fault", rest)


def _is_contradicted(fault: LeadFault, record: Record[AttemptT]) -> bool:
    """Tell whether a must-have is reported missing that is known, or wrong that is unknown."""
    if fault.attribute is None:
        return False
    return (fault.attribute in record.known_fields) == (fault.kind is FaultKind.MISSING)


def _of_note(
    policy: FeedbackPolicy, found: Disposition, given: GivenDisposition
) -> Iterator[Refusal]:
    limit = ("characters", str(policy.note_at_most))
    if Need.NOTE in found.needs and not given.note_length:
        yield Refusal(RefusalCode.NOTE_MISSING, (limit,))
    if given.note_length > policy.note_at_most:
        yield Refusal(RefusalCode.NOTE_TOO_LONG, (limit,))


def _of_until(found: Disposition, given: GivenDisposition) -> Iterator[Refusal]:
    if not found.is_hold:
        if given.until is not None:
            yield Refusal(RefusalCode.UNTIL_NOT_TAKEN)
    elif given.until is None:
        yield Refusal(RefusalCode.UNTIL_MISSING)
    elif given.until <= given.given_at:
        yield Refusal(RefusalCode.UNTIL_IN_THE_PAST)


def _of_meeting(given: GivenDisposition, record: Record[AttemptT]) -> Iterator[Refusal]:
    """Yield a refusal of an AE's verdict without the meeting."""
    if given.side is not RepRole.AE:
        return
    if given.subject_id is None and not record.meetings_held:
        yield Refusal(RefusalCode.MEETING_NOT_HELD)
    elif given.subject_id is not None and given.subject_id not in record.meetings_held:
        yield Refusal(RefusalCode.MEETING_NOT_HELD, (("meeting", given.subject_id),))


def _of_opportunity(
    found: Disposition, given: GivenDisposition, record: Record[AttemptT]
) -> Iterator[Refusal]:
    is_converted = (found.side, found.code) == (RepRole.AE, CONVERTED)
    is_claimed = is_converted or found.leads_to is LeadsTo.OPPORTUNITY
    if is_claimed and not record.has_opportunity and given.opportunity_id is None:
        yield Refusal(RefusalCode.OPPORTUNITY_MISSING, (("opportunity", "1"),))


def _of_attempts(
    given: GivenDisposition,
    record: Record[AttemptT],
    check_unreachable: Callable[[Sequence[AttemptT]], Refusal | None] | None,
) -> Refusal | None:
    if record.replied_at is not None and record.replied_at <= given.given_at:
        return Refusal(RefusalCode.PROSPECT_REPLIED)
    if record.meetings_held or record.is_meeting_booked:
        return Refusal(RefusalCode.MEETING_AGREED)
    return check_unreachable(record.attempts) if check_unreachable else None


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
