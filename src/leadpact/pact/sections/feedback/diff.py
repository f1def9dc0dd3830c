"""What changed between the feedback of two pacts, in business words."""

from collections.abc import Iterator, Mapping

from leadpact.pact.changes import Change, added, relabelled, removed
from leadpact.pact.sections.diff_facts import diff_facts, diff_named
from leadpact.pact.sections.feedback.normal import normal_feedback
from leadpact.pact.sections.feedback.policy import Disposition, FeedbackPolicy
from leadpact.pact.sections.feedback.words import (
    disposition_facts,
    disposition_name,
    policy_facts,
    policy_words,
)
from leadpact.pact.sections.words import facts_words


def diff_feedback(old: FeedbackPolicy | None, new: FeedbackPolicy | None) -> Iterator[Change]:
    """Yield what changed; nothing that changes meaning exactly if the two do the same."""
    before, after = (policy and normal_feedback(policy) for policy in (old, new))
    if before is None and after is not None:
        yield added("feedback-added", "feedback", policy_words(after))
    elif after is None and before is not None:
        yield removed("feedback-removed", "feedback", policy_words(before))
    elif before is not None and after is not None:
        yield from _diff_policies(before, after)


def _diff_policies(old: FeedbackPolicy, new: FeedbackPolicy) -> Iterator[Change]:
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
