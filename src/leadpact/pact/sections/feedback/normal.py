"""One form of feedback for all spellings of one meaning, for the fingerprint and the diff."""

from dataclasses import replace

from leadpact.pact.sections.feedback.policy import (
    Disposition,
    FeedbackPolicy,
    FeedbackReason,
    LeadFault,
)


def normal_feedback(policy: FeedbackPolicy) -> FeedbackPolicy:
    """Return the policy with everything in order, and without what the gates say already.

    Two policies do the same exactly if their normal forms are equal but for labels.
    """
    dispositions = map(_normal_disposition, policy.dispositions)
    declared = (fault for fault in policy.faults if fault.attribute is None)
    return replace(
        policy,
        dispositions=tuple(sorted(dispositions, key=lambda item: (item.side, item.code))),
        faults=tuple(sorted(declared, key=_code)),
    )


def _normal_disposition(item: Disposition) -> Disposition:
    return replace(item, reasons=tuple(sorted(item.reasons, key=_code)))


def _code(item: LeadFault | FeedbackReason) -> str:
    return item.code
