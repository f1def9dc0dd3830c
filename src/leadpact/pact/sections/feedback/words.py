"""Dispositions in words, as people say them in a meeting."""

from leadpact.pact.sections.feedback.policy import Disposition, FeedbackPolicy
from leadpact.pact.sections.spans import span_words
from leadpact.pact.sections.words import Facts, listed, spoken, yes_no


def disposition_name(item: Disposition) -> str:
    """Return which disposition it is: `sdr unreachable`."""
    return f"{item.side.lower()} {item.code}"


def disposition_facts(item: Disposition) -> Facts:
    """Return what a disposition says, but for what people call it."""
    return {
        "needs": listed(tuple(sorted(spoken(need) for need in item.needs))),
        "reasons": listed(tuple(reason.code for reason in item.reasons)),
        "leads to": spoken(item.leads_to),
        "review": yes_no(item.is_reviewed),
    }


def policy_facts(policy: FeedbackPolicy) -> Facts:
    """Return what a section says beside its dispositions."""
    return {
        "faults": listed(tuple(fault.code for fault in policy.faults)),
        "note": f"at most {policy.note_at_most} characters",
        "dispute": f"within {span_words(policy.dispute_within)}",
    }


def feedback_words(policy: FeedbackPolicy) -> str:
    """Return a whole section in one line."""
    n_dispositions = len(policy.dispositions)
    return f"{n_dispositions} disposition{'' if n_dispositions == 1 else 's'}"
