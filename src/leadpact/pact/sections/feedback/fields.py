"""The fields of feedback, and what changed in them, in words as people say them in a meeting."""

from collections.abc import Iterator, Mapping
from operator import attrgetter

from leadpact.pact.changes import Change, diff_label, diff_list
from leadpact.pact.sections.feedback.policy import Disposition, FeedbackPolicy
from leadpact.pact.sections.fields import FieldTable, Row, elsewhere
from leadpact.pact.sections.words import counted, listed, say

_code = attrgetter("code")

DISPOSITION_FIELDS = FieldTable(
    Disposition,
    (
        Row("needs"),
        Row(
            "reasons",
            words=lambda reasons: listed(map(_code, reasons)),
            normal=lambda item: tuple(sorted(item.reasons, key=_code)),
        ),
        Row("leads_to"),
        Row("is_reviewed", "review"),
        Row(
            "work_goes_on",
            facts=lambda item: {} if item.is_end else {"stops work": say(not item.work_goes_on)},
            normal=lambda item: item.work_goes_on or None,
        ),
        Row("after"),
        *(elsewhere("side"), elsewhere("code"), elsewhere("label")),
    ),
)


def _dispositions(policy: FeedbackPolicy) -> object:
    found = map(DISPOSITION_FIELDS.normal, policy.dispositions)
    return tuple(sorted(found, key=lambda item: (item.side, item.code)))


def _declared_faults(policy: FeedbackPolicy) -> object:
    """Return the faults without those of must-haves, which the gates imply."""
    declared = (fault for fault in policy.faults if fault.attribute is None)
    return tuple(sorted(declared, key=_code))


FEEDBACK_FIELDS = FieldTable(
    FeedbackPolicy,
    (
        elsewhere("dispositions", normal=_dispositions),
        Row("faults", words=lambda faults: listed(map(_code, faults)), normal=_declared_faults),
        Row("note_at_most", "note", words=lambda number: f"at most {number} characters"),
        Row("dispute_within", "dispute", words=lambda span: f"within {say(span)}"),
    ),
)


def feedback_words(policy: FeedbackPolicy) -> str:
    """Return the section in one line."""
    return counted(len(policy.dispositions), "disposition")


def diff_feedback(old: FeedbackPolicy, new: FeedbackPolicy) -> Iterator[Change]:
    """Yield what changed between two policies in normal form."""
    yield from diff_list(
        "disposition",
        "disposition",
        old.dispositions,
        new.dispositions,
        name=lambda item: f"{item.side.lower()} {item.code}",
        words=DISPOSITION_FIELDS.words,
        inner=_diff_disposition,
    )
    yield from FEEDBACK_FIELDS.diff("feedback-switch", "feedback", old, new)
    yield from _diff_labels(
        "fault", *({item.code: item.label for item in policy.faults} for policy in (old, new))
    )


def _diff_disposition(subject: str, old: Disposition, new: Disposition) -> Iterator[Change]:
    yield from DISPOSITION_FIELDS.diff("disposition-switch", subject, old, new)
    yield from diff_label(subject, old.label, new.label)
    labels = ({item.code: item.label for item in one.reasons} for one in (old, new))
    yield from _diff_labels(f"{subject}: reason", *labels)


def _diff_labels(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for code in sorted(old.keys() & new.keys()):
        yield from diff_label(f"{kind} {code}", old[code], new[code])
