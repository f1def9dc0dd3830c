"""What changed between the feedback of two pacts, in business words."""

from collections.abc import Iterator, Mapping

from leadpact.pact.changes import Change, relabelled
from leadpact.pact.sections.diff_facts import diff_named
from leadpact.pact.sections.feedback.fields import (
    DISPOSITION_FIELDS,
    FEEDBACK_FIELDS,
    disposition_name,
)
from leadpact.pact.sections.feedback.policy import Disposition, FeedbackPolicy
from leadpact.pact.sections.words import facts_words


def diff_feedback(old: FeedbackPolicy, new: FeedbackPolicy) -> Iterator[Change]:
    """Yield what changed between two policies in normal form."""
    yield from diff_named(
        "disposition",
        "disposition",
        _by_name(old),
        _by_name(new),
        words=lambda item: facts_words(DISPOSITION_FIELDS.facts(item)),
        inner=_diff_disposition,
    )
    yield from FEEDBACK_FIELDS.diff("feedback-switch", "feedback", old, new)
    yield from _diff_labels(
        "fault", *({item.code: item.label for item in policy.faults} for policy in (old, new))
    )


def _by_name(policy: FeedbackPolicy) -> dict[str, Disposition]:
    return {disposition_name(item): item for item in policy.dispositions}


def _diff_disposition(subject: str, old: Disposition, new: Disposition) -> Iterator[Change]:
    yield from DISPOSITION_FIELDS.diff("disposition-switch", subject, old, new)
    if old.label != new.label:
        yield relabelled(subject, old.label, new.label)
    labels = ({item.code: item.label for item in one.reasons} for one in (old, new))
    yield from _diff_labels(f"{subject}: reason", *labels)


def _diff_labels(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for code in sorted(old.keys() & new.keys()):
        if old[code] != new[code]:
            yield relabelled(f"{kind} {code}", old[code], new[code])
