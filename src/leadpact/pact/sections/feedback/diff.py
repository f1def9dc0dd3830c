"""What changed between the feedback of two pacts, in business words."""

from collections.abc import Iterator, Mapping

from leadpact.pact.changes import Change, relabelled
from leadpact.pact.sections.diff_facts import diff_facts, diff_named
from leadpact.pact.sections.feedback.policy import Disposition, FeedbackPolicy
from leadpact.pact.sections.feedback.words import (
    disposition_facts,
    disposition_name,
    policy_facts,
)
from leadpact.pact.sections.words import facts_words


def diff_feedback(old: FeedbackPolicy, new: FeedbackPolicy) -> Iterator[Change]:
    """Yield what changed between two policies in normal form."""
    yield from diff_named(
        "disposition",
        "disposition",
        _by_name(old),
        _by_name(new),
        words=lambda item: facts_words(disposition_facts(item)),
        inner=_diff_disposition,
    )
    yield from diff_facts("feedback-switch", "feedback", policy_facts(old), policy_facts(new))
    yield from _diff_labels(
        "fault", *({item.code: item.label for item in policy.faults} for policy in (old, new))
    )


def _by_name(policy: FeedbackPolicy) -> dict[str, Disposition]:
    return {disposition_name(item): item for item in policy.dispositions}


def _diff_disposition(subject: str, old: Disposition, new: Disposition) -> Iterator[Change]:
    facts = disposition_facts(old), disposition_facts(new)
    yield from diff_facts("disposition-switch", subject, *facts)
    if old.label != new.label:
        yield relabelled(subject, old.label, new.label)
    labels = ({item.code: item.label for item in one.reasons} for one in (old, new))
    yield from _diff_labels(f"{subject}: reason", *labels)


def _diff_labels(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for code in sorted(old.keys() & new.keys()):
        if old[code] != new[code]:
            yield relabelled(f"{kind} {code}", old[code], new[code])
